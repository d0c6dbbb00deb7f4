"""The visit's composition root: ports, conductor, view-models, window and voice, joined once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kiosk.catalogue.pack import Pack
from kiosk.conductor import Conductor
from kiosk.config import Configuration
from kiosk.outside import NoCamera, NoSticks, Outside
from kiosk.pages.gestures import Edited, Gesture
from kiosk.pages.page import Code, PageKind
from kiosk.pages.sheet import Screen
from kiosk.ports import Camera, Clock, Outbox, Printer, Sealer, Sticks, Tally
from kiosk.visit.preferences import KeyOrder, Preferences
from kiosk.visit.state import Place, Visit
from kiosk.words import Words, dates
from ui import faultlines
from ui.counter import Counter
from ui.hearing import Hearing
from ui.input.inputs import Inputs
from ui.input.joining import hands
from ui.paper import typeset
from ui.qrcodes import matrix
from ui.signatures import ink
from ui.viewmodels.camera import CameraViewModel
from ui.viewmodels.page import PageViewModel, ViewWords
from ui.viewmodels.theme import ThemeViewModel
from ui.warming import sampler
from ui.window import TOUCH_PAUSE_MS, OpenedWindow, open_window, tell_of_fault

if TYPE_CHECKING:
    from accessibility.sentences import Sentence
    from accessibility.speech.player import SpeechPlayer
    from accessibility.speech.reel import HeardWord
    from accessibility.speech.sink import Sink
    from ui.listening import Listening

TICK_MS = 500

CHORE_PAUSE_MS = 250
"""Between two chores of a window that is already seen: touches come first."""

FORESIGHT_MS = 400
"""After a page is shown: its transition is over, and nobody has read it yet."""

PAGE_MODULES = ("covers", "question", "check", "ending", "departure")
"""Those that `kiosk.pages.building` imports when their first page is shown."""

BEFORE_THE_SLIP = frozenset({PageKind.OUTCOME, PageKind.NEXT})


@dataclass(frozen=True, slots=True)
class Ports:
    """What the outside gives to a visit. `online` is None while nobody knows; `camera` gets the view to show on."""

    clock: Clock
    sealer: Sealer
    outbox: Outbox
    printer: Printer
    slips: Tally
    online: Callable[[], bool | None]
    camera: Callable[[CameraViewModel], Camera] = lambda view: NoCamera()
    sticks: Sticks = field(default_factory=NoSticks)
    verified: Callable[[], datetime | None] = lambda: None


@cache
def view_words(language: str) -> ViewWords:
    """The accessible names of what the view itself adds to a page."""
    if not language:
        return ViewWords()
    words = Words(language)
    return ViewWords(words.say("view.up"), words.say("view.down"), words.say("view.keyboard"))


class Application(QObject):
    """One visit in one window. `ended` is called once, when the visit is over and says goodbye.

    `tell_operator` hears why there is no voice; the visitor is told nothing and misses only the sound. `stumbled` is
    given what nobody foresaw, each fault once; the visitor is shown a page that says so, and goes on.
    """

    def __init__(
        self,
        pack: Pack,
        configuration: Configuration,
        ports: Ports,
        ended: Callable[[], None],
        *,
        preferences: Preferences | None = None,
        sink: Sink | None = None,
        on_heard: Callable[[HeardWord], None] | None = None,
        on_said: Callable[[Sentence], None] | None = None,
        touch_pause_ms: int = TOUCH_PAUSE_MS,
        fault: Callable[[str], None] = tell_of_fault,
        tell_operator: Callable[[str], None] = lambda sentence: None,
        stumbled: Callable[[Exception], None] = faultlines.write,
    ) -> None:
        super().__init__()
        self.pack = pack
        self._configuration = configuration
        self._ended = ended
        self._over = self._resting = False
        self._stumbled = stumbled
        self._faults: set[str] = set()
        counter = self._counter = Counter(pack, ports.clock)
        self._sink, self._on_heard, self._tell_operator = sink, on_heard, tell_operator
        self._on_said = on_said
        self.page = PageViewModel(self._gesture, view_words)
        self.page.keyboard.said.connect(self._key_said)
        self.page.keyboard.ordered.connect(self._ordered)
        screen = configuration.screen
        self.theme = ThemeViewModel(screen.density_dpi, pack.town.accent, bottom_mm=screen.bottom_mm)
        self._camera = ports.camera(self.page.camera)
        self._sticks = ports.sticks
        outside = Outside(
            clock=ports.clock,
            sealer=ports.sealer,
            outbox=ports.outbox,
            printer=ports.printer,
            slips=ports.slips,
            typeset=typeset,
            voice=lambda command: self.listening.obey(command),
            online=ports.online,
            verified=ports.verified,
            opening=counter.opening,
            week=counter.week,
            paused=lambda: self.voiced and (self.player.paused or self.listening.held),
            tell_operator=tell_operator,
            camera=self._camera,
            sticks=ports.sticks,
            ink=ink,
        )
        self._clock = ports.clock
        self.conductor = Conductor(pack, configuration, outside, self._show, preferences)
        self._show(self.conductor.screen, self.conductor.visit)
        self.opened: OpenedWindow = open_window(
            self.page,
            self.theme,
            screen=configuration.screen,
            logo=pack.town.logo,
            touch_pause_ms=touch_pause_ms,
            visible=False,
            fault=fault,
        )
        self.hearing = Hearing(self, self)
        self.inputs = Inputs(
            self.opened.window,
            self.page,
            hands(self, self.hearing),
            pad=configuration.pad,
            switches=configuration.switches,
        )
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @cached_property
    def player(self) -> SpeechPlayer:
        """The voice. It is brought when it is first needed: the first screen does not wait for it."""
        from accessibility.speech.player import SpeechPlayer
        from ui.decoding import QtDecoder

        player = SpeechPlayer(
            self._device,
            voices=self._configuration.voices,
            decoder=QtDecoder(self._configuration.sound.recordings_softer_db, self),
            on_heard=self._on_heard,
            on_said=self._on_said,
            parent=self,
        )
        player.troubleChanged.connect(lambda sentence: self._tell_operator(sentence) if sentence else None)
        player.word.connect(self.page.light.light)
        player.utteranceChanged.connect(self._said_of)
        player.pausedChanged.connect(lambda paused: self.conductor.refresh())
        return player

    @cached_property
    def listening(self) -> Listening:
        """What keeps the voice in step with the page."""
        from ui.listening import Listening

        return Listening(self.player, getattr(self._device, "route", lambda headphones: None))

    @cached_property
    def _device(self) -> Sink:
        """Where the voice sounds."""
        from ui.sound import DeviceSink

        return self._sink or DeviceSink(self._configuration.sound)

    def _said_of(self, part: str) -> None:
        if self.voiced:
            self.listening.reached(part)

    @property
    def voiced(self) -> bool:
        """Whether the voice has been brought."""
        return "listening" in self.__dict__

    @property
    def speaking(self) -> bool:
        """Whether the voice is saying something now."""
        return self.voiced and self.player.playing and not self.player.paused

    def bring_voice(self) -> None:
        """Have the voice ready to speak of this page, if it is not yet."""
        self.player.start()
        if not self.voiced:
            self.listening.show(self.conductor.screen.page, self.conductor.visit.preferences)

    def warm(self) -> None:
        """Do ahead of the first touch what would make it wait, while nobody sees the window."""
        for chore in self._chores():
            chore()
        # Each kind of block is built once, and the first page after it, so that both are compiled and painted.
        self.page.show(sampler(self.conductor.screen.page))
        self.opened.window.grabWindow()
        self.page.show(self.conductor.screen.page)
        self.opened.window.grabWindow()

    def warm_by_and_by(self) -> None:
        """The same for a window that is on the screen already: one chore at a time, between two touches."""
        chores = self._chores()

        def one() -> None:
            chores.popleft()()
            if chores:
                QTimer.singleShot(CHORE_PAUSE_MS, self, one)

        QTimer.singleShot(CHORE_PAUSE_MS, self, one)

    def _chores(self) -> deque[Callable[[], object]]:
        """What the first touches would wait for: the voice, other pages, forms, dates in words, opening hours."""
        town, catalogue, today = self.pack.town, self.pack.catalogue, self._clock.now().date()
        contacts = {service.contact: catalogue.contacts[service.contact] for service in catalogue.services}
        return deque(
            [
                self.bring_voice,
                *(partial(import_module, f"kiosk.pages.{name}") for name in PAGE_MODULES),
                *(partial(self.conductor.warm_service, service.id) for service in catalogue.services),
                *(partial(dates.long_date, today, language) for language in town.languages),
                self.page.keyboard.prepare,
                self._counter.opening,
                *(partial(self._counter.week, contact) for contact in contacts.values()),
            ]
        )

    def appear(self, *, full_screen: bool, after_a_visit: bool) -> None:
        """Put the window on the screen; the visit may begin."""
        self.conductor.appeared(after_a_visit=after_a_visit)
        window = self.opened.window
        if full_screen:
            window.showFullScreen()
        else:
            window.show()
        window.requestActivate()
        self._timer.start()

    def rest(self) -> None:
        """Take no more gestures: another visit is about to lie over this one."""
        self._resting = True

    def close(self) -> None:
        """Fall silent and stop the clockwork."""
        self._timer.stop()
        self._camera.close()
        self._sticks.close()
        self.hearing.close()
        if "player" in self.__dict__:
            self.player.close()

    def _gesture(self, gesture: Gesture) -> None:
        if self._resting:
            return
        before = self.conductor.visit
        try:
            if self.voiced:
                self.listening.acted(gesture.part, edits=isinstance(gesture, Edited))
                if isinstance(gesture, Edited):
                    self.listening.typed(gesture.part, gesture.text)
            self.conductor.gesture(gesture)
            if self.voiced:
                self.listening.settled()
        except Exception as error:
            self._fell(error)
            self._get_up(before)

    def _key_said(self, name: str, language: str) -> None:
        """A key that types nothing was pressed, or a suggestion was taken."""
        if self.voiced:
            self.attempt(lambda: self.listening.say_key(name, language))

    def _ordered(self, order: str) -> None:
        """The keyboard's own key asks for another order of its letters."""
        self.attempt(lambda: self.conductor.prefer(lambda now: replace(now, keys=KeyOrder(order))))

    def news(self) -> None:
        """The courier rang."""
        self._pass(self.conductor.news)

    def attempt(self, act: Callable[[], None]) -> None:
        """Do what a plug, a key or a finger asks for, as long as anything here counts."""
        if not self._resting:
            self._pass(act)

    def _pass(self, act: Callable[[], None]) -> None:
        """Do what time or the courier asks for; a fault that comes with every tick turns the page only once."""
        try:
            act()
        except Exception as error:
            if self._fell(error):
                self._get_up()

    def _fell(self, error: Exception) -> bool:
        """Report a fault; whether it is a new one."""
        fault = faultlines.bare(error)
        known = fault in self._faults
        if not known:
            self._faults.add(fault)
            self._stumbled(error)
        if self.conductor.visit.ended:
            self._finish()
        return not known

    def _get_up(self, before: Visit | None = None) -> None:
        """Show the page that says so, unless that fails too: then the page stays as it is, with all its buttons."""
        try:
            self.conductor.stumbled(before)
        except Exception as error:
            self._fell(error)

    def _show(self, screen: Screen, visit: Visit) -> None:
        try:
            self.theme.apply(visit.preferences)
            self.page.keyboard.set_order(visit.preferences.keys)
            self.page.show(screen.page)
            self.page.ears.show(screen.page, visit.preferences)
        finally:
            if visit.ended:
                self._finish()
        if visit.ended:
            return
        if "inputs" in self.__dict__:
            self.inputs.settle(visit.preferences)
        if self.voiced or visit.preferences.listening:
            self.listening.show(screen.page, visit.preferences)
        if screen.page.kind in BEFORE_THE_SLIP:
            QTimer.singleShot(FORESIGHT_MS, self, self._foresee_slip)

    def _finish(self) -> None:
        """Whatever else fails, a visit that is over is erased."""
        if not self._over:
            self._over = True
            try:
                if self.voiced:
                    self.player.forget()
            finally:
                self._ended()

    def _foresee_slip(self) -> None:
        """Compute the slip's QR codes while the person reads the page before it."""
        if self.page.page.kind in BEFORE_THE_SLIP:
            for block in self.conductor.foreseen(Place.SLIP).page.blocks:
                if isinstance(block, Code):
                    matrix(block.payload)

    def _tick(self) -> None:
        def tick() -> None:
            if self.speaking:
                self.conductor.heard()
            self.conductor.scanned(self.inputs.scanner.three_cycles, going=self.inputs.scanner.going)
            self.conductor.tick()

        self._pass(tick)
