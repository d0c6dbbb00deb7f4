"""The window on sample pages: every kind of block, in French and Arabic, on the three reference screens."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.config import Screen
from kiosk.pages.gestures import Gesture
from kiosk.pages.page import (
    Action,
    Arrangement,
    Buttons,
    Card,
    Cards,
    Choice,
    Choices,
    Code,
    Direction,
    Disclosure,
    Document,
    Documents,
    Fact,
    Facts,
    Field,
    FieldKind,
    Fields,
    Heading,
    Illustration,
    Listed,
    ListedEntry,
    Pad,
    Page,
    PageKind,
    Paragraph,
    Phrase,
    Picture,
    Pictures,
    Progress,
    Ranking,
    RankRow,
    Reference,
    Step,
    Stepper,
    Steps,
    Still,
    Style,
    Summary,
    SummaryRow,
    Tone,
    Viewfinder,
)
from kiosk.visit.preferences import Palette, Preferences, TextSize
from ui.camera.sources import painted
from ui.camera.stills import still
from ui.inspect import find, items, rectangle
from ui.viewmodels.page import PageViewModel, ViewWords
from ui.viewmodels.theme import ThemeViewModel
from ui.window import OpenedWindow, open_window, prepare_environment

prepare_environment()

PATIENCE_SECONDS = 60.0
TURN_MS = 20

SCREENS = {
    "portrait": Screen(1080, 1920, 102.0),
    "landscape": Screen(1280, 800, 149.0),
    "tablet": Screen(800, 1280, 189.0),
}
LOGO_FILE = (Path(__file__).parents[2] / "packs" / "rivemont" / "logo.svg").as_uri()
ACCENT = "#0f5c4a"
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<path d="M6 58V30a26 26 0 0 1 52 0v28H44V32a12 12 0 0 0-24 0v26z" fill="#0f5c4a"/></svg>"""

WORDS = {
    "fr": {
        "town": "Ville de Rivemont",
        "title": "Renouveler ma carte d’identité",
        "mark": "Démonstration",
        "progress": "Question 3 sur environ 9",
        "status": "Hors ligne : tout fonctionne ici, l’envoi attendra.",
        "back": "Retour",
        "forward": "Continuer",
        "bar": ("Aide", "Écouter", "Langue", "Taille du texte", "Contraste", "Arrêter et effacer"),
        "voice": ("Pause", "Répéter", "Plus lent", "Plus vite", "Moins fort", "Plus fort"),
        "heading": "Où est votre carte d’identité maintenant ?",
        "text": "Choisissez une réponse. Vous pouvez dire « Je ne sais pas ».",
        "why": "Pourquoi cette question ?",
        "because": "Les papiers à apporter ne sont pas les mêmes si la carte est perdue ou volée.",
        "short": "Je l’ai perdue",
        "other": "On me l’a volée",
        "label": "Adresse électronique",
        "have": "Je l’ai",
        "not": "Pas encore",
        "change": "Modifier",
        "day": ("Jour", "Mois", "Année"),
        "section": "Que faire maintenant",
    },
    "ar": {
        "town": "مدينة ريفمون",
        "title": "تجديد بطاقة الهوية",
        "mark": "عرض تجريبي",
        "progress": "السؤال 3 من 9 تقريبًا",
        "status": "لا يوجد اتصال: كل شيء يعمل هنا، والإرسال ينتظر.",
        "back": "رجوع",
        "forward": "متابعة",
        "bar": ("مساعدة", "استماع", "اللغة", "حجم النص", "التباين", "إيقاف ومسح"),
        "voice": ("توقف", "إعادة", "أبطأ", "أسرع", "أخفض", "أعلى"),
        "heading": "أين بطاقة هويتك الآن؟",
        "text": "اختر إجابة واحدة. يمكنك أن تقول «لا أعرف».",
        "why": "لماذا نسأل؟",
        "because": "الأوراق المطلوبة ليست نفسها إذا ضاعت البطاقة أو سُرقت.",
        "short": "ضاعت مني",
        "other": "سُرقت مني",
        "label": "البريد الإلكتروني",
        "have": "هي معي",
        "not": "ليس بعد",
        "change": "تغيير",
        "day": ("اليوم", "الشهر", "السنة"),
        "section": "ما العمل الآن",
    },
}
BAR_PARTS = ("bar.help", "bar.listen", "bar.language", "bar.text-size", "bar.contrast", "bar.stop")
BAR_PICTURES = ("circle-question-mark", "volume-2", "languages", "a-large-small", "contrast", "eraser")


