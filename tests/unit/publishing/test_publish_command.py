"""`parvis publish`, as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.catalogue.opening import open_pack
from offline_cache.publishing import signing
from offline_cache.publishing.layout import Repository
from tests.published import Client, Publisher
from ui.cli import main


@pytest.fixture
def passphrases(tmp_path: Path) -> tuple[str, str]:
    """Files with the people's passphrase and the server's."""
    people, server = tmp_path / "people.txt", tmp_path / "server.txt"
    people.write_text("four words and more\n")
    server.write_text("four other words and more\n")
    return str(people), str(server)


def test_from_nothing_to_a_kiosk(
    tmp_path: Path, pack: Path, passphrases: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    people, server = passphrases
    repository, keys = str(tmp_path / "updates"), tmp_path / "keys"
    secret = ["--passphrase-file", people]
    assert main(["publish", "init", repository, "--keys", str(keys), *secret, "--online-passphrase-file", server]) == 0
    assert {path.name for path in keys.glob("*-?.pem")} == {"root-1.pem", "root-2.pem", "targets-1.pem", "online-1.pem"}
    assert main(["publish", "add", repository, str(pack)]) == 0
    assert "waits for 1 more signature (by targets-1" in capsys.readouterr().out
    assert main(["publish", "sign", repository, "--key", str(keys / "targets-1.pem"), *secret]) == 0
    assert "targets 1: signed, complete" in capsys.readouterr().out
    online = ["--key", str(keys / "online-1.pem"), "--passphrase-file", server]
    assert main(["publish", "refresh", repository, *online, "--prune"]) == 0
    assert main(["publish", "status", repository]) == 0
    assert "root:      1 of 2 sign: root-1" in capsys.readouterr().out

    root = (Path(repository) / "metadata" / "1.root.json").read_bytes()
    fetched = Client(tmp_path / "kiosk", root).update(Path(repository))
    assert open_pack(fetched).digest == open_pack(pack).digest

    assert main(["publish", "add", repository, "--again"]) == 0
    assert main(["publish", "root", repository, "--threshold", "root", "2"]) == 0
    assert main(["publish", "sign", repository, "--key", str(keys / "root-1.pem"), *secret]) == 0
    assert "root 2: signed, 1 more to go" in capsys.readouterr().out
    assert main(["publish", "root", repository, "--cancel"]) == 0
    assert "dropped" in capsys.readouterr().out


def test_a_server_that_begins_anew_is_told_what_that_means(
    publisher: Publisher, tmp_path: Path, pack: Path, passphrases: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A path with a slip in it, or a server that lost its disk: its numbers begin again, and kiosks remember them."""
    publisher.add(pack)
    publisher.sign("targets-1")
    stick = str(publisher.repository.base)
    refresh = ["publish", "refresh", str(tmp_path / "server"), "--from", stick, "--key", publisher.key("online-1")]
    said = []
    for _ in range(2):
        assert main([*refresh, "--passphrase-file", passphrases[1]]) == 0
        said.append(capsys.readouterr().out)
    assert ["begin at 1" in words for words in said] == [True, False]
    same = [tmp_path / "server" / "metadata", publisher.repository.staged]
    assert len({(folder / "1.root.json").read_bytes() for folder in same}) == 1


def test_the_servers_passphrase_opens_no_other_key(
    tmp_path: Path, passphrases: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    people, _ = passphrases
    keys = tmp_path / "keys"
    command = ["publish", "init", str(tmp_path / "updates"), "--keys", str(keys), "--passphrase-file", people]
    assert main([*command, "--online-passphrase-file", people]) == 1
    assert "must not open the other keys" in capsys.readouterr().err
    assert not keys.exists()


@pytest.mark.parametrize("wrong", ["a key of this name", "a short passphrase", "no place for it", "one key for two"])
def test_what_cannot_begin_makes_no_key(
    tmp_path: Path, passphrases: tuple[str, str], capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    """Half a set of keys would stop the next try, and be taken for a whole one."""
    people, server = passphrases
    keys, repository = tmp_path / "keys", tmp_path / "updates"
    keys.mkdir()
    command = ["publish", "init", str(repository), "--keys", str(keys), "--passphrase-file", people]
    match wrong:
        case "a key of this name":
            (keys / "online-1.pem").write_text("an earlier one")
        case "a short passphrase":
            Path(server).write_text("short\n")
        case "no place for it":
            repository.write_text("a file")
        case _:
            assert main(["publish", "key", str(tmp_path / "anna.pem"), "--passphrase-file", people]) == 0
            both = str(tmp_path / "anna.pub.pem")
            command += ["--targets-key", both, "--online-key", both]
    assert main([*command, "--online-passphrase-file", server]) == 1
    assert capsys.readouterr().err.startswith("parvis: ")
    assert {path.name for path in keys.iterdir()} <= {"online-1.pem"}


def test_people_who_each_make_their_own_key(
    tmp_path: Path, passphrases: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    people, server = passphrases
    for name in ("anna", "bela"):
        made = ["publish", "key", str(tmp_path / name / f"{name}.pem"), "--passphrase-file", people]
        assert main(made) == 0
    repository = str(tmp_path / "updates")
    command = ["publish", "init", repository, "--keys", str(tmp_path / "keys"), "--root-threshold", "2"]
    for name in ("anna", "bela"):
        command += ["--root-key", str(tmp_path / name / f"{name}.pub.pem")]
    assert main([*command, "--passphrase-file", people, "--online-passphrase-file", server]) == 0
    assert "root 1 waits for 2 more signatures (by anna" in capsys.readouterr().out
    for name in ("anna", "bela"):
        key = str(tmp_path / name / f"{name}.pem")
        assert main(["publish", "sign", repository, "--key", key, "--passphrase-file", people]) == 0
    assert "root 1: signed, complete" in capsys.readouterr().out


def test_a_key_behind_a_uri_signs_as_a_file_does(
    tmp_path: Path, passphrases: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """An ECDSA key of P-256, the kind that tokens hold, behind securesystemslib's own URI for files."""
    people, server = passphrases
    private = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "token.pub.pem").write_bytes(
        private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    plain = serialization.NoEncryption()
    (tmp_path / "token").write_bytes(
        private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    repository = tmp_path / "updates"
    command = ["publish", "init", str(repository), "--keys", str(tmp_path / "keys")]
    command += ["--root-key", str(tmp_path / "token.pub.pem"), "--passphrase-file", people]
    assert main([*command, "--online-passphrase-file", server]) == 0
    assert main(["publish", "sign", str(repository), "--key", f"file2:{tmp_path / 'token'}"]) == 0
    assert "root 1: signed, complete" in capsys.readouterr().out
    (root,) = [one for one in signing.waiting(Repository(repository)) if one.title == "root 1"]
    assert root.lacking == 0


@pytest.mark.parametrize("uri", ["hsm:2", "nonsense:1", "file2:/nowhere"])
def test_a_key_that_is_not_reached_is_said_in_a_sentence(
    tmp_path: Path, passphrases: tuple[str, str], capsys: pytest.CaptureFixture[str], uri: str
) -> None:
    people, server = passphrases
    repository = str(tmp_path / "updates")
    command = ["publish", "init", repository, "--keys", str(tmp_path / "keys"), "--passphrase-file", people]
    assert main([*command, "--online-passphrase-file", server]) == 0
    assert main(["publish", "sign", repository, "--key", uri, "--passphrase-file", people]) == 1
    assert capsys.readouterr().err.startswith("parvis: ")


def test_without_a_repository_it_says_how_to_begin_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "status", str(tmp_path)]) == 1
    assert "parvis publish init" in capsys.readouterr().err
