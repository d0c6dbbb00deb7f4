"""`parvis pack import forms` against a server that behaves as ODK Central, and against servers that do not."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring import importing
from kiosk.authoring.building import build
from kiosk.authoring.checking import check
from kiosk.authoring.finding import PackUnfit
from kiosk.authoring.importing import Outcome, ServedForm, bring_in
from kiosk.authoring.public_key import read_public_key
from kiosk.catalogue import open_pack
from kiosk.forms import load
from kiosk.ports import SubmissionForm
from offline_cache.openrosa import Accepted, OpenRosaClient
from offline_cache.sealing import OdkSealer
from tests.central import PERMIT as FORM
from tests.central import STREETS, Central, serving
from ui.cli import main

PASSPHRASE = "six random words of the town's own"
TODAY = date(2026, 11, 23)


@pytest.fixture
def central() -> Iterator[Central]:
    with serving(Central()) as central:
        central.publish(FORM, {"streets.csv": STREETS})
        yield central


@pytest.fixture
def source(pack: Any) -> Path:
    """The sound pack without its form `permit`, which is to come from the server."""
    del pack.forms["permit"]
    pack.rehearsals["permit"] = (
        'service = "permit"\n[answers]\nwhy = "work"\nstreet = "ardennes"\n[expect]\noutcome = "sent"\n'
    )
    directory: Path = pack.write()
    return directory


def _import(central: Central, source: Path, *more: str) -> int:
    return main(["pack", "import", "forms", central.url, "--pack", str(source), *more])


def _snapshot(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()
    }


def _fetched(central: Central) -> list[str]:
    """What was asked for since the last time, without the project's path."""
    asked = [path.removeprefix(central.base) for _, path in central.asked]
    central.asked.clear()
    return asked


def test_a_managed_form_comes_with_its_key_its_version_and_its_files(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    central.encrypt(PASSPHRASE)
    assert central.key is not None
    assert _import(central, source) == 0
    served = central.forms["permit"][-1]
    assert (source / "forms" / "permit.xml").read_bytes() == served.xml
    assert (source / "forms" / "permit-media" / "streets.csv").read_bytes() == STREETS
    told = capsys.readouterr().out
    assert f"forms/permit.xml: new, version {served.version}, 1 files" in told
    assert central.key.fingerprint in told
    assert "k3Y" not in told
    assert [one.line() for one in check(source, TODAY)] == []


def test_where_it_came_from_is_noted_without_the_token(central: Central, source: Path) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    text = (source / "forms" / "imported.json").read_text()
    noted = json.loads(text)["forms"]["permit"]
    served = central.forms["permit"][-1]
    assert noted["server"] == central.host.removeprefix("http://")
    assert noted["address"] == f"{central.host}/v1/projects/7"
    assert noted["version"] == served.version
    assert noted["form"]["md5"] == served.md5
    assert noted["media"]["streets.csv"]["md5"] == hashlib.md5(STREETS).hexdigest()
    assert datetime.fromisoformat(noted["fetched"]).tzinfo is not None
    assert "k3Y" not in text


def test_from_the_server_through_the_pack_and_back_into_its_export(
    central: Central, source: Path, public_key_file: Path, tmp_path: Path
) -> None:
    """The whole way: imported, built with another key at hand, answered, sealed, delivered, exported by Central."""
    central.encrypt(PASSPHRASE)
    assert central.key is not None
    assert _import(central, source) == 0
    build(source, read_public_key(public_key_file), tmp_path / "out", datetime(2026, 11, 23, tzinfo=UTC))
    pack = open_pack(tmp_path / "out")
    form = load(pack.forms["permit"], resources=pack.resources("permit"))
    assert (form.version, form.public_key) == (central.forms["permit"][-1].version, central.key.public)
    session = form.begin(now=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC), language="fr", instance_id="uuid:1")
    session.set("/permit/why", "Pour déménager")
    session.set("/permit/street", "ardennes")
    answers = session.serialise()
    sealer = OdkSealer(f"{'0' * 64}, {central.key.fingerprint}")
    sealed = sealer.seal(
        SubmissionForm(form.id, form.version, form.public_key), "uuid:1", answers, (("photo-1.jpg", b"\xff\xd8"),)
    )
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        assert client.probe() is None
        assert client.deliver(sealed) == Accepted()
    assert central.export("permit", PASSPHRASE) == ([answers], {"photo-1.jpg": b"\xff\xd8"})
    assert b"Pour d\xc3\xa9m\xc3\xa9nager" in answers


