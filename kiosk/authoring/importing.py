"""Brings forms from a server into a pack's source: looked at first, then all of them with their files, or none."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from kiosk.authoring.imports import IMPORTED, Imported, ImportedFile, write_imports
from kiosk.authoring.public_key import PublicKeyUnfit, check_public_key
from kiosk.authoring.source import MAX_FILES, MEDIA_NAME, MEDIA_SUFFIXES, Source, media_folder, read_source
from kiosk.authoring.swapping import change_directory
from kiosk.authoring.xform import FORM_ID, XForm, XFormUnreadable, read_xform
from kiosk.errors import ParvisError


class ImportRefused(ParvisError):
    """A form cannot come into this pack; nothing was changed."""


class FormUnsealed(ImportRefused):
    """The server does not encrypt the form, and a kiosk sends nothing that the server could read."""


@dataclass(frozen=True, slots=True)
class ServedForm:
    """A form as a server gave it. `md5` and `hashes` are what the server said of form and files, in hex.

    `server` is the host, `address` the project's address without a token.
    """

    server: str
    address: str
    form_id: str
    version: str
    md5: str
    xml: bytes = field(repr=False)
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    hashes: Mapping[str, str] = field(default_factory=dict)
    entity_lists: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where it lies in a pack's source."""
        return f"forms/{self.form_id}.xml"


class Outcome(StrEnum):
    """What importing a form did to the pack."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One form that is in the pack now. `before` is the version that it took the place of, "" where it is new."""

    form_id: str
    version: str
    key_sha256: str
    outcome: Outcome
    before: str = ""


def bring_in(
    directory: Path, served: Sequence[ServedForm], fetched: str, *, own_key: bool = False, replacing: bool = False
) -> tuple[Arrival, ...]:
    """Put the forms into the pack source in `directory`, form and files together; what is the same stays untouched.

    `fetched` is the moment, in ISO 8601. With `own_key`, forms come in that the server does not encrypt: the town's
    key is written into them when the pack is built. `replacing` takes the place of forms that somebody changed by
    hand. Raises `SourceMissing`, `ImportRefused`, `FormUnsealed`; then nothing was changed.
    """
    source = read_source(directory)
    if (directory / IMPORTED).exists() and not source.imports and not replacing:
        raise ImportRefused(f"{IMPORTED} cannot be read. Import its forms again with --replace.")
    records = {form.form_id: _looked_at(source, form, fetched, own_key, replacing) for form in served}
    arrivals = tuple(_arrival(source, form_id, record) for form_id, record in records.items())
    moved = [form for form, arrival in zip(served, arrivals, strict=True) if arrival.outcome is not Outcome.UNCHANGED]
    if not moved:
        return arrivals
    imports = dict(source.imports) | {form.form_id: records[form.form_id] for form in moved}

    def change(forms: Path) -> None:
        for form in moved:
            _put(forms, form)
        (forms / Path(IMPORTED).name).write_bytes(write_imports(imports))

    try:
        change_directory(directory / "forms", change)
    except OSError as error:
        raise ImportRefused(f"{directory / 'forms'}: {error.strerror}. Nothing was changed.") from error
    return arrivals


def _looked_at(source: Source, form: ServedForm, fetched: str, own_key: bool, replacing: bool) -> Imported:
    """What will be noted of the form. Raises `ImportRefused` where this pack cannot take it."""
    if not FORM_ID.fullmatch(form.form_id) or not all(map(MEDIA_NAME.fullmatch, form.media)):
        raise ImportRefused(f"{form.server} gives a form, or one of its files, a name that no file may have here.")
    try:
        xform = read_xform(form.path, form.xml)
    except XFormUnreadable as error:
        raise ImportRefused(f"The form '{form.form_id}' of {form.server} is no XForm: {error}") from error
    # Old servers list no versions.
    if (xform.form_id, xform.version) != (form.form_id, form.version or xform.version):
        raise ImportRefused(
            f"{form.server} lists '{form.form_id}' in version '{form.version[:80]}', and the form says of itself "
            f"'{xform.form_id[:64]}' in version '{xform.version[:80]}'. Ask the server's operator."
        )
    if not xform.version:
        raise ImportRefused(
            f"The form '{form.form_id}' has no version, so nobody could tell it from an older one. Give it one at the "
            "server, in the settings of its spreadsheet."
        )
    _check_place(source, form, replacing)
    _check_media(form)
    key = _key(source, form, xform, own_key)
    _check_understood(form)
    media = {name: ImportedFile(_sha256(content), form.hashes[name]) for name, content in form.media.items()}
    noted = ImportedFile(_sha256(form.xml), form.md5)
    return Imported(form.server, form.address, xform.version, fetched, key, noted, media, form.entity_lists)


