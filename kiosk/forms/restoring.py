"""Reading an instance that was serialised before, to take it up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import instance, names, reading
from kiosk.forms.errors import FormDamaged, InstanceRefused
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from kiosk.forms.form import Form


def restored(form: Form, xml: bytes) -> Node:
    """The document of an instance of this form.

    Raises `InstanceRefused` for what is too large, is not XML, or is of another form or version.
    """
    limits = form.model.limits
    if len(xml) > limits.instance_bytes:
        raise InstanceRefused(f"The instance has {len(xml)} bytes, and may have {limits.instance_bytes}.")
    try:
        document = instance.document(reading.parsed(xml, limits))
    except FormDamaged as error:
        # What the parser says of the place could quote an answer.
        raise InstanceRefused("The instance cannot be read as XML.", line=error.line) from None
    top, own = document.children[0], form.model.source.children[0]
    if top.local != own.local or (_said(top, "id") or top.namespace) not in (form.id, own.namespace):
        raise InstanceRefused("The instance is of another form.")
    if _said(top, "version") != form.version:
        raise InstanceRefused("The instance is of another version of the form.")
    return document


def _said(top: Node, name: str) -> str:
    return next(
        (each.text for each in top.attributes if each.local == name and each.namespace in ("", names.OPENROSA)), ""
    )
