"""The slip on real paper, as far as a test can go: a real spooler and a real IPP printer that keeps what it prints."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from kiosk.pages.page import Phrase
from kiosk.takeaway.slip import Item, Slip
from ui.paper import JOB_TITLE, SystemPrinter, typeset

PATIENCE_SECONDS = 90.0
PROGRAMS = ("cupsd", "lpadmin", "ippeveprinter", "dbus-daemon")
CANARY = "Zwischengoldglas"

CUPSD = """
Listen {root}/cups.sock
PreserveJobFiles No
PreserveJobHistory No
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
BUS = """
<busconfig>
<type>system</type>
<listen>unix:path={root}/bus.sock</listen>
<policy context="default">
<allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
</policy>
</busconfig>
"""
CUPS_FILES = """
ServerRoot {root}
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/run
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
SystemGroup root
FatalErrors none
"""


def slip() -> Slip:
    """A slip in two scripts, with markup that must stay text."""
    items = (
        Item(Phrase("a", "À apporter", "fr"), Phrase("b", f"<b>{CANARY}</b>", "fr")),
        Item(Phrase("c", "للإحضار", "ar"), Phrase("d", "صورة", "ar")),
    )
    return Slip(Phrase("t", "Votre liste", "fr"), items)


@dataclass(frozen=True)
class Office:
    """A spooler with one queue, `slip`, and the printer behind it."""

    root: Path
    printed: Path

    def papers(self) -> list[Path]:
        return sorted(self.printed.glob("*.pdf"))

    def queue(self) -> str:
        return subprocess.run(["lpstat", "-o"], capture_output=True, text=True, timeout=60).stdout


def wait_for(met: Callable[[], object], what: str | Path) -> None:
    """Wait until `met` holds; else fail with `what` went wrong, or with what that log says."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < until, what.read_text() if isinstance(what, Path) else what
        time.sleep(0.1)


def spin_until(met: Callable[[], object]) -> None:
    """Wait as a window does: with its event loop running."""

    def turn() -> object:
        QCoreApplication.processEvents()
        return met()

    wait_for(turn, "no answer came")


def free_port() -> int:
    """Below those that outgoing connections get."""
    for port in random.SystemRandom().sample(range(10_000, 20_000), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextlib.contextmanager
def running(command: list[str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Start D-Bus (the printer insists on it), the printer and the spooler, under one directory.

    The bus is the test's own: the machine's may be absent, or have left a pid file that keeps a new one from starting.
    """
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}:/usr/sbin")
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    assert not missing, f"missing: {', '.join(missing)}; `make test` installs them"
    # The spooler's filters run as another user, who may not enter pytest's own directories.
    root = Path(tempfile.mkdtemp(prefix="parvis-office-"))
    root.chmod(0o755)
    for name in ("spool", "cache", "run", "log", "printed"):
        (root / name).mkdir()
    (root / "cupsd.conf").write_text(CUPSD.format(root=root))
    (root / "cups-files.conf").write_text(CUPS_FILES.format(root=root))
    keep = root / "keep"
    keep.write_text(
        f'#!/bin/sh\ncp "$1" "{root}/printed/$$.part" && mv "{root}/printed/$$.part" "{root}/printed/$$.pdf"\n'
    )
    keep.chmod(0o755)
    port = free_port()
    printer = ["ippeveprinter", "-r", "off", "-n", "localhost", "-p", str(port), "-f", "application/pdf"]
    spooler = ["cupsd", "-f", "-c", str(root / "cupsd.conf"), "-s", str(root / "cups-files.conf")]
    (root / "bus.conf").write_text(BUS.format(root=root))
    bus = ["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={root / 'bus.conf'}"]
    monkeypatch.setenv("CUPS_SERVER", str(root / "cups.sock"))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={root / 'bus.sock'}")
    with contextlib.ExitStack() as stack:
        stack.enter_context(running(bus, root / "bus.log"))
        wait_for((root / "bus.sock").exists, root / "bus.log")
        stack.enter_context(running([*printer, "-c", str(keep), "Parvis"], root / "printer.log"))
        stack.enter_context(running(spooler, root / "cupsd.log"))
        wait_for(lambda: answers(port), root / "printer.log")
        wait_for((root / "cups.sock").exists, root / "cupsd.log")
        uri = f"ipp://localhost:{port}/ipp/print"
        command = ["lpadmin", "-p", "slip", "-E", "-v", uri, "-m", "everywhere"]
        added = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert added.returncode == 0, added.stderr
        yield Office(root, root / "printed")
    shutil.rmtree(root, ignore_errors=True)


def ready(printer: SystemPrinter) -> None:
    wait_for(printer.available, "the queue was not found")


def test_a_slip_reaches_the_printer_and_nothing_of_it_stays_in_the_spooler(office: Office, qapp: object) -> None:
    printer = SystemPrinter("slip")
    ready(printer)
    answers: list[bool] = []
    printer.print(typeset(slip(), "fr"), answers.append)
    assert answers == []
    spin_until(lambda: answers == [True])
    wait_for(office.papers, "nothing was printed")
    assert office.papers()[0].read_bytes().startswith(b"%PDF-")
    wait_for(lambda: not office.queue(), "the job stays in the queue")
    wait_for(lambda: not list((office.root / "spool").glob("d*")), "the spooler keeps the document")
    logged = b"".join(path.read_bytes() for path in (office.root / "log").iterdir())
    assert CANARY.encode() not in logged
    assert JOB_TITLE == "Parvis"


def test_without_a_queue_there_is_no_promise_of_paper(office: Office, qapp: object) -> None:
    nowhere = SystemPrinter("nowhere")
    time.sleep(1.0)
    assert not nowhere.available()
    answers: list[bool] = []
    nowhere.print(typeset(slip(), "fr"), answers.append)
    spin_until(lambda: answers == [False])


def test_a_spooler_that_hangs_stops_no_window(tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    lp, go = tmp_path / "lp", tmp_path / "go"
    os.mkfifo(go)
    lp.write_text(f"#!/bin/sh\nread word < {go}\nexec sleep 600\n")
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("ui.paper.ANSWER_SECONDS", 5.0)
    printer = SystemPrinter("")
    answers: list[tuple[bool, bool]] = []
    here = threading.get_ident()
    printer.print(b"%PDF-", lambda taken: answers.append((taken, threading.get_ident() == here)))
    # The spooler still waits for a word: it was not waited for. Were it over, nobody would read here.
    go.write_text("on")
    assert answers == []
    spin_until(lambda: answers == [(False, True)])


def test_a_stopped_queue_is_not_available(office: Office, qapp: object) -> None:
    printer = SystemPrinter("slip")
    ready(printer)

    def stopped() -> bool:
        # A queue just made is set going once more by the spooler itself, sometimes after this.
        subprocess.run(["cupsdisable", "slip"], check=True, timeout=60)
        return "disabled" in subprocess.run(["lpstat", "-p", "slip"], capture_output=True, text=True, timeout=60).stdout

    wait_for(stopped, "the queue goes on")
    wait_for(lambda: not printer.available(), "a stopped queue is offered")
