"""What becomes of a check that fails, hangs, crashes or chatters: a finding of its own, and of no other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from offline_cache.alarms import Alarms, Kind
from tests.visits import Town
from ui.cli import main
from ui.commands.doctor import may_look
from ui.doctor import checks
from ui.doctor.finding import Finding, Level, Result, harm, look, ok
from ui.doctor.presenting import as_json, page
from ui.doctor.running import Check, run_checks
from ui.doctor.surroundings import Surroundings
from ui.state import State

Around = Callable[..., Surroundings]
SECRET = "the token is 4711"


def well(around: Surroundings) -> list[Finding]:
    return [ok("well")]


def raising(around: Surroundings) -> list[Finding]:
    raise ValueError(SECRET)


def crashing(around: Surroundings) -> list[Finding]:
    os.kill(os.getpid(), signal.SIGSYS)
    return []


def quitting(around: Surroundings) -> list[Finding]:
    os._exit(0)


def chattering(around: Surroundings) -> list[Finding]:
    print(SECRET)
    print(SECRET, file=sys.stderr)
    subprocess.run(["sh", "-c", f"echo {SECRET}; echo {SECRET} >&2"], check=True)
    return [look("it spoke")]


def endless(around: Surroundings) -> list[Finding]:
    return [ok("x" * 1000)] * 1000


def test_a_check_that_fails_leaves_the_others_alone(around: Around, capfd: pytest.CaptureFixture[str]) -> None:
    given = [
        Check("raising", raising),
        Check("well", well),
        Check("crashing", crashing, broken=Level.HARM),
        Check("quitting", quitting),
        Check("chattering", chattering),
        Check("endless", endless),
    ]
    found = {result.check: result for result in run_checks(given, around())}
    assert list(found) == [check.name for check in given]
    assert found["well"] == Result("well", (ok("well"),))
    assert found["raising"].level is Level.LOOK
    assert "ValueError" in found["raising"].findings[0].says
    assert "test_running" in found["raising"].findings[0].says
    assert found["crashing"].level is Level.HARM
    assert "SIGSYS" in found["crashing"].findings[0].says
    assert "no answer" in found["quitting"].findings[0].says
    assert found["chattering"].findings == (look("it spoke"),)
    assert found["endless"].level is Level.LOOK
    out, err = capfd.readouterr()
    assert SECRET not in out + err + page(list(found.values()), "kiosk")


def test_a_check_that_hangs_is_ended_with_all_that_it_started(around: Around, tmp_path: Path) -> None:
    def hanging(around: Surroundings) -> list[Finding]:
        child = subprocess.Popen(["sleep", "300"])
        (tmp_path / "pid").write_text(str(child.pid))
        child.wait()
        return []

    (result,) = run_checks([Check("hanging", hanging, seconds=3.0)], around())
    assert "No answer within" in result.findings[0].says
    pid = int((tmp_path / "pid").read_text())
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.01)
    pytest.fail("what the check had started lives on")


def test_the_page_has_the_gravest_first_and_what_to_do() -> None:
    results = [
        Result("clock", (ok("right"),)),
        Result("printer", (look("low", "Fill it."), harm("broken", "Mend it."))),
    ]
    assert page(results, "annexe-1").splitlines() == [
        "Parvis doctor: annexe-1",
        "",
        "ok    clock    right",
        "harm  printer  broken",
        "                 -> Mend it.",
        "look           low",
        "                 -> Fill it.",
        "",
        "Something here hurts visitors. Mend what is marked 'harm' first.",
    ]


def test_the_json_keeps_its_shape() -> None:
    results = [Result("disk", (look("little room", "Make room.", free_mb=300),))]
    assert json.loads(as_json(results, "annexe-1", datetime(2027, 3, 1, 8, 0, tzinfo=UTC))) == {
        "format": 1,
        "at": "2027-03-01T08:00:00+00:00",
        "device": "annexe-1",
        "level": "look",
        "checks": [
            {
                "check": "disk",
                "level": "look",
                "findings": [{"level": "look", "says": "little room", "do": "Make room.", "facts": {"free_mb": 300}}],
            }
        ],
    }


@pytest.mark.parametrize("acting", ["\x1b[2J", "\x9b2J", "\u202e", "\u2066"])
def test_nothing_that_a_terminal_obeys_comes_out(
    tmp_path: Path, acting: str, capsys: pytest.CaptureFixture[str]
) -> None:
    here = State(tmp_path)
    # A version as a server's list of forms has it.
    Alarms(here.alarms).raise_(Kind.DRIFT, f"'wifi' is version 1 here and {acting}2 there.")
    here.configuration.write_text(f"device_id = {json.dumps('annexe ' + acting)}\n")
    for words in ([], ["--json"]):
        assert main(["doctor", "--state", str(tmp_path), "alarms", *words]) == 0
        out = capsys.readouterr().out
        assert "is version 1 here" in out
        assert acting[0] not in out


def test_the_command_looks_at_a_whole_kiosk(rivemont: Town, capsys: pytest.CaptureFixture[str]) -> None:
    harmless = [name for name in checks.NAMES if name not in ("touch", "swap")]
    status = main(["doctor", "--state", str(rivemont.state.root), "--json", *harmless])
    found = json.loads(capsys.readouterr().out)
    assert [one["check"] for one in found["checks"]] == harmless
    assert [one for one in found["checks"] if one["level"] == "harm"] == []
    assert status == 0


def test_the_command_ends_with_one_when_a_visitor_is_hurt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--state", str(tmp_path), "pack"]) == 1
    assert "harm  pack" in capsys.readouterr().out
    assert main(["doctor", "--state", str(tmp_path), "alarms"]) == 0
    assert main(["doctor", "--state", str(tmp_path), "weather"]) == 2


def test_settings_that_cannot_be_read_are_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kiosk.toml").write_text("nonsense = 1\n")
    assert main(["doctor", "--state", str(tmp_path), "configuration"]) == 1
    assert "nonsense" in capsys.readouterr().out


def test_a_user_who_may_not_look_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0)
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            if os.geteuid() == 0:
                os.setgid(65_534)
                os.setuid(65_534)
            status = 2 if not may_look(tmp_path / "state") else 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
    assert may_look(tmp_path / "nowhere")


def test_it_starts_without_qt() -> None:
    program = (
        "import sys, ui.commands.doctor, ui.doctor.checks\n"
        "heavy = ('PySide6', 'requests', 'tuf', 'keyring', 'lxml')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
