"""What the visit imports of the cache stays small: it has no use for the network, and starts fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HEAVY = ("requests", "tuf", "urllib3", "http.client", "ssl", "starlette", "uvicorn", "lxml", "cryptography", "keyring")


@pytest.mark.parametrize(
    "module",
    [
        "store.opening",
        "store.store_file",
        "sealing",
        "outbox.sqlite",
        "courier.bell",
        "authentication",
        "enrolment",
        "files",
        "packs",
        "packs.holding",
        "packs.looping",
        "clock_floor",
        "keeping",
        "outbox.adopting",
    ],
)
def test_a_visit_carries_no_network(module: str) -> None:
    program = f"import sys, offline_cache.{module}\nprint([name for name in {HEAVY!r} if name in sys.modules])\n"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_sealing_itself_brings_only_cryptography() -> None:
    program = (
        "import sys, base64\n"
        "from cryptography.hazmat.primitives.asymmetric import rsa\n"
        "from cryptography.hazmat.primitives import serialization as s\n"
        "from kiosk.ports import SubmissionForm\n"
        "from offline_cache.sealing import OdkSealer, fingerprint_of\n"
        "key = rsa.generate_private_key(65537, 2048).public_key()\n"
        "public = base64.b64encode(key.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)).decode()\n"
        "OdkSealer(fingerprint_of(public)).seal(SubmissionForm('f', '1', public), 'uuid:1', b'<a/>')\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "['cryptography']"


def test_the_inbox_has_no_code_to_open_anything() -> None:
    program = (
        "import sys, offline_cache.desk.server, offline_cache.desk.application, uvicorn\n"
        "doubtful = ('cryptography', 'offline_cache.desk.keys', 'offline_cache.desk.opening')\n"
        "print([name for name in doubtful if name in sys.modules])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
