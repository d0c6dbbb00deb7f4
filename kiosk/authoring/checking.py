"""`parvis pack check`: everything that can be found wrong with a pack's source, in one pass."""

from __future__ import annotations

from pathlib import Path

from kiosk.authoring.compiling import CompilationFailed, compile_form
from kiosk.authoring.finding import Finding, Severity, in_order
from kiosk.authoring.source import Source, read_source


def check(directory: Path) -> tuple[Finding, ...]:
    """All findings for the pack source in `directory`, in order. Raises `SourceMissing`."""
    return check_source(read_source(directory))


def check_source(source: Source) -> tuple[Finding, ...]:
    """All findings for a source that was read, in order."""
    findings = [*source.findings]
    for path in source.forms:
        findings += _compiles(path, source.files[path])
    return in_order(findings)


def _compiles(path: str, content: bytes) -> list[Finding]:
    try:
        compile_form(content)
    except CompilationFailed as error:
        return [Finding(Severity.ERROR, path, str(error), "Mend what it names.")]
    return []
