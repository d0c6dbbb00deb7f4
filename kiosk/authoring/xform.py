"""A form that came as an ODK XForm, from Central, Kobo or Enketo: what `pack check` needs to know of it.

There is no workbook to point into, so places are lines of the XML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.authoring.xlsform import language_code
from kiosk.errors import ParvisError
from kiosk.forms.errors import FormDamaged
from kiosk.forms.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from lxml.etree import _Element

XFORMS = "{http://www.w3.org/2002/xforms}"
XHTML = "{http://www.w3.org/1999/xhtml}"
KIOSK = "{urn:parvis:kiosk:1}"
FORM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a form in a pack may be called: its identifier is the name of its file."""


class XFormUnreadable(ParvisError):
    """The file is no XForm; `line` is where that shows, from 1, or 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Translation:
    """One language of the form: its code, its line, and the lines of the texts that it has, by identifier."""

    code: str
    line: int
    texts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A bind of the form: the last name of its path, its line, and its attributes for the kiosk."""

    name: str
    line: int
    kiosk: dict[str, str]


@dataclass(frozen=True, slots=True)
class XForm:
    """A whole form. `file` is its path in the pack; `form_id_line` the line of the element that names the form.

    `public_key` is the key that it carries (base64), "" without one, and `key_line` the line of that.
    """

    file: str
    form_id: str
    version: str
    form_id_line: int
    translations: tuple[Translation, ...]
    rules: tuple[Rule, ...]
    public_key: str = ""
    key_line: int = 0

    @property
    def managed(self) -> bool:
        """Whether ODK Central encrypts it with a key of its own: it adds this to the version when it writes the key."""
        return "[encrypted:" in self.version

    def names(self, column: str, value: str) -> tuple[str, ...]:
        """The names of the nodes whose `kiosk:` attribute has this value."""
        return tuple(rule.name for rule in self.rules if rule.kiosk.get(column) == value)

    def values(self, column: str) -> tuple[str, ...]:
        """The values of a `kiosk:` attribute, in the form's order."""
        return tuple(rule.kiosk[column] for rule in self.rules if column in rule.kiosk)


def read_xform(file: str, content: bytes) -> XForm:
    """What an XForm says of itself. Raises `XFormUnreadable`."""
    from kiosk.forms.markup import line_of
    from kiosk.forms.reading import read

    try:
        root = read(content, DEFAULT_LIMITS)
    except FormDamaged as error:
        raise XFormUnreadable(error.message, error.line or 0) from error
    model = root.find(f"{XHTML}head/{XFORMS}model")
    primary = next(iter(model.iterfind(f"{XFORMS}instance/*")), None) if model is not None else None
    if model is None or primary is None:
        raise XFormUnreadable("It is no XForm: it has no model with an instance. Export the form again as XForm (XML).")
    submission = model.find(f"{XFORMS}submission")
    return XForm(
        file=file,
        form_id=str(primary.get("id", "")),
        version=str(primary.get("version", "")),
        form_id_line=line_of(primary) or 0,
        translations=tuple(_translation(each) for each in model.iterfind(f"{XFORMS}itext/{XFORMS}translation")),
        rules=tuple(_rule(each) for each in model.iterfind(f"{XFORMS}bind")),
        # Some servers break the key into lines.
        public_key="".join(str(submission.get("base64RsaPublicKey", "")).split()) if submission is not None else "",
        key_line=(line_of(submission) or 0) if submission is not None else 0,
    )


def _translation(element: _Element) -> Translation:
    from kiosk.forms.markup import line_of

    texts = {
        str(text.get("id", "")): line_of(text) or 0
        for text in element.iterfind(f"{XFORMS}text")
        if any(_said(value) for value in text.iterfind(f"{XFORMS}value"))
    }
    return Translation(language_code(str(element.get("lang", ""))), line_of(element) or 0, texts)


def _said(value: _Element) -> bool:
    # pyxform writes a lone hyphen where a translation is missing.
    return len(value) > 0 or (value.text or "").strip() not in ("", "-")


def _rule(element: _Element) -> Rule:
    from kiosk.forms.markup import line_of

    kiosk = {str(name).removeprefix(KIOSK): str(value) for name, value in element.attrib.items() if KIOSK in str(name)}
    return Rule(str(element.get("nodeset", "")).rpartition("/")[2], line_of(element) or 0, kiosk)
