"""What `parvis enrol` does: secrets taken, made, rotated and read back, and envelopes adopted whose key was lost."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk import config
from kiosk.errors import ParvisError
from kiosk.terminal import for_terminal
from offline_cache.alarms import Alarms
from offline_cache.authentication import mac_key_of
from offline_cache.courier.bell import COURIER, ring
from offline_cache.keeping.credstore import Binding, Credstore
from offline_cache.keeping.desktop import DesktopSecrets
from offline_cache.keeping.places import FileSecrets
from offline_cache.keeping.rotation import Holder, ensure_key, rotated
from offline_cache.keeping.secret import MAX_SECRET_BYTES, Name, SecretUnusable, read_secret, tidied
from offline_cache.outbox.adopting import Stray, adopt, still_needed, strays
from offline_cache.outbox.looking import looking
from offline_cache.outbox.telling import tell
from ui.keeping import left_over, told_in
from ui.state import State

THIEF = {
    Binding.HOST: "Whoever takes the disk opens these: the host's key lies on it. Encrypt the disk, or use a TPM.",
    Binding.TPM2: "Whoever takes the disk alone opens nothing. Whoever takes the whole machine and can start another "
    "system on it may: see 'If a kiosk is stolen' in docs/privacy.md.",
    Binding.OTHER: "What these are bound to is not known here: ask systemd-creds.",
}
THIEF[Binding.HOST_AND_TPM2] = THIEF[Binding.TPM2]
_ONE_WORD = re.compile(rb"[!#-&(-~]+")
"""Printable ASCII without spaces and quotation marks: what a header or an address can carry."""
FILES = "Whoever takes the disk reads these: they are plain files."
WALLET = "They are as safe as the wallet's password. For development only: a kiosk has nobody to unlock it."


class EnrolmentImpossible(ParvisError):
    """What was asked for cannot be done with what is here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the secrets go, by the name of the backend, and how credentials are encrypted."""

    backend: str
    directory: Path
    with_key: str = "auto"
    tpm2_device: str = ""


class Enrolment:
    """One kiosk's secrets in one place. Its methods print for the operator, never a secret, and give exit statuses."""

    def __init__(self, state: State, place: Place) -> None:
        self._state = state
        self._place = place
        self._files = FileSecrets(state.root)
        self._credstore = Credstore(place.directory, with_key=place.with_key, tpm2_device=place.tpm2_device)

    @property
    def _holder(self) -> Holder:
        match self._place.backend:
            case "credentials":
                return self._credstore
            case "secret-service":
                return DesktopSecrets(os.environ)
            case _:
                return self._files

    def keys(self, given: Mapping[str, str]) -> int:
        """Store what is given as name and file ("-": standard input), and make the outbox's key where there is none."""
        if list(given.values()).count("-") > 1:
            raise EnrolmentImpossible("Only one secret can come from standard input: give the others as files.")
        taken = {Name(name): _taken(Name(name), source) for name, source in given.items()}
        holder = self._holder
        older = None if self._place.backend == "file" else self._files.get(Name.OUTBOX_MAC)
        if ensure_key(holder, older):
            print(f"{Name.OUTBOX_MAC}: made" + (", before the one in its plain file" if older else ""))
        else:
            print(f"{Name.OUTBOX_MAC}: there already, left as it is (parvis enrol rotate makes a new one)")
        for name, content in taken.items():
            holder.put(name, content)
            print(f"{name}: stored")
        status = self.check()
        if self._state.outbox.exists() and (lost := strays(self._state.outbox, mac_key_of(holder))):
            print(f"Envelopes without a mark of this kiosk: {len(lost)}. Nothing of them is lost: parvis enrol adopt")
        print("Restart the courier, then the kiosk: systemctl try-restart parvis-courier parvis")
        return status

    def rotate(self) -> int:
        """A new key for the outbox, before those that are still needed."""
        holder = self._holder
        key = mac_key_of(holder)
        new = rotated(key, still_needed(self._state.outbox, key))
        holder.put(Name.OUTBOX_MAC, new)
        print(f"{Name.OUTBOX_MAC}: a new one, before {len(new) // 32 - 1} from earlier that count for what waits.")
        print("Restart the courier now (systemctl try-restart parvis-courier), the kiosk at its next start.")
        return 0

    def check(self, *, set_aside: bool = False) -> int:
        """Read every secret back, and say what it is bound to and who could open it."""
        holder, failed, bindings = self._holder, False, set[Binding]()
        for name in Name:
            if set_aside and self._place.backend == "credentials" and self._credstore.take_up(name):
                print(f"{name}: opens again, and is back in its place")
            binding = self._credstore.binding(name) if self._place.backend == "credentials" else None
            try:
                found = mac_key_of(holder) if name is Name.OUTBOX_MAC else holder.get(name)
            except ParvisError as error:
                failed = True
                print(for_terminal(f"{name}: {error}"), file=sys.stderr)
                if set_aside and binding is not None:
                    print(f"{name}: set aside as {self._credstore.set_aside(name)}", file=sys.stderr)
                continue
            if found is not None:
                print(f"{name}: opens" + (f", bound to {binding}" if binding else ""))
                bindings |= {binding} if binding else set()
            else:
                print(f"{name}: none")
        for sentence in self._thief(bindings):
            print(sentence)
        return 1 if failed else 0

    def _thief(self, bindings: set[Binding]) -> list[str]:
        """What somebody who steals it gets, and what still lies about in the clear."""
        match self._place.backend:
            case "credentials":
                sentences = list(dict.fromkeys(THIEF[binding] for binding in Binding if binding in bindings))
            case "secret-service":
                sentences = [WALLET]
            case _:
                return [FILES]
        left = list(left_over(self._state))
        try:
            if told := told_in(config.read(self._state.configuration)):
                left.append(f"{self._state.configuration} ({', '.join(told)})")
        except config.ConfigurationError as error:
            sentences.append(str(error))
        if left:
            sentences.append(
                f"In the clear on the disk: {', '.join(left)}. Once the kiosk runs with what is stored here, remove "
                "them. A token that was ever in the clear should be a new one."
            )
        return sentences

    def adopt(self, wanted: frozenset[int] | None) -> int:
        """List the envelopes that bear no mark of ours; let those go that are wanted (None: all)."""
        key = mac_key_of(self._holder)
        if not self._state.outbox.exists():
            raise EnrolmentImpossible(f"There is no outbox at {self._state.outbox}. Give --state the right directory.")
        found = strays(self._state.outbox, key)
        if not found:
            print("Every envelope that waits bears a mark of this kiosk: there is nothing to adopt.")
            return 0
        if wanted is not None:
            if unknown := sorted(wanted - {stray.sequence for stray in found}):
                raise EnrolmentImpossible(f"Not among those without a mark: {', '.join(map(str, unknown))}.")
            if not wanted:
                _list(found)
                return 1
        adopted = adopt(self._state.outbox, key, lambda stray: wanted is None or stray.sequence in wanted)
        with looking(self._state.outbox) as lying:
            tell(Alarms(self._state.alarms), lying.overview())
        ring(self._state.run, COURIER)
        _list(adopted)
        print(f"{len(adopted)} adopted, unverified: the courier sends them as they are. Note it in the kiosk's papers.")
        return 0


