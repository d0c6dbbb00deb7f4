"""One whole journey per service through the real window, in French and in Arabic, recorded and looked through.

The rehearsals are those of the pack; `parvis rehearse` drives the window by touch in processes of its own.
"""

from __future__ import annotations

import array
import json
import os
import subprocess
import sys
import tomllib
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "packs" / "rivemont"
NAMES = ("identity-card-stolen", "birth-certificate", "town-wifi")
SCREEN = "1080x1920"
BAR = ["bar.help", "bar.listen", "bar.language", "bar.text-size", "bar.contrast", "bar.stop"]
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Tour:
    """What `parvis rehearse` said and left."""

    language: str
    status: int
    output: str
    record: Path

    def folder(self, name: str) -> Path:
        return self.record / f"{name}.{self.language}.{SCREEN}.medium.default"

    def pages(self, name: str) -> list[dict[str, Any]]:
        transcript = json.loads((self.folder(name) / "transcript.json").read_text(encoding="utf-8"))
        assert transcript["faults"] == []
        return list(transcript["pages"])


def answers_of(name: str) -> Mapping[str, str]:
    answers = tomllib.loads((PACK / "rehearsals" / f"{name}.toml").read_text(encoding="utf-8"))["answers"]
    return {str(key): str(value) for key, value in answers.items()}


@pytest.fixture(scope="module", params=("fr", "ar"))
def tour(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tour:
    language = str(request.param)
    record = tmp_path_factory.mktemp(f"tour-{language}")
    command = [sys.executable, "-m", "ui.cli", "rehearse", str(PACK), *NAMES]
    options = ["--language", language, "--screen", SCREEN, "--record", str(record)]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=170, check=False
    )
    return Tour(language, done.returncode, done.stdout + done.stderr, record)


def test_every_service_goes_as_its_rehearsal_says(tour: Tour) -> None:
    assert tour.status == 0, tour.output
    assert "3 of 3 rehearsals went as expected." in tour.output
    assert "Traceback" not in tour.output


@pytest.mark.parametrize("name", NAMES)
def test_each_page_has_its_picture(tour: Tour, name: str) -> None:
    for page in tour.pages(name):
        assert page["pictures"]
        for picture in page["pictures"]:
            content = (tour.folder(name) / picture).read_bytes()
            assert content.startswith(PNG_SIGNATURE)
            # Width and height stand in the header, big-endian, after eight bytes of chunk heading.
            assert content[16:24] == (1080).to_bytes(4, "big") + (1920).to_bytes(4, "big")
            assert len(content) > 10_000, "an empty screen compresses to less"


@pytest.mark.parametrize("name", NAMES)
def test_the_way_begins_at_the_first_page_and_ends_forgotten(tour: Tour, name: str) -> None:
    pages = tour.pages(name)
    kinds = [page["kind"] for page in pages]
    assert kinds[:3] == ["first", "home", "before"]
    ends = ["check", "next", "slip", "erased"] if name == "birth-certificate" else ["outcome", "slip", "erased"]
    assert kinds[-len(ends) :] == ends
    asked = [page["id"].rsplit("/", 1)[-1] for page in pages if page["kind"] == "question"]
    # Every answer of the rehearsal was asked for, once, and so was nothing else.
    assert asked == list(answers_of(name))
    assert {page["language"] for page in pages} == {tour.language}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_seen_is_said(tour: Tour, name: str) -> None:
    for page in tour.pages(name):
        said = " ".join(line["speech"] for line in page["script"])
        assert page["visible"], page["id"]
        assert len(page["script"]) >= 10, page["id"]
        assert all(line["speech"].strip() and line["language"] for line in page["script"])
        if tour.language == "ar":
            # Another alphabet than the page's: what is Latin here is a name, an address or a language's own name.
            arabic = sum("\u0600" <= letter <= "\u06ff" for letter in said)
            assert arabic > len(said) / 3, page["id"]


@pytest.mark.parametrize("name", NAMES)
def test_words_are_lit_one_after_another_in_the_scripts_order(tour: Tour, name: str) -> None:
    last = 0.0
    for page in tour.pages(name):
        if page["kind"] == "erased":
            continue
        moments = [word["at_ms"] for word in page["words"]]
        assert len(moments) >= 20, page["id"]
        assert moments == sorted(moments), page["id"]
        assert moments[0] >= last, page["id"]
        last = moments[-1]
        spoken = {line["part"] for line in page["script"]}
        assert {word["part"] for word in page["words"]} <= spoken
        lit = list(dict.fromkeys(word["part"] for word in page["words"]))
        order = list(dict.fromkeys(line["part"] for line in page["script"]))
        assert lit == [part for part in order if part in lit], page["id"]


@pytest.mark.parametrize("name", NAMES)
def test_keys_reach_everything_that_fingers_do(tour: Tour, name: str) -> None:
    for page in tour.pages(name):
        focus = page["focus"]
        assert len(set(focus)) == len(focus), page["id"]
        assert focus[-6:] == BAR, page["id"]
        if page["kind"] == "question":
            assert "forward" in focus
            assert "back" in focus
            assert focus.index("back") < focus.index("forward")
            assert any(part.startswith("choice.") or part in ("answer", "day") for part in focus), page["id"]
            assert focus.index("forward") > max(
                i for i, part in enumerate(focus) if part.startswith("choice.") or i == 0
            )


@pytest.mark.parametrize("name", NAMES)
def test_the_voice_is_heard(tour: Tour, name: str) -> None:
    with wave.open(str(tour.folder(name) / "voice.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        seconds = file.getnframes() / file.getframerate()
        samples = array.array("h", file.readframes(file.getnframes()))
    assert seconds > 60
    loud = sum(abs(sample) > 500 for sample in samples[::97]) / len(samples[::97])
    assert 0.1 < loud < 0.95, "speech is neither silence nor noise"


@pytest.mark.parametrize("name", NAMES)
def test_the_slip_is_a_pdf(tour: Tour, name: str) -> None:
    content = (tour.folder(name) / "slip.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 5_000


def test_the_request_holds_the_answers_and_guidance_leaves_none(tour: Tour) -> None:
    answers = answers_of("birth-certificate")
    root = ElementTree.fromstring((tour.folder("birth-certificate") / "submission.xml").read_bytes())
    assert {name: root.findtext(name) for name in answers} == dict(answers)
    assert not (tour.folder("identity-card-stolen") / "submission.xml").exists()
    assert not (tour.folder("town-wifi") / "submission.xml").exists()


def test_the_arabic_pages_are_in_arabic_and_the_french_in_french(tour: Tour) -> None:
    question = next(page for page in tour.pages("identity-card-stolen") if page["id"].endswith("/where"))
    expected = {"fr": "Où est la carte d’identité maintenant", "ar": "أين بطاقة الهوية الآن؟"}[tour.language]
    assert any(expected in text for text in question["visible"]), question["visible"]
