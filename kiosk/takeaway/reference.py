"""The reference a visitor takes home: nine digits in three groups, the last one a check digit.

It is a pure function of the instance identifier, so the kiosk can print it before the line returns and the
desk finds the submission by it without opening anything. It is short enough to be said on the telephone,
so two submissions may share one (about 1 pair among 14,000): the desk lists both.
"""

from __future__ import annotations

import hashlib

_PAYLOAD_DIGITS = 8


def _check_digit(payload: str) -> str:
    """ISO/IEC 7064 MOD 11,10: finds every wrong digit and nearly every swap of neighbours."""
    product = 10
    for digit in payload:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def _grouped(digits: str) -> str:
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def reference_of(instance_id: str) -> str:
    """The reference of a submission, as `123 456 789`, from its `uuid:...` instance identifier."""
    number = int.from_bytes(hashlib.sha256(instance_id.encode("utf-8")).digest(), "big")
    payload = str(number % 10**_PAYLOAD_DIGITS).zfill(_PAYLOAD_DIGITS)
    return _grouped(payload + _check_digit(payload))


def read_reference(text: str) -> str | None:
    """A reference as somebody wrote or dictated it, in its usual form; None when it cannot be one.

    Spaces, dots and hyphens between the digits are ignored; a wrong check digit means a slip of the ear.
    """
    digits = "".join(character for character in text if character not in " .-\u00a0\u202f")
    if len(digits) != _PAYLOAD_DIGITS + 1 or not (digits.isascii() and digits.isdigit()):
        return None
    return _grouped(digits) if _check_digit(digits[:-1]) == digits[-1] else None
