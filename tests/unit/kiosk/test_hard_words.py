"""Hard words on the pages: found in what is shown, explained in place, from help too, and in the same place after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from accessibility.script import part_script, script
from kiosk.pages.hard_words import MOST_LINKS
from kiosk.pages.page import Disclosure, PageKind
from kiosk.words import Words

GUARDIANSHIP = "identity-card-guardianship"
LANGUAGES = ("fr", "fr-x-falc", "en", "ar")


def disclosures(page: Any) -> dict[str, Disclosure]:
    return {block.action.part: block for block in page.blocks if isinstance(block, Disclosure)}


def words_of(visit: Any) -> list[str]:
    return [word.term for word in visit.conductor.screen.words]


@pytest.fixture
def asked_who(make_kiosk: Callable[..., Any]) -> Any:
    """At a question whose choices say "tutelle" and "tuteur"."""
    visit = make_kiosk()
    visit.walk_to_question(visit.town.plan(GUARDIANSHIP), "who")
    return visit


def test_easy_read_a_hard_word_is_explained_in_place_and_closed_again(asked_who: Any) -> None:
    before = asked_who.page
    link = disclosures(before)["word.guardian"]
    assert link.action.label.text == "Expliquer «\u00a0tuteur\u00a0»"
    assert (link.open, link.picture) == (False, "user-check")

    asked_who.press("word.guardian")
    opened = disclosures(asked_who.page)["word.guardian"]
    assert opened.open
    assert opened.body.text.startswith("Un adulte choisi par un juge.")
    assert asked_who.page.id == before.id

    asked_who.press("word.guardian")
    assert asked_who.page == before


def test_easy_read_the_explanation_is_spoken_with_its_own_wording(make_kiosk: Callable[..., Any]) -> None:
    visit = make_kiosk(language="ar")
    visit.walk_to_question(visit.town.plan(GUARDIANSHIP), "who")
    say = Words("ar").say
    assert not any(said.part == "word.guardianship.means" for said in script(visit.page, say).utterances)
    visit.press("word.guardianship")
    said = {one.part: one.speech for one in script(visit.page, say).utterances}
    wording = visit.town.pack.glossary.terms["guardianship"].wording("ar")
    assert said["word.guardianship.means"] == wording.spoken
    pointed = part_script(visit.page, "word.guardianship", say).utterances
    assert wording.spoken_word in pointed[0].speech


def test_words_are_looked_for_in_what_is_shown(asked_who: Any) -> None:
    assert words_of(asked_who) == ["guardianship", "guardian"]
    assert "tuteur" not in asked_who.page.blocks[0].phrase.text
    # "Why do we ask this?" is closed: its text counts once it is open.
    asked_who.press("why")
    assert words_of(asked_who)[:2] == ["guardianship", "guardian"]
    assert disclosures(asked_who.page)["why"].open


def test_what_a_visitor_writes_is_never_searched(make_kiosk: Callable[..., Any]) -> None:
    visit = make_kiosk()
    plan = visit.town.plan("birth-certificate")
    visit.walk_to(replace(plan, answers={**plan.answers, "last_name": "Tuteur"}), PageKind.CHECK)
    assert "Tuteur" in str(visit.page)
    assert "birth-certificate" in words_of(visit)
    assert "guardian" not in words_of(visit)


def test_many_words_stand_behind_one_link(make_kiosk: Callable[..., Any]) -> None:
    visit = make_kiosk()
    visit.walk_to(visit.town.plan(GUARDIANSHIP), PageKind.OUTCOME)
    terms = words_of(visit)
    assert len(terms) > MOST_LINKS
    closed = disclosures(visit.page)
    assert "words" in closed
    assert not any(part.startswith("word.") for part in closed)
    visit.press("words")
    assert [part for part in disclosures(visit.page) if part.startswith("word.")] == [f"word.{t}" for t in terms]
    visit.press(f"word.{terms[0]}")
    shown = disclosures(visit.page)
    assert shown["words"].open
    assert shown[f"word.{terms[0]}"].open


def test_a_word_that_tells_what_was_answered_is_private(make_kiosk: Callable[..., Any]) -> None:
    """The list on the outcome's page follows from the answers: so do the words that stand in it alone."""
    visit = make_kiosk()
    visit.walk_to(visit.town.plan(GUARDIANSHIP), PageKind.OUTCOME)
    visit.press("words")
    private = [block for part, block in disclosures(visit.page).items() if part.startswith("word")]
    assert private
    assert all(block.action.label.private for block in private)


def test_words_of_a_question_are_public(asked_who: Any) -> None:
    assert not any(word.private for word in asked_who.conductor.screen.words)


def test_help_explains_the_words_of_the_page_below_and_leads_back_to_it(asked_who: Any) -> None:
    page = asked_who.page
    asked_who.press("bar.help")
    assert asked_who.page.kind is PageKind.HELP
    assert [part for part in disclosures(asked_who.page) if part.startswith("word.")] == [
        "word.guardianship",
        "word.guardian",
    ]
    asked_who.press("word.guardian")
    assert disclosures(asked_who.page)["word.guardian"].open
    asked_who.press("forward")
    assert asked_who.page.id == page.id
    assert not disclosures(asked_who.page)["word.guardian"].open


def test_what_was_opened_on_another_page_is_closed_there(asked_who: Any) -> None:
    asked_who.press("word.guardian")
    asked_who.press("bar.help")
    asked_who.press("word.guardianship")
    asked_who.press("forward")
    assert not any(block.open for block in disclosures(asked_who.page).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_easy_read_every_language_meets_its_hard_words_on_the_way(
    touring_kiosk: Callable[..., Any], language: str
) -> None:
    met: set[str] = set()
    for name in (GUARDIANSHIP, "birth-certificate", "leisure-centre"):
        visit = touring_kiosk(language=language)
        for page in visit.walk(visit.town.plan(name)):
            met |= set(words_of(visit))
            for part, block in disclosures(page).items():
                if part.startswith("word."):
                    assert block.body.language == language
                    assert block.body.text.strip()
    # Easy French says most of them in other words: that is what it is for.
    assert len(met) >= (4 if language == "fr-x-falc" else 10), met
