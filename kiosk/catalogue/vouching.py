"""Who has checked what a pack offers: the voice of each language, and the words that are made easy to read.

[voices.fr]                              # a person whose language it is has listened to this voice (VVSG 2.0, 7.1-M)
voice = "espeak-ng/fr"                   # kind and name; the check holds for no other
checked_by = "A. Martin, Rivemont"       # "" while nobody has
checked_on = "2026-11-20"

[easy_read."fr-x-falc"]                  # people with learning disabilities have read and approved the words
checked_by = "Reading group, Les Papillons"
checked_on = "2026-11-20"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

ESPEAK = "espeak-ng"
"""The kind of voice that speaks where IT has named no other."""

FALC = re.compile(r"\bFALC\b", re.IGNORECASE)
"""The name "Facile à lire et à comprendre", which is for words that people concerned have checked (own-11)."""

_VOICE = re.compile(r"[\w.-]{1,40}/[\w .-]{1,80}")
_MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class Checked:
    """Who checked something, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Voice:
    """The voice that a pack means for a language, and who has checked it, or None."""

    name: str
    checked: Checked | None


def is_easy_read(language: str) -> bool:
    """Whether this code is a language made easier to read: it has a private part, as `fr-x-falc`."""
    return "-x-" in language


def voice_name(language: str, configured: str = "") -> str:
    """What a pack calls the voice that `kiosk.toml` configures for a language, or the one that speaks without it.

    "piper:/usr/share/piper/fr_FR-siwis-medium.onnx" is "piper/fr_FR-siwis-medium"; nothing is "espeak-ng/fr".
    """
    base = language.partition("-")[0]
    kind, _, argument = configured.partition(":")
    if not kind or kind == ESPEAK:
        return f"{ESPEAK}/{argument or base}"
    return f"{kind}/{argument.rpartition('/')[2].rpartition('.')[0] or argument.rpartition('/')[2] or base}"


def checked(table: Any) -> Checked | None:
    """Who vouches, in this table of a sound pack."""
    if not isinstance(table, Mapping) or not table.get("checked_by"):
        return None
    return Checked(table["checked_by"], _day(table["checked_on"]) or date.min)


def easy_read(data: Mapping[str, Any]) -> Mapping[str, Checked]:
    """Who vouches for the words of which language."""
    found = {code: checked(table) for code, table in data.get("easy_read", {}).items()}
    return MappingProxyType({code: vouched for code, vouched in found.items() if vouched is not None})


def voices(data: Mapping[str, Any]) -> Mapping[str, Voice]:
    """The voices that the pack records, by language."""
    recorded = data.get("voices", {})
    return MappingProxyType({code: Voice(table["voice"], checked(table)) for code, table in recorded.items()})


def problems(data: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with `[voices]` and `[easy_read]`, and a language that is called FALC without a check."""
    languages = data.get("languages")
    known = [code for code in languages if isinstance(code, str)] if isinstance(languages, list) else []
    for section, keys in (
        ("voices", ("voice", "checked_by", "checked_on")),
        ("easy_read", ("checked_by", "checked_on")),
    ):
        tables = data.get(section, {})
        if not isinstance(tables, dict):
            yield f"{section} must hold a table for each language: [{section}.fr]."
            continue
        for code, table in tables.items():
            place = f"[{section}.{code}]"
            if code not in known:
                yield f"{place} is for '{code}', which is not in languages."
            elif section == "easy_read" and not is_easy_read(code):
                yield f"{place} is for '{code}', which is no language made easy to read, such as fr-x-falc."
            elif not isinstance(table, dict):
                yield f"{place} must be a table with {', '.join(keys)}."
            else:
                yield from (f"{place} {problem}" for problem in _table_problems(table, keys))
    names, vouched = data.get("language_names"), data.get("easy_read")
    for code, name in names.items() if isinstance(names, dict) else ():
        if FALC.search(str(name)) and not (isinstance(vouched, dict) and _says_who(vouched.get(code))):
            yield (
                f"language_names calls '{code}' FALC, a name for words that people concerned have checked: "
                f'call it easy to read, or say who and when in [easy_read."{code}"].'
            )


def _table_problems(table: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    yield from (f"'{key}' is not a key of it." for key in sorted(set(table) - set(keys)))
    if "voice" in keys and (not isinstance(table.get("voice"), str) or not _VOICE.fullmatch(table["voice"])):
        yield 'needs voice, as kind and name: "espeak-ng/fr".'
    by, on = table.get("checked_by", ""), table.get("checked_on", "")
    if not isinstance(by, str) or len(by) > _MAX_NAME:
        yield f"checked_by must be a name of at most {_MAX_NAME} letters, or empty."
    if on != "" and _day(on) is None:
        yield 'checked_on must be a day, such as "2026-11-20", or empty.'
    elif bool(on) != bool(by):
        yield "must say both who checked (checked_by) and when (checked_on), or neither."


def _says_who(table: Any) -> bool:
    return isinstance(table, Mapping) and bool(table.get("checked_by")) and _day(table.get("checked_on")) is not None


def _day(value: Any) -> date | None:
    """A day as TOML or JSON gives it."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
