"""Nothing is left: what a visitor gave is in the visit's memory while it lives, and nowhere once it has ended.

Everything is real: the supervisor, two visits with their voices, the courier, the desk, and an X server. Only the
visitor is played, by touches inside the visit's own process (`visit.py`), and the printer's spooler, which keeps
what it is given.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest
from PySide6.QtGui import QImage

from kiosk.authoring.building import build, build_time
from kiosk.authoring.public_key import read_public_key
from kiosk.config import Screen
from offline_cache.enrolment import enrol_demonstration
from tests.faults.searching import Key, Search, encodings, present
from ui.camera.stills import still
from ui.display import VirtualDisplay
from ui.rehearsal.plan import Plan
from ui.state import State

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 120.0

# Other runs of this test may leave theirs anywhere on this machine: each run has canaries of its own.
DRAWN = secrets.token_hex(3)
_DIGITS = random.Random(DRAWN)


def digits(count: int) -> str:
    """A number without a pattern."""
    return "".join(_DIGITS.choice("123456789") for _ in range(count))


TYPED: dict[str, Any] = {
    # Choices, ranks, scales and places are not here: their values and labels stand in the pack, so they are in every
    # visit's memory.
    "a_text": f"Quetzalcoïncidence {DRAWN}",
    "a_name": f"Zéphyrine Wolframowitz {DRAWN}",
    "an_email": f"ornithorynque.{DRAWN}@exemple.fr",
    "a_phone": f"06{digits(8)}",
    "an_integer": digits(9),
    "a_decimal": f"{digits(5)}.{digits(5)}",
    "a_date": f"19{_DIGITS.randint(10, 60)}-{_DIGITS.randint(10, 12)}-{_DIGITS.randint(10, 28)}",
    "a_moment": f"19{_DIGITS.randint(10, 60)}-{_DIGITS.randint(10, 12)}-{_DIGITS.randint(10, 28)}T17:43",
    "a_code": f"QZX-{DRAWN}-{digits(6)}",
    "a_long_text": f"Kaléidoscope sémaphorique {DRAWN}",
}
"""One canary for every kind of question that is typed."""

CHILD = f"Ysengrine Barbegrise {DRAWN}"
"""One more for a question that is asked once for each of several."""
CALCULATED = f"{TYPED['a_phone']}/{TYPED['an_integer']}"
"""What nobody typed: the form puts it together."""
SIGNED = f"Hyacinthe Quatremère-Disjonval {DRAWN}"
FILE_NAME = f"Bordereau Quetsche {DRAWN}"
FILE_TEXT = f"Mirabellenkuchen für Tante Frieda {DRAWN}"
HANDED: dict[str, Any] = {
    "child": [{"child_name": CHILD}],
    "a_picture": "@camera",
    "a_signature": f"@signature:typed:{SIGNED}",
    "a_file": f"@file:{FILE_NAME}.pdf",
}
"""And for everything that is given with a request: pixels, a name in a picture, a file and what it is called."""

KINDS = [
    ("text", "a_text", "", ""),
    ("text", "a_name", "name", ""),
    ("text", "an_email", "email", ""),
    ("text", "a_phone", "phone", ""),
    ("integer", "an_integer", "", ""),
    ("decimal", "a_decimal", "", ""),
    ("date", "a_date", "", ""),
    ("datetime", "a_moment", "", ""),
    ("barcode", "a_code", "", ""),
    ("text", "a_long_text", "", "multiline"),
    ("begin_repeat", "child", "", ""),
    ("text", "child_name", "name", ""),
    ("end_repeat", "", "", ""),
    ("image", "a_picture", "", ""),
    ("image", "a_signature", "", "signature"),
    ("file", "a_file", "", ""),
]
LANGUAGES = ("Français (fr)", "Facile à lire (fr-x-falc)", "English (en)", "العربية (ar)")

TEXTS = TYPED | {
    "child_name": CHILD,
    "calculated": CALCULATED,
    "a_signature": SIGNED,
    "a_file": FILE_TEXT,
    "a_file's name": FILE_NAME,
}
KEPT_IN_MEMORY = set(TYPED) | {"child_name", "calculated"}
"""What the log of answers holds as text as long as the visit lives; files are gone once they are sealed."""


def snow() -> QImage:
    """What the camera sees: nobody else's picture."""
    width, height = 640, 480
    return QImage(random.Random(DRAWN).randbytes(width * height * 4), width, height, QImage.Format.Format_RGB32).copy()


