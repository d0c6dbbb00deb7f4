"""The image that goes with a question, and the picture given as an answer, seen small beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accessibility.script import script
from kiosk.catalogue.pack import PackFile
from kiosk.pages.page import Heading, Illustration, PageKind, Paragraph, Summary
from kiosk.words import Words
from ui.viewmodels.maps import block_map
from ui.viewmodels.payloads import Payloads
from ui.viewmodels.splitting import split

Kiosk = Any
Town = Any
MakeKiosk = Any

FORM = """
| survey |
| | type | name | label | hint | media::image | bind::kiosk:outcome |
| | text | door | Which door? | Look above it. | {image} | |
| | image | photo | A photograph | | | |
| | text | words | Your words | | | |
| | note | done | Done | | | done |
| settings |
| | form_id | version | namespaces | public_key |
| | birth-certificate | 1 | kiosk="urn:parvis:kiosk:1" | {key} |
"""


@pytest.fixture
def ask(town: Town, make_kiosk: MakeKiosk, tmp_path: Path) -> Any:
    """A kiosk at the first question of the form, with this image beside it."""

    def begin(image: str = "door.png", beside: str = "door.png") -> Kiosk:
        from pyxform.xls2xform import convert

        xml = convert(FORM.format(image=image, key=town.public_key)).xform.encode()
        file = PackFile(tmp_path / beside, "", 0)
        pack = replace(
            town.pack,
            forms={**town.pack.forms, "birth-certificate": xml},
            beside={"birth-certificate": {beside: file}},
        )
        kiosk = make_kiosk(pack=pack)
        kiosk.open("birth-certificate")
        return kiosk

    return begin


def test_a_question_s_image_stands_under_its_words_and_above_its_answer(ask: Any, tmp_path: Path) -> None:
    kiosk = ask()
    kinds = [type(block) for block in kiosk.page.blocks]
    assert kinds[:3] == [Heading, Paragraph, Illustration]
    image = kiosk.page.blocks[2]
    assert image.image == (tmp_path / "door.png").as_uri()
    lead, rest = split(kiosk.page.blocks)
    assert image in lead
    assert rest


def test_en_5_1_3_6_the_image_is_said_with_the_question_s_label(ask: Any) -> None:
    kiosk = ask()
    said = [each for each in script(kiosk.page, Words("fr").say).utterances if each.part.startswith("image")]
    assert [each.speech for each in said] == ["Image.", "Which door?"]


def test_an_image_that_the_pack_lacks_leaves_no_empty_frame(ask: Any) -> None:
    assert not any(isinstance(block, Illustration) for block in ask(beside="window.png").page.blocks)
    assert not any(isinstance(block, Illustration) for block in ask(image="").page.blocks)


def test_a_photograph_is_seen_small_where_the_answers_are_checked(ask: Any) -> None:
    kiosk = ask()
    kiosk.answer("the blue one")
    kiosk.press("forward")
    kiosk.press("forward")
    kiosk.answer("some words")
    while kiosk.page.kind is not PageKind.CHECK:
        kiosk.press("forward")
    rows = {row.part: row for block in kiosk.page.blocks if isinstance(block, Summary) for row in block.rows}
    assert rows["row.photo"].still == b"a JPEG"
    assert rows["row.photo"].answer.private
    assert [part for part, row in rows.items() if row.still] == ["row.photo"]


def test_a_picture_s_bytes_never_stand_in_what_the_view_or_a_log_gets(ask: Any) -> None:
    kiosk = ask()
    kiosk.answer("x")
    kiosk.press("forward")
    kiosk.press("forward")
    kiosk.answer("y")
    while kiosk.page.kind is not PageKind.CHECK:
        kiosk.press("forward")
    assert "JPEG" not in repr(kiosk.page)
    payloads = Payloads()
    summary = next(block for block in kiosk.page.blocks if isinstance(block, Summary))
    rows = block_map(summary, payloads.token)["rows"]
    tokens = [row["token"] for row in rows]
    assert "JPEG" not in str(rows)
    assert [bool(token) for token in tokens] == [row.part == "row.photo" for row in summary.rows]
    assert payloads.content(next(token for token in tokens if token)) == b"a JPEG"
