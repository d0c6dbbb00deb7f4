"""The page on the glass, and what the person does to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer

from kiosk.pages.gestures import Activated, Chosen, Drawn, Edited, Gesture
from kiosk.pages.page import (
    Direction,
    Page,
    PageKind,
)
from ui.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from ui.viewmodels.actions import ActionModel
from ui.viewmodels.blocks import BlockModel
from ui.viewmodels.camera import CameraViewModel
from ui.viewmodels.ears import EarsViewModel
from ui.viewmodels.grouping import regrouped
from ui.viewmodels.keyboard import KeyboardViewModel
from ui.viewmodels.maps import ARABIC_SCRIPT, NO_PHRASE, Map, action_map, phrase_map, primary, progress_map
from ui.viewmodels.payloads import Payloads
from ui.viewmodels.scan import ScanViewModel
from ui.viewmodels.scanning import Scanner, code_part
from ui.viewmodels.splitting import errors, split
from ui.viewmodels.staging import FIRST_BLOCKS, FIRST_ROWS, is_heavy, is_long
from ui.viewmodels.voice import VoiceViewModel

QML_IMPORT_NAME = "Parvis.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

SPLIT_KINDS = frozenset(
    {
        PageKind.FIRST,
        PageKind.QUESTION,
        PageKind.LANGUAGE,
        PageKind.TEXT_SIZE,
        PageKind.CONTRAST,
        PageKind.LISTEN,
        PageKind.STOP,
        PageKind.IDLE,
        PageKind.AWAY,
    }
)
"""Pages whose answers all stand at once beside their question; the others are lists, read downwards."""

_BLANK = Page(
    id="",
    kind=PageKind.AWAY,
    language="",
    direction=Direction.LTR,
    town=NO_PHRASE,
    title=NO_PHRASE,
    blocks=(),
)


@dataclass(frozen=True, slots=True)
class ViewWords:
    """The accessible names of what the view itself adds to a page: the two scroll buttons and the keyboard."""

    up: str = ""
    down: str = ""
    keyboard: str = ""


SETTLE_MS = 120
"""When the rest is laid at the latest, also in a window that paints no frames."""


@QmlElement
@QmlUncreatable("ui.application builds it")
class PageViewModel(QObject):
    """Shows one frozen page. `gesture` receives what the person does; it may call `show` before it returns.

    `words` gives the view's own accessible names in a language; without it they are empty.
    """

    changed = Signal()
    turned = Signal(bool)
    # An error has appeared on the page, or still stands there after another try to go on.
    refused = Signal()
    # For properties that stay: never emitted. The linter cannot see `constant=True` in Python.
    fixed = Signal()

    def __init__(
        self,
        gesture: Callable[[Gesture], None],
        words: Callable[[str], ViewWords] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._gesture = gesture
        self._words = words or (lambda language: ViewWords())
        self.payloads = Payloads()
        self._lead = BlockModel(self.payloads.token, self)
        self._blocks = BlockModel(self.payloads.token, self)
        self._bar = ActionModel(self)
        self._steering = ActionModel(self)
        self._voice = VoiceViewModel(self)
        self._camera = CameraViewModel(self)
        self._ears = EarsViewModel(self)
        self._keyboard = KeyboardViewModel(self)
        self._highlight = ScanViewModel(self)
        self._scanner = Scanner()
        self._page = _BLANK
        self._turn = 0
        self._long = False
        self._settled = True
        self._gesturing = False
        self._going_on = False
        self._waiting: Page | None = None
        self._maps: Mapping[str, Any] = {}
        self._translate(_BLANK)

    def show(self, page: Page) -> None:
        """Show a page: the same id updates what changed in place, another id turns the page.

        A page that answers a gesture is shown when the gesture's handler has returned to Qt: it may take the
        pressed button off the glass, and Qt cannot bear that while the button still speaks. Several such pages
        are shown as the last one.
        """
        if self._gesturing:
            if self._waiting is None:
                QTimer.singleShot(0, self._show_waiting)
            self._waiting = page
            return
        self._waiting = None
        self._show(page)

    def _show_waiting(self) -> None:
        page, self._waiting = self._waiting, None
        if page is not None:
            self._show(page)

    def _show(self, page: Page) -> None:
        before, going_on = self._page, self._going_on
        self._going_on = False
        if page == before:
            if going_on and errors(page):
                self.refused.emit()
            return
        stays = page.id == before.id and page.kind == before.kind and page.direction == before.direction
        self._page = page
        self._translate(page)
        self._bar.show(page.bar)
        self._steering.show(page.voice)
        lead, rest = split(page.blocks)
        if stays:
            self._settled = True
            self._lead.update(lead)
            self._blocks.update(rest)
            self.changed.emit()
            if errors(page) and (going_on or errors(page) != errors(before)):
                self.refused.emit()
            return
        self._turn += 1
        self._voice.quiet()
        # The old rows go first: they must not be laid out once more as rows of the new page.
        self._lead.replace(())
        self._blocks.replace(())
        self.payloads.clear()
        self._long = is_long(rest)
        self._settled = not is_heavy(rest)
        self.changed.emit()
        self._lead.replace(lead)
        self._blocks.replace(rest if self._settled else rest[:FIRST_BLOCKS])
        self.turned.emit(page.forwards)
        if not self._settled:
            turn = self._turn
            QTimer.singleShot(SETTLE_MS, lambda: self._settle(turn))

    def _settle(self, turn: int) -> None:
        if turn == self._turn and not self._settled:
            self._settled = True
            self._blocks.update(split(self._page.blocks)[1])
            self.changed.emit()

    def _translate(self, page: Page) -> None:
        words = self._words(page.language)
        self._keyboard.speak_in(page.language)
        self._maps = {
            "town": phrase_map(page.town),
            "title": phrase_map(page.title),
            "mark": phrase_map(page.mark),
            "status": phrase_map(page.status),
            "progress": progress_map(page.progress),
            "back": action_map(page.back),
            "forward": action_map(page.forward),
            "words": {"up": words.up, "down": words.down, "keyboard": words.keyboard},
        }

    @property
    def page(self) -> Page:
        """The page that is shown, for Python readers."""
        return self._page

    @property
    def light(self) -> VoiceViewModel:
        """The word that is being said, for Python writers."""
        return self._voice

    @Property(EarsViewModel, notify=fixed)
    def ears(self) -> EarsViewModel:
        """Fingers that explore, and the dark screen."""
        return self._ears

    def void(self) -> None:
        """A press that has begun acts no more: it meant something else."""
        self._turn += 1
        self.changed.emit()

    @Property(CameraViewModel, notify=fixed)
    def camera(self) -> CameraViewModel:
        """What the camera sees."""
        return self._camera

    @Property(ScanViewModel, notify=fixed)
    def highlight(self) -> ScanViewModel:
        """What a scan is on."""
        return self._highlight

    @Property(QObject, notify=fixed)
    def lead(self) -> QObject:
        """What opens the page: its question and its help."""
        return self._lead

    @Property(bool, notify=changed)
    def splits(self) -> bool:
        """Whether the opening may stand beside the rest on a wide and low screen."""
        return self._page.kind in SPLIT_KINDS and 0 < len(split(self._page.blocks)[0]) < len(self._page.blocks)

    @Property(QObject, notify=fixed)
    def blocks(self) -> QObject:
        """The page's other rows."""
        return self._blocks

    @Property(VoiceViewModel, notify=fixed)
    def voice(self) -> VoiceViewModel:
        """The word that is being said."""
        return self._voice

    @Property(str, notify=changed)
    def pageId(self) -> str:
        """The page's id: it changes exactly when the person moves to another screen."""
        return self._page.id

    @Property(str, notify=changed)
    def kind(self) -> str:
        """Which layout."""
        return str(self._page.kind)

    @Property(int, notify=changed)
    def turn(self) -> int:
        """How many pages were shown: a press begun in one turn never acts in another."""
        return self._turn

    @Property(bool, notify=changed)
    def isLong(self) -> bool:
        """Whether the page is surely longer than a glass: then it begins at the top."""
        return self._long

    @Property(bool, notify=changed)
    def settled(self) -> bool:
        """Whether the page is laid whole, and not only what its first frame can show."""
        return self._settled

    @Slot(int, result=int)
    def firstRows(self, count: int) -> int:
        """How many of so many rows are laid now."""
        return count if self._settled else min(count, FIRST_ROWS)

    @Slot()
    def framed(self) -> None:
        """A frame of the page is on the glass: lay the rest of it, once Qt is done with that frame."""
        turn = self._turn
        QTimer.singleShot(0, lambda: self._settle(turn))

    @Property(bool, notify=changed)
    def arabic(self) -> bool:
        """Whether the page's language is written in the Arabic script, whichever way the view goes."""
        return primary(self._page.language) in ARABIC_SCRIPT

    @Property(bool, notify=changed)
    def rightToLeft(self) -> bool:
        """Whether the whole view is mirrored."""
        return self._page.direction is Direction.RTL

    @Property(KeyboardViewModel, notify=fixed)
    def keyboard(self) -> KeyboardViewModel:
        """The keyboard on the screen."""
        return self._keyboard

    @Property("QVariantMap", notify=changed)
    def town(self) -> Map:
        """Whose counter this is."""
        return self._map("town")

    @Property("QVariantMap", notify=changed)
    def title(self) -> Map:
        """Where the person is."""
        return self._map("title")

    @Property("QVariantMap", notify=changed)
    def mark(self) -> Map:
        """The demonstration sign, empty where there is none."""
        return self._map("mark")

    @Property("QVariantMap", notify=changed)
    def status(self) -> Map:
        """The one line about the network, empty where there is none."""
        return self._map("status")

    @Property("QVariantMap", notify=changed)
    def progress(self) -> Map:
        """How far along."""
        return self._map("progress")

    @Property("QVariantMap", notify=changed)
    def back(self) -> Map:
        """The way back."""
        return self._map("back")

    @Property("QVariantMap", notify=changed)
    def forward(self) -> Map:
        """The one next thing."""
        return self._map("forward")

    @Property(QObject, notify=fixed)
    def bar(self) -> QObject:
        """The six buttons of the bottom bar."""
        return self._bar

    @Property("QStringList", notify=changed)
    def barWords(self) -> list[str]:
        """Every word on the bottom bar: the longest decides how many buttons stand side by side."""
        return [word for action in self._page.bar for word in action.label.text.split()]

    @Property("QStringList", notify=changed)
    def barLabels(self) -> list[str]:
        """The bottom bar's labels, for the same measure."""
        return [action.label.text for action in self._page.bar]

    @Property(QObject, notify=fixed)
    def steering(self) -> QObject:
        """The buttons that steer the voice."""
        return self._steering

    @Property("QStringList", notify=changed)
    def steeringWords(self) -> list[str]:
        """Every word on them, for the same measure as the bottom bar's."""
        return [word for action in self._page.voice for word in action.label.text.split()]

    @Property("QVariantMap", notify=changed)
    def words(self) -> Map:
        """Accessible names of what the view adds."""
        return self._map("words")

    def _map(self, name: str) -> Map:
        return dict(self._maps[name])

    def _tell(self, gesture: Gesture) -> None:
        self._gesturing = True
        try:
            self._gesture(gesture)
        finally:
            self._gesturing = False

    @Slot(str, str, int, str, result="QVariantMap")
    def grouped(self, before: str, text: str, cursor: int, sign: str) -> Map:
        """A number that is being typed, with its thousands apart: its `text`, and where the `cursor` stands then."""
        shown, place = regrouped(before, text, cursor, sign)
        return {"text": shown, "cursor": place}

    @Slot(str)
    def activate(self, part: str) -> None:
        """A button, card or disclosure was pressed."""
        self._going_on = self._page.forward is not None and part == self._page.forward.part
        self._tell(Activated(part))

    @Slot(str)
    def choose(self, part: str) -> None:
        """A choice was pressed."""
        self._tell(Chosen(part))

    @Slot(str, str)
    def edit(self, part: str, text: str) -> None:
        """A field now holds `text`."""
        self._tell(Edited(part, text))

    @Property(bool, notify=changed)
    def scans(self) -> bool:
        """Whether letters that are typed at no field are a scanner's."""
        return bool(code_part(self._page))

    @Slot(str)
    def scan(self, letter: str) -> None:
        """A letter of a code came from a scanner."""
        if part := code_part(self._page):
            self._tell(Edited(part, self._scanner.type(letter)))

    @Slot(str, "QVariantList")
    def draw(self, part: str, coordinates: list[float]) -> None:
        """A finger went over a pad: x and y in turn, as shares of the pad's width."""
        numbers = [float(number) for number in coordinates]
        self._tell(Drawn(part, tuple(zip(numbers[::2], numbers[1::2], strict=False))))
