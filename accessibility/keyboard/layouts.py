"""From a language, an order, a kind of answer and the glass to a board of keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from accessibility.keyboard.keys import Act, Board, Key, Leaf, Pad
from accessibility.keyboard.tables import TABLES, Table, keys_language
from kiosk.visit.preferences import KeyOrder

NARROW_COLUMNS = 6
"""Columns on glass of under 150 mm: more would make keys of less than 12.7 mm (own-8)."""

_SPACE = Key(Act.SPACE, " ", picture="space")
_BACKSPACE = Key(Act.BACKSPACE, picture="delete")
_DONE = Key(Act.DONE, picture="check")
_ENTER = Key(Act.ENTER, "\n", picture="corner-down-left")
_SHIFT = Key(Act.SHIFT, picture="arrow-big-up")

_PADS = {
    Pad.DIGITS: ("123<", "456 ", "789 ", " 0 !"),
    Pad.NUMBERS: ("123<", "456-", "789 ", ",0.!"),
    Pad.PHONE: ("123<", "456+", "789 ", "*0#!"),
}
_PAD_KEYS = {"<": _BACKSPACE, "!": _DONE}


@dataclass(frozen=True, slots=True)
class Glass:
    """What a board depends on of the screen: less than 150 mm wide; at least 300 mm high."""

    narrow: bool = False
    tall: bool = False


def board(
    language: str, pad: Pad, order: KeyOrder, glass: Glass, leaf: Leaf = Leaf.LETTERS, *, latin: bool = False
) -> Board:
    """The keys for an answer of this kind on a page of this language. `latin` asks for Latin letters in any."""
    if pad in _PADS:
        return _laid([_pad_row(row) for row in _PADS[pad]], 4)
    table = TABLES[keys_language(language, latin=latin)]
    if leaf is Leaf.LETTERS:
        return _letters(table, pad, order, glass)
    symbols = table.narrow_symbols if glass.narrow else table.symbols
    signs = {Leaf.ACCENTS: table.accents, Leaf.MORE: table.more, Leaf.SYMBOLS: symbols}[leaf]
    columns = NARROW_COLUMNS if glass.narrow else 10
    # The sign that addresses need is on their lowest row.
    typed = "".join(signs).replace("@", "~" if pad is Pad.EMAIL else "@")
    rows = [_signs(row) for row in _flowed(typed, columns)]
    return _laid([*rows, _foot(table, pad, glass, leaf, columns)], columns)


def switches(pad: Pad, glass: Glass) -> bool:
    """Whether the person may change the order of the letters here: little glass always has the alphabet's."""
    return pad not in _PADS and not glass.narrow


def _letters(table: Table, pad: Pad, order: KeyOrder, glass: Glass) -> Board:
    if glass.narrow or order is KeyOrder.ABC:
        return _abc(table, pad, glass)
    first, second, third = table.rows
    rows = [_signs(first), _signs(second), [*([_SHIFT] if table.cased else []), *_signs(third), _BACKSPACE]]
    return _laid([*rows, _national_foot(table, pad)], table.columns)


def _abc(table: Table, pad: Pad, glass: Glass) -> Board:
    if glass.narrow:
        columns, count = NARROW_COLUMNS, 30
    elif table.cased:
        columns, count = (8, 32) if glass.tall else (10, 30)
    else:
        columns, count = (9, 36) if glass.tall else (12, 36)
    letters = table.alphabet
    if glass.narrow:
        letters = "".join(letter for letter in letters if letter not in table.hidden)
    extras = ".-_'+&" if pad is Pad.EMAIL else table.extras
    signs = (letters + extras)[: max(count, len(letters))]
    rows = [_signs(row if table.rightwards else row[::-1]) for row in _flowed(signs, columns)]
    foot = _foot(table, pad, glass, Leaf.LETTERS, columns, taken=signs)
    return _laid([*rows, foot], columns)


