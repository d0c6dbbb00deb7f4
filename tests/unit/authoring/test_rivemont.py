"""The demonstration town is sound: what content authors copy must pass the checks they will meet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kiosk.authoring.building import build
from kiosk.authoring.checking import check
from kiosk.authoring.checks.expressions import read_expressions
from kiosk.authoring.checks.logic import Opaque, variables
from kiosk.authoring.checks.reach import _conditions
from kiosk.authoring.finding import Severity
from kiosk.authoring.public_key import read_public_key
from kiosk.authoring.source import read_source
from kiosk.catalogue import open_pack
from kiosk.forms import load

RIVEMONT = Path(__file__).parents[3] / "packs" / "rivemont"


def test_rivemont_has_no_errors() -> None:
    checked = [service.checked_on for service in read_source(RIVEMONT).catalogue.catalogue.services]  # type: ignore[union-attr]
    findings = check(RIVEMONT, max(checked))
    assert [finding.line() for finding in findings if finding.severity is Severity.ERROR] == []


def test_rivemont_builds_opens_and_loads(public_key_file: Path, tmp_path: Path) -> None:
    key = read_public_key(public_key_file)
    build(RIVEMONT, key, tmp_path / "built", datetime(2026, 11, 23, tzinfo=UTC))
    pack = open_pack(tmp_path / "built")
    assert pack.town.languages == ("fr", "fr-x-falc", "en", "ar")
    for service in pack.catalogue.services:
        form = pack.forms[service.form]
        load(form, resources=pack.resources(service.form))
        assert (f'base64RsaPublicKey="{key}"'.encode() in form) is service.submits


def test_the_outcomes_of_the_identity_card_are_decided_by_choices_alone() -> None:
    """Only then does `pack check` prove that every set of answers leads to exactly one outcome."""
    form = read_source(RIVEMONT).forms["forms/identity-card.xlsx"]
    conditions = _conditions(form, read_expressions(form)[0])
    titles = [question for question in form.questions if question.outcome == "title"]
    assert len(titles) > 5
    for title in titles:
        assert not any(isinstance(variable, Opaque) for variable in variables(conditions[title.name])), title.name
