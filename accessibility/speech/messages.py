"""What the visit and its voice process say to each other over two pipes.

A frame is two big-endian 32-bit lengths, a JSON header and a body (16-bit PCM, or nothing). Both lengths
are bounded before anything is read, so a broken peer cannot make the other allocate without end.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.errors import ParvisError

MAX_SENTENCE = 1_000
"""Longest text of one request, in characters; `accessibility.sentences` cuts long before."""

MAX_HEADER_BYTES = 64 * 1024
MAX_BODY_BYTES = 12 * 1024 * 1024
"""Room for four and a half minutes of speech: far above the slowest reading of the longest sentence."""

_LENGTHS = struct.Struct(">II")


class BadFrame(ParvisError):
    """The peer sent something that is not a message. The text of a message is never quoted."""


class Failure(StrEnum):
    """Why a sentence could not be spoken."""

    LANGUAGE = "language"
    TEXT = "text"
    SYNTHESIS = "synthesis"


@dataclass(frozen=True, slots=True)
class Speak:
    """Synthesize `text`. A request of a newer `generation` abandons all work for older ones."""

    id: int
    generation: int
    text: str
    language: str
    words_per_minute: int


@dataclass(frozen=True, slots=True)
class Abandon:
    """Drop every request whose generation is older than this one."""

    generation: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The word at position `token` (counting whitespace-separated tokens of the text) starts at `at_ms`."""

    token: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A synthesized sentence: signed 16-bit mono samples in the machine's byte order, without silence at either end."""

    id: int
    sample_rate: int
    marks: tuple[Mark, ...]
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """The sentence of this request cannot be spoken; the kiosk stays silent for it."""

    id: int
    failure: Failure


@dataclass(frozen=True, slots=True)
class Ready:
    """The voice process can speak these languages (primary subtags)."""

    version: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """There is no voice on this machine; `reason` is a sentence for the operator."""

    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The voice goes on, but not as ordered; a sentence for the operator."""

    sentence: str


Request = Speak | Abandon
Result = Spoken | Failed | Ready | Unavailable | Notice

Reader = Callable[[int], bytes]
"""Reads exactly that many bytes, or fewer at the end of the stream."""


def _frame(header: dict[str, Any], body: bytes = b"") -> bytes:
    encoded = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    if len(encoded) > MAX_HEADER_BYTES or len(body) > MAX_BODY_BYTES:
        raise BadFrame("A message to or from the voice is larger than the protocol allows.")
    return _LENGTHS.pack(len(encoded), len(body)) + encoded + body


def encode(message: Request | Result) -> bytes:
    """One message as one frame. Raises `BadFrame` if it is larger than the protocol allows."""
    match message:
        case Speak(id, generation, text, language, rate):
            return _frame({"speak": id, "generation": generation, "text": text, "language": language, "rate": rate})
        case Abandon(generation):
            return _frame({"abandon": generation})
        case Spoken(id, sample_rate, marks, pcm):
            flat = [number for mark in marks for number in (mark.token, mark.at_ms)]
            return _frame({"spoken": id, "sample_rate": sample_rate, "marks": flat}, pcm)
        case Failed(id, failure):
            return _frame({"failed": id, "failure": failure.value})
        case Ready(version, languages):
            return _frame({"ready": version, "languages": list(languages)})
        case Unavailable(reason):
            return _frame({"unavailable": reason})
        case Notice(sentence):
            return _frame({"notice": sentence})


def _read(read: Reader) -> tuple[dict[str, Any], bytes] | None:
    lengths = read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    header_length, body_length = _LENGTHS.unpack(lengths)
    if header_length > MAX_HEADER_BYTES or body_length > MAX_BODY_BYTES:
        raise BadFrame("The voice protocol is out of step: a length is larger than any message.")
    encoded, body = read(header_length), read(body_length) if body_length else b""
    if len(encoded) < header_length or len(body) < body_length:
        return None
    try:
        header = json.loads(encoded)
    except (ValueError, RecursionError):
        raise BadFrame("The voice protocol is out of step: a header is not JSON.") from None
    if not isinstance(header, dict):
        raise BadFrame("The voice protocol is out of step: a header is not an object.")
    return header, body


def read_request(read: Reader) -> Request | None:
    """The next request, or None at the end of the stream. Raises `BadFrame`."""
    frame = _read(read)
    if frame is None:
        return None
    header, _ = frame
    match header:
        case {
            "speak": int(id),
            "generation": int(generation),
            "text": str(text),
            "language": str(language),
            "rate": int(rate),
        }:
            return Speak(id, generation, text, language, rate)
        case {"abandon": int(generation)}:
            return Abandon(generation)
        case _:
            raise BadFrame("The voice process was sent a request that it does not know.")


def read_result(read: Reader) -> Result | None:
    """The next result, or None at the end of the stream. Raises `BadFrame`."""
    frame = _read(read)
    if frame is None:
        return None
    header, body = frame
    match header:
        case {"spoken": int(id), "sample_rate": int(sample_rate), "marks": list(flat)}:
            return Spoken(id, sample_rate, _marks(flat), body)
        case {"failed": int(id), "failure": str(failure)} if failure in set(Failure):
            return Failed(id, Failure(failure))
        case {"ready": str(version), "languages": list(languages)}:
            return Ready(version, tuple(str(language) for language in languages))
        case {"unavailable": str(reason)}:
            return Unavailable(reason)
        case {"notice": str(sentence)}:
            return Notice(sentence)
        case _:
            raise BadFrame("The voice process sent a result that nobody knows.")


def _marks(flat: list[Any]) -> tuple[Mark, ...]:
    if len(flat) % 2 or not all(isinstance(number, int) for number in flat):
        raise BadFrame("The voice process sent a word timeline that is not pairs of numbers.")
    return tuple(Mark(token, at_ms) for token, at_ms in zip(flat[::2], flat[1::2], strict=True))
