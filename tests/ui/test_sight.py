"""Pictures, codes, the lit word, names for assistive technology, and no words of the view's own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QImage
from PySide6.QtQuick import QQuickItem

import ui
from accessibility.palettes import colours
from kiosk.pages.page import Action, Buttons, Card, Cards, Heading, Page, PageKind, Paragraph, Phrase, Picture, Pictures
from kiosk.visit.preferences import Palette, TextSize
from ui.inspect import clipped, items, rectangle
from ui.pictograms import LogoProvider, PictogramProvider
from ui.qrcodes import QUIET_MODULES, QrProvider
from ui.things import has

View = Any
Opener = Any
QML = Path(ui.__file__).parent / "qml"


def drawn(provider: PictogramProvider | LogoProvider | QrProvider, name: str, side: int) -> QImage:
    return provider.requestImage(name, QSize(), QSize(side, side))


def test_a_pictogram_has_the_colour_and_size_that_is_asked() -> None:
    image = drawn(PictogramProvider(), "check/0f5c4a", 96)
    assert (image.width(), image.height()) == (96, 96)
    inked = {
        image.pixelColor(x, y).name() for x in range(96) for y in range(96) if image.pixelColor(x, y).alpha() == 255
    }
    assert inked == {"#0f5c4a"}


def test_a_thinner_line_leaves_less_ink() -> None:
    def ink(stroke: str) -> int:
        image = drawn(PictogramProvider(), f"circle/000000/{stroke}", 96)
        return sum(image.pixelColor(x, y).alpha() for x in range(96) for y in range(96))

    assert ink("1") < 0.7 * ink("2")


def test_an_unknown_pictogram_is_a_fault_of_the_view(opener: Opener, french: dict[str, Page]) -> None:
    assert drawn(PictogramProvider(), "no-such-drawing/000000", 24).isNull()
    view = opener("portrait")
    block = Pictures((Picture("no-such-drawing", Phrase("caption", "Rien", "fr")),))
    view.page.show(Page("odd", PageKind.HOME, "fr", french["home"].direction, french["home"].town,
                        french["home"].title, (block,)))  # fmt: skip
    view.settle()
    assert any("no-such-drawing" in fault for fault in view.faults)
    view.faults.clear()


def test_a_qr_code_s_modules_are_whole_and_its_quiet_zone_is_white() -> None:
    """The three finder patterns of ISO/IEC 18004: seven dark modules along the top of each."""
    image = drawn(QrProvider({"t": "WIFI:T:WPA;S:Rivemont;P:secret;;"}.get), "t", 330)  # type: ignore[arg-type]
    count = 29 + 2 * QUIET_MODULES  # 32 bytes at level M need version 3: 29 modules
    scale = image.width() // count
    assert image.width() == image.height() == scale * count

    def dark(x: int, y: int) -> bool:
        place = ((x + QUIET_MODULES) * scale + scale // 2, (y + QUIET_MODULES) * scale + scale // 2)
        return image.pixelColor(*place).lightness() < 128

    for left, top in ((0, 0), (22, 0), (0, 22)):
        assert [dark(left + x, top) for x in range(7)] == [True] * 7
        assert [dark(left + x, top + 1) for x in range(7)] == [True, False, False, False, False, False, True]
    assert not any(dark(-1, y) or dark(y, -1) or dark(29, y) for y in range(-4, 33))


def test_an_old_token_gives_no_code() -> None:
    assert drawn(QrProvider(lambda token: ""), "old", 100).isNull()


def test_the_logo_keeps_its_shape() -> None:
    drawing = '<rect width="60" height="20" fill="#123456"/>'
    wide = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20">{drawing}</svg>'.encode()
    image = LogoProvider(wide).requestImage("town", QSize(), QSize(0, 50))
    assert (image.width(), image.height()) == (150, 50)
    assert image.pixelColor(75, 25).name() == "#123456"


def lit_block(view: View, part: str) -> tuple[QQuickItem, QQuickItem]:
    """The text of a phrase and the block behind its lit word."""
    for item in items(view.window.contentItem()):
        if has(item, "wordStart") and item.property("lit"):
            assert item.property("phrase")["part"] == part
            return item, next(child for child in item.childItems() if has(child, "travels"))
    raise AssertionError(f"no word of {part} is lit")


@pytest.mark.parametrize("palette", list(Palette))
def test_own_3_the_word_that_is_said_is_lit(portrait: View, french: dict[str, Page], palette: Palette) -> None:
    portrait.show(french["question"], palette=palette)
    text = french["question"].blocks[0].phrase.text  # type: ignore[union-attr]
    start = text.index("carte")
    portrait.page.light.light("heading", start, len("carte"))
    portrait.settle(150)
    _, block = lit_block(portrait, "heading")
    box = rectangle(block).toRect()
    image = portrait.window.grabWindow()
    roles = colours(palette, "#0f5c4a")
    assert image.pixelColor(box.left() + 3, box.top() + 4).name() == roles.spoken
    inked = [
        image.pixelColor(x, y).name() for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
    ]
    assert roles.on_spoken in inked
    portrait.page.light.quiet()
    portrait.settle(30)
    assert not any(item.property("lit") for item in items(portrait.window.contentItem()))


def test_own_3_words_are_lit_from_right_to_left_in_arabic(portrait: View, arabic: dict[str, Page]) -> None:
    portrait.show(arabic["question"])
    text = arabic["question"].blocks[0].phrase.text  # type: ignore[union-attr]
    lefts = []
    start = 0
    for word in text.split(" "):
        portrait.page.light.light("heading", start, len(word))
        portrait.settle(150)
        shown, block = lit_block(portrait, "heading")
        lefts.append(rectangle(block).left())
        assert rectangle(shown).adjusted(-10, -10, 10, 10).contains(rectangle(block))
        start += len(word) + 1
    assert lefts == sorted(lefts, reverse=True)
    assert len(set(lefts)) == len(lefts)


def test_a_word_out_of_sight_is_brought_into_view(opener: Opener, french: dict[str, Page]) -> None:
    view = opener("landscape")
    view.show(french["outcome"], TextSize.LARGE)
    view.page.light.light("fact.2.v", 0, 5)
    view.settle(100)
    _, block = lit_block(view, "fact.2.v")
    assert rectangle(block).bottom() < rectangle(view.item("bar.help")).top()


def test_the_page_moves_in_from_the_side_one_goes_to_and_not_with_less_motion(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page]
) -> None:
    from kiosk.visit.preferences import Preferences

    view = opener("portrait")
    view.show(french["home"])
    rest = rectangle(view.item("card.0")).left()

    def first_place(page: Page, motion: bool) -> float:
        view.theme.apply(Preferences(motion=motion))
        view.page.show(page)
        view.window.grabWindow()
        place = rectangle(view.item("card.0")).left()
        view.until(lambda: rectangle(view.item("card.0")).left() == rest, "the page never comes to rest")
        return place

    home = french["home"]
    assert first_place(replace(home, id="2", forwards=True), motion=True) > rest
    assert first_place(replace(home, id="3", forwards=False), motion=True) < rest
    assert first_place(replace(home, id="4", forwards=True), motion=False) == rest


def tree(interface: QAccessibleInterface) -> list[tuple[QAccessible.Role, str]]:
    found = [(interface.role(), interface.text(QAccessible.Text.Name))]
    for index in range(interface.childCount()):
        child = interface.child(index)
        # Qt's keyboard keeps a field of its own, of no size, behind the page.
        if not child.state().invisible and not child.rect().isEmpty():
            found += tree(child)
    return found


def test_assistive_technology_hears_names_and_roles_in_reading_order(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["question"])
    root = QAccessible.queryAccessibleInterface(portrait.window)
    assert root is not None
    heard = [entry for entry in tree(root) if entry[1]]
    role = QAccessible.Role
    expected = [
        (role.StaticText, "Ville de Rivemont"),
        (role.ProgressBar, "Question 3 sur environ 9"),
        (role.Heading, "Où est votre carte d’identité maintenant ?"),
        (role.StaticText, "Choisissez une réponse. Vous pouvez dire « Je ne sais pas »."),
        (role.RadioButton, "Je l’ai perdue"),
        (role.Button, "Pourquoi cette question ?"),
        (role.Button, "Retour"),
        (role.Button, "Continuer"),
        (role.Button, "Aide"),
        (role.Button, "Arrêter et effacer"),
    ]
    places = [heard.index(entry) for entry in expected]
    assert places == sorted(places)
    assert all(name.strip() for kind, name in tree(root) if kind in {role.Button, role.RadioButton, role.CheckBox})


def test_every_control_has_a_name_on_every_page(portrait: View, french: dict[str, Page]) -> None:
    role = QAccessible.Role
    for page in french.values():
        portrait.show(page)
        root = QAccessible.queryAccessibleInterface(portrait.window)
        assert root is not None
        controls = {role.Button, role.RadioButton, role.CheckBox, role.EditableText}
        unnamed = [entry for entry in tree(root) if entry[0] in controls and not entry[1].strip()]
        assert unnamed == []


def replace_last(page: Page, block: Cards) -> Page:
    """The page, under another id, with its last block replaced."""
    return replace(page, id=f"{page.id} with {len(block.cards)}", blocks=(*page.blocks[:-1], block))


def test_in_production_a_warning_names_its_place_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """It may quote what someone typed, and it must not end their visit."""
    from ui.window import tell_of_fault

    for _ in range(2):
        tell_of_fault("file:///opt/parvis/ui/qml/Parvis/Controls/EntryLine.qml:37:5: Unable to assign Delmas to int")
    tell_of_fault("Delmas.qml:1 is no address")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "parvis: The view warned at EntryLine.qml:37.\nparvis: The view warned at an unknown place.\n"


LITERAL = re.compile(r"\b(?:text|title|Accessible\.(?:name|description))\s*:\s*\"[^\"]+\"")


def test_the_view_has_no_words_of_its_own() -> None:
    """Keys of the keyboard aside, whose letters are their function."""
    found = []
    for file in sorted(QML.rglob("*.qml")):
        source = file.read_text(encoding="utf-8")
        if "qsTr" in source or "RichText" in source or "StyledText" in source or "MarkdownText" in source:
            found.append(file.name)
        if "layouts" not in file.parts and LITERAL.search(source):
            found.append(file.name)
    assert found == []


def test_markup_in_a_text_is_shown_and_not_obeyed(portrait: View, french: dict[str, Page]) -> None:
    text = "<b>gras</b> <img src='file:///etc/hostname'>"
    page = replace(french["home"], blocks=(Heading(Phrase("h", text, "fr")),))
    portrait.show(page)
    shown = [item.property("text") for item in items(portrait.window.contentItem()) if item.inherits("QQuickTextEdit")]
    assert text in shown
    assert isinstance(QColor("white"), QColor)


def test_a_line_that_ends_inside_a_word_is_found(opener: Opener, french: dict[str, Page]) -> None:
    """Without its soft hyphens the same word is broken anywhere: a rehearsal must fail on that."""
    view = opener("tablet")
    word = Phrase("h", "Aufenthaltserlaubnis", "de")
    view.show(replace(french["home"], id="broken", blocks=(Heading(word),)), TextSize.LARGEST)
    faults = clipped(view.window)
    assert len(faults) == 1
    assert faults[0].startswith("h: 1 of its lines end inside a word")
    answer = Paragraph(replace(word, private=True))
    view.show(replace(french["home"], id="own", blocks=(answer,)), TextSize.LARGEST)
    assert clipped(view.window) == []
    address = Paragraph(Phrase("a", "http://portail.rivemont.example/demarches", "fr"))
    view.show(replace(french["home"], id="address", blocks=(address,)), TextSize.LARGEST)
    assert clipped(view.window) == []


def test_own_8_soft_hyphens_keep_long_words_whole(opener: Opener, french: dict[str, Page]) -> None:
    """As the pack's builder or an author sets them: on the narrowest glass at the largest text, also on a button."""
    from kiosk.authoring.hyphens import hyphenate

    view = opener("tablet")
    words = {"fr": hyphenate("renouvellements internationaux", "fr"),
             "de": "Auf\u00adent\u00adhalts\u00ader\u00adlaub\u00adnis"}  # fmt: skip
    for language, text in words.items():
        heading = Heading(Phrase("h", text, language))
        button = Buttons((Action("go", Phrase("go.label", text, language)),))
        for whole, faults in ((True, False), (False, True)):
            blocks = (
                (heading, button) if whole else (replace(heading, phrase=replace(heading.phrase, text=bare(text))),)
            )
            view.show(replace(french["home"], id=f"{language} {whole}", blocks=blocks), TextSize.LARGEST)
            assert bool(clipped(view.window)) is faults, (language, whole)


