"""Rehearsals: each must name a service, questions, choices and outcomes that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from kiosk.authoring.checks.attaching import answer_problem
from kiosk.authoring.checks.lists import MAX_SHOWN, rows_of, some
from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import Source
from kiosk.authoring.xlsform import Question, XLSForm
from kiosk.catalogue.model import Service
from kiosk.visit.preferences import Palette, TextSize

_SECTIONS = ("service", "preferences", "answers", "expect", "variants")
_VARIANTS = ("languages", "screens", "text_sizes", "palettes")
_FLAGS = ("errors", "answered")
_KEPT = ("sent", "kept")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    path: str
    data: Mapping[str, Any]
    content: bytes

    def error(self, message: str, mend: str, *needles: str) -> Finding:
        return Finding(Severity.ERROR, self.path, message, mend, row=line_of(self.content, *needles) if needles else 0)

    def section(self, name: str) -> Mapping[str, Any]:
        value = self.data.get(name, {})
        return value if isinstance(value, dict) else {}


def rehearsals(source: Source) -> Iterator[Finding]:
    """Everything in the rehearsals that cannot come true because it names nothing."""
    if source.catalogue is None:
        return
    rehearsed: set[str] = set()
    for path, data in source.rehearsals.items():
        rehearsal = _Rehearsal(path, data, source.files[path])
        for key in sorted(set(data) - set(_SECTIONS)):
            yield rehearsal.error(f"'{key}' is no part of a rehearsal.", f"Use {', '.join(_SECTIONS)}.", key)
        for key in _SECTIONS[1:]:
            if key in data and not isinstance(data[key], dict):
                yield rehearsal.error(f"{key} is not a section.", f"Write [{key}] and what belongs to it below.", key)
        yield from _preferences(source, rehearsal)
        services = {service.id: service for service in source.catalogue.catalogue.services}
        service = services.get(str(data.get("service", "")))
        if service is None:
            message = f"service '{str(data.get('service', ''))[:60]}' is not in the catalogue."
            yield rehearsal.error(message, f"Write one of: {', '.join(services)}.", "service")
            continue
        rehearsed.add(service.id)
        form = source.form(service.form)
        if form is not None:
            yield from _answers(rehearsal, source, form)
            yield from _expectations(source, rehearsal, form, service)
    for service in source.catalogue.catalogue.services:
        if service.id not in rehearsed:
            message = f"nothing rehearses the service '{service.id}'."
            yield Finding(Severity.WARNING, "rehearsals", message, "Add a rehearsal that goes through it once.")


def _preferences(source: Source, rehearsal: _Rehearsal) -> Iterator[Finding]:
    preferences = rehearsal.section("preferences")
    allowed: dict[str, tuple[str, ...]] = {
        "language": source.languages,
        "text_size": tuple(size.value for size in TextSize),
        "palette": tuple(palette.value for palette in Palette),
    }
    for key, value in preferences.items():
        if key in allowed:
            if value not in allowed[key]:
                message = f"'{str(value)[:40]}' is no {key.replace('_', ' ')}."
                yield rehearsal.error(message, f"Write one of: {', '.join(allowed[key])}.", key)
        elif key != "listening" or not isinstance(value, bool):
            mend = "Use language, text_size, palette, and listening = true or false."
            yield rehearsal.error(f"'{key}' does not fit.", mend, key)
    variants = rehearsal.section("variants")
    yield from _lists(rehearsal, variants, _VARIANTS)
    for key in sorted(set(variants) - {*_VARIANTS, *_FLAGS}):
        yield rehearsal.error(f"'{key}' cannot vary.", f"Use {', '.join((*_VARIANTS, *_FLAGS))}.", key)
    for key in _FLAGS:
        if not isinstance(variants.get(key, False), bool):
            yield rehearsal.error(f"{key} is neither true nor false.", f"Write {key} = true.", key)
    for key, preference in (("text_sizes", "text_size"), ("palettes", "palette")):
        for value in _texts(variants.get(key, [])):
            if value not in allowed[preference]:
                message = f"'{value[:40]}' is no {preference.replace('_', ' ')}."
                yield rehearsal.error(message, f"Write any of: {', '.join(allowed[preference])}.", value)
    for language in _texts(variants.get("languages", [])):
        if language not in source.languages:
            message = f"'{language[:40]}' is no language of town.toml."
            yield rehearsal.error(message, "Mend it, or add the language.", language)
    for screen in _texts(variants.get("screens", [])):
        if not re.fullmatch(r"\d{3,4}x\d{3,4}", screen):
            yield rehearsal.error(f"'{screen[:40]}' is no screen.", "Write it as 1080x1920.", screen)


def _answers(rehearsal: _Rehearsal, source: Source, form: XLSForm) -> Iterator[Finding]:
    yield from _table(rehearsal, source, form, rehearsal.section("answers"), ())


def _table(
    rehearsal: _Rehearsal, source: Source, form: XLSForm, answers: Mapping[str, Any], repeats: tuple[str, ...]
) -> Iterator[Finding]:
    """The answers of the form, or of one entry of a repeat: `[[answers.child]]`."""
    for name, value in answers.items():
        question = form.question(name)
        if question is not None and question.kind == "begin_repeat" and question.repeats == repeats:
            if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
                for entry in value:
                    yield from _table(rehearsal, source, form, entry, (*repeats, name))
            else:
                mend = f"Write [[answers.{'.'.join((*repeats, name))}]] and the answers of one entry below it."
                yield rehearsal.error(f"{name} is a repeat, not a question.", mend, name)
        elif question is None or not question.asks:
            asked = [one.name for one in form.questions if one.asks and one.repeats == repeats]
            message = f"'{name}' is no question of {form.form_id}."
            yield rehearsal.error(message, f"It asks: {', '.join(asked)}.", name)
        elif question.repeats != repeats:
            inside = f"in [[answers.{'.'.join(question.repeats)}]]" if question.repeats else "in [answers]"
            yield rehearsal.error(f"'{name}' does not stand here.", f"Answer it {inside}.", name)
        elif problem := _answer_problem(source, form, question, value):
            yield rehearsal.error(f"{name}: {problem[0]}", problem[1], name)


def _answer_problem(source: Source, form: XLSForm, question: Question, value: object) -> tuple[str, str] | None:
    text = str(value)
    if isinstance(value, bool | list | dict):
        return "this is not one answer.", "Write it as a text in quotes; the choices of several with blanks between."
    match question.kind:
        case "select_one" | "select_multiple" | "rank":
            names = [row.values.get("name", "") for row in rows_of(source, form, question)]
            chosen = [text] if question.kind == "select_one" else text.split()
            strange = [one for one in chosen if one not in names]
            if names and strange:
                close = get_close_matches(strange[0][:60], names, n=1, cutoff=0.7) if len(names) > MAX_SHOWN else []
                mend = f"Did you mean {close[0]}?" if close else f"It has: {some(names)}."
                return f"'{strange[0][:40]}' is no choice of the list.", mend
            if question.kind == "rank" and sorted(chosen) != sorted(names):
                return "a ranking names every choice once.", f"Put these in order: {' '.join(names)}."
        case "integer":
            if not re.fullmatch(r"-?\d+", text):
                return f"'{text[:40]}' is no whole number.", "Write digits only."
        case "decimal":
            if not re.fullmatch(r"-?\d+(?:\.\d+)?", text):
                return f"'{text[:40]}' is no number.", "Write digits, with a point."
        case "date":
            if not _is_date(text):
                return f"'{text[:40]}' is no date.", "Write it as 2026-11-23."
        case "time":
            if not _TIME.fullmatch(text):
                return f"'{text[:40]}' is no time.", "Write it as 08:30."
        case "datetime":
            day, _, moment = text.partition("T")
            if not _is_date(day) or not _TIME.fullmatch(moment):
                return f"'{text[:40]}' is no date with a time.", "Write it as 2026-11-23T08:30."
        case "acknowledge":
            if text != "OK":
                return "this question is agreed to, or not.", 'Write "OK".'
        case kind:
            return answer_problem(kind, text)
    return None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _expectations(source: Source, rehearsal: _Rehearsal, form: XLSForm, service: Service) -> Iterator[Finding]:
    expect = rehearsal.section("expect")
    titles = [question.name for question in form.questions if question.outcome == "title"]
    possible = [*titles, *(_KEPT if service.submits else ())]
    outcome = expect.get("outcome")
    if outcome not in possible:
        message = f"outcome '{str(outcome)[:60]}' is no outcome of {form.form_id}."
        yield rehearsal.error(message, f"Write one of: {', '.join(possible)}.", "outcome")
    yield from _lists(rehearsal, expect, ("documents",))
    shown = {question.line.text("bind::kiosk:document") for question in form.questions}
    for document in _texts(expect.get("documents", [])):
        if document not in shown:
            message = f"'{document[:60]}' is no document that {form.form_id} asks for."
            mend = f"It has: {', '.join(sorted(shown - {''})) or 'none'}."
            yield rehearsal.error(message, mend, document)
    for key in sorted(set(expect) - {"outcome", "documents"}):
        yield rehearsal.error(f"'{key}' is nothing that can be expected.", "Use outcome and documents.", key)


def _lists(rehearsal: _Rehearsal, section: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[Finding]:
    for key in keys:
        value = section.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            yield rehearsal.error(f"{key} is not a list of texts.", f'Write it as {key} = ["...", "..."].', key)


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
