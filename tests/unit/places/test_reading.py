from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.places.reading import PlacesUnreadable, examine_places, read_places

HEAD = "id,pivot,nom,commune,code_postal,adresse,date_maj"
ROW = "p1,12345678900011,Mairie,Rivemont,57000,1 place de la Mairie,2026-10-01"


def csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8")


def test_a_place_with_all_its_columns() -> None:
    head = f"{HEAD},latitude,longitude,horaires,services,frais_a_charge,presentation_resume,prise_en_charge_specifique"
    row = (
        f'{ROW},49.119,-6.175,"Mo-Fr 09:00-12:00,14:00-17:00",'
        "Aide aux démarches administratives|Utilisation sécurisée du numérique,Gratuit,Bienvenue,Surdité"
    )
    (place,) = read_places(csv(head, row))
    assert (place.id, place.name, place.postcode, place.updated) == ("p1", "Mairie", "57000", date(2026, 10, 1))
    assert (place.latitude, place.longitude) == (49.119, -6.175)
    assert place.hours == "Mo-Fr 09:00-12:00,14:00-17:00"
    assert place.services == ("Aide aux démarches administratives", "Utilisation sécurisée du numérique")
    assert place.fees == ("Gratuit",)
    assert place.special_care == ("Surdité",)


def test_a_byte_order_mark_and_empty_rows_do_no_harm() -> None:
    assert len(read_places(b"\xef\xbb\xbf" + csv(HEAD, ROW, ",,,,,,", ""))) == 1


@pytest.mark.parametrize(
    ("head", "row", "place", "said"),
    [
        (HEAD, ROW.replace("57000", "5700"), (2, 5), "five digits"),
        (HEAD, ROW.replace("12345678900011", "1234"), (2, 2), "9 to 14"),
        (HEAD, ROW.replace("2026-10-01", "01/10/2026"), (2, 7), "not a date"),
        (HEAD, ROW.replace("Mairie,Rivemont", ",Rivemont"), (2, 3), "empty"),
        (HEAD, ROW + ",more", (2, 0), "8 cells"),
        (HEAD + ",horaires", ROW + ",lundi matin", (2, 8), "OpenStreetMap"),
        (HEAD + ",latitude", ROW + ",91.0", (2, 8), "latitude"),
        (HEAD + ",latitude", ROW + ",nan", (2, 8), "latitude"),
        (HEAD + ",frais_a_charge", ROW + ",gratos", (2, 8), "list"),
        (HEAD + ",presentation_resume", ROW + "," + "x" * 281, (2, 8), "281"),
        (HEAD + ",horraires", ROW + ",x", (1, 8), "no column"),
        (HEAD.replace(",date_maj", ""), ROW.replace(",2026-10-01", ""), (1, 0), "not there"),
        (HEAD + ",nom", ROW + ",x", (1, 8), "twice"),
    ],
)
def test_what_does_not_fit_is_found_at_its_row_and_column(
    head: str, row: str, place: tuple[int, int], said: str
) -> None:
    _, problems = examine_places(csv(head, row))
    assert [(one.row, one.column) for one in problems] == [place]
    assert said in f"{problems[0].message} {problems[0].mend}"
    with pytest.raises(PlacesUnreadable, match=r"places\.csv, row"):
        read_places(csv(head, row))


def test_an_identifier_may_not_come_twice() -> None:
    _, problems = examine_places(csv(HEAD, ROW, ROW))
    assert [(one.row, one.column) for one in problems] == [(3, 1)]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", csv(HEAD, '"open'), b"x" * (4 * 1024 * 1024 + 1), csv(HEAD, *["a"] * 5001)],
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(PlacesUnreadable):
        read_places(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(PlacesUnreadable):
        examine_places(content)


@given(st.lists(st.text(max_size=40).map(lambda text: text.replace('"', "")), min_size=7, max_size=9))
def test_any_cells_are_read_or_reported(cells: list[str]) -> None:
    row = ",".join(f'"{cell}"' for cell in cells)
    places, problems = examine_places(csv(f"{HEAD},horaires", row))
    assert len(places) + len(problems) >= (1 if any(cell.strip() for cell in cells) else 0)
