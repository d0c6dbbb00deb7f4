"""The files of submissions, written into a folder that no submission can choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from offline_cache.desk.reader import Submission
from offline_cache.desk.unpacking import AttachmentsNotWritten, write_attachments


def _submission(*files: tuple[str, bytes], reference: str = "123 456 789") -> Submission:
    return Submission(reference, "uuid:1", "f", "1", "kiosk-7", "2026-11-23", attachments=files)


def test_each_file_lies_under_its_reference_for_its_owner_alone(tmp_path: Path) -> None:
    other = _submission(("photo-1.jpg", b"two"), reference="987 654 321")
    written = write_attachments([_submission(("photo-1.jpg", b"one"), ("sign-2.png", b"s")), other], tmp_path / "out")
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in written} == {
        "out/123456789/photo-1.jpg": b"one",
        "out/123456789/sign-2.png": b"s",
        "out/987654321/photo-1.jpg": b"two",
    }
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in written)
    assert all(path.parent.stat().st_mode & 0o777 == 0o700 for path in written)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/tmp/x", "a/b", "", ".bashrc", "a\nb", "..", "submission.xml"])
def test_a_name_that_is_more_than_a_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AttachmentsNotWritten, match="unusable name"):
        write_attachments([_submission((name, b"x"))], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    again = [_submission(("a.pdf", b"one"))]
    assert write_attachments(again, tmp_path) == write_attachments(again, tmp_path)
    with pytest.raises(AttachmentsNotWritten, match="lies there already"):
        write_attachments([_submission(("a.pdf", b"two"))], tmp_path)
    assert (tmp_path / "123456789" / "a.pdf").read_bytes() == b"one"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "123456789").mkdir()
    (tmp_path / "elsewhere").write_bytes(b"one")
    (tmp_path / "123456789" / "a.pdf").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AttachmentsNotWritten):
        write_attachments([_submission(("a.pdf", b"one"))], tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AttachmentsNotWritten, match="cannot be written"):
        write_attachments([_submission(("a.pdf", b"x"))], tmp_path / "file")
