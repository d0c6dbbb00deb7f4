"""For which key each form of a pack is sealed: its server's, which stays as it is, or the town's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.authoring.finding import Finding, PackUnfit, Severity
from kiosk.authoring.public_key import check_public_key
from kiosk.authoring.source import Source
from kiosk.authoring.xform import XForm, read_xform

SEALED_HERE = "[sealed:{}]"
"""What a version gets when the town's own key is written into a form that came from a server without one."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a form is built with: the key, "" for a form that is never sent; and its version, None to leave it."""

    public_key: str
    version: str | None = None


def seals(source: Source, public_key: str) -> dict[str, Seal]:
    """The seal of each form, by path, with the town's own `public_key` ("" where none was given).

    A form that came from a server with its key keeps key and version: its submissions must name exactly that version,
    and are opened with that key. Raises `PackUnfit`.
    """
    assert source.catalogue is not None
    sending = {service.form for service in source.catalogue.catalogue.services if service.submits}
    found: dict[str, Seal] = {}
    findings: list[Finding] = []
    for path, form in source.forms.items():
        if form.form_id in sending and not public_key:
            findings.append(_keyless(path))
        found[path] = Seal(public_key if form.form_id in sending else "")
    for path, xform in source.xforms.items():
        if xform.form_id not in sending:
            found[path] = Seal("")
        elif not xform.public_key:
            if not public_key:
                findings.append(_keyless(path))
            found[path] = Seal(public_key, _own_version(source, xform, public_key))
        else:
            kept = xform.managed or xform.form_id in source.imports
            if not kept and public_key and xform.public_key != public_key:
                findings.append(_another(xform))
            found[path] = Seal(xform.public_key)
    if findings:
        raise PackUnfit(findings)
    return found


def keys_of(built: Path) -> dict[str, tuple[str, ...]]:
    """For which keys the forms of a built pack are sealed: identifiers of forms, by fingerprint."""
    found: dict[str, list[str]] = {}
    for path in sorted((built / "forms").glob("*.xml")):
        form = read_xform(path.name, path.read_bytes())
        if form.public_key:
            found.setdefault(check_public_key(form.public_key), []).append(form.form_id)
    return {fingerprint: tuple(forms) for fingerprint, forms in found.items()}


def _own_version(source: Source, xform: XForm, public_key: str) -> str | None:
    """Another version than the server's: with a key in it, it is no longer the form that lies there under this one."""
    if xform.form_id not in source.imports or not public_key:
        return None
    return xform.version + SEALED_HERE.format(check_public_key(public_key)[:8])


def _keyless(path: str) -> Finding:
    return Finding(
        Severity.ERROR, path, "it is sent, and carries no public key.", "Build with --public-key FILE, the desk's key."
    )


def _another(xform: XForm) -> Finding:
    fingerprint = check_public_key(xform.public_key)
    return Finding(
        Severity.ERROR,
        xform.file,
        f"it carries another public key ({fingerprint}) than --public-key gives.",
        "If it is its server's, bring the form in with 'parvis pack import forms', which keeps the key. If it shall be "
        "sealed for yours, take base64RsaPublicKey out of the form and give it a new version.",
        row=xform.key_line,
    )
