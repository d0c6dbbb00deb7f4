"""`parvis pack build`: checked source in, a directory that a kiosk opens out, all of it or none."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kiosk.authoring.checking import check_source
from kiosk.authoring.checks.lexicon import FOREIGN, LEXICON
from kiosk.authoring.compiling import compile_form, finish_form
from kiosk.authoring.finding import Finding, PackUnfit, has_errors
from kiosk.authoring.hyphens import hyphenate
from kiosk.authoring.imports import IMPORTED, Imported, write_imports
from kiosk.authoring.keys import seals
from kiosk.authoring.places import typeset_places
from kiosk.authoring.source import Source, read_source
from kiosk.authoring.typography import finish
from kiosk.authoring.xlsform import XLSForm
from kiosk.catalogue import opening
from kiosk.catalogue.jsonld import load_json
from kiosk.catalogue.opening import FORMAT, INDEX, open_pack
from kiosk.errors import ParvisError

QUOTED_LETTERS = 7
"""Letters from which a quoted word of the glossary may not fit its button at the largest size."""


class BuildRefused(ParvisError):
    """The pack cannot be written where it was asked for."""


def build(directory: Path, public_key: str, out: Path, built: datetime) -> tuple[Finding, ...]:
    """Check and build the pack source in `directory` into `out`; returns the warnings.

    `public_key` (base64 DER SubjectPublicKeyInfo) goes into the forms whose services send something, but for those that
    came from a server with its own; it may be "" where there are no others.
    `out` may be absent, empty or a built pack, which is then replaced as a whole. The same source, key
    and `built` give the same bytes. Raises `PackUnfit`, `SourceMissing`, `BuildRefused`.
    """
    source = read_source(directory)
    findings = check_source(source)
    if has_errors(findings):
        raise PackUnfit(findings)
    files = compiled_files(source, public_key)
    out = out.resolve()
    _refuse_strange(out)
    _write(out, files, _index(source, files, built))
    return findings


def build_time() -> datetime:
    """Now, or the moment in SOURCE_DATE_EPOCH (seconds since 1970), which makes builds repeatable."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC).replace(microsecond=0)


def compiled_files(source: Source, public_key: str) -> dict[str, bytes]:
    """What stands in the built pack, by path, for a source without errors."""
    assert source.catalogue is not None
    files = {
        "town.json": _json(source.town),
        "logo.svg": source.files["logo.svg"],
        "catalogue.jsonld": _json(_typeset(load_json(source.files["catalogue.jsonld"]), frozenset(source.languages))),
        "places.csv": typeset_places(source.files["places.csv"], source.languages[0]),
        "spoken.json": _json(_spoken(source)),
    }
    if source.glossary:
        files[opening.GLOSSARY] = _json(_glossary(source))
    seal = seals(source, public_key)
    for path, form in source.forms.items():
        files[f"forms/{form.form_id}.xml"] = compile_form(source.files[path], seal[path].public_key)
    for path, xform in source.xforms.items():
        sealed = seal[path]
        files[f"forms/{xform.form_id}.xml"] = finish_form(source.files[path], sealed.public_key, sealed.version)
    if served := _as_served(source):
        files[IMPORTED] = write_imports(served)
    beside = [path for path in source.files if path.startswith("forms/") and path.count("/") > 1]
    files |= {path: source.files[path] for path in beside}
    return dict(sorted(files.items()))


def _as_served(source: Source) -> dict[str, Imported]:
    """The forms that a kiosk sends under the version and key that their server gave them."""
    kept = {xform.form_id for xform in source.xforms.values() if xform.public_key}
    return {form_id: record for form_id, record in source.imports.items() if form_id in kept}


def _spoken(source: Source) -> dict[str, Any]:
    forms: dict[str, Any] = {}
    catalogue: dict[str, Any] = {}
    lexicon: dict[str, Any] = {}
    for path, wordings in source.spoken.items():
        name = path.removeprefix("spoken/").removesuffix(".toml")
        if name == "catalogue":
            catalogue = dict(wordings)
        elif name == LEXICON:
            lexicon = {language: _entries(table) for language, table in wordings.items()}
        else:
            form = source.form(name)
            forms[name] = {language: _by_question(form, table) for language, table in wordings.items()}
    return {"catalogue": catalogue, "forms": forms, "lexicon": lexicon}


