"""What QML made of an object: asked of QML, never of `metaObject()`.

PySide keeps the wrapper of a meta-object for as long as that of its object, and takes whatever stands in the same place
of memory later for it: an item then comes back as a `QMetaObject`, pages later and in a function that never asked.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QObject
from PySide6.QtQml import QQmlExpression, qmlContext

_GENERATED = re.compile(r"(_QML(TYPE)?_\d+)?\(0x.*$")


def type_name(thing: QObject) -> str:
    """The name of its QML type, or of its C++ class."""
    return _GENERATED.sub("", str(evaluated(thing, "toString()") or ""))


def has(thing: QObject, name: str) -> bool:
    """Whether it has such a property, and a value in it."""
    try:
        return thing.property(name) is not None
    except RuntimeError:
        # PySide has no converter for what is in it, such as another type of QML.
        return True


def evaluated(item: QObject, expression: str) -> object:
    """What QML makes of it in the item's scope: for what PySide has no converter for, such as enumerations."""
    context = qmlContext(item)
    # The stubs promise the value alone; PySide gives it with a flag.
    value: object = QQmlExpression(context, item, expression).evaluate() if context is not None else None
    return value[0] if isinstance(value, tuple) else value


def hears(thing: QObject, signal: str) -> bool:
    """Whether somebody listens to this signal, such as `clicked(QQuickMouseEvent*)`: QML's handlers count."""
    # The 2 is what Qt's SIGNAL() writes before a signature.
    return thing.receivers(f"2{signal}") > 0
