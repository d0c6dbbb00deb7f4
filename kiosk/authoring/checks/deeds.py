"""own-12: the card that opens a service says what the person will do there, verb first."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.authoring.checks.report import line_of
from kiosk.authoring.deeds import says_a_deed
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import Source

_CATALOGUE = "catalogue.jsonld"


def deeds(source: Source) -> Iterator[Finding]:
    """Titles of services that name a thing and not a deed."""
    if source.catalogue is None:
        return
    for service in source.catalogue.catalogue.services:
        for language, title in service.title.texts.items():
            if not says_a_deed(title, language):
                message = f"'{title}' names '{service.id}' in '{language}' without saying what the person does there."
                mend = "Begin with the verb: renew my card, ask for a certificate."
                row = line_of(source.files[_CATALOGUE], title[:60])
                yield Finding(Severity.WARNING, _CATALOGUE, message, mend, row=row)
