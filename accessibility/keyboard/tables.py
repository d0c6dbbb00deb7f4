"""The letters of each language's keyboard, as data. Everything that is typed in one press stands here.

The national rows are those of the keyboards that people know from home (AZERTY, QWERTY, QWERTZ, Arabic 101); the
ABC order is the alphabet's. `extras` follow the alphabet as far as the board has room.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One language. `rows` are the national rows, of which the last stands between Shift and Backspace.

    `alphabet` and `extras` make the ABC order; `hidden` are letters that stand on the page of accents where the glass
    is narrow. `name` and `abc` are written on the key that changes the order.
    """

    rows: tuple[str, str, str]
    columns: int
    alphabet: str
    extras: str
    name: str
    abc: str
    letters_face: str
    accents_face: str
    accents: tuple[str, ...]
    more: tuple[str, ...]
    symbols: tuple[str, ...]
    narrow_symbols: tuple[str, ...]
    symbols_face: str = "123"
    more_face: str = ""
    comma: str = ","
    hidden: str = ""
    cased: bool = True
    rightwards: bool = True


LATIN = "abcdefghijklmnopqrstuvwxyz"
_ACCENTS = ("àáâãäå", "æçèéêë", "íîïñòó", "ôõöøœß", "ùúûüýÿ")
_MORE = ("āăąćčď", "đėęěğģ", "īıłńňő", "řśšşșț", "ťůűźžż")
_SYMBOLS = ("1234567890", "@.,:;!?/-_", "'\"()+&€#*=")
_ARABIC_SYMBOLS = ("1234567890", "١٢٣٤٥٦٧٨٩٠", "،؟.:/-@()؛")
# The same in six columns: five digits, and what goes with them.
_NARROW_SYMBOLS = ("12345@", "67890.", ",:;!?/", "-_'\"()", "+&€#*=")
_NARROW_ARABIC_SYMBOLS = ("12345،", "67890؟", "١٢٣٤٥.", "٦٧٨٩٠:", "/-@()؛")


def _latin(rows: tuple[str, str, str], columns: int, extras: str, name: str) -> Table:
    leaves = (_ACCENTS, _MORE, _SYMBOLS, _NARROW_SYMBOLS)
    return Table(rows, columns, LATIN, extras, name, "ABC", "abc", "âôü", *leaves, more_face="ąčş")


TABLES: dict[str, Table] = {
    "fr": _latin(("azertyuiopéè", "qsdfghjklmàç", "wxcvbn'-êï"), 12, "éè'-.,", "AZERTY"),
    "en": _latin(("qwertyuiop", "asdfghjkl'", "zxcvbnm-"), 10, "'-.,éè", "QWERTY"),
    "de": _latin(("qwertzuiopü", "asdfghjklöä", "yxcvbnmß-"), 11, "äöüß.,", "QWERTZ"),
    "ar": Table(
        ("ضصثقفغعهخحجد", "شسيبلاتنمكطذ", "ئءؤرىةوزظأإ"),
        12,
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ",
        "",
        "ضصث",
        "أبت",
        "أبت",
        "ءآأ",
        ("ءآأإؤئ", "پچژڤڨگ", "،؟؛«»ـ"),
        (),
        _ARABIC_SYMBOLS,
        _NARROW_ARABIC_SYMBOLS,
        comma="،",
        hidden="ءأإآؤئ",
        cased=False,
        rightwards=False,
    ),
}
"""By primary language subtag."""

LATIN_LANGUAGE = "fr"
"""Whose keys type Latin names and addresses on pages of another script: as they stand on French papers (own-5)."""


def keys_language(language: str, *, latin: bool) -> str:
    """Whose table serves a page of this language; `latin` asks for Latin letters."""
    own = language.split("-")[0].lower()
    table = TABLES.get(own)
    if table is None or (latin and not table.cased):
        return LATIN_LANGUAGE
    return own
