"""What is said only to who goes by ear: the invitation of the first screen, letters as they are typed.

The words are asked for by these keys: `speech.invite.touch`, `speech.invite.keys`, `speech.deleted`, `speech.hidden`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accessibility.sentences import speakable
from accessibility.spelling import spelled
from accessibility.utterances import Say, Script, Utterance

ROUNDS = 2
"""How often each language is offered: who came in the middle of the first round hears the second."""

TO_CHOOSE_MS = 2500
"""After each offer, for a person to answer it."""

LANGUAGE = "language."
"""How the parts of the first screen that choose a language begin."""


def invitation(languages: Iterable[str], words: Callable[[str], Say], *, by_ear: bool) -> Script:
    """ "To listen in English, ...", in each language's own voice.

    Each offer is said of the part that chooses its language: whoever acts on what was said last, chooses it.
    """
    key = "speech.invite.touch" if by_ear else "speech.invite.keys"
    known = tuple(languages)
    offers = tuple(
        Utterance(f"{LANGUAGE}{code}", "", speakable(words(code)(key)), code, pause_ms=TO_CHOOSE_MS) for code in known
    )
    return Script(offers * ROUNDS, known[0] if known else "")


def echo(part: str, before: str, after: str, language: str, say: Say, *, by_ear: bool = False) -> Script:
    """What typing has changed, letter by letter; a word once it is whole. Private: it is an answer being made.

    Who types `by_ear` hears also where others can hear that something was typed, but not what.
    """
    if after.startswith(before):
        typed = after[len(before) :]
        words = after.split()
        heard = words[-1] if typed.isspace() and words else spelled(typed, say)
    elif before.startswith(after):
        heard = f"{spelled(before[len(after) :], say)} {say('speech.deleted')}"
    else:
        heard = after
    if not heard.strip():
        return Script((), language)
    instead = say("speech.hidden") if by_ear else ""
    return Script((Utterance(part, "", speakable(heard), language, private=True, instead=instead),), language)


KEY = "key:"
"""How the parts of the keyboard's keys begin."""

OFFERED = f"{KEY}suggestion"


def types(part: str) -> bool:
    """Whether this key types a letter or a word; the others (done, capitals) are named by a word of their own."""
    sign = part.removeprefix(KEY)
    return sign != part and (len(sign) < 2 or part.startswith(OFFERED))


def name(part: str, text: str, language: str, say: Say) -> Script:
    """Something that the view adds to the page, by its name. A key that types is as private as what it types."""
    private = types(part)
    instead = say("speech.hidden") if private and part != KEY else ""
    told = Utterance(part, "", speakable(text), language, private=private, instead=instead)
    return Script((told,), language)
