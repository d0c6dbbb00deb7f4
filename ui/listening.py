"""When the voice speaks: asked for once, it reads each page as it opens, and falls silent when the person acts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from accessibility.script import Script, confirmation, script
from kiosk.pages.page import Disclosure, Page, Paragraph, Tone
from kiosk.visit.intents import Voice
from kiosk.visit.preferences import Preferences
from kiosk.words import Words

VOICE = "voice."
"""How the parts of the strip that steers the voice begin: they neither silence it nor are confirmed."""


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


def remarks(page: Page) -> Iterator[str]:
    """The parts of a page that may change under the person's eyes: its paragraphs, what is opened, the line's state."""
    for block in page.blocks:
        if isinstance(block, Paragraph):
            yield block.phrase.part
        elif isinstance(block, Disclosure) and block.open:
            yield block.body.part
    if page.status is not None:
        yield page.status.part


def news(before: Page, after: Page) -> Script:
    """What the same page says now and did not say before: an error, a text opened in place, "sent" for "kept"."""
    words = Words(after.language)
    old = {(told.part, told.speech) for told in script(before, words.say).utterances}
    parts = set(remarks(after))
    utterances = script(after, words.say).utterances
    fresh = {told.part for told in utterances if told.part in parts and (told.part, told.speech) not in old}
    return Script(tuple(told for told in utterances if told.part in fresh), after.language)


def errors(page: Page) -> Script:
    """What stands in the way of going on."""
    parts = {b.phrase.part for b in page.blocks if isinstance(b, Paragraph) and b.tone is Tone.ERROR}
    words = Words(page.language)
    told = (utterance for utterance in script(page, words.say).utterances if utterance.part in parts)
    return Script(tuple(told), page.language)


class Listening:
    """Keeps the voice in step with the page on the screen."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._page: Page | None = None
        self._preferences = Preferences()
        self._touched = ""

    def acted(self, part: str, *, edits: bool = False) -> None:
        """The person did something: silence first (EN 301 549, 5.1.3.5). What was chosen or pressed is confirmed."""
        self._touched = "" if edits else part
        if not part.startswith(VOICE):
            self._speaker.stop()

    def settled(self) -> None:
        """All that followed from the act has been shown. Where nothing did, the page says how it stands.

        Who meets the same error again hears it again; who presses plus at the end of a scale hears that it is the end.
        """
        touched, self._touched = self._touched, ""
        page = self._page
        if page is None or not touched or touched.startswith(VOICE):
            return
        if page.forward is not None and touched == page.forward.part:
            self._say(errors(page))
        else:
            self._say(confirmation(page, touched, Words(page.language).say))

    def show(self, page: Page, preferences: Preferences) -> None:
        """Another page, or the same one changed: say what the person needs to hear of it."""
        before, was = self._page, self._preferences
        self._page, self._preferences = page, preferences
        self._settle(was, preferences)
        turned = before is None or (before.id, before.language) != (page.id, page.language)
        begun = preferences.listening and not was.listening
        if not preferences.listening:
            if was.listening:
                self._speaker.stop()
            if turned:
                self._speaker.presynthesise(script(page, Words(page.language).say))
        elif turned or begun or before is None:
            self._say(script(page, Words(page.language).say))
        elif not self._touched.startswith(VOICE):
            self._notice(before, page)
        self._touched = ""

    def _notice(self, before: Page, page: Page) -> None:
        """The page stays and something on it changed: what was touched is confirmed, else what is new is said.

        Nobody is interrupted for what came by itself.
        """
        if self._touched:
            said = confirmation(page, self._touched, Words(page.language).say)
            self._say(said if said.utterances else news(before, page))
        elif not self._speaker.playing:
            self._say(news(before, page))

    def _say(self, said: Script) -> None:
        if said.utterances and self._preferences.listening:
            self._speaker.play(said)

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
