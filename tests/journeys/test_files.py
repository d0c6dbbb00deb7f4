"""A request with files, whole: touched on the real window, sealed, delivered, and opened at the desk byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.words import Words
from ui.camera.sources import painted
from ui.camera.stills import encoded, opened, still
from ui.rehearsal.attaching import EMPTY_PAGE, STROKES
from ui.signatures import ink

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("Français (fr)", "Facile à lire (fr-x-falc)", "English (en)", "العربية (ar)")
LABELS = ("Votre réponse ?", "Votre réponse ?", "Your answer?", "ما جوابك؟")
QUESTIONS = [
    ("image", "photo", ""),
    ("image", "signed", "signature"),
    ("image", "named", "signature"),
    ("file", "bill", ""),
    ("file", "street", ""),
    ("barcode", "parcel", ""),
    ("geopoint", "spot", ""),
]
REHEARSAL = """
service = "birth-certificate"
[answers]
photo = "@camera"
signed = "@signature:drawn"
named = "@signature:typed:Zoé Martin"
bill = "@file:facture de Zoé.pdf"
street = "@file:rue.png"
parcel = "RV-2026-42"
spot = "49.1482 6.3121 0 0"
[expect]
outcome = "kept"
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


def pack(directory: Path) -> Path:
    """Rivemont, with a form of files under the name of the service that sends."""
    shutil.copytree(ROOT / "packs" / "rivemont", directory)
    for path in [*directory.glob("rehearsals/*"), *directory.glob("spoken/birth-certificate.toml")]:
        path.unlink()
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    survey.append(
        ["type", "name", "required", "appearance", "bind::kiosk:outcome", *(f"label::{each}" for each in LANGUAGES)]
    )
    for kind, name, appearance in QUESTIONS:
        survey.append([kind, name, "yes", appearance, "", *LABELS])
    survey.append(["note", "done", "", "", "done", *LABELS])
    book.create_sheet("choices").append(["list_name", "name"])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "version", "form_title", "default_language", "namespaces"])
    settings.append(["birth-certificate", "1", "Fichiers", LANGUAGES[0], 'kiosk="urn:parvis:kiosk:1"'])
    book.save(directory / "forms" / "birth-certificate.xlsx")
    (directory / "rehearsals" / "files.toml").write_text(REHEARSAL, encoding="utf-8")
    return directory


def parvis(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_is_given_at_the_kiosk_is_what_the_desk_opens(tmp_path: Path, qapp: QGuiApplication) -> None:
    source, record = pack(tmp_path / "pack"), tmp_path / "record"
    screen = ["--language", "fr", "--screen", "800x1280"]
    parvis("rehearse", str(source), "files", "--send", "--record", str(record), *screen)

    out = tmp_path / "out"
    reading = ["desk", "read", "--state", str(record / "desk"), "--format", "json", "--attachments", str(out)]
    (request,) = json.loads(parvis(*reading))
    fields = request["fields"]
    assert request["problem"] == ""
    assert fields["parcel"] == "RV-2026-42"
    assert [float(part) for part in fields["spot"].split()] == [49.1482, 6.3121, 0, 0]
    mark = request["instance_id"][-12:]
    names = {name: fields[name] for name in ("photo", "signed", "named", "bill", "street")}
    assert names == {
        "photo": f"photo-1-{mark}.jpg",
        "signed": f"signed-2-{mark}.png",
        "named": f"named-3-{mark}.png",
        "bill": f"bill-4-{mark}.pdf",
        "street": f"street-5-{mark}.jpg",
    }
    (folder,) = out.iterdir()
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(files) == set(names.values())
    assert files[names["photo"]] == still(painted())
    assert files[names["bill"]] == EMPTY_PAGE
    assert files[names["named"]] == ink((), "Zoé Martin")
    # A picture of the stick is drawn afresh: a JPEG of the same thing.
    assert files[names["street"]] == still(opened(encoded(painted(), "PNG")))
    # The strokes went through a touch screen: what was drawn lies within a few pixels of what was meant.
    drawn, meant = QImage.fromData(files[names["signed"]]), QImage.fromData(ink(STROKES, ""))
    assert drawn.size() == meant.size()
    assert nearly(drawn, meant)

    # Nothing of the person stands in the clear: neither their file's name nor what they wrote.
    for path in (record / "outbox.sqlite", record / "desk" / "desk.sqlite"):
        content = path.read_bytes()
        assert b"facture" not in content
        assert "Zoé".encode() not in content
        assert files[names["photo"]][100:200] not in content

    (run,) = record.glob("files.*")
    pages = json.loads((run / "transcript.json").read_text(encoding="utf-8"))["pages"]
    (check,) = [page["visible"] for page in pages if page["kind"] == "check"]
    words = Words("fr")
    # Qt gives the spaces that no line may break at as plain ones.
    plain = [text.replace("\u00ad", "").replace("\u00a0", " ") for text in check]
    for said in (
        words.say("given.photo"),
        words.say("given.signature"),
        words.say("given.signature.named", name="Zoé Martin"),
        words.say("given.file.named", name="facture de Zoé.pdf"),
        "Mairie de Rivemont",
    ):
        assert said.replace("\u00a0", " ") in plain


def nearly(one: QImage, other: QImage) -> bool:
    """Whether wherever one has ink, the other has some close by."""
    reach = 12

    def dark(image: QImage, x: int, y: int) -> bool:
        return image.pixelColor(x, y).lightness() < 128

    def covers(a: QImage, b: QImage) -> bool:
        for x in range(0, a.width(), 7):
            for y in range(0, a.height(), 7):
                if dark(a, x, y) and not any(
                    dark(b, u, v)
                    for u in range(max(0, x - reach), min(b.width(), x + reach + 1), 3)
                    for v in range(max(0, y - reach), min(b.height(), y + reach + 1), 3)
                ):
                    return False
        return True

    return covers(one, other) and covers(other, one)
