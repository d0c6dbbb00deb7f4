"""Submissions for a form that ODK Central encrypts: opened again as Central's export opens them, by other code."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

import pytest

from kiosk.ports import SubmissionForm
from kiosk.visit.attachments import Attachments
from offline_cache.openrosa import Accepted, OpenRosaClient, Refused, Security
from offline_cache.sealing import OdkSealer
from tests import central as server
from tests.central import Central, serving
from tests.decrypting import ManagedKey, signature_is_right, vector

PASSPHRASE = "six random words of the town's own"
FORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>P</h:title>'
    '<model><instance><data id="permit" version="7"><why/></data></instance></model></h:head><h:body/></h:html>'
)
INSTANCE = "uuid:5b9cf8d1-106f-4004-844f-c072d76762ed"
ANSWERS = "<data id='permit' version='7'><why>Übermorgen, à 9 h</why></data>".encode()
FILES = tuple((f"photo-{number}.jpg", bytes([number]) * (16 * number + number % 3)) for number in range(1, 20))
"""More than sixteen with the XML: the vector's steps come round to its first byte again."""


@pytest.fixture
def central() -> Iterator[Central]:
    with serving(Central()) as central:
        central.publish(FORM)
        central.encrypt(PASSPHRASE)
        yield central


def _form(central: Central) -> SubmissionForm:
    assert central.key is not None
    return SubmissionForm("permit", central.forms["permit"][-1].version, central.key.public)


def _sealer(central: Central) -> OdkSealer:
    assert central.key is not None
    return OdkSealer(central.key.fingerprint)


def test_the_passphrase_opens_the_managed_key_and_another_does_not() -> None:
    key = ManagedKey.make(PASSPHRASE)
    assert key.unlocked(PASSPHRASE).key_size == 2048
    with pytest.raises(ValueError, match=r"."):
        key.unlocked("another")


def test_the_version_gets_centrals_suffix(central: Central) -> None:
    plain, closed = central.forms["permit"]
    assert plain.version == "7"
    suffix = closed.version.removeprefix("7")
    assert suffix.startswith("[encrypted:")
    assert int.from_bytes(base64.b64decode(suffix[11:-1]), "big") == central.moment


def test_answers_and_attachments_come_out_of_centrals_export(central: Central) -> None:
    envelope = _sealer(central).seal(_form(central), INSTANCE, ANSWERS, FILES)
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        assert client.probe() is None
        assert client.deliver(envelope) == Accepted()
        # The same once more, as after a broken answer, changes nothing.
        assert client.deliver(envelope) == Accepted()
    assert central.export("permit", PASSPHRASE) == ([ANSWERS], dict(FILES))


def test_photographs_of_two_requests_both_are_in_the_export(central: Central) -> None:
    """Central unpacks the files of all submissions into one folder: a kiosk's names must differ between them."""
    sent = {}
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        client.probe()
        for last in ("1", "2"):
            instance = INSTANCE[:-1] + last
            name = Attachments().next_name("photo", "image/jpeg", instance)
            sent[name] = b"\xff\xd8" + last.encode()
            client.deliver(_sealer(central).seal(_form(central), instance, ANSWERS, ((name, sent[name]),)))
    assert central.export("permit", PASSPHRASE) == ([ANSWERS, ANSWERS], sent)
    assert len(sent) == 2


def test_the_signature_is_of_the_files_in_their_order(central: Central) -> None:
    envelope = _sealer(central).seal(_form(central), INSTANCE, ANSWERS, FILES[:2])
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        client.probe()
        client.deliver(envelope)
    assert central.key is not None
    private, stored = central.key.unlocked(PASSPHRASE), central.stored[INSTANCE]
    plain = dict(FILES[:2]) | {"submission.xml": ANSWERS}
    assert signature_is_right(private, stored, plain)
    assert not signature_is_right(private, stored, plain | {"photo-1.jpg": b"another"})


