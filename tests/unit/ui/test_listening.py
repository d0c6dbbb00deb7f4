"""What a person hears when the page turns, when it stays and changes, and when they act."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from accessibility.script import Script, Utterance
from kiosk.pages.page import (
    Action,
    Block,
    Card,
    Cards,
    Choice,
    Choices,
    Direction,
    Disclosure,
    Field,
    Heading,
    Page,
    PageKind,
    Paragraph,
    Phrase,
    Stepper,
    Tone,
)
from kiosk.visit.intents import Voice
from kiosk.visit.preferences import Preferences, Scanning
from kiosk.words import Words
from ui.listening import Listening


def phrase(part: str, text: str, *, private: bool = False) -> Phrase:
    return Phrase(part, text, "en", private)


def page(*blocks: Block, identifier: str = "question.a", status: Phrase | None = None) -> Page:
    return Page(
        id=identifier,
        kind=PageKind.QUESTION,
        language="en",
        direction=Direction.LTR,
        town=phrase("town", "Rivemont"),
        title=phrase("title", "A service"),
        blocks=(Heading(phrase("question", "Which phone do you have?")), *blocks),
        forward=Action("forward", phrase("forward.label", "Continue")),
        status=status,
    )


def choices(chosen: bool) -> Choices:
    return Choices("choices", (Choice("choice.a", phrase("choice.a.l", "Android"), chosen=chosen),), phrase("l", "One"))


ERROR = Paragraph(phrase("error", "Choose one answer."), Tone.ERROR)
LISTENS = Preferences(language="en", listening=True)


@dataclass
class Mouth:
    """Writes down what it is told to say."""

    said: list[Script] = field(default_factory=list)
    prepared: list[Script] = field(default_factory=list)
    playing: bool = False
    paused: bool = False
    told: list[str] = field(default_factory=list)
    rest: Script | None = None

    def presynthesise(self, script: Script) -> None:
        self.prepared.append(script)

    def play(self, script: Script) -> None:
        self.playing = True
        self.said.append(script)

    def stop(self) -> None:
        self.playing = False
        self.told.append("stop")

    def repeat_all(self) -> None:
        self.told.append("all")

    def repeat_last_sentence(self) -> None:
        self.told.append("sentence")

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def set_rate(self, step: int) -> None:
        self.told.append(f"rate {step}")

    def set_volume(self, step: int) -> None:
        self.told.append(f"volume {step}")

    def set_answers_aloud(self, aloud: bool) -> None:
        self.told.append(f"aloud {aloud}")

    def texts(self) -> list[list[str]]:
        return [[told.text for told in script.utterances if told.text] for script in self.said]


def private(text: str) -> Script:
    return Script((Utterance("answer", text, text, "en", private=True),), "en")


class Room:
    """Where sound would go. Whatever is said is heard as the player would say it, by route."""

    def __init__(self) -> None:
        self.mouth = Mouth()
        self.headphones = False
        self.order: list[str] = []
        self.listening = Listening(self.mouth, self.route)

    def route(self, headphones: bool) -> None:
        assert not self.mouth.playing
        self.headphones = headphones
        self.order.append(f"route {headphones}")
        self.mouth.told.append(f"route {headphones}")


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def listening(mouth: Mouth) -> Listening:
    """Somebody listens, and the first page has been read to its end."""
    listening = Listening(mouth)
    listening.show(page(choices(False)), LISTENS)
    mouth.said.clear()
    mouth.playing = False
    return listening


def test_who_has_not_asked_hears_nothing_and_the_page_is_made_ready(mouth: Mouth) -> None:
    listening = Listening(mouth)
    listening.show(page(choices(False)), Preferences(language="en"))
    listening.acted("forward")
    listening.show(page(choices(False), ERROR), Preferences(language="en"))
    listening.settled()
    assert mouth.said == []
    assert len(mouth.prepared) == 1


def test_a_page_that_turns_is_read_whole(mouth: Mouth, listening: Listening) -> None:
    listening.acted("forward")
    listening.show(page(identifier="question.b"), LISTENS)
    listening.settled()
    assert len(mouth.said) == 1
    assert mouth.texts()[0][:2] == ["A service", "Which phone do you have?"]


def test_en_5_1_3_15_an_error_is_heard_after_its_question_and_nothing_else(mouth: Mouth, listening: Listening) -> None:
    listening.acted("forward")
    listening.show(page(ERROR, choices(False)), LISTENS)
    assert mouth.texts() == [["Which phone do you have?", "Choose one answer."]]


def test_the_same_error_met_again_is_heard_again(mouth: Mouth, listening: Listening) -> None:
    listening.acted("forward")
    listening.show(page(ERROR, choices(False)), LISTENS)
    listening.settled()
    listening.acted("forward")
    listening.settled()
    assert mouth.texts() == [["Which phone do you have?", "Choose one answer."]] * 2


def test_an_error_is_not_said_twice_at_once(mouth: Mouth, listening: Listening) -> None:
    listening.acted("forward")
    listening.show(page(ERROR, choices(False)), LISTENS)
    listening.settled()
    assert len(mouth.said) == 1


def test_a_choice_is_confirmed_alone(mouth: Mouth, listening: Listening) -> None:
    listening.acted("choice.a")
    listening.show(page(choices(True)), LISTENS)
    assert mouth.texts() == [["Android"]]


def test_a_text_opened_in_place_is_read(mouth: Mouth, listening: Listening) -> None:
    why = Action("why", phrase("why.label", "Why do we ask?"), on=True)
    listening.acted("why")
    listening.show(page(choices(False), Disclosure(why, phrase("why.text", "Each phone differs."), True)), LISTENS)
    assert mouth.texts() == [["Each phone differs."]]


def test_typing_is_not_echoed(mouth: Mouth) -> None:
    listening = Listening(mouth)
    label = phrase("answer.label", "Your answer")
    listening.show(page(Field("answer", label, "")), LISTENS)
    mouth.said.clear()
    mouth.playing = False
    for text in ("D", "De"):
        listening.acted("answer", edits=True)
        listening.show(page(Field("answer", label, text)), LISTENS)
        listening.settled()
    assert mouth.said == []


def test_what_comes_by_itself_is_said_in_silence_only(mouth: Mouth, listening: Listening) -> None:
    kept = Paragraph(phrase("delivery", "Locked here."), Tone.SUCCESS)
    sent = Paragraph(phrase("delivery", "Sent."), Tone.SUCCESS)
    listening.show(page(kept, identifier="next"), LISTENS)
    mouth.said.clear()
    listening.show(page(sent, identifier="next"), LISTENS)
    assert mouth.said == []
    listening.show(page(kept, identifier="next"), LISTENS)
    mouth.playing = False
    listening.show(page(sent, identifier="next"), LISTENS)
    assert mouth.texts() == [["Sent."]]


def test_an_act_silences_but_the_voices_own_buttons_do_not(mouth: Mouth, listening: Listening) -> None:
    listening.acted("voice.slower")
    assert "stop" not in mouth.told
    listening.acted("bar.help")
    assert "stop" in mouth.told


def test_the_voices_own_buttons_are_not_confirmed(mouth: Mouth, listening: Listening) -> None:
    listening.acted("voice.slower")
    listening.show(page(choices(False)), replace(LISTENS, rate=2))
    listening.settled()
    assert mouth.said == []
    assert "rate 2" in mouth.told


def test_asking_reads_this_page_and_sending_away_silences(mouth: Mouth) -> None:
    listening = Listening(mouth)
    quiet = Preferences(language="en")
    listening.show(page(choices(False)), quiet)
    listening.acted("bar.listen")
    listening.show(page(choices(False)), LISTENS)
    assert len(mouth.said) == 1
    listening.acted("bar.listen")
    listening.show(page(choices(False)), quiet)
    assert not mouth.playing


def test_the_voice_obeys(mouth: Mouth, listening: Listening) -> None:
    held = []
    for _ in range(2):
        listening.obey(Voice.PAUSE)
        held.append(mouth.paused)
    assert held == [True, False]
    listening.obey(Voice.SENTENCE)
    listening.obey(Voice.AGAIN)
    assert mouth.told[-1] == "sentence"
    assert len(mouth.said) == 1


def test_a_press_that_changes_nothing_is_answered(mouth: Mouth, listening: Listening) -> None:
    end = Stepper(
        "stepper",
        phrase("l", "How many?"),
        phrase("value", "10", private=True),
        True,
        phrase("low", "Lowest: 0"),
        phrase("high", "Highest: 10"),
        1.0,
        Action("step.less", phrase("step.less", "Less")),
        Action("step.more", phrase("step.more", "More"), ready=False),
    )
    listening.show(page(end, identifier="question.b"), LISTENS)
    mouth.said.clear()
    listening.acted("step.more")
    listening.settled()
    (said,) = mouth.said
    assert [utterance.text for utterance in said.utterances] == ["10", "Highest: 10"]


def test_what_was_said_of_a_press_is_not_said_again(mouth: Mouth, listening: Listening) -> None:
    listening.show(page(choices(False)), LISTENS)
    mouth.said.clear()
    listening.acted("choice.a")
    listening.show(page(choices(True)), LISTENS)
    listening.settled()
    assert len(mouth.said) == 1
    listening.acted("bar.listen")
    listening.settled()
    assert len(mouth.said) == 1


def test_own_1_silent_until_asked_then_each_page_as_it_opens(mouth: Mouth) -> None:
    listening = Listening(mouth)
    for number in range(3):
        listening.show(page(identifier=f"question.{number}"), Preferences(language="en"))
    assert mouth.said == []
    listening.show(page(identifier="question.2"), LISTENS)
    listening.show(page(identifier="question.3"), LISTENS)
    assert len(mouth.said) == 2


def test_en_5_1_3_8_headphones_are_leave_and_the_order_is_route_first() -> None:
    room = Room()
    room.listening.show(page(choices(True)), LISTENS)
    room.mouth.told.clear()
    room.listening.plug(True)
    assert room.mouth.told == ["stop", "route True", "aloud True"]


def test_en_5_1_3_8_a_plug_pulled_out_is_silence_then_no_leave_then_the_loudspeaker() -> None:
    room = Room()
    room.listening.show(page(choices(True)), LISTENS)
    room.listening.plug(True)
    room.listening.welcome_back()
    room.mouth.told.clear()
    room.listening.plug(False)
    assert room.mouth.told == ["stop", "aloud False", "route False"]
    assert not room.mouth.playing
    assert room.listening.held


def test_en_5_1_3_8_unplugged_nothing_goes_on_by_itself_and_only_on_request() -> None:
    room = Room()
    listening, mouth = room.listening, room.mouth
    listening.show(page(choices(False)), LISTENS)
    listening.plug(True)
    listening.welcome_back()
    listening.plug(False)
    mouth.said.clear()
    listening.acted("choice.a")
    listening.show(page(choices(True)), LISTENS)
    listening.settled()
    listening.show(page(identifier="question.b"), LISTENS)
    listening.point("forward")
    listening.typed("field", "a")
    listening.remind()
    assert mouth.said == []
    listening.obey(Voice.PAUSE)
    assert mouth.texts()[0][:2] == ["A service", "Which phone do you have?"]
    assert not listening.held
    listening.show(page(identifier="question.c"), LISTENS)
    assert len(mouth.said) == 2


def test_en_5_1_3_8_leave_on_the_loudspeaker_outlives_no_headphones() -> None:
    """Leave given, headphones in, headphones out: without the leave, which the visit takes back, nothing private."""
    room = Room()
    listening = room.listening
    aloud = replace(LISTENS, answers_aloud=True)
    listening.show(page(choices(True)), aloud)
    assert "aloud True" in room.mouth.told
    listening.plug(True)
    room.mouth.told.clear()
    listening.plug(False)
    assert "aloud False" in room.mouth.told
    room.mouth.told.clear()
    listening.show(page(choices(True)), LISTENS)
    listening.obey(Voice.PAUSE)
    assert "aloud True" not in room.mouth.told


def test_own_2_put_back_in_the_last_sentence_is_said_again() -> None:
    room = Room()
    listening, mouth = room.listening, room.mouth
    listening.show(page(choices(True)), LISTENS)
    listening.plug(True)
    listening.welcome_back()
    mouth.rest = private("Amina")
    listening.plug(False)
    mouth.said.clear()
    listening.plug(True)
    listening.welcome_back()
    assert mouth.said == [private("Amina")]


def test_own_2_asked_first_the_last_sentence_is_not_said() -> None:
    """The page that asks takes its place: what was being said belongs to somebody, and perhaps not to this person."""
    room = Room()
    listening, mouth = room.listening, room.mouth
    listening.show(page(choices(True)), LISTENS)
    mouth.rest = private("Amina")
    listening.plug(False)
    mouth.said.clear()
    listening.plug(True)
    listening.show(page(identifier="headphones"), LISTENS)
    listening.welcome_back()
    assert len(mouth.said) == 1
    assert private("Amina") not in mouth.said


def test_who_listened_to_the_loudspeaker_goes_on_in_headphones() -> None:
    room = Room()
    room.listening.show(page(choices(False)), LISTENS)
    room.mouth.rest = Script((Utterance("title", "A service", "A service", "en"),), "en")
    room.mouth.said.clear()
    room.listening.plug(True)
    room.listening.welcome_back()
    assert room.mouth.texts() == [["A service"]]


@pytest.mark.parametrize(
    ("before", "after", "heard"),
    [("", "a", "A"), ("an", "ann", "N"), ("my cat", "my cat ", "cat"), ("ann", "an", "N"), ("ann", "", "ann")],
)
def test_en_5_1_3_8_what_is_typed_is_echoed_privately(mouth: Mouth, before: str, after: str, heard: str) -> None:
    listening = Listening(mouth)
    name = Field("name", phrase("name.label", "First name"), before)
    listening.show(page(name), LISTENS)
    mouth.said.clear()
    listening.typed("name", after)
    (said,) = mouth.said
    assert said.utterances[0].speech.startswith(heard)
    assert all(utterance.private for utterance in said.utterances)
    assert said.sentences(answers_aloud=False) == ()


def test_en_5_1_3_8_a_key_that_types_nothing_is_as_private_as_the_others(mouth: Mouth) -> None:
    listening = Listening(mouth)
    listening.show(page(), LISTENS)
    listening.say_key("chiffres et signes", "fr")
    (utterance,) = mouth.said[-1].utterances
    assert (utterance.speech, utterance.language, utterance.private) == ("chiffres et signes", "fr", True)
    listening.point("key:é", "E accent aigu", "fr")
    (utterance,) = mouth.said[-1].utterances
    assert (utterance.speech, utterance.language, utterance.private) == ("E accent aigu", "fr", True)


def test_a_focus_moved_by_keys_is_said_at_once_and_only_to_who_listens(mouth: Mouth, listening: Listening) -> None:
    listening.point("choice.a")
    assert mouth.texts()[-1] == ["Android"]
    count = len(mouth.said)
    listening.point("nowhere")
    assert len(mouth.said) == count
    listening.point("scroll-down", "Further down")
    assert mouth.said[-1].utterances[0].speech == "Further down"
    listening.show(page(choices(False)), Preferences(language="en"))
    listening.point("choice.a")
    assert len(mouth.said) == count + 1


FIRST = Page(
    id="first",
    kind=PageKind.FIRST,
    language="en",
    direction=Direction.LTR,
    town=phrase("town", "Rivemont"),
    title=phrase("title", "Welcome"),
    blocks=(Cards((Card("language.en", phrase("language.en", "English"), picture="check"),)),),
    forward=Action("forward", phrase("forward", "Start")),
)
KEYS, REMINDER = (Words("en").say(key) for key in ("speech.keys", "speech.how.keys"))


def heard(mouth: Mouth) -> list[str]:
    """What the last script says, utterance by utterance."""
    return [told.speech for told in mouth.said[-1].utterances]


def test_v_7_3_k_who_woke_the_screen_by_a_key_hears_of_the_keys_before_anything_is_chosen(mouth: Mouth) -> None:
    listening = Listening(mouth)
    listening.show(FIRST, Preferences(language="en"))
    listening.invite(("en", "fr"), by_ear=False)
    listening.show(FIRST, LISTENS)
    assert "Enter" in heard(mouth)[0]
    # Enter, on the offer in the language that the page is in already.
    listening.acted("language.en")
    listening.settled()
    said = heard(mouth)
    assert said[0] == KEYS
    assert said.index(REMINDER) < said.index("English")
    # On the pages after it one sentence is enough, and it comes before the answers.
    listening.show(page(choices(False)), LISTENS)
    said = heard(mouth)
    assert KEYS not in said
    assert said.index("Which phone do you have?") < said.index(REMINDER) < said.index("Android")


def test_v_7_3_k_another_language_explains_the_keys_in_its_own_words(mouth: Mouth) -> None:
    listening = Listening(mouth)
    listening.show(FIRST, Preferences(language="en"))
    listening.invite(("en", "fr"), by_ear=False)
    listening.show(FIRST, LISTENS)
    listening.acted("language.fr")
    listening.show(replace(FIRST, language="fr"), replace(LISTENS, language="fr"))
    assert heard(mouth)[0] == Words("fr").say("speech.keys")


def test_v_7_3_k_who_scans_hears_how_the_switches_choose(mouth: Mouth) -> None:
    for scanning, key in ((Scanning.ONE, "one"), (Scanning.TWO, "two")):
        listening = Listening(mouth)
        listening.show(page(choices(False)), replace(LISTENS, scanning=scanning))
        said = heard(mouth)
        assert said[0] == Words("en").say(f"speech.{key}")
        assert Words("en").say(f"speech.how.{key}") in said


def test_v_7_3_k_who_explores_by_ear_hears_how_a_finger_chooses(mouth: Mouth) -> None:
    listening = Listening(mouth)
    listening.show(page(choices(False)), replace(LISTENS, by_ear=True))
    said = heard(mouth)
    assert said[0] == Words("en").say("speech.by-ear")
    assert said.index(Words("en").say("speech.how.ear")) < said.index("Android")


def test_who_touches_what_they_see_is_told_of_no_keys_until_they_use_them(mouth: Mouth, listening: Listening) -> None:
    listening.show(page(choices(False), identifier="question.b"), LISTENS)
    assert KEYS not in heard(mouth)
    assert REMINDER not in heard(mouth)
    listening.point("choice.a")
    listening.show(page(choices(False), identifier="question.c"), LISTENS)
    assert KEYS not in heard(mouth)
    assert REMINDER in heard(mouth)


def test_en_5_1_3_8_a_key_that_types_is_private_and_one_that_does_not_is_not(
    mouth: Mouth, listening: Listening
) -> None:
    for part, hidden in (("key:a", True), ("key:suggestion.1", True), ("key:done", False), ("scroll-up", False)):
        listening.point(part, "Name")
        (sentence,) = mouth.said[-1].sentences(answers_aloud=False)
        assert (sentence.speech == "hidden letter") is hidden, part


def test_en_5_1_3_8_by_ear_typing_is_heard_aloud_but_not_what(mouth: Mouth) -> None:
    listening = Listening(mouth)
    name = Field("name", phrase("name.label", "First name"), "an")
    listening.show(page(name), replace(LISTENS, by_ear=True))
    listening.typed("name", "ann")
    assert [said.speech for said in mouth.said[-1].sentences(answers_aloud=False)] == ["hidden letter"]


def test_en_5_2_who_listens_on_the_first_screen_already_is_invited_by_the_plug_too(mouth: Mouth) -> None:
    """It may be somebody else; nothing on the page changes, so nothing else would be said."""
    listening = Listening(mouth)
    first = replace(page(identifier="first"), kind=PageKind.FIRST)
    listening.show(first, LISTENS)
    mouth.said.clear()
    listening.invite(("fr", "en"), by_ear=False)
    listening.plug(True)
    listening.welcome_back()
    assert [said.language for said in mouth.said[-1].utterances] == ["fr", "en"] * 2
    listening.show(page(identifier="home"), LISTENS)
    assert mouth.texts()[-1][0] == "A service"
