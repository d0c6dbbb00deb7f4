"""Which files an instance speaks of, and what an upload takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kiosk.forms import Form, QuestionKind, Session

_FORM = """
| survey |
| | type | name | label | appearance | relevant |
| | text | words | Words | | |
| | image | photo | Photo | | |
| | image | signed | Sign here | signature | |
| | file | paper | Paper | | ${words} = 'paper' |
| | audio | sound | Sound | | |
| settings |
| | form_id | version |
| | files | 1 |
"""


@pytest.fixture
def session(spreadsheet: Callable[[str], Form], now: Callable[[], datetime]) -> Session:
    return spreadsheet(_FORM).begin(now=now, language="")


def test_an_upload_says_what_it_takes(session: Session) -> None:
    takes = {question.name: (question.kind, question.media_type) for question in session.form.questions}
    assert takes["words"] == (QuestionKind.TEXT, "")
    assert takes["photo"] == (QuestionKind.FILE, "image/*")
    assert takes["signed"] == (QuestionKind.FILE, "image/*")
    assert takes["paper"][0] is QuestionKind.FILE
    assert takes["sound"] == (QuestionKind.FILE, "audio/*")


def test_the_files_that_count_are_those_of_relevant_questions_each_once(session: Session) -> None:
    assert session.attachments() == ()
    session.set("/data/signed", "signed-2.png")
    session.set("/data/photo", "photo-1.jpg")
    session.set("/data/words", "paper")
    session.set("/data/paper", "paper-3.pdf")
    assert session.attachments() == ("photo-1.jpg", "signed-2.png", "paper-3.pdf")
    # What does not count any more is not sent, and counts again when its question does.
    session.set("/data/words", "no paper")
    assert session.attachments() == ("photo-1.jpg", "signed-2.png")
    session.set("/data/words", "paper")
    assert "paper-3.pdf" in session.attachments()
    session.set("/data/photo", "")
    session.set("/data/paper", "signed-2.png")
    assert session.attachments() == ("signed-2.png",)
