"""A rehearsal that is sent: both truths are on record, "kept here" and "arrived", and no page says "offline"."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.words import Words
from offline_cache.enrolment import enrol_demonstration

ROOT = Path(__file__).resolve().parents[2]
RUN = "birth-certificate.fr.1080x1920.medium.default"

pytestmark = pytest.mark.slow


def test_what_is_sent_is_seen_to_arrive_whatever_the_hourly_limits(tmp_path: Path) -> None:
    enrol_demonstration(tmp_path)
    with (tmp_path / "kiosk.toml").open("a") as settings:
        settings.write("\n[limits]\nsubmissions_an_hour = 0\nsubmissions_a_visit = 0\n")
    command = [sys.executable, "-m", "ui.cli", "rehearse", "packs/rivemont", "birth-certificate", "--send"]
    options = ["--language", "fr", "--screen", "1080x1920", "--record", str(tmp_path)]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=170, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = json.loads((tmp_path / RUN / "transcript.json").read_text(encoding="utf-8"))["pages"]
    after = [page for page in pages if page["kind"] == "next"]
    assert len(after) == 2
    assert after[0]["pictures"][0] != after[1]["pictures"][0]
    words = Words("fr")
    assert words.say("next.sent") in plain(after[1])
    offline = words.say("status.offline")
    assert all(offline not in plain(page) for page in pages)


def plain(page: dict[str, list[str]]) -> list[str]:
    """What the page shows, without the places where long words may break."""
    return [text.replace("\u00ad", "") for text in page["visible"]]
