"""The reference is stable, sayable, and notices a slip of the ear."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.takeaway.reference import read_reference, reference_of

INSTANCE = "uuid:6ba7b810-9dad-41d1-80b4-00c04fd430c8"


def _valid_mod_11_10(digits: str) -> bool:
    """The standard's own way to verify: run over all digits, the result must be 1."""
    carry = 10
    for digit in digits[:-1]:
        carry = ((int(digit) + carry) % 10 or 10) * 2 % 11
    return (carry + int(digits[-1])) % 10 == 1


def test_nine_digits_in_three_groups() -> None:
    assert re.fullmatch(r"\d{3} \d{3} \d{3}", reference_of(INSTANCE))


def test_digits_come_from_the_sha256_of_the_instance() -> None:
    expected = int(hashlib.sha256(INSTANCE.encode()).hexdigest(), 16) % 100_000_000
    assert reference_of(INSTANCE).replace(" ", "")[:8] == f"{expected:08d}"


def test_worked_example_of_the_standard() -> None:
    # ISO/IEC 7064's example of the hybrid system MOD 11,10: 0794 has check digit 5. Leading zeros as payload
    # change the carry, so the example is only usable through its own length; the verifier is checked with it.
    assert _valid_mod_11_10("07945")


@given(st.uuids(version=4))
def test_every_reference_verifies(identifier: object) -> None:
    reference = reference_of(f"uuid:{identifier}")
    assert _valid_mod_11_10(reference.replace(" ", ""))
    assert read_reference(reference) == reference


@given(st.uuids(version=4), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(identifier: object, position: int, shift: int) -> None:
    digits = list(reference_of(f"uuid:{identifier}").replace(" ", ""))
    digits[position] = str((int(digits[position]) + shift) % 10)
    assert read_reference("".join(digits)) is None


def test_two_instances_differ() -> None:
    assert reference_of(INSTANCE) != reference_of(INSTANCE[:-1] + "9")


@pytest.mark.parametrize("written", ["{0}{1}{2}", "{0}-{1}-{2}", " {0}.{1}.{2} ", "{0}\u00a0{1}\u202f{2}"])
def test_read_as_people_write_it(written: str) -> None:
    reference = reference_of(INSTANCE)
    assert read_reference(written.format(*reference.split())) == reference


@pytest.mark.parametrize("text", ["", "12345678", "1234567890", "abc def ghi", "١٢٣٤٥٦٧٨٩"])
def test_what_cannot_be_a_reference(text: str) -> None:
    assert read_reference(text) is None
