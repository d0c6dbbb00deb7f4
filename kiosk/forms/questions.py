"""What a form asks: questions and the groups they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class QuestionKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    RANGE = "range"
    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"
    FILE = "file"
    BARCODE = "barcode"
    GEOPOINT = "geopoint"
    GEOTRACE = "geotrace"
    GEOSHAPE = "geoshape"
    CALCULATION = "calculation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of questions; `path` is that of its node."""

    path: str
    appearance: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part of the form that is answered several times: once for each child, each vehicle.

    `path` is that of its node, without any position ("/data/house/child"). `counted` says that a
    rule of the form gives the number of times (`jr:count`). `groups` are the groups around it,
    outermost first; `attributes` are its bind's attributes in the kiosk's namespace, by local name.
    """

    path: str
    name: str
    appearance: str = ""
    counted: bool = False
    groups: tuple[Group, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class RepeatRange:
    """The instances that a repeat has at one place of a session.

    `path` carries the positions of the repeats around it and not its own: "/data/house[1]/child".
    `fixed` says that the visitor may neither add nor remove one (`jr:count` or `jr:noAddRemove`).
    """

    path: str
    repeat: Repeat
    count: int
    fixed: bool
    relevant: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question (or note, or calculation) of a form.

    `path` has no positions where it comes from a form ("/data/child/name") and those of every repeat
    around it, from 1, where it comes from a session ("/data/child[2]/name"). `data_type` is the bind's
    type ("string", "int", "date" ...). `groups` are the groups it stands in, outermost first;
    `repeats` the paths (without positions) of the repeats around it, outermost first. `attributes`
    are the bind's attributes in the kiosk's namespace, by local name. `media_type` is what an upload takes
    ("image/*", "*/*"), empty for every other question. `parameters` are a range's "start", "end" and "step"
    as they are written, empty for every other question.
    """

    path: str
    name: str
    kind: QuestionKind
    data_type: str = "string"
    appearance: str = ""
    groups: tuple[Group, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    repeats: tuple[str, ...] = ()
    media_type: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_INPUTS = {
    "int": QuestionKind.INTEGER,
    "integer": QuestionKind.INTEGER,
    "long": QuestionKind.INTEGER,
    "decimal": QuestionKind.DECIMAL,
    "double": QuestionKind.DECIMAL,
    "float": QuestionKind.DECIMAL,
    "date": QuestionKind.DATE,
    "time": QuestionKind.TIME,
    "dateTime": QuestionKind.DATETIME,
    "barcode": QuestionKind.BARCODE,
    "geopoint": QuestionKind.GEOPOINT,
    "geotrace": QuestionKind.GEOTRACE,
    "geoshape": QuestionKind.GEOSHAPE,
    "binary": QuestionKind.FILE,
}
_CONTROLS = {
    "select": QuestionKind.SELECT_MULTIPLE,
    "select1": QuestionKind.SELECT_ONE,
    "rank": QuestionKind.RANK,
    "range": QuestionKind.RANGE,
    "trigger": QuestionKind.ACKNOWLEDGE,
    "upload": QuestionKind.FILE,
}


def kind_of(control: str, data_type: str, always_readonly: bool) -> QuestionKind:
    """The kind of a body control: an input that can never be changed is a note."""
    if control in _CONTROLS:
        return _CONTROLS[control]
    if control != "input":
        return QuestionKind.OTHER
    if always_readonly and data_type == "string":
        return QuestionKind.NOTE
    return _INPUTS.get(data_type, QuestionKind.TEXT)
