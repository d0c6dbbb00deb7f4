"""The rounds of crash.py without a window: a visit that keeps one request after another, and is killed among them."""

from __future__ import annotations

import random
import time
from pathlib import Path

from offline_cache.desk.opening import Opened
from tests.faults.crash.comparing import Balance, compare
from tests.faults.crash.counter import Counter
from tests.faults.crash.visit import make
from tests.faults.parties import Party

MOST_REQUESTS = 6
KILL_SPAN_SECONDS = 0.25
"""A round's first kill falls within so long after its requests were handed over."""
MORE_SECONDS, MOST_MORE_SECONDS = 0.005, 0.4
"""And so much later for each envelope that waits: else they would pile up, and wait for the peace at the end."""
HURRY_SHARE = 0.8
"""In so many rounds nothing waits for its time: else most envelopes would be put off for minutes."""
PATIENT_SHARE = 0.7
"""In so many rounds the desk is up again before the round begins."""


class Rounds:
    """One counter, one visit, any number of rounds."""

    def __init__(self, root: Path, seed: int) -> None:
        self.counter = Counter(root)
        self.visit = Party(
            "visit",
            ("-m", "tests.faults.crash.visit", str(self.counter.state.root), str(seed)),
            root / "visit.log",
            self._heard,
        )
        self.promised: dict[int, str] = {}
        self._seed = seed
        self._drawn = random.Random(seed)
        self._ready = False
        self._next = 0

    @property
    def parties(self) -> tuple[Party, Party, Party]:
        """Who is killed."""
        return self.visit, self.counter.courier, self.counter.desk

    def _heard(self, line: str) -> None:
        match line.split():
            case ["ready"]:
                self._ready = True
            case ["kept", number, instance]:
                self.promised[int(number)] = instance

    def run(self, rounds: int) -> Balance:
        """Play so many rounds, let all come to rest, and compare."""
        try:
            for _ in range(rounds):
                self._round()
            self.visit.end()
            self.counter.drain()
        finally:
            for party in self.parties:
                party.end()
        balance = compare(self.promised, self.counter.arrived(), self._same)
        balance.broken += self.counter.faults()
        if self.visit.falls:
            balance.broken.append(f"the visit ended by itself {self.visit.falls} times: {self.visit.last_words()}")
        return balance

    def _round(self) -> None:
        self._start_all()
        wanted = range(self._next, self._next + self._drawn.randint(1, MOST_REQUESTS))
        self._next = wanted.stop
        for number in wanted:
            self.visit.tell(str(number))
        victims = self._drawn.sample(self.parties, k=self._drawn.choices((1, 2, 3), weights=(5, 3, 1))[0])
        span = KILL_SPAN_SECONDS + min(self.counter.counts().kept * MORE_SECONDS, MOST_MORE_SECONDS)
        time.sleep(self._drawn.uniform(0, span))
        self.counter.kill(victims, self._drawn)
        if self.visit not in victims:
            self.visit.wait(lambda: all(number in self.promised for number in wanted), "its promises")

    def _start_all(self) -> None:
        for party in self.parties:
            if party is self.visit and not party.running:
                self._ready = False
            party.start()
        self.visit.wait(lambda: self._ready, "being ready")
        if self._drawn.random() < PATIENT_SHARE:
            self.counter.desk.wait_for_a_line()
        if self._drawn.random() < HURRY_SHARE:
            self.counter.hurry()

    def _same(self, number: int, opened: Opened) -> bool:
        made = make(self._seed, number)
        return (opened.submission, opened.attachments) == (made.submission, made.attachments)
