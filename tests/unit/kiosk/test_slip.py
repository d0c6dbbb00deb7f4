"""What a visitor leaves with is all of it, on paper, on the screen and in as many codes as it needs."""

from __future__ import annotations

from kiosk.catalogue.model import Wifi
from kiosk.pages.page import Phrase
from kiosk.takeaway.codes import wifi_payload
from kiosk.takeaway.slip import MAX_CODE_BYTES, Item, Slip
from kiosk.words import Words


def phrase(text: str) -> Phrase:
    return Phrase(text[:8], text, "fr")


def slip(*texts: str) -> Slip:
    return Slip(phrase("Titre"), tuple(Item(phrase(f"Étape {n}"), phrase(text)) for n, text in enumerate(texts)))


def test_a_short_slip_is_one_code_without_the_marks_of_the_screen() -> None:
    (code,) = slip("Pas\u00ads\u00ade\u00adport", "\u2068633 887 575\u2069").codes()
    assert code == "Titre\n\nÉtape 0\nPasseport\n\nÉtape 1\n633 887 575"


def test_a_long_slip_leaves_nothing_out_and_cuts_between_items() -> None:
    texts = [f"{n:02d} " + "é" * 140 for n in range(17)]
    codes = slip(*texts).codes()
    assert len(codes) > 1
    assert all(len(code.encode()) <= MAX_CODE_BYTES for code in codes)
    assert all(code.startswith("Titre\n\n") for code in codes)
    for text in texts:
        assert sum(text in code for code in codes) == 1


def test_an_item_too_long_for_one_code_is_not_lost() -> None:
    long = "x" * (MAX_CODE_BYTES + 1)
    assert [long in code for code in slip("kurz", long, "spät").codes()] == [False, True, False]


def test_a_reference_keeps_its_groups_in_order_on_an_arabic_page() -> None:
    assert Words("ar").isolate("633 887 575") == "\u2068633 887 575\u2069"
    assert Words("fr").isolate("633 887 575") == "633 887 575"


def test_a_wifi_code_escapes_what_the_convention_reserves() -> None:
    payload = wifi_payload(Wifi('Ri;ve:mont,"', "a\\b", "http://portal.example"))
    assert payload == 'WIFI:T:WPA;S:Ri\\;ve\\:mont\\,\\";P:a\\\\b;;'


def test_an_open_network_has_no_password() -> None:
    assert wifi_payload(Wifi("Rivemont", "", "")) == "WIFI:T:nopass;S:Rivemont;;"
