"""The types that a survey row may have (XLSForm, with the older spellings that ODK and Kobo still write)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ASKED: Final = frozenset(
    (
        "acknowledge",
        "barcode",
        "date",
        "datetime",
        "decimal",
        "file",
        "geopoint",
        "image",
        "integer",
        "range",
        "rank",
        "select_multiple",
        "select_one",
        "text",
        "time",
    )
)
"""What a visitor answers on a page."""

SHOWN: Final = frozenset(("note",))

WORKED_OUT: Final = frozenset(
    ("calculate", "deviceid", "email", "end", "hidden", "phonenumber", "start", "today", "username")
)
"""What has a value without anybody being asked."""

NOT_RECORDED: Final = frozenset(
    ("audit", "background-audio", "background-geopoint", "simserial", "start-geopoint", "subscriberid")
)
"""What a telephone notes about its owner; a kiosk never does, and the form works without."""

UNANSWERABLE: Final = frozenset(("audio", "geoshape", "geotrace", "osm", "video"))
"""Questions of ODK that nobody can answer standing before a kiosk."""

GROUPS: Final = frozenset(("begin_group", "begin_repeat"))

FILES: Final = frozenset(("csv-external", "xml-external"))
"""Rows that only bring a file of the form's folder in, under the name of the row."""

LISTED: Final = frozenset(("rank", "select_multiple", "select_one"))
"""Types that are followed by a list."""

KNOWN: Final = ASKED | SHOWN | WORKED_OUT | NOT_RECORDED | UNANSWERABLE | GROUPS | FILES

_ALIASES: Final = {
    "add_acknowledge_prompt": "acknowledge",
    "begin_lgroup": "begin_repeat",
    "begin_looped_group": "begin_repeat",
    "date_time": "datetime",
    "device_id": "deviceid",
    "end_lgroup": "end_repeat",
    "end_looped_group": "end_repeat",
    "end_time": "end",
    "gps": "geopoint",
    "imei": "deviceid",
    "int": "integer",
    "location": "geopoint",
    "phone_number": "phonenumber",
    "photo": "image",
    "select1": "select_one",
    "sim_id": "simserial",
    "start_time": "start",
    "string": "text",
    "subscriber_id": "subscriberid",
    "trigger": "acknowledge",
}
_SELECTS: Final = (
    ("select_one_from_file", "select_one"),
    ("select_multiple_from_file", "select_multiple"),
    ("select one from file", "select_one"),
    ("select multiple from file", "select_multiple"),
    ("select_one", "select_one"),
    ("select_multiple", "select_multiple"),
    ("select1", "select_one"),
    ("select all that apply from", "select_multiple"),
    ("select all that apply", "select_multiple"),
    ("select multiple from", "select_multiple"),
    ("select multiple", "select_multiple"),
    ("select one from", "select_one"),
    ("select one", "select_one"),
    ("rank", "rank"),
)
_STRUCTURE: Final = ("begin", "end")


@dataclass(frozen=True, slots=True)
class Type:
    """A type as it is meant. `list_name` is the list or file that follows it; `rest` what follows those."""

    kind: str
    list_name: str = ""
    rest: str = ""


def parse_type(written: str) -> Type:
    """The type in a cell: `select one from towns` is `select_one` with the list `towns`; '' for an empty cell."""
    text = " ".join(written.split())
    lower = text.lower()
    for spelling, kind in _SELECTS:
        if lower == spelling or lower.startswith(f"{spelling} "):
            list_name, _, rest = text[len(spelling) :].strip().partition(" ")
            return Type(kind, list_name, rest)
    first, _, second = lower.partition(" ")
    if first in _STRUCTURE and second:
        lower = f"{first}_{second}"
    joined = lower.replace(" ", "_")
    return Type(_ALIASES.get(joined, lower if lower in KNOWN else joined))


def is_file(list_name: str) -> bool:
    """Whether a list stands in a file of the form's folder."""
    return list_name.lower().endswith((".csv", ".xml", ".geojson"))


def is_repeat(list_name: str) -> bool:
    """Whether a list is made of the answers of a repeat: `select_one ${child_name}`."""
    return list_name.startswith("${")
