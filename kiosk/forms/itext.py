"""The translations of a form: which text, in which language, in which form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kiosk.forms import names
from kiosk.forms.expression import Expression, ExpressionReader
from kiosk.forms.markup import attribute, line_of
from kiosk.forms.wording import Segments

if TYPE_CHECKING:
    from lxml.etree import _Element

PLAIN: Final = ""
GUIDANCE: Final = "guidance"
IMAGE: Final = "image"
AUDIO: Final = "audio"
VIDEO: Final = "video"
BIG_IMAGE: Final = "big-image"
MEDIA: Final = (IMAGE, AUDIO, VIDEO, BIG_IMAGE)
_CODE: Final = re.compile(r"\(([^()]+)\)\s*$")
# pyxform writes a lone hyphen where a translation is missing.
_MISSING: Final = "-"
_WORDS: Final = ("long", "short")
_TEXT: Final = f"{{{names.XFORMS}}}text"
_VALUE: Final = f"{{{names.XFORMS}}}value"


@dataclass(frozen=True, slots=True)
class Itext:
    """`languages` as the form names them, `codes` beside them, `default` one of the codes ("" without any).

    `texts` is by id, then by language code, then by form (`PLAIN`, `GUIDANCE`, "image" ...).
    """

    languages: tuple[str, ...]
    codes: tuple[str, ...]
    default: str
    texts: MappingProxyType[str, dict[str, dict[str, Segments]]]

    def find(self, name: str, code: str, form: str = PLAIN) -> Segments:
        """The segments of a text; those of the default language where the translation is missing."""
        by_language = self.texts.get(name)
        if by_language is None:
            return ()
        for language in (code, self.default):
            segments = by_language.get(language, {}).get(form, ())
            if segments and segments != (_MISSING,):
                return segments
        return ()

    def sound(self, name: str, code: str) -> Segments:
        """The sound of a text, in the language in which its words are shown.

        A picture stands in for one that a language lacks; a sound speaks a language, and must not.
        """
        by_language = self.texts.get(name, {})
        plain = by_language.get(code, {}).get(PLAIN, ())
        shown = code if plain and plain != (_MISSING,) else self.default
        segments = by_language.get(shown, {}).get(AUDIO, ())
        return () if segments == (_MISSING,) else segments

    def has_media(self, name: str) -> bool:
        """Whether a text comes with media, in any language."""
        return any(form in forms for forms in self.texts.get(name, {}).values() for form in MEDIA)

    @property
    def files(self) -> tuple[str, ...]:
        """The URIs of all media, each once, in the order of the form."""
        uris: dict[str, None] = {}
        for by_language in self.texts.values():
            for forms in by_language.values():
                for form in MEDIA:
                    match forms.get(form):
                        case (str(uri),) if uri != _MISSING:
                            uris[uri] = None
        return tuple(uris)


def language_code(language: str) -> str:
    """The code of a language name: its last parenthesis, or the name itself where it has none."""
    match = _CODE.search(language)
    return match[1].strip() if match else language.strip()


def read_itext(model: _Element, reader: ExpressionReader) -> Itext:
    """The `itext` of a form's model; empty where it has none."""
    languages: list[str] = []
    texts: dict[str, dict[str, dict[str, Segments]]] = {}
    default = ""
    for translation in model.iterfind(f"{{{names.XFORMS}}}itext/{{{names.XFORMS}}}translation"):
        language = attribute(translation, "lang")
        code = language_code(language)
        languages.append(language)
        if translation.get("default") is not None and not default:
            default = code
        for text in translation.iterchildren(_TEXT):
            forms = texts.setdefault(text.get("id", ""), {}).setdefault(code, {})
            for value in text.iterchildren(_VALUE):
                form = value.get("form", PLAIN)
                forms.setdefault(PLAIN if form in _WORDS else form, segments_of(value, reader))
    codes = tuple(language_code(language) for language in languages)
    return Itext(tuple(languages), codes, default or (codes[0] if codes else ""), MappingProxyType(texts))


def segments_of(element: _Element, reader: ExpressionReader) -> Segments:
    """The words and outputs that an element holds, white space at both ends removed."""
    if not len(element):
        # Words alone: nearly all texts of a form, of which there is one for each language.
        words = (element.text or "").strip()
        return (words,) if words else ()
    parts: list[str | Expression] = [element.text or ""]
    for child in element:
        if child.tag == f"{{{names.XFORMS}}}output":
            parts.append(reader.read(attribute(child, "value", "ref"), None, line=line_of(child)))
        elif isinstance(child.tag, str):
            parts.extend(segments_of(child, reader))
        parts.append(child.tail or "")
    joined: list[str | Expression] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    if isinstance(joined[0], str):
        joined[0] = joined[0].lstrip()
    if isinstance(joined[-1], str):
        joined[-1] = joined[-1].rstrip()
    return tuple(part for part in joined if part != "")
