"""What the kiosk keeps: its outbox, its secrets, the alarms that stand."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import MacKeyUnusable, mac_key_of
from offline_cache.enrolment import is_demonstration
from offline_cache.examining import examine
from offline_cache.keeping import Secrets, SecretUnusable, open_secrets
from offline_cache.keeping.credstore import Credstore
from offline_cache.keeping.places import PREFIX
from offline_cache.store import StoreUnusable
from ui.doctor.finding import Finding, Level, harm, look, ok, or_ok
from ui.doctor.surroundings import Surroundings, read_bytes
from ui.keeping import exposed

MIB = 1024 * 1024
WAITING_LONG = timedelta(days=1)
WAITING_TOO_LONG = timedelta(days=7)
"""Somebody was told that their request would be sent, a week ago."""
FULL_SHARE = 0.8
"""Of the quota: no more files are taken then (`offline_cache.outbox`)."""
CERTIFICATE_WARNING = timedelta(days=30)
_HARMFUL = frozenset({Kind.STORE_DAMAGED, Kind.DISK_FULL, Kind.TAMPERED, Kind.CLOCK})


def store(around: Surroundings) -> list[Finding]:
    """Whether the outbox opens and is whole, and whether something in it waits too long."""
    path = around.state.outbox
    if not path.exists():
        return [ok("no outbox yet; the first start makes it")]
    if not os.access(path, os.R_OK):
        return [look(f"{path} cannot be read by this user.", "Run doctor as root, or as the kiosk's own user.")]
    try:
        found = examine(path)
    except StoreUnusable as error:
        return [harm(str(error), "Set the file aside, never delete it (docs/for-it.md); the next start makes another.")]
    facts = {"waiting": found.waiting, "refused": found.refused, "used_mb": found.used_bytes // MIB}
    findings: list[Finding] = []
    if found.damage:
        findings.append(
            harm(f"The outbox is damaged ({found.damage}).", "Restart the courier: it sets it aside and rebuilds it.")
        )
    if found.refused:
        findings.append(
            look(
                f"{found.refused} requests were set aside, and nobody tries them again.",
                "See which and why with 'parvis outbox status', then retry or export them.",
            )
        )
    age = around.now - found.oldest if found.oldest else timedelta(0)
    if age > WAITING_LONG:
        finding = harm if age > WAITING_TOO_LONG else look
        findings.append(finding(f"The oldest request has waited for {age.days} days.", "See 'desk' below."))
    if found.used_bytes > around.configuration.store.quota_mb * MIB * FULL_SHARE:
        findings.append(
            harm(
                f"The outbox is four fifths full ({found.used_bytes // MIB} MB): visitors' files are refused.",
                "Bring the desk back, or export ('parvis outbox export').",
            )
        )
    looked = "" if found.wholly else " (not all of it was looked at)"
    return [*or_ok(findings, f"opens and is whole{looked}; {found.waiting} wait", **facts)]


def secrets_of(around: Surroundings) -> Secrets:
    """Whoever holds the kiosk's secrets, for this user. Raises `SecretUnusable`."""
    backend = around.configuration.secrets.backend
    handed = around.environment.get("CREDENTIALS_DIRECTORY", "")
    stored = (around.credstore / f"{PREFIX}outbox-mac").exists()
    if backend in ("auto", "credentials") and stored and not handed:
        if os.geteuid() != 0:
            raise SecretUnusable("The secrets are systemd's credentials, which only root can try here.")
        return Credstore(around.credstore)
    return open_secrets(around.state.root, backend, environment=around.environment)


def keys(around: Surroundings) -> list[Finding]:
    """Whether the secrets can be read, lie where they should, and open the line; none of them is ever said."""
    findings: list[Finding] = []
    demonstration = is_demonstration(around.state.root)
    try:
        secrets = secrets_of(around)
    except SecretUnusable as error:
        return [look(str(error), "Run doctor as root.")]
    try:
        mac_key_of(secrets)
    except PermissionError:
        findings.append(look("The secrets cannot be read by this user.", "Run doctor as root."))
    except (SecretUnusable, MacKeyUnusable) as error:
        if isinstance(error.__cause__, PermissionError):
            findings.append(look(str(error), "Run doctor as root, or as the kiosk's own user."))
        else:
            findings.append(harm(str(error), "parvis enrol check"))
    if secrets.backend == "file" and not demonstration:
        findings.append(
            look(
                "The kiosk's own secrets lie in plain files: whoever takes the disk has them.",
                "parvis enrol keys --into credentials",
            )
        )
    findings += [
        look(f"{path} can be read by other users of this machine.", f"chmod 600 {path}")
        for path in exposed(around.state, around.configuration)
    ]
    findings += _line_keys(around, secrets)
    return or_ok(findings, f"held by: {secrets.backend}" + (" (a demonstration's)" if demonstration else ""))


def _line_keys(around: Surroundings, secrets: Secrets) -> list[Finding]:
    """Pins, authority and certificate of `[desk]`."""
    from offline_cache.openrosa import SecurityUnusable, security_of

    desk = around.configuration.desk
    findings: list[Finding] = []
    try:
        security_of(desk, secrets.get)
    except (SecurityUnusable, SecretUnusable) as error:
        findings.append(harm(str(error), "Nothing reaches the desk until this is mended."))
    if desk.url and not (desk.token or _has(secrets, "desk-token") or desk.username or desk.client_certificate):
        findings.append(look("The kiosk has no token for the desk.", "parvis enrol keys --desk-token FILE"))
    for name in ("authority", "client_certificate"):
        if path := getattr(desk, name):
            findings += _certificate(f"[desk] {name}", Path(path), around.now)
    if path := around.configuration.updates.authority:
        findings += _certificate("[updates] authority", Path(path), around.now)
    return findings


def _has(secrets: Secrets, name: str) -> bool:
    try:
        return secrets.get(name) is not None
    except SecretUnusable:
        return False


def _certificate(what: str, path: Path, now: datetime) -> list[Finding]:
    from cryptography import x509

    content = read_bytes(path)
    if content is None:
        return [harm(f"{what}: {path} cannot be read.", "Nothing reaches the desk until it can.")]
    try:
        ends = min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(content)).astimezone(UTC)
    except ValueError:
        return [harm(f"{what}: {path} holds no certificate (PEM).", "Put it there again.")]
    if ends <= now:
        return [harm(f"{what}: expired on {ends:%Y-%m-%d}.", "Renew it; nothing reaches the desk until then.")]
    if ends - now <= CERTIFICATE_WARNING:
        return [look(f"{what}: expires on {ends:%Y-%m-%d}, in {(ends - now).days} days.", "Renew it.")]
    return []


def alarms(around: Surroundings) -> list[Finding]:
    """What the kiosk itself raised and nobody has settled."""
    findings = [
        Finding(
            Level.HARM if alarm.kind in _HARMFUL else Level.LOOK,
            f"{alarm.kind}, since {alarm.since:%Y-%m-%d %H:%M} UTC: {alarm.sentence}",
            "",
            {"kind": str(alarm.kind), "since": alarm.since.isoformat(timespec="seconds")},
        )
        for alarm in Alarms(around.state.alarms).standing()
    ]
    return or_ok(findings, "none stands")
