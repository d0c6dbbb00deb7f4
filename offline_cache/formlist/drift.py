"""Once a day: are the forms that this kiosk sends still those that its server has? If not, the operator is told.

A submission under a version that the server has lost is refused there, and one for a form that was changed under the
same version is misread. Visitors see nothing of it: forms come from the signed pack alone.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import ParvisError
from offline_cache.alarms import Alarms, Kind
from offline_cache.formlist.client import FormListClient, ServerUnhelpful
from offline_cache.formlist.documents import ListedForm

DAY_SECONDS = 24 * 3600.0
AGAIN_SECONDS = 3600.0
"""After a look that found no server."""
LOOK_SECONDS = 60.0
"""For all of one look: requests wait as long."""
MAX_NAMED = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form of the installed pack that kiosks send. `md5s`: any of these is its content, as a server may have it."""

    form_id: str
    version: str
    md5s: frozenset[str]


def sent_forms(pack: Path) -> tuple[SentForm, ...]:
    """The forms that the built pack in `pack` sends. Raises `ParvisError` where it cannot be read."""
    from kiosk.authoring.imports import IMPORTED, read_imports
    from kiosk.catalogue import jsonld
    from kiosk.catalogue.opening import read_files

    files = read_files(pack)
    catalogue = jsonld.read(files.file("catalogue.jsonld"), files.languages, {})
    imports = read_imports(files.content[IMPORTED]) if IMPORTED in files.content else {}
    found = []
    for form_id in sorted({service.form for service in catalogue.services if service.submits}):
        content = files.file(f"forms/{form_id}.xml")
        # A form that came from a server lies there as it was; one of the town's own, as it was built.
        md5s = {hashlib.md5(content, usedforsecurity=False).hexdigest()}
        if form_id in imports:
            md5s.add(imports[form_id].form.md5)
        found.append(SentForm(form_id, _version_and_key(content)[0], frozenset(md5s)))
    return tuple(found)


def differences(
    forms: Sequence[SentForm], listed: Sequence[ListedForm], fetch: Callable[[ListedForm], bytes | None]
) -> tuple[str, ...]:
    """What is otherwise at the server, half a sentence for each form.

    `fetch` gives the server's form, or None where it does not come: only the form itself shows whether it is encrypted.
    """
    found = []
    for form in forms:
        there = [one for one in listed if one.form_id == form.form_id]
        # Old servers list no versions: then the content decides alone.
        same = [one for one in there if one.version in (form.version, "")]
        if not there:
            found.append(f"'{form.form_id}' is not published there")
        elif not same:
            other = f"'{form.form_id}' is version {form.version} here and {there[0].version[:80]} there"
            found.append(other + _unsealed(there[0], fetch))
        elif not any(one.md5 in form.md5s for one in same):
            other = f"'{form.form_id}' has other content there under the same version {form.version}"
            found.append(other + _unsealed(same[0], fetch))
    return tuple(found)


def _unsealed(listed: ListedForm, fetch: Callable[[ListedForm], bytes | None]) -> str:
    content = fetch(listed)
    if content is None:
        return ""
    try:
        return "" if _version_and_key(content)[1] else ", and is no longer encrypted"
    except ParvisError:
        return ", and is no form"


def _version_and_key(content: bytes) -> tuple[str, str]:
    """What a form says of itself. Raises `ParvisError`."""
    from kiosk.forms.errors import FormError
    from kiosk.forms.limits import DEFAULT_LIMITS
    from kiosk.forms.reading import read

    xforms = "{http://www.w3.org/2002/xforms}"
    try:
        root = read(content, DEFAULT_LIMITS)
    except FormError:
        raise ParvisError("It is no form.") from None
    primary = next(root.iterfind(f".//{xforms}model/{xforms}instance/*"), None)
    submission = root.find(f".//{xforms}model/{xforms}submission")
    if primary is None:
        raise ParvisError("It is no form.")
    key = submission.get("base64RsaPublicKey", "") if submission is not None else ""
    return str(primary.get("version", "")), str(key).strip()


class Drift:
    """Called by the courier after each round that reached the desk; looks at start, once a day, and at a new pack."""

    def __init__(
        self,
        pack: Path,
        alarms: Alarms,
        connect: Callable[[], FormListClient],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`pack`: the installed pack, which may change. `connect` opens a client for one look."""
        self._pack = pack
        self._alarms = alarms
        self._connect = connect
        self._monotonic = monotonic
        self._due = monotonic()
        self._seen: object = None

    def __call__(self) -> None:
        """Look, if it is time. Never fails: what cannot be known today is not known today."""
        stamp = self._stamp()
        if stamp is None or (stamp == self._seen and self._monotonic() < self._due):
            return
        self._seen = stamp
        known = self._look()
        self._due = self._monotonic() + (DAY_SECONDS if known else AGAIN_SECONDS)

    def _look(self) -> bool:
        try:
            forms = sent_forms(self._pack)
            with self._connect() as client:
                listed = client.forms(all_versions=True) if forms else ()
                found = differences(forms, listed, lambda one: _fetched(client, one))
        except ServerUnhelpful as error:
            if error.missing:
                # A server without a list has nothing to differ from.
                self._alarms.settle(Kind.DRIFT)
            return error.missing
        except ParvisError:
            return False
        if not found:
            self._alarms.settle(Kind.DRIFT)
            return True
        more = f", and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else ""
        sentence = (
            f"The desk's forms are not this kiosk's: {'; '.join(found[:MAX_NAMED])}{more}. Publish the pack's forms "
            "there, or import the desk's (parvis pack import forms) and publish a new pack."
        )
        _log.warning("%s", sentence)
        self._alarms.raise_(Kind.DRIFT, sentence)
        return True

    def _stamp(self) -> object:
        try:
            found = (self._pack / "pack.json").stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_mtime_ns


def _fetched(client: FormListClient, listed: ListedForm) -> bytes | None:
    try:
        return client.form(listed)
    except ParvisError:
        return None
