"""French as it is said, easy French included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from accessibility.saying.habits import Currency, Habits

_ORDINALS = ("", "premier", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième")
_MONTHS: tuple[str, ...] = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août")
_MONTHS += ("septembre", "octobre", "novembre", "décembre")
_HOURS = {1: "une", 9: "neuf", 19: "dix-neuf", 21: "vingt et une"}
"""The synthesizer takes no heed of the gender of hours, nor of the sound that joins them to a nine."""
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def ordinal(number: int) -> str:
    """For example "deuxième". Beyond eight the synthesizer says "21ème" well."""
    return _ORDINALS[number] if 0 < number < len(_ORDINALS) else f"{number}ème"


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


def _time(match: re.Match[str]) -> Mapping[str | int, str]:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    return {0: French().clock(hour, minute)} if hour <= 24 and minute < 60 else {}


def _both(match: re.Match[str]) -> Mapping[str | int, str]:
    """ "citoyen(ne)" is two words, "né(e)" and "parent(s)" sound as one."""
    word, ending = match[1], match[2]
    silent = ending in ("s", "es", "x") or (ending == "e" and word[-1] in "éiu")
    return {0: word if silent else f"{word} ou {word.removesuffix('er') if ending == 'ère' else word}{ending}"}


def _postal_code(match: re.Match[str]) -> Mapping[str | int, str]:
    """With a 0 in front the rest would become another number: "0 6, 200"."""
    return {0: f"0 {match[1]}, {int(match[2]) or 'mille'}"}


class French(Habits):
    """Pairs of digits on the telephone, "heures" between hours and minutes, euros before their cents."""

    months = _MONTHS
    currencies = MappingProxyType(
        {
            "€": Currency("euro", "euros", "centime", "centimes"),
            "£": Currency("livre", "livres", "penny", "pence"),
            "$": Currency("dollar", "dollars", "cent", "cents"),
        }
    )
    units = MappingProxyType(
        {
            "kg": ("kilo", "kilos"),
            "g": ("gramme", "grammes"),
            "km/h": ("kilomètre à l'heure", "kilomètres à l'heure"),
            "km": ("kilomètre", "kilomètres"),
            "m": ("mètre", "mètres"),
            "cm": ("centimètre", "centimètres"),
            "mm": ("millimètre", "millimètres"),
            "m²": ("mètre carré", "mètres carrés"),
            "l": ("litre", "litres"),
            "min": ("minute", "minutes"),
            "Ko": ("kilo-octet", "kilo-octets"),
            "Mo": ("méga-octet", "méga-octets"),
            "Go": ("giga-octet", "giga-octets"),
            "°C": ("degré", "degrés"),
        }
    )
    signs = MappingProxyType({"@": "arobase", ".": "point", "-": "tiret", "_": "tiret bas", "/": "barre oblique"})
    words = MappingProxyType(
        {
            "Mme": "Madame",
            "Mmes": "Mesdames",
            "Mlle": "Mademoiselle",
            "MM.": "Messieurs",
            "Dr": "docteur",
            "n°": "numéro",
            "N°": "numéro",
            "nº": "numéro",
            "tél.": "téléphone",
            "Tél.": "téléphone",
            "etc.": "etcétéra",
            "24h/24": "24 heures sur 24",
            "7j/7": "7 jours sur 7",
            "et/ou": "et ou",
            "M./Mme": "Monsieur ou Madame",
            "Mme/M.": "Madame ou Monsieur",
            "1/2": "un demi",
            "1/3": "un tiers",
            "2/3": "deux tiers",
            "1/4": "un quart",
            "3/4": "trois quarts",
        }
    )
    to = "à"
    by = "sur"
    minus = "moins"
    per = MappingProxyType(
        {
            word: f"par {said}"
            for word, said in (
                *((word, word) for word in ("mois", "an", "jour", "semaine", "nuit", "personne", "enfant", "heure")),
                ("h", "heure"),
                ("min", "minute"),
                ("pers.", "personne"),
            )
        }
    )
    percent = "pour cent"
    plus = "plus"
    rewrites = (
        (re.compile(r"\b([^\W\d]{2,})\((e|s|es|x|ne|le|te|se|ère)\)(?!\w)"), _both),
        (re.compile(r"\bM\.(?=\s+[A-ZÀ-Ý])"), lambda match: {0: "Monsieur"}),
        (re.compile(r"\b(?P<hour>\d{1,2})\s?[hH](?:\s?(?P<minute>\d{2}))?\b(?!/)"), _time),
        (re.compile(r"\b1(?:er|ᵉʳ)(?!\w)"), lambda match: {0: "premier"}),
        (re.compile(r"\b1(?:re|ère|ʳᵉ)(?!\w)"), lambda match: {0: "première"}),
        (re.compile(r"\b(\d{1,3})(?:e|è|ème|eme|ième|ᵉ)(?!\w)"), lambda match: {0: ordinal(int(match[1]))}),
        (re.compile(r"\b([IVXL]{1,6})(?:e|ème|ᵉ)(?=\s+siècle)"), lambda match: {0: ordinal(_roman(match[1]))}),
        (re.compile(r"(?<![\w.,+-])0(\d)(\d{3})(?![\w.,]*\d)"), _postal_code),
    )

    def day(self, day: int) -> str:
        return "premier" if day == 1 else str(day)

    def clock(self, hour: int, minute: int) -> str:
        name = "heure" if hour < 2 else "heures"
        said = f"{_HOURS.get(hour, hour)} {name}"
        return f"{said} {minute}" if minute else said

    def group(self, group: str) -> str:
        """Part of a telephone number: as one number where it is short, else in pairs."""
        if group.startswith("+"):
            return f"{self.plus} {self.group(group[1:])}"
        if len(group) <= 3:
            return group
        first = len(group) % 2
        pairs = [group[i : i + 2] for i in range(first, len(group), 2)]
        return ", ".join([group[:first], *pairs] if first else pairs)

    def single(self, number: str) -> bool:
        # Below two French counts in the singular: "1,5 litre".
        return number.replace(",", ".").split(".")[0] in ("0", "1")
