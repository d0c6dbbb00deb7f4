"""The pack's lexicon: from `spoken/lexicon.toml` over the built pack to the voice, and what authors are told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accessibility.saying.voicing import voiced
from kiosk.authoring.building import build
from kiosk.authoring.checking import check
from kiosk.authoring.public_key import read_public_key
from kiosk.catalogue import open_pack
from kiosk.pages.lexicon import read

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

SOUND = """
[fr]
CNI = "C N I"

[fr.foreign]
"Wi-Fi" = "en"
"""


def test_a_lexicon_reaches_the_voice(pack: Any, public_key_file: Path, tmp_path: Path) -> None:
    pack.spoken["lexicon"] = SOUND
    assert build(pack.write(), read_public_key(public_key_file), tmp_path / "out", NOON) == ()
    lexicon = open_pack(tmp_path / "out").lexicon
    assert [(said.language, said.speech) for said in voiced("CNI et Wi-Fi", "fr", lexicon)] == [
        ("fr", "C N I et"),
        ("en", "Wi-Fi"),
    ]
    assert lexicon.languages == ("fr", "en")


@pytest.mark.parametrize(
    ("text", "told", "row"),
    [
        ('[de]\nCNI = "C N I"\n', "'de' is no language of town.toml.", 1),
        ('[fr]\n"" = "nothing"\n', "'' is no word that a text can hold.", 2),
        ('[fr]\n\n"?!" = "signs"\n', "'?!' is no word that a text can hold.", 3),
        ('[fr]\nCNI = ""\n', "'CNI' has no wording, or too long a one.", 2),
        ("[fr]\nCNI = 3\n", "'CNI' has no wording, or too long a one.", 2),
        ('[fr.foreign]\n"Wi-Fi" = "English"\n', "'English' is no language code.", 2),
        ('[fr]\nforeign = "en"\n', "'foreign' of 'fr' is no table.", 2),
    ],
)
def test_an_entry_that_would_never_be_said_is_found(pack: Any, text: str, told: str, row: int) -> None:
    pack.spoken["lexicon"] = text
    found = [finding for finding in check(pack.write()) if finding.file == "spoken/lexicon.toml"]
    assert [(finding.message, finding.row) for finding in found] == [(told, row)]


def test_a_pack_without_a_lexicon_opens_and_a_damaged_one_does_not(
    pack: Any, public_key_file: Path, tmp_path: Path
) -> None:
    build(pack.write(), read_public_key(public_key_file), tmp_path / "out", NOON)
    spoken = json.loads((tmp_path / "out/spoken.json").read_text())
    assert spoken["lexicon"] == {}
    tables: tuple[Any, ...] = ([], {"said": {"CNI": 3}}, {"said": {"x" * 61: "y"}}, {"foreign": []})
    for table in tables:
        with pytest.raises(TypeError):
            read({"fr": table}, ("fr",))
