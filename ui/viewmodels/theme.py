"""Sizes, colours and movement of the view, from the screen and the visitor's preferences."""

from __future__ import annotations

from dataclasses import asdict

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QFontMetricsF, QTextBlockFormat, QTextCursor
from PySide6.QtQuick import QQuickTextDocument

from accessibility.metrics import (
    CAPITAL_HEIGHT_MM,
    HEADING_SCALE,
    LETTER_SPACING,
    LINE_SPACING,
    MM_PER_INCH,
    WORD_SPACING,
    font_pixel_size,
    is_narrow,
    page_edge_mm,
    page_height_mm,
    pixels,
)
from accessibility.palettes import DEFAULT_ACCENT, colours
from accessibility.preferences import hold_seconds
from kiosk.config import Screen
from kiosk.visit.preferences import Palette, Preferences, TextSize
from ui.qt import Property, QmlElement, QmlUncreatable, Signal, Slot

QML_IMPORT_NAME = "Parvis.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

LATIN_FAMILY = "Noto Sans"
ARABIC_FAMILY = "Noto Sans Arabic"

SMALLEST_CAPITAL_MM = 3.5
"""Nothing is written smaller (VVSG 2.0 §7.1-G)."""

CAPTION_STEP: dict[TextSize, float] = {
    TextSize.SMALL: SMALLEST_CAPITAL_MM / CAPITAL_HEIGHT_MM[TextSize.SMALL],
    TextSize.MEDIUM: CAPITAL_HEIGHT_MM[TextSize.SMALL] / CAPITAL_HEIGHT_MM[TextSize.MEDIUM],
    TextSize.LARGE: CAPITAL_HEIGHT_MM[TextSize.MEDIUM] / CAPITAL_HEIGHT_MM[TextSize.LARGE],
    TextSize.LARGEST: CAPITAL_HEIGHT_MM[TextSize.LARGE] / CAPITAL_HEIGHT_MM[TextSize.LARGEST],
}
"""The bars are written one text size down."""

DISPLAY_STEP = 1.8
"""The first screen's and the covers' heading over an ordinary heading: legible from three metres."""


ARABIC_LINE_PERCENT = 76.0
"""Line height of Arabic over the font's own, which leaves room for stacked vowel signs: 1.6 of the font size."""

WIDE_ARABIC_LINE_PERCENT = 88.0
"""The same with wide spacing."""

SHORT_MM = 150.0
"""Below this height, pages are spaced more closely."""

TALL_MM = 300.0
"""From this height on, pages are spaced more widely."""


def line_ratio(family: str) -> float:
    """The font's own line height over its size."""
    font = QFont(family)
    font.setPixelSize(1000)
    return float(QFontMetricsF(font).height()) / 1000


def capital_ratio(family: str, letter: str) -> float:
    """Height of `letter` over the font's size, measured in the font that is really used."""
    font = QFont(family)
    font.setPixelSize(1000)
    return float(QFontMetricsF(font).tightBoundingRect(letter).height()) / 1000


