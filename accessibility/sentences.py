"""Cutting what is said into sentences, and tying each spoken word to the letters on the screen.

A sentence is the unit that is synthesized, cached and repeated. Words are whatever stands between spaces,
on the screen as in the voice: that is what lets vowelled Arabic, where every word carries more signs than
its printed form, light up word by word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 400
"""A sentence longer than this many characters is cut at a comma, or where it must be."""

_TOKEN = re.compile(r"\S+")
_END = re.compile(r"[.!?…؟۔。][\s\"'»”’)\]]*$")
_MARKS_ONLY = re.compile(r"^[!?…؟»”\")\]]+$")
_SOFT_END = re.compile(r"[,;:،؛]$")
_NUMBERING = re.compile(r"^\d{1,3}\.$")
_INITIAL = re.compile(r"^\(?[A-ZÀ-Ý]\.$")
_TAIL = 8
"""How far back the mark that ends a sentence may stand before the quotes and brackets that follow it."""

_ABBREVIATIONS = frozenset({"m.", "mm.", "dr.", "mr.", "mrs.", "st.", "no.", "art.", "av.", "bd.", "cf.", "ex."})
_ABBREVIATIONS |= {"tel.", "tél.", "nr.", "str.", "bzw.", "ca.", "z.", "d.", "u.", "abs.", "hr.", "fr."}
_GERMAN_MONTH = re.compile(r"^(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")
_GERMAN_ARTICLE = frozenset(["am", "im", "vom", "zum", "zur", "den", "dem", "der", "das", "die"])
"""After these, and before a month, a number with a point is an ordinal: "im 1. Stock"."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range of displayed text, counted in UTF-16 units because Qt's text controls count so."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to say. `spans[i]` is where its word `i` stands on the screen.

    One span for several words means that they cannot be told apart there: the whole phrase is lit. No span
    means that nothing on the screen says this (a role, a state). `pause_ms` is the silence after it, at
    120 words a minute. `utterance` is the index of the utterance it belongs to. Where a word is foreign the
    sentence comes in pieces, each in its own voice: all but the first do not `begin` one. `recording` is the
    file in which an author says it, or empty.
    """

    part: str
    speech: str
    language: str
    spans: tuple[Span, ...]
    utterance: int = 0
    pause_ms: int = 0
    begins: bool = True
    recording: str = ""

    def span(self, token: int) -> Span | None:
        """What to light while word `token` is said."""
        if not self.spans:
            return None
        return self.spans[token] if token < len(self.spans) else self.spans[-1]


def speakable(text: str) -> str:
    """The text without signs that are seen or steer the layout but are not said: soft hyphens, bidi marks.

    A hyphen that never breaks is a hyphen to the ear.
    """
    seen = text.replace("\u2011", "-")
    return "".join(character for character in seen if unicodedata.category(character) != "Cf")


def _utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def word_spans(displayed: str) -> tuple[Span, ...]:
    """Where each word of the displayed text stands."""
    return tuple(
        Span(_utf16_length(displayed[: match.start()]), _utf16_length(match.group()))
        for match in _TOKEN.finditer(displayed)
    )


def whole(displayed: str) -> tuple[Span, ...]:
    """The displayed text as one range; none if there is nothing displayed."""
    return (Span(0, _utf16_length(displayed)),) if displayed.strip() else ()


def cut(displayed: str, speech: str) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """The sentences of `speech`, each with the displayed ranges of its words."""
    shown = word_spans(displayed)
    words = [match.span() for match in _TOKEN.finditer(speech)]
    aligned = len(shown) == len(words)
    return tuple(
        (
            speech[words[first][0] : words[last - 1][1]],
            shown[first:last] if aligned else whole(displayed),
        )
        for first, last in _boundaries(speech, words)
    )


def retied(spans: tuple[Span, ...], count: int, words: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
    """The ranges of words that say others: word `i` says the written ones from `words[i][0]` to `words[i][1]`.

    `count` is how many words are written; `spans` are theirs, or one for all.
    """
    if len(spans) != count:
        return spans
    return tuple(
        Span(spans[first].start, spans[last].start + spans[last].length - spans[first].start) for first, last in words
    )


def around(sentences: tuple[Sentence, ...], index: int) -> tuple[int, int]:
    """Half-open range of the pieces that make one sentence with the piece `index`."""
    first, last = index, index + 1
    while first > 0 and not sentences[first].begins:
        first -= 1
    while last < len(sentences) and not sentences[last].begins:
        last += 1
    return first, last


def _boundaries(speech: str, words: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of word numbers, one for each sentence."""
    first = 0
    soft = 0
    for number, (start, end) in enumerate(words):
        if end - words[first][0] > LONGEST and number > first:
            last = soft if soft > first else number
            yield first, last
            first = last
        if _SOFT_END.search(speech[start:end]):
            soft = number + 1
        if number + 1 < len(words) and _ends(speech, words, number, first):
            yield first, number + 1
            first = number + 1
    if words:
        yield first, len(words)


def _ends(speech: str, words: list[tuple[int, int]], number: int, first: int) -> bool:
    """Whether a sentence ends after word `number`, which is not the last."""
    start, end = words[number]
    after, after_end = words[number + 1]
    if "\n" in speech[end:after]:
        return True
    word, following = speech[start:end], speech[after:after_end]
    # French sets a space before "?" and "»": such a mark belongs to the sentence that it closes.
    if (
        not _END.search(speech[max(words[first][0], end - _TAIL) : end])
        or _MARKS_ONLY.match(following)
        or following[0].islower()
    ):
        return False
    ordinal = _NUMBERING.match(word) is not None and (
        number == first
        or _NUMBERING.match(following) is not None
        or (number > first and _NUMBERING.match(speech[slice(*words[number - 1])]) and following[0].isdigit())
        or _GERMAN_MONTH.match(following) is not None
        or speech[slice(*words[number - 1])].lower() in _GERMAN_ARTICLE
    )
    return not (ordinal or _INITIAL.match(word) or word.lower() in _ABBREVIATIONS)