def bare(text: str) -> str:
    return text.replace("\u00ad", "")


def test_tiles_stand_in_one_column_rather_than_break_a_word(opener: Opener, french: dict[str, Page]) -> None:
    """The names of languages, beside a check mark, in the narrow half of a low screen."""
    view = opener("landscape")
    names = (("fr", "Français"), ("en", "English"), ("xx", "Aufenthaltserlaubnis"))
    cards = Cards(tuple(Card(f"to.{code}", Phrase(f"t.{code}", name, code), picture="check") for code, name in names),
                  compact=True)  # fmt: skip
    first = french["first"]
    view.show(replace_last(first, cards), TextSize.LARGE)
    assert clipped(view.window) == []
    assert len({rectangle(view.item(f"to.{code}")).left() for code, _ in names}) == 1
    view.show(replace_last(first, replace(cards, cards=cards.cards[:2])), TextSize.MEDIUM)
    assert clipped(view.window) == []
    assert len({rectangle(view.item(f"to.{code}")).left() for code, _ in names[:2]}) == 2


def test_soft_hyphens_break_a_long_word_where_its_author_says(opener: Opener, french: dict[str, Page]) -> None:
    """117 mm of one word do not fit a tablet's 99 mm: it breaks at a syllable, and is heard whole."""
    view = opener("tablet")
    word = "Auf\u00adent\u00adhalts\u00ader\u00adlaub\u00adnis"
    page = replace(french["home"], id="long", blocks=(Heading(Phrase("h", word, "de")),))
    view.show(page, TextSize.LARGEST)
    assert clipped(view.window) == []
    heading = next(item for item in items(view.window.contentItem()) if item.property("text") == word)
    assert heading.property("lineCount") == 2
    root = QAccessible.queryAccessibleInterface(view.window)
    assert root is not None
    assert (QAccessible.Role.Heading, "Aufenthaltserlaubnis") in tree(root)
