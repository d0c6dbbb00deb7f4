"""What lies on a stick is listed and read, and no trick of a stick leads anywhere else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.ports import Shelf
from kiosk.visit.attachments import MAX_FILE_BYTES
from ui.camera.sources import painted
from ui.camera.stills import LONG_SIDE, encoded
from ui.sticks import looking
from ui.sticks.looking import Seen, Spot, look, read, shown
from ui.sticks.watcher import StickWatcher

PDF = b"%PDF-1.7 a bill"
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A folder under which one stick is in."""
    root = tmp_path / "media"
    (root / "zoe" / "STICK" / "papers").mkdir(parents=True)
    return root


def put(path: Path, content: bytes = PDF, age: int = 0) -> Path:
    path.write_bytes(content)
    moment = 1_800_000_000 - age
    os.utime(path, (moment, moment))
    return path


def names(seen: Seen) -> list[str]:
    return [file.name for file in seen.shelf.files]


def at(seen: Seen, name: str) -> Spot:
    return seen.spots[next(file.key for file in seen.shelf.files if file.name == name)]


def test_files_of_the_known_kinds_are_listed_newest_first(media: Path) -> None:
    stick = media / "zoe" / "STICK"
    put(stick / "old.pdf", age=500)
    put(stick / "papers" / "new.PDF", age=1)
    put(stick / "street.jpeg", b"\xff\xd8\xff12345", age=100)
    put(stick / "letter.docx")
    put(stick / "run.exe")
    put(stick / "empty.pdf", b"")
    seen = look([str(media)])
    assert names(seen) == ["new.PDF", "street.jpeg", "old.pdf"]
    assert [file.media_type for file in seen.shelf.files] == ["application/pdf", "image/jpeg", "application/pdf"]
    assert seen.shelf.files[1].size == 8
    assert seen.shelf.there
    assert not seen.shelf.more
    assert read(at(seen, "new.PDF")) == ("application/pdf", PDF)


def test_where_nothing_is_there_is_no_stick(tmp_path: Path, media: Path) -> None:
    assert look([str(tmp_path / "nowhere")]).shelf == Shelf()
    assert look([]).shelf == Shelf()
    assert look([str(media)]).shelf == Shelf()
    (tmp_path / "file").write_bytes(PDF)
    assert look([str(tmp_path / "file")]).shelf == Shelf()


def test_several_roots_are_one_shelf(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        put(tmp_path / str(number) / f"{number}.pdf", age=number)
    seen = look([str(tmp_path / "1"), str(tmp_path / "2")])
    assert names(seen) == ["1.pdf", "2.pdf"]
    assert read(at(seen, "2.pdf"))[1] == PDF


def test_no_link_leads_out(tmp_path: Path, media: Path) -> None:
    stick, secret = media / "zoe" / "STICK", tmp_path / "secret"
    secret.mkdir()
    put(secret / "taxes.pdf")
    (stick / "folder").symlink_to(secret)
    (stick / "link.pdf").symlink_to(secret / "taxes.pdf")
    assert names(look([str(media)])) == []
    # Also when it becomes a link between the look and the reading.
    file = put(stick / "papers" / "bill.pdf")
    spot = at(look([str(media)]), "bill.pdf")
    file.unlink()
    file.symlink_to(secret / "taxes.pdf")
    assert read(spot) == ("", b"")
    file.unlink()
    (stick / "papers").rmdir()
    (secret / "bill.pdf").write_bytes(PDF)
    (stick / "papers").symlink_to(secret)
    assert read(spot) == ("", b"")


@pytest.mark.timeout(120)  # opening a pipe would wait for ever
def test_what_is_no_plain_file_is_not_opened(media: Path) -> None:
    stick = media / "zoe" / "STICK"
    os.mkfifo(stick / "pipe.pdf")
    (stick / "folder.pdf").mkdir()
    assert names(look([str(media)])) == []
    assert read(Spot(str(media), ("zoe", "STICK", "pipe.pdf"))) == ("", b"")
    assert read(Spot(str(media), ("zoe", "STICK", "folder.pdf"))) == ("", b"")


@pytest.mark.parametrize("hidden", [".Trash-1000", "System Volume Information", "$RECYCLE.BIN"])
def test_what_a_system_hides_is_not_the_person_s(media: Path, hidden: str) -> None:
    folder = media / "zoe" / "STICK" / hidden
    folder.mkdir()
    put(folder / "old.pdf")
    put(media / "zoe" / "STICK" / "._bill.pdf")
    assert names(look([str(media)])) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ this is a program"),
        ("a.jpg", PDF),
        ("a.png", b"<svg onload='x'/>"),
        ("a.pdf", b"%PDF-" + bytes(MAX_FILE_BYTES)),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_not_taken(media: Path, name: str, content: bytes) -> None:
    put(media / "zoe" / "STICK" / name, content)
    assert read(Spot(str(media), ("zoe", "STICK", name))) == ("", b"")


def test_what_is_too_large_is_not_even_offered(media: Path) -> None:
    large = media / "zoe" / "STICK" / "film.pdf"
    with large.open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    assert names(look([str(media)])) == []


def test_a_stick_of_thousands_is_cut_and_says_so(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(80):
        put(media / "zoe" / "STICK" / f"{number}.pdf", age=number)
    seen = look([str(media)])
    assert len(seen.shelf.files) == looking.MAX_OFFERED
    assert seen.shelf.more
    monkeypatch.setattr(looking, "MAX_ENTRIES", 20)
    seen = look([str(media)])
    assert len(seen.shelf.files) < 20
    assert seen.shelf.more


def test_deep_folders_are_left(media: Path) -> None:
    deep = media
    for number in range(12):
        deep = deep / str(number)
        deep.mkdir()
        put(deep / f"{number}.pdf")
    assert len(names(look([str(media)]))) == looking.MAX_DEPTH


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("bill.pdf", "bill.pdf"),
        ("a\u202egpj.exe.pdf", "agpj.exe.pdf"),
        ("a\nb.pdf", "ab.pdf"),
        ("\x1b[31m.pdf", "[31m.pdf"),
    ],
)
def test_a_name_is_shown_as_plain_text(name: str, seen: str) -> None:
    assert shown(name) == seen


