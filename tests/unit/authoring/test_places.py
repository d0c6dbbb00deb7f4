"""The places of a built pack: the same places, with room for large type in their names."""

from __future__ import annotations

from kiosk.authoring.places import typeset_places
from kiosk.places.reading import read_places

TABLE = (
    "id,pivot,nom,commune,code_postal,adresse,horaires,date_maj,presentation_resume\n"
    '1,12345678900011,"Médiathèque intercommunale, dite ""la Halle""",Ville,57000,'
    '1 rue des Administrateurs,"Mo-Fr 08:30-12:00",2026-10-01,Une médiathèque intercommunale.\n'
).encode("utf-8-sig")


def test_long_words_of_names_and_addresses_may_break_and_nothing_else_changes() -> None:
    built = typeset_places(TABLE, "fr")
    (before,), (after,) = read_places(TABLE), read_places(built)
    assert "\u00ad" in after.name
    assert "\u00ad" in after.address
    assert after.name.replace("\u00ad", "") == before.name == 'Médiathèque intercommunale, dite "la Halle"'
    assert after.summary == before.summary
    assert after.hours == before.hours
    assert typeset_places(built, "fr") == built


def test_a_row_has_less_room_than_a_page() -> None:
    built = typeset_places(TABLE.replace("Médiathèque".encode(), "Relais d’Aubremont".encode()), "fr")
    (after,) = read_places(built)
    assert "Aubre\u00admont" in after.name


def test_an_empty_table_stays_one() -> None:
    assert typeset_places(b"", "fr") == b""
