"""Pictures, sounds and films that go with questions and choices, per language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kiosk.forms import Form, Media, Session

HEADINGS = {
    "fr": "media::image::Français (fr)",
    "en": "media::image::English (en)",
}


@pytest.fixture
def form(spreadsheet: Callable[[str], Form]) -> Form:
    """A question with a picture per language, choices with pictures and a sound, a note without any."""
    return spreadsheet(
        f"""
        | survey |
        |        | type            | name | label::Français (fr) | label::English (en) | {HEADINGS["fr"]} | {HEADINGS["en"]} | media::audio::Français (fr) | media::video::Français (fr) | media::big-image::Français (fr) |
        |        | select_one door | door | Quelle porte ?       | Which door?         | porte.png        | door.png         | porte.mp3 | porte.mp4 | grande.png |
        |        | note            | end  | Fini                 | Done                |                  |                  |           |           |            |
        | choices |
        |        | list_name | name | label::Français (fr) | label::English (en) | {HEADINGS["fr"]} | {HEADINGS["en"]} |
        |        | door      | red  | Rouge                | Red                 | rouge.png        |                  |
        |        | door      | blue |                      |                     | bleu.png         | blue.png         |
        |        | door      | none | Aucune               | None                |                  |                  |
        | settings |
        |        | form_id | default_language |
        |        | doors   | Français (fr)    |
        """  # noqa: E501
    )


def _session(form: Form, now: Callable[[], datetime], language: str) -> Session:
    return form.begin(now=now, language=language)


def test_a_question_has_its_media_in_the_language_of_the_session(form: Form, now: Callable[[], datetime]) -> None:
    session = _session(form, now, "fr")
    assert session.media("/data/door") == Media(
        "jr://images/porte.png", "jr://audio/porte.mp3", "jr://video/porte.mp4", "jr://images/grande.png"
    )
    session.language = "en"
    assert session.media("/data/door").image == "jr://images/door.png"


def test_what_a_language_lacks_is_taken_from_the_default(form: Form, now: Callable[[], datetime]) -> None:
    session = _session(form, now, "en")
    assert session.media("/data/door").video == "jr://video/porte.mp4"
    red, _, _ = session.choices("/data/door")
    assert red.media == Media(image="jr://images/rouge.png")


def test_a_sound_never_speaks_another_language_than_the_words_shown(
    form: Form, now: Callable[[], datetime], spreadsheet: Callable[[str], Form]
) -> None:
    assert _session(form, now, "en").media("/data/door").audio == ""
    half = spreadsheet(
        """
        | survey |
        |  | type | name | label::Français (fr) | label::English (en) | media::audio::Français (fr) | media::audio::English (en) |
        |  | text | a    | Quoi ?               |                     | quoi.mp3                    | what.mp3 |
        | settings |
        |  | form_id | default_language |
        |  | half    | Français (fr)    |
        """  # noqa: E501
    )
    # The words are French for want of English ones, and so is the sound.
    session = _session(half, now, "en")
    assert (session.label("/data/a").text, session.media("/data/a").audio) == ("Quoi ?", "jr://audio/quoi.mp3")


def test_a_choice_has_media_of_its_own(form: Form, now: Callable[[], datetime]) -> None:
    session = _session(form, now, "en")
    red, blue, none = session.choices("/data/door")
    assert (red.label.text, red.media.image) == ("Red", "jr://images/rouge.png")
    assert (blue.label.text, blue.media.image) == ("", "jr://images/blue.png")
    assert (none.label.text, none.media) == ("None", Media())
    assert not none.media


def test_a_note_without_media_has_none(form: Form, now: Callable[[], datetime]) -> None:
    assert not _session(form, now, "fr").media("/data/end")
    assert not _session(form, now, "fr").media("/data")


def test_a_form_lists_the_files_that_its_texts_name(form: Form) -> None:
    assert set(form.media) == {
        "jr://images/porte.png",
        "jr://images/door.png",
        "jr://images/grande.png",
        "jr://images/rouge.png",
        "jr://images/bleu.png",
        "jr://images/blue.png",
        "jr://audio/porte.mp3",
        "jr://video/porte.mp4",
    }
    assert len(form.media) == 8


def test_choices_written_in_the_question_have_media_too(
    xform: Callable[..., bytes], begin: Callable[..., Session]
) -> None:
    head = (
        '<itext><translation lang="en" default="true()"><text id="yes"><value>Yes</value>'
        '<value form="image">jr://images/<output value="/data/a"/>.png</value></text></translation></itext>'
    )
    body = (
        '<select1 ref="/data/a"><item><label ref="jr:itext(\'yes\')"/><value>y</value></item>'
        "<item><label>No</label><value>n</value></item></select1>"
    )
    session = begin(xform("<a/>", head=head, body=body))
    session.set("/data/a", "y")
    yes, no = session.choices("/data/a")
    assert yes.media.image == "jr://images/y.png"
    assert not no.media


CHOOSE = (
    '<itext><translation lang="en" default="true()"><text id="t-a"><value>Alpha</value>'
    '<value form="image">jr://images/a.png</value></text></translation></itext>'
    '<instance id="l"><root><item><name>a</name><id>t-a</id></item><item><name>b</name><id>t-b</id></item>'
    "</root></instance>"
)


@pytest.mark.parametrize(
    ("value", "label", "first", "image"),
    [
        ("name", "jr:itext(id)", "Alpha", "jr://images/a.png"),
        ("name", "jr:itext(concat('t-', name))", "Alpha", "jr://images/a.png"),
        ("concat(name, '')", "jr:itext(id)", "Alpha", "jr://images/a.png"),
        ("name", "id", "t-a", ""),
        ("name", "concat(id, '!')", "t-a!", ""),
        ("name", "concat(id, /data/c)", "t-ax", ""),
    ],
)
def test_labels_of_a_list_are_columns_texts_or_expressions(
    xform: Callable[..., bytes], begin: Callable[..., Session], value: str, label: str, first: str, image: str
) -> None:
    body = (
        f'<input ref="/data/c"><label>C</label></input><select1 ref="/data/q"><label>Q</label>'
        f'<itemset nodeset="instance(\'l\')/root/item"><value ref="{value}"/><label ref="{label}"/></itemset></select1>'
    )
    binds = '<bind nodeset="/data/out" calculate="jr:choice-name(/data/q, \'/data/q\')"/>'
    session = begin(xform("<c>x</c><q/><out/>", head=CHOOSE, body=body, binds=binds))
    choice, other = session.choices("/data/q")
    assert (choice.value, choice.label.text, choice.media.image) == ("a", first, image)
    assert choice.label.derived is ("/data/c" in label)
    assert not other.media
    session.set("/data/q", "a")
    assert session.value("/data/out") == first
    session.set("/data/c", "y")
    assert session.choices("/data/q")[0].label.text == first.replace("x", "y")
    assert not session.guidance("/data/q")
    assert session.choices("/data/c") == ()


def test_a_hint_that_is_worked_out_has_no_guidance(xform: Callable[..., bytes], begin: Callable[..., Session]) -> None:
    body = '<input ref="/data/a"><label>A</label><hint ref="concat(\'Like \', /data/b)"/></input>'
    session = begin(xform("<a/><b>x</b>", body=body))
    assert session.hint("/data/a").text == "Like x"
    assert not session.guidance("/data/a")
