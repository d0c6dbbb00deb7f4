"""The alarm for forms that are no longer those of the server: what raises it, what settles it, what says nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.authoring.imports import Imported, ImportedFile, write_imports
from offline_cache.alarms import Alarms, Kind
from offline_cache.formlist.client import FormListClient
from offline_cache.formlist.drift import AGAIN_SECONDS, DAY_SECONDS, Drift
from tests.central import PERMIT, STREETS, Central, serving

PASSPHRASE = "six random words of the town's own"
FINISHED = b"<!-- typeset for the kiosk -->"


def _write_pack(directory: Path, form: bytes, imports: dict[str, Imported] | None = None) -> None:
    """What of a built pack matters here: a service that sends `permit`, and one that sends nothing."""
    service = {"@type": "PublicService", "title": {"en": "T"}, "description": {"en": "D"}}
    service |= {"hasCompetentAuthority": "town", "isGroupedBy": ["moving"], "produces": "answer", "hasCost": "free"}
    service |= {"contactPoint": "hall", "processingTime": "P10D", "parvis:addressee": {"en": "All"}}
    service |= {"parvis:duration": {"en": "5"}, "parvis:kept": {"en": "No"}, "parvis:picture": "house"}
    service |= {"parvis:checkedOn": "2026-11-01", "hasInput": []}
    graph = [
        {"@id": "town", "@type": "PublicOrganisation", "prefLabel": {"en": "Town"}, "spatial": "urn:x"},
        {
            "@id": "moving",
            "@type": "LifeEvent",
            "identifier": "moving",
            "title": {"en": "M"},
            "parvis:picture": "house",
        },
        {"@id": "answer", "@type": "Output", "identifier": "answer", "title": {"en": "A"}},
        {"@id": "free", "@type": "Cost", "identifier": "free", "description": {"en": "Free"}},
        {"@id": "hall", "@type": "ContactPoint", "identifier": "hall", "parvis:name": {"en": "Hall"}}
        | {"openingHours": "Mo-Fr 08:30-12:00", "hasTelephone": "1", "parvis:address": "1"}
        | {"parvis:place": {"en": "Here"}},
        service | {"@id": "permit", "identifier": "permit", "parvis:form": "permit", "parvis:submits": True},
        service | {"@id": "advice", "identifier": "advice", "parvis:form": "advice", "parvis:submits": False},
    ]
    files = {
        "catalogue.jsonld": json.dumps({"@context": {}, "@graph": graph}).encode(),
        "forms/permit.xml": form,
        "forms/advice.xml": b"<never-looked-at/>",
    }
    if imports is not None:
        files["forms/imported.json"] = write_imports(imports)
    (directory / "forms").mkdir(parents=True, exist_ok=True)
    listed = []
    for path, content in files.items():
        (directory / path).write_bytes(content)
        listed.append({"path": path, "sha256": hashlib.sha256(content).hexdigest(), "length": len(content)})
    index = {"format": 1, "id": "town", "built": "2026-11-23T00:00:00+00:00", "languages": ["en"], "files": listed}
    (directory / "pack.json").write_text(json.dumps(index))


class Kiosk:
    """An installed pack, its alarms, and a clock that a test sets."""

    def __init__(self, root: Path, central: Central) -> None:
        self.pack = root / "pack"
        self.alarms = Alarms(root / "alarms")
        self.now = 1000.0
        self.central = central
        self.drift = Drift(self.pack, self.alarms, lambda: FormListClient(central.url), monotonic=lambda: self.now)

    def install(self, form: bytes, imports: dict[str, Imported] | None = None) -> None:
        _write_pack(self.pack, form, imports)

    def look(self) -> str:
        """Look a day later: the alarm's sentence, or nothing."""
        self.now += DAY_SECONDS + 1
        self.drift()
        return next((alarm.sentence for alarm in self.alarms.standing() if alarm.kind is Kind.DRIFT), "")


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk whose pack has the managed form as it was imported, and finished for the screen."""
    with serving(Central()) as central:
        central.publish(PERMIT, {"streets.csv": STREETS})
        central.encrypt(PASSPHRASE)
        kiosk = Kiosk(tmp_path, central)
        served = central.forms["permit"][-1]
        note = ImportedFile(hashlib.sha256(served.xml).hexdigest(), served.md5)
        imported = Imported("h", "http://h", served.version, "2026-11-23T00:00:00+00:00", "", note)
        kiosk.install(served.xml + FINISHED, {"permit": imported})
        yield kiosk


def test_the_same_form_is_no_alarm_though_it_was_finished_for_the_screen(kiosk: Kiosk) -> None:
    assert kiosk.look() == ""
    assert [path.partition("?")[0] for _, path in kiosk.central.asked] == [f"{kiosk.central.base}/formList"]


def test_a_form_that_is_gone_raises_it_and_its_return_settles_it(kiosk: Kiosk) -> None:
    versions = kiosk.central.forms.pop("permit")
    assert "'permit' is not published there" in kiosk.look()
    kiosk.central.forms["permit"] = versions
    assert kiosk.look() == ""


def test_a_newer_version_raises_it(kiosk: Kiosk) -> None:
    before = kiosk.central.forms["permit"][-1].version
    newer = kiosk.central.publish(PERMIT.replace('version="7"', 'version="8"')).version
    told = kiosk.look()
    assert f"'permit' is version {before} here and {newer} there" in told
    assert "encrypted:" in told
    assert "no longer encrypted" not in told
    assert "k3Y" not in told


def test_a_form_that_is_no_longer_encrypted_is_called_that(kiosk: Kiosk) -> None:
    kiosk.central.key = None
    kiosk.central.publish(PERMIT.replace('version="7"', 'version="8"'))
    assert "and is no longer encrypted" in kiosk.look()


def test_other_content_under_the_same_version_raises_it(kiosk: Kiosk) -> None:
    served = kiosk.central.forms["permit"][-1]
    served.xml = served.xml.replace(b"Why?", b"What for?")
    told = kiosk.look()
    assert f"other content there under the same version {served.version}" in told
    assert "no longer encrypted" not in told


def test_a_form_of_the_towns_own_is_compared_with_what_was_built(tmp_path: Path) -> None:
    built = PERMIT.replace("</model>", '<submission base64RsaPublicKey="AAAA"/></model>')
    with serving(Central()) as central:
        kiosk = Kiosk(tmp_path, central)
        kiosk.install(built.encode())
        assert "'permit' is not published there" in kiosk.look()
        central.publish(built)
        assert kiosk.look() == ""


@pytest.mark.parametrize("case", ["offline", "login page", "failing", "token withdrawn", "not a list"])
def test_what_cannot_be_known_says_nothing_and_settles_nothing(kiosk: Kiosk, case: str) -> None:
    listing = f"{kiosk.central.base}/formList"
    versions = kiosk.central.forms.pop("permit")
    raised = kiosk.look()
    assert raised
    kiosk.central.forms["permit"] = versions
    match case:
        case "offline":
            kiosk.drift._connect = lambda: FormListClient("http://127.0.0.1:9/v1/projects/1")
        case "login page":
            kiosk.central.instead[listing] = (200, {}, b"<html>Sign in</html>")
        case "failing":
            kiosk.central.instead[listing] = (500, {}, b"")
        case "token withdrawn":
            kiosk.central.instead[listing] = (401, {}, b"")
        case _:
            kiosk.central.instead[listing] = (200, {}, b"<xforms/>")
    assert kiosk.look() == raised
    kiosk.alarms.settle(Kind.DRIFT)
    assert kiosk.look() == ""


def test_a_server_without_a_list_has_nothing_to_differ_from(kiosk: Kiosk) -> None:
    kiosk.central.forms.clear()
    assert kiosk.look()
    kiosk.central.instead[f"{kiosk.central.base}/formList"] = (404, {}, b"")
    assert kiosk.look() == ""


def test_it_looks_once_a_day_and_within_the_hour_when_nobody_answered(kiosk: Kiosk) -> None:
    def looks(seconds: float) -> int:
        kiosk.now += seconds
        kiosk.central.asked.clear()
        kiosk.drift()
        return len(kiosk.central.asked)

    assert looks(0) == 1
    assert [looks(60), looks(DAY_SECONDS / 2), looks(DAY_SECONDS / 2)] == [0, 0, 1]
    kiosk.central.instead[f"{kiosk.central.base}/formList"] = (503, {}, b"")
    assert looks(DAY_SECONDS + 1) == 1
    assert [looks(60), looks(AGAIN_SECONDS)] == [0, 1]


def test_a_new_pack_is_looked_at_at_once(kiosk: Kiosk) -> None:
    kiosk.drift()
    kiosk.central.asked.clear()
    kiosk.install(PERMIT.encode())
    kiosk.drift()
    assert len(kiosk.central.asked) >= 1
    (alarm,) = kiosk.alarms.standing()
    assert "'permit' is version 7 here and 7[encrypted:" in alarm.sentence


def test_without_a_pack_or_with_a_damaged_one_nothing_is_asked(kiosk: Kiosk) -> None:
    (kiosk.pack / "forms" / "permit.xml").write_bytes(b"changed")
    assert kiosk.look() == ""
    (kiosk.pack / "pack.json").unlink()
    assert kiosk.look() == ""
    assert kiosk.central.asked == []