def _entries(table: Mapping[str, Any]) -> dict[str, Any]:
    """What is said for each word of a language, and which words another language's voice says."""
    said = {word: text for word, text in table.items() if word != FOREIGN}
    return {"said": said, "foreign": dict(table.get(FOREIGN, {}))}


def _glossary(source: Source) -> dict[str, Any]:
    """The glossary, with what is shown of it typeset."""

    def typeset(language: str, wording: Any) -> Any:
        if language == "picture":
            return wording
        # On its button the word stands beside a picture, and between quotation marks that no line may part from it.
        word = hyphenate(finish(wording["word"], language), language, QUOTED_LETTERS)
        return wording | {"word": word, "means": finish(wording["means"], language)}

    return {name: {key: typeset(key, value) for key, value in term.items()} for name, term in source.glossary.items()}


def _by_question(form: XLSForm | None, wordings: Mapping[str, str]) -> dict[str, str]:
    """The wordings, those of choices also under `question/choice`: a compiled form no longer names its lists."""
    found = dict(wordings)
    for question in form.questions if form else ():
        for key, text in wordings.items():
            list_name, _, choice = key.partition("/")
            if question.list_name and question.list_name == list_name:
                found.setdefault(f"{question.name}/{choice}", text)
    return found


def _typeset(value: Any, languages: frozenset[str]) -> Any:
    """Typesetting in every language map of the catalogue, and nowhere else."""
    match value:
        case list():
            return [_typeset(entry, languages) for entry in value]
        case dict() if value and set(value) <= languages and all(isinstance(text, str) for text in value.values()):
            return {code: finish(text, code) for code, text in value.items()}
        case dict():
            return {key: entry if key == "@context" else _typeset(entry, languages) for key, entry in value.items()}
        case _:
            return value


def _index(source: Source, files: Mapping[str, bytes], built: datetime) -> bytes:
    return _json(
        {
            "format": FORMAT,
            "id": source.town["id"],
            "built": built.isoformat(),
            "languages": list(source.languages),
            "files": [
                {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "length": len(content)}
                for path, content in sorted(files.items())
            ],
        }
    )


def _json(value: Any) -> bytes:
    # The order of keys is the author's: in the catalogue it is the order on the screen.
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_day) + "\n").encode("utf-8")


def _day(value: Any) -> str:
    """A day as TOML has it; nothing else in a sound source is unknown to JSON."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _refuse_strange(out: Path) -> None:
    if not out.parent.is_dir():
        raise BuildRefused(f"{out.parent}: no such directory. Make it first.")
    if not out.exists():
        return
    if not out.is_dir():
        raise BuildRefused(f"{out}: a file of that name is there. Name another directory.")
    if any(out.iterdir()) and not (out / INDEX).is_file():
        raise BuildRefused(f"{out}: holds something that is not a built pack. Name another directory.")


def _write(out: Path, files: Mapping[str, bytes], index: bytes) -> None:
    """Write beside `out` and change places by renaming; a failure leaves what was there before."""
    try:
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise BuildRefused(f"{out.parent}: {error.strerror}. Nothing was changed.") from error
    try:
        fresh.chmod(0o755)
        for path, content in (*files.items(), (INDEX, index)):
            target = fresh / path
            target.parent.mkdir(exist_ok=True)
            with target.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        # A pack that the kiosk would refuse must never take the place of one that works.
        open_pack(fresh)
        if out.exists():
            old = fresh.with_name(f"{fresh.name}.old")
            out.rename(old)
            fresh.rename(out)
            shutil.rmtree(old, ignore_errors=True)
        else:
            fresh.rename(out)
    except OSError as error:
        raise BuildRefused(f"{out}: {error.strerror}. Nothing was changed.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
