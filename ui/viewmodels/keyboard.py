"""The keyboard on the screen: which keys stand on it, and what a press of one does to the field."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, QTimer

from accessibility import spelling
from accessibility.keyboard.keys import Act, Board, Key, Pad
from accessibility.keyboard.layouts import Glass, board
from accessibility.keyboard.tables import keys_language
from accessibility.keyboard.typing import Shift, Typing, begun, capital, moved, pressed
from accessibility.utterances import Say
from kiosk.visit.preferences import KeyOrder
from kiosk.words import Words, available
from ui.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from ui.viewmodels.keys import KeyModel
from ui.viewmodels.maps import ARABIC_SCRIPT, Map, primary

QML_IMPORT_NAME = "Parvis.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

PART = "key:"
"""How the parts of keys begin."""

PADS = {
    "name": Pad.NAME,
    "multiline": Pad.LINES,
    "integer": Pad.DIGITS,
    "numbers": Pad.NUMBERS,
    "decimal": Pad.NUMBERS,
    "email": Pad.EMAIL,
    "phone": Pad.PHONE,
    "search": Pad.SEARCH,
    "code": Pad.SEARCH,
}
"""Keys by the kind of field; every other kind is text."""

EDITING = frozenset({Act.SIGN, Act.SPACE, Act.ENTER, Act.BACKSPACE})
"""What these change in the field is said of the field, as for any keyboard."""

_LATCHED_PICTURE = "arrow-big-up-dash"


@cache
def _words(language: str) -> Say:
    """The words of a language, of its primary subtag where it has none, or none at all: then keys are their parts."""
    for code in (language, primary(language)):
        if code in available():
            return Words(code).speak
    return lambda key, **values: key.rpartition(".")[2]


@QmlElement
@QmlUncreatable("ui.application builds it")
class KeyboardViewModel(QObject):
    """`said` is what came of a key that types nothing, and its language. `ordered` names the order that is wanted."""

    changed = Signal()
    fixed = Signal()
    laying = Signal()
    laid = Signal()
    # Into the keys, or (False) back out of the field past them.
    entered = Signal(bool)
    # By Tab on from the keys, or (False) back.
    departed = Signal(bool)
    said = Signal(str, str)
    ordered = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = KeyModel(self)
        self._keys.laying.connect(self.laying)
        self._keys.laid.connect(self.laid)
        self._language, self._order, self._glass = "", KeyOrder.NATIONAL, Glass()
        self._latin = self._up = self._late = False
        self._part = ""
        self._typing = Typing()
        self._board = Board((), 1, 0)

    @property
    def typing(self) -> Typing:
        """How the keyboard stands, for Python readers."""
        return self._typing

    def speak_in(self, language: str) -> None:
        """The page's language."""
        if language != self._language:
            self._language = language
            self._renew()

    def set_order(self, order: KeyOrder) -> None:
        """The order in which the person wants the letters."""
        if order is not self._order:
            self._order = order
            self._renew()

    def prepare(self) -> None:
        """Have keys ready before anybody types: the first ones are compiled, and then kept."""
        if not self._up:
            self._lay()
            self.changed.emit()

    def told(self, part: str) -> tuple[str, str]:
        """The name of the key with this part, and its language; empty where there is none now."""
        plate = self._keys.plate(part)
        return (plate["label"], plate["language"]) if plate is not None and self._up else ("", "")

    @Property(bool, notify=changed)
    def up(self) -> bool:
        """Whether the keyboard is on the screen."""
        return self._up

    @Property(str, notify=changed)
    def part(self) -> str:
        """The field that is being typed in, also while the focus is on a key; empty where none is."""
        return self._part

    @Property(str, notify=changed)
    def language(self) -> str:
        """The page's language."""
        return self._language

    @Property(QObject, notify=fixed)
    def keys(self) -> QObject:
        """The keys."""
        return self._keys

    @Property(int, notify=changed)
    def columns(self) -> int:
        """Columns that share the width."""
        return self._board.columns

    @Property(int, notify=changed)
    def rows(self) -> int:
        """Rows of keys."""
        return self._board.rows

    @Property(bool, notify=changed)
    def pad(self) -> bool:
        """Whether these are a few large keys, for numbers."""
        return self._typing.pad in {Pad.DIGITS, Pad.NUMBERS, Pad.PHONE}

    @Slot(bool, bool)
    def fit(self, narrow: bool, tall: bool) -> None:
        """The glass is under 150 mm wide; it is at least 300 mm high."""
        if Glass(narrow, tall) != self._glass:
            self._glass = Glass(narrow, tall)
            self._renew()

    @Slot(str, str, bool, str)
    def rise(self, part: str, kind: str, latin: bool, before: str) -> None:
        """Serve a field of this kind, in which `before` stands in front of the cursor."""
        self._part, self._latin, self._up = part, latin, True
        self._typing = begun(PADS.get(kind, Pad.TEXT), before)
        self._lay()
        self.changed.emit()

    @Slot()
    def lift(self) -> None:
        """Come back for the field that still has the focus."""
        if self._part and not self._up:
            self._up = True
            self._lay()
            self.changed.emit()

    @Slot(bool)
    def enter(self, forward: bool) -> None:
        """The focus goes on from the field, whose keyboard is up."""
        self.entered.emit(forward)

    @Slot(bool)
    def depart(self, forward: bool) -> None:
        """Tab was pressed on a key or a suggestion."""
        self.departed.emit(forward)

    @Slot()
    def lower(self) -> None:
        """Go from the screen; the field keeps the focus."""
        if self._up:
            self._up = False
            self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """Nobody types any more."""
        if self._up or self._part:
            self._up, self._part = False, ""
            self.changed.emit()

    @Slot(str)
    def moved(self, before: str) -> None:
        """This stands in front of the cursor now."""
        self._become(moved(self._typing, before))

    @Slot(str, result="QVariantMap")
    def press(self, name: str) -> Map:
        """A key was pressed: what it does (`act`), and the `text` that it types, if any."""
        key = next((key for key in self._board.keys if key.name == name), None)
        if key is None:
            return {"act": "", "text": ""}
        sign = self._sign(key)
        self._become(pressed(self._typing, key))
        if key.act not in EDITING:
            self.said.emit(spelling.echo(key, self._typing.shift, self._say), self._language)
        if key.act is Act.ORDER:
            self.ordered.emit(key.sign)
        if key.act is Act.DONE:
            self.lower()
        types = key.act in {Act.SIGN, Act.SPACE, Act.ENTER}
        return {"act": "type" if types else key.act.value, "text": sign if types else ""}

    @Slot(str, int, int, result=str)
    def offered(self, text: str, number: int, count: int) -> str:
        """The name of a suggestion, so many of so many."""
        return f"{text}, {self._say('speech.key.suggestion', number=str(number), count=str(count))}"

    def _sign(self, key: Key) -> str:
        return capital(key.sign) if key.act is Act.SIGN and self._typing.capital else key.sign

    def _say(self, key: str, **values: str) -> str:
        return _words(self._language)(key, **values)

    def _say_sign(self, key: str, **values: str) -> str:
        return _words(self._letters)(key, **values)

    @property
    def _letters(self) -> str:
        """The language whose letters are on the keys: the page's own where it writes with them."""
        language = keys_language(self._language, latin=self._latin)
        return self._language if language == primary(self._language) else language

    def _voice(self, key: Key) -> str:
        return self._letters if key.act is Act.SIGN else self._language

    def _become(self, typing: Typing) -> None:
        if typing != self._typing:
            self._typing = typing
            self._renew()

    def _renew(self) -> None:
        """Lay the keys once Qt is done with the press: they may take the pressed key off the glass."""
        if self._up and not self._late:
            self._late = True
            QTimer.singleShot(0, self._lay_late)

    def _lay_late(self) -> None:
        self._late = False
        if self._up:
            self._lay()
            self.changed.emit()

    def _lay(self) -> None:
        self._board = board(
            self._language, self._typing.pad, self._order, self._glass, self._typing.leaf, latin=self._latin
        )
        self._keys.show([self._plate(key) for key in self._board.keys])

    def _plate(self, key: Key) -> Map:
        sign, shift = self._sign(key), self._typing.shift
        latched = key.act is Act.SHIFT and shift is not Shift.OFF
        return {
            "part": PART + key.name,
            "name": key.name,
            "face": sign if key.act is Act.SIGN else key.face,
            "picture": _LATCHED_PICTURE if latched and shift is Shift.LOCKED else key.picture,
            "label": spelling.key_name(key, sign, shift, self._say, self._say_sign),
            "language": self._voice(key),
            "arabic": self._letters in ARABIC_SCRIPT,
            "latched": latched,
            "toggle": key.act is Act.SHIFT,
            "accented": key.act is Act.DONE,
            "quiet": key.act is not Act.SIGN,
            "x": key.x,
            "row": key.row,
            "width": key.width,
        }
