"""The thief's table is that of docs/privacy.md, and the thief finds what should not be there."""

from __future__ import annotations

import base64
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from offline_cache.desk.keys import load_private_key
from tests.faults.thief import program as thief
from tests.faults.thief.disk import ANSWERS, SECRETS, Disk

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def robberies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, thief.Robbery]]]:
    folder = tmp_path_factory.mktemp("thief")
    yield folder, thief.rob_all(folder)
    shutil.rmtree(folder)


def test_every_promise_is_kept(robberies: tuple[Path, dict[str, thief.Robbery]]) -> None:
    assert thief.broken_promises(robberies[1]) == []


def test_the_privacy_page_says_the_same(robberies: tuple[Path, dict[str, thief.Robbery]]) -> None:
    page = (ROOT / "docs" / "privacy.md").read_text()
    told = page.split("## If a kiosk is stolen")[1].split("\n## ")[0]
    rows = [line for line in told.splitlines() if line.startswith("|")]
    assert rows == thief.table(robberies[1]).splitlines()


@pytest.fixture
def planted(robberies: tuple[Path, dict[str, thief.Robbery]], tmp_path: Path) -> Disk:
    """A copy of the disk with the host's key, to put something on."""
    shutil.copytree(robberies[0] / "host", tmp_path / "disk", symlinks=True)
    return Disk(tmp_path / "disk")


@pytest.mark.parametrize("form", ["plain", "utf-16", "base64", "compressed", "free page"])
def test_an_answer_that_lies_about_is_found(planted: Disk, tmp_path: Path, form: str) -> None:
    sentence = f"last visitor: {ANSWERS[0]}."
    match form:
        case "utf-16":
            content = sentence.encode("utf-16-le")
        case "base64":
            content = base64.b64encode(sentence.encode())
        case "compressed":
            content = b"some header" + zlib.compress(sentence.encode() * 3)
        case _:
            content = sentence.encode()
    if form == "free page":
        with planted.state.outbox.open("ab") as database:
            database.write(content.ljust(4096, b"\0"))
    else:
        (planted.state.root / "qmlcache" / "left.bin").write_bytes(content)
    robbery = thief.rob(planted, tmp_path / "workshop")
    assert robbery.haul[thief.ANSWERED]
    assert len(robbery.broken) == 1
    assert ANSWERS[0] not in robbery.broken[0]


def test_a_private_key_that_lies_about_opens_envelopes(
    planted: Disk, robberies: tuple[Path, dict[str, thief.Robbery]], tmp_path: Path
) -> None:
    desk = robberies[0] / "office" / "desk"
    key = load_private_key(desk / "private.pem", (desk / "passphrase").read_text().strip())
    for number, format_ in enumerate((PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL)):
        content = key.private_bytes(Encoding.DER, format_, NoEncryption())
        (planted.state.root / "swap").write_bytes(bytes(1000) + content + bytes(1000))
        assert thief.rob(planted, tmp_path / f"workshop-{number}").haul[thief.ANSWERED]


def test_a_secret_left_in_the_clear_is_found(planted: Disk, tmp_path: Path) -> None:
    (planted.state.root / "kiosk.toml.bak").write_bytes(b'token = "' + SECRETS["desk-token"] + b'"')
    robbery = thief.rob(planted, tmp_path / "workshop")
    assert robbery.broken == ("a secret stands in var/lib/parvis/kiosk.toml.bak",)
