"""How hard texts are, and which sentences `pack check` names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.checking import check
from kiosk.authoring.checks.readability import readability
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.passages import passages
from kiosk.authoring.reading import DEFAULT, EASY, is_long, limits, lix, sentences
from kiosk.authoring.source import read_source

RIVEMONT = Path(__file__).parents[3] / "packs" / "rivemont"


def hard(pack: Any) -> list[Finding]:
    """The findings about reading, for a pack that has been spoiled in one place."""
    return list(readability(read_source(pack.write())))


def hint(pack: Any, text: str, language: str = "English (en)") -> None:
    pack.row("permit", "survey", "name")[f"hint::{language}"] = text


def test_w_3_1_5_lix_is_words_a_sentence_and_the_share_of_long_words() -> None:
    # Ten words in two sentences, two of ten with more than six letters: 5 + 20.
    assert lix(sentences("The cat is very beautiful. She eats in our kitchen.")) == 25.0
    # A colon ends a sentence; a number, an e-mail address and a web address are one word each, and never long.
    assert [len(one) for one in sentences("Call us: 03 53 01 57 00.")] == [2, 1]
    assert [len(one) for one in sentences("Write to prenom.nom@courriel.example or see www.town.example now.")] == [7]
    assert not is_long("03 53 01 57 00")
    assert is_long("d’identité")
    assert not is_long("rendez-vous")


def test_w_3_1_5_a_long_sentence_is_named_where_it_stands(pack: Any) -> None:
    hint(pack, "Now " + "we go on and on " * 4 + "and so on.")  # 1 + 20 + 3 words
    (finding,) = hard(pack)
    assert (finding.severity, finding.place) == (Severity.WARNING, "forms/permit.xlsx, survey, K3")
    assert "'Now we go on and on we go ...' has 24 words in 'en'; 20 can be read at once." in finding.message
    assert finding.mend == "Make two sentences of it."


def test_w_3_1_5_a_sentence_of_long_words_is_named_with_its_words(pack: Any) -> None:
    hint(pack, "Applicants must furnish documentary evidence without any delay.")
    (finding,) = hard(pack)
    # 8 words, five of them long: 8 + 62.5.
    assert "has LIX 70 in 'en'; 50 is the most." in finding.message
    assert "Applicants, furnish, documentary, evidence, without" in finding.mend


def test_w_3_1_5_a_text_that_is_hard_as_a_whole_names_its_hardest_sentences(pack: Any) -> None:
    hint(pack, "Certificates regularly require signatures. " * 20 + "Signatures require certificates. " * 20)
    findings = [one for one in hard(pack) if not one.row]
    assert len(findings) == 1
    assert "in 'en', the texts are hard to read: LIX" in findings[0].message
    hardest = findings[0].mend.partition("Begin with ")[2].split("; ")
    assert hardest[:2] == ["K3 'Certificates regularly require signatures'", "K3 'Signatures require certificates'"]
    assert len(hardest) == 5


def test_easy_read_no_sentence_has_more_than_twenty_five_words_in_any_language(pack: Any) -> None:
    for language in ("en", "fr", "fr-x-falc", "de"):
        assert limits(language).most == 25
    hint(pack, "on " * 26)
    (finding,) = hard(pack)
    assert finding.severity is Severity.ERROR
    hint(pack, "on " * 25)
    (finding,) = hard(pack)
    assert finding.severity is Severity.WARNING


def test_easy_read_is_held_to_shorter_sentences_than_its_language() -> None:
    assert limits("fr") == DEFAULT
    assert limits("fr-x-falc") == EASY
    assert (EASY.words, EASY.average, EASY.lix) == (15, 15, 30)
    assert limits("en-x-easy").words < limits("en").words


def test_arabic_is_judged_by_its_words_in_a_sentence_alone() -> None:
    arabic = limits("ar")
    assert arabic.lix == arabic.sentence_lix == 0
    assert arabic.most < DEFAULT.most


@pytest.mark.parametrize(
    ("section", "found"),
    [
        ("[reading.en]\nwords = 30\nmost = 40\n", []),
        ("[reading.en]\nwords = 10\n", ["10 can be read at once"]),
        ("[reading.en]\nwords = 'many'\n", ["[reading.en] words must be a number.", "20 can be read at once"]),
        ("[reading.en]\nword = 3\n", ["[reading.en] has 'word'", "20 can be read at once"]),
        ("[reading.de]\nwords = 3\n", ["[reading.de] must be a table", "20 can be read at once"]),
    ],
)
def test_a_town_may_set_its_own_limits(pack: Any, section: str, found: list[str]) -> None:
    pack.town += section
    hint(pack, "Now " + "we go on and on " * 4 + "and so on.")
    findings = hard(pack)
    assert len(findings) == len(found)
    assert all(wanted in one.message for wanted, one in zip(found, findings, strict=True))


def test_easy_read_the_demonstration_towns_easy_words_stay_easy() -> None:
    """10 to 15 words a sentence on average at most, none over 25, and easier than the French beside them."""
    source = read_source(RIVEMONT)
    said: dict[str, list[list[str]]] = {}
    for passage in passages(source):
        said.setdefault(passage.language, []).extend(sentences(passage.text))
    easy, plain = said["fr-x-falc"], said["fr"]
    assert sum(map(len, easy)) / len(easy) <= 15
    assert max(map(len, easy)) <= 15
    assert lix(easy) < lix(plain)
    assert sum(map(len, easy)) / len(easy) < sum(map(len, plain)) / len(plain)


def test_w_3_1_5_nothing_in_the_demonstration_town_is_to_be_rewritten() -> None:
    assert [finding.line() for finding in readability(read_source(RIVEMONT))] == []


def test_w_3_1_5_what_is_hard_is_part_of_pack_check(pack: Any) -> None:
    hint(pack, "on " * 26)
    assert any("has 26 words" in finding.message for finding in check(pack.write()))
