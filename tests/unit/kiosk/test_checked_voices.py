"""Where speech is offered, and where a demonstration says that nobody has checked it; easy words by their name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from kiosk import config
from kiosk.catalogue.vouching import Checked, Voice
from kiosk.pages.page import Card, Cards, PageKind, Paragraph

CHECKED = Checked("A native listener", date(2026, 11, 1))


def only_french(visit_pack: Any, voice: str = "espeak-ng/fr") -> Any:
    """The town as a real one, where somebody has listened to the French voice and to no other."""
    town = replace(visit_pack.town, demonstration=False, voices=MappingProxyType({"fr": Voice(voice, CHECKED)}))
    return replace(visit_pack, town=town)


@pytest.fixture
def real(make_kiosk: Callable[..., Any], town: Any) -> Callable[..., Any]:
    return lambda **more: make_kiosk(pack=only_french(town.pack), **more)


def bar(visit: Any) -> list[str]:
    return [action.part for action in visit.page.bar]


def test_v_7_1_m_listen_is_offered_in_a_checked_language_and_in_no_other(real: Callable[..., Any]) -> None:
    visit = real()
    assert bar(visit)[:3] == ["bar.help", "bar.listen", "bar.language"]
    visit.press("language.en")
    assert bar(visit) == ["bar.help", "bar.language", "bar.text-size", "bar.contrast", "bar.stop"]
    visit.press("language.fr-x-falc")
    assert "bar.listen" in bar(visit)


def test_v_7_1_m_nothing_speaks_of_listening_where_it_is_not_offered(real: Callable[..., Any]) -> None:
    visit = real(language="ar")
    assert "ways" not in [block.phrase.part for block in visit.page.blocks if isinstance(block, Paragraph)]
    visit.press("bar.help")
    assert not any("listen" in part for part in visit.conductor.screen.intents)


def test_v_7_1_m_speech_stops_when_the_language_is_one_that_nobody_checked(real: Callable[..., Any]) -> None:
    visit = real()
    visit.press("bar.listen")
    assert visit.visit.preferences.listening
    visit.press("language.en")
    assert not visit.visit.preferences.listening
    visit.conductor.prefer(lambda now: replace(now, listening=True))
    visit.conductor.plugged(True)
    assert not visit.visit.preferences.listening


def test_v_7_1_m_who_cannot_see_is_woken_in_a_language_that_may_be_heard(real: Callable[..., Any]) -> None:
    visit = real(language="ar")
    assert visit.conductor.voices.heard_in() == ("fr", "fr-x-falc")
    visit.conductor.wake(by_ear=True)
    assert visit.visit.preferences.listening
    assert visit.visit.preferences.language == "fr"


def test_v_7_1_m_headphones_bring_a_voice_that_may_be_heard_or_none(real: Callable[..., Any]) -> None:
    visit = real(language="ar")
    visit.conductor.plugged(True)
    assert (visit.visit.preferences.listening, visit.visit.preferences.language) == (True, "fr")
    chosen = real()
    chosen.press("language.en")
    chosen.conductor.plugged(True)
    assert chosen.visit.headphones
    assert (chosen.visit.preferences.listening, chosen.visit.preferences.language) == (False, "en")


def test_v_7_1_m_a_check_of_another_voice_than_this_kiosks_is_none(make_kiosk: Callable[..., Any], town: Any) -> None:
    piper = replace(config.Configuration(), voices=MappingProxyType({"fr": "piper:/usr/share/piper/siwis.onnx"}))
    assert "bar.listen" not in bar(make_kiosk(pack=only_french(town.pack), configuration=piper))
    checked = only_french(town.pack, "piper/siwis")
    assert "bar.listen" in bar(make_kiosk(pack=checked, configuration=piper))
    assert "bar.listen" not in bar(make_kiosk(pack=checked))


@pytest.mark.parametrize("language", ["fr", "fr-x-falc", "en", "ar"])
def test_v_7_1_m_a_demonstration_offers_every_voice_and_says_that_nobody_checked_it(
    make_kiosk: Callable[..., Any], language: str
) -> None:
    visit = make_kiosk(language=language)
    quiet = visit.page.mark
    visit.press("bar.listen")
    assert visit.visit.preferences.listening
    assert visit.page.mark is not None
    assert visit.page.mark.text != quiet.text
    assert quiet.text in visit.page.mark.text
    visit.press("bar.help")
    visit.press("settings.listen")
    parts = [block.phrase.part for block in visit.page.blocks if isinstance(block, Paragraph)]
    assert visit.page.kind is PageKind.LISTEN
    assert "unchecked" in parts


def test_a_checked_voice_has_nothing_to_say_of_itself(make_kiosk: Callable[..., Any], town: Any) -> None:
    shown = replace(only_french(town.pack).town, demonstration=True)
    visit = make_kiosk(pack=replace(town.pack, town=shown))
    mark = visit.page.mark
    visit.press("bar.listen")
    assert visit.page.mark == mark


def test_own_11_easy_read_is_chosen_on_the_first_screen_like_any_other(make_kiosk: Callable[..., Any]) -> None:
    visit = make_kiosk()
    (cards,) = [block for block in visit.page.blocks if isinstance(block, Cards)]
    assert [card.part for card in cards.cards] == ["language.fr", "language.fr-x-falc", "language.en", "language.ar"]
    easy = cards.cards[1]
    assert isinstance(easy, Card)
    assert (easy.title.text, easy.title.language) == ("Français facile à lire", "fr-x-falc")
    visit.press("language.fr-x-falc")
    assert visit.page.language == "fr-x-falc"


def test_own_11_who_checked_the_easy_words_and_when_is_said_where_the_language_is_chosen(
    make_kiosk: Callable[..., Any], town: Any
) -> None:
    visit = make_kiosk()
    visit.press("bar.language")
    assert not any(isinstance(block, Paragraph) for block in visit.page.blocks)
    names = MappingProxyType({**town.pack.town.language_names, "fr-x-falc": "Français FALC"})
    vouched = MappingProxyType({"fr-x-falc": Checked("Les Papillons", date(2026, 10, 3))})
    visit = make_kiosk(pack=replace(town.pack, town=replace(town.pack.town, language_names=names, easy_read=vouched)))
    visit.press("bar.language")
    (told,) = [block.phrase.text for block in visit.page.blocks if isinstance(block, Paragraph)]
    assert "Français FALC" in told
    assert "Les Papillons" in told
    assert "3 octobre 2026" in told.replace("\u00a0", " ")


def test_own_11_our_own_words_never_claim_the_name() -> None:
    from kiosk.words import Words, available

    for language in available():
        catalogue = Words(language)._catalogue._catalog  # type: ignore[attr-defined]
        assert not any("FALC" in str(text) for text in catalogue.values())