def bits(image: QImage) -> bytes:
    """The picture's pixels, as Qt holds them."""
    return bytes(memoryview(image.constBits()))


LONG_LINE = 640 * 4 * 240
"""Bytes before the middle of the picture."""
PICTURE = still(snow())
NEEDLES: dict[Key, bytes] = {
    (name, form): needle for name, text in TEXTS.items() for form, needle in encodings(text).items()
}
# From the middle of the picture, where it is nobody else's; and from the frame that it was made of.
NEEDLES["a_picture", "jpeg"] = PICTURE[len(PICTURE) // 2 :][:40]
NEEDLES["a_picture", "pixels"] = bits(snow())[LONG_LINE:][:40]
SEARCH = Search(NEEDLES, shared=DRAWN)
ALL = {name for name, _ in NEEDLES}


def workbook(path: Path) -> None:
    """A form with every kind of typed question, under the name of the service that sends."""
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    labels = [f"label::{language}" for language in LANGUAGES]
    headings = ["type", "name", "required", "appearance", "bind::kiosk:entry", "bind::kiosk:outcome", "calculation"]
    survey.append([*headings, *labels])
    for kind, name, entry, appearance in KINDS:
        required = "" if "repeat" in kind else "yes"
        said = [] if kind == "end_repeat" else ["Écrivez ici." for _ in LANGUAGES]
        survey.append([kind, name, required, appearance, entry, "", "", *said])
    survey.append(["calculate", "calculated", "", "", "", "", "concat(${a_phone}, '/', ${an_integer})"])
    survey.append(["note", "done", "", "", "", "done", "", *["C'est fait." for _ in LANGUAGES]])
    book.create_sheet("choices").append(["list_name", "name", *labels])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "version", "form_title", "default_language", "namespaces"])
    settings.append(["birth-certificate", "1", "Canaris", LANGUAGES[0], 'kiosk="urn:parvis:kiosk:1"'])
    book.save(path)


SPOOLER = """#!/bin/sh
case "$(basename "$0")" in
lpstat) echo "system default destination: canary";;
lp) cat > "{spool}/job";;
esac
"""


