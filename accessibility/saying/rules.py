"""Finds what is written in signs, in any language: each rule gives ranges of the text and what is said for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from accessibility.saying import addresses
from accessibility.saying.habits import Habits


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters from `start` to before `end` are said as `speech`, in `language` (empty: the text's own)."""

    start: int
    end: int
    speech: str
    language: str = ""


Rule = Callable[[str, Habits], Iterable[Piece]]

_LETTER = r"[\w\u064b-\u0652\u0670]"
"""What goes on with a word: a vowel sign stands on its letter, and is none to a pattern."""

_GAP = r"[ \u00a0\u202f]"
_DATE = re.compile(r"(?<![\w/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\w/-])")
_ISO_DATE = re.compile(r"(?<![\w/.-])(\d{4})-(\d{2})-(\d{2})(?![\w/-])")
_MONTH = re.compile(r"(?<![\w/.-])(0?[1-9]|1[0-2])/(\d{4})(?![\w/-])")
_CLOCK = re.compile(r"(?<![\w:.,])(\d{1,2}):(\d{2})(?![\w:])")
_PHONE = re.compile(
    rf"(?<![\w.,/+-])(?:\+\d{{1,3}}(?:{_GAP}?\(0\))?|[0٠])(?:(?:{_GAP}|[.-])?\d){{7,13}}(?![\w/]|[.,]\d)"
)
_GROUP = re.compile(r"\+?\d+")
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[\u00a0\u202f]\d{3})+(?!\d)")
_REFERENCE = re.compile(r"(?<![\w.,+-])(?:\d{6,}|(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{5,})(?![\w-]|[.,]\d)")
_DECIMAL = re.compile(r"(?<![\w.,])(\d+)[.,](\d+)(?![\w.,]*\d)")
_RANGE = re.compile(r"(?<![\w.,/–-])(\d{1,4})\s?[-–]\s?(\d{1,4})(?![\w/–-]|[.,]\d)")
_LAW = re.compile(r"(?:\b[Aa]rt(?:icles?|\.)|\b[LRD]\.)\s?$")
"""The number of a paragraph of the law has a hyphen in it."""
_TIME = rf"\d{{1,2}}(?:{_GAP}?[hH](?:{_GAP}?\d{{2}})?|[:.]\d{{2}}|{_GAP}?[ap]m)"
_BETWEEN_TIMES = re.compile(rf"(?<![\w.,:/-]){_TIME}({_GAP}?[-–]{_GAP}?)(?={_TIME}(?!\w))")
_SIZE = re.compile(rf"(?<=\d)({_GAP}?[x×]{_GAP}?)(?=\d)")
_MINUS = re.compile(r"(?<![\w.,)])(?<!\d\s)([-−])(?=\d)")
_SHARE = re.compile(rf"(?<![\w.,])(\d+(?:[.,]\d+)?){_GAP}?[%٪]")
_NUMBER = r"\d{1,3}(?:[\u00a0\u202f ]\d{3})+|\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<before>[€£$]){_GAP}?)?(?P<whole>{_NUMBER})(?:[.,](?P<cents>\d{{2}}))?"
    rf"(?:{_GAP}?(?P<after>[€£$]))?(?!\w|[.,]\d)"
)
_SEPARATORS = re.compile(r"[\s.,]")


def find(text: str, habits: Habits) -> tuple[Piece, ...]:
    """What is said otherwise than written, without overlaps: what comes first in the list of rules wins."""
    found: list[Piece] = []
    numbers = any(sign.isdigit() for sign in text)
    rules = (find_addresses, _rewrites, _dates, *NUMBERS) if numbers else (find_addresses, _rewrites)
    for rule in (*rules, _abbreviations):
        for piece in rule(text, habits):
            if piece.speech and not overlaps(found, piece.start, piece.end):
                found.append(piece)
    return tuple(sorted(found, key=lambda piece: piece.start))


def overlaps(pieces: Iterable[Piece], start: int, end: int) -> bool:
    """Whether the range touches one of the pieces."""
    return any(start < piece.end and piece.start < end for piece in pieces)


def find_addresses(text: str, habits: Habits) -> Iterator[Piece]:
    """Addresses of mail and of the web, and names of files."""
    if habits.signs and "." in text:
        for pattern in (addresses.MAIL, addresses.FILE, addresses.WEB):
            for match in pattern.finditer(text):
                written = match[0].rstrip(".-_+")
                yield Piece(match.start(), match.start() + len(written), addresses.said(written, habits))


def _dates(text: str, habits: Habits) -> Iterator[Piece]:
    if not habits.months:
        return
    for match in _DATE.finditer(text):
        yield from _date(match, int(match[1]), int(match[3]), int(match[4]), habits)
    for match in _ISO_DATE.finditer(text):
        yield from _date(match, int(match[3]), int(match[2]), int(match[1]), habits)
    for match in _MONTH.finditer(text):
        name = habits.months[int(match[1]) - 1]
        yield Piece(match.start(), match.end(), f"{name} {habits.year(int(match[2]))}")


def _date(match: re.Match[str], day: int, month: int, year: int, habits: Habits) -> Iterator[Piece]:
    if 1 <= day <= 31 and 1 <= month <= 12:
        yield Piece(match.start(), match.end(), habits.date(day, month, year))


def _clocks(text: str, habits: Habits) -> Iterator[Piece]:
    for match in _CLOCK.finditer(text):
        hour, minute = int(match[1]), int(match[2])
        if habits.months and hour <= 24 and minute < 60:
            yield Piece(match.start(), match.end(), habits.clock(hour, minute))


