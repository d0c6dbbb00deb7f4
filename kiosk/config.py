"""`kiosk.toml`, parsed once into frozen types. IT owns this file; nothing else configures a kiosk."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kiosk import keys
from kiosk.errors import ParvisError
from kiosk.keys import Pad, Switches

MAX_CONFIG_BYTES = 64 * 1024

_VOICE_KEY = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*|[a-z][a-z0-9-]{3,39}")

LARGEST_NUMBER = 1_000_000
"""No pixel, second or request of a kiosk is beyond it; Qt's integers are not much larger."""


MAX_ROOTS = 8
MAX_VOICES = 40
MOST_SOFTER_DB = 30.0

MM_PER_INCH = 25.4

HIGHEST_REACH_MM = 1100.0
"""No control is higher above the floor in the low-reach mode (EN 301 549 V3.2.1 §8.3.2: a seated person's reach)."""


class ConfigurationError(ParvisError):
    """`kiosk.toml` cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Screen:
    """The panel: pixels a millimetre come from `density_dpi` alone, since panels lie about their size.

    The default is the reference portrait kiosk, 1080x1920 at 102 dots an inch. 0 by 0 means "the whole screen".
    `bottom_mm` is how high above the floor the glass's lower edge is mounted.
    """

    width: int = 1080
    height: int = 1920
    density_dpi: float = 102.0
    bottom_mm: float = 900.0

    @property
    def lowers(self) -> bool:
        """Whether part of the glass is higher than a seated person reaches, as far as is known."""
        return not self.height or self.bottom_mm + self.height * MM_PER_INCH / self.density_dpi > HIGHEST_REACH_MM


@dataclass(frozen=True, slots=True)
class Desk:
    """Where submissions go. `public_key_sha256` is the hex SHA-256 of the desk key's DER SubjectPublicKeyInfo.

    `username` is for servers that ask for a name and a password (Basic or Digest); the password, like `token` where it
    is not written here, is one of the kiosk's secrets. `authority`: a PEM file with the authorities to trust in place
    of the system's. `pinned_key_sha256`: the hex SHA-256 of the SubjectPublicKeyInfo of the server's certificate, which
    must then be that one. `client_certificate` and `client_key` are PEM files. `proxy`: the address of a proxy.
    """

    url: str = ""
    token: str = ""
    public_key_sha256: str = ""
    username: str = ""
    authority: str = ""
    pinned_key_sha256: str = ""
    client_certificate: str = ""
    client_key: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Updates:
    """Where signed packs come from: the address of a TUF repository. Empty: from a stick alone.

    `stick` "no" takes none from a stick either. `authority` and `proxy`: as in `Desk`.
    """

    url: str = ""
    authority: str = ""
    proxy: str = ""
    stick: str = "yes"


@dataclass(frozen=True, slots=True)
class Store:
    """What the outbox may use of the disk, in megabytes; and a folder on a second medium for a copy, empty for none.

    `reserve_mb` is set aside while there is room, and given back when the disk is full: what a visit under way needs.
    """

    quota_mb: int = 1024
    reserve_mb: int = 64
    mirror: str = ""


SECRET_BACKENDS = ("auto", "credentials", "secret-service", "file")


@dataclass(frozen=True, slots=True)
class Secrets:
    """Who holds the kiosk's own secrets: one of `SECRET_BACKENDS`."""

    backend: str = "auto"


@dataclass(frozen=True, slots=True)
class Idle:
    """Seconds without input before the kiosk asks, then before it erases (accessibility.md, W 2.2.1)."""

    ask_after: float = 180.0
    erase_after: float = 45.0
    away_for: float = 600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one visit, and one hour of all visits, may send and print: a nuisance must not starve the next visitor."""

    submissions_a_visit: int = 3
    submissions_an_hour: int = 20
    slips_a_visit: int = 3
    slips_an_hour: int = 30


@dataclass(frozen=True, slots=True)
class Files:
    """Where visitors' own files may come from: folders under which sticks appear. None: no files are taken here."""

    roots: tuple[str, ...] = ("/media", "/run/media")


@dataclass(frozen=True, slots=True)
class Sound:
    """Where speech sounds. Each name is a part of a sound output's name; empty: the system's default output.

    `loudspeaker` "none": there is none, speech is for headphones alone. `headphones` empty: the jack switches the one
    output over by itself. `switch` says how their plug is noticed: "auto", "none", or a device ("/dev/input/event3").
    `recordings_softer_db`: by how many decibels authors' recordings are softer than the voice, 30 at most.
    """

    loudspeaker: str = ""
    headphones: str = ""
    switch: str = "auto"
    recordings_softer_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that IT decides for one kiosk. `camera` is a part of the camera's name; "none" uses none."""

    device_id: str = "kiosk-1"
    screen: Screen = field(default_factory=Screen)
    desk: Desk = field(default_factory=Desk)
    updates: Updates = field(default_factory=Updates)
    store: Store = field(default_factory=Store)
    secrets: Secrets = field(default_factory=Secrets)
    idle: Idle = field(default_factory=Idle)
    limits: Limits = field(default_factory=Limits)
    files: Files = field(default_factory=Files)
    sound: Sound = field(default_factory=Sound)
    pad: Pad = field(default_factory=Pad)
    switches: Switches = field(default_factory=Switches)
    printer: str = ""
    camera: str = ""
    voices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def _voices(section: object) -> Mapping[str, str]:
    """`[voices]`: which voice speaks a language ("piper:/usr/share/piper/fr.onnx"), and a kind's program."""
    if not isinstance(section, dict) or len(section) > MAX_VOICES:
        raise ConfigurationError(f"kiosk.toml: write [voices] as a section with at most {MAX_VOICES} lines.")
    for key, value in section.items():
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"kiosk.toml: [voices] {key} must be a text in quotes.")
        if not _VOICE_KEY.fullmatch(key):
            raise ConfigurationError(f"kiosk.toml: [voices] {key} is neither a language code nor a kind of voice.")
    return MappingProxyType(dict(section))


