"""Form lists and manifests, whatever a server writes into them: read, or refused in a sentence."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from offline_cache.formlist.documents import MAX_MEDIA, ListUnusable, read_list, read_manifest
from offline_cache.formlist.fetching import FormsNotThere, chosen

MD5 = "0123456789abcdef0123456789ABCDEF"


def _list(*entries: str) -> bytes:
    return f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{"".join(entries)}</xforms>'.encode()


def _form(form_id: str = "permit", version: str = "7") -> str:
    return (
        f"<xform><formID>{form_id}</formID><name>n</name><version>{version}</version><hash>md5:{MD5}</hash>"
        "<downloadUrl>https://c/x</downloadUrl><descriptionText>d</descriptionText></xform>"
    )


def _manifest(*names: str) -> bytes:
    files = "".join(
        f"<mediaFile><filename>{name}</filename><hash>md5:{MD5}</hash><downloadUrl>u</downloadUrl></mediaFile>"
        for name in names
    )
    return f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{files}</manifest>'.encode()


def test_a_list() -> None:
    (form,) = read_list(_list(_form(version="7[encrypted:AZqz+g/P]")))
    assert (form.form_id, form.version, form.md5) == ("permit", "7[encrypted:AZqz+g/P]", MD5.lower())
    assert (form.download_url, form.manifest_url) == ("https://c/x", "")


def test_a_manifest() -> None:
    (file,) = read_manifest(_manifest("streets.csv"), "permit")
    assert (file.name, file.md5, file.download_url) == ("streets.csv", MD5.lower(), "u")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../a.csv", "/etc/passwd", "a/b.csv", "a\\b.csv", ".a", "a b.csv", "é.csv", "a\x7f", "a" * 300],
)
def test_no_name_of_a_file_is_more_than_a_name(name: str) -> None:
    with pytest.raises(ListUnusable, match="no plain file name"):
        read_manifest(_manifest(name), "permit")


def test_two_files_of_one_name_are_refused_in_any_case() -> None:
    with pytest.raises(ListUnusable, match=r"names a\.csv twice"):
        read_manifest(_manifest("a.csv", "A.csv"), "permit")


def test_more_files_than_a_form_may_have() -> None:
    with pytest.raises(ListUnusable, match="more than"):
        read_manifest(_manifest(*(f"f{number}.csv" for number in range(MAX_MEDIA + 1))), "permit")


def test_more_forms_than_one_import_brings() -> None:
    listed = read_list(_list(*(_form(f"f{number}") for number in range(60))))
    with pytest.raises(FormsNotThere, match="lists 60 forms"):
        chosen(listed, [])
    assert [form.form_id for form in chosen(listed, ["f3", "f1", "f3"])] == ["f3", "f1"]


def test_of_several_versions_the_first_counts() -> None:
    (form,) = chosen(read_list(_list(_form(version="8"), _form(version="7"))), [])
    assert form.version == "8"


@given(st.binary(max_size=2000))
@example(b"<?xml version='1.0' encoding='utf-32'?><xforms/>")
@example(b"\xff\xfe<\x00")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(ListUnusable):
        read_list(content)
    with suppress(ListUnusable):
        read_manifest(content, "permit")


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<&￾￿"), max_size=40)


@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT), max_size=5))
def test_what_is_read_of_any_list_is_within_bounds(entries: list[tuple[str, str, str]]) -> None:
    inner = [
        f"<xform><formID>{form_id}</formID><version>{version}</version><hash>md5:{MD5}</hash>"
        f"<downloadUrl>{url}</downloadUrl></xform>"
        for form_id, version, url in entries
    ]
    with suppress(ListUnusable, FormsNotThere):
        for form in chosen(read_list(_list(*inner)), []):
            assert form.form_id.isascii()
            assert not set(form.form_id) & set("/\\.")