def test_a_file_that_never_came_does_not_keep_the_others_closed(central: Central) -> None:
    envelope = _sealer(central).seal(_form(central), INSTANCE, ANSWERS, FILES[:3])
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        client.probe()
        client.deliver(envelope)
    del central.stored[INSTANCE].files["photo-2.jpg.enc"]
    submissions, media = central.export("permit", PASSPHRASE)
    assert submissions == [ANSWERS]
    assert media == {name: content for name, content in FILES[:3] if name != "photo-2.jpg"}


def test_an_envelope_in_several_requests_is_whole(central: Central, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(server.OPENROSA, "X-OpenRosa-Accept-Content-Length", str(64 * 1024))
    files = tuple((f"scan-{number}.jpg", bytes(40_000)) for number in range(4))
    envelope = _sealer(central).seal(_form(central), INSTANCE, ANSWERS, files)
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        assert client.probe() is None
        assert client.deliver(envelope) == Accepted()
    assert len([asked for asked in central.asked if asked[0] == "POST"]) == 4
    assert central.export("permit", PASSPHRASE) == ([ANSWERS], dict(files))


def test_a_kiosk_with_name_and_password_delivers_to_central(central: Central) -> None:
    """Central refuses a stranger's submission without asking who it is (its issue 851); HEAD it answers to anybody."""
    central.password = "hunter2 hunter2"
    who = Security(username="author", password="hunter2 hunter2")
    with OpenRosaClient(f"{central.host}/v1/projects/7", "", "kiosk-7", security=who) as client:
        assert client.probe() is None
        assert client.deliver(_sealer(central).seal(_form(central), INSTANCE, ANSWERS)) == Accepted()
    assert central.export("permit", PASSPHRASE) == ([ANSWERS], {})


def test_without_the_suffix_central_takes_it_and_exports_nothing(central: Central) -> None:
    """Why the version must stay as Central made it: nothing is refused, and the answers are in no export."""
    form = SubmissionForm("permit", "7", _form(central).public_key)
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        client.probe()
        assert client.deliver(_sealer(central).seal(form, INSTANCE, ANSWERS)) == Accepted()
    assert central.export("permit", PASSPHRASE) == ([], {})


def test_a_version_that_central_does_not_have_is_for_the_operator(central: Central) -> None:
    form = SubmissionForm("permit", "8", _form(central).public_key)
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        client.probe()
        assert isinstance(client.deliver(_sealer(central).seal(form, INSTANCE, ANSWERS)), Refused)


def test_a_closed_form_is_for_the_operator_who_is_told_that_it_may_be_that(central: Central) -> None:
    central.forms["permit"][-1].closed = True
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        client.probe()
        answer = client.deliver(_sealer(central).seal(_form(central), INSTANCE, ANSWERS))
    assert isinstance(answer, Refused)
    assert "has closed this form" in answer.remark


def test_another_submission_under_the_same_identifier_is_for_the_operator(central: Central) -> None:
    sealer = _sealer(central)
    with OpenRosaClient(central.url, "", "kiosk-7") as client:
        client.probe()
        assert client.deliver(sealer.seal(_form(central), INSTANCE, ANSWERS)) == Accepted()
        assert isinstance(client.deliver(sealer.seal(_form(central), INSTANCE, ANSWERS)), Refused)


def test_vectors_worked_out_by_hand() -> None:
    key = bytes(range(32))
    seed = hashlib.md5(b"uuid:1" + key).digest()
    first, second, seventeenth = (vector("uuid:1", key, index) for index in (0, 1, 16))
    assert first == bytes([(seed[0] + 1) % 256, *seed[1:]])
    assert second == bytes([(seed[0] + 1) % 256, (seed[1] + 1) % 256, *seed[2:]])
    assert seventeenth == bytes([(seed[0] + 2) % 256, *((one + 1) % 256 for one in seed[1:])])
