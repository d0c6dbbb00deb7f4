"""Run qmllint over every QML file with the view-models' types known, and any warning fatal.

qmllint knows Python's types only through `.qmltypes`: `pyside6-metaobjectdump` reads them from the sources and
`pyside6-qmltyperegistrar` writes them down, under `build/qml`. Import paths must be absolute: qmllint resolves
relative ones against each file.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "ui" / "qml"
TYPES = ROOT / "build" / "qml"
DECLARATION = re.compile(r'^QML_IMPORT_NAME = "([\w.]+)"$', re.MULTILINE)


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of PySide6's tools from the environment that runs this script."""
    return subprocess.run(
        [str(Path(sys.executable).parent / f"pyside6-{name}"), *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )


def required(name: str, *arguments: str) -> str:
    """Run a tool that must succeed and return what it printed."""
    outcome = tool(name, *arguments)
    if outcome.returncode != 0:
        sys.exit(f"pyside6-{name} failed:\n{outcome.stdout}{outcome.stderr}")
    return outcome.stdout


def register(module: str, files: list[Path]) -> None:
    """Describe one Python-made QML module under `build/qml`."""
    home = TYPES.joinpath(*module.split("."))
    home.mkdir(parents=True, exist_ok=True)
    described = []
    for file in files:
        metatypes = home / f"{file.stem}.json"
        metatypes.write_text(required("metaobjectdump", str(file)), encoding="utf-8")
        described.append(str(metatypes))
    required(
        "qmltyperegistrar",
        "--generate-qmltypes", str(home / "types.qmltypes"),
        "--import-name", module,
        "--major-version", "1",
        "--minor-version", "0",
        "-o", str(home / "registration.cpp"),
        *described,
    )  # fmt: skip
    (home / "qmldir").write_text(f"module {module}\ntypeinfo types.qmltypes\n", encoding="utf-8")


def main() -> int:
    """Lint everything; the exit status is qmllint's, or 1 if it printed a warning."""
    modules: dict[str, list[Path]] = {}
    for file in sorted((ROOT / "ui").rglob("*.py")):
        if found := DECLARATION.search(file.read_text(encoding="utf-8")):
            modules.setdefault(found.group(1), []).append(file)
    for module, files in modules.items():
        register(module, files)
    pages = [str(path) for path in sorted(SOURCES.rglob("*.qml"))]
    if not pages:
        print("There is no QML under ui/qml to look at.", file=sys.stderr)
        return 1
    outcome = tool("qmllint", "-W", "0", "-I", str(SOURCES), "-I", str(TYPES), *pages)
    said = (outcome.stdout + outcome.stderr).strip()
    if said:
        print(said)
    print(f"qmllint: {len(pages)} files")
    # The wrapper has been seen to swallow the tool's exit status: what it said counts too.
    return outcome.returncode or int("Warning:" in said or "Error:" in said)


if __name__ == "__main__":
    sys.exit(main())
