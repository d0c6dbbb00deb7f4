"""Nothing is left: what a visitor typed is in the visit's memory while it lives, and nowhere once it has ended.

Everything is real: the supervisor, two visits with their voices, the courier, the desk, and an X server. Only the
visitor is played, by touches inside the visit's own process (`canary_visit.py`).
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import psutil
import pytest

from kiosk.authoring.building import build, build_time
from kiosk.authoring.public_key import read_public_key
from kiosk.config import Screen
from offline_cache.enrolment import enrol_demonstration
from ui.camera.sources import painted
from ui.camera.stills import still
from ui.display import VirtualDisplay
from ui.rehearsal.plan import Plan
from ui.state import State

ROOT = Path(__file__).parents[2]
CHUNK = 1 << 22
PATIENCE_SECONDS = 120.0

TYPED = {
    # Choices are not here: their values and labels stand in the pack, so they are in every visit's memory.
    "a_text": "Quetzalcoïncidence",
    "a_name": "Zéphyrine Wolframowitz",
    "an_email": "ornithorynque.bleu@exemple.fr",
    "a_phone": "0619283746",
    "an_integer": "738495162",
    "a_decimal": "8273.61947",
    "a_date": "1931-08-27",
    "a_long_text": "Kaléidoscope sémaphorique",
}
"""One canary for every kind of question that is typed."""

SIGNED = "Hyacinthe Quatremère-Disjonval"
FILE_NAME = "Bordereau Quetsche"
FILE_TEXT = "Mirabellenkuchen für Tante Frieda"
HANDED = {
    "a_picture": "@camera",
    "a_signature": f"@signature:typed:{SIGNED}",
    "a_file": f"@file:{FILE_NAME}.pdf",
}
"""One more for everything that is given with a request: pixels, a name in a picture, a file and what it is called."""

KINDS = [
    ("text", "a_text", "", ""),
    ("text", "a_name", "name", ""),
    ("text", "an_email", "email", ""),
    ("text", "a_phone", "phone", ""),
    ("integer", "an_integer", "", ""),
    ("decimal", "a_decimal", "", ""),
    ("date", "a_date", "", ""),
    ("text", "a_long_text", "", "multiline"),
    ("image", "a_picture", "", ""),
    ("image", "a_signature", "", "signature"),
    ("file", "a_file", "", ""),
]
LANGUAGES = ("Français (fr)", "Facile à lire (fr-x-falc)", "English (en)", "العربية (ar)")


def encodings(text: str) -> dict[str, bytes]:
    """Every form in which the text might lie about."""
    # This machine's own byte order is the one in which Qt and Python hold text.
    forms = {name: text.encode(name) for name in ("utf-8", "utf-16-le", "utf-32-le", "latin-1")}
    plain = text.encode()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        # Only the characters that no neighbouring byte has a part in.
        first, last = -(-offset * 8 // 6), (offset + len(plain)) * 8 // 6
        forms[f"base64+{offset}"] = encoded[first:last]
    return forms


TEXTS = TYPED | {"a_signature": SIGNED, "a_file": FILE_TEXT, "a_file's name": FILE_NAME}
PICTURE = still(painted())
NEEDLES = {(name, form): needle for name, text in TEXTS.items() for form, needle in encodings(text).items()}
# From the middle of the picture, where it is nobody else's.
NEEDLES["a_picture", "jpeg"] = PICTURE[len(PICTURE) // 2 :][:40]
SOUGHT = frozenset(NEEDLES.values())
LONGEST = max(map(len, NEEDLES.values()))


def in_bytes(chunks: Iterator[bytes]) -> set[bytes]:
    """The needles found in a stream of bytes."""
    found: set[bytes] = set()
    tail = b""
    for chunk in chunks:
        hay = tail + chunk
        found |= {needle for needle in SOUGHT - found if needle in hay}
        tail = hay[-LONGEST:]
    return found


def memory(pid: int) -> Iterator[bytes]:
    """All that can be read of a process's memory. A process that cannot be opened is an error."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
        for line in maps:
            span, rights, *_, name = [*line.split(maxsplit=5), ""][:6]
            if "r" not in rights or name.strip() in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            for at in range(start, end, CHUNK):
                try:
                    mem.seek(at)
                    yield mem.read(min(CHUNK, end - at))
                except OSError as error:
                    # A mapping of a device, or one unmapped since: the kernel has nothing to give there.
                    if error.errno not in (5, 14):
                        raise
            # Regions do not touch: nothing spans from one into the next.
            yield b"\0" * LONGEST


