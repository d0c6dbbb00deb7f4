"""The courier looks for updates on sticks without learning what else is on them; each stick is a real mount."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOUNTED = """
set -e
mkdir -p "$0/clerk/deep" "$0/flat"
mount -t tmpfs tmpfs "$0/flat"
mount -t tmpfs tmpfs "$0/clerk/deep"
for stick in "$0/flat" "$0/clerk/deep"; do
    mkdir -p "$stick/parvis-updates/metadata" "$stick/Dossier Quetsche"
    touch "$stick/parvis-updates/metadata/timestamp.json" "$stick/Bordereau.pdf"
done
exec "$@"
"""
LOOKS = """
import json, sys
listed = []
sys.addaudithook(lambda event, words: listed.append(str(words[0])) if event in ("os.scandir", "os.listdir") else None)
from offline_cache.packs import sticks
listed.clear()
found = sticks.look([sys.argv[1]])
print(json.dumps({"found": sorted(map(str, found.values())), "listed": listed}))
"""


def test_a_visitor_s_stick_is_never_listed(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
        pytest.skip("needs user namespaces to mount a stick of its own (unshare -rm)")
    root = str(tmp_path / "media")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", MOUNTED, root, sys.executable, "-c", LOOKS, root],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["found"] == [f"{root}/clerk/deep/parvis-updates", f"{root}/flat/parvis-updates"]
    assert sorted(told["listed"]) == [root, f"{root}/clerk"]
