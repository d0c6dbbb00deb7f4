"""What is wrong with a rehearsal is said in a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.visit.preferences import Palette, TextSize
from ui.rehearsal.company import DeskSilent, wait_for_desk
from ui.rehearsal.plan import Overrides, RehearsalUnfit, plans, read_plan, written_in

ROOT = Path(__file__).parents[3]
WHOLE = 'service = "town-wifi"\n[answers]\ndevice = "android"\n[expect]\noutcome = "title"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE.split("[expect]")[0], r"\[expect\] with outcome"),
        (WHOLE.replace("[expect]", "expect = 3\n[more]"), r"\[expect\] with outcome"),
        (WHOLE.replace('outcome = "title"', ""), "'outcome' must be there"),
        (WHOLE.replace("service =", "servize ="), "'service' must be there"),
        (WHOLE.replace('"town-wifi"', "3"), "'service' must be there, with a text"),
        (WHOLE + '[preferences]\ntext_size = "huge"', "huge"),
        ("service = ", "not readable as TOML"),
    ],
)
def test_a_rehearsal_file_names_what_it_lacks(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "lost.toml"
    path.write_text(text)
    with pytest.raises(RehearsalUnfit, match=said) as found:
        list(plans(path, Overrides()))
    assert "lost.toml" in str(found.value)


def test_a_whole_one_is_a_plan_that_survives_its_way_to_the_visit(tmp_path: Path) -> None:
    (tmp_path / "found.toml").write_text(WHOLE)
    (plan,) = plans(tmp_path / "found.toml", Overrides())
    (tmp_path / "plan.json").write_text(plan.to_json())
    assert read_plan(tmp_path / "plan.json") == plan


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"preferences": 3}'])
def test_a_visit_without_a_plan_says_so(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "nope"
    if content is not None:
        path.write_text(content)
    with pytest.raises(RehearsalUnfit, match="nope"):
        read_plan(path)


def test_the_command_line_says_it_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "visit", "--state", str(tmp_path), "--rehearsal", "/nope"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("parvis: /nope: cannot be read")
    assert "Traceback" not in done.stderr


def test_the_desk_is_waited_for_and_its_end_is_told() -> None:
    says = [sys.executable, "-c", "import time; time.sleep(0.3); print('The desk listens at', flush=True)"]
    ends = [sys.executable, "-c", "pass"]
    for command, silent in ((says, False), (ends, True)):
        desk = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            if silent:
                with pytest.raises(DeskSilent, match="could not start"):
                    wait_for_desk(desk)
            else:
                wait_for_desk(desk)
        finally:
            desk.communicate()


def test_variants_multiply_and_say_what_is_recorded(tmp_path: Path) -> None:
    variants = (
        '[variants]\nlanguages = ["fr", "ar"]\ntext_sizes = ["small", "largest"]\n'
        'palettes = ["default", "soft"]\nerrors = true\nanswered = true\n'
    )
    (tmp_path / "many.toml").write_text(WHOLE + variants)
    many = list(plans(tmp_path / "many.toml", Overrides()))
    assert len({plan.label for plan in many}) == 8
    assert all(plan.errors and plan.answered for plan in many)
    assert {plan.preferences.text_size for plan in many} == {TextSize.SMALL, TextSize.LARGEST}
    one = list(plans(tmp_path / "many.toml", Overrides("fr", None, None, "large", "soft")))
    assert [(p.preferences.text_size, p.preferences.palette) for p in one] == [(TextSize.LARGE, Palette.SOFT)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('text_sizes = "small"', "'text_sizes' must be a list"),
        ("palettes = []", "'palettes' must be a list"),
        ('text_sizes = ["huge"]', "huge"),
        ('errors = "yes"', "'errors' must be true or false"),
        ("answered = 1", "'answered' must be true or false"),
    ],
)
def test_a_variant_that_does_not_fit_is_named(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "many.toml").write_text(f"{WHOLE}[variants]\n{line}\n")
    with pytest.raises(RehearsalUnfit, match=said):
        list(plans(tmp_path / "many.toml", Overrides()))


def test_whoever_names_a_built_pack_learns_where_its_rehearsals_are(tmp_path: Path) -> None:
    with pytest.raises(RehearsalUnfit, match="has no rehearsals"):
        written_in(tmp_path)
    (tmp_path / "pack.json").touch()
    with pytest.raises(RehearsalUnfit, match="Name the source"):
        written_in(tmp_path)
    (tmp_path / "rehearsals").mkdir()
    (tmp_path / "rehearsals" / "one.toml").touch()
    assert [path.name for path in written_in(tmp_path)] == ["one.toml"]
