"""What is fetched when one word of the town's content changes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from offline_cache.packs.updating import Ending, update
from offline_cache.packs.web import Web
from tests.faults.updates.ground import Prepared
from tests.faults.updates.repository import changed, served

WORDS: dict[str, tuple[bytes, bytes]] = {
    "forms/identity-card.xml": (b"passeport", b"passe-port"),
    "forms/birth-certificate.xml": (b"naissance", b"naiss-ance"),
    "forms/leisure-centre.xml": (b"enfant", b"bambin"),
    "catalogue.jsonld": (b"mairie", b"maison commune"),
    "forms/town-wifi.xml": (b"mot de passe", b"code"),
    "town.json": (b"Rivemont", b"Rivemond"),
}
"""A word of each file and what it becomes; small files among them, where the lists weigh more than the file."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One change: the changed file's bytes, and the bodies of all that was fetched for it."""

    file: str
    size: int
    bodies: int
    requests: int

    @property
    def ratio(self) -> float:
        """Bytes fetched over the file's own."""
        return self.bodies / self.size


def one_word(prepared: Prepared, file: str, folder: Path) -> Fetched:
    """Change a word of this file, publish, update over HTTP, and count."""
    before, after = WORDS[file]
    replaced: list[bool] = []

    def edit(content: bytes) -> bytes:
        replaced.append(before in content)
        return content.replace(before, after, 1)

    pack = changed(prepared.packs[1], folder / "pack", {file: edit}, built="2026-12-01T08:00:00+00:00")
    if not all(replaced):
        raise AssertionError(f"{file} has no '{before.decode()}' any more: choose another word")
    town = prepared.town.copied(folder / "town")
    kiosk = Path(shutil.copytree(prepared.kiosk, folder / "kiosk", symlinks=True))
    town.add(pack)
    town.publish()
    with served(town.folder) as server:
        outcome = update(kiosk, Web(server.url))
        if outcome.ending is not Ending.UPDATED:
            raise AssertionError(outcome.sentence)
        return Fetched(file, (pack / file).stat().st_size, server.bodies, len(server.asked))
