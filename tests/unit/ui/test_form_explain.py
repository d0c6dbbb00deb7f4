"""`parvis form explain` as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.cli import main

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Small form</h:title><model>
<instance><data id="small"><colour/><shade/><never/><note/><sum/><group/></data></instance>
<instance id="shades" src="jr://file-csv/shades.csv"/>
<bind nodeset="/data/shade" relevant="/data/colour = 'red'"/>
<bind nodeset="/data/never" relevant="/data/colour = 'green'"/>
<bind nodeset="/data/sum" calculate="count(if(/data/colour = '', 'x', 'y'))"/>
<bind nodeset="/data/gone" relevant="true()"/></model></h:head><h:body>
<select1 ref="/data/colour"><label>Colour</label><item><label>Red</label><value>red</value></item></select1>
<select1 ref="/data/shade"><itemset nodeset="instance('shades')/root/item"><value ref="name"/></itemset></select1>
<input ref="/data/never"><label>Never</label></input></h:body></h:html>"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "small.xml"
    path.write_text(FORM, "utf-8")
    (tmp_path / "small-media").mkdir()
    (tmp_path / "small-media" / "shades.csv").write_text("name\na\nb\nc\n", "utf-8")
    return path


def test_a_form_is_explained_in_lines(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "explain", str(form)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Small form: 3 questions, 1 calculations.\n")
    assert "NEVER ASKED\n  /data/never: “green” is no choice of /data/colour.\n" in out
    assert "/data/never, whether it is asked: “green” is no choice of /data/colour." in out
    assert "MISTAKES\n" in out
    assert "/data/gone" in out
    assert "“count” needs a path" in out
    assert "uses them\n  /data/shade\n  /data/never\n" in out
    assert "An answer to /data/colour sets going 3 rules at most." in out
    assert "The list shades has 3 rows." in out
    assert "/data/shade (select_one)\n  depends on colour (whether it is asked)\n" in out
    assert "/data/colour (select_one)\n  needed by shade, never (whether it is asked); sum (its value)\n" in out


@pytest.mark.parametrize("words", [[], ["--dot"]])
def test_nothing_of_a_form_acts_on_the_terminal(
    form: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    acting = (
        FORM.replace("Small form", "Small \x9b2Jform")
        .replace("'green'", "'gr\u202een'")
        .replace('"small"', '"\u202esmall"')
    )
    form.write_text(acting, "utf-8")
    assert main(["form", "explain", str(form), *words]) == 0
    out = capsys.readouterr().out
    assert "small" in out.lower()
    assert "\x9b" not in out
    assert "\u202e" not in out


def test_a_form_is_drawn_as_a_graph(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "explain", str(form), "--dot"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == 'digraph "small" {'
    assert lines[-1] == "}"
    assert '  "/data/colour" [label="colour (select_one)"];' in lines
    assert '  "/data/never" [label="never (text)", style=dashed];' in lines
    assert '  "/data/colour" -> "/data/sum" [label="calculate"];' in lines


def test_a_long_chain_is_told_by_its_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"q{n}" for n in range(20)]
    binds = "".join(f'<bind nodeset="/data/q{n}" calculate="/data/q{n - 1} + 1"/>' for n in range(1, 20))
    path = tmp_path / "chain.xml"
    path.write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>'
        f'<instance><data id="chain">{"".join(f"<{name}/>" for name in names)}</data></instance>{binds}</model>'
        '</h:head><h:body><input ref="/data/q0"><label>Q</label></input></h:body></h:html>',
        "utf-8",
    )
    assert main(["form", "explain", str(path)]) == 0
    out = capsys.readouterr().out
    assert "20 links: q0 → q1 → q2 → q3 → q4 → q5 → … → q15 → q16 → q17 → q18 → q19." in out
    assert "NEVER ASKED\n  none\n" in out
    assert "MISTAKES" not in out


def test_a_form_that_is_wrong_is_told(tmp_path: Path, form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "small-media" / "shades.csv").unlink()
    assert main(["form", "explain", str(form)]) == 1
    assert "“shades.csv” is not there" in capsys.readouterr().err