@dataclass
class Kiosk:
    """A running kiosk, and the visitor's mailbox."""

    home: Path
    mailbox: Path
    state: State
    display: VirtualDisplay
    process: subprocess.Popen[bytes]

    def wait_for(self, name: str) -> Any:
        """What the visitor writes once they are so far."""
        path, until = self.mailbox / name, time.monotonic() + PATIENCE_SECONDS
        while not path.exists():
            failed = self.mailbox / "failed"
            assert not failed.exists(), failed.read_text()
            assert self.process.poll() is None, "the kiosk ended by itself"
            assert time.monotonic() < until, f"{name} did not come"
            time.sleep(0.05)
        return json.loads(path.read_text())

    def family(self) -> dict[int, str]:
        """Every process, with what it is; not those that are just coming or going."""
        found: dict[int, str] = {}
        for one in [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                if words := one.cmdline():
                    found[one.pid] = " ".join(words)
        return found

    def at_rest(self, without: int = 0) -> dict[int, str]:
        """The family once it is whole: supervisor, desk, courier, two visits with their voices, and not `without`."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.family()
            counts = [sum(word in role for role in found.values()) for word in ("canary/visit", "synthesizer")]
            if len(found) == 7 and counts == [2, 2] and without not in found and found == self.family():
                return found
            assert time.monotonic() < until, sorted(found.values())
            time.sleep(0.1)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """Enrolled, with a built pack whose one sending form asks everything; all that it may write to under one roof."""
    home, mailbox, source = tmp_path / "home", tmp_path / "mailbox", tmp_path / "pack"
    for name in ("state", "cache", "config", "data", "tmp", "runtime", "spool", "bin"):
        (home / name).mkdir(parents=True, mode=0o700)
    for program in ("lp", "lpstat"):
        (home / "bin" / program).write_text(SPOOLER.format(spool=home / "spool"))
        (home / "bin" / program).chmod(0o755)
    mailbox.mkdir()
    shutil.copytree(ROOT / "packs" / "rivemont", source)
    for path in [*source.glob("rehearsals/birth-certificate*"), *source.glob("spoken/birth-certificate.toml")]:
        path.unlink()
    workbook(source / "forms" / "birth-certificate.xlsx")
    state = State(home / "state" / "parvis")
    state.prepare()
    enrolled = enrol_demonstration(state.root)
    build(source, read_public_key(enrolled.public_key), state.pack, build_time())
    # The stick and the camera's view are the visitor's: they lie outside what the kiosk may write to.
    stick = tmp_path / "stick" / "clerk" / "USB"
    stick.mkdir(parents=True)
    (stick / f"{FILE_NAME}.pdf").write_bytes(f"%PDF-1.4 {FILE_TEXT}".encode())
    with state.configuration.open("a", encoding="utf-8") as settings:
        settings.write(f'\n[files]\nroots = ["{tmp_path / "stick"}"]\n')
    snow().save(str(mailbox / "view.png"))
    plan = Plan("canary", "birth-certificate", TYPED | HANDED, "kept", ())
    (mailbox / "orders").write_text(plan.to_json(), encoding="utf-8")
    display = VirtualDisplay(Screen(800, 1280, 189.0))
    environment = os.environ | {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(home / "runtime"),
        "TMPDIR": str(home / "tmp"),
        "PARVIS_CANARY": str(mailbox / "orders"),
        "PYTHONPATH": str(ROOT),
        "DISPLAY": display.name,
        "QT_QPA_PLATFORM": "xcb",
    }
    command = [sys.executable, str(Path(__file__).parent / "supervised.py"), str(state.root)]
    # What systemd would write to the journal.
    with (home / "journal").open("wb") as journal:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=journal, stderr=journal, cwd=home
        )
    try:
        yield Kiosk(home, mailbox, state, display, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        display.child.kill()
        display.child.bury()


@pytest.mark.timeout(900)
def test_what_is_given_is_found_while_the_visit_lives_and_nowhere_after_it(kiosk: Kiosk, tmp_path: Path) -> None:
    began = time.time()
    # On "check your answers" the request is not sealed yet, and its files are all there. A search that cannot find
    # them alive proves nothing when it finds nothing.
    pid = kiosk.wait_for("checking")["pid"]
    held = SEARCH.memory(pid)
    told("on 'check your answers', in the visit's memory", held, ALL)
    assert {name for name, _ in held} == ALL
    (kiosk.mailbox / "on").touch()
    assert kiosk.wait_for("alive")["pid"] == pid
    alive = SEARCH.memory(pid)
    told("once it is sent, in the visit's memory", alive, KEPT_IN_MEMORY)
    assert {name for name, _ in alive} >= KEPT_IN_MEMORY
    before = kiosk.at_rest()
    assert pid in before
    for one, role in before.items():
        limit = Path(f"/proc/{one}/limits").read_text().split("Max core file size")[1].split()[:2]
        assert limit in (["1", "1"], ["0", "0"]), f"{role} may dump {limit} bytes of core"
    # Beside the visit and its voice, which spoke, nobody ever knew.
    for one, role in before.items():
        if one != pid and "synthesizer" not in role:
            assert SEARCH.memory(one) == set(), role

    (kiosk.mailbox / "go").touch()
    survivors = kiosk.at_rest(without=pid)
    assert not psutil.pid_exists(pid)
    assert {role: found for one, role in survivors.items() if (found := SEARCH.memory(one))} == {}
    # The state directory, ~/.cache and every other place of its own, the spool, what it said, a core file beside it.
    assert SEARCH.files(kiosk.home) == {}
    slip = (kiosk.mailbox / "slip").read_text()
    assert re.search(r"\d{3}.?\d{3}.?\d{3}", slip), "the slip has no reference"
    assert SEARCH.stream([slip.encode()]) == set()
    assert (kiosk.home / "spool" / "job").read_bytes().startswith(b"%PDF")
    assert not list(kiosk.home.rglob("core*"))
    # And where programs put things aside for which nobody asked.
    for place in ("/dev/shm", "/tmp", "/var/tmp", "/var/spool", "/var/crash", "/var/lib/systemd/coredump"):
        assert SEARCH.files(Path(place), since=began, depth=2, but=tmp_path) == {}, place
    assert SEARCH.swaps() == {}
    print(f"afterwards: nothing in {len(survivors)} processes, nothing in any file")
    print_what_others_hold(kiosk.display)


def told(title: str, found: set[Key], wanted: set[str]) -> None:
    print(f"\n{title}:")
    for name in sorted(wanted):
        print(f"  {name}: {', '.join(sorted(form for each, form in found if each == name)) or 'not found'}")


def print_what_others_hold(display: VirtualDisplay) -> None:
    """Others have memories too. They are not ours to clear, so what they hold is told and not hidden."""
    named = {"X server": display.child.process.pid}
    for process in psutil.process_iter(["name"]):
        if process.info["name"] in ("pulseaudio", "pipewire", "pipewire-pulse", "cupsd"):
            named[process.info["name"]] = process.pid
    for name, pid in named.items():
        found = sorted({canary for canary, _ in SEARCH.memory(pid)})
        print(f"{name}: {', '.join(found) or 'none of the canaries'}")
    for name in ("pulseaudio or pipewire", "cupsd"):
        if not set(named) & set(name.split(" or ")):
            print(f"{name}: not running here")


def test_the_search_finds_a_canary_in_every_form_it_might_take() -> None:
    for (name, form), needle in NEEDLES.items():
        if form == "jpeg":
            hay = b"\xff\xd8" + PICTURE
        elif form == "pixels":
            hay = bits(snow())
        elif form.startswith("base64"):
            offset = int(form[-1])
            hay = base64.b64encode(b"xy"[:offset] + TEXTS[name].encode() + b"tail")
        else:
            hay = b"\xff\x00" + TEXTS[name].encode(form) + b"\xff"
        assert needle in hay, (name, form)
        assert (name, form) in SEARCH.stream(iter([hay[:5], hay[5:]])), (name, form)


def test_the_search_looks_wherever_a_process_may_write(tmp_path: Path) -> None:
    """On the heap, in a mapping that is closed to writing again, in a file that is mapped; and in files and names."""
    program = (
        "import ctypes, mmap, sys\n"
        "kept = sys.stdin.readline().strip()\n"
        "page = mmap.mmap(-1, 4096)\n"
        "page.write(kept.encode('utf-16-le'))\n"
        "at = ctypes.addressof(ctypes.c_char.from_buffer(page))\n"
        "assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(at), 4096, 1) == 0\n"
        "print('ready', flush=True)\nsys.stdin.readline()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{TYPED['a_text']}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        found = SEARCH.memory(process.pid)
        left = sum(end - start for start, end in present(process.pid))
        whole = psutil.Process(process.pid).memory_info().vms
        process.stdin.write("\n")
        process.stdin.close()
    # On the heap as Python holds it, in the mapping as it was written there.
    assert {("a_text", "utf-16-le"), ("a_text", "latin-1")} <= found
    assert left < whole
    (tmp_path / "deep" / FILE_NAME).mkdir(parents=True)
    (tmp_path / "deep" / "file").write_bytes(b"\0" * 5_000_000 + NEEDLES["a_code", "utf-8"])
    assert len(SEARCH.files(tmp_path)) == 2
    assert SEARCH.files(tmp_path, since=time.time() + 60) == {f"{tmp_path / 'deep' / FILE_NAME} (its name)": set()}
