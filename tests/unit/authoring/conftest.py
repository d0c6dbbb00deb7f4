"""A small, sound pack source that a test can spoil in one place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

LANGUAGES = {"fr": "Français (fr)", "en": "English (en)"}

Rows = list[dict[str, str]]


def words(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


def spoken_to(column: str, fr: str, en: str) -> dict[str, str]:
    """Cells of one translated column."""
    return {f"{column}::{LANGUAGES['fr']}": fr, f"{column}::{LANGUAGES['en']}": en}


class PackSource:
    """The parts of a pack as plain values; `write` makes the files."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.town = """
id = "smallville"
name = "Petiteville"
languages = ["fr", "en"]
accent = "#1f4e5f"
logo = "logo.svg"
contact = "hall"
demonstration = true
subdivision = "57"

[language_names]
fr = "Français"
en = "English"

[voices.fr]
voice = "espeak-ng/fr"
checked_by = "Paule, Petiteville"
checked_on = 2026-10-01

[voices.en]
voice = "espeak-ng/en"
checked_by = "Ada, Smallville"
checked_on = "2026-10-01"
"""
        self.logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>'
        self.graph: list[dict[str, Any]] = [
            {
                "@id": "town",
                "@type": "PublicOrganisation",
                "prefLabel": words("Petiteville", "Smallville"),
                "spatial": "urn:example:smallville",
            },
            {"@id": "moving", "@type": "LifeEvent", "identifier": "moving"}
            | {"title": words("Je déménage", "I am moving"), "parvis:picture": "house"},
            {
                "@id": "card",
                "@type": "Evidence",
                "identifier": "card",
                "title": words("Votre carte", "Your card"),
                "parvis:originalOrCopy": words("L'original", "The original"),
                "parvis:picture": "id-card",
            },
            {"@id": "answer", "@type": "Output", "identifier": "answer", "title": words("Une réponse", "An answer")},
            {"@id": "free", "@type": "Cost", "identifier": "free", "description": words("Gratuit", "Free")},
            {
                "@id": "hall",
                "@type": "ContactPoint",
                "identifier": "hall",
                "parvis:name": words("La mairie", "The town hall"),
                "hasTelephone": "03 00 00 00 00",
                "openingHours": "Mo-Fr 08:30-12:00",
                "parvis:address": "1 place de la Mairie",
                "parvis:place": words("Au guichet", "At the counter"),
            },
            self.service("permit", submits=True),
            self.service("advice", submits=False),
        ]
        self.forms: dict[str, dict[str, Rows]] = {"permit": self.permit(), "advice": self.advice()}
        self.places = (
            "id,pivot,nom,commune,code_postal,adresse,horaires,date_maj\n"
            '1,12345678900011,Mairie,Petiteville,57000,1 place de la Mairie,"Mo-Fr 08:30-12:00",2026-10-01\n'
        )
        self.spoken: dict[str, str] = {}
        self.rehearsals: dict[str, str] = {
            "permit": 'service = "permit"\n[answers]\nwhy = "work"\nname = "Ada"\n[expect]\noutcome = "sent"\n',
            "advice": 'service = "advice"\n[answers]\nlost = "hand"\n'
            '[expect]\noutcome = "out_hand"\ndocuments = ["card"]\n',
        }

    @staticmethod
    def service(identifier: str, submits: bool) -> dict[str, Any]:
        return {
            "@id": identifier,
            "@type": "PublicService",
            "identifier": identifier,
            "title": words("Faire une demande", "Make a request"),
            "description": words("Pour demander", "To ask"),
            "hasCompetentAuthority": "town",
            "isGroupedBy": ["moving"],
            "hasInput": ["card"] if not submits else [],
            "produces": "answer",
            "hasCost": "free",
            "contactPoint": "hall",
            "processingTime": "P10D",
            "parvis:addressee": words("Tout le monde", "Everyone"),
            "parvis:duration": words("5 minutes", "5 minutes"),
            "parvis:kept": words("Rien", "Nothing"),
            "parvis:picture": "file-text",
            "parvis:form": identifier,
            "parvis:submits": submits,
            "parvis:checkedOn": "2026-11-01",
        }

    @staticmethod
    def permit() -> dict[str, Rows]:
        return {
            "survey": [
                {"type": "select_one why", "name": "why", "required": "yes"}
                | spoken_to("label", "Pourquoi ?", "Why?")
                | spoken_to("required_message", "Choisissez une réponse.", "Choose an answer."),
                {"type": "text", "name": "name", "relevant": "${why} = 'work'", "constraint": "string-length(.) < 50"}
                | spoken_to("label", "Votre nom ?", "Your name?")
                | spoken_to("hint", "Comme sur votre carte.", "As on your card.")
                | spoken_to("constraint_message", "Votre nom est trop long.", "Your name is too long.")
                | {"bind::kiosk:entry": "name"},
                {"type": "note", "name": "done", "bind::kiosk:outcome": "done"}
                | spoken_to("label", "Votre demande, ${name}", "Your request, ${name}"),
                {"type": "note", "name": "next", "bind::kiosk:outcome": "next"}
                | spoken_to("label", "Attendez notre réponse.", "Wait for our answer."),
            ],
            "choices": [
                {"list_name": "why", "name": "work"}
                | spoken_to("label", "Le travail", "For work")
                | {"picture": "briefcase"},
                {"list_name": "why", "name": "home"}
                | spoken_to("label", "La maison", "For my home")
                | {"picture": "-"},
            ],
            "settings": [PackSource.settings("permit")],
        }

    @staticmethod
    def advice() -> dict[str, Rows]:
        return {
            "survey": [
                {"type": "select_one lost", "name": "lost", "required": "yes"}
                | spoken_to("label", "Où est la carte ?", "Where is the card?"),
                {"type": "note", "name": "out_lost", "bind::kiosk:outcome": "title", "relevant": "${lost} = 'lost'"}
                | spoken_to("label", "Elle est perdue", "It is lost"),
                {"type": "note", "name": "out_hand", "bind::kiosk:outcome": "title", "relevant": "${lost} != 'lost'"}
                | spoken_to("label", "Vous l'avez", "You have it"),
                {"type": "note", "name": "bring", "bind::kiosk:document": "card", "relevant": "${lost} = 'hand'"}
                | spoken_to("label", "La carte", "The card"),
            ],
            "choices": [
                {"list_name": "lost", "name": "lost"} | spoken_to("label", "Perdue", "Lost") | {"picture": "-"},
                {"list_name": "lost", "name": "hand"} | spoken_to("label", "Ici", "Here") | {"picture": "-"},
            ],
            "settings": [PackSource.settings("advice")],
        }

    @staticmethod
    def settings(form_id: str) -> dict[str, str]:
        return {
            "form_id": form_id,
            "version": "2026112300",
            "form_title": form_id,
            "default_language": LANGUAGES["fr"],
            "namespaces": 'kiosk="urn:parvis:kiosk:1"',
        }

    def row(self, form: str, sheet: str, name: str) -> dict[str, str]:
        """The row of that name, to be changed in place."""
        return next(row for row in self.forms[form][sheet] if row.get("name") == name)

    def node(self, identifier: str) -> dict[str, Any]:
        """The catalogue's node of that @id, to be changed in place."""
        return next(node for node in self.graph if node["@id"] == identifier)

    def write(self) -> Path:
        """Make the files and return the directory."""
        for folder in ("forms", "spoken", "rehearsals"):
            (self.directory / folder).mkdir(parents=True, exist_ok=True)
        (self.directory / "town.toml").write_text(self.town, encoding="utf-8")
        (self.directory / "logo.svg").write_text(self.logo, encoding="utf-8")
        catalogue = {"@context": {"dct": "http://purl.org/dc/terms/"}, "@graph": self.graph}
        (self.directory / "catalogue.jsonld").write_text(json.dumps(catalogue, indent=1), encoding="utf-8")
        (self.directory / "places.csv").write_text(self.places, encoding="utf-8")
        for name, sheets in self.forms.items():
            workbook(sheets).save(self.directory / "forms" / f"{name}.xlsx")
        for name, text in self.spoken.items():
            (self.directory / "spoken" / f"{name}.toml").write_text(text, encoding="utf-8")
        for name, text in self.rehearsals.items():
            (self.directory / "rehearsals" / f"{name}.toml").write_text(text, encoding="utf-8")
        return self.directory


def workbook(sheets: dict[str, Rows]) -> openpyxl.Workbook:
    """A workbook whose columns are the union of the rows' keys, in the order of their first use."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    return book


class Judged(date):
    """The day on which content is judged, where a test names none: what is fresh in these packs is so for ever."""

    @classmethod
    def today(cls) -> Judged:
        return cls(2026, 11, 23)


@pytest.fixture(autouse=True)
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.authoring.checking.date", Judged)


@pytest.fixture
def pack(tmp_path: Path) -> PackSource:
    """A sound pack, not yet written."""
    return PackSource(tmp_path / "source")


@pytest.fixture
def save_workbook() -> Callable[[dict[str, Rows], Path], None]:
    """Writes sheets, given as rows of heading and text, to an .xlsx file."""

    def save(sheets: dict[str, Rows], path: Path) -> None:
        workbook(sheets).save(path)

    return save


@pytest.fixture(scope="session")
def public_key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk's public key in PEM; 2048 bits, because a test need not wait for 3072."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    path = tmp_path_factory.mktemp("keys") / "public.pem"
    path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path
