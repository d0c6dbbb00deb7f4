"""What a person reads: translations, guidance, outputs, messages, names of choices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kiosk.forms import Form, Session, Text

Xform = Callable[..., bytes]
Begin = Callable[..., Session]

_SURVEY = """
| survey |
| | type | name | label::Français (fr) | label::Facile à lire (fr-x-falc) | label::English (en) | hint::Français (fr) | hint::English (en) | guidance_hint::Français (fr) | guidance_hint::English (en) | relevant | constraint | constraint_message::Français (fr) | constraint_message::English (en) | required | required_message::Français (fr) | required_message::English (en) | calculation |
| | select_one yn | stolen | Volée ? | Volée ? | Stolen? | Regardez | Look | Pour la loi | The law | | | | | yes | Répondez | Answer | |
| | begin group | who | Vous | Vous | You | | | | | | | | | | | | |
| | integer | age | Âge de ${name} | Âge | Age of ${name} | | | | | | . < 120 | Trop pour ${name} | Too old for ${name} | | | | |
| | text | name | Nom | Nom | Name | | | | | | | | | | | | |
| | end group | | | | | | | | | | | | | | | | |
| | calculate | said | | | | | | | | | | | | | | | jr:choice-name(${stolen}, '${stolen}') |
| | note | out | Dit : ${said} | Dit | Said: ${said} | | | | | | | | | | | | |
| choices |
| | list_name | name | label::Français (fr) | label::Facile à lire (fr-x-falc) | label::English (en) | picture |
| | yn | yes | Oui | Oui | Yes | check |
| | yn | no | Non | Non | No | x |
| settings |
| | form_id | version | default_language |
| | words | 1 | Français (fr) |
"""  # noqa: E501 (a table has one line a row)


@pytest.fixture
def words(spreadsheet: Callable[[str], Form]) -> Form:
    return spreadsheet(_SURVEY)


@pytest.fixture
def session(words: Form, now: Callable[[], datetime]) -> Session:
    return words.begin(now=now, language="en")


def test_languages_are_known_by_the_last_parenthesis(words: Form) -> None:
    assert words.languages == ("Français (fr)", "Facile à lire (fr-x-falc)", "English (en)")
    assert words.language_codes == ("fr", "fr-x-falc", "en")
    assert words.default_language == "fr"


def test_labels_hints_and_guidance_are_three_texts(session: Session) -> None:
    assert session.label("/data/stolen") == Text("Stolen?")
    assert session.hint("/data/stolen") == Text("Look")
    assert session.guidance("/data/stolen") == Text("The law")
    assert session.hint("/data/who/name") == Text("")
    assert session.group_label("/data/who") == Text("You")


def test_another_language_changes_every_word(session: Session) -> None:
    session.language = "fr"
    assert session.label("/data/stolen") == Text("Volée ?")
    assert session.guidance("/data/stolen") == Text("Pour la loi")
    assert session.required_message("/data/stolen") == Text("Répondez")
    assert [choice.label.text for choice in session.choices("/data/stolen")] == ["Oui", "Non"]
    assert session.group_label("/data/who") == Text("Vous")


def test_a_missing_translation_is_taken_from_the_default_language(session: Session) -> None:
    session.language = "fr-x-falc"
    assert session.language == "fr-x-falc"
    assert session.label("/data/who/age") == Text("Âge")
    # pyxform fills the missing hint with a hyphen.
    assert session.hint("/data/stolen") == Text("Regardez")


def test_an_unknown_language_is_the_default(words: Form, session: Session, now: Callable[[], datetime]) -> None:
    session.language = "tlh"
    assert session.language == "fr"
    assert words.begin(now=now, language="de").language == "fr"


def test_an_answer_in_a_text_is_told_apart(session: Session) -> None:
    assert session.label("/data/who/age") == Text("Age of", derived=True)
    session.set("/data/who/name", "<b>Zoé</b> & co")
    assert session.label("/data/who/age") == Text("Age of <b>Zoé</b> & co", derived=True)
    assert session.constraint_message("/data/who/age") == Text("Too old for <b>Zoé</b> & co", derived=True)
    assert not session.label("/data/who/name").derived


def test_the_name_of_a_choice_follows_answer_and_language(session: Session) -> None:
    assert session.label("/data/out").text == "Said:"
    session.set("/data/stolen", "yes")
    assert session.label("/data/out").text == "Said: Yes"
    session.language = "fr"
    assert session.value("/data/said") == "Oui"
    assert session.label("/data/out").text == "Dit : Oui"


def test_choices_carry_their_other_columns(session: Session) -> None:
    yes, no = session.choices("/data/stolen")
    assert (yes.value, yes.label, dict(yes.properties)) == ("yes", Text("Yes"), {"picture": "check"})
    assert no.properties["picture"] == "x"
    assert session.choices("/data/who/name") == ()


def test_words_may_stand_in_the_form_itself(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a>7</a>",
            binds='<bind nodeset="/data/a" jr:constraintMsg="No." jr:requiredMsg="Needed."/>',
            body=(
                '<select1 ref="/data/a">'
                '<label>\n  Take <output value="../a + 1"/> of <output value="/data/a"/>!\n</label>'
                "<hint>One</hint><item><label>Seven</label><value>7</value></item>"
                "<item><label>Eight</label><value> 8 </value></item></select1>"
            ),
        )
    )
    assert session.label("/data/a") == Text("Take 8 of 7!", derived=True)
    assert session.hint("/data/a") == Text("One")
    assert session.guidance("/data/a") == Text("")
    assert session.constraint_message("/data/a") == Text("No.")
    assert session.required_message("/data/a") == Text("Needed.")
    assert [(choice.value, choice.label.text) for choice in session.choices("/data/a")] == [
        ("7", "Seven"),
        ("8", "Eight"),
    ]
    assert session.language == ""


def test_markup_in_words_stays_text(xform: Xform, begin: Begin) -> None:
    session = begin(xform("<a/>", body='<input ref="/data/a"><label>&lt;img src="x"&gt; &amp; **b**</label></input>'))
    assert session.label("/data/a") == Text('<img src="x"> & **b**')