def _national_foot(table: Table, pad: Pad) -> list[Key]:
    """The lowest row where Shift and Backspace stand above."""
    wide = 1.5 if table.columns > 10 else 1.25
    order = _order(table, KeyOrder.ABC, wide)
    foot = [_leaf(Leaf.SYMBOLS, table, wide)]
    if pad is Pad.EMAIL:
        foot += [order, *_signs("_@."), replace(_DONE, width=2)]
        foot[-2] = replace(foot[-2], width=1.5)
    else:
        foot += [_leaf(Leaf.ACCENTS, table, wide), order, *_signs(table.comma), _SPACE, *_signs(".")]
        foot += [_ENTER, replace(_DONE, width=1.5)] if pad is Pad.LINES else [replace(_DONE, width=2)]
    return _filled(foot, table.columns)


def _foot(table: Table, pad: Pad, glass: Glass, leaf: Leaf, columns: int, taken: str = "") -> list[Key]:
    """The lowest row of the ABC order, and of the pages of accents and symbols."""
    email, broad = pad is Pad.EMAIL, 1.5 if columns >= 9 else 1.0
    foot = [_SHIFT] if table.cased and leaf is not Leaf.SYMBOLS else []
    foot += [_leaf(other, table) for other in _leaves(table, pad, leaf)]
    if leaf is Leaf.LETTERS and not glass.narrow:
        foot.append(_order(table, KeyOrder.NATIONAL, broad))
        foot += _signs("." if "." not in taken else "")
    foot += _signs("@") if email else [_SPACE]
    if pad is Pad.LINES and (leaf is Leaf.SYMBOLS or not glass.narrow):
        foot.append(_ENTER)
    return _filled([*foot, _BACKSPACE, replace(_DONE, width=broad)], columns)


def _leaves(table: Table, pad: Pad, leaf: Leaf) -> list[Leaf]:
    """The pages that one can turn to from this one."""
    if leaf is Leaf.LETTERS:
        return [Leaf.SYMBOLS] if pad is Pad.EMAIL else [Leaf.SYMBOLS, Leaf.ACCENTS]
    if leaf is Leaf.ACCENTS:
        return [Leaf.LETTERS, Leaf.MORE if table.more else Leaf.SYMBOLS]
    return [Leaf.LETTERS] if pad is Pad.EMAIL else [Leaf.LETTERS, Leaf.ACCENTS]


def _leaf(leaf: Leaf, table: Table, width: float = 1.0) -> Key:
    faces = {
        Leaf.LETTERS: table.letters_face,
        Leaf.ACCENTS: table.accents_face,
        Leaf.MORE: table.more_face,
        Leaf.SYMBOLS: table.symbols_face,
    }
    return Key(Act(leaf.value), face=faces[leaf], width=width)


def _order(table: Table, order: KeyOrder, width: float) -> Key:
    """The key that goes over to this order: its name stands on it."""
    return Key(Act.ORDER, order.value, face=table.abc if order is KeyOrder.ABC else table.name, width=width)


def _signs(letters: str) -> list[Key]:
    return [Key(Act.SIGN, letter, face=letter) for letter in letters]


def _pad_row(row: str) -> list[Key | None]:
    return [None if sign == " " else _PAD_KEYS.get(sign) or Key(Act.SIGN, sign, face=sign) for sign in row]


def _flowed(signs: str, columns: int) -> list[str]:
    return [signs[start : start + columns] for start in range(0, len(signs), columns)]


def _filled(row: list[Key], columns: int) -> list[Key]:
    """What the row has to spare goes to the space bar, or to the sign that addresses need."""
    spare = columns - sum(key.width for key in row)
    taker = next(place for place, key in enumerate(row) if key.sign in {" ", "@"})
    row[taker] = replace(row[taker], width=row[taker].width + spare)
    return row


def _laid(rows: Sequence[Iterable[Key | None]], columns: int) -> Board:
    """Each key in its place; None leaves a column free."""
    keys: list[Key] = []
    for number, row in enumerate(rows):
        x = 0.0
        for key in row:
            if key is not None:
                keys.append(replace(key, x=x, row=number))
            x += 1.0 if key is None else key.width
    return Board(tuple(keys), columns, len(rows))
