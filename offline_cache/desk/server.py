"""Runs the inbox: where it listens, and that it never listens in the clear to anybody but this machine."""

from __future__ import annotations

import logging
import socket
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ParvisError
from offline_cache.desk.tokens import TOKENS_NAME, Tokens, read_tokens

if TYPE_CHECKING:
    import uvicorn

SETTINGS_NAME = "desk.toml"
DEFAULT_PORT = 8384
CALLS_AT_ONCE = 64
MAX_SETTINGS_BYTES = 16 * 1024


class DeskRefused(ParvisError):
    """The desk will not, or cannot, be served like this."""


@dataclass(frozen=True, slots=True)
class Listening:
    """`desk.toml`: address, port (0: any free one), and the PEM files of TLS, both or neither."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    tls_certificate: str = ""
    tls_key: str = ""

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return bool(self.tls_certificate)


def read_settings(directory: Path) -> Listening:
    """Read `desk.toml`; a missing one gives the defaults. Raises `DeskRefused`."""
    path = directory / SETTINGS_NAME
    if not path.exists():
        return Listening()
    try:
        if path.stat().st_size > MAX_SETTINGS_BYTES:
            raise DeskRefused(f"{path}: too large for a desk.toml.")
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeskRefused(f"{path}: not readable as TOML ({error}).") from error
    settings = Listening()
    for key, value in data.items():
        if key not in Listening.__dataclass_fields__:
            known = ", ".join(Listening.__dataclass_fields__)
            raise DeskRefused(f"{path}: unknown key '{key}'. It knows: {known}.")
        if type(value) is not type(getattr(settings, key)):
            raise DeskRefused(f"{path}: {key} must be {'a number' if key == 'port' else 'a text in quotes'}.")
        settings = replace(settings, **{key: value})
    return settings


def check(settings: Listening) -> None:
    """Refuse to serve in the clear beyond this machine. Raises `DeskRefused`."""
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise DeskRefused("TLS needs both a certificate and its key.")
    if not 0 <= settings.port <= 65535:
        raise DeskRefused("The port must lie between 0 and 65535.")
    if not settings.secure and settings.host not in ("127.0.0.1", "::1", "localhost"):
        raise DeskRefused(
            f"Without TLS the desk listens on this machine alone, not on {settings.host}. "
            "Give --tls-certificate and --tls-key, or put a TLS proxy in front."
        )
    for file in filter(None, (settings.tls_certificate, settings.tls_key)):
        if not Path(file).is_file():
            raise DeskRefused(f"{file}: not there, or not a file.")


class _FreshTokens:
    """Reads the tokens again when their file has changed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._stamp: tuple[int, int] | None = None
        self._tokens = Tokens({})

    def __call__(self) -> Tokens:
        try:
            status = (self._directory / TOKENS_NAME).stat()
            stamp = (status.st_mtime_ns, status.st_size)
        except FileNotFoundError:
            return Tokens({})
        if stamp != self._stamp:
            try:
                self._tokens = read_tokens(self._directory)
            except ParvisError as error:
                # Nobody gets in on a file that cannot be read; the desk itself stays up.
                logging.getLogger(__name__).error("%s", error)
                self._tokens = Tokens({})
            self._stamp = stamp
        return self._tokens


def bind(settings: Listening) -> socket.socket:
    """Listen, so that port 0 becomes a real one before anybody is told. Raises `DeskRefused`."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # With its protocol named: else asyncio does not switch Nagle off on what it accepts, and each answer with a body
    # waits 40 ms for an acknowledgement that nobody hurries to send.
    listener = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_CLOEXEC, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(CALLS_AT_ONCE)
    except OSError as error:
        listener.close()
        raise DeskRefused(f"{settings.host}:{settings.port} cannot be listened on ({error.strerror}).") from error
    return listener


def address_of(settings: Listening, listener: socket.socket) -> str:
    """The desk's address, as `kiosk.toml` wants it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{'https' if settings.secure else 'http'}://{host}:{listener.getsockname()[1]}"


def make_server(directory: Path, settings: Listening) -> uvicorn.Server:
    """A server for the desk's state in `directory`. Raises `DeskRefused` or `StoreUnusable`."""
    import uvicorn

    from offline_cache.desk.application import DeskApplication
    from offline_cache.desk.forms import Forms
    from offline_cache.desk.inbox import Inbox

    check(settings)
    tokens = _FreshTokens(directory)
    read_tokens(directory)
    inbox = Inbox(directory)
    inbox.check()
    application = DeskApplication(inbox, tokens, Forms(directory)).application()
    return uvicorn.Server(
        uvicorn.Config(
            application,
            # Tokens are in the paths: no access log.
            access_log=False,
            log_level="warning",
            server_header=False,
            limit_concurrency=CALLS_AT_ONCE,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=10,
            proxy_headers=False,
            lifespan="off",
            loop="asyncio",
            http="h11",
            ws="none",
            ssl_certfile=settings.tls_certificate or None,
            ssl_keyfile=settings.tls_key or None,
        )
    )


def serve(directory: Path, settings: Listening, announce: Callable[[str], object]) -> None:
    """Serve until a signal comes. `announce` gets the address once calls are queued. Raises `DeskRefused`."""
    server = make_server(directory, settings)
    listener = bind(settings)
    announce(address_of(settings, listener))
    server.run(sockets=[listener])
