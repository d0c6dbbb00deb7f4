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
from itertools import accumulate

from accessibility.speech.samples import levels
from accessibility.speech.timeline import WordEvent, tokens

BLOCK_MS = 10
_PAUSE_BLOCKS = 6
"""Softer for 60 ms or longer is a pause between words; shorter is a consonant."""

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


def estimated(text: str, samples: array.array[int], rate: int) -> tuple[WordEvent, ...]:
    """One event for each word of the text, forward in time and within the sound."""
    words = tokens(text)
    if not words or not samples:
        return ()
    loud = _sounding_blocks(levels(samples, rate, BLOCK_MS))
    ends = list(accumulate(loud))
    weights = [weight(text[start : start + length]) for start, length in words]
    whole = sum(weights)
    before = 0.0
    events = []
    for (start, _), each in zip(words, weights, strict=True):
        # The first block in which more has sounded than all the words before take: behind a pause, not in it.
        block = bisect_left(ends, int(before / whole * ends[-1]) + 1)
        events.append(WordEvent(start, block * BLOCK_MS))
        before += each
    return tuple(events)


def _sounding_blocks(energy: list[float]) -> list[int]:
    """1 for each block that sounds, 0 for each within a pause."""
    soft = max(energy) * _SOFT
    blocks = [int(level > soft) for level in energy]
    run = 0
    for index, block in enumerate([*blocks, 1]):
        if not block:
            run += 1
            continue
        if 0 < run < _PAUSE_BLOCKS:
            blocks[index - run : index] = [1] * run
        run = 0
    return blocks
