"""`kiosk.toml`: what is refused, and that what is written about it is true."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from kiosk import config
from kiosk.config import (
    Configuration,
    ConfigurationError,
    Desk,
    Files,
    Idle,
    Limits,
    Screen,
    Secrets,
    Sound,
    Store,
    Updates,
)
from kiosk.keys import Pad, PadAction, Switches

ROOT = Path(__file__).parents[3]


def read(tmp_path: Path, text: str | bytes) -> Configuration:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return config.read(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[idle]\nerase_after = nan", "erase_after"),
        ("[idle]\nask_after = inf", "ask_after"),
        ("[idle]\nask_after = -inf", "ask_after"),
        ("[idle]\nask_after = -1", "ask_after"),
        ("[screen]\ndensity_dpi = nan", "density_dpi"),
        ("[screen]\nwidth = 99999999999", "width"),
        ("[screen]\nwidth = " + "9" * 5000, "not readable as TOML"),
        ("[limits]\nslips_an_hour = true", "slips_an_hour"),
        ("[limits]\nslips_an_hour = 3.5", "slips_an_hour"),
        ("[idle]\nask_afer = 3", "ask_after"),
        ("x = " + "[" * 30_000, "not readable as TOML"),
        (b"device_id = '\xff'", "not readable as TOML"),
        ("files = 3", "has one key, roots"),
        ('[files]\nfolder = "/media"', "has one key, roots"),
        ('[files]\nroots = "/media"', "list of whole paths"),
        ('[files]\nroots = ["media"]', "list of whole paths"),
        ("[files]\nroots = [3]", "list of whole paths"),
        ("[files]\nroots = [" + '"/a",' * 9 + "]", "at most 8"),
        ("camera = 3", "camera must be a text"),
        ("[voices]\nfr = 3", "fr must be a text"),
        ('[voices]\nfr = ""', "fr must be a text"),
        ('[pad]\npreset = "strom"', "[pad] preset must be one of: arrows, ez-access"),
        ("[pad]\nkeymap = 3", "two keys, preset and keys"),
        ("[pad]\nkeys = 3", "must be a section"),
        ('[pad.keys]\nf25 = "help"', "knows no key 'f25'"),
        ('[pad.keys]\nf13 = "halp"', "f13 must be one of: back, down"),
        ("[pad.keys]\nf13 = 3", "f13 must be one of"),
        ('[switches]\none = "space"', "one must be a list of keys"),
        ('[switches]\nthree = ["f13"]', "two keys, one and two"),
        ('[switches]\none = ["spacebar"]', "knows no key 'spacebar'"),
        ('[switches]\none = ["f13"]\ntwo = ["f13"]', "belongs to one switch"),
        ('[voices]\n"f r" = "piper:/x"', "neither a language code nor a kind"),
        ('[sound]\nswitch = "jack"', "switch must be"),
        ("[sound]\nloudspeaker = 1", "loudspeaker must be a text"),
        ("voices = 3", "as a section with at most"),
        ("[sound]\nrecordings_softer_db = 31", "recordings_softer_db must lie between 0 and 30"),
        ("[sound]\nrecordings_softer_db = -1", "recordings_softer_db must lie between"),
        ("[voices]\n" + "".join(f'a{chr(97 + i // 26)}{chr(97 + i % 26)} = "x"\n' for i in range(41)), "at most 40"),
        ('[updates]\nstick = "maybe"', 'stick must be "yes" or "no"'),
        ('[secrets]\nbackend = "vault"', "one of auto, credentials, secret-service, file"),
        ("[store]\nreserve_mb = -1", "reserve_mb must lie between"),
        ("#" * 70_000, "larger than"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        read(tmp_path, text)


def test_a_file_that_is_not_there_gives_the_defaults(tmp_path: Path) -> None:
    assert config.read(tmp_path / "kiosk.toml") == Configuration()


def test_a_file_that_cannot_be_read_is_not_taken_for_one_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        config.read(tmp_path / "folder")
    # Root may read anything, so the system's refusal is played.
    path = tmp_path / "kiosk.toml"
    path.write_text("")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ConfigurationError, match=r"Permission denied.*Let the user"):
        config.read(path)


def test_a_visit_holds_neither_the_token_nor_the_address_that_may_carry_it(tmp_path: Path) -> None:
    secret = "zwischengoldglas"
    written = f'[desk]\nurl = "https://d.example/v1/key/{secret}/projects/7"\ntoken = "{secret}"\n'
    whole = read(tmp_path, written + 'public_key_sha256 = "ab"\n[idle]\nask_after = 7')
    held = config.for_visit(whole)
    assert secret in repr(whole)
    assert secret not in repr(held)
    assert held.desk.public_key_sha256 == "ab"
    assert held.idle == whole.idle


SECTIONS = {"screen": Screen, "desk": Desk, "idle": Idle, "limits": Limits, "files": Files, "sound": Sound}
SECTIONS |= {"pad": Pad, "switches": Switches, "updates": Updates, "store": Store, "secrets": Secrets}
KEYS = {name: {field.name for field in fields(kind)} for name, kind in SECTIONS.items()}


def documented() -> str:
    """The settings that `docs/for-it.md` shows under the heading of their file."""
    section = (ROOT / "docs" / "for-it.md").read_text(encoding="utf-8").split("\n## kiosk.toml\n")[1]
    found = re.search(r"```toml\n(.*?)```", section, re.S)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("where", ["deploy", "docs"])
def test_every_key_is_written_down(tmp_path: Path, where: str) -> None:
    text = documented() if where == "docs" else (ROOT / "deploy" / "kiosk.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    assert {name: set(data[name]) for name in SECTIONS} == KEYS
    assert set(data) - set(SECTIONS) - {"voices"} == {"device_id", "printer", "camera"}
    written = read(tmp_path, text)
    assert written.limits == Limits()
    assert written.idle == Idle()
    assert written.files == Files()
    assert written.sound == Sound()
    assert (written.updates, written.store, written.secrets) == (Updates(), Store(), Secrets())
    assert (written.pad, written.switches) == (Pad(), Switches())
    assert written.camera == ""


@pytest.mark.parametrize(
    ("text", "roots"),
    [("", ("/media", "/run/media")), ("[files]\nroots = []", ()), ('[files]\nroots = ["/srv/in"]', ("/srv/in",))],
)
def test_where_files_may_come_from(tmp_path: Path, text: str, roots: tuple[str, ...]) -> None:
    assert read(tmp_path, text).files.roots == roots


def test_voices(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[voices]\nfr = "piper:/v/fr.onnx"\npiper = "/opt/piper"\nfr-x-falc = "espeak-ng"\n')
    assert dict(config.read(path).voices) == {"fr": "piper:/v/fr.onnx", "piper": "/opt/piper", "fr-x-falc": "espeak-ng"}
    assert config.for_visit(config.read(path)).voices == config.read(path).voices
    assert config.read(tmp_path / "none.toml").voices == {}


def test_own_7_a_pad_is_a_preset_and_keys_of_its_own(tmp_path: Path) -> None:
    pad = read(tmp_path, '[pad]\npreset = "ez-access"\n[pad.keys]\nf17 = "repeat"\nf18 = "none"').pad
    assert [pad.action(key) for key in ("f17", "f18", "f19", "a")] == [
        PadAction.REPEAT, PadAction.NONE, PadAction.DOWN, PadAction.NONE
    ]  # fmt: skip
    assert read(tmp_path, '[switches]\none = ["f13"]\ntwo = []').switches == Switches(("f13",), ())
