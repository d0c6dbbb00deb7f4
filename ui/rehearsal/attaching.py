"""How a rehearsal makes a file, reads a code and finds a place: @camera, @signature:..., @file:NAME."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.forms import Question
from kiosk.journey.attaching import Way, way_of
from kiosk.pages.page import Choices, Pad, Still, Viewfinder
from ui.camera.sources import painted
from ui.camera.stills import encoded
from ui.rehearsal.seat import AnswerImpossible, Seat

STROKES = (
    ((0.14, 0.34), (0.18, 0.16), (0.24, 0.12), (0.26, 0.22), (0.2, 0.3), (0.3, 0.34), (0.38, 0.24), (0.36, 0.33)),
    ((0.44, 0.3), (0.5, 0.2), (0.54, 0.32), (0.6, 0.2), (0.64, 0.32), (0.74, 0.18), (0.86, 0.3)),
)
"""A signature of nobody's."""

EMPTY_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

DRAWN, TYPED, CAMERA, FILE = "@signature:drawn", "@signature:typed:", "@camera", "@file:"


def fill_stick(stick: Path, answers: object) -> None:
    """Put a file of the right kind on the stick for each "@file:NAME" of the answers: a drawing, or an empty page."""
    match answers:
        case str() if answers.startswith(FILE):
            name = Path(answers.removeprefix(FILE)).name
            stick.mkdir(exist_ok=True)
            picture = {".png": "PNG", ".jpg": "JPG", ".jpeg": "JPG"}.get(Path(name).suffix.lower())
            (stick / name).write_bytes(encoded(painted(), picture) if picture else EMPTY_PAGE)
        case Mapping():
            for each in answers.values():
                fill_stick(stick, each)
        case list() | tuple():
            for each in answers:
                fill_stick(stick, each)
        case _:
            return


def attach(seat: Seat, value: str) -> None:
    """Make the file that the answer describes. Raises `AnswerImpossible`."""
    way = way_of(seat.question)
    if way is Way.PHOTO and value == CAMERA:
        seat.until(lambda: any(isinstance(b, Viewfinder) and b.live for b in seat.page().blocks), "no camera shows")
        seat.hands.tap("forward")
        seat.until(lambda: _shows(seat, Still), "no picture was taken")
    elif way in (Way.SIGNATURE, Way.DRAWING) and value == DRAWN:
        _first(seat, Pad, "draw")
        for stroke in STROKES:
            seat.hands.draw("pad", stroke)
    elif way in (Way.SIGNATURE, Way.DRAWING) and value.startswith(TYPED):
        if _shows(seat, Pad):
            seat.hands.tap("write")
        seat.hands.type("answer", value.removeprefix(TYPED))
    elif way in (Way.PHOTO, Way.FILE) and value.startswith(FILE):
        _file(seat, value.removeprefix(FILE))
    else:
        raise AnswerImpossible(f"'{seat.question.name}' is not answered with {value[:40]}.")


def _first(seat: Seat, kind: type, otherwise: str) -> None:
    if not _shows(seat, kind):
        seat.hands.tap(otherwise)


def _shows(seat: Seat, kind: type) -> bool:
    return any(isinstance(block, kind) for block in seat.page().blocks)


def _file(seat: Seat, name: str) -> None:
    def part() -> str:
        rows = [choice for b in seat.page().blocks if isinstance(b, Choices) for choice in b.choices]
        return next((choice.part for choice in rows if name in choice.label.text), "")

    seat.until(lambda: bool(part()), f"the file {name} is not on the stick")
    seat.hands.tap(part())
    seat.until(lambda: not part(), f"the file {name} was not read")


def place(seat: Seat, value: str) -> None:
    """Tap the place with these coordinates, or of this name."""
    from kiosk.pages.answering import placing

    where = placing.coordinates(value)

    def part() -> str:
        rows = [choice for b in seat.page().blocks if isinstance(b, Choices) for choice in b.choices]
        return next((choice.part for choice in rows if choice.label.text in names), "")

    places = placing.located(seat.places)
    names = {p.name for p in places if p.name == value or (p.latitude, p.longitude) == where}
    if not names:
        raise AnswerImpossible(f"'{seat.question.name}': no place of places.csv is at {value}.")
    if not part():
        seat.hands.type("search", next(iter(names)))
    seat.hands.tap(part())


def errs(question: Question) -> bool:
    """Whether going on without an answer is told: on a page with a camera, the same button takes the picture."""
    return way_of(question) is not Way.PHOTO
