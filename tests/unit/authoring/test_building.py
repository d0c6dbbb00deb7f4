from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.building import BuildRefused, build
from kiosk.authoring.finding import PackUnfit
from kiosk.authoring.public_key import PublicKeyUnfit, read_public_key
from kiosk.catalogue import open_pack

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def key(public_key_file: Path) -> str:
    return read_public_key(public_key_file)


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_a_built_pack_opens_with_everything_in_it(pack: Any, key: str, tmp_path: Path) -> None:
    pack.spoken["permit"] = '[en]\n"why/label" = "Why, please?"\n'
    pack.spoken["catalogue"] = '[en]\n"permit/title" = "A spoken request"\n'
    assert build(pack.write(), key, tmp_path / "out", NOON) == ()
    opened = open_pack(tmp_path / "out")
    assert opened.town.name == "Petiteville"
    assert set(opened.forms) == {"permit", "advice"}
    assert opened.spoken["permit"]["en"]["why/label"] == "Why, please?"
    service = opened.catalogue.service("permit")
    assert service.title.text("en") == "Make a request"
    assert service.title.speech("en") == "A spoken request"
    assert service.title.speech("fr") == ""
    assert service.reply_within_days == 10
    assert opened.catalogue.service("advice").documents == ("card",)


def test_rehearsals_stay_with_the_source(pack: Any, key: str, tmp_path: Path) -> None:
    """They may be made from life, and would go to every kiosk."""
    source = pack.write()
    assert (source / "rehearsals" / "permit.toml").is_file()
    assert build(source, key, tmp_path / "out", NOON) == ()
    assert not [path for path in contents(tmp_path / "out") if "rehears" in path]


def test_only_forms_that_are_sent_carry_the_key(pack: Any, key: str, tmp_path: Path) -> None:
    pack.forms["advice"]["settings"][0]["public_key"] = "anything"
    build(pack.write(), key, tmp_path / "out", NOON)
    opened = open_pack(tmp_path / "out")
    assert f'base64RsaPublicKey="{key}"'.encode() in opened.forms["permit"]
    assert b"base64RsaPublicKey" not in opened.forms["advice"]
    assert base64.b64decode(key)[:2] == b"\x30\x82"


def test_translations_are_named_by_their_code_and_texts_have_no_stray_blanks(
    pack: Any, key: str, tmp_path: Path
) -> None:
    build(pack.write(), key, tmp_path / "out", NOON)
    form = open_pack(tmp_path / "out").forms["permit"].decode("utf-8")
    assert re.findall(r'<translation lang="([^"]*)"', form) == ["fr", "en"]
    assert re.search(r'<value>Your request, <output value=" ?/data/name ?"/></value>', form)


def test_the_same_source_gives_the_same_bytes(pack: Any, key: str, tmp_path: Path) -> None:
    source = pack.write()
    build(source, key, tmp_path / "one", NOON)
    build(source, key, tmp_path / "two", NOON)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    listed = [entry["path"] for entry in json.loads((tmp_path / "one/pack.json").read_text())["files"]]
    assert listed == sorted(listed)


def test_long_words_get_soft_hyphens_in_forms_and_catalogue_but_not_in_addresses(
    pack: Any, key: str, tmp_path: Path
) -> None:
    pack.row("permit", "survey", "why")["label::English (en)"] = "Your administration at www.administration.example?"
    pack.node("permit")["title"]["en"] = "Administration"
    build(pack.write(), key, tmp_path / "out", NOON)
    opened = open_pack(tmp_path / "out")
    form = opened.forms["permit"].decode("utf-8")
    label = re.search(r"Your (\S+) at (\S+?)<", form)
    assert label is not None
    assert "\u00ad" in label.group(1)
    assert label.group(1).replace("\u00ad", "") == "administration"
    assert label.group(2) == "www.administration.example?"
    assert "\u00ad" in opened.catalogue.service("permit").title.text("en")


def test_a_built_pack_is_replaced_as_a_whole(pack: Any, key: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    source = pack.write()
    build(source, key, out, NOON)
    (out / "stray").write_text("left by someone")
    pack.node("permit")["title"]["en"] = "Another"
    build(pack.write(), key, out, NOON)
    assert open_pack(out).catalogue.service("permit").title.text("en") == "Another"
    assert not (out / "stray").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_directory_with_something_else_in_it_is_left_alone(pack: Any, key: str, tmp_path: Path) -> None:
    out = tmp_path / "precious"
    out.mkdir()
    (out / "letter.txt").write_text("dear")
    with pytest.raises(BuildRefused, match="not a built pack"):
        build(pack.write(), key, out, NOON)
    assert (out / "letter.txt").read_text() == "dear"


def test_a_failure_on_the_way_leaves_the_old_pack(
    pack: Any, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    build(pack.write(), key, out, NOON)
    before = contents(out)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BuildRefused, match="No space left on device"):
        build(pack.write(), key, out, NOON)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_errors_stop_the_build_before_anything_is_written(pack: Any, key: str, tmp_path: Path) -> None:
    pack.forms["permit"]["survey"][0]["type"] = "select_one nowhere"
    with pytest.raises(PackUnfit) as raised:
        build(pack.write(), key, tmp_path / "out", NOON)
    assert raised.value.findings
    assert not (tmp_path / "out").exists()


def test_a_private_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "private.pem"
    path.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n")
    with pytest.raises(PublicKeyUnfit, match="private key"):
        read_public_key(path)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "public.pem"
    path.write_bytes(content)
    with pytest.raises(PublicKeyUnfit, match="not a public key"):
        read_public_key(path)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    path = tmp_path / "public.pem"
    public = Ed25519PrivateKey.generate().public_key()
    path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(PublicKeyUnfit, match="RSA"):
        read_public_key(path)


def test_quotes_and_no_break_spaces_survive_pyxform(pack: Any, key: str, tmp_path: Path) -> None:
    row = pack.forms["permit"]["survey"][0]
    row["label::Français (fr)"] = "Pourquoi l’acte\u202f? «\u00a0Papiers\u00a0»\u00a0: 03\u00a053\u00a001"
    row["label::English (en)"] = "Say “the parents’ names”"
    build(pack.write(), key, tmp_path / "out", NOON)
    form = open_pack(tmp_path / "out").forms["permit"].decode("utf-8")
    assert "Pourquoi l’acte\u202f? «\u00a0Papiers\u00a0»\u00a0: 03\u00a053\u00a001" in form
    assert "Say “the parents’ names”" in form


def test_a_choice_is_heard_under_each_question_that_offers_it(pack: Any, key: str, tmp_path: Path) -> None:
    pack.forms["permit"]["survey"][0]["type"] = "select_one reasons"
    for choice in pack.forms["permit"]["choices"]:
        choice["list_name"] = "reasons"
    pack.spoken["permit"] = '[en]\n"reasons/work" = "For my work"\n'
    build(pack.write(), key, tmp_path / "out", NOON)
    spoken = open_pack(tmp_path / "out").spoken["permit"]["en"]
    assert spoken == {"reasons/work": "For my work", "why/work": "For my work"}
