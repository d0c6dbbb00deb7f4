"""PySide6's decorators with the types that they have, for mypy --strict.

The names are PySide6's own, because `pyside6-metaobjectdump` reads class bodies by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

if TYPE_CHECKING:
    _Class = TypeVar("_Class")

    class QmlUncreatable:
        """A class that QML may name but not make, with the reason why."""

        def __init__(self, reason: str) -> None: ...

        def __call__(self, kind: _Class, /) -> _Class: ...

    _Value = TypeVar("_Value")

    class _Read(property):
        """What `@Property(...)` leaves in the class body: reading gives the getter's value."""

    class Property:
        """A Qt property read from Python; `kind` is a Python type or a C++ type's name."""

        def __init__(self, kind: type | str, *, notify: Signal | None = None) -> None: ...

        def __call__(self, getter: Callable[[Any], _Value], /) -> _Read: ...

else:
    from PySide6.QtCore import Property
    from PySide6.QtQml import QmlUncreatable

__all__ = ["Property", "QmlElement", "QmlUncreatable", "Signal", "Slot"]
