"""Rehearsals walked through by the engine alone: where the answers lead, without a window.

`parvis rehearse` shows and records the same in the real window; this tells an author in a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.loading import load_form
from kiosk.authoring.source import Source
from kiosk.places.hours import PARIS

if TYPE_CHECKING:
    from kiosk.forms import Form, Session

_SENT = ("kept", "sent")


def dry_runs(source: Source, today: date, unfit: frozenset[str]) -> Iterator[Finding]:
    """Where a rehearsal's answers stop fitting, or lead elsewhere than it expects.

    `unfit` are the files with errors: neither such a form nor such a rehearsal is walked through.
    """
    if source.catalogue is None:
        return
    services = {service.id: service for service in source.catalogue.catalogue.services}
    forms: dict[str, Form] = {}
    for path, data in source.rehearsals.items():
        service = services.get(str(data.get("service")))
        authored = source.form(service.form) or source.xform(service.form) if service else None
        if path in unfit or authored is None or authored.file in unfit:
            continue
        if authored.file not in forms:
            forms[authored.file] = load_form(source, authored.file)
        session = forms[authored.file].begin(
            now=lambda: datetime.combine(today, time(12, 0), PARIS), language=source.languages[0]
        )
        for message, mend, needle in _walk(session, data):
            row = line_of(source.files[path], needle) if needle else 0
            yield Finding(Severity.ERROR, path, message, mend, row=row)


def _walk(session: Session, data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Message, mend and what to look for in the file, for everything that does not come true."""
    from kiosk.forms import FormError, Problem, QuestionKind, RepeatRange
    from kiosk.journey.course import after, first
    from kiosk.journey.rehearsed import Rehearsed, read

    rehearsed = Rehearsed(read(data.get("answers", {})))
    question = first(session)
    while question is not None:
        if isinstance(question, RepeatRange):
            if question.count < (rehearsed.entries(question) or 0):
                entry = session.add_repeat(question.path)
                question = next((q for q in session.questions() if q.path.startswith(f"{entry}/")), None) or question
                continue
        elif question.kind is not QuestionKind.NOTE:
            name, path = question.name, question.path
            try:
                session.set(path, rehearsed.answer(question) or "")
            except FormError:
                yield f"{name}: the form cannot take this answer.", "Write it as the form stores it.", name
                return
            match session.problem(path):
                case Problem.REQUIRED:
                    yield f"'{name}' is asked on this way, and has no answer.", "Add it to [answers].", "[answers]"
                    return
                case Problem.CONSTRAINT:
                    yield f"{name}: the form refuses this answer.", "See its constraint.", name
                    return
                case None:
                    pass
        question = after(session, question.path)
    for name in rehearsed.unused():
        yield f"'{name}' is never asked on this way.", "Take the answer out, or mend those before it.", name
    yield from _end(session, data.get("expect", {}))


def _end(session: Session, expect: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    from kiosk.journey.course import documents, outcome

    titles = [question.name for question in outcome(session, "title")]
    reached = titles[0] if titles else "kept"
    expected = str(expect.get("outcome"))
    if reached != expected and not (reached in _SENT and expected in _SENT):
        yield f"the answers lead to '{reached}', not to '{expected}'.", "Mend the form or the rehearsal.", "outcome"
        return
    if "documents" in expect:
        needed, wanted = list(documents(session)), [str(one) for one in expect["documents"]]
        if needed != wanted:
            message = f"the documents are {', '.join(needed) or 'none'}; expected were {', '.join(wanted) or 'none'}."
            yield message, "Mend the form or the rehearsal; their order counts.", "documents"
