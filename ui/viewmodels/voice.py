"""The word that is being said."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.qt import Property, QmlElement, QmlUncreatable, Signal, Slot

QML_IMPORT_NAME = "Parvis.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("ui.application builds it")
class VoiceViewModel(QObject):
    """Which word of which phrase is lit. `start` and `length` count characters of `Phrase.text`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._word: tuple[str, int, int] = ("", 0, 0)

    @Slot(str, int, int)
    def light(self, part: str, start: int, length: int) -> None:
        """Light a word. A length of 0 puts the light out."""
        word = (part, start, length) if length > 0 else ("", 0, 0)
        if word != self._word:
            self._word = word
            self.changed.emit()

    @Slot()
    def quiet(self) -> None:
        """Nothing is being said."""
        self.light("", 0, 0)

    @Property(str, notify=changed)
    def part(self) -> str:
        """The phrase that is being said, or nothing."""
        return self._word[0]

    @Property(int, notify=changed)
    def start(self) -> int:
        """The first character of the word."""
        return self._word[1]

    @Property(int, notify=changed)
    def length(self) -> int:
        """How many characters the word has."""
        return self._word[2]
