"""Every test runs without a display, a sound device or the user's own directories.

The environment is set while this file is imported: Qt reads it once, at its first import.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="parvis-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

for _variable, _name in {
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}.items():
    (_HOME / _name).mkdir(mode=0o700)
    os.environ[_variable] = str(_HOME / _name)

os.environ.update(
    LANG="C.UTF-8",
    QT_QPA_PLATFORM="offscreen",
    QT_QUICK_BACKEND="software",
)
for _variable in ("LC_ALL", "DISPLAY", "WAYLAND_DISPLAY", "STATE_DIRECTORY", "NOTIFY_SOCKET", "WATCHDOG_USEC"):
    os.environ.pop(_variable, None)


def pytest_configure(config: pytest.Config) -> None:
    """Let the accessibility table follow the run."""
    from tests import rows

    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not (
        config.option.keyword
        or config.option.markexpr
        or config.option.collectonly
        or getattr(config.option, "lf", False)
    )
    config.pluginmanager.register(rows.Rows(rows.read(), whole), "rows of the accessibility table")
