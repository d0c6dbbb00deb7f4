"""A pack as the audit opens it: built for a desk that nobody has the key of."""

from __future__ import annotations

from pathlib import Path

from kiosk.authoring.building import build, build_time
from kiosk.authoring.finding import PackUnfit
from kiosk.authoring.public_key import read_public_key
from offline_cache.enrolment import enrol_demonstration


def built(pack: Path, own: Path) -> Path:
    """The folder of the pack, built below `own` from its source. Raises `PackUnfit` after naming what is unfit."""
    enrolled = enrol_demonstration(own)
    target = own / "pack"
    try:
        build(pack, read_public_key(enrolled.public_key), target, build_time())
    except PackUnfit as error:
        print(*(finding.line() for finding in error.findings), sep="\n")
        raise
    return target
