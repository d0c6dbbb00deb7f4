"""`parvis pack check`: everything that can be found wrong with a pack's source, in one pass.

The workbook itself is checked, cell by cell, before pyxform sees it; only a form in which nothing was
found is then compiled and loaded into the engine, whose word is the last.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kiosk.authoring.checks.deeds import deeds
from kiosk.authoring.checks.dry_run import dry_runs
from kiosk.authoring.checks.expressions import expressions, read_expressions
from kiosk.authoring.checks.facts import facts
from kiosk.authoring.checks.glossary import glossary
from kiosk.authoring.checks.imported import imported
from kiosk.authoring.checks.kiosk_columns import kiosk_columns
from kiosk.authoring.checks.lists import lists
from kiosk.authoring.checks.media import media
from kiosk.authoring.checks.parameters import appearances_and_parameters
from kiosk.authoring.checks.paths import paths
from kiosk.authoring.checks.pictures import pictures
from kiosk.authoring.checks.reach import reach
from kiosk.authoring.checks.readability import readability
from kiosk.authoring.checks.refused import refused
from kiosk.authoring.checks.rehearsals import rehearsals
from kiosk.authoring.checks.sounds import sounds
from kiosk.authoring.checks.spoken import spoken
from kiosk.authoring.checks.structure import structure
from kiosk.authoring.checks.surroundings import surroundings
from kiosk.authoring.checks.vouching import vouching
from kiosk.authoring.checks.wording import wording
from kiosk.authoring.checks.xforms import xforms
from kiosk.authoring.finding import Finding, Severity, has_errors, in_order
from kiosk.authoring.source import Source, media_folder, read_source
from kiosk.authoring.xlsform import XLSForm


def check(directory: Path, today: date | None = None) -> tuple[Finding, ...]:
    """All findings for the pack source in `directory`, in order. `today` is for judging the age of content.

    Raises `SourceMissing` when there is no pack source; bad content never raises.
    """
    return check_source(read_source(directory), today)


def check_source(source: Source, today: date | None = None) -> tuple[Finding, ...]:
    """All findings for a source that was read, in order."""
    today = today or date.today()
    findings = [*source.findings, *surroundings(source, today), *vouching(source, today)]
    for form in source.forms.values():
        findings += _form(source, form)
    for xform in source.xforms.values():
        findings += xforms(source, xform)
    findings += imported(source)
    findings += [*spoken(source), *rehearsals(source), *glossary(source), *readability(source), *deeds(source)]
    findings += dry_runs(source, today, _unfit(source, findings))
    return in_order(findings)


def _unfit(source: Source, findings: list[Finding]) -> frozenset[str]:
    """The files with errors; a form is one of them where the fault lies in a file beside it."""
    files = {finding.file for finding in findings if finding.severity is Severity.ERROR}
    forms = (*source.forms, *source.xforms)
    return frozenset(files | {form for form in forms if any(file.startswith(media_folder(form)) for file in files)})


def _form(source: Source, form: XLSForm) -> list[Finding]:
    if form.survey.column("type") is None:
        # Everything else would only follow from that.
        return list(structure(form))
    findings = [*structure(form), *wording(form, source.languages), *kiosk_columns(source, form), *facts(form)]
    findings += [*lists(source, form), *appearances_and_parameters(form), *media(source, form), *pictures(form)]
    findings += sounds(source, form.file)
    read, unreadable = read_expressions(form)
    findings += [*unreadable, *expressions(form, read), *paths(form, read)]
    names = [question.name for question in form.questions]
    if not has_errors(findings) and len(set(names)) == len(names):
        findings += reach(form, read)
    if not has_errors(findings):
        findings += refused(source, form)
    return findings
