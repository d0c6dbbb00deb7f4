"""Every word of the interface exists in every language, and values cannot smuggle anything in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import kiosk
from kiosk.pages.page import Direction
from kiosk.places.hours import Day, OpenUntil
from kiosk.words import Words, WordsMissing, available, dates, direction_of, hours

LOCALE = Path(kiosk.__file__).parent / "words" / "locale"
LANGUAGES = ("ar", "en", "fr", "fr-x-falc")
VOWELS, SHADDA = "\u064b-\u0650\u0652\u0670", "\u0651"
SIGNS = re.compile(f"[{VOWELS}{SHADDA}]")
ARABIC_LETTER = re.compile("[\u0621-\u064a\u0671]")
PLACEHOLDER = re.compile(r"\{\w+\}")
QUOTED = re.compile("[«“]\u00a0?([^»”\u00a0]+)\u00a0?[»”]")
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


def shown_and_spoken() -> list[tuple[str, str, str]]:
    """Key, text and wording for the voice of all Arabic, without `speech.*`, which is never shown."""
    own = catalogue("ar")
    shown = {key: text for key, text in own.items() if not key.endswith(".spoken") and not key.startswith("speech.")}
    # What holds no letter, as the comma of a list, has no vowels either.
    return [(key, text, own.get(f"{key}.spoken", "")) for key, text in shown.items() if ARABIC_LETTER.search(text)]


def test_everything_arabic_has_a_wording_for_the_voice_that_lights_up_word_by_word() -> None:
    for key, shown, spoken in shown_and_spoken():
        assert spoken, key
        assert PLACEHOLDER.findall(spoken) == PLACEHOLDER.findall(shown), key
        assert len(spoken.split()) == len(shown.split()), key


def test_the_arabic_voice_says_the_letters_on_the_screen() -> None:
    # The names of keys are shown as they stand on the keyboard, and said as an Arabic speaker says them.
    in_arabic_letters = {"help.way.keys"}

    def letters(text: str) -> str:
        return SIGNS.sub("", text).replace("\u0671", "\u0627")

    differing = {key for key, shown, spoken in shown_and_spoken() if letters(spoken) != letters(shown)}
    assert differing == in_arabic_letters


def test_every_arabic_word_for_the_voice_is_vowelled() -> None:
    own = catalogue("ar")
    wordings = [(key, text) for key, text in own.items() if key.endswith(".spoken") or key.startswith("speech.")]
    assert len(wordings) > 200
    for key, text in wordings:
        for word in text.split():
            assert SIGNS.search(word) or not ARABIC_LETTER.search(word), (key, word)
        # espeak-ng drops a vowel that is written before the shadda of its letter.
        assert not re.search(f"[{VOWELS}]{SHADDA}", text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_that_a_text_names_is_there_by_that_name(language: str) -> None:
    own = catalogue(language)
    buttons = {
        text
        for key, text in own.items()
        if key.startswith(("bar.", "button.", "first.", "before.", "slip.", "rank.", "step.", "voice.", "idle."))
    }
    buttons |= {text for key, text in own.items() if key.startswith(("check.change", "list.done"))}
    for key, text in own.items():
        for name in QUOTED.findall(text):
            assert PLACEHOLDER.fullmatch(name) or any(button.startswith(name) for button in buttons), (key, name)


def test_values_are_put_in_once_and_never_read_again() -> None:
    assert "{date}" in Words("en").say("next.no-news", date="x", number="{date}")


def isolated(text: str) -> list[str]:
    return re.findall("\u2068([^\u2069]*)\u2069", text)


def test_own_4_hours_keep_their_own_order_on_an_arabic_page() -> None:
    """Half past eight stays 8:30, whatever stands around it: each time is between isolates, and none outside."""
    now = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    for opening in (OpenUntil(datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),):
        said = hours.say(Words("ar"), opening, now)
        assert any(":" in value or any(c.isdigit() for c in value) for value in isolated(said))
        assert not re.search(r"\d", re.sub("\u2068[^\u2069]*\u2069", "", said))
    morning = ((time(8, 30), time(12, 0)),)
    week = hours.week(Words("ar"), tuple(Day(date(2026, 11, 23 + n), morning) for n in range(7)))
    assert len([value for value in isolated(week) if re.search(r"\d", value)]) >= 1


def test_own_4_every_value_that_is_put_into_arabic_words_is_isolated() -> None:
    """For each of the interface's texts that has places for values."""
    words = Words("ar")
    for key, text in catalogue("ar").items():
        names = {name.strip("{}") for name in PLACEHOLDER.findall(text)}
        if names and not key.endswith(".spoken"):
            said = words.say(key, **{name: f"03 {name} 57" for name in names})
            assert set(isolated(said)) == {f"03 {name} 57" for name in names}, key


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


def test_hours_are_said_as_words_where_the_voice_would_read_letters() -> None:
    opening = OpenUntil(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert "8\u00a0h\u00a030" in hours.say(Words("fr"), opening, now)
    assert "8 heures 30" in hours.say(Words("fr"), opening, now, aloud=True)
    assert "8:30" in hours.say(Words("en"), opening, now, aloud=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_joins_equal_days(language: str) -> None:
    morning = ((time(8, 30), time(12, 0)),)
    days = tuple(Day(date(2026, 11, 23 + n), morning if n < 5 else ()) for n in range(7))
    words = Words(language)
    said = hours.week(words, days)
    assert said.count("8") == 1
    assert dates.weekday_name(date(2026, 11, 23), language) in said
    assert dates.weekday_name(date(2026, 11, 27), language) in said
    assert dates.weekday_name(date(2026, 11, 24), language) not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_en_5_1_3_15_every_error_says_what_is_wrong_and_then_how_to_mend_it(language: str) -> None:
    errors = {key: text for key, text in catalogue(language).items() if key.startswith("error.")}
    assert len(errors) > 20
    for key, text in errors.items():
        if not key.endswith(".spoken"):
            assert len(re.findall(r"[.!?؟](?:\s|$)", text)) >= 2, (key, text)


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    first, second = date(2026, 10, 1), date(2026, 10, 2)
    assert dates.long_date(first, "fr") == "1er octobre 2026"
    assert dates.long_date(second, "fr-x-falc") == "2 octobre 2026"
    assert dates.weekday_date(first, "fr-x-falc") == "jeudi 1er octobre"
    assert dates.long_date(first, "en") == "1 October 2026"
