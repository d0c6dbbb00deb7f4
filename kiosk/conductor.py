"""Carries out what the person means: asks the form, calls the ports, and tells the reducer what happened.

The conductor decides nothing about the look of a page and keeps no state of its own but the visit, the
engine sessions derived from it, and the screen last built.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from kiosk import forms
from kiosk.attaching import Attaching
from kiosk.catalogue.pack import Pack
from kiosk.config import Configuration
from kiosk.guide import Guide
from kiosk.journey import entry
from kiosk.journey.courses import Courses
from kiosk.journey.estimate import Estimate
from kiosk.outside import Outside
from kiosk.pages import building
from kiosk.pages.gestures import Activated, Chosen, Drawn, Edited, Gesture
from kiosk.pages.sheet import Context, Screen
from kiosk.paper import Paper
from kiosk.ports import Delivery
from kiosk.sending import Sending
from kiosk.visit import events as e
from kiosk.visit import intents as i
from kiosk.visit.hearing import ASKING
from kiosk.visit.preferences import Preferences
from kiosk.visit.reducer import reduce
from kiosk.visit.settling import settled
from kiosk.visit.state import Cover, Place, Printing, Trouble, Visit
from kiosk.voices import Voices
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.places.hours import Day

WELCOME_SECONDS = 8.0
"""How long the first screen says that the last visitor is forgotten."""


def _ages(visit: Visit) -> bool:
    """Whether this page says things that change from week to week: when somebody is there, what is different today."""
    ageing = (Place.HOME, Place.BEFORE, Place.SLIP)
    return visit.cover is Cover.HELP or (visit.cover is None and visit.place in ageing)


class Conductor:
    """One visit, from first touch to its end."""

    def __init__(
        self,
        pack: Pack,
        configuration: Configuration,
        outside: Outside,
        show: Callable[[Screen, Visit], None],
        preferences: Preferences | None = None,
        *,
        welcome: bool = False,
    ) -> None:
        self.pack = pack
        self.configuration = configuration
        self.outside = outside
        self._paper = Paper(configuration.limits, outside.printer, outside.slips, self._paper_told)
        self._sending = Sending(pack, configuration.limits, outside.sealer, outside.outbox)
        self.voices = Voices(pack.town, configuration.voices)
        self._show = show
        self._three_cycles = 0.0
        default = Preferences(language=pack.town.languages[0])
        self._started = outside.clock.monotonic()
        self.visit = Visit(preferences=preferences or default, welcome=welcome)
        self.courses = Courses(pack, outside.clock.now, configuration.device_id)
        self.guide = Guide(
            self.courses, self._sending, configuration.limits, outside, lambda: self.visit, self._happened
        )
        self.attaching = Attaching(outside, self.guide.session, lambda: self.visit, self._happened, self.refresh)
        self.screen = self._build()

    # What comes in

    def gesture(self, gesture: Gesture) -> None:
        """A touch, a key or a text. A part that the page does not have (a touch on a page gone) is ignored."""
        self._happened(e.SignOfLife(self.outside.clock.monotonic()))
        intent = self.screen.intents.get(gesture.part)
        match gesture:
            case Edited(_, text):
                if isinstance(intent, i.Type):
                    self._happened(e.Typed(intent.path, intent.slot, text[: entry.MAX_TEXT]))
            case Drawn(_, stroke):
                if isinstance(intent, i.Ink):
                    self.attaching.draw(stroke)
            case Activated() | Chosen():
                if intent is not None and not isinstance(intent, i.Type | i.Ink):
                    self._carry_out(intent)
                    self.guide.remind()
            case _:
                assert_never(gesture)
        self.refresh()

    def tick(self) -> None:
        """Time passed: the idle clock, the welcome, and news from the courier."""
        now = self.outside.clock.monotonic()
        idle = self.configuration.idle
        if self.visit.welcome and now - self._started >= WELCOME_SECONDS:
            self._happened(e.Welcomed())
        erase_after = max(idle.erase_after, self._three_cycles)
        self._happened(e.Ticked(now, idle.ask_after, erase_after, idle.away_for))
        self.attaching.tick()
        self.news()

    def news(self) -> None:
        """The courier rang, or might have: look whether the desk has acknowledged."""
        journey = self.visit.journey
        if journey is not None and journey.delivery is Delivery.KEPT:
            delivery = self.outside.outbox.delivery(journey.instance_id)
            if delivery is not Delivery.KEPT and delivery is not Delivery.UNKNOWN:
                self._happened(e.DeliveryKnown(delivery))
        self.refresh()

    def heard(self) -> None:
        """Speech is playing: the idle clock stands still (WCAG 2.2.1)."""
        self._happened(e.Heard(self.outside.clock.monotonic()))

    def prefer(self, change: Callable[[Preferences], Preferences]) -> None:
        """The person wants another setting, by a key, a switch or a plug and not by a touch on the page."""
        self._happened(e.SignOfLife(self.outside.clock.monotonic()), e.Preferred(change(self.visit.preferences)))
        self.refresh()

    def plugged(self, plugged: bool, *, found: bool = False) -> None:
        """Headphones were put in or pulled out; or were `found` so when the visit began.

        Where no voice may speak the visit's language, they bring none.
        """
        now = self.outside.clock.monotonic()
        if plugged and not found and not self.visit.touched:
            self._speak_a_language()
        if found or (plugged and not self.voices.speak(self.visit.preferences.language)):
            self._happened(e.HeadphonesFound(plugged))
        elif plugged != self.visit.headphones:
            self._happened(e.HeadphonesPut(now) if plugged else e.HeadphonesPulled(now))
        self.refresh()

    def wake(self, *, by_ear: bool) -> None:
        """Somebody who may not see the first screen asks it to speak: with a finger that stays (`by_ear`), or a key."""
        self._speak_a_language()
        self._happened(e.SpeechWoken(self.outside.clock.monotonic(), by_ear))
        self.refresh()

    def _speak_a_language(self) -> None:
        heard = self.voices.heard_in()
        if heard and self.visit.preferences.language not in heard:
            self._happened(e.LanguageChosen(heard[0]))

    def moved(self) -> None:
        """A key or a switch moved the highlight: somebody is here."""
        self._happened(e.Moved(self.outside.clock.monotonic()))

    def scanned(self, three_cycles: float, *, going: bool) -> None:
        """How long three cycles of a scan take here, in seconds (0: nobody scans), and whether one is `going` on.

        While it goes on the idle clock stands still, and no question is over before three cycles are (WCAG 2.2.1).
        """
        self._three_cycles = three_cycles
        if going:
            self._happened(e.Scanned(self.outside.clock.monotonic()))

    def appeared(self, *, after_a_visit: bool) -> None:
        """The window is on the screen now; until then the process waited as a spare."""
        self._started = self.outside.clock.monotonic()
        self.visit = Visit(preferences=self.visit.preferences, welcome=after_a_visit)
        self.refresh()

    def stumbled(self, before: Visit | None = None) -> None:
        """Something failed that nobody foresaw: say so on a page of its own, and let the visit go on.

        `before` is the visit as it was when nothing had failed yet. Without it time passed and nobody acted: then the
        question of the idle clock stays as it is, since it is what erases the answers.
        """
        now = self.visit
        if now.ended or (before is None and now.cover in (*ASKING, Cover.AWAY)):
            return
        if before is not None:
            now = replace(before, touched=now.touched, input_at=now.input_at)
        if now.journey is not None:
            self.courses.renew(now.journey.service)
        self.visit = reduce(reduce(now, e.Uncovered()), e.TroubleMet(Trouble.FORM))
        self.refresh()

    def refresh(self) -> None:
        """Build the page anew, and show it when anything on it changed."""
        self.attaching.follow()
        screen = self._build()
        if screen != self.screen or self.visit.ended:
            self.screen = screen
            self._show(screen, self.visit)

    # What it means

    def _carry_out(self, intent: i.Intent) -> None:
        match intent:
            case i.Plain():
                self._plain(intent)
            case i.Tool():
                self.attaching.obey(intent)
                if intent is i.Tool.WITHOUT:
                    self.guide.go_on()
            case i.Voice.PAUSE | i.Voice.AGAIN | i.Voice.SENTENCE:
                self.outside.voice(intent)
            case i.Voice() | i.Speak() | i.Size() | i.Colour() | i.Prefer():
                self._happened(*settled(intent))
            case i.OpenLifeEvent(life_event):
                self._happened(e.LifeEventChosen(life_event))
            case i.OpenService(service):
                self._happened(e.ServiceChosen(service))
            case i.Choose():
                self.guide.choose(intent)
            case i.Pick(key):
                self.attaching.pick(key)
            case i.Put():
                self.guide.put(intent)
            case i.Type() | i.Ink():
                pass
            case i.Mend(path):
                self._happened(e.MendingBegun(path))
            case i.TellEntry(index):
                self.guide.tell_entry(index)
            case i.AskRemoval(index):
                self._happened(e.RemovalAsked(index))
            case i.Mark(evidence, held):
                self._happened(e.DocumentMarked(evidence, held))
            case i.ShowItem(item):
                self._happened(e.ItemShown(item))
            case i.Explain(page, term):
                self._happened(e.WordToggled(page, term))
            case i.Open(cover):
                self._happened(e.Covered(cover, self.outside.clock.monotonic()))
            case _:
                assert_never(intent)

    def _plain(self, intent: i.Plain) -> None:
        match intent:
            case i.Plain.START | i.Plain.HOME:
                self._happened(e.Went(Place.HOME, forwards=intent is i.Plain.START))
            case i.Plain.BEGIN:
                self.guide.begin()
            case i.Plain.CONTINUE:
                if self.attaching.settle():
                    self.guide.go_on()
            case i.Plain.BACK:
                self.guide.back()
            case i.Plain.WHY:
                self._happened(e.WhyToggled())
            case i.Plain.DETAILS:
                self._happened(e.DetailsToggled())
            case i.Plain.CHANGE_TOLD:
                self._happened(e.FactDeclined())
            case i.Plain.ADD_ENTRY:
                self.guide.add()
            case i.Plain.REMOVE_ENTRY:
                self.guide.remove()
            case i.Plain.SUBMIT:
                self.guide.submit()
            case i.Plain.TAKE:
                self._happened(e.Went(Place.SLIP))
            case i.Plain.PRINT:
                self._print()
            case i.Plain.UNCOVER:
                self._happened(e.Uncovered())
            case i.Plain.ERASE:
                self._happened(e.Ended())
            case i.Plain.MOTION | i.Plain.RESET:
                self._happened(*settled(intent))
            case _:
                assert_never(intent)

    def warm(self) -> None:
        """Compile the pack's forms ahead of need, while the process waits as a spare."""
        for service in self.pack.catalogue.services:
            self.warm_service(service.id)

    def warm_service(self, service: str) -> None:
        """Compile one service's form, if it is not yet, and tell the operator why it cannot be used, if so."""
        if service not in self.courses:
            try:
                form = self.courses.form(service)
                self.courses.estimate(service)
            except (forms.FormError, KeyError) as error:
                why = str(error) if isinstance(error, forms.FormError) else "the pack does not have it"
                self._closed(service, f"its form cannot be used: {why}. Build the pack again; `parvis pack check`.")
                return
            if why := self._sending.why_unsealable(service, form):
                self._closed(service, why)

    def _closed(self, service: str, why: str) -> None:
        self.outside.tell_operator(" ".join(f"The service '{service}' is closed here: {why}".split()))

    def _print(self) -> None:
        from kiosk.pages import departure

        def document() -> bytes:
            return self.outside.typeset(departure.slip_of(self.context()), self.visit.preferences.language)

        self._paper.ask(self.visit.slips, document)

    def _paper_told(self, printing: Printing) -> None:
        self._happened(e.PaperTold(printing))
        self.refresh()

    # What follows

    def _happened(self, *happenings: e.Event) -> None:
        for event in happenings:
            self.visit = reduce(self.visit, event)
            # Whatever asked for it: where nobody has checked the voice, the kiosk does not speak.
            if self.visit.preferences.listening and not self.voices.speak(self.visit.preferences.language):
                self.visit = reduce(self.visit, e.ListeningToggled())

    def session(self) -> forms.Session:
        """The session of the journey under way. Raises `LookupError` where there is none."""
        return self.guide.session()

    def foreseen(self, place: Place) -> Screen:
        """The page that this visit would show at another place, for who prepares it in advance."""
        return building.build(self.context(replace(self.visit, place=place)))

    def context(self, visit: Visit | None = None) -> Context:
        """What the page, and the slip, are built from now (or for a `visit` that may come next)."""
        visit, outside, catalogue = visit or self.visit, self.outside, self.pack.catalogue
        week: tuple[Day, ...] = ()
        if visit.place is Place.SLIP and visit.journey is not None:
            week = outside.week(catalogue.contacts[catalogue.service(visit.journey.service).contact])
        return Context(
            pack=self.pack,
            words=Words(visit.preferences.language),
            visit=visit,
            clock=outside.clock,
            session=self.session() if visit.journey is not None else None,
            estimate=Estimate({}) if visit.journey is None else self.courses.estimate(visit.journey.service),
            online=outside.online(),
            printer=outside.printer.available() if visit.place is Place.SLIP else False,
            opening=outside.opening() if visit.cover is Cover.HELP else None,
            week=week,
            fresh_at=(outside.verified() or self.pack.built) if _ages(visit) else None,
            paused=outside.paused(),
            camera=outside.camera.sight(),
            sticks=outside.sticks.allowed(),
            roomy=visit.place is not Place.QUESTION or outside.outbox.roomy(),
            shelf=outside.sticks.shelf(),
            erase_after=self.configuration.idle.erase_after,
            away_for=self.configuration.idle.away_for,
            speaks=self.voices.speak(visit.preferences.language),
            vouched=self.voices.vouched(visit.preferences.language),
            lowers=self.configuration.screen.lowers,
        )

    def _build(self) -> Screen:
        return building.build(self.context())