def test_a_name_in_an_unknown_encoding_is_still_found(media: Path) -> None:
    raw = os.fsencode(media / "zoe" / "STICK") + b"/caf\xe9.pdf"
    with open(raw, "wb") as stream:
        stream.write(PDF)
    seen = look([str(media)])
    assert names(seen) == ["caf.pdf"]
    assert read(seen.spots["0"])[1] == PDF


# The watcher


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < end
        QCoreApplication.processEvents()
        time.sleep(0.005)


@pytest.fixture
def watcher(qapp: QGuiApplication, media: Path, monkeypatch: pytest.MonkeyPatch) -> StickWatcher:
    monkeypatch.setattr("ui.sticks.watcher.LOOK_MS", 40)
    return StickWatcher([str(media)])


def test_it_tells_when_a_file_appears_and_goes(watcher: StickWatcher, media: Path) -> None:
    told: list[Shelf] = []
    watcher.open(lambda: told.append(watcher.shelf()))
    put(media / "zoe" / "STICK" / "a.pdf")
    until(lambda: bool(told))
    assert [file.name for file in told[0].files] == ["a.pdf"]
    (media / "zoe" / "STICK" / "a.pdf").unlink()
    until(lambda: len(told) == 2)
    assert told[1] == Shelf()
    watcher.close()


def test_it_looks_and_remembers_only_while_it_is_open(watcher: StickWatcher, media: Path) -> None:
    put(media / "zoe" / "STICK" / "a.pdf")
    told: list[int] = []
    watcher.open(lambda: told.append(1))
    until(lambda: bool(told))
    watcher.close()
    assert watcher.shelf() == Shelf()
    put(media / "zoe" / "STICK" / "b.pdf")
    end = time.monotonic() + 0.2
    until(lambda: time.monotonic() > end)
    assert told == [1]
    assert watcher.shelf() == Shelf()


def test_a_file_is_read_and_a_picture_made_small(watcher: StickWatcher, media: Path) -> None:
    stick = media / "zoe" / "STICK"
    put(stick / "a.pdf", age=1)
    put(stick / "b.png", encoded(painted().scaled(3000, 1700), "PNG"))
    watcher.open(lambda: None)
    until(lambda: len(watcher.shelf().files) == 2)
    read: list[tuple[str, bytes]] = []
    watcher.read("1", lambda media_type, content: read.append((media_type, content)))
    until(lambda: bool(read))
    assert read[0] == ("application/pdf", PDF)
    watcher.read("0", lambda media_type, content: read.append((media_type, content)))
    until(lambda: len(read) == 2)
    assert read[1][0] == "image/jpeg"
    assert QImage.fromData(read[1][1]).width() == LONG_SIDE
    watcher.close()


def test_what_is_read_too_late_or_nowhere_is_nothing(watcher: StickWatcher, media: Path) -> None:
    put(media / "zoe" / "STICK" / "a.pdf")
    watcher.open(lambda: None)
    until(lambda: bool(watcher.shelf().files))
    read: list[tuple[str, bytes]] = []
    watcher.read("99", lambda media_type, content: read.append((media_type, content)))
    until(lambda: bool(read))
    assert read == [("", b"")]
    watcher.read("0", lambda media_type, content: read.append((media_type, content)))
    watcher.close()
    end = time.monotonic() + 0.2
    until(lambda: time.monotonic() > end)
    assert read == [("", b"")]


def test_without_a_folder_no_files_are_taken(qapp: QGuiApplication) -> None:
    assert not StickWatcher([]).allowed()
    assert StickWatcher(["/media"]).allowed()
