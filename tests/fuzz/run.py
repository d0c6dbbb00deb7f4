"""Fuzz the forms engine with atheris: `make fuzz`, or `python -m tests.fuzz.run TARGET [libFuzzer options]`.

What is found is written to `build/fuzz/TARGET-crash-*`; once mended, it goes to `tests/fuzz/findings/TARGET/`.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SLOWEST_SECONDS = 10
"""An input that takes longer than this is a finding too."""


def seeds(target: str) -> list[Path]:
    """Where the fuzzer begins: earlier findings, and what stands in `corpus`."""
    return [folder for folder in (HERE / "corpus" / target, HERE / "findings" / target) if folder.is_dir()]


def main(target: str, options: list[str]) -> None:
    """Run until told to stop, or until something is found."""
    import atheris

    with atheris.instrument_imports(include=["kiosk.forms"]):
        from tests.fuzz import targets
    work = ROOT / "build" / "fuzz" / target
    work.mkdir(parents=True, exist_ok=True)
    bounds = [f"-timeout={SLOWEST_SECONDS}", "-rss_limit_mb=1024", "-max_len=8192"]
    prefix = f"-artifact_prefix={work.parent}/{target}-"
    folders = [str(work), *(str(folder) for folder in seeds(target))]
    atheris.Setup([sys.argv[0], *bounds, prefix, *options, *folders], targets.TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
