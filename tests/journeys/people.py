"""People in front of the kiosk, for the journeys: each knows only what they want to say, and what they perceive.

Nothing here asks the page, the visit or a view-model. Eyes get texts and pictures with their places on the glass, and
look whether there is really something painted; ears get the sentences that sounded.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from accessibility.sentences import Sentence
from ui import inspect

ROOT = Path(__file__).parents[2]
FORM = ROOT / "packs" / "rivemont" / "forms" / "identity-card.xlsx"

PATIENCE_SECONDS = 30.0
TURN_MS = 620
"""Longer than a page takes to turn, and than the kiosk ignores fingers after it."""
GLIDE_MS = 350
MOST_SCROLLS = 60
MOST_STEPS = 60
MOST_PRESSES = 4

Sees = Callable[["Seen"], bool]


def plain(text: str) -> str:
    """A text as people read it: without soft hyphens and marks of direction, with one kind of space."""
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(visible.split())


@dataclass(frozen=True)
class Wish:
    """What somebody came for: an answer to each question, by its wording in their language, and where it leads.

    `pictures` has the pictogram of each answer, for who does not read.
    """

    answers: dict[str, str]
    pictures: dict[str, str]
    outcome: str


def wish(language: str, answers: dict[str, str], outcome: str) -> Wish:
    """Wordings of the identity card's form, as its author wrote them in one language."""
    book = openpyxl.load_workbook(FORM, read_only=True)
    survey, choices = (_rows(book[sheet]) for sheet in ("survey", "choices"))
    heading = next(name for name in survey[0] if name.startswith("label::") and name.endswith(f"({language})"))
    said, shown = {}, {}
    for name, value in answers.items():
        question = next(row for row in survey if row["name"] == name)
        listed = question["type"].split()[1]
        choice = next(row for row in choices if (row["list_name"], row["name"]) == (listed, value))
        said[plain(question[heading])] = plain(choice[heading])
        shown[plain(question[heading])] = choice.get("picture") or ""
    return Wish(said, shown, plain(next(row for row in survey if row["name"] == outcome)[heading]))


def _rows(sheet: object) -> list[dict[str, str]]:
    lines = iter(sheet.iter_rows(values_only=True))  # type: ignore[attr-defined]
    names = [str(name or "") for name in next(lines)]
    return [dict(zip(names, (str(cell or "") for cell in line), strict=False)) for line in lines]


@dataclass(frozen=True)
class Seen:
    """A text or a pictogram's name, and where it stands on the glass in pixels."""

    what: str
    box: QRectF


def says(wanted: str) -> Sees:
    """Sees a text that is this one."""
    return lambda seen: plain(seen.what) == plain(wanted)


def tells(wanted: str) -> Sees:
    """Sees a text with this in it."""
    return lambda seen: plain(wanted) in plain(seen.what)


