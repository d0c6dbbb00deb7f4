"""A damaged inbox: what is whole goes into a new one, the old one is kept, and the desk goes on."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from offline_cache.desk.inbox import INBOX_NAME, Inbox, Received, Storing
from offline_cache.desk.manifest import read_manifest
from offline_cache.desk.server import Listening, make_server
from offline_cache.store.replacing import set_aside

PAGE = 4096
COUNT = 24
PARTS = "photo.jpg.enc", "submission.xml.enc"


def manifest(number: int) -> bytes:
    return (
        f'<data xmlns="http://opendatakit.org/submissions" id="form" version="{number}" encrypted="yes">'
        "<base64EncryptedKey>AAAA</base64EncryptedKey>"
        f'<meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:{number}</instanceID></meta>'
        f"<media><file>{PARTS[0]}</file></media><encryptedXmlFile>{PARTS[1]}</encryptedXmlFile>"
        "<base64EncryptedElementSignature>AAAA</base64EncryptedElementSignature></data>"
    ).encode()


def parts(number: int) -> dict[str, bytes]:
    """Even ones are small; odd ones have a part that takes several pages."""
    return {PARTS[0]: bytes([number]) * (30_000 if number % 2 else 300), PARTS[1]: b"s%d" % number}


def store(inbox: Inbox, number: int) -> Storing:
    return inbox.store(read_manifest(manifest(number)), manifest(number), parts(number), "kiosk-7")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("template")
    with closing(Inbox(directory)) as inbox:
        for number in range(COUNT):
            assert store(inbox, number) is Storing.STORED
    assert not (directory / f"{INBOX_NAME}-wal").exists()
    return directory / INBOX_NAME


@pytest.fixture
def damaged(template: Path, tmp_path: Path) -> Path:
    """The desk's directory, with its inbox's header gone."""
    shutil.copy(template, tmp_path)
    overwrite(tmp_path, 0)
    return tmp_path


def overwrite(directory: Path, page: int) -> None:
    with (directory / INBOX_NAME).open("r+b") as stream:
        stream.seek(page * PAGE)
        stream.write(bytes(PAGE))


def layout(path: Path) -> dict[int, tuple[str, str, int]]:
    """Each page: of which table or index, of what kind, how many rows."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT pageno, name, pagetype, ncell FROM dbstat").fetchall()
    return {row[0] - 1: row[1:] for row in rows}


def is_whole(one: Received) -> bool:
    number = int(one.instance_id.removeprefix("uuid:"))
    assert (one.version, one.kiosk, one.manifest) == (str(number), "kiosk-7", manifest(number))
    # None ever has a part that is another's.
    assert one.files.items() <= parts(number).items()
    return one.files == parts(number)


def test_whatever_page_is_lost_only_what_lay_on_it_is_lost(template: Path, tmp_path: Path) -> None:
    found = layout(template)
    plenty = [page for page, (_, kind, _) in found.items() if kind == "overflow"]
    tried = [page for page in sorted(found) if page not in plenty[3:]]
    assert {name for name, _, _ in found.values()} >= {"submission", "file"}
    for page in tried:
        name, kind, rows = found[page]
        asked = 1 if kind == "overflow" else rows if kind == "leaf" and name in ("submission", "file") else 0
        desk = tmp_path / str(page)
        desk.mkdir()
        shutil.copy(template, desk)
        overwrite(desk, page)
        told: list[str] = []
        with closing(Inbox(desk, told=told.append)) as inbox:
            inbox.check()
            received = list(inbox.received())
            whole = sum(map(is_whole, received))
            assert COUNT - whole <= asked, (page, found[page])
            assert len(told) == len(set_aside(desk / INBOX_NAME)) == 1, (page, found[page])
            assert f" {whole} submissions are whole" in told[0]
            for one in received:
                assert (one.reference in told[0]) is not is_whole(one)
            # What a kiosk still has comes again; what is here stays once.
            for number in range(COUNT):
                assert store(inbox, number) in (Storing.STORED, Storing.ALREADY_HERE)
            assert sorted(one.instance_id for one in inbox.received()) == sorted(f"uuid:{n}" for n in range(COUNT))
            assert all(map(is_whole, inbox.received()))


def test_a_desk_that_starts_mends_it_and_says_so(damaged: Path, caplog: pytest.LogCaptureFixture) -> None:
    make_server(damaged, Listening(port=0))
    assert f"{COUNT} submissions are whole" in caplog.text
    with closing(Inbox(damaged)) as inbox:
        assert len(list(inbox.received())) == COUNT


def test_a_page_that_nobody_looked_at_is_met_and_mended(template: Path, tmp_path: Path) -> None:
    """The look at the start is short, and pages go bad later, too."""
    shutil.copy(template, tmp_path)
    leaves = [page for page, (name, kind, _) in layout(template).items() if (name, kind) == ("file", "leaf")]
    told: list[str] = []
    with closing(Inbox(tmp_path, told=told.append)) as inbox:
        assert told == []
        overwrite(tmp_path, leaves[0])
        received = list(inbox.received())
        assert len(received) == COUNT
        assert len(told) == 1
        assert store(inbox, 99) is Storing.STORED


def test_a_manifest_that_was_changed_is_not_taken(damaged: Path) -> None:
    path = damaged / INBOX_NAME
    content = path.read_bytes()
    place = content.index(manifest(8))
    path.write_bytes(content[:place] + manifest(8).replace(b"AAAA", b"BBBB") + content[place + len(manifest(8)) :])
    told: list[str] = []
    with closing(Inbox(damaged, told=told.append)) as inbox:
        assert {one.instance_id for one in inbox.received()} == {f"uuid:{n}" for n in range(COUNT) if n != 8}
    assert "1 could not be read" in told[0]
    (aside,) = set_aside(path)
    assert hashlib.sha256(manifest(8)).digest() in aside.read_bytes()
