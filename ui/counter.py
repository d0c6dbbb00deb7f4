"""When the counters of a pack are open, worked out once and only when a page asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.catalogue.model import Contact
from kiosk.catalogue.pack import Pack
from kiosk.ports import Clock

if TYPE_CHECKING:
    from kiosk.places.hours import Day, Opening

ORDINARY_WITHIN_WEEKS = 6
"""A week without a public holiday comes at least this soon, also in May."""


class Counter:
    """The opening hours of one pack. The library that reads them is brought with the first question."""

    def __init__(self, pack: Pack, clock: Clock) -> None:
        self._pack, self._clock = pack, clock
        self._weeks: dict[str, tuple[Day, ...]] = {}

    def opening(self) -> Opening | None:
        """Whether someone is at the counter now; None where the hours cannot be computed."""
        from kiosk.places import hours

        town = self._pack.town
        contact = self._pack.catalogue.contacts[town.contact]
        return hours.opening(contact.hours, self._clock.now(), subdivision=town.subdivision)

    def week(self, contact: Contact) -> tuple[Day, ...]:
        """An ordinary week of this contact: the next one without a public holiday."""
        from kiosk.places import hours

        if contact.id not in self._weeks:
            today = self._clock.now().date()
            days: tuple[Day, ...] = ()
            for weeks in range(1, ORDINARY_WITHIN_WEEKS):
                monday = today + timedelta(days=7 * weeks - today.weekday())
                days = hours.week(contact.hours, monday, self._pack.town.subdivision)
                if all(day.holiday is None for day in days):
                    break
            self._weeks[contact.id] = days
        return self._weeks[contact.id]
