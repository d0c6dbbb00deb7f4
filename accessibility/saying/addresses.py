"""Addresses of mail and of the web, said sign by sign."""

from __future__ import annotations

import re

from accessibility.saying.habits import Habits

MAIL = re.compile(r"\b[A-Za-z0-9][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_ENDINGS = "com|org|net|info|gov|edu|int|cat|app|alsace|paris|bzh|corsica|berlin|hamburg|wien|brussels|example|test"
WEB = re.compile(
    r"(?:\bhttps?://|\b(?=www\.))[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}(?:/[\w./?=&%#-]{0,200})?"
    rf"|(?<![\w@.\[-])[a-z0-9][a-z0-9-]{{1,62}}(?:\.[a-z0-9-]{{2,63}}){{0,5}}\.(?:[a-z]{{2}}|{_ENDINGS})(?:/[\w./?=&%#-]{{0,200}})?(?![\w@])"
)
"""With its scheme, or beginning with "www", or plain small letters with a point between."""
FILE = re.compile(r"(?<![\w/@-])[\w-]{1,80}\.(?:pdf|jpe?g|png|gif|heic|docx?|odt|txt|csv|zip)\b", re.IGNORECASE)
"""The name of a file."""
_PIECES = re.compile(r"[@./_+-]|[^@./_+-]+")


def said(address: str, habits: Habits) -> str:
    """For example "contact arobase rivemont point F R". The scheme is left out, as people leave it out."""
    pieces = _PIECES.findall(re.sub(r"^https?://", "", address).rstrip("/"))
    ending = FILE.fullmatch(address) is not None
    words = []
    for number, piece in enumerate(pieces):
        after_dot = number > 0 and pieces[number - 1] == "."
        if piece in habits.signs:
            words.append(habits.signs[piece])
        elif piece == "www" or (after_dot and piece.isalpha() and (len(piece) == 2 or ending)):
            words.append(" ".join(piece.upper()))
        else:
            words.append(piece)
    return " ".join(words)
