"""One visit's process: waits as a spare, shows when told, and says when it is over.

On standard input the supervisor writes `show` (or `show erased` after another visit); on standard output the
visit answers `ready`, `shown`, and `ended` (or `unused`, where it gives way to newer files), one word a line. Nothing
else ever crosses.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from kiosk import config
from kiosk.catalogue.opening import PackDamaged, open_pack
from kiosk.catalogue.pack import Pack
from kiosk.pages.out_of_order import build as build_out_of_order
from kiosk.ports import Delivery, Envelope, Outbox, OutboxBroken, Tally
from offline_cache.authentication import MacKeyUnusable
from offline_cache.courier.bell import COURIER, Bell, ring
from offline_cache.keeping import SecretUnusable
from offline_cache.outbox.sqlite import Line
from offline_cache.packs import status
from offline_cache.packs.holding import hold
from offline_cache.sealing import OdkSealer
from offline_cache.store.opening import StoreUnusable
from offline_cache.tally import SqliteTally
from ui import qt_faults
from ui.application import Application, Ports
from ui.camera.eye import Eye
from ui.camera.sources import DeviceSource, NoSource
from ui.clipboard import NoClipboard
from ui.clock import SystemClock
from ui.freshness import LOOK_MS, Freshness
from ui.keeping import visits_key
from ui.outbox import open_outbox
from ui.paper import SystemPrinter
from ui.state import Mark, State, fingerprint
from ui.sticks.watcher import StickWatcher
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.theme import ThemeViewModel
from ui.window import open_window, prepare_environment

GOODBYE_SECONDS = 10.0
"""A supervised process that is not killed within this time after its visit ends by itself."""

NEWS_SECONDS = 15.0
"""From a change of pack or settings until an untouched visit gives way to it: the next spare is ready by then."""

MENDED_SECONDS = 2.0
"""The same for the page that says that nothing works."""

NO_LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'

SHOW, SHOW_ERASED = "show", "show erased"


def make_gui(state: State) -> QGuiApplication:
    """The Qt application, with its caches inside the state directory and our keyboard."""
    os.environ["QML_DISK_CACHE_PATH"] = str(state.qml_cache)
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    prepare_environment()
    application = QGuiApplication(["parvis"])
    application.setApplicationName("parvis")
    application.setQuitOnLastWindowClosed(True)
    NoClipboard(application)
    qt_faults.install()
    return application


class ClosedOutbox:
    """Stands in where the outbox cannot be opened: advice still works, requests are refused before they begin."""

    def usable(self) -> bool:
        """Nothing can be kept."""
        return False

    def keep(self, envelope: Envelope) -> None:
        """Refuse."""
        raise OutboxBroken("The outbox cannot be opened, so nothing is kept. See the operator's log.")

    def delivery(self, instance_id: str) -> Delivery:
        """Nothing is known."""
        return Delivery.UNKNOWN

    def roomy(self) -> bool:
        """Nothing can be kept."""
        return False

    def kept_within(self, seconds: float) -> int:
        """None that is known of."""
        return 0


class NoTally:
    """Stands in where the count of slips cannot be opened: the limit of one visit still holds."""

    def note(self) -> None:
        """Nothing is remembered."""

    def within(self, seconds: float) -> int:
        """None that is known of."""
        return 0


def outside(state: State, configuration: config.Configuration, key: bytes | None = None) -> Ports:
    """The ports of a visit over this state directory. What is missing is told to the operator.

    `key` is the outbox's, where the supervisor handed it over.
    """
    clock = SystemClock()
    outbox: Outbox = ClosedOutbox()
    line: Callable[[], Line] = Line
    try:
        mac_key = visits_key(state, configuration.secrets.backend, key)
        kept = open_outbox(state, configuration, mac_key, ring=lambda: ring(state.run, COURIER), told=tell_operator)
    except (MacKeyUnusable, SecretUnusable, StoreUnusable) as error:
        tell_operator(str(error))
    else:
        outbox, line = kept, kept.line
    slips: Tally = NoTally()
    try:
        slips = SqliteTally(state.slips, told=tell_operator)
    except StoreUnusable as error:
        tell_operator(str(error))
    return Ports(
        clock=clock,
        sealer=OdkSealer(configuration.desk.public_key_sha256),
        outbox=outbox,
        printer=SystemPrinter(configuration.printer),
        slips=slips,
        verified=lambda: status(state.root).verified_at,
        online=lambda: line().reached(clock.now()),
        camera=lambda view: Eye(
            NoSource() if configuration.camera == "none" else DeviceSource(configuration.camera), view
        ),
        sticks=StickWatcher(configuration.files.roots),
    )


def tell_operator(sentence: str) -> None:
    """A sentence for the operator's log. Only sentences of ours: never an exception's own text."""
    print(f"parvis: {sentence}", file=sys.stderr, flush=True)


def run_visit(state: State, *, full_screen: bool, supervised: bool, key: bytes | None = None) -> int:
    """Build the visit hidden, then obey the supervisor (or show at once). Returns the exit status.

    `key` is the outbox's, where the supervisor handed it over.
    """
    state.prepare()
    made_from = fingerprint(state.watched)
    try:
        configuration = config.for_visit(config.read(state.configuration))
        # The link may lead elsewhere while this visit lasts: it reads on where it began.
        held = hold(state.pack)
        pack: Pack = open_pack(held.path if held is not None else state.pack)
    except (config.ConfigurationError, PackDamaged) as error:
        tell_operator(str(error))
        return out_of_order(state, made_from, full_screen=full_screen, supervised=supervised)
    gui = make_gui(state)
    process = VisitProcess(
        state, configuration, pack, full_screen=full_screen, supervised=supervised, made_from=made_from, key=key
    )
    if supervised:
        process.wait()
    else:
        process.show(after_a_visit=False)
    return gui.exec()


def out_of_order(state: State, made_from: Mark, *, full_screen: bool, supervised: bool) -> int:
    """Say on the screen that the kiosk cannot serve, until its files have changed: then the next visit may try."""
    screen = config.Screen() if not full_screen else config.Screen(0, 0)
    gui = make_gui(state)
    page, theme = PageViewModel(lambda gesture: None), ThemeViewModel(screen.density_dpi)
    page.show(build_out_of_order())
    opened = open_window(page, theme, screen=screen, logo=NO_LOGO, visible=False)

    def show(word: str) -> None:
        _show(opened.window, full_screen)
        freshness.start()

    def give_way() -> None:
        freshness.stop()
        say("unused")

    freshness = Freshness(
        lambda: fingerprint(state.watched), made_from, give_way, patience=MENDED_SECONDS, look_ms=LOOK_MS
    )
    supervisor = Switchboard(show)
    if supervised:
        supervisor.listen()
        say("ready")
    else:
        _show(opened.window, full_screen)
    return gui.exec()


def _show(window: QQuickWindow, full_screen: bool) -> None:
    window.frameSwapped.connect(lambda: say("shown"), Qt.ConnectionType.SingleShotConnection)
    if full_screen:
        window.showFullScreen()
    else:
        window.show()


def say(word: str) -> None:
    """Tell the supervisor, if it still listens."""
    try:
        sys.stdout.write(word + "\n")
        sys.stdout.flush()
    except OSError:
        os._exit(0)


class Switchboard:
    """The supervisor's words, as they arrive on standard input."""

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told
        self._input = b""
        self._notifier: QSocketNotifier | None = None

    def listen(self) -> None:
        """Hear from now on."""
        os.set_blocking(sys.stdin.fileno(), False)
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        try:
            chunk = os.read(sys.stdin.fileno(), 256)
        except BlockingIOError:
            return
        if not chunk:
            # The supervisor is gone: a visit without one would never be wiped.
            os._exit(0)
        self._input = (self._input + chunk)[-256:]
        while b"\n" in self._input:
            line, self._input = self._input.split(b"\n", 1)
            word = line.decode("ascii", "replace").strip()
            if word in (SHOW, SHOW_ERASED):
                self._told(word)


