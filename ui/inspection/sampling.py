"""Which few of many pages to look at, where looking takes long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.pages.page import Field, FieldKind, Fields
from ui.inspection.collecting import Found

LOOKS = ("tone", "level", "open", "arrangement", "invalid", "compact")


def sample(pages: Sequence[Found]) -> list[Found]:
    """A few pages that have every kind of page, and every kind of block in every look."""
    features = {found.name: _features(found) for found in pages}
    left: set[object] = set().union(*features.values())
    chosen = []
    while left:
        best = max(pages, key=lambda found: len(features[found.name] & left))
        chosen.append(best)
        left -= features[best.name]
    return chosen


def typed(pages: Iterable[Found]) -> list[Found]:
    """One page for each kind of field."""
    found: dict[FieldKind, Found] = {}
    for each in pages:
        for block in each.page.blocks:
            fields = block.fields if isinstance(block, Fields) else (block,) if isinstance(block, Field) else ()
            for field in fields:
                found.setdefault(field.kind, each)
    return list(dict.fromkeys(found.values()))


def _features(found: Found) -> set[object]:
    page = found.page
    features: set[object] = {page.kind, bool(page.voice), bool(page.status), bool(page.mark)}
    features |= {(action.style, action.ready) for action in (page.back, page.forward) if action is not None}
    for block in page.blocks:
        kind = type(block).__name__
        features.add((kind, getattr(block, "kind", None), *(getattr(block, name, None) for name in LOOKS)))
        features |= {(kind, choice.chosen, bool(choice.picture)) for choice in getattr(block, "choices", ())}
        features |= {("action", action.style, action.on) for action in getattr(block, "actions", ())}
    return features
