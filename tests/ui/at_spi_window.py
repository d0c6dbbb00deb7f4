"""A page on an X display, for a reader of AT-SPI; prints the audit's snapshot of it, and waits to be killed."""

from __future__ import annotations

import json
import os

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from accessibility.audit.snapshot import Glass
from kiosk.config import Screen
from kiosk.pages.page import Choice, Choices, Direction, Field, Heading, Page, PageKind, Paragraph, Phrase, Tone
from kiosk.pages.phrases import Action, Style
from kiosk.visit.preferences import Preferences
from ui.inspection.room import Room
from ui.inspection.snapshots import snapshot

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>'


SETTLE_MS = 1500
"""Without a window manager, an X window has its size when the server has said so."""


def phrase(part: str, text: str) -> Phrase:
    return Phrase(part, text, "fr")


def action(part: str, text: str, style: Style = Style.SECONDARY, on: bool | None = None) -> Action:
    return Action(part, phrase(f"{part}.label", text), style, "check", on=on)


def page() -> Page:
    choices = tuple(
        Choice(f"choice.{name}", phrase(f"choice.{name}.label", text), chosen=name == "lost")
        for name, text in (("here", "Je l’ai"), ("lost", "Je l’ai perdue"))
    )
    bar = (action("bar.help", "Aide"), action("bar.listen", "Écouter", on=False), action("bar.stop", "Arrêter"))
    return Page(
        id="question",
        kind=PageKind.QUESTION,
        language="fr",
        direction=Direction.LTR,
        town=phrase("town", "Ville de Rivemont"),
        title=phrase("title", "Ma carte"),
        blocks=(
            Heading(phrase("heading", "Où est votre carte ?")),
            Paragraph(phrase("help", "Choisissez une réponse."), Tone.HELP),
            Choices("choices", choices, phrase("legend", "Une réponse")),
            Field("answer", phrase("answer.label", "Votre nom"), ""),
        ),
        back=action("back", "Retour"),
        forward=action("forward", "Continuer", Style.PRIMARY),
        bar=bar,
    )


def main() -> None:
    os.set_blocking(0, False)
    gui = QGuiApplication([])
    screen = Screen(1080, 1500, 102.0)
    room = Room(screen, "#0f3f5c", LOGO)

    def tell() -> None:
        room.show(page(), Preferences(language="fr", motion=False))
        QTimer.singleShot(SETTLE_MS, told)

    def told() -> None:
        room.stand.rest()
        seen = snapshot(room.window, Glass(screen.width, screen.height, screen.density_dpi), "question")
        nodes = [(node.depth, node.role.value, node.name) for node in seen.nodes]
        print(json.dumps({"platform": gui.platformName(), "nodes": nodes}), flush=True)

    def look_up() -> None:
        try:
            if os.read(0, 1) == b"":
                # Whoever started this has gone: its end of the pipe has.
                os._exit(0)
        except BlockingIOError:
            return

    QTimer.singleShot(SETTLE_MS, tell)
    watch = QTimer()
    watch.timeout.connect(look_up)
    watch.start(200)
    gui.exec()


main()
