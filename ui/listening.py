"""When the voice speaks: asked for once, it reads each page as it opens, and falls silent when the person acts."""

from __future__ import annotations

from typing import Protocol

from accessibility.script import Script, confirmation, script
from kiosk.pages.page import Page
from kiosk.visit.intents import Voice
from kiosk.visit.preferences import Preferences
from kiosk.words import Words


class Speaker(Protocol):
    """What is needed of `accessibility.speech.player.SpeechPlayer`."""

    @property
    def playing(self) -> bool: ...

    @property
    def paused(self) -> bool: ...

    def presynthesise(self, script: Script) -> None: ...

    def play(self, script: Script) -> None: ...

    def repeat_all(self) -> None: ...

    def repeat_last_sentence(self) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def stop(self) -> None: ...

    def set_rate(self, step: int) -> None: ...

    def set_volume(self, step: int) -> None: ...

    def set_answers_aloud(self, aloud: bool) -> None: ...


class Listening:
    """Keeps the voice in step with the page on the screen."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._page: Page | None = None
        self._preferences = Preferences()
        self._chosen = ""

    def acted(self, part: str, *, chooses: bool) -> None:
        """The person did something: silence first (EN 301 549, 5.1.3.5). A choice will be confirmed."""
        self._chosen = part if chooses else ""
        if not part.startswith("voice."):
            self._speaker.stop()

    def show(self, page: Page, preferences: Preferences) -> None:
        """Another page, or the same one changed: say what the person needs to hear of it."""
        before, was = self._page, self._preferences
        self._page, self._preferences = page, preferences
        self._settle(was, preferences)
        words = Words(page.language)
        turned = before is None or (before.id, before.language) != (page.id, page.language)
        begun = preferences.listening and not was.listening
        if not preferences.listening:
            if was.listening:
                self._speaker.stop()
            if turned:
                self._speaker.presynthesise(script(page, words.say))
        elif turned or begun:
            self._speaker.play(script(page, words.say))
        elif self._chosen:
            self._speaker.play(confirmation(page, self._chosen, words.say))
        self._chosen = ""

    def obey(self, command: Voice) -> None:
        """Pause or go on; say it again; say the last sentence again."""
        if command is Voice.PAUSE:
            if self._speaker.paused:
                self._speaker.resume()
            else:
                self._speaker.pause()
        elif command is Voice.SENTENCE:
            self._speaker.repeat_last_sentence()
        elif self._page is not None:
            self._speaker.play(script(self._page, Words(self._page.language).say))

    def _settle(self, was: Preferences, now: Preferences) -> None:
        if now.rate != was.rate:
            self._speaker.set_rate(now.rate)
        if now.volume != was.volume:
            self._speaker.set_volume(now.volume)
        if now.answers_aloud != was.answers_aloud:
            self._speaker.set_answers_aloud(now.answers_aloud)
