"""How people of a language say what is written in signs: dates, times, money, telephone numbers, addresses.

The synthesizer says numbers by itself, so what is written here keeps digits wherever it says them well, and
puts words only where it does not. Each language overrides what it does in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Currency:
    """Names of a currency and of its hundredth part: of one, and of several."""

    one: str
    many: str
    cent: str
    cents: str


Rewrite = tuple[re.Pattern[str], Callable[[re.Match[str]], Mapping[str | int, str]]]
"""What a language finds by itself, and what is said for each group of it (0: for all); what is not named stays."""


class Habits:
    """What all languages share.

    `signs` are said in addresses; `words` stand for abbreviations, `per` for what follows the slash of a price.
    """

    months: tuple[str, ...] = ()
    currencies: Mapping[str, Currency] = MappingProxyType({})
    units: Mapping[str, tuple[str, str]] = MappingProxyType({})
    signs: Mapping[str, str] = MappingProxyType({})
    words: Mapping[str, str] = MappingProxyType({})
    rewrites: tuple[Rewrite, ...] = ()
    to = "-"
    by = "×"
    percent = "%"
    plus = "+"
    minus = "-"
    per: Mapping[str, str] = MappingProxyType({})

    def date(self, day: int, month: int, year: int | None) -> str:
        """A day of the calendar."""
        name = self.months[month - 1]
        return f"{self.day(day)} {name}" if year is None else f"{self.day(day)} {name} {self.year(year)}"

    def day(self, day: int) -> str:
        """A day before the name of its month."""
        return str(day)

    def year(self, year: int) -> str:
        """A year beside the name of a month."""
        return str(year)

    def clock(self, hour: int, minute: int) -> str:
        """A time of the day, from 0:00 to 24:00."""
        return f"{hour} {minute}" if minute else str(hour)

    def phone(self, groups: list[str]) -> list[str]:
        """What is said for each group of a telephone number, as the groups are written, with a pause after each."""
        return [f"{self.group(group)}," for group in groups[:-1]] + [self.group(groups[-1])]

    def group(self, group: str) -> str:
        """Part of a telephone number: digit by digit, unless the language has another habit."""
        return self.digits(group)

    def digits(self, run: str) -> str:
        """Digits one by one. A leading plus stays a word."""
        return " ".join(self.plus if sign == "+" else sign for sign in run)

    def money(self, whole: str, cents: str, sign: str) -> str:
        """An amount. `whole` has no signs between its thousands; `cents` are two digits or none."""
        currency = self.currencies[sign]
        names = currency.one if self.single(whole) else currency.many
        if not cents or int(cents) == 0:
            return f"{whole} {names}"
        part = int(cents)
        if int(whole) == 0:
            return f"{part} {currency.cent if part == 1 else currency.cents}"
        return f"{whole} {names} {part}"

    def quantity(self, number: str, unit: str) -> str:
        """A number with its unit."""
        one, many = self.units[unit]
        return f"{number} {one if self.single(number) else many}"

    def single(self, number: str) -> bool:
        """Whether a name after this number stands in the singular."""
        return number == "1"

    def decimal(self, whole: str, fraction: str) -> str:
        """A number with decimals, where the synthesizer needs help; empty where it does not."""
        return ""

    def share(self, number: str) -> str:
        """So many per cent."""
        return f"{number} {self.percent}"

    def span(self, first: str, last: str) -> str:
        """From one number to another."""
        return f"{first} {self.to} {last}"


PLAIN = Habits()
"""For a language whose habits nobody has written down: texts stay as they are."""
