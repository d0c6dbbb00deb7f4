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
    assert session.media("/data/door").audio == "jr://audio/porte.mp3"
    red, _, _ = session.choices("/data/door")
    assert red.media == Media(image="jr://images/rouge.png")


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
