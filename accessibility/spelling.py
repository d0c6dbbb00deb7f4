"""The names of characters and keys, for the voice, for assistive technology and for whoever spells.

Letters of the alphabet are their own names: a voice says a capital alone by its name in its language. Accents, signs
and Arabic letters have names in the interface's words, under `speech.key.*`.
"""

from __future__ import annotations

import unicodedata

from accessibility.keyboard.keys import Act, Key
from accessibility.keyboard.typing import Shift
from accessibility.utterances import Say

ACCENTS = {
    "\u0300": "grave",
    "\u0301": "acute",
    "\u0302": "circumflex",
    "\u0303": "tilde",
    "\u0304": "macron",
    "\u0306": "breve",
    "\u0307": "dot",
    "\u0308": "diaeresis",
    "\u030a": "ring",
    "\u030b": "double-acute",
    "\u030c": "caron",
    "\u0326": "comma-below",
    "\u0327": "cedilla",
    "\u0328": "ogonek",
}
"""Combining characters, and the last part of the key of their names."""

SIGNS = {
    "@": "at",
    ".": "full-stop",
    ",": "comma",
    ":": "colon",
    ";": "semicolon",
    "!": "exclamation",
    "?": "question",
    "/": "slash",
    "-": "hyphen",
    "_": "underscore",
    "'": "apostrophe",
    '"': "quotation",
    "(": "opening-bracket",
    ")": "closing-bracket",
    "+": "plus",
    "&": "ampersand",
    "€": "euro",
    "#": "hash",
    "*": "asterisk",
    "=": "equals",
    "~": "tilde-sign",
    " ": "space",
    "\n": "enter",
    "،": "comma",
    "؛": "semicolon",
    "؟": "question",
    "«": "opening-quotation",
    "»": "closing-quotation",
    "ـ": "tatweel",
    "œ": "oe",
    "æ": "ae",
    "ß": "sharp-s",
    "ø": "slashed-o",
    "đ": "barred-d",
    "ł": "barred-l",
    "ı": "dotless-i",
}

ARABIC = {
    "ا": "alef", "ب": "beh", "ت": "teh", "ث": "theh", "ج": "jeem", "ح": "hah", "خ": "khah", "د": "dal",
    "ذ": "thal", "ر": "reh", "ز": "zain", "س": "seen", "ش": "sheen", "ص": "sad", "ض": "dad", "ط": "tah",
    "ظ": "zah", "ع": "ain", "غ": "ghain", "ف": "feh", "ق": "qaf", "ك": "kaf", "ل": "lam", "م": "meem",
    "ن": "noon", "ه": "heh", "و": "waw", "ي": "yeh", "ى": "alef-maksura", "ة": "teh-marbuta", "ء": "hamza",
    "أ": "alef-hamza", "إ": "alef-hamza-below", "آ": "alef-madda", "ؤ": "waw-hamza", "ئ": "yeh-hamza",
    "پ": "peh", "چ": "tcheh", "ژ": "jeh", "ڤ": "veh", "ڨ": "qaf-three", "گ": "gaf",
}  # fmt: skip
"""Letters of the Arabic script, of Persian and the Maghreb among them."""


def name_of(sign: str, say: Say) -> str:
    """What the character is called, in the language of `say`: "e accent aigu", "arobase", "A majuscule"."""
    small = sign.lower()
    if len(small) == 1 and small != sign:
        return say("speech.key.capital", letter=name_of(small, say))
    for names in (SIGNS, ARABIC):
        if sign in names:
            return say(f"speech.key.{names[sign]}")
    parts = unicodedata.normalize("NFD", sign)
    if len(parts) == 2 and parts[1] in ACCENTS:
        return say(f"speech.key.{ACCENTS[parts[1]]}", letter=parts[0].upper())
    if not sign.isascii() and unicodedata.decimal(sign, None) is not None:
        return say("speech.key.arabic-indic", letter=str(unicodedata.decimal(sign)))
    return sign.upper()


def spelled(text: str, say: Say) -> str:
    """A single character by its name; more of them as they are."""
    return name_of(text, say) if len(text) == 1 else text.strip()


def key_name(key: Key, sign: str, shift: Shift, say: Say, say_sign: Say) -> str:
    """What a key is called. `sign` is what it types now; `say_sign` has the language whose letters it types."""
    if key.act is Act.SIGN:
        return name_of(sign, say_sign)
    if key.act is Act.SHIFT and shift is Shift.LOCKED:
        return say("speech.key.shift-locked")
    if key.act is Act.ORDER:
        return say(f"speech.key.order.{key.sign}")
    return say(f"speech.key.{key.act.value}")


def echo(key: Key, shift: Shift, say: Say) -> str:
    """What came of a key that types nothing. `shift` is how it stands now."""
    if key.act is Act.SHIFT:
        told = {Shift.OFF: "small", Shift.DUE: "small", Shift.ONCE: "shift", Shift.LOCKED: "shift-locked"}
        return say(f"speech.key.{told[shift]}")
    return key_name(key, "", shift, say, say)
