"""What a thief has who carries a kiosk away: `python -m tests.faults.thief`.

Five kiosks are enrolled, used, and lose their plug; each disk is then searched by somebody who knows Parvis. What the
table says is what docs/privacy.md says ("If a kiosk is stolen"); a test holds the two side by side.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from offline_cache.keeping.secret import Name
from tests.faults.reporting import conclude
from tests.faults.thief.disk import (
    ANSWERS,
    DELIVERED,
    PICTURE,
    REFUSED,
    SECRETS,
    WAITING,
    Disk,
    Office,
    demonstration,
    kiosk,
)
from tests.faults.thief.looking import Thief
from tests.faults.thief.tpm import SoftwareTpm

FILES = "plain files"
HOST = "the host's key"
TPM_DISK = "a TPM; the disk alone"
TPM_MACHINE = "a TPM; the whole machine"
DEMONSTRATION = "a demonstration"
COLUMNS = (FILES, HOST, TPM_DISK, TPM_MACHINE, DEMONSTRATION)

PACK = "the town's pack, which is public"
SETTINGS = "the settings: the desk's address, its public key's fingerprint, the kiosk's name"
COUNTS = "how many requests wait, were delivered (the newest 2,000) or refused"
METADATA = "of each of them: form, version, time, size, random identifier, names and sizes of its sealed files"
SLIPS = "at which times slips were printed in the last hour of use"
ALARMS = "what the operator was told"
ROWS_OF_SECRETS = {
    Name.OUTBOX_MAC: "the outbox's key (outbox-mac)",
    Name.DESK_TOKEN: "the kiosk's token at the desk (desk-token)",
    Name.DESK_PASSWORD: "its password at the desk (desk-password)",
    Name.DESK_CLIENT_KEY: "the key of its TLS certificate (desk-client-key)",
}
ANSWERED = "what anybody answered, drew, photographed or handed in"
ROWS = (PACK, SETTINGS, COUNTS, METADATA, SLIPS, ALARMS, *ROWS_OF_SECRETS.values(), ANSWERED)

Haul = Mapping[str, bool]
"""Each row, and whether the thief has it."""


@dataclass(frozen=True, slots=True)
class Robbery:
    """What was taken in one of the columns, and what should not have been there at all."""

    haul: Haul
    broken: tuple[str, ...]


def rob(disk: Disk, workshop: Path, *, tpm2_device: str = "", in_the_clear: bool = False) -> Robbery:
    """Take all that this disk gives. `in_the_clear`: its secrets were knowingly put into plain files."""
    thief = Thief(disk, workshop, tpm2_device)
    rows, secrets = thief.outbox(), thief.secrets()
    opened = thief.opened()
    canaries = (*(answer.encode() for answer in ANSWERS), PICTURE[:64])
    lying_about = thief.finds(canaries)
    states = [row.state for row in rows]
    broken = [f"an answer stands in {place}" for place in lying_about]
    if (regular := thief.regular()) > 0:
        broken.append(f"{regular} sealed parts can be compressed")
    if not in_the_clear:
        broken += [f"a secret stands in {place}" for place in thief.finds(tuple(SECRETS.values()))]
    haul = {
        PACK: thief.pack() > 0,
        SETTINGS: {"url", "public_key_sha256"} <= set(thief.settings()),
        COUNTS: tuple(map(states.count, ("sent", "refused", "kept"))) == (DELIVERED, REFUSED, WAITING),
        METADATA: all(row.form_id and row.version and row.kept_at for row in rows)
        and sum(len(row.files) for row in rows) == 2 * (REFUSED + WAITING),
        SLIPS: thief.slips() > 0,
        ALARMS: (disk.state.alarms / "dead-letter.json").exists(),
        **{row: name in secrets for name, row in ROWS_OF_SECRETS.items()},
        ANSWERED: bool(lying_about) or any(answer.encode() in text for answer in ANSWERS for text in opened),
    }
    return Robbery(haul, tuple(broken))


def rob_all(folder: Path) -> dict[str, Robbery]:
    """One robbery for each column."""
    office = Office.opened(folder / "office")
    robberies = {
        FILES: rob(kiosk(office, folder / "files", "--into", "file"), folder / "files-thief", in_the_clear=True),
        HOST: rob(kiosk(office, folder / "host", "--with-key", "host"), folder / "host-thief"),
    }
    with SoftwareTpm(folder / "chip") as tpm, SoftwareTpm(folder / "thiefs-chip") as another:
        words = ("--with-key", "host+tpm2", "--tpm2-device", tpm.device)
        disk = kiosk(office, folder / "tpm", *words)
        robberies[TPM_DISK] = rob(disk, folder / "disk-thief", tpm2_device=another.device)
        robberies[TPM_MACHINE] = rob(disk, folder / "machine-thief", tpm2_device=tpm.device)
    shown = demonstration(office, folder / "demonstration")
    robberies[DEMONSTRATION] = rob(shown, folder / "demonstration-thief", in_the_clear=True)
    return robberies


def table(robberies: Mapping[str, Robbery]) -> str:
    """As in docs/privacy.md."""
    lines = ["| the thief has | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for row in ROWS:
        cells = ("yes" if robberies[column].haul[row] else "no" for column in COLUMNS)
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def broken_promises(robberies: Mapping[str, Robbery]) -> list[str]:
    """What no thief may have, whatever else is taken."""
    broken = [f"{column}: {what}" for column, robbery in robberies.items() for what in robbery.broken]
    for column in (FILES, HOST, TPM_DISK, TPM_MACHINE):
        if robberies[column].haul[ANSWERED]:
            broken.append(f"{column}: answers were read")
    broken += [f"{TPM_DISK}: {row}" for row in ROWS_OF_SECRETS.values() if robberies[TPM_DISK].haul[row]]
    if not robberies[DEMONSTRATION].haul[ANSWERED]:
        broken.append("the thief opened nothing where the desk's key lies beside its passphrase: it does not bite")
    return broken


def main() -> int:
    """Rob five kiosks, and say what was had."""
    with tempfile.TemporaryDirectory(prefix="parvis-thief-") as folder:
        robberies = rob_all(Path(folder))
    print(table(robberies))
    counts = [(column, f"{sum(robbery.haul.values())} of {len(ROWS)}") for column, robbery in robberies.items()]
    return conclude("A thief's haul", counts, broken_promises(robberies))
