"""OpenRosa, the kiosk's side: where the desk is, whom to believe, how to deliver, what an answer means."""

from __future__ import annotations

from offline_cache.openrosa.address import DeskAddressUnusable, is_loopback, submission_url
from offline_cache.openrosa.answers import Accepted, Answer, Later, Refused
from offline_cache.openrosa.client import OpenRosaClient
from offline_cache.openrosa.judging import judge
from offline_cache.openrosa.security import Security, SecurityUnusable, security_of

__all__ = [
    "Accepted",
    "Answer",
    "DeskAddressUnusable",
    "Later",
    "OpenRosaClient",
    "Refused",
    "Security",
    "SecurityUnusable",
    "is_loopback",
    "judge",
    "security_of",
    "submission_url",
]
