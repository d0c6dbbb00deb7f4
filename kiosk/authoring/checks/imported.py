"""Forms that came from a server: still as they came, and with a key that submissions can be sealed with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.imports import IMPORTED, Imported
from kiosk.authoring.public_key import PublicKeyUnfit, check_public_key
from kiosk.authoring.source import Source, media_folder
from kiosk.authoring.xform import XForm


def imported(source: Source) -> Iterator[Finding]:
    """What is wrong with the forms that `forms/imported.json` names, and with the keys of all forms that are XML."""
    for form_id, record in source.imports.items():
        path = f"forms/{form_id}.xml"
        if path not in source.files:
            message = f"'{form_id}' came from {record.server}, and {path} is not there."
            yield Finding(Severity.WARNING, IMPORTED, message, "Import it again, or take its entry out.")
            continue
        yield from _changed(source, path, record)
    for form in source.xforms.values():
        yield from _key(form)


def _changed(source: Source, path: str, record: Imported) -> Iterator[Finding]:
    # A difference here is a difference from what the server has, and its submissions would not fit there.
    mend = (
        f"Change the form at {record.server} and import it again with --replace. If it shall be yours from now on, "
        f"take its entry out of {IMPORTED}, and give it a version and an id of its own."
    )
    if hashlib.sha256(source.files[path]).hexdigest() != record.form.sha256:
        yield Finding(Severity.ERROR, path, f"is no longer as it came from {record.server}.", mend)
    media = source.media(path)
    for name in sorted({*media, *record.media}):
        file = f"{media_folder(path)}{name}"
        if name not in media:
            yield Finding(Severity.ERROR, file, f"came from {record.server} and is not there.", mend)
        elif name not in record.media:
            yield Finding(Severity.ERROR, file, f"did not come from {record.server}, as its form did.", mend)
        elif hashlib.sha256(media[name]).hexdigest() != record.media[name].sha256:
            yield Finding(Severity.ERROR, file, f"is no longer as it came from {record.server}.", mend)


def _key(form: XForm) -> Iterator[Finding]:
    if not form.public_key:
        if form.managed:
            message = "its version says that ODK Central encrypts it, and the key is missing."
            yield Finding(Severity.ERROR, form.file, message, "Import it again.", row=form.form_id_line)
        return
    try:
        check_public_key(form.public_key)
    except PublicKeyUnfit as error:
        mend = "Encrypt the form at its server again and import it, or take base64RsaPublicKey out."
        yield Finding(Severity.ERROR, form.file, str(error), mend, row=form.key_line)
