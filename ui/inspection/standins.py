"""What the audit puts in place of the outside: each can be made to fail as on a bad day. Nothing leaves the process."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.outside import NoCamera, NoSticks, Outside
from kiosk.ports import Delivery, Envelope, Offered, OutboxFull, Shelf, Sight, SubmissionForm
from ui.counter import Counter

if TYPE_CHECKING:
    from kiosk.catalogue.pack import Pack

FILE = "@file:"
DAYTIME = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@dataclass
class Weather:
    """How the outside is today. A walk changes it between two pages."""

    online: bool | None = True
    printer: bool = True
    prints: bool = True
    roomy: bool = True
    full: bool = False
    usable: bool = True
    crowded: bool = False
    delivery: Delivery = Delivery.KEPT
    camera: Sight = Sight.LIVE
    stick: bool = True
    verified: datetime = DAYTIME


@dataclass
class StandingClock:
    """Time passes when told; the day is always the same, so that two audits find the same pages."""

    seconds: float = 1000.0

    def now(self) -> datetime:
        """A working day, at ten."""
        return DAYTIME + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """Seconds."""
        return self.seconds


@dataclass(frozen=True)
class PatientSealer:
    """Seals nothing."""

    def check(self, form: SubmissionForm) -> None:
        """Every form will do."""

    def seal(
        self,
        form: SubmissionForm,
        instance_id: str,
        submission: bytes,
        attachments: tuple[tuple[str, bytes], ...] = (),
    ) -> Envelope:
        """An envelope without content."""
        return Envelope(instance_id, form.form_id, form.version, b"", ())


@dataclass(frozen=True)
class Tray:
    """An outbox that keeps nothing."""

    weather: Weather

    def usable(self) -> bool:
        """As the weather is."""
        return self.weather.usable

    def keep(self, envelope: Envelope) -> None:
        """Raises `OutboxFull` on a full day."""
        if self.weather.full:
            raise OutboxFull("The outbox is full in this walk of the audit.")

    def delivery(self, instance_id: str) -> Delivery:
        """As the weather is."""
        return self.weather.delivery

    def roomy(self) -> bool:
        """As the weather is."""
        return self.weather.roomy

    def kept_within(self, seconds: float) -> int:
        """Too many on a crowded day."""
        return 10**6 if self.weather.crowded else 0


@dataclass(frozen=True)
class Paper:
    """A printer without paper."""

    weather: Weather

    def available(self) -> bool:
        """As the weather is."""
        return self.weather.printer

    def print(self, document: bytes, told: Callable[[bool], None]) -> None:
        """Told at once."""
        told(self.weather.prints)


@dataclass
class NoneLately:
    """A tally of nothing."""

    def note(self) -> None:
        """Forgotten at once."""

    def within(self, seconds: float) -> int:
        """None."""
        return 0


class Portraitist(NoCamera):
    """Shows at once, and always takes the same picture."""

    def __init__(self, weather: Weather, picture: bytes) -> None:
        self._weather, self._picture, self._looking = weather, picture, False

    def sight(self) -> Sight:
        """Closed until it is opened; then as the weather is."""
        return self._weather.camera if self._looking else Sight.CLOSED

    def open(self, told: Callable[[], None]) -> None:
        """It looks."""
        self._looking = True
        told()

    def close(self) -> None:
        """It looks no more."""
        self._looking = False

    def take(self, told: Callable[[bytes], None]) -> None:
        """The picture, which is nobody's."""
        told(self._picture if self._weather.camera is Sight.LIVE else b"")


class PaperStick(NoSticks):
    """A stick with the files that the rehearsals name on it."""

    def __init__(self, weather: Weather, names: Sequence[str], picture: bytes) -> None:
        self._weather, self._picture = weather, picture
        self._files = tuple(
            Offered(str(number), name, media_type(name), 120_000) for number, name in enumerate(dict.fromkeys(names))
        )

    def allowed(self) -> bool:
        """Always."""
        return True

    def shelf(self) -> Shelf:
        """All its files, where there is a stick."""
        return Shelf(True, self._files) if self._weather.stick else Shelf()

    def open(self, told: Callable[[], None]) -> None:
        """It is seen at once."""
        told()

    def read(self, key: str, told: Callable[[str, bytes], None]) -> None:
        """A picture, or an empty document."""
        kind = next(file.media_type for file in self._files if file.key == key)
        told(*(("image/jpeg", self._picture) if kind.startswith("image/") else (kind, b"%PDF-1.4\n%%EOF\n")))


def media_type(name: str) -> str:
    """By its ending."""
    return "application/pdf" if Path(name).suffix.lower() == ".pdf" else "image/jpeg"


def named_files(answers: object) -> list[str]:
    """The files that a rehearsal's answers ask for."""
    match answers:
        case str() if answers.startswith(FILE):
            return [answers.removeprefix(FILE)]
        case Mapping():
            return [name for each in answers.values() for name in named_files(each)]
        case list() | tuple():
            return [name for each in answers for name in named_files(each)]
        case _:
            return []


@dataclass(frozen=True)
class World:
    """The outside of one visit of the audit."""

    pack: Pack
    weather: Weather
    picture: bytes
    answers: Mapping[str, Any] = field(default_factory=dict)
    clock: StandingClock = field(default_factory=StandingClock)

    def outside(self) -> Outside:
        """All ports, stood in for."""
        numbers = itertools.count(1)
        counter = Counter(self.pack, self.clock)
        return Outside(
            clock=self.clock,
            sealer=PatientSealer(),
            outbox=Tray(self.weather),
            printer=Paper(self.weather),
            slips=NoneLately(),
            typeset=lambda slip, language: b"%PDF-1.4\n%%EOF\n",
            voice=lambda command: None,
            online=lambda: self.weather.online,
            opening=counter.opening,
            week=counter.week,
            verified=lambda: self.weather.verified,
            camera=Portraitist(self.weather, self.picture),
            sticks=PaperStick(self.weather, named_files(self.answers), self.picture),
            ink=lambda strokes, name: self.picture,
            new_instance_id=lambda: f"uuid:00000000-0000-4000-8000-{next(numbers):012d}",
        )
