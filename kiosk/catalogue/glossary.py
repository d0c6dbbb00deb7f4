"""The hard words of a pack, and what they mean: `glossary.toml` of its source, `glossary.json` of the built pack.

[guardian]
picture = "user-check"                  # a pictogram

[guardian.fr]                           # one such table for each language of the pack
word = "tuteur"                         # the word itself
forms = ["tuteurs", "tutrice"]          # how else it is written: plurals, with an article stuck to it
means = "Un adulte choisi par un juge. Il protège une personne."
spoken = "..."                          # optional: `means` for the voice, such as vowelled Arabic
spoken_word = "..."                     # optional: `word` for the voice
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kiosk.errors import ParvisError

MAX_TERMS = 300
MAX_FORMS = 60
MAX_WORD = 60
"""Characters of a word or form."""
MAX_MEANING = 400

_TERM = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_UNSEEN = re.compile("[\u00ad\u200e\u200f\u2066-\u2069\u064b-\u0652\u0670\u0640]")
_BLANK = re.compile(r"\s+")
_KNOWN = ("word", "forms", "means", "spoken", "spoken_word")
_ATTACHED = {"ar": "[وف]?(?:ال|بال|كال|لل|[بكل])?"}
"""What a language writes in one with the word behind it: in Arabic "and", "by", "like", "to" and "the"."""


class GlossaryError(ParvisError):
    """`glossary.toml` (or a built pack's `glossary.json`) cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A term in one language: `word` as it is named, `forms` as it is found, `means` in a sentence or two.

    `spoken` and `spoken_word` are what the voice says for `means` and `word`; empty means the text itself.
    """

    word: str
    forms: tuple[str, ...]
    means: str
    spoken: str = ""
    spoken_word: str = ""

    def written(self) -> Iterator[str]:
        """Every way to write it, as `normal` text."""
        return (normal(form) for form in (self.word, *self.forms))


@dataclass(frozen=True, slots=True)
class Term:
    """One hard word: its pictogram, and its wording by language."""

    id: str
    picture: str
    wordings: Mapping[str, Wording]

    def wording(self, language: str) -> Wording:
        """In this language, or in the one that it is a variant of: French for easy-to-read French."""
        return self.wordings.get(language) or self.wordings[language.partition("-x-")[0]]


class Glossary:
    """The terms of a pack, and where they stand in a text."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms: Mapping[str, Term] = MappingProxyType({term.id: term for term in terms})
        self._forms: dict[str, dict[str, str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}

    def occurring(self, texts: Iterable[str], language: str) -> tuple[str, ...]:
        """The names of the terms that stand in these texts, each once, in the order in which they are met.

        Whole words only, whatever their case; where two would fit, the longest wins: an "acte de naissance" is no
        "acte".
        """
        if not self.terms:
            return ()
        pattern = self._pattern(language)
        found = (match.group(1) for text in texts for match in pattern.finditer(normal(text)))
        return tuple(dict.fromkeys(self._forms[language][form] for form in found))

    def _pattern(self, language: str) -> re.Pattern[str]:
        """One alternative a form, the longest first; made once a language."""
        if language not in self._patterns:
            forms = {form: term.id for term in self.terms.values() for form in term.wording(language).written()}
            longest = sorted(forms, key=len, reverse=True)
            self._forms[language] = forms
            attached = _ATTACHED.get(language.partition("-")[0], "")
            self._patterns[language] = re.compile(rf"(?<!\w){attached}({'|'.join(map(re.escape, longest))})(?!\w)")
        return self._patterns[language]


def normal(text: str) -> str:
    """A text as words are looked for in it: small letters, one kind of blank and apostrophe, no vowel signs, no soft
    hyphens."""
    return _BLANK.sub(" ", _UNSEEN.sub("", text)).replace("’", "'").casefold().strip()


def problems(data: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with a glossary: the name of the term (or ''), and a plain sentence; nothing when it is sound."""
    if len(data) > MAX_TERMS:
        yield "", f"it has more than {MAX_TERMS} words."
    for name, entry in data.items():
        if not _TERM.fullmatch(name):
            yield name, f"'{name[:60]}' is no name for a term: use small letters, digits and hyphens."
        elif not isinstance(entry, dict):
            yield name, f"'{name}' must be a table: write [{name}] and what belongs to it below."
        else:
            yield from ((name, problem) for problem in _term_problems(name, entry, languages))
    yield from _twice(data, languages)


def glossary(data: Mapping[str, Any], languages: tuple[str, ...]) -> Glossary:
    """The glossary that `data` describes. Raises `GlossaryError`, naming the first problem."""
    for _name, problem in problems(data, languages):
        raise GlossaryError(f"The glossary: {problem}")
    return Glossary(_term(name, entry, languages) for name, entry in data.items())


def _term(name: str, entry: Mapping[str, Any], languages: tuple[str, ...]) -> Term:
    wordings = {
        code: Wording(
            word=table["word"],
            forms=tuple(table.get("forms", ())),
            means=table["means"],
            spoken=table.get("spoken", ""),
            spoken_word=table.get("spoken_word", ""),
        )
        for code in languages
        if isinstance(table := entry.get(code), dict)
    }
    return Term(name, entry["picture"], MappingProxyType(wordings))


def _term_problems(name: str, entry: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(entry.get("picture"), str) or not entry["picture"]:
        yield f"'{name}' has no picture: name a pictogram."
    for key in sorted(set(entry) - set(languages) - {"picture"}):
        yield f"'{name}' has '{key[:40]}', which is neither picture nor a language of the pack."
    for code in languages:
        if code in entry:
            yield from (f"'{name}' in '{code}': {problem}" for problem in _wording_problems(entry[code]))
        elif code.partition("-x-")[0] == code or code.partition("-x-")[0] not in languages:
            yield f"'{name}' is not explained in '{code}': add [{name}.{code}]."


def _wording_problems(table: Any) -> Iterator[str]:
    if not isinstance(table, dict):
        yield "this must be a table with word and means."
        return
    for key, most in (("word", MAX_WORD), ("means", MAX_MEANING)):
        text = table.get(key)
        if not isinstance(text, str) or not text.strip():
            yield f"{key} is missing."
        elif len(text) > most:
            yield f"{key} is longer than {most} characters."
    forms = table.get("forms", [])
    if not isinstance(forms, list) or not all(isinstance(form, str) and normal(form) for form in forms):
        yield 'forms must be a list of words, such as ["tuteurs"].'
    elif len(forms) > MAX_FORMS or any(len(form) > MAX_WORD for form in forms):
        yield f"forms has more than {MAX_FORMS} words, or one longer than {MAX_WORD} characters."
    for key in ("spoken", "spoken_word"):
        if not isinstance(table.get(key, ""), str):
            yield f"{key} must be a text in quotes."
    yield from (f"'{key[:40]}' is not a key of it." for key in sorted(set(table) - set(_KNOWN)))


def _twice(data: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """A form that two terms claim: nobody could say which of them is meant."""
    for code in languages:
        owner: dict[str, str] = {}
        for name, entry in data.items():
            table = entry.get(code) if isinstance(entry, dict) else None
            if not isinstance(table, dict) or not isinstance(forms := table.get("forms", []), list):
                continue
            written = [normal(form) for form in (table.get("word"), *forms) if isinstance(form, str)]
            for form in dict.fromkeys(written):
                if owner.setdefault(form, name) != name:
                    yield name, f"'{form[:40]}' stands under '{owner[form]}' and '{name}' in '{code}': keep one."
            if len(set(written)) < len(written):
                yield name, f"'{name}' names one form twice in '{code}'."
