"""Which languages this kiosk may speak: those of the pack whose voice, as IT configured it, somebody has checked."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.catalogue.model import Town
from kiosk.catalogue.vouching import voice_name


class Voices:
    """The voices of one pack on one kiosk. `configured` is `[voices]` of `kiosk.toml`."""

    def __init__(self, town: Town, configured: Mapping[str, str]) -> None:
        self._town = town
        self._configured = configured

    def heard_in(self) -> tuple[str, ...]:
        """The languages that the kiosk speaks: those whose voice a native listener has checked (VVSG 2.0, 7.1-M).

        A demonstration speaks all of them, and says so.
        """
        return tuple(code for code in self._town.languages if self.speak(code))

    def speak(self, language: str) -> bool:
        """Whether this language may be spoken here."""
        return self._town.demonstration or self.vouched(language)

    def vouched(self, language: str) -> bool:
        """Whether somebody has checked the voice that speaks it."""
        named = self._configured.get(language) or self._configured.get(language.partition("-")[0], "")
        return self._town.vouches(language, voice_name(language, named))
