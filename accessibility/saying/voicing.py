"""From a sentence as it is written to what is said for it, voice by voice, each word tied to the words written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from accessibility.saying.languages import habits_of, script_of, words_in
from accessibility.saying.rules import Piece, find, find_addresses, overlaps, plain, whole_words
from kiosk.pages.lexicon import NO_LEXICON, Lexicon

LONGEST_SAID = 900
"""What would become longer than this many characters is said as it is written: a voice takes no more at once."""

_WORD = re.compile(r"\S+")
_TRAILING = " .,'’-&\u00a0\u202f"
_ELISION = re.compile(r"\w['’]$")
_ARABIC_SIGNS = {0x061F: "?", 0x060C: ",", 0x061B: ";"}
"""Signs that only Arabic voices know for what they are."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words said by one voice. `words[i]` are the first and last written word that word `i` of `speech` says."""

    language: str
    speech: str
    words: tuple[tuple[int, int], ...]


def voiced(sentence: str, language: str, lexicon: Lexicon = NO_LEXICON) -> tuple[Segment, ...]:
    """What is said for a sentence. Nothing of it is lost: what no rule knows is said as it is written."""
    pieces = _pieces(sentence, language, lexicon)
    if len(sentence) + sum(len(piece.speech) - (piece.end - piece.start) for piece in pieces) > LONGEST_SAID:
        pieces = []
    return tuple(_segments(sentence, language, pieces))


def _pieces(text: str, language: str, lexicon: Lexicon) -> list[Piece]:
    """What is said otherwise than written, or by another voice: the lexicon's words come before all rules."""
    found: list[Piece] = []
    for match, said in _looked_up(text, lexicon, language, foreign=False):
        found.append(Piece(match.start(), match.end(), said))
    for match, voice in _looked_up(text, lexicon, language, foreign=True):
        # After an elision ("l'iPhone") no other voice can begin.
        if not overlaps(found, match.start(), match.end()) and not _ELISION.search(text, 0, match.start()):
            found.append(Piece(match.start(), match.end(), match[0], voice))
    others = _other_voices(lexicon, script_of(language))
    if latin := others.get("latin", ""):
        for piece in find_addresses(text, habits_of(latin)):
            if not overlaps(found, piece.start, piece.end):
                found += _delegated(text, piece.start, piece.end, latin, lexicon)
    found += (piece for piece in find(text, habits_of(language)) if not overlaps(found, piece.start, piece.end))
    for script, voice in others.items():
        for match in words_in(script).finditer(text):
            for start, end in _unclaimed(text, match.start(), match.end(), found):
                found += _delegated(text, start, end, voice, lexicon)
    return sorted(found, key=lambda piece: piece.start)


def _looked_up(text: str, lexicon: Lexicon, language: str, *, foreign: bool) -> Iterator[tuple[re.Match[str], str]]:
    pattern, table = _index(lexicon, language, foreign)
    if pattern is not None:
        for match in pattern.finditer(text):
            yield match, table[plain(match["word"])]


@lru_cache(maxsize=32)
def _index(lexicon: Lexicon, language: str, foreign: bool) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    entries = lexicon.voices(language) if foreign else lexicon.said(language)
    table = {plain(word): text for word, text in entries.items()}
    # Of an address the lexicon need not name the scheme, which nobody says.
    return (whole_words(tuple(table), before=r"(?:https?://)?") if table else None), table


def _other_voices(lexicon: Lexicon, script: str) -> dict[str, str]:
    """The pack's first language of each script but this one."""
    found: dict[str, str] = {}
    for language in lexicon.languages:
        found.setdefault(script_of(language), language)
    found.pop(script, None)
    return found


def _delegated(text: str, start: int, end: int, voice: str, lexicon: Lexicon) -> list[Piece]:
    """A run that another language's voice says, by that language's habits and lexicon."""
    run, at, found = text[start:end], 0, []
    for piece in _pieces(run, voice, lexicon):
        if at < piece.start:
            found.append(Piece(start + at, start + piece.start, run[at : piece.start], voice))
        found.append(Piece(start + piece.start, start + piece.end, piece.speech, piece.language or voice))
        at = piece.end
    if at < len(run):
        found.append(Piece(start + at, end, run[at:], voice))
    return found


def _unclaimed(text: str, start: int, end: int, claimed: list[Piece]) -> list[tuple[int, int]]:
    """The ranges of a run in another script, less the pieces that already have their own speech."""
    edges = [start]
    for piece in sorted(claimed, key=lambda piece: piece.start):
        if start < piece.end and piece.start < end:
            edges += [max(start, piece.start), piece.end]
    edges.append(end)
    runs = []
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        run = text[left:right].rstrip(_TRAILING)
        if any(character.isalpha() for character in run):
            runs.append((left, left + len(run)))
    return runs


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch of what is said; one written word is said by each of its own, unless it is said otherwise."""

    text: str
    start: int
    end: int
    language: str
    altered: bool


def _chunks(text: str, language: str, pieces: list[Piece]) -> Iterator[_Chunk]:
    at = 0
    for piece in pieces:
        if at < piece.start:
            yield _Chunk(text[at : piece.start], at, piece.start, language, False)
        altered = piece.speech != text[piece.start : piece.end]
        yield _Chunk(piece.speech, piece.start, piece.end, piece.language or language, altered)
        at = piece.end
    if at < len(text):
        yield _Chunk(text[at:], at, len(text), language, False)


def _segments(text: str, language: str, pieces: list[Piece]) -> Iterator[Segment]:
    """Chunks of one voice joined. Signs between two voices go with the one before, or open the one after."""
    joined: list[_Chunk] = []
    voice = ""
    for chunk in _chunks(text, language, pieces):
        spoken = any(character.isalnum() for character in chunk.text)
        if spoken and voice and chunk.language != voice:
            yield from _segment(text, voice, joined)
            joined = []
        if spoken:
            voice = chunk.language
        joined.append(chunk)
    yield from _segment(text, voice or language, joined)


def _segment(text: str, voice: str, chunks: list[_Chunk]) -> Iterator[Segment]:
    speech = "".join(chunk.text for chunk in chunks)
    if script_of(voice) != "arabic":
        speech = speech.translate(_ARABIC_SIGNS)
    written = [match.span() for match in _WORD.finditer(text)]
    ranges: list[tuple[int, int]] = []
    for chunk in chunks:
        for offset in range(len(chunk.text)):
            ranges.append((chunk.start, chunk.end) if chunk.altered else (chunk.start + offset,) * 2)
    words = []
    for match in _WORD.finditer(speech):
        letters = ranges[match.start() : match.end()]
        start, end = min(low for low, _ in letters), max(high for _, high in letters)
        words.append(_among(written, start, end))
    if words:
        yield Segment(voice, " ".join(speech.split()), tuple(words))


def _among(written: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The first and last written word that the characters from `start` to `end` touch."""
    touched = [i for i, (low, high) in enumerate(written) if start < high and low < max(end, start + 1)]
    return (touched[0], touched[-1]) if touched else (0, 0)