def _section(data: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    """Build a frozen section, naming any key or value that does not fit."""
    values = data.get(name, {})
    if not isinstance(values, dict):
        raise ConfigurationError(f"kiosk.toml: write [{name}] as a section with its keys below it.")
    allowed = kind.__dataclass_fields__
    default = kind()
    for key, value in values.items():
        if key not in allowed:
            raise ConfigurationError(
                f"kiosk.toml: [{name}] has no key '{key}'. It knows: {', '.join(sorted(allowed))}."
            )
        expected = type(getattr(default, key))
        fits = isinstance(value, (int, float)) if expected is float else isinstance(value, expected)
        if isinstance(value, bool) or not fits:
            wanted = "a text in quotes" if expected is str else "a number"
            raise ConfigurationError(f"kiosk.toml: [{name}] {key} must be {wanted}.")
        if expected is not str and not (math.isfinite(value) and 0 <= value <= LARGEST_NUMBER):
            raise ConfigurationError(f"kiosk.toml: [{name}] {key} must lie between 0 and {LARGEST_NUMBER}.")
    return kind(**values)


def _files(section: object) -> Files:
    """`[files] roots`: absolute folders; a list of none takes no files."""
    if not isinstance(section, dict) or set(section) - {"roots"}:
        raise ConfigurationError("kiosk.toml: [files] has one key, roots.")
    roots = section.get("roots", list(Files().roots))
    if not isinstance(roots, list) or not all(isinstance(root, str) and root.startswith("/") for root in roots):
        raise ConfigurationError('kiosk.toml: [files] roots must be a list of whole paths, like ["/media"].')
    if len(roots) > MAX_ROOTS:
        raise ConfigurationError(f"kiosk.toml: [files] roots may name at most {MAX_ROOTS} folders.")
    return Files(tuple(roots))


def for_visit(configuration: Configuration) -> Configuration:
    """What a visit may hold: not the way to the desk, since the address may carry the token; only whose key it is."""
    return replace(configuration, desk=Desk(public_key_sha256=configuration.desk.public_key_sha256), updates=Updates())


def read(path: Path) -> Configuration:
    """Read `kiosk.toml`. A missing file gives the defaults. Raises `ConfigurationError`."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_CONFIG_BYTES + 1)
    except FileNotFoundError:
        return Configuration()
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}). Let the user that runs the kiosk read it."
        ) from error
    if len(content) > MAX_CONFIG_BYTES:
        raise ConfigurationError(f"{path}: larger than {MAX_CONFIG_BYTES} bytes; this is not a kiosk.toml.")
    try:
        data = tomllib.loads(content.decode("utf-8"))
    # A number of thousands of digits is another ValueError than TOML's own; brackets in brackets are a recursion.
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path}: not readable as TOML ({error}).") from error
    sections = {
        "screen": Screen,
        "desk": Desk,
        "updates": Updates,
        "store": Store,
        "secrets": Secrets,
        "idle": Idle,
        "limits": Limits,
        "sound": Sound,
    }
    others = {"files", "voices", "pad", "switches", "device_id", "printer", "camera"}
    unknown = set(data) - set(sections) - others
    if unknown:
        raise ConfigurationError(f"{path}: unknown: {', '.join(sorted(unknown))}. Remove it or mend its spelling.")
    for key in ("device_id", "printer", "camera"):
        if not isinstance(data.get(key, ""), str):
            raise ConfigurationError(f"{path}: {key} must be a text in quotes.")
    screen = _section(data, "screen", Screen)
    if not 40 <= screen.density_dpi <= 800:
        raise ConfigurationError(f"{path}: [screen] density_dpi must lie between 40 and 800 dots an inch.")
    sound = _section(data, "sound", Sound)
    if sound.switch not in ("auto", "none") and not sound.switch.startswith("/dev/"):
        raise ConfigurationError(f'{path}: [sound] switch must be "auto", "none" or a device like "/dev/input/event3".')
    if sound.recordings_softer_db > MOST_SOFTER_DB:
        raise ConfigurationError(f"{path}: [sound] recordings_softer_db must lie between 0 and {MOST_SOFTER_DB:.0f}.")
    updates, secrets = _section(data, "updates", Updates), _section(data, "secrets", Secrets)
    if updates.stick not in ("yes", "no"):
        raise ConfigurationError(f'{path}: [updates] stick must be "yes" or "no".')
    if secrets.backend not in SECRET_BACKENDS:
        raise ConfigurationError(f"{path}: [secrets] backend must be one of {', '.join(SECRET_BACKENDS)}.")
    try:
        pad, switches = keys.read_pad(data.get("pad", {})), keys.read_switches(data.get("switches", {}))
    except keys.KeysError as error:
        raise ConfigurationError(f"{path}: {error}") from error
    return Configuration(
        device_id=data.get("device_id", "kiosk-1"),
        screen=screen,
        desk=_section(data, "desk", Desk),
        updates=updates,
        store=_section(data, "store", Store),
        secrets=secrets,
        idle=_section(data, "idle", Idle),
        limits=_section(data, "limits", Limits),
        files=_files(data.get("files", {})),
        voices=_voices(data.get("voices", {})),
        sound=sound,
        pad=pad,
        switches=switches,
        printer=data.get("printer", ""),
        camera=data.get("camera", ""),
    )
