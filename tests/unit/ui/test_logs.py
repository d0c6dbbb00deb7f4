"""What reaches the operator's log of the long-lived processes: places and hosts, and no words of others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ui.logs import told

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import logging, threading
from ui import logs
logs.begin("courier")
logging.getLogger("offline_cache.courier.delivering").warning("The desk at %s did not answer.", "https://u:p@desk.example:8443/submission?deviceID=k7")
logging.getLogger("urllib3.connectionpool").warning("Retrying after connection broken: /submission?uuid=Dupont")
try:
    raise ValueError("Dupont")
except ValueError:
    logging.getLogger("parvis.supervisor").error("It failed.", exc_info=True)
logging.getLogger("parvis").warning("%d", "Dupont")

class Left:
    def __del__(self):
        raise LookupError("Dupont")

Left()
threading.Thread(target=lambda: int("Dupont")).start()
{}["Dupont"]
"""


def test_a_long_lived_process_tells_places_and_hosts_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    said = done.stderr.splitlines()
    assert said[0] == "courier: The desk at https://desk.example:8443 did not answer."
    assert said[1] == "courier: warning from urllib3.connectionpool at <string>:6"
    assert said[2] == "courier: It failed. ValueError in <string>:8"
    assert {"LookupError", "ValueError", "KeyError"} <= set(said)
    assert "Dupont" not in done.stderr
    assert "submission" not in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("https://desk.example/a/b?c=d#e is gone.", "https://desk.example is gone."),
        ("(http://127.0.0.1:8384/x)", "(http://127.0.0.1:8384)"),
        ("see https://[::1]:8/y, then", "see https://[::1]:8 then"),
        ("HTTPS is spoken", "HTTPS is spoken"),
        ("HTTPS://Desk.example/v1/key/4711/projects/7 is gone.", "HTTPS://Desk.example is gone."),
        ("one\ntwo\x1b[31m", "one two [31m"),
    ],
)
def test_sentences(sentence: str, line: str) -> None:
    assert told(sentence) == line
