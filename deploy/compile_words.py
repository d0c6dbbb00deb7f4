"""Compile the interface's gettext catalogues (`kiosk/words/locale`), those that changed since the last time."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PLACEHOLDER = re.compile(r"(\{\w+\})")
LOCALE = Path(__file__).resolve().parent.parent / "kiosk" / "words" / "locale"


def compile_catalogue(source: Path) -> None:
    """Write the `.mo` beside a `.po`, long words with soft hyphens; it appears whole or not at all."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    from kiosk.authoring.hyphens import hyphenate

    language = source.parent.parent.name
    with source.open("rb") as stream:
        # The folder names the language: babel itself knows no `fr-x-falc`.
        catalogue = read_po(stream, abort_invalid=True)
    for message in catalogue:
        if message.id and not str(message.id).endswith(".spoken") and isinstance(message.string, str):
            pieces = PLACEHOLDER.split(message.string)
            message.string = "".join(p if PLACEHOLDER.fullmatch(p) else hyphenate(p, language) for p in pieces)
    half_done = source.with_suffix(".mo.part")
    with half_done.open("wb") as stream:
        write_mo(stream, catalogue)
    half_done.replace(source.with_suffix(".mo"))


def stale(source: Path) -> bool:
    """Whether the `.po` is newer than its `.mo`, or has none yet."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def main() -> int:
    """Compile what is stale; 1 if there is no catalogue at all."""
    sources = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    if not sources:
        print(f"No catalogue under {LOCALE}: the checkout is not complete.", file=sys.stderr)
        return 1
    for source in filter(stale, sources):
        compile_catalogue(source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
