"""The voice's own wordings: each must belong to a text that exists, or it would never be heard."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from kiosk.authoring.checks import lexicon
from kiosk.authoring.checks.lexicon import LEXICON
from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import Source
from kiosk.authoring.xlsform import XLSForm

TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


def spoken(source: Source) -> Iterator[Finding]:
    """Wordings in files, languages or under keys that name nothing."""
    for path, languages in source.spoken.items():
        name = path.removeprefix("spoken/").removesuffix(".toml")
        if name == LEXICON:
            yield from lexicon.entries(source, path, languages)
            continue
        keys = _keys(source, name)
        if keys is None:
            absent = not any(f"forms/{name}{end}" in source.files for end in (".xlsx", ".xml"))
            if source.form(name) is None and absent and name != "catalogue":
                message = f"there is no form '{name}'."
                yield Finding(Severity.ERROR, path, message, "Name the file after a form, or catalogue.toml.")
            continue
        content = source.files[path]
        for language, wordings in languages.items():
            if language not in source.languages:
                message = f"'{language}' is no language of town.toml."
                row = line_of(content, f"[{language}]")
                yield Finding(Severity.ERROR, path, message, "Mend it, or add the language.", row=row)
            elif not isinstance(wordings, dict):
                message = f"'{language}' does not hold wordings."
                yield Finding(Severity.ERROR, path, message, f"Write [{language}] and the wordings below it.")
            else:
                for key, text in wordings.items():
                    row = line_of(content, f'"{key}"')
                    if key not in keys:
                        yield Finding(Severity.ERROR, path, f"'{key}' names no text.", _nearest(key, keys), row=row)
                    elif not isinstance(text, str) or not text.strip():
                        yield Finding(Severity.ERROR, path, f"'{key}' has no wording.", "Write a text.", row=row)


def _keys(source: Source, name: str) -> frozenset[str] | None:
    """The keys that a file of wordings may use, or None when what it belongs to could not be read."""
    if name == "catalogue":
        return source.catalogue.spoken_keys if source.catalogue else None
    form = source.form(name)
    return form_keys(form) if form else None


def form_keys(form: XLSForm) -> frozenset[str]:
    """`question/label` and its like for every text of the questions, and `list_name/choice_name` for every choice."""
    questions = {
        f"{line.text('name')}/{name}"
        for line in form.survey.lines
        for (name, _language) in line.cells
        if name in TEXTS and line.text("name")
    }
    return frozenset(questions | {f"{line.text('list_name')}/{line.text('name')}" for line in form.choices.lines})


def _nearest(key: str, keys: frozenset[str]) -> str:
    close = get_close_matches(key[:120], sorted(keys), n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else "Write question/label, question/hint or list/choice."
