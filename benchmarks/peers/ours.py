"""Our engine, behind the protocol: `python -m benchmarks.peers.ours`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.peers.serving import BEGINNING, READING, Watch, serve

if TYPE_CHECKING:
    from kiosk.forms import Session


class Ours:
    """`kiosk.forms`."""

    _session: Session

    def start(self) -> dict[str, str]:
        """Bring the engine and what it imports when it is first used."""
        import lxml.etree

        import kiosk.forms.engine  # noqa: F401

        return {"name": "Parvis", "version": f"lxml {lxml.etree.__version__}"}

    def load(self, form: bytes) -> dict[str, dict[str, float]]:
        """Read the form and begin an instance."""
        from kiosk.forms import load

        watch = Watch()
        read = load(form)
        reading, watch = watch.read(), Watch()
        self._session = read.begin(now=lambda: datetime.now(UTC), language="")
        return {READING: reading, BEGINNING: watch.read()}

    def set(self, path: str, value: str) -> None:
        """Answer, and ask whether the answer stands: constraints are worked out when asked."""
        self._session.set(path, value)
        self._session.problem(path)

    def language(self, number: int) -> None:
        """Change the language and read every label."""
        session = self._session
        session.language = session.form.language_codes[number]
        for question in session.questions():
            session.label(question.path)

    def serialise(self) -> None:
        """The instance as XML."""
        self._session.serialise()

    def choices(self, path: str) -> int:
        """How many choices there are; each comes with its label."""
        return sum(1 for choice in self._session.choices(path) if choice.value and choice.label.text)

    def add(self, path: str) -> None:
        """One more instance."""
        self._session.add_repeat(path)

    def get(self, path: str) -> str:
        """The value at a path."""
        return self._session.value(path)


if __name__ == "__main__":
    serve(Ours())
