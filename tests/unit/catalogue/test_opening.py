from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import open_pack
from kiosk.catalogue.opening import PackDamaged, read_files
from kiosk.forms import MissingResource

WORDS = {"fr": "Oui", "en": "Yes"}
TOWN = {
    "id": "smallville",
    "name": "Petiteville",
    "languages": ["fr", "en"],
    "language_names": {"fr": "Français", "en": "English"},
    "accent": "#1F4E5F",
    "logo": "logo.svg",
    "contact": "hall",
    "demonstration": False,
    "wifi": {"ssid": "Free", "password": "", "portal": ""},
}
GRAPH: list[dict[str, Any]] = [
    {"@id": "town", "@type": "PublicOrganisation", "prefLabel": WORDS, "spatial": "urn:x"},
    {"@id": "life", "@type": "LifeEvent", "title": WORDS, "parvis:picture": "house"},
    {
        "@id": "card",
        "@type": "Evidence",
        "title": {"fr": "La carte", "en": "The card"},
        "parvis:originalOrCopy": WORDS,
        "parvis:whereToGet": WORDS,
        "parvis:picture": "id-card",
    },
    {"@id": "photo", "@type": "cv:Evidence", "title": WORDS, "parvis:originalOrCopy": WORDS, "parvis:picture": "x"},
    {"@id": "out", "@type": "Output", "title": {"fr": "Une liste", "en": "A list"}},
    {"@id": "free", "@type": "Cost", "description": {"fr": "Gratuit", "en": "Free"}},
    {
        "@id": "hall",
        "@type": "ContactPoint",
        "parvis:name": WORDS,
        "hasTelephone": "01",
        "openingHours": "24/7",
        "parvis:address": "1 rue",
        "parvis:place": WORDS,
    },
    {
        "@id": "https://town.example/ask",
        "@type": ["cpsv:PublicService"],
        "identifier": "ask",
        "dct:title": {"fr": "Demander", "en": "Ask"},
        "description": WORDS,
        "hasCompetentAuthority": {"@id": "town"},
        "isGroupedBy": ["life"],
        "hasInput": ["photo", {"@id": "card"}],
        "produces": "out",
        "hasCost": "free",
        "contactPoint": "hall",
        "processingTime": "P2W",
        "parvis:addressee": WORDS,
        "parvis:duration": WORDS,
        "parvis:kept": WORDS,
        "parvis:picture": "file",
        "parvis:form": "ask-form",
        "parvis:submits": True,
        "parvis:checkedOn": {"@value": "2026-11-01", "@type": "xsd:date"},
    },
    {
        "@id": "closed",
        "@type": "parvis:Notice",
        "description": {"fr": "Fermé", "en": "Closed"},
        "parvis:services": "ask",
        "parvis:until": "2026-12-24",
    },
]


def files() -> dict[str, bytes]:
    return {
        "town.json": json.dumps(TOWN).encode(),
        "logo.svg": b"<svg/>",
        "catalogue.jsonld": json.dumps({"@context": {}, "@graph": GRAPH}).encode(),
        "places.csv": b"id\n",
        "forms/ask-form.xml": b"<form/>",
        "spoken.json": json.dumps(
            {"catalogue": {"en": {"ask/title": "Please ask"}}, "forms": {"ask-form": {"en": {"q/label": "Said"}}}}
        ).encode(),
    }


