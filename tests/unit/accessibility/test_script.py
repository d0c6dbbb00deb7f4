"""The spoken script: EN 5.1.3.1, 5.1.3.8/.9, 5.1.3.14, 5.1.3.15, V 5.2-E, EN 5.6."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import get_args

import pytest

import accessibility.script as module
from accessibility.script import Manner, Script, Utterance, confirmation, error_script, part_script, script
from accessibility.utterances import BLOCK_MS, KEYS, WITHIN_MS
from kiosk.pages.page import (
    Action,
    Block,
    Buttons,
    Card,
    Cards,
    Choice,
    Choices,
    Code,
    Direction,
    Disclosure,
    Document,
    Documents,
    Fact,
    Facts,
    Field,
    FieldKind,
    Fields,
    Heading,
    Illustration,
    Listed,
    ListedEntry,
    Pad,
    Page,
    PageKind,
    Paragraph,
    Phrase,
    Picture,
    Pictures,
    Progress,
    Ranking,
    RankRow,
    Reference,
    Step,
    Stepper,
    Steps,
    Still,
    Summary,
    SummaryRow,
    Tone,
    Viewfinder,
)

PRIVATE = "[speech.private]"


def say(key: str, **values: str) -> str:
    """Words as their own keys: the script must not know any language."""
    assert set(values) == set(KEYS[key]), f"{key} is passed {sorted(values)}"
    return f"[{' '.join((key, *values.values()))}]"


def phrase(part: str, text: str, **more: object) -> Phrase:
    return replace(Phrase(part, text, "fr"), **more)  # type: ignore[arg-type]


def action(part: str, text: str, **more: object) -> Action:
    return replace(Action(part, phrase(part, text)), **more)  # type: ignore[arg-type]


def field(part: str, value: str, kind: FieldKind = FieldKind.TEXT, *, invalid: bool = False) -> Field:
    return Field(part, phrase(f"{part}.label", f"Champ {part}"), value, kind, invalid)


ALL_BLOCKS: tuple[Block, ...] = (
    Heading(phrase("heading", "Où est votre carte ?")),
    Paragraph(phrase("lead", "Choisissez une réponse."), Tone.LEAD),
    Paragraph(phrase("error", "Choisissez d'abord."), Tone.ERROR, "circle-alert"),
    Paragraph(phrase("warning", "Elle a expiré."), Tone.WARNING, "alert"),
    Choices(
        "choices",
        (
            Choice("c.1", phrase("c.1", "Chez moi"), phrase("c.1.hint", "ou dans mon sac")),
            Choice("c.2", phrase("c.2", "Perdue"), chosen=True),
        ),
        phrase("legend", "Une seule réponse"),
    ),
    field("name", "Amina Canary"),
    field("age", "", FieldKind.INTEGER, invalid=True),
    Fields(
        "date",
        phrase("date.legend", "Date de naissance"),
        (
            field("day", "7", FieldKind.INTEGER),
            field("month", "", FieldKind.INTEGER),
            field("year", "", FieldKind.INTEGER),
        ),
    ),
    Ranking(
        "ranking",
        phrase("rank.legend", "Du premier au dernier"),
        tuple(
            RankRow(
                f"rank.{n}",
                str(n),
                phrase(f"rank.{n}", text, private=True),
                action(f"rank.{n}.up", "Monter", ready=n > 1),
                action(f"rank.{n}.down", "Descendre", ready=n < 2),
            )
            for n, text in ((1, "Pain"), (2, "Fruit"))
        ),
        action("rank.confirm", "Le bon ordre", on=True),
    ),
    Stepper(
        "stepper",
        phrase("step.legend", "Combien ?"),
        phrase("value", "7", private=True),
        True,
        phrase("low", "Au moins 0"),
        phrase("high", "Au plus 10"),
        0.7,
        action("step.less", "Moins"),
        action("step.more", "Plus"),
        (action("step.much-less", "5 de moins"),),
    ),
    Disclosure(action("why", "Pourquoi ?", on=True), phrase("why.text", "Pour vous guider."), True),
    Documents(
        (
            Document(
                "d.photo",
                "camera",
                phrase("d.photo.title", "Photo", private=True),
                phrase("d.photo.form", "Original", private=True),
                phrase("d.photo.where", "Chez un photographe", private=True),
                action("d.photo.have", "Je l'ai", on=True),
                action("d.photo.not", "Pas encore", on=False),
            ),
        )
    ),
    Summary(
        (
            SummaryRow(
                "r.1", phrase("r.1.q", "Nom"), phrase("r.1.a", "Canary", private=True), action("r.1.c", "Changer")
            ),
        )
    ),
    Listed(
        (
            ListedEntry(
                "e.1",
                "1",
                phrase("e.1.name", "Lina Canary", private=True),
                action("e.1.change", "Changer l'enfant"),
                action("e.1.remove", "Retirer l'enfant"),
            ),
        )
    ),
    Steps((Step("s.1", "1", phrase("s.1.text", "Prenez la photo.")),)),
    Facts((Fact("f.1", "coins", phrase("f.1.l", "Prix"), phrase("f.1.v", "Gratuit")),)),
    Cards((Card("k.1", phrase("k.1", "Déménager"), phrase("k.1.t", "Changer d'adresse")),)),
    Pictures((Picture("hand", phrase("p.1", "Toucher l'écran")),)),
    Illustration("image", "file:///door.png", phrase("image.alternative", "La porte de la mairie")),
    Code("qr", "WIFI:secret", phrase("qr.caption", "Le Wi-Fi")),
    Reference(phrase("ref.label", "Référence"), phrase("ref", "123 456 789", spoken="1, 2, 3. 4, 5, 6. 7, 8, 9.")),
    Viewfinder("view", phrase("view.caption", "Ce que la caméra voit"), live=True),
    Still("still", b"JPEG", phrase("still.caption", "Votre photo", private=True)),
    Pad("pad", phrase("pad.label", "Signez ici"), "M1 1L2 2"),
    Buttons((action("print", "Imprimer"),)),
)


def page(kind: PageKind = PageKind.QUESTION, blocks: tuple[Block, ...] = ALL_BLOCKS) -> Page:
    return Page(
        id="page",
        kind=kind,
        language="fr",
        direction=Direction.LTR,
        town=phrase("town", "Rivemont"),
        title=phrase("title", "Carte d'identité"),
        blocks=blocks,
        progress=Progress(phrase("progress", "Question 3 sur 9"), 0.3),
        back=action("back", "Retour"),
        forward=action("forward", "Continuer", ready=False),
        bar=(action("bar.help", "Aide"), action("bar.listen", "Écouter", on=True)),
        voice=(action("voice.pause", "Pause"),),
        mark=phrase("mark", "Démonstration"),
        status=phrase("status", "Hors ligne"),
    )


def visible(value: object) -> Iterator[tuple[str, str]]:
    """Every string that the page shows, found by reflection: phrases, typed values, step numbers."""
    if isinstance(value, Phrase):
        yield value.part, value.text
        return
    if isinstance(value, Field) and value.value:
        yield value.part, value.value
    if isinstance(value, RankRow):
        yield value.part, value.place
    if isinstance(value, Step | ListedEntry):
        yield value.part, value.number
    if isinstance(value, Disclosure) and not value.open:
        yield from visible(value.action)
        return
    if is_dataclass(value):
        for each in fields(value):
            yield from visible(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from visible(item)


def shown(spoken: Script) -> Counter[tuple[str, str]]:
    return Counter((said.part, said.text) for said in spoken.utterances if said.text)


def texts(spoken: Script) -> list[str]:
    return [said.speech for said in spoken.utterances]


def test_the_example_has_every_kind_of_block() -> None:
    assert {type(block) for block in ALL_BLOCKS} == set(get_args(Block))


@pytest.mark.parametrize("kind", list(PageKind))
def test_en_5_1_3_1_every_visible_string_is_said_exactly_once(kind: PageKind) -> None:
    whole = page(kind)
    assert shown(script(whole, say)) == Counter(visible(whole))


def test_a_pad_says_whether_it_is_empty_and_keeps_it_from_others() -> None:
    empty = script(page(blocks=(Pad("pad", phrase("pad.label", "Signez ici")),)), say)
    assert "[speech.pad.empty]" in texts(empty)
    drawn = script(page(blocks=(Pad("pad", phrase("pad.label", "Signez ici"), "M1 1L2 2"),)), say)
    (state,) = [said for said in drawn.utterances if said.speech == "[speech.pad.drawn]"]
    assert state.private
    assert not any("M1" in text for text in texts(drawn))


def test_a_closed_disclosure_does_not_say_what_is_hidden() -> None:
    hidden = page(blocks=(Disclosure(action("why", "Pourquoi ?", on=False), phrase("why.text", "Secret"), False),))
    said = script(hidden, say)
    assert shown(said) == Counter(visible(hidden))
    assert "Secret" not in " ".join(texts(said))
    assert "[speech.closed]" in texts(said)
    assert "[speech.off]" not in texts(said)


def test_reading_order() -> None:
    order = [said.part for said in script(page(), say).utterances if said.text]
    assert order[:3] == ["title", "progress", "heading"]
    tail = ["back", "forward", "status", "voice.pause", "bar.help", "bar.listen", "town", "mark"]
    assert order[-8:] == tail
    positions = [order.index(part) for part in ("lead", "c.1", "c.2", "name", "day", "why", "d.photo.title", "ref")]
    assert positions == sorted(positions)


def test_the_first_screen_begins_with_whose_counter_it_is() -> None:
    order = [said.part for said in script(page(PageKind.FIRST), say).utterances if said.text]
    assert order[:3] == ["town", "mark", "title"]


def test_v_5_2_e_choices_say_number_and_state() -> None:
    said = texts(script(page(), say))
    at = said.index("Une seule réponse")
    assert said[at : at + 7] == [
        "Une seule réponse",
        "[speech.choices 2]",
        "[speech.choice 1 2]",
        "Chez moi",
        "ou dans mon sac",
        "[speech.choice 2 2]",
        "Perdue",
    ]
    assert said[at + 7] == "[speech.chosen]"


def test_several_choices_say_each_state() -> None:
    choices = Choices(
        "m", (Choice("a", phrase("a", "A"), chosen=True), Choice("b", phrase("b", "B"))), phrase("l", "L"), True
    )
    said = texts(script(page(blocks=(choices,)), say))
    assert said[said.index("A") + 1] == "[speech.chosen]"
    assert said[said.index("B") + 1] == "[speech.not-chosen]"


def test_a_legend_that_the_heading_already_says_is_not_said_twice() -> None:
    blocks = (
        Heading(phrase("heading", "Où ?")),
        Choices("c", (Choice("a", phrase("a", "Ici")),), phrase("heading", "Où ?")),
    )
    assert texts(script(page(blocks=blocks), say)).count("Où ?") == 1


def test_en_5_6_toggles_and_buttons_say_role_and_state() -> None:
    said = texts(script(page(), say))
    for label, rest in (
        ("Aide", ["[speech.button]"]),
        ("Écouter", ["[speech.button]", "[speech.on]"]),
        ("Pas encore", ["[speech.button]", "[speech.off]"]),
        ("Pourquoi ?", ["[speech.button]", "[speech.open]"]),
        ("Continuer", ["[speech.button.unready]"]),
    ):
        at = said.index(label)
        assert said[at + 1 : at + 1 + len(rest)] == rest


def test_en_5_1_3_15_an_error_on_the_page_is_announced_and_its_field_named() -> None:
    said = texts(script(page(), say))
    assert said[said.index("Choisissez d'abord.") - 1] == "[speech.error]"
    at = said.index("Champ age")
    assert said[at + 1 : at + 4] == ["[speech.field.number]", "[speech.field.empty]", "[speech.field.invalid]"]


def test_en_5_1_3_8_no_private_text_without_leave() -> None:
    spoken = script(page(), say)
    quiet = " ".join(sentence.speech for sentence in spoken.sentences(False))
    aloud = " ".join(sentence.speech for sentence in spoken.sentences(True))
    for secret in ("Amina", "Canary", "photographe", "Original", "[speech.chosen]"):
        assert secret not in quiet
        assert secret in aloud
    assert PRIVATE in quiet
    assert PRIVATE not in aloud


def test_an_unbroken_run_of_private_texts_says_so_once() -> None:
    texts_of_run = tuple(Utterance(f"p{i}", f"secret {i}", f"secret {i}", "fr", True, PRIVATE) for i in range(3))
    said = Script((*texts_of_run, Utterance("q", "public", "public", "fr"), texts_of_run[0]), "fr").sentences(False)
    assert [(sentence.part, sentence.speech) for sentence in said] == [
        ("p0", PRIVATE),
        ("q", "public"),
        ("p0", PRIVATE),
    ]
    assert said[0].spans[0].length == len("secret 0")


def test_en_5_1_3_14_each_utterance_has_its_own_language() -> None:
    blocks = (Cards((Card("k", Phrase("k", "العربية", "ar")),)),)
    spoken = script(page(PageKind.FIRST, blocks), say).utterances
    assert {said.language for said in spoken if said.text == "العربية"} == {"ar"}
    assert {said.language for said in spoken if said.speech.startswith("[")} == {"fr"}


def test_the_present_language_is_marked_by_sight_and_sound() -> None:
    blocks = (Cards((Card("fr", phrase("fr", "Français"), picture="check"), Card("en", phrase("en", "English")))),)
    said = texts(script(page(PageKind.FIRST, blocks), say))
    assert said[said.index("Français") + 1] == "[speech.chosen]"
    assert said.count("[speech.chosen]") == 1


def test_spoken_wordings_replace_the_text_for_the_voice_only() -> None:
    (said,) = [said for said in script(page(), say).utterances if said.part == "ref"]
    assert said.text == "123 456 789"
    assert said.speech == "1, 2, 3. 4, 5, 6. 7, 8, 9."
    assert len([sentence for sentence in script(page(), say).sentences(True) if sentence.part == "ref"]) == 3


def test_soft_hyphens_are_not_said() -> None:
    spoken = script(page(blocks=(Heading(phrase("h", "Aufent\u00adhalt")),)), say)
    assert "Aufenthalt" in texts(spoken)
    assert ("h", "Aufent\u00adhalt") in shown(spoken)


def test_v_5_2_e_pauses_tell_the_blocks_apart() -> None:
    by_part = {said.part: said.pause_ms for said in script(page(), say).utterances if said.text}
    assert by_part["heading"] == BLOCK_MS
    assert by_part["f.1.l"] == WITHIN_MS


def test_a_list_without_numbers_counts_none() -> None:
    blocks = (Steps((Step("s", "", phrase("s.text", "Une photo")),)),)
    assert "[speech.step" not in " ".join(texts(script(page(blocks=blocks), say)))


def test_empty_phrases_are_left_out() -> None:
    blocks = (Paragraph(phrase("empty", "")), Paragraph(phrase("blank", " \u00ad")))
    assert all(said.speech.strip() for said in script(page(blocks=blocks), say).utterances)


def test_confirming_an_answer_betrays_nothing_to_others() -> None:
    spoken = confirmation(page(), "c.2", say)
    assert [sentence.speech for sentence in spoken.sentences(False)] == ["[speech.chosen]"]
    assert [sentence.speech for sentence in spoken.sentences(True)] == ["Perdue", "[speech.chosen]"]
    settings = confirmation(page(PageKind.TEXT_SIZE), "c.2", say)
    assert [sentence.speech for sentence in settings.sentences(False)] == ["Perdue", "[speech.chosen]"]


def test_a_button_at_its_limit_does_not_ask_for_an_answer() -> None:
    slower = replace(page(), voice=(action("voice.slower", "Moins vite", ready=False),))
    said = texts(script(slower, say))
    assert said[said.index("Moins vite") + 1] == "[speech.button]"


def test_v_5_2_e_a_choice_is_confirmed_privately_on_a_question_and_not_in_the_settings() -> None:
    spoken = confirmation(page(), "c.2", say)
    assert [(said.text, said.speech) for said in spoken.utterances] == [("Perdue", "Perdue"), ("", "[speech.chosen]")]
    assert spoken.utterances[1].private
    assert not confirmation(page(PageKind.CONTRAST), "c.2", say).utterances[1].private


def test_confirmation_of_a_toggle_and_of_nothing() -> None:
    assert texts(confirmation(page(), "d.photo.have", say)) == ["Je l'ai", "[speech.on]"]
    assert texts(confirmation(page(), "bar.listen", say)) == ["Écouter", "[speech.on]"]
    assert confirmation(page(), "nowhere", say).utterances == ()


def test_confirmation_of_a_moved_row_says_its_new_place_to_headphones_only() -> None:
    spoken = confirmation(page(), "rank.2.up", say)
    assert texts(spoken) == ["Fruit", "[speech.place 2 2]"]
    assert [said.speech for said in spoken.sentences(answers_aloud=False)] == ["[speech.moved]"]


def test_confirmation_of_a_step_says_the_new_number_to_headphones_only() -> None:
    spoken = confirmation(page(), "step.more", say)
    assert texts(spoken) == ["7"]
    assert [said.speech for said in spoken.sentences(answers_aloud=False)] == ["[speech.changed]"]


def test_a_number_in_groups_is_said_as_one_number() -> None:
    amount = replace(field("amount", "12\u202f500", FieldKind.INTEGER), group="\u202f")
    said = script(page(blocks=(amount,)), say).sentences(answers_aloud=True)
    assert [sentence.speech for sentence in said if sentence.part == "amount" and sentence.spans] == ["12500"]


def test_a_stepper_says_its_ends_before_its_number_between_the_buttons() -> None:
    said = texts(script(page(blocks=tuple(b for b in ALL_BLOCKS if isinstance(b, Stepper))), say))
    order = [said.index(text) for text in ("Au moins 0", "Au plus 10", "Moins", "7", "Plus", "5 de moins")]
    assert order == sorted(order)


def test_every_word_key_is_declared_and_used() -> None:
    asked: set[str] = set()

    def listen(key: str, **values: str) -> str:
        asked.add(key)
        return say(key, **values)

    script(page(), listen)
    script(page(blocks=(Choices("m", (Choice("a", phrase("a", "A")),), phrase("l", "L"), True),)), listen)
    script(page(blocks=(Disclosure(action("w", "W"), phrase("b", "B")),)), listen)
    confirmation(page(), "rank.2.up", listen)
    confirmation(page(), "step.more", listen)
    script(page(blocks=(Pad("p", phrase("p", "P")),)), listen)
    for kind in FieldKind:
        script(page(blocks=(field("f", "", kind),)), listen)
    for manner in Manner:
        script(page(), listen, manner)
    assert asked == set(KEYS)


def test_no_word_of_any_language_is_written_here() -> None:
    source = inspect.getsource(module)
    assert source.isascii()


def parts(value: object) -> Iterator[str]:
    """Every part of what is shown, found by reflection."""
    if isinstance(value, Disclosure) and not value.open:
        yield from parts(value.action)
    elif is_dataclass(value):
        for each in fields(value):
            found = getattr(value, each.name)
            if each.name == "part":
                yield str(found)
            else:
                yield from parts(found)
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


@pytest.mark.parametrize("part", sorted(set(parts(page()))))
def test_en_5_1_3_1_each_part_says_something_when_it_is_come_to(part: str) -> None:
    assert [said.speech for said in part_script(page(), part, say).utterances]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("c.2", ["Perdue", "[speech.chosen]", "[speech.choice 2 2]"]),
        ("c.1", ["Chez moi", "[speech.not-chosen]", "[speech.choice 1 2]", "ou dans mon sac"]),
        ("choices", ["Une seule réponse", "[speech.choices 2]"]),
        ("age", ["Champ age", "[speech.field.number]", "[speech.field.empty]", "[speech.field.invalid]"]),
        ("month", ["Champ month", "[speech.field.number]", "[speech.field.empty]", "Date de naissance"]),
        ("rank.2.up", ["Monter", "[speech.button]", "Fruit", "[speech.place 2 2]"]),
        ("step.more", ["Plus", "[speech.button]", "7"]),
        ("d.photo.have", ["Je l'ai", "[speech.button]", "[speech.on]", "Photo"]),
        ("r.1.c", ["Changer", "[speech.button]", "Nom", "Canary"]),
        ("e.1.remove", ["Retirer l'enfant", "[speech.button]", "Lina Canary"]),
        ("why", ["Pourquoi ?", "[speech.button]", "[speech.open]"]),
        ("k.1", ["Déménager", "[speech.button]", "[speech.card 1 1]", "Changer d'adresse"]),
        ("error", ["[speech.error]", "Choisissez d'abord."]),
        ("forward", ["Continuer", "[speech.button.unready]"]),
        ("bar.listen", ["Écouter", "[speech.button]", "[speech.on]"]),
        ("qr", ["[speech.code]", "Le Wi-Fi"]),
        ("title", ["Carte d'identité"]),
        ("nowhere", []),
    ],
)
def test_v_5_2_e_a_part_says_its_label_then_role_state_and_position(part: str, said: list[str]) -> None:
    assert texts(part_script(page(), part, say)) == said


@pytest.mark.parametrize("part", ["name", "c.2", "rank.1", "rank.1.down", "value", "d.photo", "r.1", "e.1", "still"])
def test_a_part_keeps_from_others_what_the_page_keeps_from_them(part: str) -> None:
    quiet = " ".join(said.speech for said in part_script(page(), part, say).sentences(answers_aloud=False))
    for secret in ("Amina", "[speech.chosen]", "Pain", "7", "Photo", "Canary", "Votre photo"):
        assert secret not in quiet


def test_en_5_1_3_15_an_error_says_which_question_what_is_wrong_and_in_which_field() -> None:
    assert texts(error_script(page(), say)) == [
        "Où est votre carte ?",
        "[speech.error]",
        "Choisissez d'abord.",
        "Champ age",
        "[speech.field.invalid]",
    ]
    assert error_script(page(blocks=(ALL_BLOCKS[0],)), say).utterances == ()


def test_en_5_1_3_16_each_item_of_a_slip_is_followed_by_a_pause() -> None:
    rows = tuple(SummaryRow(f"r{n}", phrase(f"r{n}.q", "Lieu"), phrase(f"r{n}.a", "Mairie"), None) for n in (1, 2))
    pauses = [
        said.pause_ms
        for said in script(page(PageKind.SLIP, (Summary(rows),)), say).utterances
        if said.part[:2] in ("r1", "r2")
    ]
    assert pauses == [WITHIN_MS, BLOCK_MS, WITHIN_MS, BLOCK_MS]
