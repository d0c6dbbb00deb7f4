"""Reads whose counter this is: `town.toml` of a pack's source and `town.json` of a built pack hold the same keys.

id = "rivemont"
name = "Rivemont"
languages = ["fr", "fr-x-falc", "en", "ar"]      # BCP 47, in the order in which they are offered
accent = "#1f4e5f"                               # the town's one colour
logo = "logo.svg"
contact = "town-hall"                            # a ContactPoint of the catalogue
demonstration = true
subdivision = "57"                               # where its public holidays differ from the nation's

[language_names]                                 # each language in its own words
fr = "Français"

[voices.fr]                                      # optional: who has checked which voice (kiosk.catalogue.vouching)
voice = "espeak-ng/fr"
checked_by = ""
checked_on = ""

[easy_read."fr-x-falc"]                          # optional: who has checked the easy words
checked_by = ""
checked_on = ""

[reading.fr]                                     # optional: how hard texts may be (kiosk.authoring.reading)
lix = 40

[wifi]                                           # optional; an empty password means an open network
ssid = "Rivemont"
password = ""
portal = "http://portail.example"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kiosk.catalogue import vouching
from kiosk.catalogue.model import Town, Wifi
from kiosk.errors import ParvisError

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_KNOWN = frozenset(
    (
        *("id", "name", "languages", "language_names", "accent", "logo", "contact", "demonstration", "subdivision"),
        *("wifi", "voices", "easy_read", "reading"),
    )
)


class TownError(ParvisError):
    """`town.toml` (or a built pack's `town.json`) cannot be used as it is."""


def problems(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Everything that is wrong with the town's description, as plain sentences; empty when it is sound."""
    found = [f"'{key}' is not a key of it: remove it or mend its spelling." for key in sorted(set(data) - _KNOWN)]
    for key, pattern, example in (
        ("id", _IDENTIFIER, "small letters, digits and hyphens"),
        ("name", re.compile(r"\S.{0,80}"), "the town's name"),
        ("accent", _COLOUR, "a colour such as #1f4e5f"),
        ("logo", re.compile(r"[\w-]+\.svg"), "the name of an SVG file beside it"),
        ("contact", re.compile(r"\S+"), "the identifier of a ContactPoint of the catalogue"),
    ):
        if not isinstance(data.get(key), str) or not pattern.fullmatch(data[key]):
            found.append(f"{key} must be {example}.")
    if not isinstance(data.get("demonstration"), bool):
        found.append("demonstration must be true or false.")
    if not isinstance(data.get("subdivision", ""), str):
        found.append('subdivision must be a text in quotes, such as "57".')
    return (*found, *_language_problems(data), *_wifi_problems(data.get("wifi")), *vouching.problems(data))


def town(data: Mapping[str, Any], logo: bytes) -> Town:
    """The town that `data` describes. Raises `TownError`, naming the first problem."""
    if wrong := problems(data):
        raise TownError(f"The town's description: {wrong[0]}")
    wifi = data.get("wifi")
    return Town(
        id=data["id"],
        name=data["name"],
        languages=tuple(data["languages"]),
        language_names=MappingProxyType(dict(data["language_names"])),
        accent=data["accent"].lower(),
        logo=logo,
        contact=data["contact"],
        demonstration=data["demonstration"],
        wifi=Wifi(wifi["ssid"], wifi.get("password", ""), wifi.get("portal", "")) if wifi else None,
        subdivision=data.get("subdivision", ""),
        voices=vouching.voices(data),
        easy_read=vouching.easy_read(data),
    )


def _language_problems(data: Mapping[str, Any]) -> list[str]:
    languages = data.get("languages")
    if (
        not isinstance(languages, list)
        or not languages
        or not all(isinstance(code, str) and LANGUAGE_CODE.fullmatch(code) for code in languages)
    ):
        return ['languages must be a list of language codes, such as ["fr", "en"].']
    if len(set(languages)) < len(languages):
        return ["languages names a language twice."]
    names = data.get("language_names")
    if not isinstance(names, dict):
        return ["[language_names] must give each language's own name."]
    missing = [code for code in languages if not isinstance(names.get(code), str) or not names[code].strip()]
    extra = sorted(set(names) - set(languages))
    return [f"[language_names] has no name for '{code}'." for code in missing] + [
        f"[language_names] names '{code}', which is not in languages." for code in extra
    ]


def _wifi_problems(wifi: Any) -> list[str]:
    if wifi is None:
        return []
    if not isinstance(wifi, dict) or not isinstance(wifi.get("ssid"), str) or not wifi["ssid"]:
        return ["[wifi] needs ssid, the network's name."]
    found = [
        f"[wifi] {key} must be a text in quotes."
        for key in ("password", "portal")
        if not isinstance(wifi.get(key, ""), str)
    ]
    if len(wifi["ssid"].encode()) > 32:
        found.append("[wifi] ssid is longer than the 32 bytes that Wi-Fi allows.")
    return found + [f"[wifi] '{key}' is not a key of it." for key in sorted(set(wifi) - {"ssid", "password", "portal"})]
