"""The packs on this kiosk's disk, and the one link by which visits find theirs.

STATE/pack/versions/NAME are whole packs, each written under another name, checked and synced before it takes its own;
`current` and `previous` are links to two of them. A link is replaced by renaming another over it: whoever looks finds
the old pack or the new one.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalogue.opening import INDEX, Index, PackDamaged, read_index
from offline_cache.files import sync_directory
from offline_cache.packs.checking import check
from offline_cache.packs.fetching import digest_of
from offline_cache.packs.holding import unheld
from offline_cache.packs.record import read_bounded

VERSIONS = "versions"
PARTIAL = ".partial"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A pack on the disk: its directory, the SHA-256 of its `pack.json`, and what that lists."""

    directory: Path
    digest: str
    index: Index


class Shelf:
    """STATE/pack."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._versions = folder / VERSIONS
        self.current = folder / "current"
        self.previous = folder / "previous"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._versions.is_dir():
            self._versions.mkdir()
            # Whatever the umask: visits may be another user's.
            self._versions.chmod(0o755)

    def standing(self, link: Path | None = None) -> Standing | None:
        """The pack that `current` (or another link) leads to, by its list alone; None where there is none."""
        directory = (link or self.current).resolve()
        content = read_bounded(directory / INDEX)
        try:
            return Standing(directory, hashlib.sha256(content).hexdigest(), read_index(content))
        except PackDamaged:
            return None

    def whole_here(self) -> bool:
        """Whether `current` leads to a pack of which every file is what it was when it was checked."""
        standing = self.standing()
        return standing is not None and all(
            digest_of(standing.directory / file.path) == file.sha256 for file in standing.index.files
        )

    def mend(self) -> bool:
        """Where `current` leads to no pack that opens, lead it to one that does; whether that was needed and done."""
        if self.whole_here():
            return False
        others = sorted(path for path in self._versions.iterdir() if path.is_dir() and _is_version(path))
        for candidate in (self.previous, *reversed(others)):
            if candidate.exists() and _opens(candidate):
                self._adopt()
                self._link(self.current, candidate.resolve())
                return True
        return False

    def known(self, *, besides: Path) -> Mapping[str, Path]:
        """Files that need not be fetched, by SHA-256: those of the packs here, each proved to be what it was."""
        found: dict[str, Path] = {}
        for link in (self.current, self.previous, besides):
            standing = self.standing(link) if link.exists() else None
            for file in standing.index.files if standing else ():
                path = standing.directory / file.path if standing else besides
                if file.sha256 not in found and digest_of(path) == file.sha256:
                    found[file.sha256] = path
        return found

    def assemble(self, name: str, index: Path, files: Mapping[str, Path]) -> Path:
        """Put a version together under a name of its own, check it as a whole, and give it `name`; its directory.

        `files` has where each file of the pack lies now, by its path in the pack. Raises `PackDamaged`, `OSError`.
        """
        draft = self._versions / f"{name}{PARTIAL}"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            self._fill(draft, index, files)
            final = self._free(name)
            draft.rename(final)
        except BaseException:
            # On a full disk, what was begun would keep from visitors what is left of it.
            shutil.rmtree(draft, ignore_errors=True)
            raise
        sync_directory(self._versions)
        return final

    def _fill(self, draft: Path, index: Path, files: Mapping[str, Path]) -> None:
        draft.mkdir(mode=0o755)
        folders = {draft}
        for path, lies in (*files.items(), (INDEX, index)):
            target = draft / path
            for parent in reversed(target.relative_to(draft).parents):
                if (folder := draft / parent) not in folders:
                    folder.mkdir(mode=0o755)
                    folders.add(folder)
            _place(lies, target)
        check(draft)
        for folder in sorted(folders, reverse=True):
            folder.chmod(0o755)
            sync_directory(folder)

    def ready(self, name: str, digest: str) -> Path | None:
        """A version of this name and digest that is here already and opens."""
        path = self._versions / name
        standing = self.standing(path) if path.is_dir() and not path.is_symlink() else None
        return path if standing is not None and standing.digest == digest and _opens(path) else None

    def switch(self, directory: Path) -> None:
        """Let the next visit open `directory`; the pack that it takes the place of becomes `previous`."""
        self._adopt()
        before = self.current.resolve()
        if before != directory.resolve() and before.is_dir() and _opens(before):
            self._link(self.previous, before)
        self._link(self.current, directory)

    def clean(self) -> None:
        """Delete all versions but `current`, `previous`, and those that a visit holds."""
        kept = {self.current.resolve(), self.previous.resolve()}
        for path in self._versions.iterdir():
            if path.is_symlink():
                path.unlink()
            elif path.resolve() in kept:
                continue
            elif not _is_version(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                doomed = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
                with unheld(path) as free:
                    if free:
                        path.rename(doomed)
                shutil.rmtree(doomed, ignore_errors=True)

    def _adopt(self) -> None:
        """A pack that lies at `current` itself becomes a version, and `current` a link to it, in one step."""
        if self.current.is_symlink() or not self.current.is_dir():
            return
        standing = self.standing()
        target = self._free(f"0-{standing.digest[:12] if standing else secrets.token_hex(6)}")
        target.symlink_to(target.relative_to(self._folder))
        try:
            _exchange(target, self.current)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOSYS):
                raise
            # A file system that cannot: for a moment there is no pack, and `mend` knows what to do then.
            target.unlink()
            self.current.rename(target)
            self._link(self.current, target)
        sync_directory(self._versions)
        sync_directory(self._folder)

    def _link(self, link: Path, directory: Path) -> None:
        target = Path(os.path.relpath(directory, self._folder))
        inside = not target.parts or target.parts[0] == VERSIONS
        draft = self._folder / f".{link.name}.new"
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
        draft.symlink_to(target if inside else directory)
        draft.replace(link)
        sync_directory(self._folder)

    def _free(self, name: str) -> Path:
        """A name that is not taken: something else of this name may be in use, or damaged."""
        for number in range(2, 1000):
            path = self._versions / name
            if not os.path.lexists(path):
                return path
            if path.is_symlink():
                path.unlink()
                return path
            name = f"{name.partition('.')[0]}.{number}"
        raise OSError(errno.EEXIST, "too many versions of one name", str(self._versions / name))


def _is_version(path: Path) -> bool:
    return not path.name.startswith(".") and not path.name.endswith(PARTIAL)


def _opens(directory: Path) -> bool:
    try:
        check(directory.resolve())
    except PackDamaged:
        return False
    return True


def _place(lies: Path, target: Path) -> None:
    """A copy, on the disk when this returns. Not a second name for the same bytes: what spoils one pack must not spoil
    the one that is kept to go back to.
    """
    with lies.open("rb") as source, target.open("xb") as copy:
        os.fchmod(copy.fileno(), 0o644)
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())


def _exchange(one: Path, other: Path) -> None:
    """Let two names change places atomically (renameat2, Linux 3.15)."""
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one), None, str(other))
