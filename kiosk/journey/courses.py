"""The forms that a visit has opened, each compiled once, with the session and the estimate that go with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk import forms
from kiosk.catalogue.pack import Pack
from kiosk.journey.course import Course
from kiosk.journey.estimate import Estimate, estimate
from kiosk.visit.state import Journey


class Courses:
    """By service. `estimates` may be shared between visits: they follow from the form alone."""

    def __init__(self, pack: Pack, now: Callable[[], datetime], device_id: str) -> None:
        self._pack, self._now, self._device_id = pack, now, device_id
        self._courses: dict[str, Course] = {}
        self.estimates: dict[str, Estimate] = {}

    def __contains__(self, service: str) -> bool:
        """Whether the service's form is compiled already."""
        return service in self._courses

    def form(self, service: str) -> forms.Form:
        """The service's form. Raises `FormError`, or `KeyError` where the pack does not have it."""
        if service not in self._courses:
            form = self._pack.catalogue.service(service).form
            self._begin(service, forms.load(self._pack.forms[form], resources=self._pack.resources(form)))
        return self._courses[service].form

    def session(self, journey: Journey, language: str) -> forms.Session:
        """The session at the journey's log, speaking `language`. Raises as `form` does."""
        self.form(journey.service)
        return self._courses[journey.service].follow(journey, language)

    def sent(self, journey: Journey, session: forms.Session) -> None:
        """Note that the journey's request was kept: the form may ask for it when it is begun again in this visit."""
        self._courses[journey.service].sent(journey.instance_id, session)

    def takes(self, journey: Journey, path: str, value: str) -> bool:
        """Whether the form would take this value at this point, and find nothing wrong with it.

        Tried on a session that nobody uses: a value may set off others as soon as it is there.
        """
        self.form(journey.service)
        trial = self._courses[journey.service].apart().follow(journey, "")
        try:
            trial.set(path, value)
            return trial.problem(path) is None
        except forms.FormError:
            return False

    def estimate(self, service: str) -> Estimate:
        """How long the service's form is. Raises as `form` does."""
        if service not in self.estimates:
            self.estimates[service] = estimate(self.form(service), self._now)
        return self.estimates[service]

    def renew(self, service: str) -> None:
        """Derive the service's next session from the log alone: the present one may be half way into what failed."""
        if service in self._courses:
            self._courses[service].renew()

    def _begin(self, service: str, form: forms.Form) -> None:
        self._courses[service] = Course(form, self._now, self._device_id)
