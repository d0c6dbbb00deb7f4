"""What keys mean at this kiosk: the tactile pad's, and those of a person's one or two switches.

A pad is a plain keyboard with few keys, and which codes it sends is its maker's choice. `[pad]` of `kiosk.toml` names a
preset and may give single keys another meaning; `[switches]` names the keys of the sockets for switches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kiosk.errors import ParvisError

MAX_KEYS = 64
"""No pad has more keys than this."""


class KeysError(ParvisError):
    """`[pad]` or `[switches]` of `kiosk.toml` cannot be used as they are."""


class PadAction(StrEnum):
    """What a key of a pad does."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    SELECT = "select"
    HELP = "help"
    NEXT = "next"
    """To the next page, as its button does."""
    PREVIOUS = "previous"
    BACK = "back"
    REPEAT = "repeat"
    LOUDER = "volume-up"
    SOFTER = "volume-down"
    HEADPHONES_IN = "headphones-in"
    """Pads with a socket of their own tell by a key that something was plugged in."""
    HEADPHONES_OUT = "headphones-out"
    NONE = "none"


_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz0123456789+-=,.*/")

KEY_NAMES: frozenset[str] = frozenset(
    {
        *("up", "down", "left", "right", "return", "enter", "space", "tab", "escape", "backspace", "delete", "insert"),
        *("home", "end", "page-up", "page-down", "help", "menu", "back", "forward"),
        *("volume-up", "volume-down", "volume-mute", "media-play", "media-next", "media-previous", "media-stop"),
        *(f"f{number}" for number in range(1, 25)),
        *_LETTERS,
    }
)
"""The keys that `kiosk.toml` may name. `enter` is the one of the number pad."""

_ARROWS: Mapping[str, PadAction] = {
    "up": PadAction.UP,
    "down": PadAction.DOWN,
    "left": PadAction.LEFT,
    "right": PadAction.RIGHT,
    "return": PadAction.SELECT,
    "enter": PadAction.SELECT,
    "f1": PadAction.HELP,
    "help": PadAction.HELP,
    "escape": PadAction.BACK,
    "back": PadAction.BACK,
    "forward": PadAction.NEXT,
    "media-next": PadAction.NEXT,
    "media-previous": PadAction.PREVIOUS,
    "media-play": PadAction.REPEAT,
    "volume-up": PadAction.LOUDER,
    "volume-down": PadAction.SOFTER,
}

_EZ_ACCESS: Mapping[str, PadAction] = {
    **_ARROWS,
    "f17": PadAction.HELP,
    "f18": PadAction.UP,
    "f19": PadAction.DOWN,
    "f20": PadAction.SELECT,
    "f21": PadAction.BACK,
    "f22": PadAction.NEXT,
    "f23": PadAction.SOFTER,
    "f24": PadAction.LOUDER,
}

_STORM_NAV: Mapping[str, PadAction] = {**_EZ_ACCESS, "f23": PadAction.LEFT, "f24": PadAction.RIGHT}

PRESETS: Mapping[str, Mapping[str, PadAction]] = MappingProxyType(
    {
        "arrows": _ARROWS,
        "ez-access": _EZ_ACCESS,
        "storm-ez-key": _EZ_ACCESS,
        "storm-audionav": _STORM_NAV,
        "storm-navpad": _STORM_NAV,
        "none": {},
    }
)
"""Key maps of common pads. `docs/for-it.md` says where each code is known from, and which are not proven."""


@dataclass(frozen=True, slots=True)
class Pad:
    """`preset` is a name of `PRESETS`; `keys` gives single keys another meaning than the preset's."""

    preset: str = "arrows"
    keys: tuple[tuple[str, PadAction], ...] = ()

    def action(self, key: str) -> PadAction:
        """What this key does on this pad."""
        return dict(self.keys).get(key, PRESETS[self.preset].get(key, PadAction.NONE))


@dataclass(frozen=True, slots=True)
class Switches:
    """The keys that the sockets for a first and a second switch send. None: no switches here."""

    one: tuple[str, ...] = ("space",)
    two: tuple[str, ...] = ("return", "enter")


def read_pad(section: object) -> Pad:
    """`[pad] preset` and `[pad.keys]`. Raises `KeysError`."""
    if not isinstance(section, dict) or set(section) - {"preset", "keys"}:
        raise KeysError("[pad] has two keys, preset and keys.")
    preset = section.get("preset", Pad().preset)
    if not isinstance(preset, str) or preset not in PRESETS:
        raise KeysError(f"[pad] preset must be one of: {', '.join(sorted(PRESETS))}.")
    keys = section.get("keys", {})
    if not isinstance(keys, dict) or len(keys) > MAX_KEYS:
        raise KeysError('[pad.keys] must be a section of at most 64 lines like f13 = "help".')
    return Pad(preset, tuple((_key("pad.keys", key), _action(key, action)) for key, action in keys.items()))


def read_switches(section: object) -> Switches:
    """`[switches] one` and `two`: lists of keys. Raises `KeysError`."""
    if not isinstance(section, dict) or set(section) - {"one", "two"}:
        raise KeysError("[switches] has two keys, one and two.")
    one, two = (_keys(name, section.get(name, list(getattr(Switches(), name)))) for name in ("one", "two"))
    if both := set(one) & set(two):
        raise KeysError(f"[switches] one and two both name '{min(both)}'; a key belongs to one switch.")
    return Switches(one, two)


def _keys(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_KEYS:
        raise KeysError(f'[switches] {name} must be a list of keys, like ["space"].')
    return tuple(_key("switches", key) for key in value)


def _key(section: str, key: object) -> str:
    if not isinstance(key, str) or key not in KEY_NAMES:
        raise KeysError(f"[{section}] knows no key '{str(key)[:40]}'. Write it like f13, return or volume-up.")
    return key


def _action(key: str, action: object) -> PadAction:
    if not isinstance(action, str) or action not in set(PadAction):
        raise KeysError(f"[pad.keys] {str(key)[:40]} must be one of: {', '.join(sorted(PadAction))}.")
    return PadAction(action)