class Writer:
    """Writes sample pages in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = WORDS[language]

    def say(self, key: str) -> str:
        text = self.words[key]
        assert isinstance(text, str)
        return text

    def phrase(self, part: str, key: str, *, private: bool = False) -> Phrase:
        return Phrase(part, self.say(key), self.language, private)

    def action(self, part: str, text: str, style: Style = Style.SECONDARY, picture: str = "", on: bool | None = None,
               ready: bool = True) -> Action:  # fmt: skip
        return Action(part, Phrase(f"{part}.label", text, self.language), style, picture, ready, on)

    def page(self, kind: PageKind, *blocks: object, whole: bool = True, **more: object) -> Page:
        bar = zip(BAR_PARTS, self.words["bar"], BAR_PICTURES, strict=True)
        fields: dict[str, object] = {
            "id": f"{kind}-{self.language}-{len(blocks)}",
            "kind": kind,
            "language": self.language,
            "direction": Direction.RTL if self.language == "ar" else Direction.LTR,
            "town": self.phrase("town", "town"),
            "title": self.phrase("title", "title"),
            "mark": self.phrase("mark", "mark"),
            "blocks": blocks,
        }
        if whole:
            fields["bar"] = tuple(
                self.action(part, text, Style.DANGER if part == "bar.stop" else Style.SECONDARY, picture)
                for part, text, picture in bar
            )
            fields["back"] = self.action("back", self.say("back"), picture="arrow-left")
            fields["forward"] = self.action("forward", self.say("forward"), Style.PRIMARY, "arrow-right")
        return Page(**{**fields, **more})  # type: ignore[arg-type]

    def choices(self, multiple: bool = False) -> Choices:
        keys = ("short", "other", "have", "not")
        pictures = ("search-x", "shield-alert", "", "circle-question-mark")
        return Choices(
            "answers",
            tuple(
                Choice(
                    f"answer.{index}",
                    self.phrase(f"answer.{index}.label", key),
                    self.phrase(f"answer.{index}.hint", "because") if index == 1 else None,
                    picture,
                    chosen=index == 1,
                )
                for index, (key, picture) in enumerate(zip(keys, pictures, strict=True))
            ),
            self.phrase("legend", "heading"),
            multiple,
        )

    def document(self, index: int, on: bool) -> Document:
        part = f"document.{index}"
        return Document(
            part,
            "image",
            self.phrase(f"{part}.title", "title"),
            self.phrase(f"{part}.form", "short"),
            self.phrase(f"{part}.where", "because") if index else None,
            self.action(f"{part}.have", self.say("have"), on=on),
            self.action(f"{part}.not-yet", self.say("not"), on=not on),
        )

    def field(self, part: str, kind: FieldKind, value: str = "", invalid: bool = False) -> Field:
        return Field(part, self.phrase(f"{part}.label", "label"), value, kind, invalid)

    def ranking(self, *keys: str) -> Ranking:
        def row(index: int, key: str) -> RankRow:
            part = f"rank.{key}"
            up = self.action(f"{part}.up", self.say("back"), picture="arrow-up", ready=index > 0)
            down = self.action(f"{part}.down", self.say("not"), picture="arrow-down", ready=index < len(keys) - 1)
            return RankRow(f"{part}.place", str(index + 1), self.phrase(f"{part}.label", key), up, down)

        rows = tuple(row(index, key) for index, key in enumerate(keys))
        confirm = self.action("rank.confirm", self.say("have"), picture="check", on=False)
        return Ranking("ranking", self.phrase("legend", "heading"), rows, confirm)

    def stepper(self, value: str) -> Stepper:
        return Stepper(
            "stepper",
            self.phrase("legend.step", "heading"),
            Phrase("value", value, self.language, private=True),
            True,
            self.phrase("low", "not"),
            self.phrase("high", "have"),
            0.7,
            self.action("step.less", self.say("back"), picture="minus"),
            self.action("step.more", self.say("not"), picture="plus", ready=False),
            (self.action("step.much-less", self.say("back"), picture="minus"),),
        )

    def steps(self) -> Choices:
        keys = ("short", "other", "have", "not")
        choices = (Choice(f"step.{n}", self.phrase(f"step.{n}", key), chosen=n == 1) for n, key in enumerate(keys))
        return Choices("scale", tuple(choices), self.phrase("legend.scale", "heading"), arrangement=Arrangement.STEPS)

    def points(self, count: int) -> Choices:
        shown = (Phrase(f"point.{n}", str(n), self.language) for n in range(count))
        points = tuple(Choice(phrase.part, phrase, chosen=phrase.text == "2") for phrase in shown)
        return Choices("points", points, self.phrase("legend.points", "heading"), arrangement=Arrangement.POINTS)

    def pictures(self) -> Choices:
        choices = (
            Choice(f"picture.{key}", self.phrase(f"picture.{key}", key), image=LOGO_FILE, chosen=key == "other")
            for key in ("short", "other", "not")
        )
        legend = self.phrase("legend.pictures", "heading")
        return Choices("pictures", tuple(choices), legend, arrangement=Arrangement.PICTURES)

    def gallery(self) -> dict[str, Page]:
        """Every block and every layout."""
        heading = Heading(self.phrase("heading", "heading"))
        helping = Paragraph(self.phrase("help", "text"), Tone.HELP)
        days = self.words["day"]
        voice = zip(
            self.words["voice"], ("pause", "rotate-ccw", "turtle", "rabbit", "volume-1", "volume-2"), strict=True
        )
        return {
            "question": self.page(
                PageKind.QUESTION,
                heading,
                helping,
                self.choices(),
                Disclosure(
                    self.action("why", self.say("why"), Style.QUIET, "info"), self.phrase("why.body", "because"), True
                ),
                progress=Progress(self.phrase("progress", "progress"), 0.33),
            ),
            "listening": self.page(
                PageKind.QUESTION,
                heading,
                *(Paragraph(self.phrase(f"tone.{tone}", "because"), tone) for tone in Tone),
                self.choices(multiple=True),
                status=self.phrase("status", "status"),
                progress=Progress(self.phrase("progress", "progress"), 1.0),
                voice=tuple(self.action(f"voice.{index}", t, picture=p) for index, (t, p) in enumerate(voice)),
                forward=self.action("forward", self.say("forward"), Style.PRIMARY, "arrow-right", ready=False),
            ),
            "fields": self.page(
                PageKind.QUESTION,
                heading,
                self.field("name", FieldKind.NAME),
                self.field("mail", FieldKind.EMAIL, "lea@exemple", invalid=True),
                self.field("count", FieldKind.INTEGER, "3"),
                self.field("reason", FieldKind.MULTILINE, "Mariage"),
                Fields(
                    "birth",
                    self.phrase("birth.legend", "heading"),
                    tuple(
                        Field(
                            f"birth.{index}",
                            Phrase(f"birth.{index}.label", text, self.language),
                            "12",
                            FieldKind.INTEGER,
                            invalid=index == 1,
                        )
                        for index, text in enumerate(days)
                    ),
                ),
            ),
            "ranking": self.page(PageKind.QUESTION, heading, self.ranking("short", "other", "not")),
            "scales": self.page(
                PageKind.QUESTION,
                heading,
                self.stepper("7"),
                self.steps(),
                self.points(4),
                Disclosure(
                    self.action("why", self.say("why"), Style.QUIET, "info"), self.phrase("why.body", "because")
                ),
            ),
            "pictures": self.page(PageKind.QUESTION, heading, self.pictures()),
            "illustrated": self.page(
                PageKind.QUESTION,
                heading,
                helping,
                Illustration("image", LOGO_FILE, self.phrase("image.alternative", "heading")),
                self.choices(),
                Disclosure(
                    self.action("word", self.say("why"), Style.QUIET, "house", on=True),
                    self.phrase("word.means", "because"),
                    True,
                    "house",
                ),
            ),
            "outcome": self.page(
                PageKind.OUTCOME,
                heading,
                Paragraph(self.phrase("lead", "because"), Tone.LEAD),
                Documents((self.document(0, True), self.document(1, False))),
                Heading(self.phrase("section", "section"), 2),
                Steps(
                    tuple(Step(f"step.{n}", str(n), self.phrase(f"step.{n}.text", "because"), "phone") for n in (1, 2))
                ),
                Facts(
                    tuple(
                        Fact(
                            f"fact.{n}",
                            "clock",
                            self.phrase(f"fact.{n}.l", "short"),
                            self.phrase(f"fact.{n}.v", "text"),
                        )
                        for n in range(3)
                    )
                ),
            ),
            "check": self.page(
                PageKind.CHECK,
                heading,
                Summary(
                    tuple(
                        SummaryRow(
                            f"row.{n}",
                            self.phrase(f"row.{n}.q", "heading"),
                            self.phrase(f"row.{n}.a", "because", private=True),
                            self.action(f"row.{n}.change", self.say("change"), picture="pencil") if n else None,
                            still(painted()) if n == 1 else b"",
                        )
                        for n in range(3)
                    )
                ),
            ),
            "list": self.page(
                PageKind.QUESTION,
                heading,
                Paragraph(self.phrase("told", "because"), Tone.LEAD),
                Listed(
                    tuple(
                        ListedEntry(
                            f"entry.{n}",
                            str(n),
                            self.phrase(f"entry.{n}.name", key, private=True),
                            self.action(f"entry.{n}.change", self.say("change"), picture="pencil"),
                            self.action(f"entry.{n}.remove", self.say("not"), picture="trash-2"),
                        )
                        for n, key in ((1, "short"), (2, "because"))
                    )
                ),
                Buttons((self.action("add", self.say("have"), picture="plus"),)),
                progress=Progress(self.phrase("progress", "progress"), 0.5),
            ),
            "next": self.page(
                PageKind.NEXT,
                heading,
                Reference(
                    self.phrase("reference.label", "short"), Phrase("reference", "482 913 077", self.language, True)
                ),
                Code("code", "WIFI:T:WPA;S:Rivemont;P:secret;;", self.phrase("code.caption", "because")),
                Buttons(
                    (
                        self.action("print", self.say("change"), picture="printer"),
                        self.action("motion", self.say("not"), on=True),
                        self.action("quiet", self.say("why"), Style.QUIET),
                    )
                ),
                back=None,
            ),
            "home": self.page(
                PageKind.HOME,
                heading,
                Cards(
                    tuple(
                        Card(
                            f"card.{n}",
                            self.phrase(f"card.{n}.t", "title"),
                            self.phrase(f"card.{n}.x", "because") if n else None,
                            "id-card",
                        )
                        for n in range(3)
                    )
                ),
                forward=None,
            ),
            "first": self.page(
                PageKind.FIRST,
                heading,
                Pictures(tuple(Picture("wifi", self.phrase(f"picture.{n}", "short")) for n in range(3))),
                Cards(
                    tuple(
                        Card(f"language.{code}", Phrase(f"language.{code}.t", name, code))
                        for code, name in (("fr", "Français"), ("fr-x-falc", "Facile à lire"), ("ar", "العربية"))
                    ),
                    compact=True,
                ),
                back=None,
            ),
            "sizes": self.page(
                PageKind.TEXT_SIZE,
                heading,
                Choices(
                    "sizes",
                    tuple(
                        Choice(
                            f"size.{sample}",
                            self.phrase(f"size.{sample}.l", "short"),
                            sample=sample,
                            chosen=sample == "medium",
                        )
                        for sample in ("small", "largest", "soft", "white-on-black")
                    ),
                    self.phrase("legend", "heading"),
                ),
                forward=None,
            ),
            "camera": self.page(
                PageKind.QUESTION,
                heading,
                Viewfinder("view", self.phrase("view.caption", "short"), live=False, count="3"),
                Buttons((self.action("soon", self.say("because"), picture="timer", on=False),)),
            ),
            "still": self.page(
                PageKind.QUESTION,
                heading,
                Still("photo", still(painted()), self.phrase("photo.caption", "short", private=True)),
                Buttons((self.action("again", self.say("change"), picture="rotate-ccw"),)),
            ),
            "pad": self.page(
                PageKind.QUESTION,
                heading,
                Pad("pad", self.phrase("pad.label", "label"), "M100 100L300 300"),
                Buttons((self.action("undo", self.say("change")), self.action("write", self.say("because")))),
            ),
            "stop": self.page(
                PageKind.STOP,
                heading,
                helping,
                Buttons(
                    (
                        self.action("erase", self.say("not"), Style.DANGER, "eraser"),
                        self.action("stay", self.say("back"), Style.PRIMARY, "arrow-left"),
                    )
                ),
                whole=False,
            ),
        }


@dataclass
class View:
    """One window, what it was told, and hands to use it."""

    page: PageViewModel
    theme: ThemeViewModel
    opened: OpenedWindow
    gestures: list[Gesture]
    faults: list[str] = field(default_factory=list)

    @property
    def window(self) -> QQuickWindow:
        return self.opened.window

    def settle(self, milliseconds: int = 60) -> None:
        """Let the event loop run for so long, and for as many turns as fit in: a busy machine takes longer for them.

        Whatever was due by then has then been done: animations and timers that one long turn made late, too.
        """
        loop, timer = QEventLoop(), QTimer()
        until, left = time.monotonic() + milliseconds / 1000, milliseconds // TURN_MS

        def turned() -> None:
            nonlocal left
            left -= 1
            if left <= 0 and time.monotonic() >= until:
                loop.quit()

        timer.timeout.connect(turned)
        timer.start(min(TURN_MS, milliseconds))
        loop.exec()

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Wait until something is so. Only a fault makes a test wait for long."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not met():
            assert time.monotonic() < ends, what
            self.settle(TURN_MS)

    def show(
        self,
        page: Page,
        size: TextSize = TextSize.MEDIUM,
        palette: Palette = Palette.DEFAULT,
        *,
        spacing: bool = False,
        low_reach: bool = False,
        motion: bool = False,
    ) -> None:
        wanted = Preferences(text_size=size, palette=palette, motion=motion, spacing=spacing, low_reach=low_reach)
        self.theme.apply(wanted)
        self.page.show(page)
        self.settle()
        assert self.faults == []

    def item(self, part: str) -> QQuickItem:
        found = find(self.window, part)
        assert found is not None, f"{part} is not on the glass"
        return found

    def middle(self, part: str) -> QPoint:
        return rectangle(self.item(part)).center().toPoint()

    def tap(self, part: str) -> None:
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.middle(part))

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window, key)

    def letter(self, letter: str) -> None:
        """A letter of a keyboard made of plastic."""
        QTest.keyClick(self.window, letter)  # type: ignore[call-overload]

    def focused(self) -> str:
        return str(self.window.activeFocusItem().objectName())

    def board(self) -> dict[str, QQuickItem]:
        """The on-screen keyboard's keys by their names: the small letter, or what the key does."""
        found = {}
        for item in items(self.window.contentItem()):
            if item.objectName().startswith("key:"):
                found[item.objectName().removeprefix("key:")] = item
        return found

    def press_key(self, key: QQuickItem) -> None:
        centre = key.mapToScene(QPointF(key.width() / 2, key.height() / 2)).toPoint()
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)

    def seen(self, rectangle: QRectF) -> QRectF:
        return rectangle.intersected(QRectF(0, 0, self.window.width(), self.window.height()))


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The kiosk has no widgets."""
    return QGuiApplication


Opener = Callable[..., View]


@pytest.fixture
def opener(qapp: QGuiApplication) -> Iterator[Opener]:
    """Opens a view on a screen by name; all are closed at the end."""
    views: list[View] = []

    def open_view(screen: str = "portrait", *, touch_pause_ms: int = 0, visible: bool = True) -> View:
        gestures: list[Gesture] = []
        faults: list[str] = []
        page = PageViewModel(gestures.append, lambda language: ViewWords("Plus haut", "Plus bas", "Fini"))
        theme = ThemeViewModel(SCREENS[screen].density_dpi, ACCENT)
        opened = open_window(
            page,
            theme,
            screen=SCREENS[screen],
            logo=LOGO,
            touch_pause_ms=touch_pause_ms,
            visible=visible,
            fault=faults.append,
        )
        view = View(page, theme, opened, gestures, faults)
        views.append(view)
        opened.window.requestActivate()
        view.settle(20)
        return view

    yield open_view
    for view in views:
        view.window.close()
        view.opened.engine.deleteLater()
        assert view.faults == []


@pytest.fixture
def portrait(opener: Opener) -> View:
    """The reference kiosk."""
    return opener("portrait")


@pytest.fixture(scope="session")
def french() -> dict[str, Page]:
    """The gallery in French."""
    return Writer("fr").gallery()


@pytest.fixture(scope="session")
def arabic() -> dict[str, Page]:
    """The gallery in Arabic."""
    return Writer("ar").gallery()


@pytest.fixture(scope="session")
def density() -> dict[str, float]:
    """Pixels a millimetre, by screen."""
    return {name: screen.density_dpi / 25.4 for name, screen in SCREENS.items()}


os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.symbolsresolver=false")
