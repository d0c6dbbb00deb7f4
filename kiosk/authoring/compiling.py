"""Turns an XLSForm into the XForm that the kiosk opens: pyxform, then our own finishing.

Finishing makes the output the same for the same input: translations are named by their code alone,
texts are set as they are to be shown, with no blanks around them, and the desk's public key is where the
ODK encryption specification wants it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.authoring.quotes import originals
from kiosk.authoring.typography import finish
from kiosk.authoring.workbook import read_workbook
from kiosk.authoring.xlsform import language_code
from kiosk.errors import ParvisError

if TYPE_CHECKING:
    from lxml.etree import _Element

XFORMS = "{http://www.w3.org/2002/xforms}"
_WORDS = ("long", "short", "guidance")


class CompilationFailed(ParvisError):
    """pyxform refused the form, with its own reason, or made something of it that is no XML."""


def compile_form(content: bytes, public_key: str = "") -> bytes:
    """The XForm of the XLSForm in `content` (an inspected .xlsx file).

    `public_key` is the base64 of a DER SubjectPublicKeyInfo, or empty for a form that is never sent; it
    takes the place of any `public_key` in the form's settings. Raises `CompilationFailed`.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(_convert(content).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        # pyxform copies the ends of bind::, body:: and instance:: headings, and namespaces, as they are.
        raise CompilationFailed(
            "A heading after bind::, body:: or instance::, or the setting namespaces, breaks the form's XML."
        ) from error
    return _finished(root, public_key, _typed(content))


def finish_form(content: bytes, public_key: str = "", version: str | None = None) -> bytes:
    """An XForm that came as XML (and was read before), finished as if it had been compiled here.

    With `version`, that takes the place of its own.
    """
    from kiosk.forms.limits import DEFAULT_LIMITS
    from kiosk.forms.reading import read

    root = read(content, DEFAULT_LIMITS)
    if version is not None:
        next(root.iterfind(f".//{XFORMS}model/{XFORMS}instance/*")).set("version", version)
    return _finished(root, public_key, {})


def _finished(root: _Element, public_key: str, typed: Mapping[str, str]) -> bytes:
    from lxml import etree

    for translation in root.iter(f"{XFORMS}translation"):
        language = language_code(translation.get("lang", ""))
        translation.set("lang", language)
        for text in translation.iter(f"{XFORMS}text"):
            _order_values(text)
            for value in text:
                # The name of a picture or sound is no text: set as one, it would be another file's.
                if value.get("form", "guidance") in _WORDS:  # a comment has no form at all
                    _finish_words(value, language, typed)
    _set_public_key(root, public_key)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


# A check compiles a form, walks its rehearsals, and a build compiles it again: the slow half is kept.
@lru_cache(maxsize=16)
def _convert(content: bytes) -> str:
    from pyxform.xls2xform import convert

    try:
        return str(convert(xlsform=io.BytesIO(content), file_type=".xlsx", validate=False, warnings=[]).xform)
    # pyxform has an error of its own, but lets KeyError, AttributeError and others through on odd sheets.
    except Exception as error:
        reason = " ".join(str(error).split()) if type(error).__name__ == "PyXFormError" else "it gives no reason"
        raise CompilationFailed(f"pyxform cannot compile the form: {reason[:500]}") from error


@lru_cache(maxsize=16)
def _typed(content: bytes) -> Mapping[str, str]:
    """The words that pyxform changes, as the author typed them."""
    sheets = read_workbook(content).values()
    return originals(cell.text for sheet in sheets for row in sheet.rows for cell in row)


def _order_values(text: _Element) -> None:
    """The plain value before the guidance: pyxform's order for missing translations changes from run to run."""
    text[:] = sorted(text, key=lambda value: value.get("form", ""))


def _finish_words(value: _Element, language: str, typed: Mapping[str, str]) -> None:
    """Give back what was `typed`, set the type, and take away the blanks that pyxform puts around it."""
    if value.text:
        text = value.text if len(value) else typed.get(value.text.strip(), value.text)
        value.text = finish(text, language)
    for child in value:
        if child.tail:
            child.tail = finish(child.tail, language)
    if value.text:
        value.text = value.text.lstrip()
    if len(value) == 0:
        value.text = (value.text or "").rstrip()
    elif value[-1].tail:
        value[-1].tail = value[-1].tail.rstrip()


def _set_public_key(root: _Element, public_key: str) -> None:
    model = next(root.iter(f"{XFORMS}model"))
    submission = model.find(f"{XFORMS}submission")
    if not public_key:
        if submission is not None:
            submission.attrib.pop("base64RsaPublicKey", "")
        return
    if submission is None:
        submission = model.makeelement(f"{XFORMS}submission", {}, None)
        model.insert(0, submission)
    submission.set("base64RsaPublicKey", public_key)
