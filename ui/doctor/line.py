"""The line: whether the desk answers as the desk, now and as far as the courier knows."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from offline_cache.keeping import Secrets, SecretUnusable
from offline_cache.outbox.looking import looking
from offline_cache.store.opening import StoreUnusable
from ui.doctor.finding import Finding, harm, look, ok
from ui.doctor.keeping import secrets_of
from ui.doctor.surroundings import Surroundings, read_text

SILENT = timedelta(minutes=30)
"""The courier looks at the desk every few minutes, and after long trouble every quarter of an hour."""
ANSWER_SECONDS = 6.0


def desk(around: Surroundings) -> list[Finding]:
    """Whether the desk answers as the desk. Away is no harm: requests are kept, and sent when it is back."""
    if not around.configuration.desk.url:
        return [look("No desk is set: requests are kept and never leave.", "Write [desk] url in kiosk.toml.")]
    try:
        secrets = secrets_of(around)
        secrets.get("desk-token")
    except SecretUnusable:
        return _as_the_courier_knows(around)
    return _asked(around, secrets)


def _asked(around: Surroundings, secrets: Secrets) -> list[Finding]:
    from offline_cache.openrosa import DeskAddressUnusable, OpenRosaClient, SecurityUnusable, security_of

    desk = around.configuration.desk
    token = (secrets.get("desk-token") or b"").decode("utf-8", "replace").strip() or desk.token
    try:
        security = security_of(desk, secrets.get)
        with OpenRosaClient(
            desk.url,
            token,
            around.configuration.device_id,
            security=security,
            answer_seconds=ANSWER_SECONDS,
            silence_seconds=ANSWER_SECONDS,
        ) as client:
            trouble = client.probe()
    except (DeskAddressUnusable, SecurityUnusable, SecretUnusable) as error:
        return [harm(str(error), "No request leaves this kiosk until this is mended.", reached=False)]
    if trouble is None:
        return [ok("answers as the desk", reached=True), *_courier(around)]
    if trouble.lasting:
        return [harm(trouble.remark, "No request leaves this kiosk until this is mended.", reached=False)]
    return [look(trouble.remark, "Requests are kept meanwhile, and sent when it is back.", reached=False)]


def _as_the_courier_knows(around: Surroundings) -> list[Finding]:
    """What the courier wrote down: for users who may not read the token."""
    tried_at, remark = _known(around)
    if tried_at is None:
        return [look("Not known: this user may not ask, and the courier has not.", "Run doctor as root.")]
    if remark:
        return [look(f"{remark} (the courier, {tried_at:%Y-%m-%d %H:%M} UTC)", reached=False)]
    return [ok(f"answered the courier at {tried_at:%Y-%m-%d %H:%M} UTC", reached=True), *_courier(around)]


def _courier(around: Surroundings) -> list[Finding]:
    """Whether a courier is at work."""
    if _held(around):
        return []
    tried_at, _ = _known(around)
    if tried_at is not None and abs(around.now - tried_at) <= SILENT:
        return []
    return [look("No courier runs: nothing is sent, and no update comes.", "systemctl start parvis-courier")]


def _held(around: Surroundings) -> bool:
    """Whether somebody holds the courier's lock, by the kernel's list: to try it would keep a courier from starting."""
    try:
        number = (around.state.run / "courier.lock").stat().st_ino
    except OSError:
        return False
    listed = read_text(around.proc / "locks") or ""
    return any(
        fields[1] == "FLOCK" and fields[5].rpartition(":")[2] == str(number)
        for line in listed.splitlines()
        if len(fields := line.split()) >= 6
    )


def _known(around: Surroundings) -> tuple[datetime | None, str]:
    """When the courier last tried, and why it did not reach the desk; nothing where that cannot be read."""
    try:
        with looking(around.state.outbox) as outbox:
            found = outbox.overview()
    except (StoreUnusable, sqlite3.Error):
        return None, ""
    return (datetime.fromtimestamp(found.tried_at, UTC) if found.tried_at > 0 else None), found.remark
