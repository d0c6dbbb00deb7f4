"""The headings of the sheets: those that are missing, twice, misspelt, or of no namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.authoring.checks.report import at_heading, at_sheet
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.xlsform import EXPRESSIONS, MEDIA, TRANSLATED, Column, XLSForm

_SURVEY = frozenset(
    (
        "type",
        "name",
        "appearance",
        "parameters",
        "comment",
        "disabled",
        "autoplay",
        "rows",
        *TRANSLATED,
        *MEDIA,
        *EXPRESSIONS,
    )
)
_SETTINGS = frozenset(
    (
        "form_id",
        "form_title",
        "version",
        "default_language",
        "namespaces",
        "public_key",
        "instance_name",
        "submission_url",
        "style",
        "allow_choice_duplicates",
    )
)
_ATTRIBUTE = re.compile(r"(?:bind|body|instance)::(?:([A-Za-z_][\w.-]*):)?[A-Za-z_][\w.-]*", re.ASCII)
_NAMESPACES = frozenset(("ev", "h", "jr", "odk", "orx", "xsd"))
"""Those that pyxform itself declares."""

_OTHERS = ("$", "kobo--", "hxl", "sms_", "entities::")
"""How the columns begin that Kobo and others write for themselves: nobody needs to be told of them."""


def headings(form: XLSForm) -> Iterator[Finding]:
    """Everything wrong with the first rows."""
    for needed in ("type", "name"):
        if form.survey.column(needed) is None:
            yield at_sheet(form, "survey", f"the column {needed} is not there.", "Add it to the first row.")
    for table in (form.survey, form.choices, form.settings):
        seen: set[tuple[str, str]] = set()
        for column in table.columns:
            if (column.name, column.language) in seen:
                yield at_heading(form, table, column, f"'{column.heading}' is there twice.", "Keep one column.")
            seen.add((column.name, column.language))
    for column in form.survey.columns:
        yield from _of_survey(form, column)
    for column in form.settings.columns:
        if column.name not in _SETTINGS:
            message = f"'{column.heading}' is no setting that the kiosk knows."
            yield at_heading(form, form.settings, column, message, "Mend its spelling or remove it.", Severity.WARNING)


def _of_survey(form: XLSForm, column: Column) -> Iterator[Finding]:
    shown = column.heading[:60]
    attribute = _ATTRIBUTE.fullmatch(column.name)
    if column.name.startswith("bind::kiosk:") and "::" in column.name.removeprefix("bind::"):
        message = f"'{shown}' has a language, and what only the kiosk knows is the same in all."
        mend = f"Write it as {column.name.rpartition('::')[0]}, once."
        yield at_heading(form, form.survey, column, message, mend)
    elif "::" in column.name and not attribute:
        message = f"'{shown}' is no heading."
        yield at_heading(form, form.survey, column, message, "Write it as bind::kiosk:picture, or remove it.")
    elif attribute:
        written = form.settings.lines[0].text("namespaces") if form.settings.lines else ""
        prefix = attribute[1] or ""
        # That of the kiosk has a message of its own, at the setting.
        if prefix and prefix != "kiosk" and prefix not in _NAMESPACES and f"{prefix}=" not in written:
            message = f"'{shown}': the setting namespaces does not say what {prefix} is."
            yield at_heading(form, form.survey, column, message, f'Add {prefix}="..." there, or remove the column.')
    elif column.name.partition(":")[0].strip() in TRANSLATED and ":" in column.name:
        message = f"'{shown}' has one colon, and a language stands after two."
        mend = f"Write it as {column.name.partition(':')[0].strip()}::English (en)."
        yield at_heading(form, form.survey, column, message, mend)
    elif column.name not in _SURVEY and not column.name.startswith(_OTHERS):
        message = f"'{shown}' is no column of a survey, and is ignored."
        yield at_heading(form, form.survey, column, message, "Mend its spelling or remove it.", Severity.WARNING)
