"""Takes in what `parvis outbox export` wrote: the same envelopes, by the same rules as over the line, exactly once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from offline_cache.desk.inbox import Inbox, InboxFull, Storing
from offline_cache.desk.manifest import ManifestUnreadable, read_manifest
from offline_cache.desk.reader import NothingThere
from offline_cache.outbox.sealed_folder import FolderUnusable, folders, read

MOST_ENVELOPES = 100_000
MAX_KIOSK_NAME = 80


@dataclass(slots=True)
class Imported:
    """How many are new here, how many were here already, and a sentence for each that was not taken."""

    taken: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)


def import_envelopes(desk: Path, source: Path, kiosk: str | None = None) -> Imported:
    """Store every envelope in `source` at the desk in `desk`; one that is not right does not keep the others out.

    `kiosk`: whose they are; else what each says of itself, marked as hearsay. Can be done again after it broke off.
    Raises `NothingThere`, `FolderUnusable`, `InboxFull` or `StoreUnusable`.
    """
    if not desk.is_dir():
        raise NothingThere(f"{desk}: there is no desk here. Give --state the desk's directory.")
    found = folders(source, MOST_ENVELOPES)
    if not found:
        raise FolderUnusable(f"{source}: holds no envelopes. Give the folder that 'parvis outbox export' was given.")
    done = Imported()
    inbox = Inbox(desk)
    try:
        for folder in found:
            try:
                stored = _take(inbox, folder, kiosk)
            except (FolderUnusable, ManifestUnreadable) as error:
                done.problems.append(f"{folder.name}: {error}" if isinstance(error, ManifestUnreadable) else str(error))
                continue
            match stored:
                case Storing.STORED:
                    done.taken += 1
                case Storing.ALREADY_HERE:
                    done.known += 1
                case Storing.CONFLICT:
                    done.problems.append(f"{folder.name}: another submission is here under its identifier. Compare.")
                case Storing.TOO_LARGE:
                    done.problems.append(f"{folder.name}: larger than the desk takes.")
    except InboxFull:
        done.problems.append("The desk is full: what follows was not taken. Make room, then import again.")
    finally:
        inbox.close()
    return done


def _take(inbox: Inbox, folder: Path, kiosk: str | None) -> Storing:
    sealed = read(folder)
    envelope = sealed.envelope
    manifest = read_manifest(envelope.manifest)
    files = {file.name: file.content for file in envelope.files}
    if set(files) != set(manifest.files):
        raise FolderUnusable(f"{folder.name}: its files are not those that its manifest names.")
    if manifest.instance_id != envelope.instance_id:
        raise FolderUnusable(f"{folder.name}: its label and its manifest name two submissions.")
    name = kiosk or f"{sealed.kiosk} (imported)".strip()
    return inbox.store(manifest, envelope.manifest, files, name[:MAX_KIOSK_NAME])
