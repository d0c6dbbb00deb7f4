"""XForm to `Form`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import instance, instances, names, reading, searching
from kiosk.forms.actions import number_attributes, read_actions
from kiosk.forms.binds import Bind, constant, read_binds
from kiosk.forms.body import Body, Control, read_body
from kiosk.forms.choices import Itemset
from kiosk.forms.collecting import collecting_later
from kiosk.forms.errors import FormDamaged
from kiosk.forms.expression import ExpressionReader
from kiosk.forms.form import Form, Model
from kiosk.forms.graph import Graph, graph_of
from kiosk.forms.instances import LAST_SAVED
from kiosk.forms.itext import read_itext
from kiosk.forms.limits import DEFAULT_LIMITS, Limits
from kiosk.forms.markup import attribute, children, line_of
from kiosk.forms.ordering import cells_of, ordered
from kiosk.forms.questions import Question, QuestionKind
from kiosk.forms.resources import Resources
from kiosk.forms.shape import Shape, shape_of
from kiosk.forms.templates import patterns, repeat_paths, shaped
from kiosk.forms.xpath.tree import Kind, Node

if TYPE_CHECKING:
    from lxml.etree import _Element


@collecting_later
def load(xml: bytes, *, limits: Limits = DEFAULT_LIMITS, resources: Resources | None = None) -> Form:
    """The form that an XForm describes, with all its rules checked and compiled.

    `resources` brings the files that the form names; every list among them is read now.
    Raises subclasses of `FormError`: `FormDamaged` for what is not an XForm or is refused,
    `XPathSyntax`, `UnknownFunction`, `UnknownPath` ... for its expressions, `DependencyCycle`;
    `MissingResource` and `ResourceDamaged` for its files.
    """
    root = reading.read(xml, limits)
    model = root.find(f"{{{names.XHTML}}}head/{{{names.XFORMS}}}model")
    if model is None:
        raise FormDamaged("This is not an XForm: it has no `h:head/model`.")
    body = root.find(f"{{{names.XHTML}}}body")
    sources = model.findall(f"{{{names.XFORMS}}}instance")
    primary = next(iter(children(sources[0])), None) if sources else None
    if primary is None:
        raise FormDamaged("The form has no primary instance: nothing to answer.", line=line_of(model))
    source = instance.document(primary)
    _with_meta(source.children[0], "orx" if root.nsmap.get("orx") == names.OPENROSA else "")
    repeats = repeat_paths(body)
    document = shaped(source, repeats)
    shape = shape_of(instance.number(document), repeats)
    secondary = instances.secondary(sources[1:], resources, limits)
    searching.add_lists(body, secondary, resources, limits)
    namespaces = {str(prefix): str(uri) for prefix, uri in root.nsmap.items() if prefix}
    reader = ExpressionReader(document, shape, secondary.get, namespaces, limits)
    index_of: dict[str, int] = {}
    _index(shape, index_of)
    number_attributes(model, body, reader)
    binds, warnings = read_binds(model, shape, index_of, reader)
    _index(shape, index_of)  # attributes that rules name are numbered by now
    controls = read_body(body, binds, reader, warnings)
    itext = read_itext(model, reader)
    actions = read_actions(model, body, shape, reader, warnings)
    by_index = {control.index: control for control in reversed(controls.controls)}
    made, native = patterns(source, shape)
    top = shape.elements[0]
    submission = model.find(f"{{{names.XFORMS}}}submission")
    return Form(
        id=_attribute(top, "id") or attribute(primary, "id") or top.namespace,
        version=_attribute(top, "version"),
        title=str(root.findtext(f"{{{names.XHTML}}}head/{{{names.XHTML}}}title") or "").strip(),
        languages=itext.languages,
        language_codes=itext.codes,
        default_language=itext.default,
        public_key=attribute(submission, "base64RsaPublicKey") if submission is not None else "",
        submission_url=attribute(submission, "action") if submission is not None else "",
        questions=tuple(control.question for control in controls.controls),
        calculations=_calculations(shape, binds, controls),
        repeats=tuple(control.repeat for control in controls.repeats),
        warnings=tuple(warnings),
        model=Model(
            document=document,
            source=source,
            shape=shape,
            patterns=made,
            native=native,
            index_of=index_of,
            binds=binds,
            constants=tuple(map(_constants, binds)),
            body=controls,
            controls=by_index,
            repeats={control.index: control for control in reversed(controls.repeats)},
            group_labels={each.index: each.label for each in controls.groups},
            itext=itext,
            instances=secondary,
            last_saved=_last_saved(sources[1:]),
            graph=_graph(binds, by_index, controls, shape),
            actions=actions,
            reader=reader,
            limits=limits,
        ),
    )


def _index(shape: Shape, index_of: dict[str, int]) -> None:
    for index in range(len(index_of), len(shape.paths)):
        index_of.setdefault(shape.paths[index], index)


def _graph(binds: tuple[Bind, ...], controls: dict[int, Control], body: Body, shape: Shape) -> Graph:
    itemsets = {index: c.choices.nodes for index, c in controls.items() if isinstance(c.choices, Itemset)}
    counts = {control.index: control.count for control in body.repeats if control.count is not None}
    constraints = {index: bind.constraint for index, bind in enumerate(binds) if bind.constraint is not None}
    return graph_of(ordered(cells_of(binds, itemsets, counts, shape), shape, binds), constraints, shape)


def _constants(bind: Bind) -> tuple[bool, bool, bool]:
    """What a node is when it is made: its own relevance, whether it is required, whether it is read-only itself."""
    return constant(bind.relevant) is not False, constant(bind.required) is True, constant(bind.readonly) is True


def _last_saved(sources: list[_Element]) -> frozenset[str]:
    return frozenset(attribute(each, "id") for each in sources if attribute(each, "src").strip() == LAST_SAVED)


def _attribute(node: Node, name: str) -> str:
    wanted = [a for a in node.attributes if a.local == name and a.namespace in ("", names.OPENROSA)]
    return wanted[0].text if wanted else ""


def _with_meta(top: Node, prefix: str) -> None:
    """Give the instance a `meta/instanceID` where it has none: every submission carries one."""
    meta = next((c for c in top.children if c.local == "meta"), None)
    if meta is None:
        meta = Node(Kind.ELEMENT, "meta", prefix=prefix, namespace=names.OPENROSA)
        top.append(meta)
    if not any(c.local == "instanceID" for c in meta.children):
        meta.append(Node(Kind.ELEMENT, "instanceID", prefix=meta.prefix, namespace=meta.namespace))


def _calculations(shape: Shape, binds: tuple[Bind, ...], body: Body) -> tuple[Question, ...]:
    asked = {control.index for control in body.controls}
    return tuple(
        Question(
            path=shape.paths[index],
            name=shape.elements[index].local,
            kind=QuestionKind.CALCULATION,
            data_type=bind.data_type,
            attributes=bind.attributes,
            repeats=tuple(shape.paths[repeat] for repeat in shape.chains[index]),
        )
        for index, bind in enumerate(binds)
        if index not in asked and bind.calculate is not None
    )
