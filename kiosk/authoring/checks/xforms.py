"""Forms that came as XML, from Central, Kobo or Enketo: there is no workbook, so places are lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiosk.authoring.checks.kiosk_columns import FREE, VALUES, pictograms, unknown_pictogram
from kiosk.authoring.checks.report import line_of
from kiosk.authoring.checks.sounds import sounds
from kiosk.authoring.checks.wording import falls_back
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.loading import load_form
from kiosk.authoring.source import Source, media_folder
from kiosk.authoring.xform import FORM_ID, XForm

if TYPE_CHECKING:
    from kiosk.forms import Form

MAX_NAMED = 3
"""Texts without a translation that are named one by one, before one finding counts the rest."""


def xforms(source: Source, form: XForm) -> list[Finding]:
    """Everything wrong with such a form."""
    findings = [*_identity(form), *_languages(source, form), *_kiosk(form), *_service(source, form)]
    findings += _refused(source, form)
    return findings


def _at(form: XForm, line: int, message: str, mend: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(severity, form.file, message, mend, row=line)


def _identity(form: XForm) -> Iterator[Finding]:
    if not FORM_ID.fullmatch(form.form_id):
        message = "the form's id is missing or has other than letters, digits, - and _."
        yield _at(form, form.form_id_line, message, "Give this element an id, such as birth-certificate.")
    elif form.file != f"forms/{form.form_id}.xml":
        message = f"the form's id '{form.form_id}' is not the name of the file."
        yield _at(form, form.form_id_line, message, f"Name the file {form.form_id}.xml.")
    if not form.version:
        message = "version is empty, so the desk could not tell this form from an older one."
        yield _at(form, form.form_id_line, message, 'Write version="2026112301" beside the id.')


def _languages(source: Source, form: XForm) -> Iterator[Finding]:
    """A form with one language of its own speaks that one to everybody, if the town has no other."""
    if not form.translations:
        if len(source.languages) > 1:
            message = "the form has no translations, and the town has several languages."
            mend = "Export it with its translations, or list it as a service of one language."
            yield _at(form, 0, message, mend)
        return
    codes = {translation.code: translation for translation in form.translations}
    texts = {name: line for translation in form.translations for name, line in translation.texts.items()}
    for language in source.languages:
        base = falls_back(language, source.languages)
        severity = Severity.WARNING if base else Severity.ERROR
        mend = f"People are shown the words in '{base}'." if base else "Translate it where the form was made."
        if language not in codes:
            found = ", ".join(codes)
            message = f"there is no translation in '{language}'; the form has: {found}."
            yield _at(form, form.translations[0].line, message, mend, severity)
            continue
        missing = [name for name in texts if name not in codes[language].texts and not name.endswith(":guidance")]
        for name in missing[:MAX_NAMED]:
            message = f"the text '{name[:80]}' is missing in '{language}'."
            yield _at(form, texts[name], message, mend, severity)
        if len(missing) > MAX_NAMED:
            message = f"{len(missing) - MAX_NAMED} more texts are missing in '{language}'."
            yield _at(form, codes[language].line, message, mend, severity)


def _kiosk(form: XForm) -> Iterator[Finding]:
    for rule in form.rules:
        for column, value in rule.kiosk.items():
            if column not in (*VALUES, *FREE):
                mend = f"The kiosk knows: {', '.join(sorted((*VALUES, *FREE)))}."
                yield _at(form, rule.line, f"{rule.name}: there is no kiosk:{column}.", mend)
            elif column in VALUES and value not in VALUES[column][0]:
                mend = f"Write one of: {', '.join(VALUES[column][0])}."
                yield _at(form, rule.line, f"{rule.name}: '{value[:40]}' is no value of kiosk:{column}.", mend)
            elif column == "picture" and value not in pictograms():
                message, mend = unknown_pictogram(value)
                yield _at(form, rule.line, f"{rule.name}: {message}", mend)


def _service(source: Source, form: XForm) -> Iterator[Finding]:
    if source.catalogue is None:
        return
    catalogue = source.catalogue.catalogue
    services = [service for service in catalogue.services if service.form == form.form_id]
    if not services and form.form_id:
        message = f"no service of the catalogue uses the form '{form.form_id}'."
        yield _at(form, 0, message, "Name it in a service's parvis:form, or remove it.", Severity.WARNING)
    for service in services:
        if not service.submits and not form.names("outcome", "title"):
            message = f"there is no note with kiosk:outcome title, and '{service.id}' ends with one."
            yield _at(form, 0, message, "Let the service send the form (parvis:submits), or add the note.")
        for document in form.values("document"):
            if document not in catalogue.evidence:
                message = f"'{document[:60]}' is no Evidence of catalogue.jsonld."
                yield _at(form, 0, message, "Mend kiosk:document, or add the evidence.")


def _refused(source: Source, form: XForm) -> Iterator[Finding]:
    from kiosk.forms import FormError, QuestionKind
    from kiosk.forms.errors import MissingResource, ResourceDamaged

    try:
        loaded = load_form(source, form.file)
    except MissingResource as error:
        yield _at(form, error.line or 0, error.message, f"It belongs into {media_folder(form.file)}.")
        return
    except ResourceDamaged as error:
        path = f"{media_folder(form.file)}{error.uri.rpartition('/')[2]}"
        yield Finding(Severity.ERROR, path, error.message, "", row=error.line or 0)
        return
    except FormError as error:
        yield _at(form, _line_of(source.files[form.file], error), str(error), "")
        return
    for warning in loaded.warnings:
        yield _at(form, _line_of(source.files[form.file], warning), str(warning), "", Severity.WARNING)
    yield from _media(source, form, loaded)
    yield from sounds(source, form.file)
    for question in loaded.questions:
        if question.kind in (QuestionKind.GEOTRACE, QuestionKind.GEOSHAPE):
            message = f"{question.path}: nobody can answer a {question.kind.value} at a kiosk."
            yield _at(
                form, 0, message, "People can only go on without it; take it out if it is required.", Severity.WARNING
            )


def _media(source: Source, form: XForm, loaded: Form) -> Iterator[Finding]:
    """Pictures, sounds and films that the form's texts name and that are not there."""
    from kiosk.forms.resources import file_name

    folder, present = media_folder(form.file), source.media(form.file)
    for uri in loaded.media:
        name = file_name(uri)
        if name not in present:
            line = line_of(source.files[form.file], uri)
            yield _at(form, line, f"the file '{(name or uri)[:60]}' is not in {folder}.", "Put it there.")


def _line_of(content: bytes, error: Exception) -> int:
    """The error's own line; else the first that holds its expression or its path (a file may be one long line)."""
    line = getattr(error, "line", None)
    if isinstance(line, int) and line > 0:
        return line
    for needle in (getattr(error, "expression", None), getattr(error, "path", None)):
        if needle and (found := line_of(content, str(needle))):
            return found
    return 0
