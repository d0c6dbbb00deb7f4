"""Keys that work, submissions that open, and answers that cannot act on who reads them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from kiosk.ports import SubmissionForm
from kiosk.takeaway.reference import reference_of
from offline_cache.desk import presenting
from offline_cache.desk.inbox import Inbox
from offline_cache.desk.keys import DeskKeysUnusable, create_keys, load_private_key, public_key_of, self_test
from offline_cache.desk.manifest import read_manifest
from offline_cache.desk.reader import NothingThere, Submission, SubmissionUnreadable, fields_of, read_inbox
from offline_cache.sealing import OdkSealer, fingerprint_of

PASSPHRASE = "six words that nobody has guessed"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("desk")
    create_keys(directory, PASSPHRASE)
    return directory


def _arrive(keys: Path, desk: Path, number: int, submission: bytes, *, public: str | None = None) -> str:
    public = public or public_key_of(keys)
    instance = f"uuid:{number}"
    form = SubmissionForm("birth-certificate", "3", public)
    envelope = OdkSealer(fingerprint_of(public)).seal(form, instance, submission, (("photo.jpg", b"jpeg"),))
    inbox = Inbox(desk)
    files = {file.name: file.content for file in envelope.files}
    inbox.store(read_manifest(envelope.manifest), envelope.manifest, files, "kiosk-7")
    inbox.close()
    return instance


def test_a_new_pair(tmp_path: Path) -> None:
    fingerprint = create_keys(tmp_path, PASSPHRASE)
    private = tmp_path / "private.pem"
    assert private.stat().st_mode & 0o777 == 0o600
    assert private.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert load_private_key(private, PASSPHRASE).key_size == 3072
    assert fingerprint == fingerprint_of(public_key_of(tmp_path)) == self_test(tmp_path, PASSPHRASE)


def test_a_pair_is_never_overwritten(keys: Path, tmp_path: Path) -> None:
    before = (keys / "private.pem").read_bytes()
    with pytest.raises(DeskKeysUnusable, match="already"):
        create_keys(keys, PASSPHRASE)
    assert (keys / "private.pem").read_bytes() == before
    (tmp_path / "public.pem").write_bytes((keys / "public.pem").read_bytes())
    with pytest.raises(DeskKeysUnusable, match="already"):
        create_keys(tmp_path, PASSPHRASE)
    assert not (tmp_path / "private.pem").exists()


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeskKeysUnusable, match="16"):
        create_keys(tmp_path, "fifteen letters")
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_passphrase_and_a_wrong_pair(keys: Path, tmp_path: Path) -> None:
    with pytest.raises(DeskKeysUnusable, match="passphrase"):
        load_private_key(keys / "private.pem", "another one entirely")
    create_keys(tmp_path, PASSPHRASE)
    (tmp_path / "public.pem").write_bytes((keys / "public.pem").read_bytes())
    with pytest.raises(DeskKeysUnusable, match="does not open"):
        self_test(tmp_path, PASSPHRASE)


def test_the_self_test_notices_what_is_wrong_on_both_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With MGF1-SHA1 the pair fits itself, ODK Central takes what it is sent, and everything is lost at the export."""
    create_keys(tmp_path, PASSPHRASE)
    real = padding.MGF1
    monkeypatch.setattr(padding, "MGF1", lambda algorithm: real(hashes.SHA1()))
    with pytest.raises(DeskKeysUnusable, match="SHA-256 for both hash and mask"):
        self_test(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"garbage", b"x" * 20_000])
def test_damaged_keys_are_told(tmp_path: Path, content: bytes) -> None:
    for name in ("private.pem", "public.pem"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DeskKeysUnusable, match=r"private\.pem"):
        load_private_key(tmp_path / "private.pem", PASSPHRASE)
    with pytest.raises(DeskKeysUnusable, match=r"public\.pem"):
        public_key_of(tmp_path)


def test_fields_are_the_answers_in_order() -> None:
    instance = (
        '<data xmlns:orx="http://openrosa.org/xforms" id="f" version="1">'
        "<who><first>Zoé</first><last>d'Arc &amp; fils</last></who><copies>2</copies><empty/>"
        "<child><name>A</name></child><child><name>B</name></child><!-- a remark --><meta>kept: not at the top</meta>"
        "<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>"
    ).encode()
    assert fields_of(instance) == (
        ("who/first", "Zoé"),
        ("who/last", "d'Arc & fils"),
        ("copies", "2"),
        ("child/name", "A"),
        ("child[2]/name", "B"),
    )


@pytest.mark.parametrize(
    "instance",
    [
        b"",
        b"<a>",
        b"<a>" * 60 + b"</a>" * 60,
        b"<d>" + b"<a>1</a>" * 5001 + b"</d>",
        b"<!DOCTYPE d [<!ENTITY x 'y'>]><d>&x;</d>",
    ],
)
def test_what_is_no_instance(instance: bytes) -> None:
    with pytest.raises(SubmissionUnreadable):
        fields_of(instance)


