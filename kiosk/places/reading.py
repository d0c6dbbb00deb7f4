"""Reads places.csv, the schema "lieux de médiation numérique" 1.0.2: comma-separated UTF-8, `|` between values."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.errors import ParvisError
from kiosk.places.place import Place

MAX_BYTES = 4 * 1024 * 1024
MAX_PLACES = 5000
MAX_FIELD_CHARACTERS = 4000
MAX_SUMMARY_CHARACTERS = 280

REQUIRED = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
OPTIONAL = (
    "code_insee",
    "complement_adresse",
    "latitude",
    "longitude",
    "typologie",
    "telephone",
    "courriels",
    "site_web",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "source",
    "itinerance",
    "structure_parente",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
    "fiche_acces_libre",
    "prise_rdv",
)

VALUES: Mapping[str, frozenset[str]] = {
    "prise_en_charge_specifique": frozenset(
        (
            "Surdité",
            "Handicaps moteurs",
            "Handicaps mentaux",
            "Illettrisme",
            "Langues étrangères (anglais)",
            "Langues étrangères (autres)",
            "Déficience visuelle",
        )
    ),
    "frais_a_charge": frozenset(("Gratuit", "Gratuit sous condition", "Payant")),
    "modalites_acces": frozenset(
        (
            "Se présenter",
            "Téléphoner",
            "Contacter par mail",
            "Prendre un RDV en ligne",
            "Ce lieu n'accueille pas de public",
            "Envoyer un mail avec une fiche de prescription",
        )
    ),
    "modalites_accompagnement": frozenset(
        ("En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance")
    ),
    "services": frozenset(
        (
            "Aide aux démarches administratives",
            "Maîtrise des outils numériques du quotidien",
            "Insertion professionnelle via le numérique",
            "Utilisation sécurisée du numérique",
            "Parentalité et éducation avec le numérique",
            "Loisirs et créations numériques",
            "Compréhension du monde numérique",
            "Accès internet et matériel informatique",
            "Acquisition de matériel informatique à prix solidaire",
        )
    ),
}
"""The closed lists of the schema."""

_PATTERNS = {
    "pivot": (re.compile(r"[a-zA-Z0-9]{9,14}"), "9 to 14 letters and digits (a SIRET or the like)"),
    "code_postal": (re.compile(r"\d{5}"), "five digits"),
    "code_insee": (re.compile(r"(?:\d{5}|2[AB]\d{3})"), "five characters, as INSEE gives them"),
}


class PlacesUnreadable(ParvisError):
    """places.csv cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class PlaceProblem:
    """One thing wrong: the file's row (the heading is row 1) and column (0 is the whole row), counted from 1."""

    row: int
    column: int
    name: str
    message: str
    mend: str


def read_places(content: bytes) -> tuple[Place, ...]:
    """The places in `content`. Raises `PlacesUnreadable`, naming the first row and column that do not fit."""
    places, problems = examine_places(content)
    if problems:
        first = problems[0]
        raise PlacesUnreadable(f"places.csv, row {first.row}, {first.name}: {first.message} {first.mend}")
    return places


def examine_places(content: bytes) -> tuple[tuple[Place, ...], tuple[PlaceProblem, ...]]:
    """Read to the end: the sound places, and every problem. Raises `PlacesUnreadable` when it is no such file."""
    rows = _rows(content)
    headings = rows[0] if rows else []
    problems = [*_heading_problems(headings)]
    places: list[Place] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        found = _row_problems(number, headings, row)
        values = {name: cell.strip() for name, cell in zip(headings, row, strict=False)}
        identifier = values.get("id", "")
        if identifier and identifier in seen:
            column = headings.index("id") + 1
            found.append(PlaceProblem(number, column, "id", f"'{identifier}' is there twice.", "Give each its own."))
        seen.add(identifier)
        problems += found
        if not found and not (set(REQUIRED) - set(headings)):
            places.append(_place(values))
    return tuple(places), tuple(problems)


