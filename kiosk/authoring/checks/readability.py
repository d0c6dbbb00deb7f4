"""Which sentences to rewrite, and which texts are too hard as a whole; `kiosk.authoring.reading` has the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.passages import Passage, passages, place
from kiosk.authoring.reading import MIN_JUDGED, Limits, Sentence, is_long, limit_problems, limits, lix, sentences
from kiosk.authoring.source import Source

MIN_WORDS = 100
"""Fewer words than this say nothing about an average."""

NAMED = 5
"""How many sentences are named where a text is too hard as a whole."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the passage that it stands in."""

    sentence: Sentence
    passage: Passage

    @property
    def quoted(self) -> str:
        """Enough of it to find it by."""
        more = " ..." if len(self.sentence) > 8 else ""
        return f"'{' '.join(self.sentence[:8])}{more}'"


def readability(source: Source) -> Iterator[Finding]:
    """Each sentence that is too long or too hard, at its place; and each file that is too hard in a language."""
    for problem in limit_problems(source.town.get("reading", {}), source.languages):
        yield Finding(
            Severity.ERROR, "town.toml", problem, "Mend it.", row=line_of(source.files["town.toml"], "[reading")
        )
    texts: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for passage in passages(source):
        said = [Said(sentence, passage) for sentence in sentences(passage.text)]
        texts[passage.file, passage.language] += said
        most = limits(passage.language, source.town)
        for one in said:
            yield from _sentence(source, one, most)
    for (file, language), whole in texts.items():
        yield from _whole(source, file, language, whole)


def _sentence(source: Source, said: Said, most: Limits) -> Iterator[Finding]:
    words, index = len(said.sentence), lix([said.sentence])
    language = said.passage.language
    if words > most.most:
        message = f"the sentence {said.quoted} has {words} words in '{language}', where {most.most:.0f} is the most."
        yield _at(source, said, Severity.ERROR, message, "Make two sentences of it.")
    elif words > most.words:
        message = f"the sentence {said.quoted} has {words} words in '{language}'; {most.words:.0f} can be read at once."
        yield _at(source, said, Severity.WARNING, message, "Make two sentences of it.")
    elif most.sentence_lix and words >= MIN_JUDGED and index > most.sentence_lix:
        long = ", ".join(dict.fromkeys(word for word in said.sentence if is_long(word)))
        more = f"LIX {index:.0f} in '{language}'; {most.sentence_lix:.0f} is the most"
        message = f"the sentence {said.quoted} has {more}."
        yield _at(source, said, Severity.WARNING, message, f"Use shorter words than {long[:120]}, or two sentences.")


def _at(source: Source, said: Said, severity: Severity, message: str, mend: str) -> Finding:
    return Finding(severity, said.passage.file, message, mend, *place(source, said.passage))


def _whole(source: Source, file: str, language: str, whole: list[Said]) -> Iterator[Finding]:
    most = limits(language, source.town)
    count = sum(len(said.sentence) for said in whole)
    if count < MIN_WORDS:
        return
    average, index = count / len(whole), lix(said.sentence for said in whole)
    if average > most.average:
        message = f"in '{language}', sentences average {average:.1f} words; {most.average:.0f} is the most."
        longest = sorted(whole, key=lambda said: len(said.sentence), reverse=True)
        mend = f"Say one idea in a sentence. Begin with {_named(source, longest)}."
        yield Finding(Severity.WARNING, file, message, mend)
    if most.lix and index > most.lix:
        message = f"in '{language}', the texts are hard to read: LIX {index:.0f}, where {most.lix:.0f} is the most."
        hardest = sorted(whole, key=lambda said: (len(said.sentence) >= 3, lix([said.sentence])), reverse=True)
        yield Finding(Severity.WARNING, file, message, f"Use shorter words. Begin with {_named(source, hardest)}.")


def _named(source: Source, worst: list[Said]) -> str:
    """The first of these sentences, each once, with the cell or line that it stands in."""
    once: dict[str, Said] = {}
    for said in worst:
        once.setdefault(said.quoted, said)
    named = list(once.values())[:NAMED]
    places = (_at(source, said, Severity.WARNING, "", "").place.rpartition(", ")[2] for said in named)
    return "; ".join(f"{where} {said.quoted}" for where, said in zip(places, named, strict=True))
