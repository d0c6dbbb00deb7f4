"""Joins ears and hands to a visit: the headphone socket, fingers that explore, whoever wakes the first screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from kiosk.conductor import Conductor
from kiosk.visit.preferences import Preferences
from kiosk.visit.state import Place
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from ui.headphones import HeadphoneWatcher
    from ui.listening import Listening


class Voiced(Protocol):
    """What is needed of `ui.application.Application`."""

    page: PageViewModel
    conductor: Conductor

    @property
    def voiced(self) -> bool: ...

    @property
    def listening(self) -> Listening: ...

    def bring_voice(self) -> None: ...

    def attempt(self, act: Callable[[], None]) -> None: ...


class Hearing(QObject):
    """For the whole visit."""

    def __init__(self, visit: Voiced, parent: QObject) -> None:
        super().__init__(parent)
        self._visit = visit
        self._watcher: HeadphoneWatcher | None = None
        ears = visit.page.ears
        ears.woken.connect(lambda: self.wake(by_ear=True))
        ears.pointed.connect(self._pointed)
        ears.chosen.connect(self._choose)
        ears.confirmed.connect(self.answer)
        ears.reminded.connect(self._remind)
        ears.unveiled.connect(lambda: self._prefer(lambda now: replace(now, curtain=False)))

    def watch(self, switch: str) -> None:
        """Look at the socket from now on, which waits for nobody's first frame."""
        from ui.headphones import HeadphoneWatcher

        if self._watcher is None:
            self._watcher = HeadphoneWatcher(
                switch, lambda plugged, found: self.plugged(plugged, found=found), parent=self
            )
            self._watcher.start()

    def close(self) -> None:
        """Look no more."""
        if self._watcher is not None:
            self._watcher.close()

    def plugged(self, plugged: bool, *, found: bool = False) -> None:
        """Headphones were put in or pulled out; or stood so when somebody first looked (`found`)."""

        def plug() -> None:
            visit = self._visit
            if found and not plugged:
                return
            visit.bring_voice()
            listening = visit.listening
            if plugged and not found and self._at_the_first_screen():
                listening.invite(visit.conductor.voices.heard_in(), by_ear=visit.conductor.visit.preferences.by_ear)
            listening.plug(plugged)
            visit.conductor.plugged(plugged, found=found)
            if plugged and not found:
                listening.welcome_back()

        self._visit.attempt(plug)

    def wake(self, *, by_ear: bool = False) -> bool:
        """A key, or a finger that stays (`by_ear`), on the first screen: it invites. False: nothing sleeps."""
        preferences = self._visit.conductor.visit.preferences
        heard = self._visit.conductor.voices.heard_in()
        if (
            not heard
            or not self._at_the_first_screen()
            or (preferences.listening and (preferences.by_ear or not by_ear))
        ):
            return False

        def wake() -> None:
            self._visit.bring_voice()
            # The finger is still down: what it is on must not act when it is lifted.
            self._visit.page.void()
            self._visit.listening.invite(heard, by_ear=by_ear)
            self._visit.conductor.wake(by_ear=by_ear)

        self._visit.attempt(wake)
        return True

    def point(self, part: str, name: str = "") -> None:
        """The focus, a scan or a finger came to this part: who listens hears it."""
        if self._visit.voiced:
            told, language = self._visit.page.keyboard.told(part)
            self._visit.attempt(lambda: self._visit.listening.point(part, told or name, language))

    def sweep(self, named: Sequence[tuple[str, str]]) -> None:
        """A scan came to these parts at once, each given with its accessible name."""
        if self._visit.voiced:

            def told(part: str, name: str) -> tuple[str, str, str]:
                key, language = self._visit.page.keyboard.told(part)
                return (part, key or name, language)

            self._visit.attempt(lambda: self._visit.listening.sweep([told(part, name) for part, name in named]))

    def _at_the_first_screen(self) -> bool:
        visit = self._visit.conductor.visit
        return visit.place is Place.FIRST and visit.cover is None and not visit.ended

    def _pointed(self, part: str, name: str) -> None:
        self._prefer(lambda now: now)
        self.point(part, name)

    def answer(self) -> bool:
        """The key that selects, while the voice invites: the language that was offered last. False: it does not."""
        if not self._visit.voiced or not self._visit.listening.inviting:
            return False
        self._choose()
        return True

    def _choose(self) -> None:
        """What was said last is pressed; a text belongs to the control that it stands on."""
        if not self._visit.voiced:
            return
        part, intents = self._visit.listening.pointed, self._visit.conductor.screen.intents
        around = part.rpartition(".")[0]
        self._visit.page.ears.pressed.emit(around if part not in intents and around in intents else part)

    def _remind(self) -> None:
        if self._visit.voiced:
            self._visit.attempt(self._visit.listening.remind)

    def _prefer(self, change: Callable[[Preferences], Preferences]) -> None:
        self._visit.attempt(lambda: self._visit.conductor.prefer(change))
