"""From lifting a finger to the first frame with the next page, in the real window. `python -m benchmarks.tapping ...`.

One process is one visit, as on the kiosk: whole journeys through `identity-card-stolen`, one language each, so that
every page is met for the first time by its process. Prints one JSON object: milliseconds by kind of tap, on the clock
and of this thread's processor time, which a busy machine does not lengthen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure, percentile

REHEARSAL = "identity-card-stolen"
LANGUAGES = ("fr", "fr-x-falc", "en", "ar")
VISIT_SECONDS = 180.0
TAP_MS = 50.0
HELD_SECONDS = 0.06
"""A finger stays on the glass about so long."""
LOOK_SECONDS = 0.25
"""After a choice."""
READ_SECONDS = 0.6
"""A person looks at a page at least so long: transition and pre-synthesis are over, as they would be."""


Tap = tuple[str, float, float]
"""The page that was tapped, milliseconds on the clock, milliseconds of processor time."""


class NotPlayed(Exception):
    """A measured visit failed."""


def measure(state: Path, visits: int, environment: dict[str, str]) -> list[Figure]:
    """So many visits, one after the other, each in a process of its own."""
    turns: list[float] = []
    marks: list[float] = []
    worked: list[float] = []
    slow: list[tuple[float, str]] = []
    for number in range(visits):
        language = LANGUAGES[number % len(LANGUAGES)]
        command = [sys.executable, "-m", "benchmarks.tapping", str(state), language]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=VISIT_SECONDS)
        if done.returncode != 0:
            raise NotPlayed(f"A measured visit failed: {' '.join(done.stderr.strip().splitlines()[-1:])}")
        found = json.loads(done.stdout.strip().splitlines()[-1])
        turns += [milliseconds for _, milliseconds, _ in found["turned"]]
        worked += [milliseconds for _, _, milliseconds in found["turned"]]
        marks += [milliseconds for _, milliseconds, _ in found["marked"]]
        slow += [(milliseconds, f"{page} ({language})") for page, milliseconds, _ in found["turned"]]
    slowest = ", ".join(f"{page} {milliseconds:.0f}" for milliseconds, page in sorted(slow, reverse=True)[:5])
    return [
        _figure("tap to painted, next page", turns, f"Slowest: {slowest}."),
        _figure("  of it, processor time", worked, "", None),
        _figure("tap to painted, choice marked", marks, ""),
    ]


def _figure(name: str, values: Sequence[float], note: str, target: float | None = TAP_MS) -> Figure:
    """Held against the target at the 99th percentile."""
    spread = {"median": percentile(values, 50), "95th percentile": percentile(values, 95), "worst": max(values)}
    return Figure(
        f"{name}, 99th percentile", percentile(values, 99), "ms", len(values), target, spread=spread, note=note
    )


def play(state_directory: Path, language: str) -> dict[str, list[Tap]]:
    """One visit; every tap that turns a page or marks a choice."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    from PySide6.QtCore import QCoreApplication, QPoint, QTimer
    from PySide6.QtTest import QTest

    from kiosk import config
    from kiosk.catalogue.opening import open_pack
    from ui.application import Application
    from ui.demonstration import SOURCE
    from ui.rehearsal.hands import Hands
    from ui.rehearsal.plan import Overrides, plans
    from ui.rehearsal.player import Rehearsal
    from ui.state import State
    from ui.visit_process import make_gui, outside

    state = State(state_directory)
    gui = make_gui(state)
    configuration = config.read(state.configuration)
    pack = open_pack(state.pack)
    plan = next(plans(SOURCE / "rehearsals" / f"{REHEARSAL}.toml", Overrides(language=language)))
    application = Application(
        pack, configuration, outside(state, configuration), lambda: None, preferences=plan.preferences, touch_pause_ms=0
    )
    window = application.opened.window
    turned: list[Tap] = []
    marked: list[Tap] = []

    class Stopwatch(Hands):
        """Hands that know when they let go, and see when the answer is painted."""

        def touch(self, point: QPoint) -> None:
            page = application.page
            turn, was, let_go, begun = page.turn, page.page, [0.0], [0.0]

            def painted() -> None:
                if not let_go[0]:
                    return
                took = was.id, (time.perf_counter() - let_go[0]) * 1000, (time.thread_time() - begun[0]) * 1000
                if page.turn != turn:
                    turned.append(took)
                elif page.page != was:
                    marked.append(took)
                else:
                    return
                let_go[0] = 0.0

            window.frameSwapped.connect(painted)
            QTest.touchEvent(window, self._finger).press(0, point, window).commit()
            self.settle(HELD_SECONDS)
            let_go[0], begun[0] = time.perf_counter(), time.thread_time()
            lifted = let_go[0]
            QTest.touchEvent(window, self._finger).release(0, point, window).commit()
            while time.perf_counter() < lifted + (READ_SECONDS if page.turn != turn else LOOK_SECONDS):
                QCoreApplication.processEvents()
                QTest.qWait(1)
            window.frameSwapped.disconnect(painted)

    application.warm()
    application.appear(full_screen=False, after_a_visit=False)

    def run() -> None:
        try:
            Rehearsal(application, plan, Stopwatch(window), lambda page: None).play()
            gui.exit(0)
        except BaseException as error:
            print(error, file=sys.stderr)
            gui.exit(1)

    QTimer.singleShot(0, run)
    status = gui.exec()
    application.close()
    if status:
        raise SystemExit(status)
    return {"turned": turned, "marked": marked}


if __name__ == "__main__":
    print(json.dumps(play(Path(sys.argv[1]), sys.argv[2])), flush=True)
    # The voice's thread and Qt's own clean-up are no part of the measurement.
    os._exit(0)
