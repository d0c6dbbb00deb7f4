"""Frames become a view while somebody looks, stills when asked, and nothing afterwards."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageReader

from kiosk.ports import Sight
from ui.camera.eye import PREVIEW_LONG_SIDE, Eye
from ui.camera.sources import DeviceSource, NoSource, PaintedSource, painted
from ui.camera.stills import LONG_SIDE, MOST_BYTES, encoded, opened, still
from ui.signatures import HEIGHT, WIDTH, ink
from ui.viewmodels.camera import CameraViewModel

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def view(qapp: QGuiApplication) -> CameraViewModel:
    return CameraViewModel()


def settle(milliseconds: int = 30) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < end
        QCoreApplication.processEvents()


class Hand:
    """A source whose frames the test gives."""

    def __init__(self, there: bool = True) -> None:
        self.there, self.running = there, False

    def start(self, seen: Callable[[Callable[[], QImage]], None], failed: Callable[[], None]) -> bool:
        self.seen, self.failed, self.running = seen, failed, self.there
        return self.there

    def stop(self) -> None:
        self.running = False


def frame(width: int = 1920, height: int = 1080, colour: str = "#336699") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


@pytest.fixture
def looking(view: CameraViewModel) -> Iterator[tuple[Eye, Hand, list[Sight]]]:
    hand = Hand()
    eye = Eye(hand, view)
    told: list[Sight] = []
    eye.open(lambda: told.append(eye.sight()))
    settle()
    yield eye, hand, told
    eye.close()


def test_it_starts_and_lives_with_the_first_frame(
    looking: tuple[Eye, Hand, list[Sight]], view: CameraViewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    eye, hand, told = looking
    assert eye.sight() is Sight.STARTING
    hand.seen(frame)
    assert told == [Sight.STARTING, Sight.LIVE]
    assert max(view.image().width(), view.image().height()) == PREVIEW_LONG_SIDE
    # Frames in between are passed over without being turned into images; on a busy machine they are slow to come.
    monkeypatch.setattr("ui.camera.eye.PREVIEW_SECONDS", 600.0)
    asked: list[int] = []

    def another() -> QImage:
        asked.append(1)
        return frame(10, 10)

    for _ in range(20):
        hand.seen(another)
    assert asked == []
    assert told == [Sight.STARTING, Sight.LIVE]


def test_a_still_is_the_frame_that_is_seen_now(looking: tuple[Eye, Hand, list[Sight]]) -> None:
    eye, hand, _ = looking
    hand.seen(lambda: frame(colour="#ff0000"))
    hand.seen(lambda: frame(colour="#0000ff"))
    taken: list[bytes] = []
    eye.take(taken.append)
    assert taken == []
    until(lambda: bool(taken))
    picture = QImage.fromData(taken[0])
    assert picture.width() == LONG_SIDE
    assert picture.pixelColor(5, 5).blue() > 240
    assert picture.pixelColor(5, 5).red() < 20


def test_when_it_closes_nothing_is_left_and_nothing_is_told(
    looking: tuple[Eye, Hand, list[Sight]], view: CameraViewModel
) -> None:
    eye, hand, told = looking
    hand.seen(frame)
    eye.close()
    assert not hand.running
    assert view.image().isNull()
    assert view.frame == 0
    assert eye.sight() is Sight.CLOSED
    hand.seen(frame)
    hand.failed()
    assert view.image().isNull()
    assert told == [Sight.STARTING, Sight.LIVE]
    taken: list[bytes] = []
    eye.take(taken.append)
    until(lambda: bool(taken))
    assert taken == [b""]


def test_a_camera_that_goes_away_is_lost(looking: tuple[Eye, Hand, list[Sight]]) -> None:
    eye, hand, told = looking
    hand.seen(frame)
    hand.failed()
    assert told[-1] is Sight.LOST
    assert not hand.running
    hand.seen(frame)
    assert eye.sight() is Sight.LOST


def test_a_camera_that_shows_nothing_is_lost(view: CameraViewModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.camera.eye.PATIENCE_MS", 20)
    eye = Eye(Hand(), view)
    eye.open(lambda: None)
    until(lambda: eye.sight() is Sight.LOST)


@pytest.mark.parametrize("source", [NoSource(), Hand(there=False)])
def test_no_camera_is_absent(view: CameraViewModel, source: NoSource | Hand) -> None:
    eye = Eye(source, view)
    eye.open(lambda: None)
    settle()
    assert eye.sight() is Sight.ABSENT


def test_closed_before_it_began_it_never_begins(view: CameraViewModel) -> None:
    hand = Hand()
    eye = Eye(hand, view)
    eye.open(lambda: None)
    eye.close()
    settle()
    assert not hand.running


def test_the_machine_s_own_camera_is_asked_and_let_go(view: CameraViewModel) -> None:
    """Whatever this machine has: with a camera it starts, without one it says so; and a name nobody has is none."""
    source = DeviceSource("a camera that nobody has ever made")
    assert not source.start(lambda frame: None, lambda: None)
    source.stop()
    source = DeviceSource()
    source.start(lambda frame: None, lambda: None)
    source.stop()


# Qt says so where there is no graphics card, and converts all the same.
@pytest.mark.qt_log_ignore("No RHI backend")
def test_frames_of_a_real_video_sink_become_stills(view: CameraViewModel) -> None:
    """The device's path from QtMultimedia on, with a frame put into the sink by hand."""
    from PySide6.QtMultimedia import QVideoFrame, QVideoSink

    class Sunk(Hand):
        def start(self, seen: Callable[[Callable[[], QImage]], None], failed: Callable[[], None]) -> bool:
            self.sink = QVideoSink()
            self.sink.videoFrameChanged.connect(lambda frame: seen(frame.toImage))
            return True

    sunk = Sunk()
    eye = Eye(sunk, view)
    eye.open(lambda: None)
    settle()
    sunk.sink.setVideoFrame(QVideoFrame(painted()))
    until(lambda: eye.sight() is Sight.LIVE)
    taken: list[bytes] = []
    eye.take(taken.append)
    until(lambda: bool(taken))
    assert QImage.fromData(taken[0]).size() == painted().size()
    eye.close()


