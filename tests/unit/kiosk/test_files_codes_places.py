"""A file of a stick, a code from camera, scanner or fingers, and a place of the town: from the page to the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from kiosk.pages.answering import filing, placing
from kiosk.pages.page import Choices, Field, FieldKind, PageKind, Paragraph, Still, Summary, Tone, Viewfinder
from kiosk.ports import Offered, Shelf, Sight
from kiosk.visit.attachments import MAX_FILE_BYTES
from kiosk.words import Words

Kiosk = Any
Town = Any
MakeKiosk = Any
Begin = Callable[..., Kiosk]

FORM = """
| survey |
| | type | name | label | required | bind::kiosk:outcome |
| | {kind} | thing | Your thing | {required} | |
| | text | words | Your words | | |
| | note | done | Done | | done |
| settings |
| | form_id | version | namespaces | public_key |
| | birth-certificate | 1 | kiosk="urn:parvis:kiosk:1" | {key} |
"""
BILL = Offered("0", "Facture EDF.pdf", "application/pdf", 120_000)
STREET = Offered("1", "rue.jpg", "image/jpeg", 2_340_000)


@dataclass
class FakeSticks:
    """A stick that is there, and read, when the test says."""

    now: Shelf = field(default_factory=lambda: Shelf(True, (BILL, STREET)))
    content: dict[str, tuple[str, bytes]] = field(
        default_factory=lambda: {"0": ("application/pdf", b"%PDF-1"), "1": ("image/jpeg", b"JPEG")}
    )
    off: bool = False
    at_once: bool = True
    browsed: bool = False
    told: Callable[[], None] = lambda: None
    asked: list[tuple[str, Callable[[str, bytes], None]]] = field(default_factory=list)

    def allowed(self) -> bool:
        return not self.off

    def shelf(self) -> Shelf:
        return self.now if self.browsed else Shelf()

    def open(self, told: Callable[[], None]) -> None:
        self.browsed, self.told = True, told
        told()

    def close(self) -> None:
        self.browsed = False

    def read(self, key: str, told: Callable[[str, bytes], None]) -> None:
        self.asked.append((key, told))
        if self.at_once:
            told(*self.content.get(key, ("", b"")))

    def become(self, shelf: Shelf) -> None:
        self.now = shelf
        self.told()


@dataclass
class FakeCamera:
    """A camera that reads what the test shows it."""

    now: Sight = Sight.LIVE
    looking: bool = False
    read: Callable[[str], None] | None = None

    def sight(self) -> Sight:
        return self.now if self.looking else Sight.CLOSED

    def open(self, told: Callable[[], None]) -> None:
        self.looking = True
        told()

    def close(self) -> None:
        self.looking, self.read = False, None

    def take(self, told: Callable[[bytes], None]) -> None:
        told(b"JPEG")

    def watch(self, read: Callable[[str], None]) -> None:
        self.read = read

    def show(self, code: str) -> None:
        assert self.read is not None
        self.read(code)


@pytest.fixture
def sticks() -> FakeSticks:
    return FakeSticks()


@pytest.fixture
def camera() -> FakeCamera:
    return FakeCamera()


@pytest.fixture
def begin(town: Town, make_kiosk: MakeKiosk, camera: FakeCamera, sticks: FakeSticks) -> Begin:
    def start(kind: str, required: str = "", **more: Any) -> Kiosk:
        from pyxform.xls2xform import convert

        xml = convert(FORM.format(kind=kind, required=required, key=town.public_key)).xform.encode()
        pack = replace(town.pack, forms={**town.pack.forms, "birth-certificate": xml}, **more.pop("change", {}))
        kiosk = make_kiosk(pack=pack, **({"camera": camera, "sticks": sticks} | more))
        kiosk.open("birth-certificate")
        return kiosk

    return start


def block(kiosk: Kiosk, kind: type) -> Any:
    found = [each for each in kiosk.page.blocks if isinstance(each, kind)]
    assert len(found) <= 1
    return found[0] if found else None


def texts(kiosk: Kiosk) -> list[str]:
    return [each.phrase.text for each in kiosk.page.blocks if isinstance(each, Paragraph)]


def errors(kiosk: Kiosk) -> list[str]:
    return [each.phrase.text for each in kiosk.page.blocks if isinstance(each, Paragraph) and each.tone is Tone.ERROR]


def said(key: str, **values: str) -> str:
    return Words("fr").say(key, **values)


def at(kiosk: Kiosk) -> str:
    return str(kiosk.journey.at).rsplit("/", 1)[-1]


def given(kiosk: Kiosk) -> str:
    """What "check your answers" says of the thing."""
    while kiosk.page.kind is not PageKind.CHECK:
        kiosk.press("forward")
    (row,) = [row for row in block(kiosk, Summary).rows if row.part == "row.thing"]
    assert row.answer.private
    return str(row.answer.text)


def is_browsed(sticks: FakeSticks) -> bool:
    return sticks.browsed


def is_looking(camera: FakeCamera) -> bool:
    return camera.looking


# Files


def test_a_file_is_chosen_and_taken(begin: Begin, sticks: FakeSticks) -> None:
    kiosk = begin("file")
    rows = block(kiosk, Choices).choices
    assert [(row.label.text, row.hint.text, row.picture) for row in rows] == [
        ("Facture EDF.pdf", "PDF, 120 ko", "file-text"),
        ("rue.jpg", "Photo, 2,3 Mo", "image"),
    ]
    assert all(row.label.private for row in rows)
    kiosk.choose("file.0")
    assert said("files.picked", name="Facture EDF.pdf") in texts(kiosk)
    assert not is_browsed(sticks)
    kiosk.press("forward")
    assert at(kiosk) == "words"
    (file,) = kiosk.journey.attachments.files
    # The name at the desk is the question's: the person's own would stand on the envelope for all to read.
    assert (file.name, file.media_type, file.content) == ("thing-1-000000000001.pdf", "application/pdf", b"%PDF-1")
    assert given(kiosk) == said("given.file.named", name="Facture EDF.pdf")


def test_a_picture_of_the_stick_is_shown_before_it_is_taken_and_can_be_changed(begin: Begin) -> None:
    kiosk = begin("file")
    kiosk.choose("file.1")
    assert block(kiosk, Still).content == b"JPEG"
    kiosk.press("again")
    kiosk.choose("file.0")
    kiosk.press("forward")
    kiosk.press("back")
    assert said("files.picked", name="Facture EDF.pdf") in texts(kiosk)
    kiosk.press("again")
    kiosk.choose("file.1")
    kiosk.press("forward")
    assert [file.name for file in kiosk.journey.attachments.files] == ["thing-2-000000000001.jpg"]


def test_a_stick_that_comes_and_goes_is_followed(begin: Begin, sticks: FakeSticks) -> None:
    sticks.now = Shelf()
    kiosk = begin("file")
    assert said("files.absent") in texts(kiosk)
    sticks.become(Shelf(True))
    assert said("files.empty") in texts(kiosk)
    sticks.become(Shelf(True, (BILL,), more=True))
    assert said("files.some") in texts(kiosk)
    assert len(block(kiosk, Choices).choices) == 1
    sticks.become(Shelf())
    assert said("files.absent") in texts(kiosk)
    assert block(kiosk, Choices) is None


def test_only_the_newest_are_shown(begin: Begin, sticks: FakeSticks) -> None:
    sticks.now = Shelf(True, tuple(Offered(str(n), f"{n}.pdf", "application/pdf", 1000) for n in range(30)))
    kiosk = begin("file")
    assert [row.part for row in block(kiosk, Choices).choices] == [f"file.{n}" for n in range(filing.MOST)]
    assert said("files.some") in texts(kiosk)


@pytest.mark.parametrize("required", ["", "yes"])
def test_where_files_are_not_taken_the_page_says_so(begin: Begin, sticks: FakeSticks, required: str) -> None:
    sticks.off = True
    kiosk = begin("file", required)
    assert said("files.off.required" if required else "files.off") in texts(kiosk)
    assert not is_browsed(sticks)
    kiosk.press("forward")
    assert at(kiosk) == ("thing" if required else "words")
    assert errors(kiosk) == ([said("error.file")] if required else [])


def test_without_a_file_one_goes_on_where_it_is_not_required(begin: Begin) -> None:
    kiosk = begin("file")
    assert kiosk.page.forward.label.text == said("files.without")
    kiosk.press("forward")
    assert at(kiosk) == "words"
    assert given(kiosk) == said("check.none")


@pytest.mark.parametrize("answer", [("", b""), ("application/pdf", b"")])
def test_a_file_that_cannot_be_read_is_told(begin: Begin, sticks: FakeSticks, answer: tuple[str, bytes]) -> None:
    sticks.content["0"] = answer
    kiosk = begin("file")
    kiosk.choose("file.0")
    assert errors(kiosk) == [said("error.unreadable")]
    kiosk.choose("file.1")
    assert errors(kiosk) == []
    assert block(kiosk, Still) is not None


def test_a_file_that_is_too_large_is_told(begin: Begin, sticks: FakeSticks) -> None:
    sticks.content["0"] = ("application/pdf", bytes(MAX_FILE_BYTES + 1))
    kiosk = begin("file")
    kiosk.choose("file.0")
    kiosk.press("forward")
    assert errors(kiosk) == [said("error.too-large")]


def test_while_a_file_is_read_no_other_is_and_one_that_comes_too_late_is_nobodys(
    begin: Begin, sticks: FakeSticks
) -> None:
    sticks.at_once = False
    kiosk = begin("file")
    kiosk.choose("file.0")
    assert said("files.reading") in texts(kiosk)
    kiosk.choose("file.1")
    assert [key for key, _ in sticks.asked] == ["0"]
    kiosk.press("forward")
    assert at(kiosk) == "words"
    sticks.asked[0][1]("application/pdf", b"%PDF-1")
    assert kiosk.journey.attachments.files == ()
    assert kiosk.journey.tray.still == b""


def test_a_picture_may_come_from_the_stick_where_there_is_no_camera(
    begin: Begin, camera: FakeCamera, sticks: FakeSticks
) -> None:
    camera.now = Sight.ABSENT
    kiosk = begin("image")
    assert said("photo.stick") in texts(kiosk)
    assert [row.label.text for row in block(kiosk, Choices).choices] == ["rue.jpg"]
    kiosk.choose("file.1")
    kiosk.press("forward")
    assert kiosk.journey.attachments.files[0].name == "thing-1-000000000001.jpg"
    assert given(kiosk) == said("given.photo.named", name="rue.jpg")


def test_a_stick_without_pictures_says_what_is_wanted(begin: Begin, camera: FakeCamera, sticks: FakeSticks) -> None:
    camera.now, sticks.now = Sight.ABSENT, Shelf(True, (BILL,))
    assert said("files.empty.picture") in texts(begin("image"))


def test_with_a_camera_no_stick_is_looked_at(begin: Begin, sticks: FakeSticks) -> None:
    kiosk = begin("image")
    assert block(kiosk, Viewfinder) is not None
    assert not is_browsed(sticks)


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "PDF, 1 ko"), (999_400, "PDF, 999 ko"), (999_600, "PDF, 1,0 Mo"), (4_960_000, "PDF, 5,0 Mo")],
)
def test_sizes_are_said_as_people_say_them(begin: Begin, sticks: FakeSticks, size: int, text: str) -> None:
    sticks.now = Shelf(True, (Offered("0", "a.pdf", "application/pdf", size),))
    assert block(begin("file"), Choices).choices[0].hint.text == text


def test_a_long_name_keeps_its_ends() -> None:
    name = "Avis d'imposition " * 9 + "2026.pdf"
    assert len(filing.shortened(name)) == filing.MAX_NAME
    assert filing.shortened(name).startswith("Avis d'imposition")
    assert filing.shortened(name).endswith("2026.pdf")
    assert filing.shortened("a.pdf") == "a.pdf"


# Codes


def test_a_code_is_read_by_the_camera_and_shown(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin("barcode", "yes")
    assert said("barcode.look") in texts(kiosk)
    assert block(kiosk, Viewfinder).live
    camera.show("  3760123456789\n")
    assert block(kiosk, Field).value == "3760123456789"
    assert said("barcode.read") in texts(kiosk)
    assert block(kiosk, Viewfinder) is None
    assert not is_looking(camera)
    kiosk.press("forward")
    assert kiosk.conductor.session().value("/data/thing") == "3760123456789"
    assert given(kiosk) == "3760123456789"


def test_another_code_can_be_read_before_and_after(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin("barcode")
    camera.show("first")
    kiosk.press("again")
    assert block(kiosk, Field).value == ""
    camera.show("second")
    kiosk.press("forward")
    kiosk.press("back")
    assert not is_looking(camera)
    kiosk.press("again")
    camera.show("third")
    kiosk.press("forward")
    assert kiosk.conductor.session().value("/data/thing") == "third"


def test_a_code_can_be_typed_while_the_camera_looks(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin("barcode")
    for text in ("A", "AB", "AB1"):
        kiosk.type("answer", text)
        # The view stays where it is: the field would jump away from under the fingers.
        assert block(kiosk, Viewfinder) is not None
    kiosk.press("forward")
    assert kiosk.conductor.session().value("/data/thing") == "AB1"


def test_without_a_camera_the_field_is_all(begin: Begin, camera: FakeCamera) -> None:
    camera.now = Sight.ABSENT
    kiosk = begin("barcode", "yes")
    assert said("barcode.type") in texts(kiosk)
    assert block(kiosk, Viewfinder) is None
    assert block(kiosk, Field).kind is FieldKind.CODE
    kiosk.press("forward")
    assert errors(kiosk) == [said("error.code")]
    kiosk.type("answer", "AB1")
    kiosk.press("forward")
    assert at(kiosk) == "words"


def test_what_is_no_text_in_a_code_is_left_out(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin("barcode")
    camera.show("\x1d\x00\n")
    assert block(kiosk, Viewfinder) is not None
    camera.show("01\x1d03\u202e" + "9" * 2000)
    assert block(kiosk, Field).value.startswith("01039")
    assert len(block(kiosk, Field).value) == 500


# Places


def test_a_place_gives_its_coordinates_and_is_told_by_its_name(begin: Begin) -> None:
    kiosk = begin("geopoint", "yes")
    rows = {row.label.text: row for row in block(kiosk, Choices).choices}
    hall = rows["Mairie de Rivemont"]
    assert hall.hint.text == "1 place du Marché"
    assert list(rows) == sorted(rows, key=str.casefold)
    kiosk.choose(hall.part)
    assert [row.label.text for row in block(kiosk, Choices).choices if row.chosen] == ["Mairie de Rivemont"]
    kiosk.press("forward")
    value = kiosk.conductor.session().value("/data/thing")
    assert [float(part) for part in value.split()] == [49.1482, 6.3121, 0, 0]
    assert given(kiosk) == "Mairie de Rivemont"


def test_a_required_place_is_asked_for(begin: Begin) -> None:
    kiosk = begin("geopoint", "yes")
    kiosk.press("forward")
    assert errors(kiosk) == [said("error.choose")]


def places(count: int) -> bytes:
    rows = [
        f"p{n},00000000000001,Place {n:02d},Ville,57000,{n} rue,49.{n:02d},6.{n:02d},,2026-10-01" for n in range(count)
    ]
    head = "id,pivot,nom,commune,code_postal,adresse,latitude,longitude,horaires,date_maj"
    return "\n".join([head, *rows, ""]).encode()


def test_many_places_are_found_by_their_letters(begin: Begin) -> None:
    kiosk = begin("geopoint", change={"places": places(30)})
    assert block(kiosk, Choices) is None
    kiosk.type("search", "place 07")
    (row,) = block(kiosk, Choices).choices
    assert row.label.text == "Place 07"
    kiosk.choose(row.part)
    kiosk.type("search", "place 08")
    assert [row.label.text for row in block(kiosk, Choices).choices] == ["Place 07", "Place 08"]
    kiosk.press("forward")
    assert kiosk.conductor.session().value("/data/thing").startswith("49.07 6.07")


@pytest.mark.parametrize("content", [b"", b"not,a,list", places(1).replace(b"49.00", b"").replace(b"6.00", b"")])
def test_without_places_the_question_is_for_the_desk(begin: Begin, content: bytes) -> None:
    kiosk = begin("geopoint", change={"places": content})
    assert said("attach.not-here") in texts(kiosk)
    kiosk.press("forward")
    assert at(kiosk) == "words"


@pytest.mark.parametrize("kind", ["geotrace", "geoshape", "audio", "video"])
def test_what_cannot_be_given_here_is_passed_over(begin: Begin, kind: str) -> None:
    kiosk = begin(kind)
    assert said("attach.not-here") in texts(kiosk)
    assert kiosk.page.forward.label.text == said("attach.without")
    kiosk.press("forward")
    assert at(kiosk) == "words"


def test_a_point_that_no_place_has_is_told_in_numbers() -> None:
    found = placing.located(places(2))
    assert placing.place_at(found, "49.01 6.01 0.0 0.0") == found[1]
    assert placing.place_at(found, "1 2 0 0") is None
    assert placing.place_at(found, "nonsense") is None


@pytest.mark.parametrize("language", ["fr-x-falc", "en", "ar"])
@pytest.mark.parametrize("kind", ["file", "barcode", "geopoint", "geoshape"])
def test_every_state_has_its_words_in_every_language(
    begin: Begin, sticks: FakeSticks, camera: FakeCamera, kind: str, language: str
) -> None:
    kiosk = begin(kind, language=language)
    if kind == "file":
        for shelf in (Shelf(), Shelf(True), Shelf(True, (BILL, STREET))):
            sticks.become(shelf)
        kiosk.choose("file.1")
    if kind == "barcode":
        camera.show("AB")
    kiosk.press("forward")
    assert at(kiosk) == "words"
