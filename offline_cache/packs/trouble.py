"""Why an update did not come, in the sentences that the operator reads."""

from __future__ import annotations

from kiosk.errors import ParvisError


class UpdateTrouble(ParvisError):
    """No update now. The pack that is there goes on serving."""


class Unreachable(UpdateTrouble):
    """The repository did not answer, or something else answered in its place: no reproach to anybody."""


class Refused(UpdateTrouble):
    """What was offered is not what the town signed, or cannot be used. The operator must know."""


class OldStick(UpdateTrouble):
    """A stick holds an older state than the kiosk has: no attack, a stick from last month."""


class ClockWrong(UpdateTrouble):
    """Nothing can be said of freshness with this clock. It is the clock, and no attack."""


class Stopped(UpdateTrouble):
    """The courier is asked to end. What was fetched is kept."""


class Missing(Exception):
    """The source has no such file. `status` is HTTP's, 404 where there is no HTTP."""

    def __init__(self, path: str, status: int = 404) -> None:
        super().__init__(path)
        self.path, self.status = path, status


class TooMuch(Exception):
    """The source gives more bytes than were asked for."""