def test_opens_all_and_finds_one_by_its_reference(keys: Path, tmp_path: Path) -> None:
    first = _arrive(keys, tmp_path, 1, b"<data><name>One</name></data>")
    second = _arrive(keys, tmp_path, 2, b"<data><name>Two</name></data>")
    private = load_private_key(keys / "private.pem", PASSPHRASE)
    found = list(read_inbox(tmp_path, private))
    assert [(one.instance_id, one.fields) for one in found] == [
        (first, (("name", "One"),)),
        (second, (("name", "Two"),)),
    ]
    (one,) = read_inbox(tmp_path, private, reference_of(second))
    assert (one.instance_id, one.kiosk, one.form_id, one.version) == (second, "kiosk-7", "birth-certificate", "3")
    assert one.attachments == (("photo.jpg", b"jpeg"),)


def test_one_sealed_for_another_key_does_not_close_the_rest(keys: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    create_keys(other, PASSPHRASE)
    _arrive(keys, tmp_path, 1, b"<data><name>One</name></data>", public=public_key_of(other))
    _arrive(keys, tmp_path, 2, b"<data><name>Two</name></data>")
    found = list(read_inbox(tmp_path, load_private_key(keys / "private.pem", PASSPHRASE)))
    assert [bool(one.problem) for one in found] == [True, False]
    assert found[0].fields == ()
    assert "another" in presenting.table(found)


def test_nothing_there(keys: Path, tmp_path: Path) -> None:
    private = load_private_key(keys / "private.pem", PASSPHRASE)
    with pytest.raises(NothingThere, match="nothing has arrived"):
        list(read_inbox(tmp_path, private))
    assert list(tmp_path.iterdir()) == []
    Inbox(tmp_path).close()
    assert list(read_inbox(tmp_path, private)) == []
    with pytest.raises(NothingThere, match="123 456 789"):
        list(read_inbox(tmp_path, private, "123 456 789"))


def _with(*fields: tuple[str, str]) -> Submission:
    return Submission("123 456 789", "uuid:1", "f", "1", "kiosk-7", "2026-11-23T00:00:00+00:00", fields)


ACTING = "a\x1b[2Jb\x9bc\rd\u202ee\u2066f\x00g\u2028h"


def test_a_terminal_is_not_obeyed() -> None:
    text = presenting.table([_with(("name", ACTING), ("line", "one\ntwo"))])
    assert "a[2Jbc defgh" in text
    assert "one two" in text
    assert not set(text) & set("\x1b\x9b\r\u202e\u2066\x00\u2028")


def test_json_is_exact_and_still_harmless() -> None:
    text = presenting.as_json([_with(("name", ACTING), ("arabic", "الاسم"))])
    (record,) = json.loads(text)
    assert record["fields"] == {"name": ACTING, "arabic": "الاسم"}
    assert record["reference"] == "123 456 789"
    assert not set(text) & set("\x1b\x9b\r\u202e\u2066\x00\u2028")
    assert "الاسم" in text


@pytest.mark.parametrize(
    ("answer", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+33 6 12", "'+33 6 12"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" \t=1", "' =1"),
        ("\n=1", "\n'=1"),
        ("＝1", "'＝1"),
        ("\x00=1", "'=1"),
        ("a=1", "a=1"),
        ('say "no", twice', 'say "no", twice'),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(answer: str, cell: str) -> None:
    rows = list(csv.reader(io.StringIO(presenting.as_csv([_with(("answer", answer))]), newline="")))
    assert rows[1][rows[0].index("answer")] == cell


FORMULAS = "=+-@＝＋－＠"
HIDDEN = ["a;=1+1", "a; -1;+2", "a\n=1+1", 'a";"=1', "a;\n \t@x", "=a;=b\n=c", "ordinary", "a;'=1", '=HYPERLINK("x")']


@pytest.mark.parametrize("answer", HIDDEN)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("quoted", [True, False])
def test_no_cell_is_a_formula_however_the_line_is_split(answer: str, separator: str, quoted: bool) -> None:
    """As a French spreadsheet does it, which separates at semicolons, and one that was told of no quotation marks."""
    text = presenting.as_csv([_with(("answer", answer))])
    if quoted:
        # Where it does not begin a cell, a quotation mark is no quotation: so Excel and Calc.
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    else:
        rows = [line.split(separator) for line in text.splitlines()]
    assert not [cell for row in rows for cell in row if cell.strip(' "').startswith(tuple(FORMULAS))]


@pytest.mark.parametrize("answer", [*HIDDEN, "#N/A", "0612345678", "2026-11-23", "1e9", "\x00=\x1b1", "x" * 40_000, ""])
def test_a_workbook_holds_texts_exactly_as_answered(answer: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(presenting.as_xlsx([_with(("answer", answer))])))
    assert [cell.value for cell in book["requests"][1]][-1] == "answer"
    cell = book["requests"][2][7]
    plain = re.sub("[\x00\x1b\t]", "", answer)
    assert (cell.value or "") == (plain if len(plain) < 32_767 else plain[:32_763] + " […]")
    assert cell.data_type in ("s", "inlineStr")
    assert cell.number_format == "@"
    assert cell.quotePrefix


def test_csv_has_a_column_for_every_path_of_any_form() -> None:
    text = presenting.as_csv([_with(("a", "1"), ("b", "2")), _with(("b", "3"), ("=c", "4"))])
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[7:] for row in rows] == [["a", "b", "'=c"], ["1", "2", ""], ["", "3", "4"]]


def test_what_holds_nothing_is_no_answer() -> None:
    read = fields_of(
        b"<data><hello/><name>Zo</name><safe> </safe><group><note/><day>1</day></group><last></last></data>"
    )
    assert read == (("name", "Zo"), ("group/day", "1"))
