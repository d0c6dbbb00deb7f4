"""What page builders share: the context a page is built from, and the sheet it is written on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.catalogue.model import Words as PackWords
from kiosk.catalogue.pack import Pack
from kiosk.journey.estimate import Estimate
from kiosk.pages import hard_words
from kiosk.pages.page import Action, Block, Page, PageKind, Phrase, Progress, Style
from kiosk.pages.scanning import scan_actions
from kiosk.ports import Clock, Shelf, Sight
from kiosk.visit.intents import Intent, Open, Plain, Prefer, Voice
from kiosk.visit.preferences import RATE_STEPS, VOLUME_STEPS
from kiosk.visit.state import Cover, Journey, Visit
from kiosk.words import Words
from kiosk.words.wordings import filled

if TYPE_CHECKING:
    from kiosk.forms import Session, Text
    from kiosk.places.hours import Day, Opening

NO_ESTIMATE = Estimate({})
NO_SHELF = Shelf()

UNVEILED = frozenset({PageKind.IDLE, PageKind.AWAY, PageKind.STOP, PageKind.ERASED})
"""Pages without an answer on them, which somebody else may have to see."""


@dataclass(frozen=True, slots=True)
class Context:
    """All that a page may depend on.

    `session` is the form's session at the journey's log, or None outside a journey. `online` is None while
    nobody knows. `opening` is the state of the contact's hours now, or None where it cannot be computed;
    `week` is an ordinary week of the service's contact, on the slip only. `fresh_at`: until when
    what the pack says is known to have been so, on the pages that tell its age. `paused`: the voice holds its breath.
    `camera` is what it has to show, `shelf` what lies on the person's stick, where `sticks` are read at all.
    `roomy`: files can be kept on this kiosk. `lowers`: the glass goes up higher than a seated person reaches.
    `erase_after`: the seconds that the idle clock's question waits; `away_for`: those that a covered page does.
    `speaks`: speech is offered in this language, `vouched`: a native listener has checked its voice.
    """

    pack: Pack
    words: Words
    visit: Visit
    clock: Clock
    session: Session | None = None
    estimate: Estimate = NO_ESTIMATE
    online: bool | None = None
    printer: bool = False
    opening: Opening | None = None
    week: tuple[Day, ...] = ()
    fresh_at: datetime | None = None
    paused: bool = False
    camera: Sight = Sight.ABSENT
    sticks: bool = False
    roomy: bool = True
    shelf: Shelf = NO_SHELF
    speaks: bool = True
    vouched: bool = True
    lowers: bool = False
    erase_after: float = 45.0
    away_for: float = 600.0

    def under_way(self) -> tuple[Journey, Session]:
        """The journey and its session, for the pages that have no meaning outside one. Raises `LookupError`."""
        if self.visit.journey is None or self.session is None:
            raise LookupError("no journey has begun")
        return self.visit.journey, self.session


@dataclass(frozen=True, slots=True)
class Screen:
    """A page, what each of its parts means when touched, and the hard words that stand on it."""

    page: Page
    intents: Mapping[str, Intent]
    words: tuple[hard_words.HardWord, ...] = ()


@dataclass
class Sheet:
    """A page being written: blocks in reading order, and the intent behind each part. `told` are the parts that hold
    words of the pack."""

    context: Context
    blocks: list[Block] = field(default_factory=list)
    intents: dict[str, Intent] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @property
    def language(self) -> str:
        """The page's language, a BCP 47 code."""
        return self.context.words.language

    def add(self, *blocks: Block) -> None:
        """Write blocks below those already there."""
        self.blocks.extend(blocks)

    def say(self, part: str, key: str, *, private: bool = False, **values: str) -> Phrase:
        """One of the interface's own phrases; `KEY.spoken` is its wording for the voice, where there is one."""
        return self._own(part, key, values, private)

    def _own(self, part: str, key: str, values: Mapping[str, str], private: bool = False) -> Phrase:
        words = self.context.words
        spoken = words.say(f"{key}.spoken", **values) if words.has(f"{key}.spoken") else ""
        return Phrase(part, words.say(key, **values), self.language, private, spoken)

    def pack(self, part: str, words: PackWords, *, private: bool = False) -> Phrase:
        """A phrase of the catalogue."""
        self.told.add(part)
        return Phrase(part, words.text(self.language), self.language, private, words.speech(self.language))

    def form(self, part: str, text: Text, key: str, *, private: bool = False) -> Phrase:
        """A phrase of the form; what an answer took part in is private. `key` finds its spoken wording."""
        self.told.add(part)
        pack = self.context.pack
        wordings = pack.spoken.get(pack.catalogue.service(self.context.visit.service).form, {})
        spoken = wordings.get(self.language, {}).get(key, "")
        if text.derived and spoken:
            spoken = filled(spoken, text.text)
        return Phrase(part, text.text, self.language, private or text.derived, spoken)

    def recording(self, uri: str) -> str:
        """Where the sound lies that the form calls `uri` in this language; empty where it names none that is there."""
        path = self._media(uri)
        return str(path.absolute()) if path is not None else ""

    def image(self, uri: str) -> str:
        """The URL of the image that the form calls `uri` in this language; empty where it names none that is there."""
        path = self._media(uri)
        return path.absolute().as_uri() if path is not None else ""

    def _media(self, uri: str) -> Path | None:
        pack = self.context.pack
        return pack.media(pack.catalogue.service(self.context.visit.service).form, uri) if uri else None

    def action(
        self,
        part: str,
        key: str,
        intent: Intent,
        style: Style = Style.SECONDARY,
        *,
        picture: str = "",
        ready: bool = True,
        on: bool | None = None,
        **values: str,
    ) -> Action:
        """A button with the interface's own words on it."""
        self.intents[part] = intent
        return Action(part, self._own(part, key, values), style, picture, ready, on)

    def back(self, intent: Intent = Plain.BACK, key: str = "button.back") -> Action:
        """The button at the start edge below the blocks."""
        return self.action("back", key, intent, picture="arrow-left")

    def forward(self, key: str, intent: Intent = Plain.CONTINUE, *, ready: bool = True) -> Action:
        """The one next thing."""
        return self.action("forward", key, intent, Style.PRIMARY, picture="arrow-right", ready=ready)

    def screen(
        self,
        kind: PageKind,
        *,
        identifier: str = "",
        title: Phrase | None = None,
        progress: Progress | None = None,
        back: Action | None = None,
        forward: Action | None = None,
        aside: tuple[Action, ...] = (),
    ) -> Screen:
        """The finished page, with the bars that every page has; `aside` are small buttons above the bottom bar."""
        context = self.context
        town = context.pack.town
        bar, voice = self._bar(), (*aside, *self._voice(), *scan_actions(self))
        words = hard_words.found(self, frozenset(self.told)) if kind in hard_words.EXPLAINED else ()
        self.add(*hard_words.links(self, identifier or kind.value, words))
        page = Page(
            id=identifier or kind.value,
            kind=kind,
            language=self.language,
            direction=context.words.direction,
            town=Phrase("town", town.name, town.languages[0]),
            title=title or self.say("title", f"title.{kind.value}"),
            blocks=tuple(self.blocks),
            progress=progress,
            back=back,
            forward=forward,
            bar=bar,
            voice=voice,
            mark=self._mark(),
            curtain=self._curtain(kind),
            status=self.say("status", "status.offline") if context.online is False else None,
            forwards=context.visit.forwards,
            lexicon=context.pack.lexicon,
        )
        return Screen(page, dict(self.intents), words)

    def _mark(self) -> Phrase | None:
        """What is true of this pack and must not be overlooked."""
        context = self.context
        if not context.pack.town.demonstration:
            return None
        unchecked = context.visit.preferences.listening and not context.vouched
        return self.say("mark", "mark.voice" if unchecked else "mark.demonstration")

    def _bar(self) -> tuple[Action, ...]:
        visit = self.context.visit

        def cover(part: str, cover: Cover, picture: str) -> Action:
            intent: Intent = Plain.UNCOVER if visit.cover is cover else Open(cover)
            return self.action(f"bar.{part}", f"bar.{part}", intent, picture=picture)

        listening = visit.preferences.listening
        listen_key = "bar.silence" if listening else "bar.listen"
        listen: tuple[Action, ...] = ()
        if self.context.speaks:
            listen = (self.action("bar.listen", listen_key, Voice.TOGGLE, picture="volume-2", on=listening),)
        return (
            cover("help", Cover.HELP, "circle-question-mark"),
            *listen,
            cover("language", Cover.LANGUAGE, "languages"),
            cover("text-size", Cover.TEXT_SIZE, "a-large-small"),
            cover("contrast", Cover.CONTRAST, "contrast"),
            self.action("bar.stop", "bar.stop", Open(Cover.STOP), Style.DANGER, picture="eraser"),
        )

    def _voice(self) -> tuple[Action, ...]:
        preferences = self.context.visit.preferences
        if not preferences.listening:
            return ()
        aloud: tuple[Action, ...] = ()
        if preferences.answers_aloud:
            aloud = (self.action("voice.answers", "voice.quiet", Voice.KEEP_ANSWERS_QUIET, picture="ear-off", on=True),)
        elif not self.context.visit.headphones:
            # In headphones answers are said anyway, and nobody else hears them.
            aloud = (self.action("voice.answers", "voice.answers", Open(Cover.ALOUD), picture="ear", on=False),)
        hidden, by_ear = preferences.curtain, preferences.by_ear
        rate, volume = preferences.rate, preferences.volume
        if self.context.paused:
            pause = self.action("voice.pause", "voice.resume", Voice.PAUSE, picture="play")
        else:
            pause = self.action("voice.pause", "voice.pause", Voice.PAUSE, picture="pause")
        return (
            pause,
            self.action("voice.sentence", "voice.sentence", Voice.SENTENCE, picture="undo-2"),
            self.action("voice.again", "voice.again", Voice.AGAIN, picture="rotate-ccw"),
            self.action("voice.slower", "voice.slower", Voice.SLOWER, picture="turtle", ready=rate > 0),
            self.action("voice.faster", "voice.faster", Voice.FASTER, picture="rabbit", ready=rate < RATE_STEPS - 1),
            self.action("voice.softer", "voice.softer", Voice.SOFTER, picture="volume-1", ready=volume > 0),
            self.action(
                "voice.louder", "voice.louder", Voice.LOUDER, picture="volume-2", ready=volume < VOLUME_STEPS - 1
            ),
            *aloud,
            self.action(
                "voice.curtain",
                "voice.uncover" if hidden else "voice.curtain",
                Prefer(replace(preferences, curtain=not hidden)),
                picture="eye" if hidden else "eye-off",
                on=hidden,
            ),
            self.action(
                "voice.by-ear",
                "voice.by-ear",
                Prefer(replace(preferences, by_ear=not by_ear)),
                picture="hand",
                on=by_ear,
            ),
        )

    def _curtain(self, kind: PageKind) -> Phrase | None:
        """What stands on the dark screen. A page that asks whether somebody is there shows itself: it hides answers."""
        preferences = self.context.visit.preferences
        if not preferences.curtain or kind in UNVEILED:
            return None
        return self.say("curtain", "curtain.by-ear" if preferences.by_ear else "curtain.text")
