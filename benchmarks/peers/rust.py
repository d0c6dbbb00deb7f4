"""rxeval, an engine in Rust, behind the protocol: `python -m benchmarks.peers.rust`.

Its `set` only notes the answer; `recompute` does the work and tells what is valid. It knows no labels and no languages.
"""

from __future__ import annotations

import importlib.metadata
from typing import Any

from benchmarks.peers.serving import BEGINNING, READING, Watch, serve


class Rust:
    """`rxeval.Session`."""

    _session: Any

    def start(self) -> dict[str, str]:
        """Bring the engine."""
        import rxeval  # type: ignore[import-not-found]

        self._open = rxeval.Session
        return {"name": "rxeval", "version": importlib.metadata.version("rxeval")}

    def load(self, form: bytes) -> dict[str, dict[str, float]]:
        """Read the form (`Session()` alone) and work it out once (`recompute`)."""
        watch = Watch()
        self._session = self._open(form.decode())
        reading, watch = watch.read(), Watch()
        self._session.recompute()
        return {READING: reading, BEGINNING: watch.read()}

    def set(self, path: str, value: str) -> None:
        """Answer, and work out what follows."""
        self._session.set(path, value)
        self._session.recompute()

    def language(self, number: int) -> None:
        """It has none."""
        raise NotImplementedError("it knows no languages")

    def serialise(self) -> None:
        """The instance as XML."""
        self._session.instance_xml()

    def choices(self, path: str) -> int:
        """How many choices there are."""
        return len(self._session.choices(path))

    def add(self, path: str) -> None:
        """One more instance."""
        self._session.add_row(path)
        self._session.recompute()

    def get(self, path: str) -> str:
        """The value at a path."""
        return str(self._session.get(path))


if __name__ == "__main__":
    serve(Rust())
