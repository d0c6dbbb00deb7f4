"""The voice's wording of a text with an answer in it."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.pages.page import Heading
from kiosk.words.wordings import filled


@pytest.mark.parametrize(
    ("wording", "shown", "said"),
    [
        ("Bonjour", "Salut", "Bonjour"),
        ("Né ${a} ?", "Né Noé ?", "Né Noé ?"),
        ("${a} et ${b}.", "Lina et Noé.", "Lina et Noé."),
        ("هَلْ يَسْبَحُ ${n} جَيِّدًا؟", "هل يسبح \u2068Noé\u2069 جيدًا؟", "هَلْ يَسْبَحُ Noé جَيِّدًا؟"),
        ("بِٱلبَرِيدِ ${n}", "بالبريد 12 رسالة", "بِٱلبَرِيدِ 12 رسالة"),
        ("Né ${a} ?", "Né le 3 mai", ""),
        ("Né ${a} ?", "Parti Noé ?", ""),
        ("Né ${a} ici ${b} là", "Né Noé", ""),
        ("a${x}a", "a", ""),
        ("${x}", "", ""),
    ],
)
def test_values_are_put_where_the_shown_text_has_them(wording: str, shown: str, said: str) -> None:
    assert filled(wording, shown) == said


def test_an_arabic_question_about_a_child_keeps_its_vowels(make_kiosk: Any, town: Any) -> None:
    kiosk = make_kiosk(language="ar")
    kiosk.walk_to_question(town.plan("leisure-centre"), "swims")
    (heading,) = (block.phrase for block in kiosk.page.blocks if isinstance(block, Heading) and block.level == 1)
    assert heading.private
    assert heading.text.split()[2] in heading.spoken
    assert heading.spoken.startswith("هَلْ يَسْبَحُ ")
    assert len(heading.spoken.split()) == len(heading.text.split())
