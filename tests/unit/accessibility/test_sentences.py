"""Sentences, and the words of the voice on the words of the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.sentences import LONGEST, Span, cut, speakable, whole, word_spans

NNBSP = "\u202f"


def said(text: str) -> list[str]:
    return [speech for speech, _ in cut(text, text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Prenez une photo. Elle a moins de six mois.", ["Prenez une photo.", "Elle a moins de six mois."]),
        (f"Où est votre carte{NNBSP}? Choisissez.", [f"Où est votre carte{NNBSP}?", "Choisissez."]),
        ("Où est votre carte ? Choisissez.", ["Où est votre carte ?", "Choisissez."]),
        ("Il dit : « Venez ! » Puis il part.", ["Il dit : « Venez ! »", "Puis il part."]),
        ("Voir M. Dupont. Il aide.", ["Voir M. Dupont.", "Il aide."]),
        ("Le bureau ferme à 12.30 h. Merci.", ["Le bureau ferme à 12.30 h.", "Merci."]),
        ("Attendez… Votre demande part.", ["Attendez…", "Votre demande part."]),
        ("أين بطاقتك الآن؟ اختر جوابا.", ["أين بطاقتك الآن؟", "اختر جوابا."]),
        ("1. Take a photo. 2. Come here.", ["1. Take a photo.", "2. Come here."]),
        ("First line\nSecond line", ["First line", "Second line"]),
        ("e.g. a passport. It helps.", ["e.g. a passport.", "It helps."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("Continue", ["Continue"]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert said(text) == sentences


def test_words_of_a_sentence_know_their_place_in_the_whole_text() -> None:
    text = "Take a photo. Come here."
    (_, first), (_, second) = cut(text, text)
    assert [text[span.start : span.start + span.length] for span in first] == ["Take", "a", "photo."]
    assert second == (Span(14, 4), Span(19, 5))


def test_vowelled_arabic_lights_the_unvowelled_word() -> None:
    shown, speech = "أين بطاقتك الآن؟", "أَيْنَ بِطَاقَتُكَ الآنَ؟"
    ((_, spans),) = cut(shown, speech)
    assert [shown[s.start : s.start + s.length] for s in spans] == ["أين", "بطاقتك", "الآن؟"]


def test_a_wording_with_other_words_lights_the_whole_phrase() -> None:
    ((_, spans),) = cut("CNI", "carte nationale d'identité")
    assert spans == (Span(0, 3),)


def test_a_wording_with_other_words_in_two_sentences_lights_the_whole_phrase_twice() -> None:
    cuts = cut("SMS", "Un message. Sur le téléphone.")
    assert [spans for _, spans in cuts] == [(Span(0, 3),), (Span(0, 3),)]


def test_soft_hyphens_and_bidi_marks_are_not_said_but_stay_on_the_screen() -> None:
    shown = "Aufent\u00adhalts\u00aderlaubnis \u20683\u2069"
    speech = speakable(shown)
    assert speech == "Aufenthaltserlaubnis 3"
    ((_, spans),) = cut(shown, speech)
    assert spans == (Span(0, 22), Span(23, 3))


def test_ranges_count_as_qt_counts() -> None:
    # U+1F4C4 is two UTF-16 units: the word after it starts one further than Python would say.
    assert word_spans("\U0001f4c4 page") == (Span(0, 2), Span(3, 4))
    assert whole("\U0001f4c4") == (Span(0, 2),)


def test_what_is_not_displayed_has_no_place() -> None:
    ((speech, spans),) = cut("", "Réponse 1 sur 3")
    assert speech == "Réponse 1 sur 3"
    assert spans == ()


def test_an_endless_sentence_is_cut_at_a_comma() -> None:
    text = "un mot, " * 200
    pieces = said(text)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert all(piece.endswith("mot,") for piece in pieces)
    assert " ".join(pieces) == text.strip()


@given(st.text(alphabet=st.sampled_from("ab é.?!…,»« \n\u00ad\u202f؟ا1"), max_size=900))
def test_nothing_is_lost_or_said_twice(text: str) -> None:
    speech = speakable(text)
    pieces = cut(text, speech)
    assert [word for piece, _ in pieces for word in piece.split()] == speech.split()
    if len(speech.split()) == len(text.split()):
        assert [span for _, spans in pieces for span in spans] == list(word_spans(text))
