"""Whether a pack would serve: opened as a visit opens it, every form loaded as a visit loads it."""

from __future__ import annotations

from pathlib import Path

from kiosk.catalogue.opening import PackDamaged, open_pack


def check(directory: Path) -> str:
    """The town's identifier of a pack that serves. Raises `PackDamaged`."""
    from kiosk.forms import FormError, load

    pack = open_pack(directory)
    for name, content in pack.forms.items():
        try:
            load(content, resources=pack.resources(name))
        except FormError as error:
            raise PackDamaged(f"The form '{name}' of the pack cannot be asked. {error}") from error
    return pack.town.id