def names_of(found: set[bytes]) -> set[tuple[str, str]]:
    return {key for key, needle in NEEDLES.items() if needle in found}


def in_memory(pid: int) -> set[tuple[str, str]]:
    return names_of(in_bytes(memory(pid)))


def content(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def in_files(directory: Path) -> dict[str, set[tuple[str, str]]]:
    """Findings by file; sockets hold nothing to read."""
    findings = {}
    for path in directory.rglob("*"):
        if path.is_file() and not path.is_symlink():
            found = names_of(in_bytes(content(path)))
            if found:
                findings[str(path.relative_to(directory))] = found
        if names_of(in_bytes(iter([path.name.encode()]))):
            findings[f"{path.name} (its name)"] = set()
    return findings


def workbook(path: Path) -> None:
    """A form with every kind of typed question, under the name of the service that sends."""
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    labels = [f"label::{language}" for language in LANGUAGES]
    survey.append(["type", "name", "required", "appearance", "bind::kiosk:entry", "bind::kiosk:outcome", *labels])
    for kind, name, entry, appearance in KINDS:
        survey.append([kind, name, "yes", appearance, entry, "", *["Écrivez ici." for _ in LANGUAGES]])
    survey.append(["note", "done", "", "", "", "done", *["C'est fait." for _ in LANGUAGES]])
    book.create_sheet("choices").append(["list_name", "name", *labels])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "version", "form_title", "default_language", "namespaces"])
    settings.append(["birth-certificate", "1", "Canaris", LANGUAGES[0], 'kiosk="urn:parvis:kiosk:1"'])
    book.save(path)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Every directory that a kiosk may write to, under one roof."""
    home = tmp_path / "home"
    for name in ("state", "cache", "config", "data", "tmp", "runtime"):
        (home / name).mkdir(parents=True, mode=0o700)
    return home


def prepared(tmp_path: Path, home: Path) -> State:
    """An enrolled state with a built pack whose one sending form asks everything."""
    source = tmp_path / "pack"
    shutil.copytree(ROOT / "packs" / "rivemont", source)
    for path in [*source.glob("rehearsals/birth-certificate*"), *source.glob("spoken/birth-certificate.toml")]:
        path.unlink()
    workbook(source / "forms" / "birth-certificate.xlsx")
    state = State(home / "state" / "parvis")
    state.prepare()
    enrolled = enrol_demonstration(state.root)
    build(source, read_public_key(enrolled.public_key), state.pack, build_time())
    return state


def wait_for(path: Path, failed: Path, kiosk: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not path.exists():
        assert not failed.exists(), failed.read_text()
        assert kiosk.poll() is None, "the kiosk ended by itself"
        assert time.monotonic() < until, f"{path.name} did not come"
        time.sleep(0.1)


@pytest.mark.timeout(400)
def test_what_is_typed_is_found_while_the_visit_lives_and_nowhere_after_it(tmp_path: Path, home: Path) -> None:
    state = prepared(tmp_path, home)
    mailbox = tmp_path / "mailbox"
    mailbox.mkdir()
    # The stick is the visitor's: it lies outside what the kiosk may write to.
    stick = tmp_path / "stick" / "USB"
    stick.mkdir(parents=True)
    (stick / f"{FILE_NAME}.pdf").write_bytes(f"%PDF-1.4 {FILE_TEXT}".encode())
    with state.configuration.open("a", encoding="utf-8") as settings:
        settings.write(f'\n[files]\nroots = ["{stick.parent}"]\n')
    plan = Plan("canary", "birth-certificate", TYPED | HANDED, "kept", ())
    (mailbox / "orders").write_text(plan.to_json(), encoding="utf-8")
    display = VirtualDisplay(Screen(800, 1280, 189.0))
    environment = os.environ | {
        "HOME": str(home),
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
    command = [sys.executable, str(Path(__file__).parent / "canary_kiosk.py"), str(state.root)]
    kiosk = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, cwd=home)
    try:
        # On "check your answers" the request is not sealed yet, and its files are all there.
        wait_for(mailbox / "checking", mailbox / "failed", kiosk)
        held = in_memory(json.loads((mailbox / "checking").read_text())["pid"])
        print("\non 'check your answers', in the visit's memory:")
        for name in sorted({name for name, _ in NEEDLES}):
            print(f"  {name}: {', '.join(sorted(form for found, form in held if found == name)) or 'not found'}")
        assert {name for name, _ in held} == {name for name, _ in NEEDLES}
        (mailbox / "on").touch()
        wait_for(mailbox / "alive", mailbox / "failed", kiosk)
        pid = json.loads((mailbox / "alive").read_text())["pid"]
        alive = in_memory(pid)
        print("\nalive, in the visit's memory:")
        for name in TYPED:
            forms = sorted(form for found, form in alive if found == name)
            print(f"  {name}: {', '.join(forms) or 'not found'}")
        # A search that cannot find them alive proves nothing when it finds nothing.
        assert {name for name, _ in alive} >= set(TYPED)

        before = {process.pid for process in psutil.Process(kiosk.pid).children(recursive=True)}
        (mailbox / "go").touch()
        until = time.monotonic() + PATIENCE_SECONDS
        while psutil.pid_exists(pid) or len(psutil.Process(kiosk.pid).children(recursive=True)) < len(before):
            assert time.monotonic() < until, "the visit was not killed and replaced"
            time.sleep(0.2)
        time.sleep(1.0)

        survivors = [psutil.Process(kiosk.pid), *psutil.Process(kiosk.pid).children(recursive=True)]
        roles = [" ".join(process.cmdline()) for process in survivors]
        # Supervisor, desk, courier, the visit on the screen and the spare, each with its voice.
        assert sum("canary_visit" in role for role in roles) == 2, roles
        assert sum("synthesizer" in role for role in roles) == 2, roles
        assert len(survivors) >= 7, roles
        left = {f"{process.pid} {role}": in_memory(process.pid) for process, role in zip(survivors, roles, strict=True)}
        assert {role: found for role, found in left.items() if found} == {}
        assert in_files(home) == {}
        print(f"afterwards: nothing in {len(survivors)} processes, nothing in any file")
        print_what_others_hold(display)
    finally:
        kiosk.send_signal(signal.SIGTERM)
        try:
            kiosk.wait(20)
        except subprocess.TimeoutExpired:
            kiosk.kill()
            kiosk.wait()
        display.child.kill()
        display.child.bury()


def print_what_others_hold(display: VirtualDisplay) -> None:
    """Others have memories too. They are not ours to clear, so what they hold is told and not hidden."""
    named = {"X server": display.child.process.pid}
    for process in psutil.process_iter(["name"]):
        if process.info["name"] in ("pulseaudio", "pipewire", "pipewire-pulse", "cupsd"):
            named[process.info["name"]] = process.pid
    for name, pid in named.items():
        found = sorted({canary for canary, _ in in_memory(pid)})
        print(f"{name}: {', '.join(found) or 'none of the canaries'}")
    for name in ("pulseaudio or pipewire", "cupsd"):
        if not set(named) & set(name.split(" or ")):
            print(f"{name}: not running here")


def test_the_search_finds_a_canary_in_every_form_it_might_take() -> None:
    for (name, form), needle in NEEDLES.items():
        if form == "jpeg":
            hay = b"\xff\xd8" + PICTURE
        elif form.startswith("base64"):
            offset = int(form[-1])
            hay = base64.b64encode(b"xy"[:offset] + TEXTS[name].encode() + b"tail")
        else:
            hay = b"\xff\x00" + TEXTS[name].encode(form) + b"\xff"
        assert needle in hay, (name, form)
        assert (name, form) in names_of(in_bytes(iter([hay[:5], hay[5:]]))), (name, form)
