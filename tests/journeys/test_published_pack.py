"""From the town's keys to the kiosk, by the commands that people type, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from offline_cache.alarms import Alarms, Kind
from offline_cache.packs import status
from tests.faults.updates.repository import changed, same_tree, served
from tests.visits import Town
from ui.state import State

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASES = {
    "PARVIS_PUBLISH_PASSPHRASE": "six words that nobody else has chosen",
    "PARVIS_PUBLISH_ONLINE_PASSPHRASE": "another six words for the machine alone",
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


class Hall:
    """A town hall: a stick with the repository, keys, and the server's folder."""

    def __init__(self, folder: Path) -> None:
        self.stick, self.keys, self.server = folder / "carry", folder / "keys", folder / "server"
        self.keys.mkdir()
        self.parvis("publish", "init", str(self.stick), "--keys", str(self.keys))

    def parvis(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", *words],
            cwd=ROOT,
            env=os.environ | PASSPHRASES | {"PYTHONPATH": str(ROOT)} | environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done

    def sign(self, key: str) -> None:
        self.parvis("publish", "sign", str(self.stick), "--key", str(self.keys / f"{key}.pem"))

    def publish(self, pack: Path) -> None:
        self.parvis("publish", "add", str(self.stick), str(pack))
        self.sign("targets-1")
        self.refresh("online-1")

    def refresh(self, key: str) -> None:
        words = ("publish", "refresh", str(self.server), "--from", str(self.stick), "--key")
        online = PASSPHRASES["PARVIS_PUBLISH_ONLINE_PASSPHRASE"]
        self.parvis(*words, str(self.keys / f"{key}.pem"), PARVIS_PUBLISH_PASSPHRASE=online)


def test_a_pack_goes_from_the_towns_keys_to_the_kiosk(rivemont: Town, tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    first = rivemont.state.pack.resolve()
    hall.publish(first)

    kiosk = State(tmp_path / "kiosk")
    kiosk.updates.mkdir(parents=True)
    (kiosk.updates / "root.json").write_bytes((hall.server / "metadata" / "1.root.json").read_bytes())
    with served(hall.server) as server:
        update = ("pack", "update", "--state", str(kiosk.root), "--from", server.url)
        hall.parvis(*update)
        assert same_tree(kiosk.pack, first)

        second = changed(first, tmp_path / "second", {"glossary.json": lambda content: content + b"\n"})
        hall.publish(second)
        server.asked.clear()
        hall.parvis(*update)
        assert same_tree(kiosk.pack, second)
        assert [path.rpartition(".")[0].rpartition(".")[2] for path in server.asked if "targets/" in path] == [
            "glossary"
        ], "one file changed, one was fetched"

        hall.parvis(
            "publish",
            "refresh",
            str(hall.server),
            "--key",
            str(hall.keys / "online-1.pem"),
            PARVIS_PUBLISH_PASSPHRASE=PASSPHRASES["PARVIS_PUBLISH_ONLINE_PASSPHRASE"],
        )
        assert "the newest" in hall.parvis(*update).stdout
        assert status(kiosk.root).version == 2

        server.folder = hall.stick
        (hall.stick / "metadata").rename(hall.stick / "hidden")
        refused = subprocess.run([sys.executable, "-m", "ui.cli", *update], cwd=ROOT, capture_output=True, text=True)
        assert refused.returncode == 1
        assert "no repository" in refused.stderr
        assert same_tree(kiosk.pack, second)
        assert Kind.UPDATE_REFUSED not in {alarm.kind for alarm in Alarms(kiosk.alarms).standing()}