class Person:
    """Somebody with eyes and a finger."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window
        self._finger = QTest.createTouchDevice()
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.texts() and time.monotonic() < until:
            self.wait()
        self.settle()

    # Eyes

    def texts(self) -> list[Seen]:
        """Every text that stands wholly on the glass."""
        return [Seen(text, box) for text, box, seen in self._parts() if seen.adjusted(-2, -2, 2, 2).contains(box)]

    def _parts(self) -> Iterator[tuple[str, QRectF, QRectF]]:
        """Each text with its box, and that part of the box which no edge cuts off."""
        for shown in inspect.texts(self._window):
            box = shown.rectangle
            seen = self._glass(shown.item).intersected(box)
            if seen.height() > 0 and seen.width() > 0:
                yield plain(shown.text), box, seen

    def pictures(self) -> list[Seen]:
        """Every pictogram that stands wholly on the glass, by what it shows."""
        return list(self._pictures())

    def _pictures(self) -> Iterator[Seen]:
        for item in inspect.items(self._window.contentItem()):
            source = item.property("source")
            address = source.toString() if source is not None and hasattr(source, "toString") else ""
            if address.startswith("image://pictogram/"):
                box = inspect.rectangle(item)
                if self._in_sight(item, box):
                    yield Seen(address.split("/")[3], box)

    def _in_sight(self, item: QQuickItem, box: QRectF) -> bool:
        """Whether no edge, of the glass or of a scrolled part, cuts anything off."""
        return bool(self._glass(item).adjusted(-2, -2, 2, 2).contains(box))

    def _glass(self, item: QQuickItem) -> QRectF:
        """Where on the glass the item may show."""
        glass = QRectF(0, 0, self._window.width(), self._window.height())
        ancestor: QQuickItem | None = item.parentItem()
        while ancestor is not None:
            if ancestor.clip():
                glass = glass.intersected(inspect.rectangle(ancestor))
            ancestor = ancestor.parentItem()
        return glass

    def is_painted(self, seen: Seen) -> bool:
        """Whether there is more than one colour where it stands: an item may be there and show nothing."""
        image = self._window.grabWindow().copy(seen.box.toRect())
        first = image.pixelColor(0, 0)
        places = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return any(image.pixelColor(x, y) != first for x, y in places)

    def reads(self) -> str:
        """Everything on the glass, from its top to its bottom."""
        return " ".join(seen.what for seen in sorted(self.texts(), key=lambda seen: (seen.box.top(), seen.box.left())))

    # Hands

    def wait(self, milliseconds: int = TURN_MS) -> None:
        """Let time pass."""
        until = time.monotonic() + milliseconds / 1000
        while time.monotonic() < until:
            QTest.qWait(10)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def settle(self) -> None:
        """Look until nothing on the glass has changed for as long as a page takes to turn, and a finger to count."""
        until = time.monotonic() + PATIENCE_SECONDS
        read, since = self.reads(), time.monotonic()
        while time.monotonic() < min(until, since + TURN_MS / 1000):
            self.wait(40)
            now = self.reads()
            if now != read:
                read, since = now, time.monotonic()

    def touch(self, seen: Seen) -> None:
        """Put a finger on it and lift it."""
        point = seen.box.center().toPoint()
        QTest.touchEvent(self._window, self._finger).press(0, point, self._window).commit()
        self.wait(30)
        QTest.touchEvent(self._window, self._finger).release(0, point, self._window).commit()
        self.settle()

    def look_for(self, sees: Sees) -> Seen | None:
        """What is seen where one looks now."""
        return next((seen for seen in (*self.texts(), *self.pictures()) if sees(seen)), None)

    def find(self, sees: Sees, what: str) -> Seen:
        """Look for something where one looks first, then further down, then further up. Fails by its name."""
        for arrow in ("chevron-down", "chevron-up"):
            for _ in range(MOST_SCROLLS):
                found = self.look_for(sees)
                if found is not None:
                    assert self.is_painted(found), f"{what} is there and cannot be seen"
                    return found
                if not self._moves(arrow):
                    break
        raise AssertionError(f"{what} is nowhere; seen last: {self.reads()[:400]}")

    def _scroll(self, arrow: str) -> bool:
        seen = next((seen for seen in self.pictures() if seen.what == arrow), None)
        if seen is None:
            return False
        point = seen.box.center().toPoint()
        QTest.touchEvent(self._window, self._finger).press(0, point, self._window).commit()
        QTest.touchEvent(self._window, self._finger).release(0, point, self._window).commit()
        self.wait(GLIDE_MS)
        return True

    def reads_all(self) -> str:
        """The whole page, from its top to its end. What is taller than the glass is read piece by piece."""
        while self._moves("chevron-up"):
            pass
        read: dict[str, float] = {}
        whole: dict[str, None] = {}
        for _ in range(MOST_SCROLLS):
            for text, box, seen in self._parts():
                # As far down as it was read without a gap.
                if seen.top() - box.top() <= read.get(text, 0) + 2:
                    read[text] = max(read.get(text, 0), seen.bottom() - box.top())
                if read.get(text, 0) >= box.height() - 2:
                    whole[text] = None
            if not self._moves("chevron-down"):
                break
        return " ".join(whole)

    def _moves(self, arrow: str) -> bool:
        """Press an arrow, if it is there; whether anything moved."""
        before = [box.top() for _, box, _ in self._parts()]
        return self._scroll(arrow) and [box.top() for _, box, _ in self._parts()] != before

    def tap(self, wanted: str) -> None:
        """Touch what has these words on it, wherever it is on the page."""
        self.touch(self.find(says(wanted), f"“{wanted}”"))

    def tap_picture(self, wanted: str) -> None:
        """Touch what shows this."""
        self.touch(self.find(says(wanted), f"the picture “{wanted}”"))

    def point(self, x: float, y: float) -> QPoint:
        """A place on the glass, as shares of its width and height."""
        return QPointF(x * self._window.width(), y * self._window.height()).toPoint()


class Listener:
    """Somebody who sees nothing, with headphones and the five keys of a pad: four ways and one that takes."""

    def __init__(self, window: QQuickWindow, said: list[Sentence]) -> None:
        """`said` grows by each sentence as it begins to sound."""
        self._window = window
        self._said = said
        self._since = 0

    def press(self, key: Qt.Key) -> None:
        """Press a key; what sounded before no longer counts."""
        self._since = len(self._said)
        QTest.keyClick(self._window, key)

    def heard(self) -> str:
        """What has sounded since the last key."""
        return " ".join(plain(sentence.speech) for sentence in self._said[self._since :])

    def hears(self, *wanted: str, seconds: float = PATIENCE_SECONDS) -> bool:
        """Wait for words to sound; false if they do not come."""
        until = time.monotonic() + seconds
        while not all(_recognised(each, self.heard()) for each in wanted):
            if time.monotonic() > until:
                return False
            QTest.qWait(5)
        return True

    def understand(self, *wanted: str) -> None:
        """Listen until all of this was said. Fails by what was said instead."""
        missing = [each for each in wanted if not self.hears(each, seconds=4 * PATIENCE_SECONDS)]
        assert not missing, f"never said: {missing}; but: {self.heard()[:600]}"

    def go_to(self, wanted: str) -> None:
        """One key down after the other, until this is under it."""
        passed = []
        for _ in range(MOST_STEPS):
            self.press(Qt.Key.Key_Down)
            count = len(self._said)
            until = time.monotonic() + PATIENCE_SECONDS
            while len(self._said) == count and time.monotonic() < until:
                QTest.qWait(5)
            passed.append(self.heard())
            if _recognised(wanted, passed[-1]):
                return
        raise AssertionError(f"“{wanted}” was not found by ear; only: {passed}")

    def choose(self, wanted: str) -> None:
        """Go there and take it."""
        self.go_to(wanted)
        self.press(Qt.Key.Key_Return)


def _recognised(wanted: str, heard: str) -> bool:
    """Whether somebody who has this in mind knows it again: one word in six may sound otherwise."""
    words = _words(wanted)
    return len(words & _words(heard)) >= len(words) * 5 / 6


def _words(text: str) -> set[str]:
    """The words of a text that are spoken as they are written: not numbers and signs."""
    letters = "".join(character if character.isalpha() else " " for character in plain(text).lower())
    return {word for word in letters.split() if len(word) > 1}


class Watcher(Person):
    """Somebody who sees and has one switch: a frame goes over the glass, and a press takes what it is around."""

    def press(self) -> None:
        """Press the switch and let it go."""
        QTest.keyClick(self._window, Qt.Key.Key_Space)
        self.wait(GLIDE_MS)

    def framed(self) -> QRectF:
        """Where the frame is, seen by its looks on the glass; empty where there is none."""
        frame = inspect.find(self._window, "scan-frame")
        return QRectF() if frame is None else inspect.rectangle(frame)

    def inside(self, frame: QRectF) -> list[str]:
        """What is read inside the frame."""
        return [text for text, _, seen in self._parts() if frame.adjusted(-2, -2, 2, 2).contains(seen)]

    def take(self, sees: Sees, what: str) -> None:
        """Wait for the frame to be around it, press; wait for it to be around it more closely, press. Fails by name."""
        for _ in range(MOST_PRESSES):
            among = self._wait_and_press(sees, what)
            now = self.inside(self.framed())
            # A frame around one control presses it; a frame around several goes in among them.
            if not now or not set(now) < set(among):
                return
        raise AssertionError(f"{what} was never alone in the frame")

    def _rests(self, frame: QRectF) -> bool:
        self.wait(60)
        return self.framed() == frame

    def _wait_and_press(self, sees: Sees, what: str) -> list[str]:
        """All that was in the frame."""
        passed: list[str] = []
        place, until = None, time.monotonic() + 6 * PATIENCE_SECONDS
        while time.monotonic() < until:
            frame = self.framed()
            if frame.isEmpty():
                # The page is still being read out. Who has read it themselves presses, and the frame comes.
                self.press()
            elif frame != place and self._rests(frame):
                place, inside = frame, self.inside(frame)
                passed.append(" ".join(inside))
                # Whoever looked for too long lets it pass and waits for the next round.
                if any(sees(Seen(text, frame)) for text in inside) and self.framed() == frame:
                    self.press()
                    return inside
            self.wait(15)
        raise AssertionError(f"the frame never came to {what}; it was around: {passed}")
