"""Forms of a pack's source as the engine loads them, with the files beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.authoring.compiling import compile_form
from kiosk.authoring.source import Source

if TYPE_CHECKING:
    from kiosk.forms import Form


def load_form(source: Source, file: str) -> Form:
    """The form at this path. Raises `CompilationFailed`, or the engine's `FormError`."""
    from kiosk.forms import load
    from kiosk.forms.resources import NamedFiles

    content = source.files[file]
    # A form that came as XML is loaded as it came: its lines are those that its author can find.
    return load(content if file in source.xforms else compile_form(content), resources=NamedFiles(source.media(file)))
