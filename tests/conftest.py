"""Every test runs without a display, a sound device or the user's own directories.

The environment is set while this file is imported: Qt reads it once, at its first import.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from tests.visits import Town, Visits

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

# The same examples in every run, and no limit of time on any: a test that fails says something of the change before
# it, not of the machine. `--hypothesis-profile=wide` looks for others.
settings.register_profile("certain", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("wide", settings.get_profile("certain"), derandomize=False, max_examples=1000)
settings.load_profile("certain")


def pytest_configure(config: pytest.Config) -> None:
    """Let the accessibility table follow the run: the whole of it, not what one of several workers sees."""
    if hasattr(config, "workerinput"):
        return
    from tests import rows

    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not (
        config.option.keyword
        or config.option.markexpr
        or config.option.collectonly
        or getattr(config.option, "lf", False)
    )
    config.pluginmanager.register(rows.Rows(rows.read(), whole), "rows of the accessibility table")


@pytest.fixture(scope="session", autouse=True)
def unhardened() -> Iterator[None]:
    """The process of the tests keeps its limits: a command that is tried inside it would take them away for good.

    Processes that the tests start harden themselves: see `tests/unit/ui/test_hardening.py`.
    """
    from ui import hardening

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hardening, "harden", lambda parent: None)
        patch.setattr(hardening, "forbid_cores", lambda: None)
        yield


@pytest.fixture(scope="session")
def rivemont(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The demonstration town, prepared once; nothing writes to it."""
    from tests.visits import Town

    return Town.prepared(tmp_path_factory.mktemp("rivemont"))


@pytest.fixture(scope="module")
def town(rivemont: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A copy of the demonstration town for one module. What stays in its outbox does not reach the next."""
    return rivemont.copied(tmp_path_factory.mktemp("town") / "state")


@pytest.fixture
def visits(qapp: QGuiApplication) -> Iterator[Visits]:
    """Opens applications; all are closed at the end, and none may have told of a fault."""
    from tests.visits import opened_visits

    with opened_visits() as opened:
        yield opened
