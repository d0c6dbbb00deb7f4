"""What the kiosk keeps: its outbox, its secrets, the alarms that stand."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import MacKeyUnusable, mac_key_of
from offline_cache.enrolment import is_demonstration
from offline_cache.keeping import Secrets, SecretUnusable, open_secrets
from offline_cache.keeping.credstore import Credstore
from offline_cache.keeping.places import PREFIX
from offline_cache.outbox.looking import looking
from offline_cache.outbox.sqlite import FILES_SHARE, USABLE_SHARE
from offline_cache.store.opening import StoreUnusable
from ui.doctor.finding import Finding, Level, harm, look, ok, or_ok
from ui.doctor.surroundings import Surroundings, read_bytes
from ui.keeping import exposed

MIB = 1024 * 1024
WAITING_LONG = timedelta(days=1)
WAITING_TOO_LONG = timedelta(days=7)
"""Somebody was told that their request would be sent, a week ago."""
CHECK_SECONDS = 6.0
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
        with looking(path) as outbox:
            found, damage = outbox.overview(), outbox.damage(CHECK_SECONDS)
    except (StoreUnusable, sqlite3.Error) as error:
        return [harm(str(error), "Start the courier: it mends what can be mended, and says so.")]
    facts = {
        "waiting": found.waiting,
        "refused": found.refused,
        "tampered": found.tampered,
        "used_mb": found.used // MIB,
    }
    findings: list[Finding] = []
    if damage:
        findings.append(harm(f"The outbox is damaged ({damage}).", "Restart the courier: it mends what can be mended."))
    if found.tampered:
        findings.append(
            harm(
                f"{found.tampered} requests were changed on the disk, or their key was lost.",
                "See them with 'parvis outbox status'; docs/for-it.md, The outbox.",
            )
        )
    if found.refused:
        findings.append(
            look(
                f"{found.refused} requests were refused by the desk, and nobody tries them again.",
                "See which and why with 'parvis outbox status', then retry or export them.",
            )
        )
    age = around.now - datetime.fromtimestamp(found.oldest.kept_at, UTC) if found.oldest else timedelta(0)
    if age > WAITING_LONG:
        finding = harm if age > WAITING_TOO_LONG else look
        findings.append(finding(f"The oldest request has waited for {age.days} days.", "See 'desk' below."))
    findings += _fullness(around, found.used)
    if (mirror := around.configuration.store.mirror) and not Path(mirror).is_dir():
        findings.append(look(f"The second copy's folder {mirror} is not there.", "Put the medium in, and mount it."))
    return or_ok(findings, f"opens and is whole; {found.waiting} wait", **facts)


def _fullness(around: Surroundings, used: int) -> list[Finding]:
    share = used / max(1, around.configuration.store.quota_mb * MIB)
    do = "Bring the desk back, or take requests away ('parvis outbox export DIR --remove')."
    if share >= USABLE_SHARE:
        return [harm(f"The outbox is full ({used // MIB} MB): no new requests are begun.", do)]
    if share >= FILES_SHARE:
        return [harm(f"The outbox is nearly full ({used // MIB} MB): visitors' files are refused.", do)]
    return []


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
    known = desk.token or "/key/" in desk.url or desk.username or desk.client_certificate
    if desk.url and not known and not _has(secrets, "desk-token"):
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