def test_the_painted_camera_paints_the_same_every_time(view: CameraViewModel) -> None:
    assert painted() == painted()
    eye = Eye(PaintedSource(), view)
    eye.open(lambda: None)
    until(lambda: eye.sight() is Sight.LIVE)
    eye.close()
    shown = view.frame
    settle(150)
    assert view.frame == shown == 0


# What becomes of a picture


def noise(width: int, height: int) -> QImage:
    import random

    chance = random.Random(7)
    return QImage(chance.randbytes(width * height * 4), width, height, QImage.Format.Format_RGB32).copy()


def test_a_still_is_bounded_in_length_and_weight() -> None:
    assert still(QImage()) == b""
    heavy = still(noise(2400, 1800))
    assert 0 < len(heavy) <= MOST_BYTES
    assert QImage.fromData(heavy).width() == LONG_SIDE
    assert QImage.fromData(still(frame(200, 400))).height() == 400


def test_nothing_but_the_picture_is_in_a_still() -> None:
    image = frame(640, 480)
    image.setText("Author", "Zoé Martin")
    image.setText("Description", "49.1193, 6.1757")
    content = still(image)
    assert b"Zo" not in content
    assert b"49.1193" not in content
    assert b"Exif" not in content
    assert b"ICC_PROFILE" not in content
    assert content[:3] == b"\xff\xd8\xff"


def test_what_was_transparent_is_white() -> None:
    image = QImage(50, 50, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    assert QImage.fromData(still(image)).pixelColor(20, 20).lightness() > 250


# It is the refusal that is wanted here.
@pytest.mark.qt_log_ignore("exceeds the current allocation limit")
def test_a_picture_that_would_fill_the_memory_is_not_opened() -> None:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    assert opened(bomb).isNull()
    assert opened(b"no picture").isNull()
    assert opened(encoded(frame(30, 20), "PNG")).width() == 30


def test_a_signature_is_black_on_white(qapp: QGuiApplication) -> None:
    drawn = QImage.fromData(ink((((0.1, 0.25), (0.9, 0.25)), ((0.5, 0.4),)), ""))
    assert (drawn.width(), drawn.height()) == (WIDTH, HEIGHT)
    assert drawn.pixelColor(WIDTH // 2, WIDTH // 4).lightness() < 30
    assert drawn.pixelColor(WIDTH // 2, round(WIDTH * 0.4)).lightness() < 30
    assert drawn.pixelColor(WIDTH // 2, 40).lightness() > 240


@pytest.mark.parametrize("name", ["Zoé Martin", "محمد بن علي", "A" * 80, "Marie-Antoinette " * 4])
def test_a_typed_signature_is_the_name_inside_the_picture(qapp: QGuiApplication, name: str) -> None:
    image = QImage.fromData(ink((), name))
    dark = [(x, y) for x in range(0, WIDTH, 4) for y in range(0, HEIGHT, 4) if image.pixelColor(x, y).lightness() < 100]
    assert len(dark) > 100
    assert min(x for x, _ in dark) > 8
    assert max(x for x, _ in dark) < WIDTH - 8


def test_a_visit_starts_without_multimedia_for_the_camera() -> None:
    """QtMultimedia is loaded by the camera when it is first asked to look, not by importing what could ask it."""
    code = (
        "import sys; import ui.camera.eye, ui.camera.sources, ui.stills, ui.signatures;"
        " sys.exit(any('Multimedia' in name for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0


def test_image_reader_is_asked_for_upright_pictures() -> None:
    # An EXIF orientation of 6 (turned right) in a JPEG of 40 x 20: upright it is 20 x 40.
    jpeg = encoded(frame(40, 20), "JPG", 90)
    exif = (
        b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
    )
    turned = jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]
    image = opened(turned)
    assert (image.width(), image.height()) == (20, 40)
    assert b"Exif" not in still(image)
    assert QImageReader.allocationLimit() > 0
