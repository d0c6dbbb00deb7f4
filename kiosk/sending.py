"""Whether a request can leave from this kiosk, asked before its first question; and the moment when it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk import forms
from kiosk.catalogue.pack import Pack
from kiosk.config import Limits
from kiosk.ports import Outbox, OutboxBroken, OutboxFull, Sealer, SealingRefused, SubmissionForm
from kiosk.visit.attachments import Attachments
from kiosk.visit.events import SubmissionKept, TroubleMet
from kiosk.visit.state import Trouble

HOUR_SECONDS = 3600.0
NO_FILES = Attachments()


@dataclass(frozen=True, slots=True)
class Sending:
    """The way of a request into the outbox."""

    pack: Pack
    limits: Limits
    sealer: Sealer
    outbox: Outbox

    def hindrance(self, service: str) -> Trouble | None:
        """Why no request of this service is taken now; None where there is no reason, or nothing is sent."""
        if not self._submits(service):
            return None
        if not self.outbox.usable():
            return Trouble.CLOSED
        # So many in an hour are no visitors: the outbox must be spared.
        crowded = self.outbox.kept_within(HOUR_SECONDS) >= self.limits.submissions_an_hour
        return Trouble.BUSY if crowded else None

    def why_unsealable(self, service: str, form: forms.Form) -> str:
        """Why requests on this form cannot be sealed here, for the operator; empty where they can."""
        if self._submits(service):
            try:
                self.sealer.check(_as_submitted(form))
            except SealingRefused as error:
                return str(error)
        return ""

    def send(
        self, session: forms.Session, instance_id: str, attachments: Attachments = NO_FILES
    ) -> SubmissionKept | TroubleMet:
        """Seal what was answered, with the files that count now, and keep it for the courier."""
        files = [(name, file.content) for name in session.attachments() if (file := attachments.get(name)) is not None]
        try:
            form = _as_submitted(session.form)
            self.outbox.keep(self.sealer.seal(form, instance_id, session.serialise(), tuple(files)))
        except SealingRefused:
            return TroubleMet(Trouble.SEAL)
        except OutboxBroken:
            return TroubleMet(Trouble.CLOSED)
        except OutboxFull:
            return TroubleMet(Trouble.NOT_KEPT)
        return SubmissionKept()

    def _submits(self, service: str) -> bool:
        return self.pack.catalogue.service(service).submits


def _as_submitted(form: forms.Form) -> SubmissionForm:
    return SubmissionForm(form.id, form.version, form.public_key)