def entries(content: dict[str, bytes]) -> list[dict[str, Any]]:
    return [
        {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "length": len(data)}
        for path, data in sorted(content.items())
    ]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a built pack by hand; `index` changes pack.json on its way."""

    def write_pack(content: dict[str, bytes] | None = None, **index: Any) -> Path:
        content = files() if content is None else content
        directory = tmp_path / "pack"
        for path, data in content.items():
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            (directory / path).write_bytes(data)
        listed = {"format": 1, "id": "smallville", "built": "2026-11-23T00:00:00+00:00", "languages": ["fr", "en"]}
        (directory / "pack.json").write_text(json.dumps(listed | {"files": entries(content)} | index))
        return directory

    return write_pack


def test_a_pack_opens_as_frozen_values(write: Callable[..., Path]) -> None:
    directory = write()
    pack = open_pack(directory)
    assert pack.town.languages == ("fr", "en")
    assert pack.town.accent == "#1f4e5f"
    assert pack.town.wifi is not None
    assert pack.town.wifi.ssid == "Free"
    assert pack.digest == hashlib.sha256((directory / "pack.json").read_bytes()).hexdigest()
    assert pack.forms == {"ask-form": b"<form/>"}
    assert pack.spoken["ask-form"]["en"]["q/label"] == "Said"
    with pytest.raises(TypeError):
        pack.forms["x"] = b""  # type: ignore[index]


def test_the_catalogue_joins_its_nodes(write: Callable[..., Path]) -> None:
    catalogue = open_pack(write()).catalogue
    service = catalogue.service("ask")
    assert service.title.texts == {"fr": "Demander", "en": "Ask"}
    assert (service.title.speech("en"), service.title.speech("fr")) == ("Please ask", "")
    assert service.output.text("en") == "A list"
    assert service.cost.text("en") == "Free"
    assert service.documents == ("photo", "card")
    assert service.life_events == ("life",)
    assert (service.contact, service.form, service.submits) == ("hall", "ask-form", True)
    assert service.reply_within_days == 14
    assert service.checked_on == date(2026, 11, 1)
    assert catalogue.evidence["card"].where is not None
    assert catalogue.evidence["photo"].where is None
    assert catalogue.contacts["hall"].hours == "24/7"
    (notice,) = catalogue.notices
    assert (notice.services, notice.until) == (("ask",), date(2026, 12, 24))


def test_a_file_that_was_changed_is_refused(write: Callable[..., Path]) -> None:
    directory = write()
    path = directory / "forms/ask-form.xml"
    path.write_bytes(b"<farm/>")
    with pytest.raises(PackDamaged, match=r"ask-form\.xml: not as it was built"):
        open_pack(directory)


@pytest.mark.parametrize("content", [b"", b"<form", b"<form/>x"])
def test_a_file_of_another_length_is_refused(write: Callable[..., Path], content: bytes) -> None:
    directory = write()
    (directory / "forms/ask-form.xml").write_bytes(content)
    with pytest.raises(PackDamaged, match=r"ask-form\.xml"):
        open_pack(directory)


def test_a_file_that_is_missing_is_refused(write: Callable[..., Path]) -> None:
    directory = write()
    (directory / "logo.svg").unlink()
    with pytest.raises(PackDamaged, match=r"logo\.svg: No such file"):
        open_pack(directory)


def test_a_file_that_is_not_listed_is_not_read(write: Callable[..., Path]) -> None:
    directory = write()
    (directory / "forms/extra.xml").write_bytes(b"<form/>")
    assert set(open_pack(directory).forms) == {"ask-form"}


@pytest.mark.parametrize("name", ["spoken.json", "town.json", "catalogue.jsonld", "logo.svg"])
def test_a_file_that_the_list_leaves_out_is_refused(write: Callable[..., Path], name: str) -> None:
    content = files()
    del content[name]
    with pytest.raises(PackDamaged, match=f"has no {name}"):
        open_pack(write(content))


@pytest.mark.parametrize("path", ["../outside", "/etc/hostname", "forms/../../outside", "pack.json", "a//b", "", ".x"])
def test_a_path_that_leads_elsewhere_is_refused(write: Callable[..., Path], tmp_path: Path, path: str) -> None:
    (tmp_path / "outside").write_bytes(b"x")
    listed = [*entries(files()), {"path": path, "sha256": hashlib.sha256(b"x").hexdigest(), "length": 1}]
    with pytest.raises(PackDamaged, match="entry of files"):
        open_pack(write(files=listed))


def test_a_link_in_the_place_of_a_file_is_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    directory = write()
    (tmp_path / "same").write_bytes(files()["logo.svg"])
    (directory / "logo.svg").unlink()
    (directory / "logo.svg").symlink_to(tmp_path / "same")
    with pytest.raises(PackDamaged, match=r"logo\.svg"):
        open_pack(directory)


def test_a_link_in_the_place_of_a_folder_is_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    directory = write()
    (directory / "forms").rename(tmp_path / "elsewhere")
    (directory / "forms").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PackDamaged, match="behind a link"):
        open_pack(directory)


def test_the_pack_itself_may_be_a_link(write: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(write())
    assert open_pack(tmp_path / "current").town.name == "Petiteville"


def test_a_pipe_in_the_place_of_a_file_does_not_stop_the_kiosk(write: Callable[..., Path]) -> None:
    directory = write()
    (directory / "logo.svg").unlink()
    os.mkfifo(directory / "logo.svg")
    with pytest.raises(PackDamaged, match="not a plain file"):
        open_pack(directory)


@pytest.mark.parametrize(
    "index",
    [
        {"format": 2},
        {"format": "1"},
        {"id": 3},
        {"languages": "fr"},
        {"languages": ["fr", 1]},
        {"files": {}},
        {"files": [[]]},
        {"files": [{"path": "logo.svg", "sha256": "0" * 64, "length": True}]},
        {"files": [{"path": "logo.svg", "sha256": "0" * 63, "length": 6}]},
        {"files": [{"path": "logo.svg", "sha256": "0" * 64, "length": 17 * 1024 * 1024}]},
        {"files": entries(files()) * 2},
        {"files": entries(files()) * 400},
        {"languages": ["fr"]},
    ],
)
def test_a_strange_list_is_refused(write: Callable[..., Path], index: dict[str, Any]) -> None:
    with pytest.raises(PackDamaged):
        open_pack(write(**index))


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000, b"{" + b" " * (1024 * 1024) + b"}"])
def test_a_list_that_is_none_is_refused(write: Callable[..., Path], content: bytes) -> None:
    directory = write()
    (directory / "pack.json").write_bytes(content)
    with pytest.raises(PackDamaged):
        read_files(directory)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackDamaged, match=r"pack\.json"):
        open_pack(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("town.json", b"{}", "town"),
        ("town.json", json.dumps(TOWN | {"contact": "nobody"}).encode(), "nobody"),
        ("spoken.json", b"{}", "spoken"),
        ("spoken.json", b'{"catalogue": {}, "forms": {"f": {"en": {"k": 1}}}}', "not a text"),
        ("catalogue.jsonld", b"{}", "catalogue"),
        ("catalogue.jsonld", b'{"@graph": [{"@type": "PublicService"}]}', "catalogue"),
    ],
)
def test_a_listed_file_that_makes_no_sense_is_refused(
    write: Callable[..., Path], name: str, content: bytes, said: str
) -> None:
    with pytest.raises(PackDamaged, match=said):
        open_pack(write(files() | {name: content}))


def test_a_service_without_its_form_is_refused(write: Callable[..., Path]) -> None:
    content = files()
    content["forms/other.xml"] = content.pop("forms/ask-form.xml")
    with pytest.raises(PackDamaged, match="ask-form"):
        open_pack(write(content))


LIST = b"name,label\nmetz,Metz\n"


@pytest.fixture
def with_files(write: Callable[..., Path]) -> Path:
    """A pack whose form has a list (an XML one too) and a picture beside it."""
    beside = {
        "forms/ask-form-media/towns.csv": LIST,
        "forms/ask-form-media/areas.xml": b"<root/>",
        "forms/ask-form-media/door.png": b"\x89PNG",
    }
    return write(files() | beside)


def test_files_beside_a_form_stay_on_the_disk_and_are_found_by_their_uri(with_files: Path) -> None:
    pack = open_pack(with_files)
    assert set(pack.forms) == {"ask-form"}
    assert pack.media("ask-form", "jr://images/door.png") == with_files / "forms/ask-form-media/door.png"
    assert pack.media("ask-form", "jr://images/window.png") is None
    assert pack.media("other-form", "jr://images/door.png") is None
    assert pack.media("ask-form", "jr://images/../../town.json") is None
    assert pack.resources("ask-form").read("jr://file-csv/towns.csv") == LIST
    assert pack.resources("ask-form").read("jr://file/areas.xml") == b"<root/>"
    for form, uri in (("ask-form", "jr://file-csv/Towns.csv"), ("other-form", "jr://file-csv/towns.csv")):
        with pytest.raises(MissingResource):
            pack.resources(form).read(uri)


@pytest.mark.parametrize("content", [LIST + b"x", LIST.replace(b"Metz", b"Mets"), b"", None])
def test_a_file_that_changes_after_the_pack_was_opened_is_as_good_as_missing(
    with_files: Path, content: bytes | None
) -> None:
    pack = open_pack(with_files)
    path = with_files / "forms/ask-form-media/towns.csv"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MissingResource):
        pack.resources("ask-form").read("jr://file-csv/towns.csv")


def test_a_file_beside_a_form_is_proved_like_every_other(with_files: Path) -> None:
    (with_files / "forms/ask-form-media/door.png").write_bytes(b"\x89PNx")
    with pytest.raises(PackDamaged, match=r"door\.png"):
        open_pack(with_files)
