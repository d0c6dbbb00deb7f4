"""How long each signature is good for, and when to speak of its end.

A shorter term notices sooner that somebody holds updates back; a longer one asks less of people. So what a machine
signs each day is good for a month (a kiosk then bears four weeks in which the server or its town is away, Christmas
and a strike included), what people sign at a table for a year (packs change more often than that anyhow), and the root,
for which the keys come out of two safes, for two.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

ROOT_LIFE = timedelta(days=730)
TARGETS_LIFE = timedelta(days=365)
ONLINE_LIFE = timedelta(days=30)

ROOT_WARNING = timedelta(days=180)
"""Long enough to find the people, the safes and a date."""
TARGETS_WARNING = timedelta(days=60)
ONLINE_WARNING = timedelta(days=23)
"""The daily refresh has then been missing for a week."""

LIVES = {"root": ROOT_LIFE, "targets": TARGETS_LIFE, "snapshot": ONLINE_LIFE, "timestamp": ONLINE_LIFE}
WARNINGS = {"root": ROOT_WARNING, "targets": TARGETS_WARNING, "snapshot": ONLINE_WARNING, "timestamp": ONLINE_WARNING}


def utc_now() -> datetime:
    """The time now, as TUF writes it: whole seconds, UTC."""
    return datetime.now(UTC).replace(microsecond=0)
