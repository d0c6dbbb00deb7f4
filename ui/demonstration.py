"""Makes a state directory ready for a demonstration: keys, desk, configuration, and the pack of Rivemont.

It runs as a process of its own (`python -m ui.demonstration DIR`), because it needs cryptography and the pack builder,
and the supervisor that waits for it lives for weeks.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from kiosk.errors import ParvisError
from ui.state import State

SOURCE = Path(__file__).resolve().parent.parent / "packs" / "rivemont"


class DemonstrationMissing(ParvisError):
    """The demonstration town is not here."""


def digest(source: Path, public_key: str) -> str:
    """What tells one pack source and key from another: SHA-256 of every file's path and content, and of the key."""
    total = hashlib.sha256(public_key.encode("ascii"))
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        content = path.read_bytes()
        total.update(f"\n{path.relative_to(source)} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def prepare(state: State, source: Path = SOURCE) -> None:
    """Enrol kiosk and desk; build the pack unless it is there and of this source and key. Raises `ParvisError`."""
    from kiosk.authoring.building import build, build_time
    from kiosk.authoring.finding import PackUnfit
    from kiosk.authoring.public_key import read_public_key
    from offline_cache.enrolment import enrol_demonstration

    if not (source / "town.toml").exists():
        raise DemonstrationMissing(f"{source}: the demonstration town is not there. Start from a whole checkout.")
    state.prepare()
    public_key = read_public_key(enrol_demonstration(state.root).public_key)
    made_from = state.pack.parent / "demonstration.sha256"
    wanted = digest(source, public_key)
    if (state.pack / "pack.json").exists() and made_from.exists() and made_from.read_text() == wanted:
        return
    made_from.unlink(missing_ok=True)
    try:
        build(source, public_key, state.pack, build_time())
    except PackUnfit as unfit:
        for finding in unfit.findings:
            print(finding.line(), file=sys.stderr)
        raise
    made_from.write_text(wanted)


def main() -> int:
    """`python -m ui.demonstration DIR`."""
    try:
        prepare(State(Path(sys.argv[1]).absolute()))
    except ParvisError as error:
        print(f"parvis: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
