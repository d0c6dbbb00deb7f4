"""Relative paths keep their meaning inside predicates, inside texts, and in each instance of a repeat."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.forms import Session

LETTERS = (
    "<instance id='l'><root><item><name>x</name><label>Ex</label></item>"
    "<item><name>y</name><label>Why</label></item></root></instance>"
)
CHOICES = '<itemset nodeset="instance(\'l\')/root/item"><value ref="name"/><label ref="label"/></itemset>'


@pytest.fixture
def letters(xform: Callable[..., bytes], begin: Callable[..., Session]) -> Session:
    """Three letters in a repeat and one beside it, each with its name."""
    session = begin(
        xform(
            '<r jr:template=""><a/><out/></r><b/><named/><alike/><current/>',
            head=LETTERS,
            binds='<bind nodeset="/data/r/out" calculate="jr:choice-name(../a, \'../a\')"/>'
            '<bind nodeset="/data/named" calculate="jr:choice-name(../b, \'../b\')"/>'
            '<bind nodeset="/data/alike" calculate="count(/data/r[a = ../b])"/>'
            '<bind nodeset="/data/current" calculate="count(/data/r[a = current()/../b])"/>',
            body=f'<group ref="/data/r"><repeat nodeset="/data/r"><select1 ref="/data/r/a">{CHOICES}</select1>'
            f'</repeat></group><select1 ref="/data/b">{CHOICES}</select1>',
        )
    )
    for number, letter in enumerate("xyy", start=1):
        session.add_repeat("/data/r")
        session.set(f"/data/r[{number}]/a", letter)
    return session


def test_a_choice_is_named_beside_the_question(letters: Session) -> None:
    letters.set("/data/b", "y")
    assert letters.value("/data/named") == "Why"
    letters.set("/data/b", "x")
    assert letters.value("/data/named") == "Ex"


def test_a_choice_is_named_in_each_instance(letters: Session) -> None:
    assert [letters.value(f"/data/r[{number}]/out") for number in (1, 2, 3)] == ["Ex", "Why", "Why"]
    letters.set("/data/r[2]/a", "x")
    assert [letters.value(f"/data/r[{number}]/out") for number in (1, 2, 3)] == ["Ex", "Ex", "Why"]


@pytest.mark.parametrize("path", ["/data/alike", "/data/current"])
def test_a_relative_path_in_a_predicate_starts_at_the_node_that_is_tried(letters: Session, path: str) -> None:
    letters.set("/data/b", "x")
    assert letters.value(path) == "1"
    letters.set("/data/b", "y")
    assert letters.value(path) == "2"
    letters.set("/data/r[1]/a", "y")
    assert letters.value(path) == "3"
