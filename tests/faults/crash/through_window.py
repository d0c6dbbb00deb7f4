"""The rounds of crash.py through the window: a promise is a page that says that the request is kept, or sent."""

from __future__ import annotations

import json
import random
import shutil
import time
from pathlib import Path

import openpyxl

from kiosk.authoring.building import build, build_time
from kiosk.authoring.public_key import read_public_key
from kiosk.config import LARGEST_NUMBER, Screen
from kiosk.pages.page import PageKind
from kiosk.takeaway.reference import read_reference
from kiosk.words import Words
from offline_cache.desk.opening import Opened
from tests.faults.crash.comparing import Balance, compare
from tests.faults.crash.counter import Counter
from tests.faults.parties import ROOT, Party
from ui.camera.sources import painted
from ui.camera.stills import still
from ui.rehearsal.plan import Plan

SERVICE = "birth-certificate"
LANGUAGES = ("Français (fr)", "Facile à lire (fr-x-falc)", "English (en)", "العربية (ar)")
LARGEST_FILE_BYTES = 200_000
JPEG_HEAD_BYTES = 18
"""In it stands the density of the screen that the picture was taken at."""
AROUND_SECONDS = 0.8
"""In half of the rounds the visit is killed within so long after "check your answers", whose button sends: before the
promise, or as it is given."""
AFTER_SECONDS = 0.3
"""In the others, within so long after the promise."""


def workbook(path: Path) -> None:
    """A form that asks for a number, a picture and a file."""
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    labels = [f"label::{language}" for language in LANGUAGES]
    survey.append(["type", "name", "required", "bind::kiosk:outcome", *labels])
    for kind, name in (("text", "number"), ("image", "picture"), ("file", "paper")):
        survey.append([kind, name, "yes", "", *["Donnez-le." for _ in LANGUAGES]])
    survey.append(["note", "done", "", "done", *["C'est fait." for _ in LANGUAGES]])
    book.create_sheet("choices").append(["list_name", "name", *labels])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "version", "form_title", "default_language", "namespaces"])
    settings.append([SERVICE, "1", "Essai", LANGUAGES[0], 'kiosk="urn:parvis:kiosk:1"'])
    book.save(path)


class WindowRounds:
    """One counter whose visits have windows; the next one is loaded while one is played, as on a kiosk."""

    def __init__(self, root: Path, seed: int) -> None:
        self.counter = Counter(root)
        self._stick = root / "stick" / "USB"
        self._stick.mkdir(parents=True)
        self._prepare(root)
        self.visits = tuple(self._visit(root, name) for name in ("visit-1", "visit-2"))
        self.promised: dict[int, str] = {}
        self._papers: dict[int, bytes] = {}
        self._picture = still(painted())
        self._drawn = random.Random(seed)
        self._pages: list[tuple[str, list[str]]] = []

    def _prepare(self, root: Path) -> None:
        source = root / "pack"
        shutil.copytree(ROOT / "packs" / "rivemont", source)
        for path in [*source.glob(f"rehearsals/{SERVICE}*"), *source.glob(f"spoken/{SERVICE}.toml")]:
            path.unlink()
        workbook(source / "forms" / f"{SERVICE}.xlsx")
        build(source, read_public_key(self.counter.enrolled.public_key), self.counter.state.pack, build_time())
        with self.counter.state.configuration.open("a", encoding="utf-8") as settings:
            settings.write(f'\n[files]\nroots = ["{self._stick.parent}"]\n')
            settings.write(f"\n[limits]\nsubmissions_an_hour = {LARGEST_NUMBER}\n")

    def _visit(self, root: Path, name: str) -> Party:
        command = ("-m", "tests.faults.crash.window", str(self.counter.state.root))
        return Party(name, command, root / f"{name}.log", self._heard)

    def _heard(self, line: str) -> None:
        if line.startswith("{"):
            page = json.loads(line)
            if page["kind"] != "ready":
                self._pages.append((page["kind"], page["texts"]))

    def run(self, rounds: int) -> Balance:
        """Play so many rounds, let all come to rest, and compare."""
        parties = (*self.visits, self.counter.courier, self.counter.desk)
        try:
            for number in range(rounds):
                self._round(
                    number, self.visits[number % 2], self.visits[(number + 1) % 2] if number + 1 < rounds else None
                )
            self.counter.drain()
        finally:
            for party in parties:
                party.end()
        balance = compare(self.promised, self.counter.arrived(), self._same)
        balance.broken += self.counter.faults()
        for visit in self.visits:
            if visit.falls:
                balance.broken.append(f"{visit.name} ended by itself {visit.falls} times: {visit.last_words()}")
        return balance

    def _round(self, number: int, visit: Party, spare: Party | None) -> None:
        for party in (visit, self.counter.courier, self.counter.desk):
            party.start()
        for path in self._stick.iterdir():
            path.unlink()
        self._papers[number] = b"%PDF-1.4\n" + self._drawn.randbytes(self._drawn.randint(1, LARGEST_FILE_BYTES))
        (self._stick / f"round-{number}.pdf").write_bytes(self._papers[number])
        answers = {"number": str(number), "picture": "@camera", "paper": f"@file:round-{number}.pdf"}
        plan = Plan("crash", SERVICE, answers, "kept", (), screen=Screen(800, 1280, 189.0))
        self._pages.clear()
        visit.wait_for_a_line()
        visit.tell(json.dumps(json.loads(plan.to_json())))
        visit.wait(lambda: self._shown(PageKind.QUESTION), "the first question")
        if spare is not None:
            spare.start()
        visit.wait(lambda: self._shown(PageKind.CHECK), "the answers to check")
        if self._drawn.random() < 0.5:
            self.counter.hurry()
        if self._drawn.random() < 0.5:
            visit.wait(lambda: self._shown(PageKind.NEXT), "the page that promises")
            time.sleep(self._drawn.uniform(0, AFTER_SECONDS))
        else:
            time.sleep(self._drawn.uniform(0, AROUND_SECONDS))
        others = self._drawn.choices(
            ((), (self.counter.courier,), (self.counter.desk,), (self.counter.courier, self.counter.desk))
        )[0]
        self.counter.kill([visit, *others], self._drawn)
        self._note(number)

    def _shown(self, kind: PageKind) -> bool:
        return any(shown == kind.value for shown, _ in self._pages)

    def _note(self, number: int) -> None:
        """Read from the transcript what was promised."""
        words = Words("fr")
        promises = {words.say("next.kept"), words.say("next.sent")}
        for kind, texts in self._pages:
            if kind == "failed":
                raise AssertionError(f"round {number} did not go as rehearsed: {texts}")
            if promises & set(texts):
                references = [found for text in texts if (found := read_reference(text.strip("\u2066\u2068\u2069")))]
                self.promised[number] = references[0] if references else "a promise without a reference"

    def _same(self, number: int, opened: Opened) -> bool:
        (_, picture), (_, paper) = opened.attachments
        return paper == self._papers[number] and picture[JPEG_HEAD_BYTES:] == self._picture[JPEG_HEAD_BYTES:]
