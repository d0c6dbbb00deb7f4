"""What is said when a scan comes to several controls at once: their names, one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from accessibility.saying.ears import name
from accessibility.script import Script, part_script
from accessibility.utterances import Say, Utterance
from kiosk.pages.page import Page


def swept(page: Page, named: Iterable[tuple[str, str, str]], say: Say) -> Script:
    """`named` are parts, each with a name and its language for where the page does not have the part."""
    said: list[Utterance] = []
    for part, text, language in named:
        told = part_script(page, part, say)
        if not told.utterances and text:
            told = name(part, text, language or page.language, say)
        said += told.utterances[:1]
    return Script(tuple(said), page.language, page.lexicon)