def _check_place(source: Source, form: ServedForm, replacing: bool) -> None:
    """The form's place in the pack is free, or the same server's, and nobody changed what lies there."""
    if f"forms/{form.form_id}.xlsx" in source.files:
        raise ImportRefused(
            f"forms/{form.form_id}.xlsx is there: the pack has this form as a spreadsheet. Keep one of the two: delete "
            "the spreadsheet, or do not import the form."
        )
    if replacing or form.path not in source.files:
        return
    record = source.imports.get(form.form_id)
    if record is None:
        raise ImportRefused(f"{form.path} is there, and did not come from a server. Move it away, or give --replace.")
    if record.server != form.server:
        raise ImportRefused(f"{form.path} came from {record.server}. To take {form.server}'s, give --replace.")
    known = {name: file.sha256 for name, file in record.media.items()}
    there = {name: _sha256(content) for name, content in source.media(form.path).items()}
    if _sha256(source.files[form.path]) != record.form.sha256 or there != known:
        raise ImportRefused(
            f"{form.path}, or a file in {media_folder(form.path)}, was changed since it came from {form.server}. "
            "To lose what was changed, give --replace."
        )


def _check_media(form: ServedForm) -> None:
    if len(form.media) > MAX_FILES:
        raise ImportRefused(f"The form '{form.form_id}' has more than {MAX_FILES} files.")
    for name in form.media:
        if not name.lower().endswith(MEDIA_SUFFIXES):
            raise ImportRefused(
                f"The form '{form.form_id}' has a file {name}, of a kind that a form at a kiosk cannot use. It may be "
                f"one of: {', '.join(MEDIA_SUFFIXES)}."
            )


def _key(source: Source, form: ServedForm, xform: XForm, own_key: bool) -> str:
    """The fingerprint of the key in the form; "" where the town's own shall be written, or none is needed."""
    if xform.public_key:
        try:
            return check_public_key(xform.public_key)
        except PublicKeyUnfit as error:
            raise ImportRefused(f"The form '{form.form_id}' of {form.server} cannot be sealed for: {error}") from error
    if xform.managed:
        raise FormUnsealed(
            f"The version of '{form.form_id}' says that {form.server} encrypts it, and there is no key in it. Publish "
            "it there once more."
        )
    if own_key or not _is_sent(source, form.form_id):
        return ""
    raise FormUnsealed(
        f"{form.server} does not encrypt '{form.form_id}', and a kiosk sends nothing that a server could read. Either: "
        "in Central, open the project's Settings, choose Encryption, and switch it on with a passphrase that you keep "
        "(it cannot be switched off again); each form then gets a key and a new version; import again. "
        "Or seal it with the town's own key: import it with --public-key FILE, build with the same key, and upload "
        f"OUT/{form.path} of the built pack to the server as a new version of the form, before kiosks get the pack."
    )


def _is_sent(source: Source, form_id: str) -> bool:
    """Whether kiosks send it, as far as the catalogue knows; a form that no service uses yet may well be."""
    services = source.catalogue.catalogue.services if source.catalogue is not None else ()
    uses = [service.submits for service in services if service.form == form_id]
    return any(uses) if uses else True


def _check_understood(form: ServedForm) -> None:
    """The engine has the last word: it must understand every construct of the form, and find every file."""
    from kiosk.forms import FormError, load
    from kiosk.forms.resources import NamedFiles, file_name

    try:
        loaded = load(form.xml, resources=NamedFiles(form.media))
    except FormError as error:
        raise ImportRefused(
            f"The form '{form.form_id}' of {form.server} cannot be asked at a kiosk: {error} Change it there, publish "
            "it, and import again."
        ) from error
    for uri in loaded.media:
        if (name := file_name(uri)) not in form.media:
            raise ImportRefused(
                f"The form '{form.form_id}' shows or plays the file '{(name or uri)[:60]}', and {form.server} has no "
                "such file. Upload it there (in Central: the form, Media Files), publish, and import again."
            )


def _arrival(source: Source, form_id: str, record: Imported) -> Arrival:
    before = source.imports.get(form_id)
    path = f"forms/{form_id}.xml"
    if path not in source.files:
        return Arrival(form_id, record.version, record.key_sha256, Outcome.NEW)
    lies_there = {name: _sha256(content) for name, content in source.media(path).items()}
    same = (
        before is not None
        and replace(record, fetched=before.fetched) == before
        and _sha256(source.files[path]) == record.form.sha256
        and lies_there == {name: file.sha256 for name, file in record.media.items()}
    )
    outcome = Outcome.UNCHANGED if same else Outcome.CHANGED
    return Arrival(form_id, record.version, record.key_sha256, outcome, before.version if before else "")


def _put(forms: Path, form: ServedForm) -> None:
    folder = forms / f"{form.form_id}-media"
    shutil.rmtree(folder, ignore_errors=True)
    (forms / f"{form.form_id}.xml").write_bytes(form.xml)
    if form.media:
        folder.mkdir()
    for name, content in form.media.items():
        (folder / name).write_bytes(content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
