"""When each word sounds, for a voice that gives the sound and says nothing of its words.

The sounding time of a sentence is shared out among its words by what each weighs, and the silences that are
heard in it are left where they are: so a pause at a comma does not push the words behind it. What is lit is
then near the word that sounds, and always moves forward. The error against espeak-ng, which knows its words,
is measured by `make bench-speech`.
"""

from __future__ import annotations

import array
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from accessibility.speech.samples import levels
from accessibility.speech.timeline import WordEvent, timeline, tokens
from accessibility.speech.voice import Sound

BLOCK_MS = 10
_PAUSE_BLOCKS = 6
"""Softer for 60 ms or longer is a pause between words; shorter is a consonant."""

_LONG_BLOCKS = 12
"""Silent for 120 ms or longer is a comma or a stop: the mouth closes for less within a word."""

_SOFT = 0.004
"""Softer than the loudest block by 24 dB counts as silence within a sentence."""

_PAUSING = ".,;:!?،؛؟"
_AROUND = f"{_PAUSING}…()\"'’«»"
_VOWELS = re.compile("[aeiouyàâäáãåæéèêëíìîïóòôöõøœúùûüýÿ\u064b-\u0650\u0670اويى]+", re.IGNORECASE)
_SILENT_E = re.compile(r"(?<=\w\w)es?$")
_DIGIT_WEIGHT, _VOWEL_WEIGHT, _LETTER_WEIGHT, _WORD_WEIGHT = 4.0, 1.0, 0.5, 0.8
"""Fitted to espeak-ng's own word times in four languages; a digit is a word or two in speech."""

_LAST = 1.4
"""The last word before a pause is drawn out."""


def weight(word: str) -> float:
    """How long a word takes to say, beside others."""
    core = _SILENT_E.sub("", word.strip(_AROUND).lower())
    digits = sum(character.isdigit() for character in word)
    letters = sum(character.isalpha() for character in core)
    syllables = len(_VOWELS.findall(core))
    whole = _WORD_WEIGHT + _DIGIT_WEIGHT * digits + _VOWEL_WEIGHT * syllables + _LETTER_WEIGHT * letters
    return whole * _LAST if word[-1:] in _PAUSING else whole


def estimated(text: str, samples: array.array[int], rate: int, guide: Sound | None = None) -> tuple[WordEvent, ...]:
    """One event for each word of the text, forward in time and within the sound.

    `guide` is the same text by a voice that knows its words: how long it takes for each is then what each weighs.
    """
    words = tokens(text)
    if not words or not samples:
        return ()
    written = [text[start : start + length] for start, length in words]
    weights = (_guided(text, guide) if guide is not None else ()) or [weight(word) for word in written]
    blocks = _sounding_blocks(levels(samples, rate, BLOCK_MS))
    at = [
        block * BLOCK_MS
        for phrase, first, last in _phrases(written, blocks)
        for block in _shared(weights[phrase.start : phrase.stop], blocks, first, last)
    ]
    return tuple(WordEvent(start, at_ms) for (start, _), at_ms in zip(words, at, strict=True))


def _guided(text: str, guide: Sound) -> list[float]:
    """For how many blocks each word sounds in the guide; empty where it did not announce every word."""
    marks = timeline(text, guide.events)
    if [mark.token for mark in marks] != list(range(len(tokens(text)))):
        return []
    blocks = _sounding_blocks(levels(array.array("h", guide.pcm), guide.sample_rate, BLOCK_MS))
    edges = [*(mark.at_ms // BLOCK_MS for mark in marks), len(blocks)]
    return [max(1, sum(blocks[start:end])) for start, end in pairwise(edges)]


def _phrases(written: list[str], blocks: list[int]) -> Iterator[tuple[range, int, int]]:
    """Words that belong together, with the blocks in which they sound: all of them as one, unless each comma is heard.

    Where there are as many long silences in the sound as commas and stops in the text, they are the same.
    """
    stops = [number for number, word in enumerate(written[:-1], start=1) if word[-1] in _PAUSING]
    silences = [(start, end) for start, end in _silences(blocks) if end - start >= _LONG_BLOCKS]
    if len(stops) != len(silences):
        stops, silences = [], []
    starts = [0, *(end for _, end in silences)]
    ends = [*(start for start, _ in silences), len(blocks)]
    for first, last, start, end in zip([0, *stops], [*stops, len(written)], starts, ends, strict=True):
        yield range(first, last), start, end


def _shared(weights: Sequence[float], blocks: list[int], first: int, last: int) -> Iterator[int]:
    """At which block each word begins, of those that share what sounds from `first` to before `last`."""
    ends = list(accumulate(blocks[first:last]))
    whole, before = sum(weights), 0.0
    for each in weights:
        # The first block in which more has sounded than all the words before take: behind a pause, not in it.
        yield first + bisect_left(ends, int(before / whole * ends[-1]) + 1)
        before += each


def _silences(blocks: list[int]) -> Iterator[tuple[int, int]]:
    """Half-open runs of blocks that do not sound, between some that do."""
    start = None
    for index, block in enumerate(blocks):
        if not block and start is None:
            start = index
        elif block and start is not None:
            if start:
                yield start, index
            start = None


def _sounding_blocks(energy: list[float]) -> list[int]:
    """1 for each block that sounds, 0 for each within a pause."""
    soft = max(energy, default=0.0) * _SOFT
    blocks = [int(level > soft) for level in energy]
    for start, end in tuple(_silences(blocks)):
        if end - start < _PAUSE_BLOCKS:
            blocks[start:end] = [1] * (end - start)
    return blocks
