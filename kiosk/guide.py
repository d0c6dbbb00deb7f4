"""Leads a person through a form: begins a journey, takes answers, goes on and back, hands the request over.

The guide acts on the visit that the conductor holds, and tells it what happened; it keeps no state of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk import forms
from kiosk.config import Limits
from kiosk.forms import Question, RepeatRange
from kiosk.journey import course, facts, taking, way
from kiosk.journey.courses import Courses
from kiosk.journey.estimate import Estimate
from kiosk.outside import Outside
from kiosk.sending import Sending
from kiosk.visit import events as e
from kiosk.visit import intents as i
from kiosk.visit import paths
from kiosk.visit.reducer import reduce
from kiosk.visit.state import Journey, Place, Refusal, Trouble, Visit


class Tell(Protocol):
    """Takes what happened, in order."""

    def __call__(self, *happenings: e.Event) -> None:
        """Let the visit change."""
        ...


class Guide:
    """The way through the forms of one visit."""

    def __init__(
        self,
        courses: Courses,
        sending: Sending,
        limits: Limits,
        outside: Outside,
        now: Callable[[], Visit],
        tell: Tell,
    ) -> None:
        """`now` gives the visit as it stands."""
        self._courses = courses
        self._sending = sending
        self._limits = limits
        self._outside = outside
        self._now = now
        self._tell = tell

    @property
    def _visit(self) -> Visit:
        return self._now()

    def session(self) -> forms.Session:
        """The session of the journey under way. Raises `LookupError` where there is none."""
        journey = self._visit.journey
        if journey is None:
            raise LookupError("no journey has begun")
        return self._courses.session(journey, self._visit.preferences.language)

    def begin(self) -> None:
        """Ask the chosen service's first question, unless something stands in the way."""
        service = self._visit.service
        if hindrance := self._sending.hindrance(service):
            self._tell(e.TroubleMet(hindrance))
            return
        begun = self._visit.journey
        instance_id = begun.instance_id if begun is not None else self._outside.new_instance_id()
        try:
            journey = begun or Journey(service, instance_id)
            session = self._courses.session(journey, self._visit.preferences.language)
            self._courses.estimate(service)
        except (forms.FormError, KeyError):
            # The form's own error names a place in the form; `pack check` shows it to the author.
            self._tell(e.TroubleMet(Trouble.FORM))
            return
        if self._sending.why_unsealable(service, session.form):
            # Refused before the first question, and not after the seventeenth.
            self._tell(e.TroubleMet(Trouble.FORM))
            return
        first = course.first(session)
        if first is None:
            self._tell(e.TroubleMet(Trouble.FORM))
            return
        if begun is None:
            self._tell(e.JourneyBegun(instance_id, first.path))
        elif not begun.at:
            self._tell(way.settled(session, self._courses.estimate(service), begun, Place.CHECK))
        else:
            self._tell(e.Asked(begun.at, begun.fraction, within=begun.within))

    def choose(self, intent: i.Choose) -> None:
        """Take (or, of several, take back) one answer of a closed question."""
        value = intent.value
        if intent.multiple:
            session = self.session()
            standing = taking.standing(session, self._under_way(), intent.path)
            chosen = set(standing.split()) ^ {intent.value}
            value = " ".join(c.value for c in session.choices(intent.path) if c.value in chosen)
        if self._fits(intent.path, value):
            self._tell(e.Answered(intent.path, value))

    def put(self, intent: i.Put) -> None:
        """Take a value that the page has worked out. The same one again changes nothing."""
        journey, session = self._visit.journey, self.session()
        stands = "" if journey is None else taking.standing(session, journey, intent.path)
        if intent.value != stands and self._fits(intent.path, intent.value):
            self._tell(e.Answered(intent.path, intent.value))

    def _fits(self, path: str, value: str) -> bool:
        """Whether the form takes this value: what enters the log must never fail when it is replayed."""
        try:
            self.session().set(path, value)
        except forms.FormError:
            return False
        return True

    def go_on(self) -> None:
        """Continue: take the answer on the screen and ask what follows, or say why it cannot be taken."""
        journey = self._visit.journey
        if journey is None:
            return
        if self._visit.place is Place.CHECK:
            self._tell(way.settled(self.session(), self._courses.estimate(journey.service), journey, Place.OUTCOME))
            return
        session = self.session()
        question = course.stop(session, journey.at)
        if isinstance(question, Question) and course.asks(session, question):
            value = journey.told or taking.taken(session, journey, question, self._visit.preferences.language)
            if isinstance(value, Refusal):
                self._tell(e.AnswerRefused(value))
                return
            if not self._fits(question.path, value):
                # A choice that another answer has since taken away is one thing that a form refuses.
                offered = bool(session.choices(question.path))
                self._tell(e.AnswerRefused(Refusal.REQUIRED if offered else Refusal.CONSTRAINT))
                return
            self._tell(e.Answered(question.path, value))
            session = self.session()
            problem = session.problem(question.path)
            if problem is not None:
                required = problem is forms.Problem.REQUIRED
                self._tell(e.AnswerRefused(Refusal.REQUIRED if required else Refusal.CONSTRAINT))
                return
            if fact := facts.fact(question, session.value(question.path)):
                self._tell(e.FactTold(fact))
        self._tell(way.onwards(session, self._courses.estimate(journey.service), self._visit.journey or journey))

    def back(self) -> None:
        """Where "Back" leads. An entry just added, and with nothing told in it, is not kept."""
        journey = self._visit.journey
        if journey is not None and self._visit.place is Place.QUESTION and journey.within:
            entry = journey.within[-1]
            inner = self.session()
            start = course.first_of(inner, entry)
            told = any(paths.inside(path, entry) for path in journey.given())
            if start is not None and start.path == journey.at and not told:
                self._tell(way.to_list(inner, self._courses.estimate(journey.service), journey, forwards=False))
                self._remove(paths.listing(entry), paths.positions(entry)[-1])
                return
        session = self.session() if journey is not None else None
        guess = self._courses.estimate(journey.service) if journey is not None else Estimate({})
        self._tell(way.backwards(self._visit.place, journey, session, guess))

    def _under_way(self) -> Journey:
        journey = self._visit.journey
        if journey is None:
            raise LookupError("no journey has begun")
        return journey

    # Facts

    def remind(self) -> None:
        """Look once, at each question, whether it was answered in another form of the visit."""
        journey = self._visit.journey
        if journey is None or self._visit.place is not Place.QUESTION or self._visit.ended:
            return
        if not self._visit.facts or journey.offer is not None or journey.refusal is not None:
            return
        offer = facts.fitting(self._visit, self.session(), journey)
        if offer is not None:
            takes = self._courses.takes(journey, offer.path, offer.value)
            self._tell(e.FactOffered(offer.path, offer.value if takes else ""))

    # Lists

    def _listing(self) -> RepeatRange | None:
        """The list on the screen, if the person may change it."""
        journey = self._visit.journey
        stop = course.stop(self.session(), journey.at) if journey is not None else None
        return stop if isinstance(stop, RepeatRange) and not stop.fixed else None

    def add(self) -> None:
        """One entry more on the list on the screen: ask its first question."""
        listing = self._listing()
        if listing is None or listing.count >= course.MOST_ENTRIES:
            return
        journey, added = self._under_way(), e.EntryAdded(listing.path)
        try:
            self._courses.session(reduce(self._visit, added).journey or journey, self._visit.preferences.language)
        except forms.FormError:
            # The form has no room for it: what cannot be replayed must not enter the log.
            self._courses.renew(journey.service)
            self._tell(e.TroubleMet(Trouble.FORM))
            return
        self._tell(added)
        self.tell_entry(listing.count + 1)

    def tell_entry(self, index: int) -> None:
        """Ask the questions of one entry of the list on the screen, from the first."""
        listing = self._listing()
        if listing is None or not 1 <= index <= listing.count:
            return
        journey = self._under_way()
        entry = paths.entry(listing.path, index)
        asked = way.into(self.session(), self._courses.estimate(journey.service), journey, entry)
        if asked is not None:
            self._tell(asked)

    def remove(self) -> None:
        """Remove the entry that the person was asked about."""
        listing, index = self._listing(), self._under_way().removing
        if listing is not None and 1 <= index <= listing.count:
            self._remove(listing.path, index)

    def _remove(self, listing: str, index: int) -> None:
        """Try it on the session first: its files that are gone afterwards were the entry's own."""
        journey = self._under_way()
        before = frozenset(self.session().attachments())
        removed = reduce(self._visit, e.EntryRemoved(listing, index)).journey or journey
        after = self._courses.session(removed, self._visit.preferences.language).attachments()
        self._tell(e.EntryRemoved(listing, index, tuple(before.difference(after))))

    def submit(self) -> None:
        """Seal the request and keep it, unless a changed answer has opened a question or the visit sent enough."""
        journey = self._visit.journey
        if journey is None or journey.delivery is not None:
            return
        if self._visit.submissions >= self._limits.submissions_a_visit:
            self._tell(e.TroubleMet(Trouble.LIMIT))
            return
        session = self.session()
        if course.unsettled(session, journey) is not None:
            self._tell(way.settled(session, self._courses.estimate(journey.service), journey, Place.CHECK))
            return
        told = self._sending.send(session, journey.instance_id, journey.attachments)
        if isinstance(told, e.SubmissionKept):
            self._courses.sent(journey, session)
        self._tell(told)
