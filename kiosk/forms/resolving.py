"""Wordings, resolved against a session: what a person reads, sees and hears now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import itext
from kiosk.forms.lists.naming import element_name
from kiosk.forms.wording import (
    EMPTY,
    NO_MEDIA,
    Computed,
    Media,
    NamedColumns,
    Segments,
    Text,
    Translated,
    TranslatedByRow,
    Wording,
    Written,
)
from kiosk.forms.xpath.rows import text_of
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import to_string

if TYPE_CHECKING:
    from kiosk.forms.surroundings import Surroundings


def resolved(state: Surroundings, wording: Wording | None, node: Node, form: str = itext.PLAIN) -> Text:
    """A wording as plain text, in the session's language, standing on `node`."""
    match wording:
        case None:
            return EMPTY
        case Written(segments):
            return _joined(state, segments, node) if form == itext.PLAIN else EMPTY
        case Translated() | TranslatedByRow():
            return translated(state, _name(state, wording, node), node, form)
        case Computed(expression, column):
            if form != itext.PLAIN:
                return EMPTY
            if column:
                return Text(text_of(node, column))
            value = state.evaluate(expression, node)
            # A column of a list is the author's word; anything of the instance may be an answer.
            return Text(to_string(value), bool(expression.reads)) if value is not None else EMPTY
        case NamedColumns(names):
            columns = resolved(state, names, node, form).text.split(",")
            return Text(", ".join(filter(None, (text_of(node, element_name(column)) for column in columns))))


def translated(state: Surroundings, name: str, node: Node, form: str = itext.PLAIN) -> Text:
    """An itext by id."""
    segments = state.form.model.itext.find(name, state.language, form)
    return _joined(state, segments, node) if segments else EMPTY


def media(state: Surroundings, wording: Wording | None, node: Node) -> Media:
    """The files that go with a wording in the session's language; only translated texts have any."""
    if not isinstance(wording, Translated | TranslatedByRow):
        return NO_MEDIA
    name = _name(state, wording, node)
    texts = state.form.model.itext
    if not texts.has_media(name):
        return NO_MEDIA

    def uri(form: str) -> str:
        code = state.language
        found = texts.sound(name, code) if form == itext.AUDIO else texts.find(name, code, form)
        return _joined(state, found, node).text.strip()

    return Media(*(uri(form) for form in itext.MEDIA))


def _name(state: Surroundings, wording: Translated | TranslatedByRow, node: Node) -> str:
    match wording:
        case Translated(name):
            return name
        case TranslatedByRow(expression, column):
            if column:
                return text_of(node, column)
            value = state.evaluate(expression, node)
            return "" if value is None else to_string(value)


def _joined(state: Surroundings, segments: Segments, node: Node) -> Text:
    if not segments:
        return EMPTY
    if len(segments) == 1 and isinstance(segments[0], str):
        return Text(segments[0])
    parts = []
    derived = False
    for segment in segments:
        if isinstance(segment, str):
            parts.append(segment)
        else:
            derived = True
            value = state.evaluate(segment, node)
            parts.append("" if value is None else to_string(value))
    return Text("".join(parts).strip(), derived)
