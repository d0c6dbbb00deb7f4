"""The next `pack.json`, guessed: when one word changes, it differs from the one that is here in what the town signed.

It is used only if its SHA-256 is the signed one; a list that is otherwise written, or of other languages, is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from kiosk.catalogue.opening import INDEX
from offline_cache.packs.record import read_bounded
from offline_cache.packs.shelf import Standing
from offline_cache.packs.trust import Target


def relisted(standing: Standing, targets: Mapping[str, Target]) -> bytes | None:
    """`pack.json` as `parvis pack build` writes it for these targets; None where the town did not sign when it was."""
    built = targets[INDEX].built
    if not built:
        return None
    index = json.loads(read_bounded(standing.directory / INDEX))
    index["built"] = built
    index["files"] = [
        {"path": path, "sha256": target.sha256, "length": target.length}
        for path, target in sorted(targets.items())
        if path != INDEX
    ]
    return (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode()
