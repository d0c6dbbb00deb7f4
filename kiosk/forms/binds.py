"""Binds: the rules of each node of the primary instance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.forms import names
from kiosk.forms.errors import FormError, UnknownPath
from kiosk.forms.expression import Expression, ExpressionReader
from kiosk.forms.markup import attribute, line_of, split
from kiosk.forms.shape import Shape
from kiosk.forms.wording import Translated, Wording, Written
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from lxml.etree import _Element


_NO_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType({})


class Bind(NamedTuple):
    """The rules of one node. An expression that is not written is None.

    `line` is the bind's line in the XForm (None for a node without a bind).
    """

    data_type: str = "string"
    relevant: Expression | None = None
    calculate: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    required_message: Wording | None = None
    constraint_message: Wording | None = None
    preload: str = ""
    preload_parameter: str = ""
    attributes: Mapping[str, str] = _NO_ATTRIBUTES
    line: int | None = None

    @property
    def always_readonly(self) -> bool:
        """Whether the node can never be changed, whatever the answers are."""
        return constant(self.readonly) is True


def constant(expression: Expression | None) -> bool | None:
    """Whether an expression is `true()` or `false()` as it is written; None for every other, and for None."""
    if expression is None or expression.source not in ("true()", "false()"):
        return None
    return expression.source == "true()"


_NO_BIND: Final = Bind()
_KIOSK: Final = f"{{{names.KIOSK}}}"
_JAVAROSA: Final = f"{{{names.JAVAROSA}}}"


def read_binds(
    model: _Element, shape: Shape, index_of: Mapping[str, int], reader: ExpressionReader
) -> tuple[tuple[Bind, ...], list[FormError]]:
    """The bind of each template, by index; and a warning for each bind without one.

    An attribute that has a bind is numbered. Raises the errors of expressions.
    """
    warnings: list[FormError] = []
    written: list[tuple[_Element, Node]] = []
    # All nodes first: an expression may read an attribute whose bind comes later.
    for source in model.iterfind(f"{{{names.XFORMS}}}bind"):
        nodeset = attribute(source, "nodeset", "ref").strip()
        known = index_of.get(nodeset)
        try:
            node = shape.elements[known] if known is not None else find_node(nodeset, reader, line_of(source))
        except UnknownPath as warning:
            warnings.append(warning)
            continue
        written.append((source, node))
    binds = [_NO_BIND] * len(shape.elements)
    for source, node in written:
        binds[node.index] = _bind(source, node, reader)
    return tuple(binds), warnings


def find_node(path: str, reader: ExpressionReader, line: int | None, here: Node | None = None) -> Node:
    """The element at a path written in a bind, control or action, standing on `here` (None: the root element).

    Raises `UnknownPath`.
    """
    try:
        found = reader.nodes(path, here) if path else []
    except FormError as error:
        raise error.located(path=path, line=line) from None
    if not found:
        raise UnknownPath("A rule or a question names a node that the form does not have.", path=path, line=line)
    return found[0]


def _bind(source: _Element, node: Node, reader: ExpressionReader) -> Bind:
    line = line_of(source)
    # All at once: to ask for each took a third of the time to read a bind.
    given: dict[str, str] = dict(source.attrib)  # type: ignore[arg-type]  # what lxml gives is text

    def expression(name: str) -> Expression | None:
        written = given.get(name)
        return reader.read(written, node, line=line) if written and written.strip() else None

    own = {split(name)[1]: value for name, value in given.items() if name.startswith(_KIOSK)}
    return Bind(
        data_type=given.get("type", "").rpartition(":")[2] or "string",
        relevant=expression("relevant"),
        calculate=expression("calculate"),
        required=expression("required"),
        readonly=expression("readonly"),
        constraint=expression("constraint"),
        required_message=message(given.get(f"{_JAVAROSA}requiredMsg", "")),
        constraint_message=message(given.get(f"{_JAVAROSA}constraintMsg", "")),
        preload=given.get(f"{_JAVAROSA}preload", ""),
        preload_parameter=given.get(f"{_JAVAROSA}preloadParams", ""),
        attributes=MappingProxyType(own) if own else _NO_ATTRIBUTES,
        line=line,
    )


def message(written: str) -> Wording | None:
    """The message that an attribute holds: `jr:itext('id')`, or the words themselves."""
    text = written.strip()
    if not text:
        return None
    name = itext_name(text)
    return Translated(name) if name is not None else Written((text,))


# Not parsed: each label has one, and that took a tenth of a small form's time to load.
_ITEXT: Final = re.compile(r"""jr:itext\s*\(\s*(?:'([^']*)'|"([^"]*)")\s*\)""")


def itext_name(written: str) -> str | None:
    """The id in `jr:itext('id')`, or None for anything else."""
    found = _ITEXT.fullmatch(written)
    return None if found is None else str(found[1] if found[1] is not None else found[2])
