"""The kiosk of test_canary.py: the real supervisor, courier and desk, with `visit.py` as its visits."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ui import logs
from ui.commands.run import companions
from ui.hardening import harden
from ui.state import State
from ui.supervisor import Supervisor

# As `parvis run` begins.
logs.begin("parvis")
harden(None)
state = State(Path(sys.argv[1]))
visit = (sys.executable, str(Path(__file__).parent / "visit.py"), str(state.root))
supervisor = Supervisor(visit, companions=companions(state), environment=dict(os.environ))
signal.signal(signal.SIGTERM, lambda *_: supervisor.stop())
sys.exit(0 if supervisor.run() else 1)