@QmlElement
@QmlUncreatable("ui.application builds it")
class ThemeViewModel(QObject):
    """What `Theme.qml` reads. Needs a QGuiApplication: fonts are measured.

    `dpi` and `bottom_mm`, the height of the glass's lower edge above the floor, come from `kiosk.toml`, `accent` from
    the pack's town.
    """

    changed = Signal()

    def __init__(
        self,
        dpi: float,
        accent: str = DEFAULT_ACCENT,
        parent: QObject | None = None,
        *,
        bottom_mm: float = Screen().bottom_mm,
    ) -> None:
        super().__init__(parent)
        self._dpi = dpi
        self._bottom_mm = bottom_mm
        self._accent = accent
        self._preferences = Preferences()
        self._extent = (0, 0)
        self._latin = capital_ratio(LATIN_FAMILY, "H")
        self._arabic = capital_ratio(ARABIC_FAMILY, "\u0627")
        self._latin_line = line_ratio(LATIN_FAMILY)
        self._colours = asdict(colours(self._preferences.palette, accent))

    def apply(self, preferences: Preferences) -> None:
        """Follow the visitor's settings."""
        if preferences == self._preferences:
            return
        self._preferences = preferences
        self._colours = asdict(colours(preferences.palette, self._accent))
        self.changed.emit()

    @Slot(int, int)
    def resize(self, width: int, height: int) -> None:
        """The window's size in pixels."""
        if (width, height) != self._extent:
            self._extent = (width, height)
            self.changed.emit()

    def _mm(self, length: int) -> float:
        return length * MM_PER_INCH / self._dpi

    @Property(int, notify=changed)
    def pageHeight(self) -> int:
        """How much of the glass the page takes, from the lower edge, in pixels: all of it, or what is in low reach."""
        height = self._extent[1]
        if not self._preferences.low_reach:
            return height
        return int(pixels(page_height_mm(self._mm(height), self._bottom_mm), self._dpi))

    def _pixel_size(self, scale: float) -> int:
        return font_pixel_size(self._preferences.text_size, self._dpi, self._latin, scale)

    @Property("double", notify=changed)
    def pixelsPerMm(self) -> float:
        """Density of the panel."""
        return self._dpi / MM_PER_INCH

    @Property("double", notify=changed)
    def arabicScale(self) -> float:
        """Arabic font size over Latin font size, so that alefs stand as high as capitals."""
        return self._latin / self._arabic

    @Property("double", notify=changed)
    def arabicLine(self) -> float:
        """Line height of Arabic over the font's own."""
        return self._line_percent(arabic=True) / 100

    @Property("double", notify=changed)
    def lineLead(self) -> float:
        """What lines of Latin letters have beyond the font's own line height, over the font size."""
        return (self._line_percent(arabic=False) / 100 - 1) * self._latin_line

    @Property("double", notify=changed)
    def letterSpace(self) -> float:
        """What comes between two letters of a script whose letters stand apart, over the font size."""
        return LETTER_SPACING if self._preferences.spacing else 0.0

    @Property("double", notify=changed)
    def wordSpace(self) -> float:
        """What comes between two words beyond a space, over the font size."""
        return WORD_SPACING if self._preferences.spacing else 0.0

    def _line_percent(self, *, arabic: bool) -> float:
        if arabic:
            return WIDE_ARABIC_LINE_PERCENT if self._preferences.spacing else ARABIC_LINE_PERCENT
        return 100 * LINE_SPACING / self._latin_line if self._preferences.spacing else 100.0

    @Property(int, notify=changed)
    def caption(self) -> int:
        """Font size of the bars, in pixels."""
        return self._pixel_size(CAPTION_STEP[self._preferences.text_size])

    @Property(int, notify=changed)
    def label(self) -> int:
        """Font size of the bottom bar's labels, in pixels: as large as captions, or the smallest on narrow glass."""
        caption = self._pixel_size(CAPTION_STEP[self._preferences.text_size])
        smallest = font_pixel_size(TextSize.SMALL, self._dpi, self._latin, CAPTION_STEP[TextSize.SMALL])
        return min(caption, smallest) if self.narrow else caption

    @Property(int, notify=changed)
    def body(self) -> int:
        """Font size of running text, in pixels."""
        return self._pixel_size(1.0)

    @Property(int, notify=changed)
    def heading(self) -> int:
        """Font size of the page's question, in pixels."""
        return self._pixel_size(HEADING_SCALE[self._preferences.text_size])

    @Property(int, notify=changed)
    def display(self) -> int:
        """Font size of the heading on the first screen and on covers, in pixels."""
        scale = DISPLAY_STEP if self.tall else 1.0
        return self._pixel_size(HEADING_SCALE[self._preferences.text_size] * scale)

    @Property(str, notify=changed)
    def textSize(self) -> str:
        """The name of the text size."""
        return str(self._preferences.text_size)

    @Property(bool, notify=changed)
    def narrow(self) -> bool:
        """Whether the keyboard takes its five columns, and the page a single one."""
        return is_narrow(self._mm(self._extent[0]))

    @Property(bool, notify=changed)
    def tall(self) -> bool:
        """Whether the page is high enough for much air between things."""
        return self._mm(self.pageHeight) >= TALL_MM

    @Property(bool, notify=changed)
    def short(self) -> bool:
        """Whether the page has little height to spare."""
        return self._mm(self.pageHeight) < SHORT_MM

    @Property(bool, notify=changed)
    def pictogramsAlone(self) -> bool:
        """Whether the bars show pictograms without words: little glass and large letters."""
        shorter = self._mm(min(self._extent[0], self.pageHeight))
        little = is_narrow(shorter) or not self.tall
        return little and self._preferences.text_size in {TextSize.LARGE, TextSize.LARGEST}

    @Property(int, notify=changed)
    def glassWidth(self) -> int:
        """The window's width in pixels."""
        return max(1, self._extent[0])

    @Property(int, notify=changed)
    def edge(self) -> int:
        """How far content stays from the glass's edge, in pixels."""
        return round(pixels(page_edge_mm(self._mm(self._extent[0])), self._dpi))

    @Property(bool, notify=changed)
    def motion(self) -> bool:
        """Whether things may move."""
        return self._preferences.motion

    @Property(int, notify=changed)
    def holdTime(self) -> int:
        """How long a press has to last before it counts, in milliseconds."""
        return round(1000 * hold_seconds(self._preferences.hold))

    @Property("QVariantMap", notify=changed)
    def colours(self) -> dict[str, str]:
        """The palette, role by role."""
        return dict(self._colours)

    @Slot(QQuickTextDocument, bool)
    def space(self, document: QQuickTextDocument, arabic: bool) -> None:
        """Set the lines of a text as far apart as its script, and the person, want them."""
        percent = self._line_percent(arabic=arabic)
        found = document.textDocument().begin().blockFormat().lineHeight() or 100.0
        if abs(found - percent) < 0.01:
            return
        spacing = QTextBlockFormat()
        spacing.setLineHeight(percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(document.textDocument())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)

    # Qt Quick's FontMetrics tells of a new font before it measures with it: what is laid out by it lags behind.
    @Slot("QStringList", QFont, result="double")
    def widest(self, texts: list[str], font: QFont) -> float:
        """The width of the widest of these texts on one line each, in pixels."""
        metrics = QFontMetricsF(font)
        return max((float(metrics.horizontalAdvance(text)) for text in texts), default=0.0)

    @Slot(str, result="double")
    def capitalRatio(self, size: str) -> float:
        """A text size's capital height over the present one's, for samples of the four sizes."""
        return CAPITAL_HEIGHT_MM[TextSize(size)] / CAPITAL_HEIGHT_MM[self._preferences.text_size]

    @Slot(str, result="QVariantMap")
    def swatch(self, palette: str) -> dict[str, str]:
        """Another palette's roles, for a sample of it."""
        return asdict(colours(Palette(palette), self._accent))
