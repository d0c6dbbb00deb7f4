"""Questions for files, codes and places in a pack: what a kiosk cannot take, and how rehearsals answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.authoring.checking import check
from kiosk.authoring.checks.attaching import answer_problem
from kiosk.authoring.finding import Finding, Severity

WORDS = {"label::Français (fr)": "Votre réponse ?", "label::English (en)": "Your answer?"}


def found(pack: Any) -> list[Finding]:
    return [one for one in check(pack.write(), date(2026, 11, 23)) if one.severity is Severity.ERROR]


def ask(pack: Any, kind: str, required: str = "", answer: str = "") -> None:
    rows = pack.forms["permit"]["survey"]
    rows.insert(2, {"type": kind, "name": "thing", "required": required, **WORDS})
    if answer:
        pack.rehearsals["permit"] = pack.rehearsals["permit"].replace("[expect]", f'thing = "{answer}"\n[expect]')


@pytest.mark.parametrize("kind", ["image", "file", "audio", "video", "barcode", "geopoint", "geotrace", "geoshape"])
def test_every_type_may_stand_in_a_form(pack: Any, kind: str) -> None:
    ask(pack, kind)
    assert [finding.line() for finding in found(pack)] == []


@pytest.mark.parametrize(
    "answer", ["@camera", "@signature:drawn", "@signature:typed:Ada Lovelace", "@file:facture.pdf"]
)
def test_a_rehearsal_says_how_a_file_is_made(pack: Any, answer: str) -> None:
    ask(pack, "image", "yes", answer)
    assert [finding.line() for finding in found(pack)] == []


@pytest.mark.parametrize("answer", ["photo.jpg", "@film", "@signature:", "@signature:typed:", "@file:../x", "@file:"])
def test_a_rehearsal_that_says_it_wrongly_is_told(answer: str) -> None:
    problem = answer_problem("image", answer)
    assert problem is not None
    assert "@camera" in problem[1]


def test_a_rehearsal_cannot_answer_what_a_kiosk_cannot_take() -> None:
    assert answer_problem("geoshape", "49 6 0 0") is not None
    assert answer_problem("text", "anything") is None
    assert answer_problem("barcode", "12345") is None
