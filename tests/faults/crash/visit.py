"""A visit without its window: seals requests with files, keeps them, and says so the moment that `keep` has returned.

Used by crash.py: `python -m tests.faults.crash.visit STATE SEED`. It says `ready`; each line `NUMBER` on standard input
is one request to make; `kept NUMBER INSTANCE` on standard output is the promise. It may be killed at any moment.
"""

from __future__ import annotations

import os
import random
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from kiosk import config
from kiosk.ports import SubmissionForm
from offline_cache.authentication import read_mac_key
from offline_cache.courier.bell import COURIER, ring
from offline_cache.desk.keys import public_key_of
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.sealing import OdkSealer
from ui.state import State

FORM_ID = "crash"
MOST_FILES = 3
LARGEST_FILE_BYTES = 200_000
LONGEST_PAUSE_SECONDS = 0.03


@dataclass(frozen=True, slots=True)
class Made:
    """What was put into one request."""

    submission: bytes
    attachments: tuple[tuple[str, bytes], ...]


def make(seed: int, number: int) -> Made:
    """The same request for the same number, always: what arrives can be held against it."""
    drawn = random.Random(f"{seed}/{number}")
    attachments = tuple(
        (f"photo-{place}.jpg", drawn.randbytes(drawn.randint(1, LARGEST_FILE_BYTES)))
        for place in range(drawn.randint(0, MOST_FILES))
    )
    text = f"<data><number>{number}</number><note>{drawn.randbytes(drawn.randint(0, 2000)).hex()}</note></data>"
    return Made(text.encode(), attachments)


def say(words: str) -> None:
    """One line in one write: whoever reads has all of it or nothing, whatever happens to this process."""
    os.write(1, f"{words}\n".encode())


def main() -> int:
    """Make requests until standard input ends."""
    state, seed = State(Path(sys.argv[1])), int(sys.argv[2])
    configuration = config.read(state.configuration)
    outbox = SqliteOutbox(state.outbox, read_mac_key(state.mac_key), ring=lambda: ring(state.run, COURIER))
    sealer = OdkSealer(configuration.desk.public_key_sha256)
    form = SubmissionForm(FORM_ID, "1", public_key_of(state.desk))
    say("ready")
    for line in sys.stdin:
        number = int(line)
        made = make(seed, number)
        instance = f"uuid:{uuid.uuid4()}"
        envelope = sealer.seal(form, instance, made.submission, made.attachments)
        outbox.keep(envelope)
        say(f"kept {number} {instance}")
        time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
