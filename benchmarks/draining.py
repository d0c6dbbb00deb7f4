"""How fast the courier empties an outbox, beside bare posts of the same bytes to the same kind of desk, by turns."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import requests

from kiosk.ports import Envelope, SubmissionForm
from offline_cache.courier.delivering import Courier
from offline_cache.desk.keys import public_key_of
from offline_cache.desk.tokens import add_token
from offline_cache.enrolment import enrol_demonstration
from offline_cache.openrosa import OpenRosaClient, submission_url
from offline_cache.openrosa.parts import multipart
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.sealing import OdkSealer

SUBMISSION_BYTES = 8_000
PHOTO_BYTES = 300_000
PHOTO_EVERY = 10
HEADERS = {"X-OpenRosa-Version": "1.0", "User-Agent": "Parvis"}


@dataclass(slots=True)
class Rates:
    """Milliseconds an envelope, of each run."""

    courier: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)


def letters(work: Path, count: int) -> list[Envelope]:
    """Really sealed; of four forms, every tenth with a photograph."""
    made = enrol_demonstration(work / "kiosk")
    sealer = OdkSealer(made.configuration.desk.public_key_sha256)
    public = public_key_of(made.desk)
    return [
        sealer.seal(
            SubmissionForm(f"form-{number % 4}", "1", public),
            f"uuid:{number}",
            os.urandom(SUBMISSION_BYTES // 2).hex().encode(),
            (("photo.jpg", os.urandom(PHOTO_BYTES)),) if number % PHOTO_EVERY == 0 else (),
        )
        for number in range(count)
    ]


@contextmanager
def desk(directory: Path, kind: str) -> Iterator[tuple[str, str]]:
    """A new desk: its address and a token."""
    directory.mkdir()
    token = add_token(directory, "kiosk")
    words = [sys.executable, "-m", "benchmarks.outbox_desk", kind, str(directory)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), token
        finally:
            process.kill()


def measure(work: Path, kind: str, count: int, rounds: int) -> Rates:
    """So many rounds; in each, the three deliver the same to a desk of their own."""
    work.mkdir()
    envelopes = letters(work, count)
    bodies = [multipart(envelope.manifest, envelope.files) for envelope in envelopes]
    rates = Rates()
    for number in range(rounds):
        with desk(work / f"raw-{number}", kind) as (url, token):
            rates.raw.append(_raw(submission_url(url, token), bodies))
        with desk(work / f"requests-{number}", kind) as (url, token):
            rates.requests.append(_requests(submission_url(url, token), bodies))
        with desk(work / f"courier-{number}", kind) as (url, token):
            rates.courier.append(_courier(work / f"outbox-{number}.sqlite", url, token, envelopes))
    return rates


def _raw(url: str, bodies: list[tuple[bytes, str]]) -> float:
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port)) as connection:
        began = time.perf_counter()
        for body, content_type in bodies:
            connection.request("POST", f"{parts.path}?deviceID=k", body, {"Content-Type": content_type, **HEADERS})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 201
        return (time.perf_counter() - began) * 1000 / len(bodies)


def _requests(url: str, bodies: list[tuple[bytes, str]]) -> float:
    with requests.Session() as session:
        session.trust_env = False
        began = time.perf_counter()
        for body, content_type in bodies:
            answer = session.post(
                url, params={"deviceID": "k"}, data=body, headers={"Content-Type": content_type, **HEADERS}
            )
            assert answer.status_code == 201
        return (time.perf_counter() - began) * 1000 / len(bodies)


def _courier(path: Path, url: str, token: str, envelopes: list[Envelope]) -> float:
    with closing(SqliteOutbox(path, bytes(32))) as outbox, OpenRosaClient(url, token, "k") as client:
        for envelope in envelopes:
            outbox.keep(envelope)
        courier = Courier(outbox, client)
        began = time.perf_counter()
        done = courier.run_once()
        taken = (time.perf_counter() - began) * 1000 / len(envelopes)
        assert done.delivered == len(envelopes), done
        return taken
