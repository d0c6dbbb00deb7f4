"""A rehearsal's plan goes to the visit as text, and comes out of it as it went in."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum

from kiosk.config import Screen
from kiosk.visit.preferences import KeyOrder, Palette, Preferences, Scanning, TextSize
from ui.rehearsal.plan import Plan


def test_every_setting_comes_back_as_what_it_was() -> None:
    unusual = Preferences(
        language="ar",
        text_size=TextSize.LARGEST,
        palette=Palette.SOFT,
        motion=False,
        listening=True,
        rate=7,
        volume=0,
        keys=KeyOrder.ABC,
        scanning=Scanning.TWO,
        scan_pace=0,
        hold=3,
    )
    for preferences in (Preferences(), unusual):
        plan = Plan("name", "service", {"a": "1"}, "sent", ("paper",), preferences, Screen(800, 1280, 189.0))
        back = Plan.from_json(plan.to_json())
        assert back == plan
        for each in fields(Preferences):
            value = getattr(preferences, each.name)
            # Equal is not enough: the text "off" is equal to `Scanning.OFF`, and is not it.
            assert type(getattr(back.preferences, each.name)) is type(value)
            assert not isinstance(value, Enum) or getattr(back.preferences, each.name) is value
