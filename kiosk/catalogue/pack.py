"""A built pack, opened: the town, its catalogue, and its compiled forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.catalogue.model import Catalogue, Town


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a visit needs from the town.

    `forms` holds compiled XForms as bytes, by form identifier. `spoken` holds the voice's own wordings of
    form texts: `spoken[form][language][key]`, where key is `question/label`, `question/hint`,
    `question/guidance_hint`, or `list_name/choice_name`. `digest` is the SHA-256 of `pack.json`.
    """

    town: Town
    catalogue: Catalogue
    forms: Mapping[str, bytes]
    spoken: Mapping[str, Mapping[str, Mapping[str, str]]]
    digest: str
