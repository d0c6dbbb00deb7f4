"""Visits for tests: the demonstration town, prepared once a session, and applications on it that are all closed.

`tests/conftest.py` gives them as the fixtures `rivemont`, `town` and `visits`.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from accessibility.sentences import Sentence
from accessibility.speech.sink import RecordingSink, Sink
from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.catalogue.pack import Pack
from kiosk.visit.preferences import Preferences
from ui.application import Application, Ports
from ui.demonstration import prepare
from ui.state import State
from ui.visit_process import outside

PORTRAIT = config.Screen(1080, 1920, 102.0)
TABLET = config.Screen(800, 1280, 189.0)


@dataclass(frozen=True, slots=True)
class Town:
    """A prepared state directory, and the pack in it, opened."""

    state: State
    pack: Pack

    @classmethod
    def prepared(cls, folder: Path) -> Town:
        """Rivemont, enrolled and built in this folder: seconds of work."""
        state = State(folder)
        prepare(state)
        return cls(state, open_pack(state.pack))

    def copied(self, folder: Path) -> Town:
        """The same in a folder that is not there yet: its outbox, its slips and its pack are its own."""
        shutil.copytree(self.state.root, folder)
        state = State(folder)
        return Town(state, open_pack(state.pack))

    def with_forms(self, forms: Mapping[str, bytes]) -> Town:
        """With other forms behind these services."""
        return replace(self, pack=replace(self.pack, forms={**self.pack.forms, **forms}))

    def configuration(self, screen: config.Screen = PORTRAIT) -> config.Configuration:
        """What `kiosk.toml` says, on this screen."""
        return replace(config.read(self.state.configuration), screen=screen)


class Visits:
    """Opens applications. `faults` has what QML, and what nobody foresaw, said in any of them."""

    def __init__(self) -> None:
        self.faults: list[object] = []
        self._applications: list[Application] = []

    def open(
        self,
        town: Town,
        *,
        configuration: config.Configuration | None = None,
        ports: Ports | None = None,
        ended: Callable[[], None] = lambda: None,
        preferences: Preferences | None = None,
        sink: Sink | None = None,
        on_said: Callable[[Sentence], None] | None = None,
        touch_pause_ms: int = 0,
        stumbled: Callable[[Exception], None] | None = None,
        shown: bool = True,
    ) -> Application:
        """One visit in its window: by default upright, with a voice that sounds nowhere and a glass that never waits.

        Whoever gives `stumbled` expects faults, and looks at them; they are not among `faults`.
        """
        configuration = configuration or town.configuration()
        application = Application(
            town.pack,
            configuration,
            ports or outside(town.state, configuration),
            ended,
            preferences=preferences,
            sink=sink or RecordingSink(),
            on_said=on_said,
            touch_pause_ms=touch_pause_ms,
            fault=self.faults.append,
            stumbled=stumbled or self.faults.append,
        )
        self._applications.append(application)
        if shown:
            show(application)
        return application

    def close(self) -> None:
        """Close all that were opened."""
        for application in self._applications:
            application.close()
            application.opened.window.close()
            application.opened.engine.deleteLater()
        self._applications.clear()


def show(application: Application) -> None:
    """In a window of its own size, as the first visit of the day."""
    application.appear(full_screen=False, after_a_visit=False)


@contextmanager
def opened_visits() -> Iterator[Visits]:
    """Visits that are closed at the end; then no fault may have been told.

    A wrapper that the garbage collector takes while QML runs takes its item with it, so there is none meanwhile.
    """
    visits = Visits()
    gc.disable()
    try:
        yield visits
    finally:
        visits.close()
        gc.enable()
    assert visits.faults == [], visits.faults
