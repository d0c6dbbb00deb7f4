"""An author's own recordings: from the form to the page, in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accessibility.script import script
from kiosk.catalogue.pack import PackFile
from kiosk.pages.page import Choices, Heading
from kiosk.words import Words

# The harness of this directory's conftest: `Kiosk`, `Town` and `MakeKiosk` are its types.
Kiosk = Any
Town = Any
MakeKiosk = Any

FORM = """
| survey |
| | type | name | label::French (fr) | label::English (en) | media::audio::French (fr) | media::audio::English (en) |
| | select_one size | sized | La taille ? | Which size? | taille.wav | |
| | text | why | Pourquoi ? | Why? | gone.wav | |
| choices |
| | list_name | name | label::French (fr) | label::English (en) | media::audio::French (fr) | media::audio::English (en) |
| | size | small | Petit | Small | petit.ogg | small.ogg |
| | size | large | Grand | Large | | |
| settings |
| | form_id | version | default_language | namespaces | public_key |
| | birth-certificate | 1 | French (fr) | kiosk="urn:parvis:kiosk:1" | {key} |
"""  # noqa: E501


@pytest.fixture
def begin(town: Town, make_kiosk: MakeKiosk) -> Callable[[], Kiosk]:
    def start() -> Kiosk:
        from pyxform.xls2xform import convert

        xml = convert(FORM.format(key=town.public_key)).xform.encode()
        files = {name: PackFile(Path("/pack") / name, "", 1) for name in ("taille.wav", "petit.ogg", "small.ogg")}
        pack = replace(
            town.pack,
            forms={**town.pack.forms, "birth-certificate": xml},
            beside={"birth-certificate": files},
        )
        kiosk = make_kiosk(pack=pack)
        kiosk.open("birth-certificate")
        return kiosk

    return start


def test_what_an_author_recorded_comes_with_the_words_and_in_their_language(begin: Callable[[], Kiosk]) -> None:
    kiosk = begin()

    def recorded() -> dict[str, str]:
        page = kiosk.page
        heading = next(block.phrase for block in page.blocks if isinstance(block, Heading))
        choices = next(block for block in page.blocks if isinstance(block, Choices)).choices
        return {phrase.text: phrase.recording for phrase in (heading, *(choice.label for choice in choices))}

    assert recorded() == {"La taille ?": "/pack/taille.wav", "Petit": "/pack/petit.ogg", "Grand": ""}
    said = {told.text: told.recording for told in script(kiosk.page, Words("fr").say).utterances if told.recording}
    assert said == {"La taille ?": "/pack/taille.wav", "Petit": "/pack/petit.ogg"}
    kiosk.press("bar.language")
    kiosk.choose("language.en")
    kiosk.press("bar.language")
    assert recorded() == {"Which size?": "", "Small": "/pack/small.ogg", "Large": ""}


def test_a_recording_that_the_pack_lacks_is_no_recording(begin: Callable[[], Kiosk]) -> None:
    kiosk = begin()
    kiosk.choose("choice.small")
    kiosk.press("forward")
    heading = next(block.phrase for block in kiosk.page.blocks if isinstance(block, Heading))
    assert (heading.text, heading.recording) == ("Pourquoi ?", "")
