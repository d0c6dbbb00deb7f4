"""What every `kiosk.ports.Outbox` promises to a visit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.ports import Delivery, Envelope, Outbox, OutboxFull, SealedFile
from offline_cache.outbox.sqlite import SqliteOutbox

LETTER = Envelope(
    "uuid:6ba7b810-9dad-41d1-80b4-00c04fd430c8",
    "birth-certificate",
    "3",
    b"<data/>",
    (SealedFile("photo.jpg.enc", bytes(70_000)), SealedFile("submission.xml.enc", b"\x00\xffsealed")),
)


class Made:
    """An outbox that can be opened again, as the next process would."""

    def __init__(self, open_again: Callable[[], Outbox], open_small: Callable[[], Outbox]) -> None:
        self.open_again = open_again
        self.open_small = open_small
        self.outbox = open_again()


@pytest.fixture(params=["sqlite"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    assert request.param == "sqlite"
    return Made(
        lambda: SqliteOutbox(tmp_path / "outbox.sqlite", bytes(32)),
        lambda: SqliteOutbox(tmp_path / "small.sqlite", bytes(32), quota_bytes=60 * 1024),
    )


def test_unknown_until_kept(made: Made) -> None:
    assert made.outbox.delivery(LETTER.instance_id) is Delivery.UNKNOWN
    made.outbox.keep(LETTER)
    assert made.outbox.delivery(LETTER.instance_id) is Delivery.KEPT
    assert made.outbox.delivery("uuid:other") is Delivery.UNKNOWN


def test_kept_is_known_to_the_next_process(made: Made) -> None:
    made.outbox.keep(LETTER)
    assert made.open_again().delivery(LETTER.instance_id) is Delivery.KEPT


def test_keeping_again_is_harmless(made: Made) -> None:
    for _ in range(3):
        made.outbox.keep(LETTER)
    # Sealed anew, the same instance has other bytes: the first ones stay.
    made.outbox.keep(Envelope(LETTER.instance_id, "birth-certificate", "3", b"<other/>", LETTER.files))
    assert made.outbox.delivery(LETTER.instance_id) is Delivery.KEPT


def test_full_is_said_and_nothing_is_kept_half(made: Made) -> None:
    small = made.open_small()
    with pytest.raises(OutboxFull) as full:
        small.keep(LETTER)
    assert small.delivery(LETTER.instance_id) is Delivery.UNKNOWN
    assert "sealed" not in str(full.value)
    # It can be asked, and says the same again.
    with pytest.raises(OutboxFull):
        small.keep(LETTER)
