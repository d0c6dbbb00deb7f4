"""Forms of a pack's source as the engine loads them, with the files beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.authoring.compiling import compile_form, finish_form
from kiosk.authoring.source import Source

if TYPE_CHECKING:
    from kiosk.forms import Form


def load_form(source: Source, file: str) -> Form:
    """The form at this path. Raises `CompilationFailed`, or the engine's `FormError`."""
    from kiosk.forms import load
    from kiosk.forms.resources import NamedFiles

    content = source.files[file]
    xform = finish_form(content) if file in source.xforms else compile_form(content)
    return load(xform, resources=NamedFiles(source.media(file)))
