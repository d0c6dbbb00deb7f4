"""Bring the engines to measure beside: pinned, under build/, never into the product's environment."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
PLACE = SOURCE / "build" / "peers"
MINUTES = 5


class Unprepared(Exception):
    """Why an engine cannot be run here."""


@dataclass(frozen=True, slots=True)
class Program:
    """How an engine is started, and what its language takes without it.

    `bare` is a command that does nothing until its standard input ends; None where the engine's own process, before
    it is asked to bring the engine, is the fair floor.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    bare: tuple[str, ...] | None = None


_PYTHON_ALONE = (sys.executable, "-I", "-c", "input()")


def ours() -> Program:
    """The engine of this checkout."""
    return Program((sys.executable, "-m", "benchmarks.peers.ours"), bare=_PYTHON_ALONE)


def rxeval() -> Program:
    """rxeval from PyPI."""
    place = PLACE / "rxeval"
    lock = HERE / "rxeval.txt"
    if not _up_to_date(place, lock):
        shutil.rmtree(place, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        _run([*pip, "--require-hashes", "--only-binary", ":all:", "--target", str(place), "--requirement", str(lock)])
        _done(place, lock)
    command = (sys.executable, "-m", "benchmarks.peers.rust")
    return Program(command, {"PYTHONPATH": str(place)}, bare=_PYTHON_ALONE)


def javarosa() -> Program:
    """JavaRosa, from the validator in pyxform's wheel."""
    import pyxform

    jar = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    if not jar.exists():
        raise Unprepared("pyxform's wheel has no ODK_Validate.jar")
    _needs("javac", "default-jdk-headless")
    place = PLACE / "javarosa"
    source = HERE / "java" / "JavaRosaPeer.java"
    if not _up_to_date(place, source):
        place.mkdir(parents=True, exist_ok=True)
        _run(["javac", "-cp", str(jar), "-d", str(place), str(source)])
        _done(place, source)
    return Program(("java", "-Xmx2g", "-cp", f"{jar}:{place}", "JavaRosaPeer"))


def xforms_engine() -> Program:
    """`@getodk/xforms-engine` from npm, with jsdom."""
    _needs("node", "nodejs (20 or later)")
    _needs("npm", "npm")
    place = PLACE / "xforms-engine"
    lock = HERE / "node" / "package-lock.json"
    if not _up_to_date(place, lock):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(HERE / "node", place)
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"], place)
        _done(place, lock)
    script = place / "xforms_engine.mjs"
    shutil.copy(HERE / "node" / script.name, script)
    return Program(("node", str(script)))


PEERS: Mapping[str, Callable[[], Program]] = {
    "rxeval": rxeval,
    "JavaRosa": javarosa,
    "xforms-engine": xforms_engine,
}


def _needs(program: str, package: str) -> None:
    if shutil.which(program) is None:
        raise Unprepared(f"there is no `{program}` here: sudo apt-get install {package}")


def _run(command: Sequence[str], place: Path | None = None) -> None:
    try:
        subprocess.run(command, cwd=place, check=True, capture_output=True, text=True, timeout=MINUTES * 60)
    except subprocess.TimeoutExpired:
        raise Unprepared(f"`{Path(command[0]).name}` took longer than {MINUTES} minutes") from None
    except subprocess.CalledProcessError as error:
        last = (str(error.stderr).strip().splitlines() or ["no reason given"])[-1]
        raise Unprepared(f"`{Path(command[0]).name}` failed: {last[:200]}") from None


# The stamp is a copy of what was installed or compiled.
def _up_to_date(place: Path, pinned: Path) -> bool:
    stamp = place / "prepared"
    return stamp.exists() and stamp.read_bytes() == pinned.read_bytes()


def _done(place: Path, pinned: Path) -> None:
    shutil.copy(pinned, place / "prepared")
