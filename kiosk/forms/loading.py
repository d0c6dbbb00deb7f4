"""XForm to `Form`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import graph, instance, instances, names, reading
from kiosk.forms.actions import read_actions
from kiosk.forms.binds import Bind, read_binds
from kiosk.forms.body import Body, read_body
from kiosk.forms.choices import Itemset
from kiosk.forms.errors import FormDamaged
from kiosk.forms.expression import ExpressionReader
from kiosk.forms.form import Form, Model
from kiosk.forms.itext import read_itext
from kiosk.forms.limits import DEFAULT_LIMITS, Limits
from kiosk.forms.markup import attribute, children, line_of
from kiosk.forms.questions import Question, QuestionKind
from kiosk.forms.resources import Resources
from kiosk.forms.xpath.tree import Kind, Node

if TYPE_CHECKING:
    pass


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
    document = instance.document(primary)
    _with_meta(document.children[0], "orx" if root.nsmap.get("orx") == names.OPENROSA else "")
    elements = instance.number(document)
    secondary = instances.secondary(sources[1:], resources, limits)
    namespaces = {str(prefix): str(uri) for prefix, uri in root.nsmap.items() if prefix}
    reader = ExpressionReader(document, secondary.get, namespaces, limits)
    binds, warnings = read_binds(model, elements, reader)
    controls = read_body(body, binds, reader)
    itext = read_itext(model, reader)
    paths = tuple(element.path() for element in elements)
    first: dict[str, int] = {}
    for index, path in enumerate(paths):
        first.setdefault(path, index)
    by_index = {control.index: control for control in reversed(controls.controls)}
    itemsets = {index: c.choices for index, c in by_index.items() if isinstance(c.choices, Itemset)}
    top = elements[0]
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
        calculations=_calculations(elements, paths, binds, controls),
        repeats=(),
        warnings=tuple(warnings),
        model=Model(
            document=document,
            elements=tuple(elements),
            paths=paths,
            index_of=first,
            binds=binds,
            body=controls,
            controls=by_index,
            group_labels={each.group.path: each.label for each in controls.groups},
            itext=itext,
            instances=secondary,
            graph=graph.build(elements, binds, itemsets),
            actions=read_actions(model, body, reader),
            limits=limits,
        ),
    )


def _attribute(node: Node, name: str) -> str:
    return next((a.text for a in node.attributes if a.local == name and not a.prefix), "")


def _with_meta(top: Node, prefix: str) -> None:
    """Give the instance a `meta/instanceID` where it has none: every submission carries one."""
    meta = next((c for c in top.children if c.local == "meta"), None)
    if meta is None:
        meta = Node(Kind.ELEMENT, "meta", prefix=prefix, namespace=names.OPENROSA)
        top.append(meta)
    if not any(c.local == "instanceID" for c in meta.children):
        meta.append(Node(Kind.ELEMENT, "instanceID", prefix=meta.prefix, namespace=meta.namespace))


def _calculations(
    elements: list[Node], paths: tuple[str, ...], binds: tuple[Bind, ...], body: Body
) -> tuple[Question, ...]:
    asked = {control.index for control in body.controls}
    return tuple(
        Question(
            path=paths[element.index],
            name=element.local,
            kind=QuestionKind.CALCULATION,
            data_type=binds[element.index].data_type,
            attributes=binds[element.index].attributes,
        )
        for element in elements
        if element.index not in asked and binds[element.index].calculate is not None
    )
