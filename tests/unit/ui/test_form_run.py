"""`parvis form run` as it is typed: a form as a conversation, in a terminal or through a pipe."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ui.cli import main

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Small form</h:title><model>'
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def form(tmp_path: Path) -> Callable[..., Path]:
    """Writes an XForm: `form(instance, binds, body, head)`."""

    def write(instance: str, binds: str = "", body: str = "", head: str = "") -> Path:
        path = tmp_path / "small.xml"
        path.write_text(
            f'{HEAD}<instance><data id="small">{instance}</data></instance>{head}{binds}</model></h:head>'
            f"<h:body>{body}</h:body></h:html>",
            "utf-8",
        )
        return path

    return write


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command with lines on its standard input; status, output, errors."""

    def go(path: Path, *typed: str, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        status = main(["form", "run", str(path), *options])
        said = capsys.readouterr()
        return status, said.out, said.err

    return go


def _question(name: str, label: str, more: str = "") -> str:
    return f'<input ref="/data/{name}"><label>{label}</label>{more}</input>'


CHOICES = (
    '<select1 ref="/data/colour"><label>Colour</label>'
    "<item><label>Red</label><value>r</value></item><item><label>Deep blue</label><value>b</value></item></select1>"
)


def test_a_form_is_asked_in_order_and_ends_as_xml(form: Callable[..., Path], run: Run) -> None:
    path = form(
        "<name/><colour/>",
        '<bind nodeset="/data/name" required="true()"/>',
        _question("name", "Your name?", "<hint>As on your card</hint>") + CHOICES,
    )
    status, out, err = run(path, "Ann", "2")
    assert (status, err) == (0, "")
    assert "Your name? (required)\nAs on your card\n" in out
    assert "Colour\n  1. Red\n  2. Deep blue\n" in out
    assert out.index("Your name?") < out.index("Colour") < out.index("<data")
    assert "<name>Ann</name>" in out
    assert "<colour>b</colour>" in out


def test_the_instance_goes_to_a_file(form: Callable[..., Path], run: Run, tmp_path: Path) -> None:
    path = form("<name/>", body=_question("name", "Name?"))
    target = tmp_path / "answers.xml"
    status, out, _ = run(path, "Ann", options=("-o", str(target)))
    assert status == 0
    assert b"<name>Ann</name>" in target.read_bytes()
    assert "<name>" not in out
    status, _, err = run(path, "Ann", options=("-o", str(tmp_path / "nowhere" / "x.xml")))
    assert status == 1
    assert "No such file" in err


@pytest.mark.parametrize("typed", ["2", "b", "deep BLUE"])
def test_a_choice_is_its_number_its_value_or_its_label(form: Callable[..., Path], run: Run, typed: str) -> None:
    assert "<colour>b</colour>" in run(form("<colour/>", body=CHOICES), typed)[1]


def test_what_is_no_choice_is_asked_again(form: Callable[..., Path], run: Run) -> None:
    _, out, _ = run(form("<colour/>", body=CHOICES), "3", "0", "green", "1")
    assert out.count("Type the number of one choice, from 1 to 2.") == 3
    assert "<colour>r</colour>" in out


def test_a_number_that_is_a_value_is_meant_as_the_value(form: Callable[..., Path], run: Run) -> None:
    items = "".join(f"<item><label>L{n}</label><value>{n}</value></item>" for n in (3, 2, 1))
    _, out, _ = run(form("<q/>", body=f'<select1 ref="/data/q"><label>Q</label>{items}</select1>'), "1")
    assert "<q>1</q>" in out


def test_several_choices_are_numbers_with_blanks_between_them(form: Callable[..., Path], run: Run) -> None:
    body = CHOICES.replace("select1", "select")
    _, out, _ = run(form("<colour/>", body=body), "1 9", ",", "2, 1 2")
    assert "from 1 to 2" in out
    assert "Type the numbers of your choices" in out
    assert "<colour>b r</colour>" in out


@pytest.mark.parametrize(
    ("data_type", "typed", "kept"),
    [
        ("int", "1 200", "1200"),
        ("decimal", "3,5", "3.5"),
        ("date", "7/3/2026", "2026-03-07"),
        ("date", "2026-03-07", "2026-03-07"),
        ("time", "9:05", "09:05"),
        ("geopoint", "49.1, 6.2", "49.1 6.2"),
        ("binary", "/home/ann/photo.jpg", "photo.jpg"),
        ("string", "two  words", "two  words"),
    ],
)
def test_answers_are_typed_as_people_write_them(
    form: Callable[..., Path], run: Run, data_type: str, typed: str, kept: str
) -> None:
    path = form("<q/>", f'<bind nodeset="/data/q" type="{data_type}"/>', _question("q", "Q"))
    status, out, _ = run(path, typed)
    assert status == 0
    assert f"<q>{kept}" in out


def test_a_date_and_time_is_a_date_then_a_time(form: Callable[..., Path], run: Run) -> None:
    path = form("<q/>", '<bind nodeset="/data/q" type="dateTime"/>', _question("q", "Q"))
    assert "<q>2026-03-07T09:05" in run(path, "7.3.2026 9:05")[1]


def test_an_acknowledgement_is_a_yes(form: Callable[..., Path], run: Run) -> None:
    path = form("<q/>", body='<trigger ref="/data/q"><label>Agree?</label></trigger>')
    _, out, _ = run(path, "perhaps", "y")
    assert "Type y for yes or n for no." in out
    assert "<q>OK</q>" in out
    assert "<q/>" in run(path, "n")[1]


def test_an_answer_that_does_not_fit_is_told_in_the_forms_words_and_asked_again(
    form: Callable[..., Path], run: Run
) -> None:
    path = form(
        "<age/><size/><name/>",
        '<bind nodeset="/data/age" type="int" constraint=". &lt; 120" jr:constraintMsg="Too old."/>'
        '<bind nodeset="/data/size" type="int" constraint=". &lt; 3" required="true()"/>'
        '<bind nodeset="/data/name" required="true()" jr:requiredMsg="Say your name."/>',
        _question("age", "Age") + _question("size", "Size") + _question("name", "Name"),
    )
    status, out, _ = run(path, "x", "200", "20", "", "9", "2", "", "Ann")
    assert status == 0
    assert "Too old." in out
    assert "This answer does not fit. Try another one." in out
    assert "An answer is needed here." in out
    assert "Say your name." in out
    assert "<age>20</age>" in out


def test_back_shows_what_was_answered_and_an_empty_line_keeps_it(form: Callable[..., Path], run: Run) -> None:
    path = form("<colour/><name/>", body=CHOICES + _question("name", "Name"))
    _, out, _ = run(path, "2", ":back", "", ":back", ":back", ":clear", "", "Ann")
    assert out.count("Now: Deep blue") == 3
    assert "This is the first question." in out
    assert "The answer is empty now." in out
    assert "<colour/>" in out
    assert "<name>Ann</name>" in out


def test_a_question_that_an_answer_uncovers_is_asked_next(form: Callable[..., Path], run: Run) -> None:
    path = form(
        "<colour/><shade/><name/>",
        '<bind nodeset="/data/shade" relevant="/data/colour = \'b\'"/>',
        CHOICES + _question("shade", "Which blue?") + _question("name", "Name"),
    )
    assert "Which blue?" not in run(path, "1", "Ann")[1]
    assert "<shade>navy</shade>" in run(path, "2", "navy", "Ann")[1]


def test_a_question_that_its_own_answer_takes_away_leads_to_what_now_stands_there(
    form: Callable[..., Path], run: Run
) -> None:
    path = form(
        "<once/><done/><name/>",
        '<bind nodeset="/data/once" relevant="/data/done = \'\'"/>',
        _question("once", "Once", '<setvalue ref="/data/done" event="xforms-value-changed" value="1"/>')
        + _question("name", "Name"),
    )
    status, out, _ = run(path, "x", "Ann")
    assert status == 0
    assert "<name>Ann</name>" in out


def test_notes_and_read_only_questions_are_told_and_not_asked(form: Callable[..., Path], run: Run) -> None:
    path = form(
        "<note/><fixed>7</fixed><name/>",
        '<bind nodeset="/data/note" readonly="true()"/>'
        '<bind nodeset="/data/fixed" type="int" readonly="/data/name = \'\'"/>',
        _question("note", "Read this.") + _question("fixed", "Fixed") + _question("name", "Name"),
    )
    status, out, _ = run(path, "Ann")
    assert status == 0
    assert "Read this.\n" in out
    assert "Fixed\n(a whole number)\nNow: 7" in out


ITEXT = (
    '<itext><translation lang="English (en)" default="true()"><text id="q"><value>Which door?</value>'
    '<value form="image">jr://images/door.png</value></text>'
    '<text id="h"><value>Look left</value><value form="guidance">To find you.</value></text></translation>'
    '<translation lang="Français (fr)"><text id="q"><value>Quelle porte\u00ad ?</value></text></translation></itext>'
)


def test_the_language_can_be_chosen_and_changed(form: Callable[..., Path], run: Run) -> None:
    path = form(
        "<q/>",
        body='<input ref="/data/q"><label ref="jr:itext(\'q\')"/><hint ref="jr:itext(\'h\')"/></input>',
        head=ITEXT,
    )
    _, out, _ = run(path, ":lang", ":lang de", ":lang en", ":why", "x", options=("--language", "fr"))
    assert "Quelle porte ?" in out
    assert out.count("The form has: en, fr.") == 2
    assert "Which door?\nLook left\n[picture: door.png]" in out
    assert "To find you." in out
    assert out.index("Quelle porte") < out.index("Which door?")


def test_a_form_and_its_answers_cannot_steer_the_terminal(form: Callable[..., Path], run: Run) -> None:
    path = form("<q>kept\u009b2J</q>", body=_question("q", "One\u202e\u009b31mTwo"))
    _, out, err = run(path, "", options=("--output", str(path.with_name("out.xml"))))
    assert "One31mTwo" in out
    assert "kept2J" in out
    assert not set(out + err) & set("\u009b\u202e\x1b")
    assert "kept\u009b2J" in path.with_name("out.xml").read_text(encoding="utf-8")


def test_a_form_without_languages_and_reasons_says_so(form: Callable[..., Path], run: Run) -> None:
    _, out, _ = run(form("<q/>", body=_question("q", "Q")), ":lang fr", ":why", ":help", ":what", "x")
    assert "one language only" in out
    assert "does not say why" in out
    assert out.count(":back goes back") == 2


def test_headings_of_groups_are_told_once(form: Callable[..., Path], run: Run) -> None:
    body = (
        f'<group ref="/data/g"><label>About you</label>{_question("g/a", "A")}{_question("g/b", "B")}</group>'
        + _question("c", "C")
    )
    _, out, _ = run(form("<g><a/><b/></g><c/>", body=body), "1", "2", "3")
    assert out.count("About you") == 1
    assert out.index("About you") < out.index("A\n")


def test_input_that_ends_too_early_leaves_no_instance(form: Callable[..., Path], run: Run) -> None:
    status, out, err = run(form("<a/><b/>", body=_question("a", "A") + _question("b", "B")), "1")
    assert status == 1
    assert "ended at “b”" in err
    assert "<data" not in out


def test_quit_leaves_no_instance(form: Callable[..., Path], run: Run) -> None:
    status, out, err = run(form("<a/>", body=_question("a", "A")), ":quit")
    assert status == 1
    assert "Left" in err
    assert "<data" not in out


def test_a_long_list_is_searched_by_part_of_a_name(form: Callable[..., Path], run: Run) -> None:
    path = form(
        "<town/>",
        body='<select1 ref="/data/town"><label>Town</label><itemset nodeset="instance(\'towns\')/root/item">'
        '<value ref="name"/><label ref="label"/></itemset></select1>',
        head='<instance id="towns" src="jr://file-csv/towns.csv"/>',
    )
    rows = "".join(f"t{n},Town {n}\n" for n in range(1, 101))
    (path.parent / "towns.csv").write_text(f"name,label\n{rows}", "utf-8")
    _, out, _ = run(path, "town 10", "zzz", "town", "Town 100")
    assert "There are 100 choices." in out
    # Town 10 itself is a whole label, and so an answer.
    assert "<town>t10</town>" in out
    _, out, _ = run(path, "wn 10", "zzz", "town", "Town 100")
    assert "2 of 100 match.\n  10. Town 10\n  100. Town 100\n" in out
    assert "Nothing matches." in out
    assert "Type more of the name to see fewer." in out
    assert "<town>t100</town>" in out


def test_lists_lie_beside_the_form_in_its_folder_or_where_one_says(
    form: Callable[..., Path], run: Run, tmp_path: Path
) -> None:
    path = form("<a/>", head='<instance id="t" src="jr://file-csv/t.csv"/>', body=_question("a", "A"))
    status, _, err = run(path, "x")
    assert status == 1
    assert "“t.csv” is not there" in err
    for name in ("small-media", "elsewhere"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "t.csv").write_text("name\na\n", "utf-8")
        options = () if name == "small-media" else ("--media", str(folder))
        assert run(path, "x", options=options)[0] == 0
    status, _, err = run(path, "x", options=("--media", str(tmp_path / "nowhere")))
    assert status == 1
    assert "no such directory" in err


def test_mistakes_of_the_form_are_told_at_the_end(form: Callable[..., Path], run: Run) -> None:
    path = form(
        "<a/><b/>",
        '<bind nodeset="/data/b" calculate="count(if(/data/a = 1, \'x\', \'y\'))" required="true()"/>',
        _question("a", "A"),
    )
    status, _, err = run(path, "1")
    assert status == 0
    assert "a mistake in the form" in err
    assert "/data/b: required" in err


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("form.txt", b"x", "not a form"),
        ("form.xml", None, "No such file"),
        ("form.xml", b"<a/>", "not an XForm"),
        ("form.xlsx", b"PK", "not an .xlsx"),
        ("form.xml", b" " * (16 * 1024 * 1024 + 1), "larger than 16 MB"),
    ],
)
def test_what_is_no_form_is_told_in_a_sentence(
    run: Run, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    status, _, err = run(path)
    assert status == 1
    assert words in err
    assert "Traceback" not in err


def test_an_xlsform_is_compiled_on_its_way(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (("type", "name", "label"), ("text", "name", "What is your name?")):
        survey.append(row)
    settings = book.create_sheet("settings")
    for setting in (("form_id", "version"), ("small", "1")):
        settings.append(setting)
    path = tmp_path / "small.xlsx"
    book.save(path)
    status, out, _ = run(path, "Ann")
    assert status == 0
    assert "What is your name?" in out
    assert "<name>Ann</name>" in out


CHILDREN = (
    '<group ref="/data/child"><label>child</label><repeat nodeset="/data/child"{}>'
    '<input ref="/data/child/name"><label>Name?</label></input>'
    '<input ref="/data/child/age"><label>How old is <output value="../name"/>?</label></input></repeat></group>'
)
INSTANCE = '<child jr:template=""><name/><age/></child><end/>'


def _children(form: Callable[..., Path], more: str = "") -> Path:
    return form(
        INSTANCE,
        '<bind nodeset="/data/child/age" type="int" constraint=". &lt; 18"/>',
        CHILDREN.format(more) + _question("end", "Anything else?"),
    )


def test_a_repeated_part_is_asked_until_there_is_no_other(form: Callable[..., Path], run: Run) -> None:
    status, out, _ = run(_children(form), "y", "Ann", "5", "yes", "Bob", "20", "7", "what", "n", "no")
    assert status == 0
    assert out.count("Add one: child? (y/n)") == 1
    assert out.count("Add another: child? (y/n)") == 3
    assert "How old is Ann?" in out
    assert "How old is Bob?" in out
    assert "Type y for yes or n for no." in out
    assert "<child><name>Ann</name><age>5</age></child><child><name>Bob</name><age>7</age></child>" in out


def test_one_of_a_repeated_part_can_be_taken_out(form: Callable[..., Path], run: Run) -> None:
    lines = ("y", "Ann", "5", "y", "Bob", "7", ":remove", ":remove 3", ":remove 1", "n", "no")
    _, out, _ = run(_children(form), *lines)
    assert out.count("a number from 1 to 2") == 2
    assert "Taken out." in out
    assert "<child><name>Bob</name><age>7</age></child><end>" in out
    assert "Ann</name>" not in out.partition("<data")[2]


def test_there_may_be_none_and_back_leads_to_the_question_whether(form: Callable[..., Path], run: Run) -> None:
    _, out, _ = run(_children(form), ":remove 1", "n", ":back", ":why", "y", "Ann", ":back", ":back", "n", "no")
    assert "There is none." in out
    assert "<name>Ann</name>" in out


def test_a_part_whose_number_the_form_gives_is_not_asked_about(form: Callable[..., Path], run: Run) -> None:
    status, out, _ = run(_children(form, ' jr:count="2"'), "Ann", "5", "Bob", "7", "no")
    assert status == 0
    assert "(y/n)" not in out
    assert "<name>Bob</name>" in out