def _rows(content: bytes) -> list[list[str]]:
    if len(content) > MAX_BYTES:
        raise PlacesUnreadable(
            f"places.csv is larger than {MAX_BYTES // 1024 // 1024} MB. Keep the places of this town."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlacesUnreadable(
            f"places.csv: byte {error.start} is not UTF-8. Save the file as CSV in UTF-8."
        ) from error
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(row)
            if len(rows) > MAX_PLACES + 1:
                raise PlacesUnreadable(f"places.csv has more than {MAX_PLACES} places.")
    except csv.Error as error:
        raise PlacesUnreadable(f"places.csv, row {len(rows) + 1}: {error}. Look there for a stray quote.") from error
    if not rows:
        raise PlacesUnreadable("places.csv is empty. Write at least the row of headings.")
    return rows


def _heading_problems(headings: list[str]) -> list[PlaceProblem]:
    problems = [
        PlaceProblem(1, 0, name, "the column is not there.", "The schema requires it: add it.")
        for name in REQUIRED
        if name not in headings
    ]
    known = {*REQUIRED, *OPTIONAL}
    for column, name in enumerate(headings, start=1):
        if name not in known:
            hint = " Separate the columns with commas." if ";" in name else " Remove it or mend its spelling."
            problems.append(PlaceProblem(1, column, name, "is no column of the schema.", hint.strip()))
        elif headings.index(name) != column - 1:
            problems.append(PlaceProblem(1, column, name, "the column is there twice.", "Keep one."))
    return problems


def _row_problems(number: int, headings: list[str], row: list[str]) -> list[PlaceProblem]:
    if len(row) != len(headings):
        message = f"has {len(row)} cells, and there are {len(headings)} headings."
        return [PlaceProblem(number, 0, "row", message, "Put a text that contains a comma in quotes.")]
    problems = []
    for column, (name, cell) in enumerate(zip(headings, row, strict=True), start=1):
        wrong = _cell_problem(name, cell.strip())
        if wrong:
            problems.append(PlaceProblem(number, column, name, *wrong))
    return problems


def _cell_problem(name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with one value, and how to mend it."""
    if not value:
        return ("is empty.", "The schema requires it: fill it in.") if name in REQUIRED else None
    if len(value) > MAX_FIELD_CHARACTERS:
        return (f"is longer than {MAX_FIELD_CHARACTERS} characters.", "Shorten it.")
    if name in _PATTERNS and not _PATTERNS[name][0].fullmatch(value):
        return (f"'{value[:40]}' does not fit.", f"Write {_PATTERNS[name][1]}.")
    if name in VALUES:
        strange = [one for one in _several(value) if one not in VALUES[name]]
        if strange:
            return (f"'{strange[0][:60]}' is not in the schema's list.", "Copy a value of the list; put | between two.")
    match name:
        case "date_maj":
            try:
                date.fromisoformat(value)
            except ValueError:
                return (f"'{value[:40]}' is not a date.", "Write it as 2026-11-23.")
        case "latitude" | "longitude":
            if _degrees(value, 90.0 if name == "latitude" else 180.0) is None:
                return (f"'{value[:40]}' is no {name}.", "Write degrees with a point, such as 49.119.")
        case "presentation_resume" if len(value) > MAX_SUMMARY_CHARACTERS:
            return (f"has {len(value)} characters, more than {MAX_SUMMARY_CHARACTERS}.", "Shorten it.")
        case "horaires":
            from kiosk.places.hours import HoursUnreadable, check_hours

            try:
                check_hours(value)
            except HoursUnreadable as error:
                return (str(error), "")
    return None


def _degrees(value: str, limit: float) -> float | None:
    try:
        degrees = float(value)
    except ValueError:
        return None
    return degrees if -limit <= degrees <= limit else None


def _several(value: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in value.split("|") if one.strip())


def _place(values: Mapping[str, str]) -> Place:
    def one(name: str) -> str:
        return values.get(name, "")

    def many(name: str) -> tuple[str, ...]:
        return _several(one(name))

    return Place(
        id=one("id"),
        pivot=one("pivot"),
        name=one("nom"),
        commune=one("commune"),
        postcode=one("code_postal"),
        address=one("adresse"),
        updated=date.fromisoformat(one("date_maj")),
        insee_code=one("code_insee"),
        address_complement=one("complement_adresse"),
        latitude=_degrees(one("latitude"), 90.0),
        longitude=_degrees(one("longitude"), 180.0),
        typologies=many("typologie"),
        telephone=one("telephone"),
        emails=many("courriels"),
        websites=many("site_web"),
        hours=one("horaires"),
        summary=one("presentation_resume"),
        detail=one("presentation_detail"),
        services=many("services"),
        audiences=many("publics_specifiquement_adresses"),
        special_care=many("prise_en_charge_specifique"),
        fees=many("frais_a_charge"),
        access=many("modalites_acces"),
        support=many("modalites_accompagnement"),
        accessibility_page=one("fiche_acces_libre"),
        booking=one("prise_rdv"),
    )
