"""What stands on the screen when there is no pack to open: the truth, and where to turn, in every language."""

from __future__ import annotations

from kiosk.pages.page import Heading, Page, PageKind, Paragraph, Phrase, Tone
from kiosk.words import Words

LANGUAGES = ("fr", "en", "ar")
"""Without a pack nobody knows the town's languages; these are the interface's own, the most spoken first."""


def build() -> Page:
    """A page without a town, without buttons, that sends the person to someone who can help."""
    first = Words(LANGUAGES[0])
    blocks: list[Heading | Paragraph] = []
    for language in LANGUAGES:
        words = Words(language)
        blocks.append(Heading(Phrase(f"heading.{language}", words.say("out.heading"), language), 1))
        blocks.append(Paragraph(Phrase(f"text.{language}", words.say("out.text"), language), Tone.LEAD))
    title = Phrase("title", first.say("out.title"), LANGUAGES[0])
    return Page(
        id="out-of-order",
        kind=PageKind.TROUBLE,
        language=LANGUAGES[0],
        direction=first.direction,
        town=Phrase("town", "Parvis", LANGUAGES[0]),
        title=title,
        blocks=tuple(blocks),
    )