def _phones(text: str, habits: Habits) -> Iterator[Piece]:
    for match in _PHONE.finditer(text):
        groups = list(_GROUP.finditer(text, match.start(), match.end()))
        said = habits.phone([group[0] for group in groups])
        for group, speech in zip(groups, said, strict=True):
            # Points between groups are part of what the group before is said for.
            following = next((other.start() for other in groups if other.start() > group.start()), match.end())
            end = group.end() if text[group.end() : following].isspace() else following
            yield Piece(group.start(), end, f"{speech} " if end == following and end < match.end() else speech)


def _amounts(text: str, habits: Habits) -> Iterator[Piece]:
    for match in _AMOUNT.finditer(text):
        sign = match["before"] or match["after"]
        if sign in habits.currencies:
            whole = _SEPARATORS.sub("", match["whole"])
            yield Piece(match.start(), match.end(), habits.money(whole, match["cents"] or "", sign))


def _shares(text: str, habits: Habits) -> Iterator[Piece]:
    for match in _SHARE.finditer(text):
        whole, _, fraction = match[1].replace(".", ",").partition(",")
        number = (fraction and habits.decimal(whole, fraction)) or match[1]
        yield Piece(match.start(), match.end(), habits.share(number))


def _grouped(text: str, habits: Habits) -> Iterator[Piece]:
    # A voice may take thousands that stand apart for several numbers.
    for match in _GROUPED.finditer(text):
        yield Piece(match.start(), match.end(), _SEPARATORS.sub("", match[0]))


def _references(text: str, habits: Habits) -> Iterator[Piece]:
    for match in _REFERENCE.finditer(text):
        signs = match[0]
        size = 3 if len(signs) % 3 == 0 else 4
        groups = [signs[i : i + size] for i in range(0, len(signs), size)]
        yield Piece(match.start(), match.end(), ", ".join(habits.digits(group) for group in groups))


def _ranges(text: str, habits: Habits) -> Iterator[Piece]:
    if habits.months:
        for match in _RANGE.finditer(text):
            if not _LAW.search(text, 0, match.start()):
                yield Piece(match.start(), match.end(), habits.span(match[1], match[2]))
        for match in _BETWEEN_TIMES.finditer(text):
            yield Piece(*match.span(1), f" {habits.to} ")
        for match in _SIZE.finditer(text):
            yield Piece(*match.span(1), f" {habits.by} ")
        for match in _MINUS.finditer(text):
            yield Piece(*match.span(1), f"{habits.minus} ")


def _decimals(text: str, habits: Habits) -> Iterator[Piece]:
    for match in _DECIMAL.finditer(text):
        yield Piece(match.start(), match.end(), habits.decimal(match[1], match[2]))


def _units(text: str, habits: Habits) -> Iterator[Piece]:
    if habits.units:
        for match in _unit_pattern(habits).finditer(text):
            number = match["number"]
            whole, _, fraction = number.replace(".", ",").partition(",")
            said = (fraction and habits.decimal(whole, fraction)) or number
            yield Piece(match.start(), match.end(), habits.quantity(said, match["unit"]))


def _slashes(text: str, habits: Habits) -> Iterator[Piece]:
    """So much a month: the slash after a price or a unit."""
    if habits.per:
        words = "|".join(re.escape(word) for word in habits.per)
        for match in re.finditer(rf"(?<=[€£$²\w])(/)({words})(?![\w/])", text):
            yield Piece(*match.span(), f" {habits.per[match[2]]}")


def _rewrites(text: str, habits: Habits) -> Iterator[Piece]:
    for pattern, rewrite in habits.rewrites:
        for match in pattern.finditer(text):
            for group, speech in rewrite(match).items():
                yield Piece(match.start(group), match.end(group), speech)


def _abbreviations(text: str, habits: Habits) -> Iterator[Piece]:
    if habits.words:
        for match in whole_words(tuple(habits.words)).finditer(text):
            yield Piece(match.start(), match.end(), habits.words[plain(match[0])])


@cache
def _unit_pattern(habits: Habits) -> re.Pattern[str]:
    units = "|".join(re.escape(unit) for unit in sorted(habits.units, key=len, reverse=True))
    return re.compile(rf"(?<![\w.,/])(?P<number>\d+(?:[.,]\d+)?){_GAP}?(?P<unit>{units})(?!{_LETTER}|[.]\w)")


@cache
def whole_words(words: tuple[str, ...], before: str = "") -> re.Pattern[str]:
    """Finds any of these words where they stand whole, the longest first; any hyphen, apostrophe or space will do.

    The group "word" is the word, without what may stand `before` it.
    """
    texts = "|".join(_loose(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!{_LETTER}){before}(?P<word>{texts})(?!{_LETTER})")


def plain(word: str) -> str:
    """A word that was found, as `whole_words` was given it."""
    return " ".join(word.translate({0x2010: "-", 0x2011: "-", 0x2019: "'"}).split())


def _loose(word: str) -> str:
    signs = {"-": r"[-\u2010\u2011]", "'": "['\u2019]", "\u2019": "['\u2019]", " ": r"\s"}
    return "".join(signs.get(sign) or re.escape(sign) for sign in word)


NUMBERS: tuple[Rule, ...] = (
    _clocks,
    _phones,
    _amounts,
    _shares,
    _grouped,
    _references,
    _ranges,
    _units,
    _slashes,
    _decimals,
)
"""Nothing of these is there without a digit, and most sentences have none."""
