"""A pad takes what a finger draws on it, a view shows what the camera sees, and a still is what was taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from kiosk.pages.gestures import Drawn, Edited
from kiosk.pages.page import Buttons, Field, FieldKind, Pad, Page, Still, Viewfinder
from ui.camera.stills import encoded, still
from ui.inspect import rectangle

View = Any
BLACK = QColor("black").rgb()


def path(view: View, *shares: tuple[float, float]) -> list[QPoint]:
    """Points of the pad, from shares of its width."""
    box = rectangle(view.item("pad"))
    return [QPoint(round(box.x() + x * box.width()), round(box.y() + y * box.width())) for x, y in shares]


def drag(view: View, points: list[QPoint]) -> None:
    finger = QTest.createTouchDevice()
    QTest.touchEvent(view.window, finger).press(0, points[0], view.window).commit()
    for point in points[1:]:
        QTest.touchEvent(view.window, finger).move(0, point, view.window).commit()
        view.settle(5)
    QTest.touchEvent(view.window, finger).release(0, points[-1], view.window).commit()
    view.settle(30)


def dark(image: QImage, box: Any) -> int:
    """How many pixels of a region are ink."""
    return sum(
        QColor(image.pixel(x, y)).lightness() < 80
        for x in range(int(box.left()) + 6, int(box.right()) - 6, 2)
        for y in range(int(box.top()) + 6, int(box.bottom()) - 6, 2)
    )


def test_a_finger_on_the_pad_is_a_stroke_in_shares_of_its_width(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["pad"])
    drag(portrait, path(portrait, (0.2, 0.1), (0.4, 0.2), (0.6, 0.3)))
    (drawn,) = portrait.gestures
    assert isinstance(drawn, Drawn)
    assert drawn.part == "pad"
    assert len(drawn.stroke) >= 3
    first, last = drawn.stroke[0], drawn.stroke[-1]
    assert abs(first[0] - 0.2) < 0.01
    assert abs(first[1] - 0.1) < 0.01
    assert abs(last[0] - 0.6) < 0.01
    assert abs(last[1] - 0.3) < 0.01


def test_the_ink_is_seen_while_it_is_drawn_and_after(portrait: View, french: dict[str, Page]) -> None:
    empty = replace(
        french["pad"],
        blocks=tuple(replace(block, ink="") if isinstance(block, Pad) else block for block in french["pad"].blocks),
    )
    portrait.show(empty)
    box = rectangle(portrait.item("pad"))
    before = dark(portrait.window.grabWindow(), box)
    finger = QTest.createTouchDevice()
    points = path(portrait, (0.2, 0.1), (0.4, 0.2), (0.7, 0.1))
    QTest.touchEvent(portrait.window, finger).press(0, points[0], portrait.window).commit()
    for point in points[1:]:
        QTest.touchEvent(portrait.window, finger).move(0, point, portrait.window).commit()
    portrait.settle(100)
    during = dark(portrait.window.grabWindow(), box)
    assert during > before + 200
    QTest.touchEvent(portrait.window, finger).release(0, points[-1], portrait.window).commit()
    portrait.settle()
    portrait.show(french["pad"])
    portrait.settle(100)
    assert dark(portrait.window.grabWindow(), box) > before + 100
    portrait.show(empty)
    portrait.settle(100)
    assert dark(portrait.window.grabWindow(), box) == before


def test_a_stroke_begun_on_another_page_is_none(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["pad"])
    finger = QTest.createTouchDevice()
    points = path(portrait, (0.2, 0.1), (0.4, 0.2))
    QTest.touchEvent(portrait.window, finger).press(0, points[0], portrait.window).commit()
    portrait.show(replace(french["pad"], id="another"))
    QTest.touchEvent(portrait.window, finger).move(0, points[1], portrait.window).commit()
    QTest.touchEvent(portrait.window, finger).release(0, points[1], portrait.window).commit()
    portrait.settle()
    assert portrait.gestures == []


def test_w_2_1_1_the_keys_pass_the_pad_by_and_reach_the_typed_way(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["pad"])
    reached = []
    for _ in range(4):
        portrait.key(Qt.Key.Key_Tab)
        reached.append(portrait.focused())
    assert reached[:2] == ["undo", "write"]


def test_the_view_shows_the_frame_that_the_camera_sees_now(portrait: View, french: dict[str, Page]) -> None:
    live = replace(
        french["camera"],
        blocks=tuple(
            replace(block, live=True, count="") if isinstance(block, Viewfinder) else block
            for block in french["camera"].blocks
        ),
    )
    portrait.show(live)
    for colour in ("#ff0000", "#0000ff"):
        frame = QImage(640, 360, QImage.Format.Format_RGB32)
        frame.fill(QColor(colour))
        portrait.page.camera.show(frame)
        portrait.settle()
        seen = portrait.window.grabWindow().pixelColor(rectangle(portrait.item("view")).center().toPoint())
        assert seen.name() == colour
    # What is no longer seen is no longer shown, and nothing of it is held.
    portrait.page.camera.clear()
    portrait.settle()
    seen = portrait.window.grabWindow().pixelColor(rectangle(portrait.item("view")).center().toPoint())
    assert seen.name() != "#0000ff"
    assert portrait.page.camera.image().isNull()


def test_a_mirrored_view_is_a_looking_glass(portrait: View, french: dict[str, Page]) -> None:
    frame = QImage(640, 360, QImage.Format.Format_RGB32)
    frame.fill(QColor("white"))
    for x in range(320):
        for y in range(360):
            frame.setPixelColor(x, y, QColor("#ff0000"))
    for mirrored, expected in ((False, "#ff0000"), (True, "#ffffff")):
        blocks = (Viewfinder("view", french["camera"].title, True, mirrored), Buttons(()))
        portrait.show(replace(french["camera"], id=f"mirrored.{mirrored}", blocks=blocks))
        portrait.page.camera.show(frame)
        portrait.settle()
        box = rectangle(portrait.item("view"))
        grabbed = portrait.window.grabWindow()
        assert (
            grabbed.pixelColor(int(box.x() + box.width() * 0.25), int(box.y() + box.height() * 0.3)).name() == expected
        )


def test_a_still_is_drawn_from_memory_and_its_address_ends_with_its_page(
    portrait: View, french: dict[str, Page]
) -> None:
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ff0000"))
    content = still(picture)
    shown = replace(french["still"], blocks=(Still("photo", content, french["still"].title),))
    portrait.show(shown)
    centre = rectangle(portrait.item("photo")).center().toPoint()
    seen = portrait.window.grabWindow().pixelColor(centre)
    assert seen.red() > 240
    assert seen.blue() < 20
    token = portrait.page.payloads.token(content)
    assert portrait.page.payloads.content(token) == content
    portrait.show(french["question"])
    assert portrait.page.payloads.content(token) == b""


def test_what_is_no_picture_is_an_empty_frame_and_no_fault(portrait: View, french: dict[str, Page]) -> None:
    for content in (b"", b"not a picture", encoded(QImage(2, 2, QImage.Format.Format_RGB32), "PNG")[:40]):
        portrait.show(replace(french["still"], blocks=(Still("photo", content, french["still"].title),)))
    assert portrait.faults == []


def code_page(french: dict[str, Page]) -> Page:
    label = french["still"].title
    field = Field("answer", replace(label, part="answer.label"), "", FieldKind.CODE)
    return replace(french["camera"], id="code", blocks=(*french["camera"].blocks[:1], field))


def test_a_scanner_types_into_the_field_that_nobody_has_touched(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(code_page(french))
    for letter in "RV-42":
        portrait.letter(letter)
    portrait.key(Qt.Key.Key_Return)
    portrait.settle()
    assert portrait.gestures == [Edited("answer", text) for text in ("R", "RV", "RV-", "RV-4", "RV-42")]
    assert portrait.focused() == ""


def test_the_enter_at_the_end_of_a_code_presses_no_button(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(code_page(french))
    while portrait.focused() != "forward":
        portrait.key(Qt.Key.Key_Tab)
    portrait.letter("7")
    portrait.key(Qt.Key.Key_Return)
    portrait.settle()
    assert portrait.gestures == [Edited("answer", "7")]


def test_in_the_field_letters_are_typed_once(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(code_page(french))
    portrait.tap("answer")
    portrait.settle()
    for letter in "AB":
        portrait.letter(letter)
    portrait.settle()
    assert portrait.gestures == [Edited("answer", "A"), Edited("answer", "AB")]


def test_on_other_pages_letters_are_nobodys(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["question"])
    portrait.letter("A")
    assert portrait.gestures == []
