"""Arithmetic on 16-bit mono samples: where sound begins and ends, how loud it is, how fast it is counted."""

from __future__ import annotations

import array
import math
from itertools import compress, count
from operator import mul

SILENT = 40
"""Samples of at most this amplitude (of 32,767) count as silence at the ends of a sentence."""

MARGIN_MS = 5
"""Left at both ends of what was trimmed, so that no attack is cut."""

SPEECH_DBFS = -20.0
"""espeak-ng's loudness where it sounds, measured in French, German, English and Arabic: -18 to -22 dB of full scale."""

_FULL = 32_767
_BLOCK_MS = 20
_SOUNDING_DBFS = -45.0
_MOST_DB = 24.0


def loudest(samples: array.array[int]) -> int:
    """The largest amplitude."""
    return max(max(samples), -min(samples)) if samples else 0


def sounding(samples: array.array[int]) -> tuple[int, int]:
    """First sample that can be heard, and the one after the last; equal if all is silence."""
    start = next(compress(count(), map(_heard, samples)), None)
    if start is None:
        return 0, 0
    return start, len(samples) - next(compress(count(), map(_heard, reversed(samples))))


def _heard(sample: int) -> bool:
    return sample > SILENT or sample < -SILENT


def trimmed(samples: array.array[int], rate: int) -> tuple[array.array[int], int]:
    """The samples without the silence at both ends but a small margin, and how many went at the beginning."""
    start, end = sounding(samples)
    if start >= end:
        return array.array("h"), 0
    margin = rate * MARGIN_MS // 1000
    start, end = max(0, start - margin), min(len(samples), end + margin)
    return samples[start:end], start


def levels(samples: array.array[int], rate: int, block_ms: int = _BLOCK_MS) -> list[float]:
    """The mean square of each block, in shares of full scale."""
    size = max(1, rate * block_ms // 1000)
    scale = size * float(_FULL) * _FULL
    blocks = (samples[at : at + size] for at in range(0, len(samples), size))
    return [sum(map(mul, block, block)) / scale for block in blocks]


def loudness(samples: array.array[int], rate: int) -> float:
    """Decibels of full scale, over the blocks that sound: pauses make speech no softer. Silence is -inf."""
    floor = 10 ** (_SOUNDING_DBFS / 10)
    heard = [level for level in levels(samples, rate) if level > floor]
    return 10 * math.log10(sum(heard) / len(heard)) if heard else -math.inf


def levelled(samples: array.array[int], rate: int, decibels: float = SPEECH_DBFS) -> array.array[int]:
    """The samples as loud as asked, never clipped, and never raised by more than 24 dB: that would be noise."""
    now = loudness(samples, rate)
    peak = loudest(samples)
    if not peak or math.isinf(now):
        return samples
    factor = min(10 ** (min(decibels - now, _MOST_DB) / 20), _FULL / peak)
    return array.array("h", [int(sample * factor) for sample in samples])


def resampled(samples: array.array[int], rate: int, wanted: int) -> array.array[int]:
    """The same sound at another sample rate, in straight lines between samples: good enough for speech."""
    if rate == wanted or not samples:
        return samples
    last = len(samples) - 1
    found = array.array("h", bytes(2 * (len(samples) * wanted // rate)))
    for index in range(len(found)):
        at, rest = divmod(index * rate, wanted)
        if at >= last:
            found[index] = samples[last]
        else:
            found[index] = samples[at] + (samples[at + 1] - samples[at]) * rest // wanted
    return found
