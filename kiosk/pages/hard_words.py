"""The hard words of a page: below its text, a link for each that opens what it means, in place.

A word within running text would be too small a target (VVSG 2.0, 7.2-I), so each has a button of its own. Only words
of the pack are looked for: what a visitor wrote is never searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from kiosk.pages.page import Action, Block, Disclosure, PageKind, Phrase, Style
from kiosk.visit.intents import Explain

if TYPE_CHECKING:
    from kiosk.catalogue.glossary import Term
    from kiosk.pages.sheet import Sheet

EXPLAINED = frozenset(
    (PageKind.HOME, PageKind.BEFORE, PageKind.QUESTION, PageKind.CHECK, PageKind.OUTCOME, PageKind.NEXT)
)
"""The pages that show the pack's own texts."""

MOST_LINKS = 2
"""More words than this stand behind one link, so that the question stays the first thing to see."""


@dataclass(frozen=True, slots=True)
class HardWord:
    """A term that stands on a page; `private` where it stands only in what derives from an answer."""

    term: str
    private: bool


def found(sheet: Sheet, told: frozenset[str]) -> tuple[HardWord, ...]:
    """The terms in those phrases of the sheet whose parts are `told`: the pack's own, in the order of reading."""
    glossary, language = sheet.context.pack.glossary, sheet.language
    if not glossary.terms:
        return ()
    phrases = [
        phrase
        for block in sheet.blocks
        for phrase in _phrases(block)
        if phrase.part in told and phrase.language == language
    ]
    public = set(glossary.occurring((phrase.text for phrase in phrases if not phrase.private), language))
    terms = glossary.occurring((phrase.text for phrase in phrases), language)
    return tuple(HardWord(term, term not in public) for term in terms)


def links(sheet: Sheet, page: str, words: tuple[HardWord, ...]) -> list[Block]:
    """A few words each as a link; many behind one link that opens theirs."""
    if len(words) <= MOST_LINKS:
        return each(sheet, page, words)
    opened = (page, "") in sheet.context.visit.explained
    private = all(word.private for word in words)
    sheet.intents["words"] = Explain(page)
    label = sheet.say("words", "words.several", private=private, n=str(len(words)))
    action = Action("words", label, Style.QUIET, "book-open", on=opened)
    several = Disclosure(action, sheet.say("words.note", "words.note"), opened)
    return [several, *(each(sheet, page, words) if opened else ())]


def each(sheet: Sheet, page: str, words: Iterable[HardWord]) -> list[Block]:
    """A link for each word, and its meaning below it where it is open."""
    terms = sheet.context.pack.glossary.terms
    return [_link(sheet, page, terms[word.term], word.private) for word in words]


def _link(sheet: Sheet, page: str, term: Term, private: bool) -> Disclosure:
    words, wording = sheet.context.words, term.wording(sheet.language)
    opened = (page, term.id) in sheet.context.visit.explained
    part = f"word.{term.id}"
    sheet.intents[part] = Explain(page, term.id)
    text = words.say("words.explain", word=wording.word)
    spoken = words.speak("words.explain", word=wording.spoken_word or wording.word)
    label = Phrase(part, text, sheet.language, private, "" if spoken == text else spoken)
    means = Phrase(f"{part}.means", wording.means, sheet.language, private, wording.spoken)
    return Disclosure(Action(part, label, Style.QUIET, term.picture, on=opened), means, opened, term.picture)


def _phrases(value: Any) -> Iterator[Phrase]:
    """What is shown of a block, without the words on its buttons and what is not opened."""
    if isinstance(value, Phrase):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _phrases(member)
    elif isinstance(value, Disclosure):
        if value.open:
            yield value.body
    elif is_dataclass(value) and not isinstance(value, Action):
        for field in fields(value):
            yield from _phrases(getattr(value, field.name))