def _list(found: tuple[Stray, ...]) -> None:
    print("Without a mark of this kiosk, because its key was lost or because they were changed on the disk:")
    for stray in found:
        when = f"{stray.kept_at:%F %H:%M} UTC"
        print(f"  {stray.sequence}: {stray.form_id!a} {stray.version!a}, {when}, {stray.length} bytes")


def _taken(name: Name, source: str) -> bytes:
    where = "standard input" if source == "-" else source
    if source == "-":
        if sys.stdin.isatty():
            print(f"Type or paste the {name}, then Enter, then Ctrl-D.", file=sys.stderr)
        content = tidied(name, sys.stdin.buffer.read(MAX_SECRET_BYTES + 1))
    elif not Path(source).exists():
        raise SecretUnusable(f"{where}: is not there. Name the file with the {name}, or - for standard input.")
    else:
        content = read_secret(Path(source), name)
    if content is None or len(content) > MAX_SECRET_BYTES:
        raise SecretUnusable(f"{where} must hold the kiosk's {name}: 1 to {MAX_SECRET_BYTES} bytes.")
    if name is Name.DESK_TOKEN and not _ONE_WORD.fullmatch(content):
        raise SecretUnusable(f"{where}: a token is one word. Give it alone, without 'token =' and its quotation marks.")
    return content
