"""The garbage collector waits while a form is loaded, and goes on afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from kiosk.forms import FormDamaged, load
from kiosk.forms.collecting import collecting_later


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    if was_on:
        gc.enable()
    else:
        gc.disable()


def test_it_is_off_during_the_work_and_on_again_after() -> None:
    gc.enable()
    assert collecting_later(gc.isenabled)() is False
    assert gc.isenabled()


def test_who_has_it_off_keeps_it_off() -> None:
    gc.disable()
    collecting_later(gc.isenabled)()
    assert not gc.isenabled()


def test_a_failure_leaves_it_as_it_was() -> None:
    gc.enable()
    with pytest.raises(FormDamaged):
        load(b"<not-a-form/>")
    assert gc.isenabled()
