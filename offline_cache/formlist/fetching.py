"""Fetches whole forms: XML and files, or nothing; what has not changed is not fetched again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.errors import ParvisError
from offline_cache.formlist.client import FormListClient
from offline_cache.formlist.documents import ListedForm

MAX_FORMS = 50
"""Of one import."""
MAX_IMPORT_BYTES = 100 * 1024 * 1024
"""All forms of one import with their files: a pack may have 128 MB."""


class FormsNotThere(ParvisError):
    """The server does not list what was asked for, or lists too much at once."""


@dataclass(frozen=True, slots=True)
class FetchedForm:
    """A form as it lies at the server. `hashes` are the md5 of its files, in hex, or the state of an entity list.

    `entity_lists` are the files that are such lists.
    """

    listed: ListedForm
    xml: bytes = field(repr=False)
    media: Mapping[str, bytes] = field(repr=False)
    hashes: Mapping[str, str]
    entity_lists: tuple[str, ...] = ()


Held = Callable[[str, str], bytes | None]
"""What lies in the pack already: the bytes of form `form_id`, or of its file `name`; "" names the form itself."""


def chosen(listed: Sequence[ListedForm], wanted: Sequence[str]) -> tuple[ListedForm, ...]:
    """The forms to fetch: those named, or all. Of several versions, the first listed. Raises `FormsNotThere`."""
    known: dict[str, ListedForm] = {}
    for form in listed:
        known.setdefault(form.form_id, form)
    if missing := [form_id for form_id in wanted if form_id not in known]:
        there = ", ".join(sorted(form_id[:64] for form_id in known if form_id.isprintable())[:MAX_FORMS]) or "none"
        raise FormsNotThere(
            f"The server lists no form '{missing[0][:64]}'; it lists: {there}. Publish it there, and give the "
            "application user access to it."
        )
    forms = tuple(known[form_id] for form_id in dict.fromkeys(wanted)) if wanted else tuple(known.values())
    if not forms:
        raise FormsNotThere("The server lists no forms for this user. In Central: project, App Users, form access.")
    if len(forms) > MAX_FORMS:
        raise FormsNotThere(f"The server lists {len(forms)} forms. Name those that you want with --form, one by one.")
    for form in forms:
        if not form.importable:
            raise FormsNotThere(
                f"A form's id must have letters, digits, - and _ alone, 64 at most; '{form.form_id[:64]}' has others. "
                "Change it at the server, or name the other forms with --form."
            )
    return forms


def fetch(
    client: FormListClient, forms: Sequence[ListedForm], held: Held = lambda form_id, name: None
) -> tuple[FetchedForm, ...]:
    """The forms with all of their files. Raises `ParvisError` when anything of them does not come as it is listed.

    The hash decides, never the version: what is `held` with the same md5 is not fetched again.
    """
    left = MAX_IMPORT_BYTES
    fetched = []
    for form in forms:
        fetched.append(_fetch(client, form, held, left))
        left -= _weight(fetched[-1])
    return tuple(fetched)


def _weight(form: FetchedForm) -> int:
    return len(form.xml) + sum(map(len, form.media.values()))


def _fetch(client: FormListClient, form: ListedForm, held: Held, most_bytes: int) -> FetchedForm:
    xml = _unless_held(held(form.form_id, ""), form.md5) or client.form(form)
    media: dict[str, bytes] = {}
    hashes: dict[str, str] = {}
    manifest = client.manifest(form)
    for file in manifest:
        content = _unless_held(held(form.form_id, file.name), file.md5)
        media[file.name] = client.media(file) if content is None else content
        hashes[file.name] = file.md5 or file.state
        if len(xml) + sum(map(len, media.values())) > most_bytes:
            raise FormsNotThere(
                f"With the files of '{form.form_id}', these forms weigh more than {MAX_IMPORT_BYTES // 1024 // 1024} "
                "MB together. Make pictures, sounds and films smaller, or name fewer forms with --form."
            )
    return FetchedForm(form, xml, media, hashes, tuple(file.name for file in manifest if not file.md5))


def _unless_held(content: bytes | None, md5: str) -> bytes | None:
    if content is None or not md5 or hashlib.md5(content, usedforsecurity=False).hexdigest() != md5:
        return None
    return content
