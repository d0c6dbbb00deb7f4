"""Chance: `random` and `randomize` (ODK XForms, Number and Node-set Functions)."""

from __future__ import annotations

import hashlib
import math
import random
from typing import Final

from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager, nodes
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import Value, to_number, to_string

_MODULUS: Final = 2_147_483_647
_MULTIPLIER: Final = 16_807
_MOST: Final = 100_000


class ParkMiller:
    """The minimal standard generator of Park and Miller (Communications of the ACM, October 1988)."""

    def __init__(self, seed: int) -> None:
        # The remainder has the sign of the seed, as in the languages that the specification has in mind.
        state = abs(seed) % _MODULUS if seed >= 0 else -(abs(seed) % _MODULUS)
        self._state = state if state > 0 else state + _MODULUS - 1

    def next(self) -> float:
        """A number from 0 up to but not including 1."""
        self._state = self._state * _MULTIPLIER % _MODULUS
        return (self._state - 1) / (_MODULUS - 1)


def seed_of(value: Value, number: float) -> int:
    """The seed that a value stands for: the whole part of its number, or a hash of a text that is none.

    `number` is the value's number. A text is hashed with SHA-256, whose first eight bytes are a signed
    integer; what is empty or no finite number is nought, as ODK's engines have it.
    """
    if math.isfinite(number):
        return math.trunc(number)
    text = to_string(value)
    if isinstance(value, float) or text == "":
        return 0
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


@eager("random", 0, 0)
def _random(focus: Focus) -> Value:
    return random.random()


@eager("randomize", 1, 2)
def _randomize(focus: Focus, value: Value, *seed: Value) -> Value:
    found = nodes("randomize", value)
    if len(found) > _MOST:
        raise EvaluationFailed(f"“randomize” shuffles at most {_MOST} nodes.")
    if not seed:
        return random.sample(found, len(found))
    return _shuffled(found, ParkMiller(seed_of(seed[0], to_number(seed[0], focus.world.zone))))


def _shuffled(found: list[Node], chance: ParkMiller) -> list[Node]:
    """The inside-out shuffle of Fisher and Yates (Knuth, The Art of Computer Programming, 3.4.2)."""
    shuffled: list[Node] = []
    for count, node in enumerate(found, 1):
        place = int(chance.next() * count)
        shuffled.append(node)
        shuffled[-1], shuffled[place] = shuffled[place], node
    return shuffled
