"""Whether the voices and the easy words that a pack offers have been checked by people who can tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.passages import passages, place
from kiosk.authoring.source import Source
from kiosk.catalogue import vouching as model

_TOWN = "town.toml"


def vouching(source: Source, today: date) -> Iterator[Finding]:
    """Voices nobody has checked, checks in the future, and easy words that go by a name they have not earned."""
    if any(model.problems(source.town)):
        # They are reported with the town's other problems.
        return
    yield from _voices(source)
    yield from _future(source, today)
    yield from _falc(source)


def _voices(source: Source) -> Iterator[Finding]:
    """V 7.1-M: Listen is offered where a native listener has checked the voice; a demonstration only says so."""
    voices = model.voices(source.town)
    for language in source.languages:
        base = language.partition("-x-")[0]
        if language != base and base in source.languages and language not in voices:
            # One voice speaks both, and has its warning already.
            continue
        recorded = voices.get(language) or voices.get(base)
        if recorded is not None and recorded.checked is not None:
            continue
        heard = "and Listen is not offered in it"
        if source.town.get("demonstration") is True:
            heard = "and Listen says so: it is offered because this is a demonstration"
        message = f"nobody has checked the voice of '{language}', {heard}."
        mend = f"Let a person whose language it is listen to it. Then write who and when in [voices.{language}]."
        row = line_of(source.files[_TOWN], f"[voices.{language}]") or line_of(source.files[_TOWN], "languages")
        yield Finding(Severity.WARNING, _TOWN, message, mend, row=row)


def _future(source: Source, today: date) -> Iterator[Finding]:
    checks = [("voices", code, voice.checked) for code, voice in model.voices(source.town).items()]
    checks += [("easy_read", code, checked) for code, checked in model.easy_read(source.town).items()]
    for section, code, checked in checks:
        if checked is not None and checked.on > today:
            row = line_of(source.files[_TOWN], f"[{section}.", code)
            message = f"[{section}.{code}] was checked on {checked.on}, which is in the future."
            yield Finding(Severity.ERROR, _TOWN, message, "Write the day on which it was checked.", row=row)


def _falc(source: Source) -> Iterator[Finding]:
    """own-11: FALC is a name for texts that people concerned have checked; no text may claim it before."""
    if model.easy_read(source.town):
        return
    for passage in passages(source):
        if model.FALC.search(passage.text):
            message = "this text says FALC, a name for words that people concerned have checked."
            mend = "Say easy to read until they have; then write who and when in [easy_read] of town.toml."
            yield Finding(Severity.ERROR, passage.file, message, mend, *place(source, passage))
