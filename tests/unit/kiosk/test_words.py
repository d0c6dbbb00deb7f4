"""Every word of the interface exists in every language, and values cannot smuggle anything in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import kiosk
from kiosk.pages.page import Direction
from kiosk.words import Words, WordsMissing, available, direction_of

LOCALE = Path(kiosk.__file__).parent / "words" / "locale"
LANGUAGES = ("ar", "en", "fr", "fr-x-falc")
CALL = re.compile(r'(?:say|action|forward|back)\([^()]*?"((?:[a-z-]+\.)+[a-z-]+)"')


def catalogue(language: str) -> dict[str, str]:
    with (LOCALE / language / "LC_MESSAGES" / "parvis.po").open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream) if m.id}


def test_the_four_languages_of_the_demonstration_are_there() -> None:
    assert available() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_key_with_the_same_placeholders(language: str) -> None:
    reference, own = catalogue("fr"), catalogue(language)
    required = {key for key in reference if not key.endswith(".spoken")}
    assert required - own.keys() == set()
    for key in required:
        assert own[key].strip(), key
        assert set(re.findall(r"\{\w+\}", own[key])) <= set(re.findall(r"\{\w+\}", reference[key])), key


def test_no_key_that_a_page_names_is_missing() -> None:
    own = catalogue("fr")
    areas = {key.split(".")[0] for key in own}
    named = set()
    for folder in ("pages", "words"):
        for path in (Path(kiosk.__file__).parent / folder).glob("*.py"):
            for match in CALL.finditer(path.read_text()):
                if match.group(1).split(".")[0] in areas:
                    named.add(match.group(1))
    parts = {"reference.label", "can", "answer.label"}
    assert {key for key in named - own.keys() - parts if not key.endswith((".label", ".name", ".text"))} == set()


@pytest.mark.parametrize("language", ["fr", "fr-x-falc"])
def test_french_puts_its_narrow_spaces_before_high_punctuation(language: str) -> None:
    for key, text in catalogue(language).items():
        assert not re.search(r"(?<![\u202f\u00a0])[?!;]", text), key
        assert not re.search(r" [:»]|« ", text), key
        assert "'" not in text, key


def test_easy_read_keeps_its_sentences_short() -> None:
    for key, text in catalogue("fr-x-falc").items():
        for sentence in re.split(r"[.?!]\s", text):
            assert len(sentence.split()) <= 15, key


def test_values_are_put_in_once_and_never_read_again() -> None:
    assert "{date}" in Words("en").say("next.no-news", date="x", number="{date}")


def test_values_are_isolated_in_arabic_and_only_there() -> None:
    assert "\u20681\u2069" in Words("ar").say("progress", n="1", total="9")
    assert "\u2068" not in Words("fr").say("progress", n="1", total="9")


def test_a_missing_word_is_an_error_that_says_so() -> None:
    with pytest.raises(WordsMissing, match="no-such-key"):
        Words("fr").say("no-such-key")
    with pytest.raises(WordsMissing, match="'xx'"):
        Words("xx")


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", Direction.RTL), ("ar-DZ", Direction.RTL), ("fr-x-falc", Direction.LTR), ("arn", Direction.LTR)],
)
def test_direction_follows_the_code(language: str, direction: Direction) -> None:
    assert direction_of(language) is direction
