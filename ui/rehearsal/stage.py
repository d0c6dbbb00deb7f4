"""The visit process of a rehearsal: the real application, with hands, a recorder, and nobody in front of it."""

from __future__ import annotations

import gc
import os
import wave
from dataclasses import fields, replace
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler

from accessibility.script import script
from accessibility.speech.reel import HeardWord
from accessibility.speech.sink import RecordingSink
from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.errors import ParvisError
from kiosk.journey import course
from kiosk.pages import departure
from kiosk.pages.page import Page, PageKind
from kiosk.words import Words
from offline_cache.courier.bell import Bell
from ui.application import Application
from ui.camera.eye import Eye
from ui.camera.sources import PaintedSource
from ui.paper import typeset
from ui.rehearsal.attaching import fill_stick
from ui.rehearsal.hands import Hands
from ui.rehearsal.plan import Plan, read_plan
from ui.rehearsal.player import Rehearsal
from ui.rehearsal.recorder import Recorder
from ui.state import State
from ui.sticks.watcher import StickWatcher
from ui.visit_process import make_gui, outside

SPEAK_SECONDS = 30.0
STILL_SECONDS = 0.3
"""After it, a page that came in from the side has arrived."""

STICK = "stick"
"""The folder beside a rehearsal's record that stands in for a visitor's stick."""

UNLIMITED = config.Limits(*[config.LARGEST_NUMBER] * len(fields(config.Limits)))
"""A pack is rehearsed a hundred times an hour, over one state directory."""

IGNORED_MESSAGES = ("Failed to initialize libpipewire", "pipewire")
"""Its resolver speaks up where it is absent."""


class Stage:
    """One plan on one stage."""

    def __init__(self, state: State, folder: Path, plan: Plan, *, await_delivery: bool) -> None:
        self._state, self._folder, self._plan = state, folder, plan
        self._await_delivery = await_delivery
        self._failures: list[str] = []
        self._heard: list[HeardWord] = []
        self._sink = RecordingSink()

    def perform(self) -> int:
        """Play the plan; 0 when all went as expected. Failures are printed, one a line."""
        self._state.prepare()
        # Looking at items makes Python wrappers of them; collected in a cycle while QML runs one's handler, such
        # a wrapper takes the item with it, and Qt aborts. A visit never looks at items; a rehearsal is short.
        gc.disable()
        gui = make_gui(self._state)
        qInstallMessageHandler(self._message)
        configuration = replace(
            config.for_visit(config.read(self._state.configuration)), screen=self._plan.screen, limits=UNLIMITED
        )
        fill_stick(self._folder / STICK, self._plan.answers)
        application = Application(
            open_pack(self._state.pack),
            configuration,
            replace(
                outside(self._state, configuration),
                camera=lambda view: Eye(PaintedSource(), view),
                sticks=StickWatcher((str(self._folder / STICK),)),
            ),
            lambda: None,
            preferences=replace(self._plan.preferences, listening=False),
            sink=self._sink,
            on_heard=self._heard.append,
            touch_pause_ms=0,
            fault=self._failures.append,
            stumbled=lambda error: self._failures.append(f"{type(error).__name__}: {error}"),
        )
        self._application = application
        bell = Bell(self._state.run / f"visit-{os.getpid()}.sock")
        application.warm()
        application.appear(full_screen=False, after_a_visit=False)
        QTimer.singleShot(0, lambda: gui.exit(self._run()))
        status = gui.exec()
        bell.close()
        application.close()
        for failure in self._failures:
            print(failure.replace("\n", " "), flush=True)
        return 1 if self._failures else status

    def _run(self) -> int:
        window = self._application.opened.window
        self._hands = Hands(window)
        self._recorder = Recorder(self._folder, window)
        rehearsal = Rehearsal(self._application, self._plan, self._hands, self._seen)
        rehearsal.await_delivery = self._await_delivery
        try:
            rehearsal.play()
        except ParvisError as error:
            self._failures.append(str(error))
        self._failures += self._recorder.faults
        self._recorder.save()
        self._save_voice()
        return 0

    def _seen(self, page: Page) -> None:
        self._heard.clear()
        self._speak(page)
        self._recorder.page(page, self._heard)
        if page.kind is PageKind.SLIP:
            content = departure.slip_of(self._application.conductor.context())
            (self._folder / "slip.pdf").write_bytes(typeset(content, page.language))
        if page.kind is PageKind.CHECK and not course.is_guidance(self._application.conductor.session()):
            (self._folder / "submission.xml").write_bytes(self._application.conductor.session().serialise())

    def _speak(self, page: Page) -> None:
        """Have the page said, answers included, into the recording; the light is put out again."""
        player = self._application.player
        if page.kind is PageKind.ERASED or not player.available:
            # While other pages speak, they come to rest; this one is looked at in silence.
            self._hands.settle(STILL_SECONDS)
            return
        player.set_answers_aloud(True)
        player.play(script(page, Words(page.language).say))
        self._hands.wait(lambda: not player.playing, f"the voice did not finish '{page.id}'")
        player.set_answers_aloud(self._plan.preferences.answers_aloud)
        self._application.page.light.quiet()

    def _save_voice(self) -> None:
        with wave.open(str(self._folder / "voice.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self._sink.sample_rate)
            file.writeframes(self._sink.pcm)

    def _message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        category = str(context.category)
        if kind is QtMsgType.QtDebugMsg or kind is QtMsgType.QtInfoMsg:
            return
        if any(part in message or part in category for part in IGNORED_MESSAGES):
            return
        if kind is QtMsgType.QtFatalMsg:
            # Qt ends the process when this returns.
            print(f"Qt gives up ({category}): {message}", flush=True)
        self._failures.append(f"Qt warns ({category}): {message}")


def perform(state: State, plan_file: str) -> int:
    """Carry out the plan in `plan_file`; the record goes beside it. The name `send` beside it awaits delivery.

    Raises `RehearsalUnfit` when there is no plan in it.
    """
    path = Path(plan_file)
    plan = read_plan(path)
    return Stage(state, path.parent, plan, await_delivery=(path.parent / "send").exists()).perform()
