"""What `pack check` says of a glossary, and what becomes of it in the built pack."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.building import build
from kiosk.authoring.checking import check
from kiosk.authoring.finding import Finding, PackUnfit, Severity
from kiosk.authoring.public_key import read_public_key
from kiosk.catalogue import open_pack

GOOD = """
[card]
picture = "id-card"
[card.fr]
word = "carte"
forms = ["cartes"]
means = "Un petit papier avec votre nom."
[card.en]
word = "card"
means = "A small paper with your name on it."
spoken = "A small paper, with your name on it."
"""


def found(pack: Any, glossary: str) -> tuple[Finding, ...]:
    directory = pack.write()
    (directory / "glossary.toml").write_text(glossary, encoding="utf-8")
    return check(directory)


def test_a_sound_glossary_has_no_findings(pack: Any) -> None:
    assert found(pack, GOOD) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"id-card"', '"id-crad"', 2, "no pictogram"),
        ("A small paper with your name on it.", "One. Two. Three.", 8, "3 sentences in 'en'"),
        ("A small paper with your name on it.", " ".join(["word"] * 16), 8, "16 words; 15 is the most"),
        ("[card.en]", "[card.de]", 2, "not explained in 'en'"),
        ('"cartes"', '"carte"', 2, "one form twice"),
    ],
)
def test_easy_read_an_explanation_is_short_pictured_and_there_in_every_language(
    pack: Any, old: str, new: str, line: int, said: str
) -> None:
    findings = [one for one in found(pack, GOOD.replace(old, new)) if said in one.message]
    assert [(one.severity, one.file, one.row) for one in findings] == [(Severity.ERROR, "glossary.toml", line)]


def test_a_word_that_no_text_uses_is_work_for_nobody(pack: Any) -> None:
    unused = (
        GOOD.replace('word = "carte"', 'word = "cartographe"').replace('["cartes"]', "[]").replace('"card"', '"map"')
    )
    (finding,) = found(pack, unused)
    assert (finding.severity, finding.message) == (Severity.WARNING, "'card' stands in no text of the pack.")


def test_a_glossary_that_is_no_toml_is_named(pack: Any) -> None:
    (finding,) = found(pack, "[card\n")
    assert (finding.file, finding.severity) == ("glossary.toml", Severity.ERROR)


def test_the_built_pack_explains_its_words(pack: Any, public_key_file: Path, tmp_path: Path) -> None:
    key = read_public_key(public_key_file)
    directory = pack.write()
    (directory / "glossary.toml").write_text(GOOD, encoding="utf-8")
    build(directory, key, tmp_path / "built", datetime(2026, 11, 23, tzinfo=UTC))
    opened = open_pack(tmp_path / "built").glossary
    assert opened.occurring(["Où sont les cartes ?"], "fr") == ("card",)
    assert opened.terms["card"].wording("en").spoken == "A small paper, with your name on it."
    (directory / "glossary.toml").write_text(GOOD.replace("id-card", "no-such"), encoding="utf-8")
    with pytest.raises(PackUnfit):
        build(directory, key, tmp_path / "built", datetime(2026, 11, 23, tzinfo=UTC))


def test_a_pack_without_a_glossary_explains_nothing(pack: Any, public_key_file: Path, tmp_path: Path) -> None:
    build(pack.write(), read_public_key(public_key_file), tmp_path / "built", datetime(2026, 11, 23, tzinfo=UTC))
    assert not (tmp_path / "built" / "glossary.json").exists()
    assert open_pack(tmp_path / "built").glossary.terms == {}
