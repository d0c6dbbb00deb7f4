"""Values that a form asks the device for when it is opened (`jr:preload`)."""

from __future__ import annotations

import uuid
from datetime import datetime

from kiosk.forms.binds import Bind


def preloaded(bind: Bind, now: datetime, device_id: str) -> str | None:
    """The value that a bind preloads, or None where it preloads nothing that is known here.

    The time of ending is not known yet: it is set when the instance is serialised. A kiosk has no
    user, telephone number or e-mail address of its own: those are left empty.
    """
    match bind.preload, bind.preload_parameter:
        case "date", "today":
            return now.date().isoformat()
        case "timestamp", "start":
            return timestamp(now)
        case "property", "deviceid":
            # Where there is none, what the form itself has there stays.
            return device_id or None
        case "uid", _:
            return f"uuid:{uuid.uuid4()}"
        case _:
            return None


def timestamp(now: datetime) -> str:
    """A moment as OpenRosa writes it: ISO 8601, milliseconds, with the zone."""
    return now.isoformat(timespec="milliseconds")
