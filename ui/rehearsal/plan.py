"""What a rehearsal does and expects: `rehearsals/NAME.toml` of a pack, and its variants.

service = "identity-card"
[preferences]                       # optional
language = "fr"
text_size = "medium"
palette = "default"
[answers]                           # by question name, canonical values (dates YYYY-MM-DD)
where = "stolen"
[[answers.child]]                   # a repeat: one such table for each entry, [] for an empty list
name = "Lina"
[expect]
outcome = "outcome_stolen"          # the outcome's title note; "kept" for a request
documents = ["photo"]               # evidence identifiers, in order
[variants]                          # optional: also in every combination of these
languages = ["fr", "ar"]
screens = ["1080x1920", "800x1280"]
text_sizes = ["small", "largest"]
palettes = ["default", "white-on-black"]
errors = true                       # be wrong first on every question that can refuse an answer
answered = true                     # record each question's page once more when it is answered
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

from kiosk.config import Screen
from kiosk.errors import ParvisError
from kiosk.journey.rehearsed import read
from kiosk.visit.preferences import Palette, Preferences, TextSize

MAX_BYTES = 64 * 1024
FOLDER = "rehearsals"
"""Of a pack's source. A built pack has none: they may be made from life, and no kiosk needs them."""
KEPT = "kept"
"""The expected outcome of a journey that ends in a submission."""

REFERENCE_DENSITIES = {(1080, 1920): 102.0, (1280, 800): 149.0, (800, 1280): 189.0}
"""Dots an inch of the three reference screens."""

_SCREEN = re.compile(r"(\d{3,4})x(\d{3,4})")


class RehearsalUnfit(ParvisError):
    """The rehearsal file cannot be used, or does not fit the pack."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: a rehearsal in one language, on one screen, at one text size and palette."""

    name: str
    service: str
    answers: Mapping[str, Any]
    outcome: str
    documents: tuple[str, ...]
    preferences: Preferences = field(default_factory=Preferences)
    screen: Screen = field(default_factory=Screen)
    errors: bool = False
    answered: bool = False

    @property
    def label(self) -> str:
        """A name for this variant that is also a folder's name."""
        p, s = self.preferences, self.screen
        return f"{self.name}.{p.language}.{s.width}x{s.height}.{p.text_size.value}.{p.palette.value}"

    def to_json(self) -> str:
        """The plan as one JSON text, for the visit process that carries it out."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @staticmethod
    def from_json(text: str) -> Plan:
        """The inverse of `to_json`."""
        data = json.loads(text)
        usual = Preferences()
        # JSON knows no enumerations: each setting becomes again what its usual value is.
        preferences = {name: type(getattr(usual, name))(value) for name, value in data.pop("preferences").items()}
        return Plan(
            **{**data, "documents": tuple(data["documents"])}
            | {"preferences": Preferences(**preferences), "screen": Screen(**data["screen"])}
        )


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line asks for instead of the file's own preferences and variants."""

    language: str | None = None
    screen: str | None = None
    density: float | None = None
    text_size: str | None = None
    palette: str | None = None


def parse_screen(text: str, density: float | None = None) -> Screen:
    """`WxH` in pixels; the density of a reference screen is known, any other needs `--density`."""
    match = _SCREEN.fullmatch(text)
    if match is None:
        raise RehearsalUnfit(f"'{text}' is not a screen. Write width and height in pixels, like 1080x1920.")
    size = int(match[1]), int(match[2])
    dpi = density or REFERENCE_DENSITIES.get(size)
    if dpi is None:
        raise RehearsalUnfit(f"The density of a {text} screen is not known. Add --density with its dots an inch.")
    return Screen(*size, dpi)


def plans(path: Path, overrides: Overrides) -> Iterator[Plan]:
    """All runs of one rehearsal file. Raises `RehearsalUnfit`, naming the file and what to mend."""
    data = _read(path)
    try:
        preferences = _preferences(data.get("preferences", {}), overrides)
        expect = data.get("expect")
        if not isinstance(expect, dict):
            raise ValueError("write what it should lead to, in a section [expect] with outcome = ...")
        plan = Plan(
            name=path.stem,
            service=_text(data, "service"),
            answers=read(data.get("answers", {})),
            outcome=_text(expect, "outcome"),
            documents=tuple(str(item) for item in expect.get("documents", [])),
            preferences=preferences,
        )
        variants = data.get("variants", {})
        languages = [preferences.language] if overrides.language else variants.get("languages", [preferences.language])
        screens = [overrides.screen] if overrides.screen else variants.get("screens", ["1080x1920"])
        sizes = [TextSize(s) for s in _several(variants, "text_sizes", overrides.text_size, preferences.text_size)]
        palettes = [Palette(p) for p in _several(variants, "palettes", overrides.palette, preferences.palette)]
        plan = replace(plan, errors=_flag(variants, "errors"), answered=_flag(variants, "answered"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RehearsalUnfit(f"{path.name}: {error}. See docs/for-content-authors.md for its shape.") from error
    for language, screen, text_size, palette in product(languages, screens, sizes, palettes):
        yield replace(
            plan,
            preferences=replace(preferences, language=language, text_size=text_size, palette=palette),
            screen=parse_screen(screen, overrides.density),
        )


def written_in(pack: Path) -> list[Path]:
    """The rehearsals of a pack's source. Raises `RehearsalUnfit` where there are none."""
    found = sorted((pack / FOLDER).glob("*.toml"))
    if found:
        return found
    if (pack / "pack.json").exists():
        raise RehearsalUnfit(f"{pack} is a built pack; rehearsals stay with its source. Name the source instead.")
    raise RehearsalUnfit(f"The pack {pack} has no rehearsals. Write one; docs/for-content-authors.md.")


def read_plan(path: Path) -> Plan:
    """The plan that `parvis rehearse` wrote for one run. Raises `RehearsalUnfit`."""
    try:
        return Plan.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RehearsalUnfit(f"{path}: cannot be read ({error.strerror}). Start rehearsals with `rehearse`.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RehearsalUnfit(f"{path}: is not a plan of one run. Start rehearsals with `parvis rehearse`.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RehearsalUnfit(f"{path.name}: larger than {MAX_BYTES} bytes; this is not a rehearsal.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RehearsalUnfit(f"There is no rehearsal {path.stem} in this pack ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RehearsalUnfit(f"{path.name}: not readable as TOML ({error}).") from error


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"'{key}' must be there, with a text in quotes")
    return value


def _several(variants: Mapping[str, Any], key: str, asked: str | None, own: str) -> list[str]:
    """The values of a variant: the command line's one, else the file's several, else the rehearsal's own."""
    values = [own] if asked else variants.get(key, [own])
    if not isinstance(values, list) or not values:
        raise ValueError(f"'{key}' must be a list of texts in quotes")
    return values


def _flag(variants: Mapping[str, Any], key: str) -> bool:
    value = variants.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"'{key}' must be true or false")
    return value


def _preferences(data: Mapping[str, Any], overrides: Overrides) -> Preferences:
    return Preferences(
        language=overrides.language or data.get("language", "fr"),
        text_size=TextSize(overrides.text_size or data.get("text_size", "medium")),
        palette=Palette(overrides.palette or data.get("palette", "default")),
        listening=bool(data.get("listening", False)),
    )
