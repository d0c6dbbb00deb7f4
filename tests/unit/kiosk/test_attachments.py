"""Files of a journey: named, replaced, bounded, forgotten; and never in what Python writes of them."""

from __future__ import annotations

import pytest

from kiosk.visit import events as e
from kiosk.visit.attachments import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_JOURNEY_BYTES,
    Attachment,
    Attachments,
    Tray,
)
from kiosk.visit.reducer import reduce
from kiosk.visit.state import Answer, Journey, Place, Visit
from offline_cache.sealing import MAX_ENVELOPE_BYTES, is_plain_name

SECRET = b"SECRET-PIXELS"


def _photo(number: int, content: bytes = SECRET) -> Attachment:
    return Attachment(f"photo-{number}.jpg", "image/jpeg", content, "Zoé.jpg")


def _visit(**journey: object) -> Visit:
    return Visit(place=Place.QUESTION, journey=Journey("s", "uuid:1", at="/data/photo", **journey))  # type: ignore[arg-type]


def _journey(visit: Visit) -> Journey:
    assert visit.journey is not None
    return visit.journey


INSTANCE = "uuid:5b9cf8d1-106f-4004-844f-762edab01234"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("photo", "photo-1-762edab01234.jpg"),
        ("prénom_de_l'été", "prnom_de_lt-1-762edab01234.jpg"),
        ("صورة", "file-1-762edab01234.jpg"),
        ("a/../b", "ab-1-762edab01234.jpg"),
    ],
)
def test_a_file_is_named_after_its_question_and_never_after_the_person(question: str, name: str) -> None:
    assert Attachments().next_name(question, "image/jpeg", INSTANCE) == name
    assert is_plain_name(name)


def test_two_requests_never_use_one_name() -> None:
    other = INSTANCE.replace("1234", "1235")
    names = {Attachments().next_name("photo", "image/jpeg", instance) for instance in (INSTANCE, other)}
    assert len(names) == 2


def test_a_name_is_never_used_twice() -> None:
    files = Attachments()
    names = []
    for _ in range(3):
        names.append(files.next_name("photo", "image/png", "uuid:7"))
        files = files.having(Attachment(names[-1], "image/png", b"x"), instead_of=names[-2] if names[:-1] else "")
    assert names == ["photo-1-uuid7.png", "photo-2-uuid7.png", "photo-3-uuid7.png"]
    assert [file.name for file in files.files] == ["photo-3-uuid7.png"]
    assert files.without("photo-3-uuid7.png").next_name("photo", "image/png", "uuid:7") == "photo-4-uuid7.png"


def test_taking_a_file_answers_the_question_and_clears_the_tray() -> None:
    visit = reduce(_visit(), e.TrayLaid(Tray(still=SECRET)))
    assert _journey(visit).tray.still == SECRET
    journey = _journey(reduce(visit, e.Attached("/data/photo", _photo(1))))
    assert journey.answers == (Answer("/data/photo", "photo-1.jpg"),)
    assert journey.attachments.get("photo-1.jpg") == _photo(1)
    assert journey.tray == Tray()


def test_a_better_picture_takes_the_place_of_the_first() -> None:
    visit = reduce(_visit(), e.Attached("/data/photo", _photo(1)))
    journey = _journey(reduce(visit, e.Attached("/data/photo", _photo(2), instead_of="photo-1.jpg")))
    assert [file.name for file in journey.attachments.files] == ["photo-2.jpg"]
    assert journey.answers[-1] == Answer("/data/photo", "photo-2.jpg")


def test_a_file_taken_back_is_forgotten() -> None:
    visit = reduce(_visit(), e.Attached("/data/photo", _photo(1)))
    journey = _journey(reduce(visit, e.Detached("/data/photo", "photo-1.jpg")))
    assert journey.attachments.files == ()
    assert journey.answers[-1] == Answer("/data/photo", "")


def test_the_tray_is_empty_on_every_other_question_and_files_are_gone_once_sent() -> None:
    visit = reduce(_visit(), e.Attached("/data/photo", _photo(1)))
    laid = reduce(visit, e.TrayLaid(Tray(still=SECRET)))
    assert _journey(reduce(laid, e.Asked("/data/next", 0.5))).tray == Tray()
    assert _journey(reduce(laid, e.MendingBegun("/data/photo"))).tray == Tray()
    assert _journey(reduce(visit, e.SubmissionKept())).attachments.files == ()
    assert reduce(visit, e.Ended()).journey is None


def test_there_is_room_for_so_much_and_no_more() -> None:
    assert Attachments().fits(bytes(MAX_FILE_BYTES))
    assert not Attachments().fits(bytes(MAX_FILE_BYTES + 1))
    many = Attachments(tuple(_photo(n, b"x") for n in range(MAX_FILES)))
    assert not many.fits(b"x")
    assert many.fits(b"x", instead_of="photo-3.jpg")
    heavy = Attachments(tuple(_photo(n, bytes(MAX_FILE_BYTES)) for n in range(MAX_JOURNEY_BYTES // MAX_FILE_BYTES)))
    assert not heavy.fits(b"x")
    assert heavy.fits(b"x", instead_of="photo-0.jpg")
    # What fits a journey fits its envelope, with the XML.
    assert MAX_JOURNEY_BYTES + 2 * 1024 * 1024 < MAX_ENVELOPE_BYTES


def test_bytes_and_titles_are_in_no_repr() -> None:
    visit = reduce(_visit(), e.Attached("/data/photo", _photo(1)))
    laid = reduce(visit, e.TrayLaid(Tray(still=SECRET, strokes=(((0.123456, 0.5),),))))
    for thing in (laid, e.Attached("/data/photo", _photo(1)), e.TrayLaid(_journey(laid).tray)):
        text = repr(thing)
        assert "SECRET" not in text
        assert "Zoé" not in text
        assert "0.123456" not in text
