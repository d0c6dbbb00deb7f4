"""When the voice speaks: asked for once, it reads each page as it opens, and falls silent when the person acts.

Where it sounds is decided here alone. Private text needs headphones, or leave to sound on the loudspeaker; with the
plug pulled out nothing goes on by itself (`held`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from accessibility.saying.ears import KEY, LANGUAGE, echo, invitation, name
from accessibility.saying.operating import Manner, instructions, manner_of
from accessibility.saying.sweeping import swept
from accessibility.script import Script, confirmation, error_script, part_script, script
from kiosk.pages.page import Disclosure, Field, Fields, Page, PageKind, Paragraph
from kiosk.visit.intents import Voice
from kiosk.visit.preferences import Preferences
from kiosk.words import Words

VOICE = "voice."
"""How the parts of the strip that steers the voice begin: they neither silence it nor are confirmed."""

CONFIRMED = frozenset({"voice.curtain", "voice.by-ear"})
"""Those of the strip that say how they stand, as other toggles do."""


class Speaker(Protocol):
    """What is needed of `accessibility.speech.player.SpeechPlayer`."""

    @property
    def playing(self) -> bool: ...

    @property
    def paused(self) -> bool: ...

    @property
    def rest(self) -> Script | None: ...

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
    return Script(tuple(told for told in utterances if told.part in fresh), after.language, after.lexicon)


def typed(page: Page, part: str) -> str:
    """What the field with this part holds, or nothing."""
    for block in page.blocks:
        for field in block.fields if isinstance(block, Fields) else (block,):
            if isinstance(field, Field) and field.part == part:
                return field.value
    return ""


class Listening:
    """Keeps the voice in step with the page on the screen.

    `route` sends all that sounds from now on to the headphones (true) or to the loudspeaker.
    """

    def __init__(self, speaker: Speaker, route: Callable[[bool], None] = lambda headphones: None) -> None:
        self._speaker = speaker
        self._route = route
        self._page: Page | None = None
        self._preferences = Preferences()
        self._touched = ""
        self._headphones = False
        self._allowed = False
        self._held = self._returning = False
        self._rest: Script | None = None
        self._offer: Script | None = None
        self._explained: set[tuple[str, Manner]] = set()
        self._by_keys = False
        self.inviting = False
        self.pointed = ""

    @property
    def held(self) -> bool:
        """Whether the plug was pulled out and nobody has asked to go on."""
        return self._held

    # What the person does

    def acted(self, part: str, *, edits: bool = False) -> None:
        """The person did something: silence first (EN 301 549, 5.1.3.5). What was chosen or pressed is confirmed."""
        self._touched = "" if edits else part
        self.inviting = False
        if not part.startswith(VOICE):
            self._speaker.stop()

    def typed(self, part: str, text: str) -> None:
        """A field is about to hold `text`: say what changes in it, as privately as the answer that it makes."""
        if self._page is not None:
            words = Words(self._page.language)
            by_ear = self._preferences.by_ear
            self._say(echo(part, typed(self._page, part), text, words.language, words.say, by_ear=by_ear))

    def settled(self) -> None:
        """All that followed from the act has been shown. Where nothing did, the page says how it stands.

        Who meets the same error again hears it again; who presses plus at the end of a scale hears that it is the end.
        """
        touched, self._touched = self._touched, ""
        page = self._page
        if page is None or not touched or touched.startswith(VOICE):
            return
        if page.forward is not None and touched == page.forward.part:
            self._say(error_script(page, Words(page.language).say))
        elif page.kind is PageKind.FIRST and touched.startswith(LANGUAGE):
            # The language offered and chosen was the page's own: nothing has changed, and now it is read.
            self._say(self._reading(page))
        else:
            self._say(confirmation(page, touched, Words(page.language).say))

    def point(self, part: str, text: str = "", language: str = "") -> None:
        """The focus, a scan or a finger came here: say it at once.

        `text` is its name where it is not the page's, in `language` or the page's.
        """
        if self._page is None or not part:
            return
        words = Words(self._page.language)
        said = part_script(self._page, part, words.say)
        if not said.utterances and text:
            said = name(part, text, language or words.language, words.say)
        self.pointed, self.inviting = part, False
        if not self._by_keys and self._manner is Manner.TOUCH:
            # Whoever has found the keys by themselves needs no more than a reminder on each page.
            self._by_keys = True
            self._explained.add((words.language, Manner.KEYS))
        self._say(said)

    def sweep(self, named: Sequence[tuple[str, str, str]]) -> None:
        """A scan came to all of these at once: their names."""
        self.pointed, self.inviting = "", False
        if self._page is not None:
            self._say(swept(self._page, named, Words(self._page.language).say))

    def say_key(self, told: str, language: str) -> None:
        """What came of a key of the keyboard that types nothing: as private as those that do."""
        if self._page is not None:
            self._say(name(KEY, told, language, Words(self._page.language).say))

    def reached(self, part: str) -> None:
        """The voice has come to this part: a second tap, or Enter at the invitation, means it."""
        if part:
            self.pointed = part

    # What the page does

    def invite(self, languages: Sequence[str], *, by_ear: bool) -> None:
        """When speech is next asked for on the first screen, it begins with an offer in each language."""
        self._by_keys = not by_ear
        self._offer = invitation(languages, lambda code: Words(code).say, by_ear=by_ear)

    def show(self, page: Page, preferences: Preferences) -> None:
        """Another page, or the same one changed: say what the person needs to hear of it."""
        before, was = self._page, self._preferences
        self._page, self._preferences = page, preferences
        self._settle(was, preferences)
        turned = before is None or (before.id, before.language) != (page.id, page.language)
        begun = preferences.listening and not was.listening
        if turned:
            self._rest = None
            self.pointed = ""
        if begun or not preferences.listening:
            self._held = False
        if not preferences.listening:
            if was.listening:
                self._speaker.stop()
            if turned:
                self._speaker.presynthesise(script(page, Words(page.language).say))
        elif self._offer is not None and page.kind is PageKind.FIRST:
            self._invite(self._offer)
        elif turned or begun or before is None:
            self._say(self._reading(page))
        elif not self._touched.startswith(VOICE) or self._touched in CONFIRMED:
            self._notice(before, page, explain=preferences.by_ear and not was.by_ear)
        self._touched, self._offer = "", None

    def _invite(self, offer: Script) -> None:
        self._say(offer)
        self.inviting = True

    def _reading(self, page: Page) -> Script:
        """The page, after what the person has to know to explore it."""
        words, manner, read = Words(page.language), self._manner, self._whole(page)
        if (page.language, manner) in self._explained:
            return read
        self._explained.add((page.language, manner))
        told = instructions(page.language, words.say, manner)
        return replace(read, utterances=(*told.utterances, *read.utterances))

    def _whole(self, page: Page) -> Script:
        return script(page, Words(page.language).say, self._manner)

    @property
    def _manner(self) -> Manner:
        return manner_of(self._preferences, by_keys=self._by_keys)

    def _notice(self, before: Page, page: Page, *, explain: bool) -> None:
        """The page stays and something on it changed: what was touched is confirmed, else what is new is said.

        Nobody is interrupted for what came by itself.
        """
        words = Words(page.language)
        if page.curtain is not None and before.curtain is None:
            self._say(self.veiled())
        elif explain:
            self._explained.add((page.language, self._manner))
            self._say(instructions(page.language, words.say, self._manner))
        elif page.forward is not None and self._touched == page.forward.part:
            said = error_script(page, words.say)
            self._say(said if said.utterances else news(before, page))
        elif self._touched:
            said = confirmation(page, self._touched, words.say)
            self._say(said if said.utterances else news(before, page))
        elif not self._speaker.playing:
            self._say(news(before, page))

    def veiled(self) -> Script:
        """What stands on the dark screen."""
        page = self._page
        if page is None or page.curtain is None:
            return Script((), "")
        words = Words(page.language)
        return name(page.curtain.part, page.curtain.spoken or page.curtain.text, page.language, words.say)

    def remind(self) -> None:
        """Somebody touched the dark screen once."""
        self._say(self.veiled())

    # Where it sounds

    def plug(self, plugged: bool) -> None:
        """The jack. Silence first in both directions: private text is never between two outputs."""
        if plugged == self._headphones:
            return
        rest = None if self._held else self._speaker.rest
        self._speaker.stop()
        self._headphones, self.inviting = plugged, False
        self._rest = rest or self._rest
        self._returning = plugged and self._preferences.listening
        self._held = not plugged and self._preferences.listening
        if plugged:
            self._route(True)
            self._allow()
        else:
            self._withdraw()
            self._route(False)

    def welcome_back(self) -> None:
        """The plug is in again and nothing else had to be said: the last sentence once more, and on from there."""
        returning, self._returning = self._returning, False
        rest, self._rest = self._rest, None
        offer, self._offer = self._offer, None
        if offer is not None:
            # Who listened on the first screen already is invited all the same: it may be somebody else.
            self._invite(offer)
        elif returning and self._page is not None and not self._speaker.playing:
            self._say(rest or self._reading(self._page))

    def _allow(self) -> None:
        """Private text may sound in headphones, or where the person has said so."""
        allowed = self._headphones or self._preferences.answers_aloud
        if allowed != self._allowed:
            self._allowed = allowed
            self._speaker.set_answers_aloud(allowed)

    def _withdraw(self) -> None:
        if self._allowed:
            self._allowed = False
            self._speaker.set_answers_aloud(False)

    # How it is said

    def _say(self, said: Script) -> None:
        if said.utterances and self._preferences.listening and not self._held:
            self._speaker.play(said)

    def obey(self, command: Voice) -> None:
        """Pause or go on; say it again; say the last sentence again. After the plug was pulled out: go on aloud."""
        if self._held:
            self._go_on()
        elif command is Voice.PAUSE:
            if self._speaker.paused:
                self._speaker.resume()
            else:
                self._speaker.pause()
        elif command is Voice.SENTENCE:
            self._speaker.repeat_last_sentence()
        elif self._page is not None:
            self._speaker.play(self._whole(self._page))

    def _go_on(self) -> None:
        """On request, on the loudspeaker, and without what is private."""
        self._held = False
        rest, self._rest = self._rest, None
        if self._page is not None:
            self._speaker.play(rest or self._whole(self._page))

    def _settle(self, was: Preferences, now: Preferences) -> None:
        if now.rate != was.rate:
            self._speaker.set_rate(now.rate)
        if now.volume != was.volume:
            self._speaker.set_volume(now.volume)
        self._allow()
