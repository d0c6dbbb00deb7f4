"""`parvis pack import forms`: what a server publishes, into a pack's source."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ParvisError
from kiosk.terminal import for_terminal

if TYPE_CHECKING:
    from kiosk.authoring.importing import Arrival, ServedForm
    from offline_cache.formlist.client import FormListClient
    from offline_cache.formlist.fetching import FetchedForm
    from offline_cache.openrosa import Security

TOKEN_VARIABLE = "PARVIS_SERVER_TOKEN"
PASSWORD_VARIABLE = "PARVIS_SERVER_PASSWORD"


class PasswordMissing(ParvisError):
    """There is nobody to ask for the password."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`pack import forms URL`."""
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="WHAT")
    forms = kinds.add_parser("forms", help="forms and their files, from ODK Central or another OpenRosa server")
    forms.add_argument(
        "url", metavar="URL", help="the project's address, like https://central.example.org/v1/projects/7"
    )
    forms.add_argument("--pack", type=Path, default=Path(), metavar="DIR", help="the pack's source (default: here)")
    forms.add_argument("--form", action="append", default=[], metavar="ID", help="this form alone; may be said again")
    forms.add_argument("--token", help=f"an application user's token (else ${TOKEN_VARIABLE}, else none)")
    forms.add_argument("--username", default="", help=f"a name; its password from ${PASSWORD_VARIABLE}, else asked for")
    forms.add_argument(
        "--public-key",
        type=Path,
        metavar="FILE",
        help="take forms that the server does not encrypt, to be sealed with this key of the town's own",
    )
    forms.add_argument("--replace", action="store_true", help="take the place of forms that somebody changed here")
    forms.add_argument(
        "--also-from", action="append", default=[], metavar="HOST", help="files may come from this host too"
    )
    forms.add_argument("--authority", default="", metavar="FILE", help="PEM file of the authority to trust instead")
    forms.add_argument("--proxy", default="", metavar="URL", help="a proxy's address")


def run(arguments: argparse.Namespace) -> int:
    """Fetch, look, and put everything into the pack, or nothing."""
    from kiosk.authoring.importing import bring_in
    from kiosk.authoring.public_key import check_public_key, read_public_key
    from kiosk.authoring.source import read_source
    from offline_cache.formlist.client import FormListClient
    from offline_cache.formlist.fetching import chosen, fetch

    own = check_public_key(read_public_key(arguments.public_key)) if arguments.public_key else ""
    source = read_source(arguments.pack)

    def held(form_id: str, name: str) -> bytes | None:
        path = f"forms/{form_id}.xml"
        return source.media(path).get(name) if name else source.files.get(path)

    token = arguments.token or os.environ.get(TOKEN_VARIABLE, "")
    with FormListClient(arguments.url, token, security=_security(arguments), also_from=arguments.also_from) as client:
        fetched = fetch(client, chosen(client.forms(), arguments.form), held)
        served = [_served(client, form) for form in fetched]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    arrivals = bring_in(arguments.pack, served, now, own_key=bool(own), replacing=arguments.replace)
    _tell(arrivals, served, own)
    return 0


def _security(arguments: argparse.Namespace) -> Security:
    from offline_cache.openrosa import Security

    password = os.environ.get(PASSWORD_VARIABLE, "") if arguments.username else ""
    if arguments.username and not password:
        if not sys.stdin.isatty():
            raise PasswordMissing(f"Give the password of '{arguments.username}' in ${PASSWORD_VARIABLE}.")
        password = getpass.getpass(f"Password of {arguments.username}: ")
    return Security(
        username=arguments.username, password=password, authority=arguments.authority, proxy=arguments.proxy
    )


def _served(client: FormListClient, form: FetchedForm) -> ServedForm:
    from kiosk.authoring.importing import ServedForm
    from offline_cache.formlist.address import public_part

    listed = form.listed
    return ServedForm(
        client.host,
        public_part(client.list_url),
        listed.form_id,
        listed.version,
        listed.md5,
        form.xml,
        form.media,
        form.hashes,
        form.entity_lists,
    )


def _tell(arrivals: tuple[Arrival, ...], served: list[ServedForm], own: str) -> None:
    from kiosk.authoring.importing import Outcome

    for arrival, form in zip(arrivals, served, strict=True):
        was = f" (was {arrival.before})" if arrival.outcome is Outcome.CHANGED and arrival.before else ""
        files = f", {len(form.media)} files" if form.media else ""
        print(for_terminal(f"{form.path}: {arrival.outcome}, version {arrival.version}{was}{files}"))
        for name in form.entity_lists:
            remark = (
                f"  {name} is a list of entities, as it is at this moment. Kiosks have it so until the next import."
            )
            print(for_terminal(remark))
    fingerprints = sorted({arrival.key_sha256 for arrival in arrivals if arrival.key_sha256})
    for fingerprint in fingerprints:
        print(f"Key of {served[0].server}, for IT to add in kiosk.toml under [desk] public_key_sha256: {fingerprint}")
    if own and any(not arrival.key_sha256 for arrival in arrivals):
        print(
            f"The others are sealed with your key, {own}, when you build with the same --public-key. Upload the built "
            "forms/ID.xml of each to the server, as a new version, before a kiosk gets the pack."
        )