def test_what_has_not_changed_is_not_fetched_again(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    before, _ = _snapshot(source), _fetched(central)
    capsys.readouterr()
    assert _import(central, source) == 0
    assert _fetched(central) == ["/formList", "/forms/permit/manifest"]
    assert "unchanged" in capsys.readouterr().out
    assert _snapshot(source) == before


def test_the_hash_decides_and_not_the_version(central: Central, source: Path) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    served = central.forms["permit"][-1]
    # A server that lets somebody write over a version.
    served.xml = served.xml.replace(b"Why?", b"What for?")
    served.media["streets.csv"] = STREETS + b"ponts,Rue des Ponts\n"
    _fetched(central)
    assert _import(central, source) == 0
    assert _fetched(central) == [
        "/formList",
        "/forms/permit.xml",
        "/forms/permit/manifest",
        "/forms/permit/attachments/streets.csv",
    ]
    assert (source / "forms" / "permit.xml").read_bytes() == served.xml
    assert b"ponts" in (source / "forms" / "permit-media" / "streets.csv").read_bytes()
    assert [one.line() for one in check(source, TODAY)] == []


def test_a_file_that_the_server_no_longer_has_goes(central: Central, source: Path) -> None:
    central.encrypt(PASSPHRASE)
    central.forms["permit"][-1].media["old.png"] = b"\x89PNG"
    _import(central, source)
    assert (source / "forms" / "permit-media" / "old.png").exists()
    del central.forms["permit"][-1].media["old.png"]
    assert _import(central, source) == 0
    assert sorted(path.name for path in (source / "forms" / "permit-media").iterdir()) == ["streets.csv"]


def test_a_list_of_entities_is_taken_as_it_is_at_the_moment(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    central.encrypt(PASSPHRASE)
    central.forms["permit"][-1].lists = ("streets.csv",)
    assert _import(central, source) == 0
    assert "streets.csv is a list of entities" in capsys.readouterr().out
    assert [one.line() for one in check(source, TODAY)] == []


# Whose key


def test_a_form_that_the_server_does_not_encrypt_is_refused_with_both_ways_out(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _snapshot(source)
    assert _import(central, source) == 1
    told = capsys.readouterr().err
    assert "In Central, open the project's Settings, choose Encryption" in told.replace("in Central", "In Central")
    assert "--public-key FILE" in told
    assert _snapshot(source) == before


def test_with_the_towns_own_key_the_build_seals_it_under_a_version_of_its_own(
    central: Central, source: Path, public_key_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = read_public_key(public_key_file)
    assert _import(central, source, "--public-key", str(public_key_file)) == 0
    assert "Upload the built forms/ID.xml" in capsys.readouterr().out
    assert (source / "forms" / "permit.xml").read_bytes() == FORM.encode()
    build(source, key, tmp_path / "out", datetime(2026, 11, 23, tzinfo=UTC))
    built = open_pack(tmp_path / "out").forms["permit"]
    form = load(built, resources=open_pack(tmp_path / "out").resources("permit"))
    assert form.public_key == key
    assert form.version.startswith("7[sealed:")
    # Central takes it as a new version, and has from then on what the kiosk sends.
    assert central.publish(built.decode()).version == form.version
    assert not (tmp_path / "out" / "forms" / "imported.json").exists()


def test_a_pack_of_managed_forms_alone_is_built_without_a_key_and_others_are_not(
    central: Central, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    assert main(["pack", "build", str(source), "-o", str(tmp_path / "out")]) == 0
    assert central.key is not None
    assert f"Sealed for the key {central.key.fingerprint}: permit" in capsys.readouterr().out
    noted = json.loads((tmp_path / "out" / "forms" / "imported.json").read_text())
    assert list(noted["forms"]) == ["permit"]
    (source / "forms" / "imported.json").unlink()
    (source / "forms" / "permit.xml").write_text(FORM)
    assert main(["pack", "build", str(source), "-o", str(tmp_path / "out")]) == 1
    assert "forms/permit.xml: error: it is sent, and carries no public key." in capsys.readouterr().err


def test_another_key_than_that_of_the_build_is_never_written_over(
    central: Central, source: Path, public_key_file: Path, tmp_path: Path
) -> None:
    """A form with somebody's key that was put there by hand: nobody can say which of the two is meant."""
    central.encrypt(PASSPHRASE)
    assert central.key is not None
    (source / "forms" / "permit-media").mkdir()
    (source / "forms" / "permit-media" / "streets.csv").write_bytes(STREETS)
    by_hand = FORM.replace("</model>", f'<submission base64RsaPublicKey="{central.key.public}"/></model>')
    (source / "forms" / "permit.xml").write_text(by_hand)
    with pytest.raises(PackUnfit) as unfit:
        build(source, read_public_key(public_key_file), tmp_path / "out", datetime(2026, 11, 23, tzinfo=UTC))
    assert central.key.fingerprint in unfit.value.findings[0].line()
    # Downloaded from Central by hand: the version says whose key it is.
    (source / "forms" / "permit.xml").write_bytes(central.forms["permit"][-1].xml)
    build(source, read_public_key(public_key_file), tmp_path / "out", datetime(2026, 11, 23, tzinfo=UTC))
    assert central.key.public.encode() in open_pack(tmp_path / "out").forms["permit"]


@pytest.mark.parametrize("key", ["bm90IGEga2V5", "not base64!"])
def test_a_key_that_nothing_can_be_sealed_for_is_refused(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    central.forms.clear()
    central.publish(
        FORM.replace("</model>", f'<submission base64RsaPublicKey="{key}"/></model>'), {"streets.csv": STREETS}
    )
    assert _import(central, source) == 1
    assert "cannot be sealed for: the form's public key" in capsys.readouterr().err


# What the author changed


def test_what_was_changed_by_hand_stops_the_build_and_the_next_import(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    streets = source / "forms" / "permit-media" / "streets.csv"
    streets.write_bytes(STREETS + b"mine,Ma rue\n")
    lines = [one.line() for one in check(source, TODAY)]
    assert len(lines) == 1
    assert lines[0].startswith("forms/permit-media/streets.csv: error: is no longer as it came from 127.0.0.1")
    assert _import(central, source) == 1
    assert "give --replace" in capsys.readouterr().err
    assert b"mine" in streets.read_bytes()
    assert _import(central, source, "--replace") == 0
    assert streets.read_bytes() == STREETS


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("permit.xml", "forms/permit.xml: error: is no longer as it came from 127.0.0.1"),
        ("permit-media/more.csv", "forms/permit-media/more.csv: error: did not come from 127.0.0.1"),
    ],
)
def test_a_changed_form_and_an_added_file_stop_the_build(central: Central, source: Path, path: str, said: str) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    changed = source / "forms" / path
    before = changed.read_bytes() if changed.exists() else b"name,label\n"
    changed.write_bytes(before.replace(b"Why?", b"What for?"))
    assert [one.line().startswith(said) for one in check(source, TODAY)] == [True]


@pytest.mark.parametrize(
    ("name", "said"), [("permit.xlsx", "as a spreadsheet"), ("permit.xml", "did not come from a server")]
)
def test_a_form_of_the_authors_own_is_not_written_over(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    central.encrypt(PASSPHRASE)
    (source / "forms" / name).write_bytes(b"mine")
    assert _import(central, source) == 1
    assert said in capsys.readouterr().err
    assert (source / "forms" / name).read_bytes() == b"mine"


def test_a_form_that_is_gone_from_the_pack_is_told_and_stops_nothing(central: Central, source: Path, pack: Any) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    (source / "forms" / "permit.xml").unlink()
    (source / "forms" / "permit-media" / "streets.csv").unlink()
    (source / "forms" / "permit-media").rmdir()
    (told,) = [one for one in check(source, TODAY) if one.file == "forms/imported.json"]
    assert "Import it again, or take its entry out" in told.line()


def test_a_note_that_cannot_be_read_stops_the_build(central: Central, source: Path) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    (source / "forms" / "imported.json").write_text('{"format": 1, "forms": {"permit": {}}}')
    assert "cannot be read" in next(one.line() for one in check(source, TODAY) if one.file.endswith("imported.json"))


def test_without_the_key_the_suffix_is_an_error(central: Central, source: Path) -> None:
    central.encrypt(PASSPHRASE)
    assert central.key is not None
    _import(central, source)
    form = source / "forms" / "permit.xml"
    form.write_text(form.read_text().replace(f'base64RsaPublicKey="{central.key.public}"', ""))
    (source / "forms" / "imported.json").unlink()
    assert any("the key is missing" in one.line() for one in check(source, TODAY))


# All or nothing


def test_of_several_forms_all_come_or_none(central: Central, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    central.publish(FORM.replace('id="permit"', 'id="other"').replace("/permit/why", "/permit/nowhere"), {})
    central.encrypt(PASSPHRASE)
    before = _snapshot(source)
    assert _import(central, source) == 1
    told = capsys.readouterr().err
    assert "The form 'other' of 127.0.0.1" in told
    assert "cannot be asked at a kiosk" in told
    assert _snapshot(source) == before
    assert _import(central, source, "--form", "permit") == 0


def test_a_form_whose_file_is_missing_at_the_server_does_not_come(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    central.encrypt(PASSPHRASE)
    central.forms["permit"][-1].media.clear()
    assert _import(central, source) == 1
    assert "streets.csv" in capsys.readouterr().err


def test_a_picture_that_the_server_does_not_have_stops_the_import(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = '<value>Why?</value><value form="image">jr://images/door.png</value>'
    central.forms.clear()
    central.publish(FORM.replace("<value>Why?</value>", picture), {"streets.csv": STREETS})
    central.encrypt(PASSPHRASE)
    assert _import(central, source) == 1
    assert "the file 'door.png', and 127.0.0.1" in capsys.readouterr().err
    central.forms["permit"][-1].media["door.png"] = b"\x89PNG\r\n\x1a\n"
    assert _import(central, source) == 0


def test_a_server_that_lists_no_versions_is_taken_at_the_forms_word(central: Central, source: Path) -> None:
    central.encrypt(PASSPHRASE)
    listing = central.answer("GET", f"{central.base}/formList", {"x-openrosa-version": "1.0"}, b"")
    without = re.sub(rb"<version>.*?</version>", b"", listing[2])
    central.instead[f"{central.base}/formList"] = (200, {}, without)
    assert _import(central, source) == 0
    noted = json.loads((source / "forms" / "imported.json").read_text())["forms"]["permit"]
    assert noted["version"] == central.forms["permit"][-1].version


def test_a_disk_that_fails_leaves_the_pack_as_it_was(
    central: Central, source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    before = _snapshot(source)
    central.publish(FORM.replace('version="7"', 'version="8"'), {"streets.csv": STREETS})

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing, "write_imports", full)
    assert _import(central, source) == 1
    assert "No space left on device. Nothing was changed." in capsys.readouterr().err
    assert _snapshot(source) == before
    assert not list(source.glob(".forms.*"))


def test_a_kill_at_any_moment_leaves_the_old_forms_or_the_new(tmp_path: Path) -> None:
    """A process that swaps two states for ever is killed again and again: each time one of the two lies there."""
    directory = tmp_path / "source" / "forms"
    directory.mkdir(parents=True)
    for name in ("a", "b"):
        (directory / name).write_text("old")
    program = (
        "import sys, itertools\nfrom pathlib import Path\nfrom kiosk.authoring.swapping import change_directory\n"
        "def change(forms):\n"
        "    for name in ('a', 'b'):\n"
        "        (forms / name).write_text(word)\n"
        "for word in itertools.cycle(['new', 'old']):\n"
        "    change_directory(Path(sys.argv[1]), change)\n"
        "    print(word, flush=True)\n"
    )
    seen = set()
    for pause in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", program, str(directory)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.003 * pause)
        child.kill()
        child.wait()
        child.stdout.close()
        states = {(directory / name).read_text() for name in ("a", "b")}
        assert len(states) == 1
        assert states <= {"old", "new"}
        seen |= states
    assert os.stat(directory).st_mode & 0o777 != 0o700


def test_a_form_that_is_not_listed(central: Central, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _import(central, source, "--form", "leisure") == 1
    assert "lists no form 'leisure'; it lists: permit" in capsys.readouterr().err


def test_names_are_looked_at_where_they_are_written(source: Path) -> None:
    """Whoever calls: no name leads out of the pack."""
    for form_id, name in (("../evil", "a.csv"), ("permit", "../../evil.csv")):
        served = ServedForm("h", "https://h", form_id, "1", "0" * 32, b"<x/>", {name: b""}, {name: "0" * 32})
        with pytest.raises(importing.ImportRefused, match="no file may have"):
            bring_in(source, [served], "2026-11-23T00:00:00+00:00")


def test_outcomes_are_told_apart(central: Central, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    central.encrypt(PASSPHRASE)
    _import(central, source)
    first = central.forms["permit"][-1].version
    central.publish(FORM.replace('version="7"', 'version="8"'), {"streets.csv": STREETS})
    capsys.readouterr()
    assert _import(central, source) == 0
    assert (
        f": {Outcome.CHANGED}, version {central.forms['permit'][-1].version} (was {first})" in capsys.readouterr().out
    )
