"""The protocol between visit and voice: whole frames or nothing, and never more than agreed."""

from __future__ import annotations

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.speech.messages import (
    MAX_BODY_BYTES,
    MAX_HEADER_BYTES,
    Abandon,
    BadFrame,
    Failed,
    Failure,
    Mark,
    Ready,
    Speak,
    Spoken,
    Unavailable,
    encode,
    read_request,
    read_result,
)


def frame(header: object, body: bytes = b"") -> bytes:
    encoded = json.dumps(header).encode()
    return struct.pack(">II", len(encoded), len(body)) + encoded + body


@given(st.text(max_size=1000))
def test_a_request_arrives_as_it_was_sent(text: str) -> None:
    request = Speak(7, 3, text, "fr-x-falc", 120)
    assert read_request(io.BytesIO(encode(request)).read) == request


@pytest.mark.parametrize(
    "result",
    [
        Spoken(1, 22050, (Mark(0, 0), Mark(2, 310)), b"\x01\x00\xff\x7f"),
        Spoken(2, 22050, (), b""),
        Failed(3, Failure.LANGUAGE),
        Ready("1.51", ("ar", "fr")),
        Unavailable("no espeak-ng"),
    ],
)
def test_a_result_arrives_as_it_was_sent(result: Spoken | Failed | Ready | Unavailable) -> None:
    assert read_result(io.BytesIO(encode(result)).read) == result


def test_several_frames_follow_each_other() -> None:
    stream = io.BytesIO(encode(Abandon(4)) + encode(Speak(1, 4, "a", "fr", 60)))
    assert read_request(stream.read) == Abandon(4)
    assert read_request(stream.read) == Speak(1, 4, "a", "fr", 60)
    assert read_request(stream.read) is None


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_broken_off_frame_is_the_end(cut: int) -> None:
    whole = encode(Spoken(1, 22050, (Mark(0, 0),), b"abcd"))
    assert read_result(io.BytesIO(whole[:-cut]).read) is None


@pytest.mark.parametrize("lengths", [(MAX_HEADER_BYTES + 1, 0), (10, MAX_BODY_BYTES + 1), (2**32 - 1, 2**32 - 1)])
def test_impossible_lengths_are_refused_before_reading(lengths: tuple[int, int]) -> None:
    read: list[int] = []
    stream = io.BytesIO(struct.pack(">II", *lengths) + b"{}")

    def reader(count: int) -> bytes:
        read.append(count)
        return stream.read(count)

    with pytest.raises(BadFrame):
        read_request(reader)
    assert read == [8]


@pytest.mark.parametrize(
    "data",
    [
        frame([]),
        frame({}),
        frame({"speak": "1", "generation": 1, "text": "x", "language": "fr", "rate": 1}),
        frame({"speak": 1}),
        struct.pack(">II", 3, 0) + b"{x}",
        struct.pack(">II", 4, 0) + b"\xff\xfe\x00\x00",
    ],
)
def test_what_is_no_request_is_refused(data: bytes) -> None:
    with pytest.raises(BadFrame):
        read_request(io.BytesIO(data).read)


@pytest.mark.parametrize(
    "data",
    [
        frame({"spoken": 1, "sample_rate": 22050, "marks": [1]}),
        frame({"spoken": 1, "sample_rate": 22050, "marks": ["a", "b"]}),
        frame({"failed": 1, "failure": "whim"}),
        frame({"hello": 1}),
    ],
)
def test_what_is_no_result_is_refused(data: bytes) -> None:
    with pytest.raises(BadFrame):
        read_result(io.BytesIO(data).read)


def test_a_refusal_never_quotes_the_message() -> None:
    with pytest.raises(BadFrame) as caught:
        read_request(io.BytesIO(frame({"speak": "Canary"})).read)
    assert "Canary" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_too_much_sound_is_refused_when_sent() -> None:
    with pytest.raises(BadFrame):
        encode(Spoken(1, 22050, (), bytes(MAX_BODY_BYTES + 2)))