class VisitProcess:
    """The life of one visit's process."""

    def __init__(
        self,
        state: State,
        configuration: config.Configuration,
        pack: Pack,
        *,
        full_screen: bool,
        supervised: bool,
        made_from: Mark | None = None,
        key: bytes | None = None,
    ) -> None:
        """`made_from` is the fingerprint of `state.watched` before pack and configuration were read."""
        self._full_screen = full_screen
        self._supervised = supervised
        self._switch = configuration.sound.switch
        self.application = Application(
            pack, configuration, outside(state, configuration, key), self._ended, tell_operator=tell_operator
        )
        if supervised:
            self.application.warm()
        self._bell = Bell(state.bell_of(os.getpid()))
        self._bell_notifier = QSocketNotifier(self._bell.fileno(), QSocketNotifier.Type.Read)
        self._bell_notifier.activated.connect(self._rung)
        self._switchboard = Switchboard(lambda word: self.show(after_a_visit=word == SHOW_ERASED))
        self._freshness = Freshness(
            lambda: fingerprint(state.watched),
            fingerprint(state.watched) if made_from is None else made_from,
            self._yield_to_news,
            patience=NEWS_SECONDS,
            look_ms=LOOK_MS,
        )

    def wait(self) -> None:
        """Become the warm spare."""
        self._switchboard.listen()
        say("ready")

    def show(self, *, after_a_visit: bool) -> None:
        """Put the window on the screen, and say so once its first frame is there."""
        window = self.application.opened.window
        window.frameSwapped.connect(self._drawn, Qt.ConnectionType.SingleShotConnection)
        self.application.appear(full_screen=self._full_screen, after_a_visit=after_a_visit)
        if self._supervised:
            self._freshness.start()

    def _yield_to_news(self) -> None:
        """A new pack is for the next person: while nobody has touched this visit, that is whoever comes now."""
        if not self.application.conductor.visit.touched:
            self._freshness.stop()
            # Whoever touches in this blink touches the next visit's page: what begins here would be lost.
            self.application.rest()
            say("unused")

    def _drawn(self) -> None:
        say("shown")
        self.application.hearing.watch(self._switch)
        if not self._supervised:
            self.application.warm_by_and_by()

    def _rung(self) -> None:
        self._bell.drain()
        self.application.news()

    def _ended(self) -> None:
        self._freshness.stop()
        if self._supervised:
            say("ended")
            QTimer.singleShot(int(GOODBYE_SECONDS * 1000), lambda: os._exit(0))
        else:
            QTimer.singleShot(1500, lambda: os._exit(0))
