"""TLS: whom the kiosk believes, with which key the server must show itself, and with which the kiosk does."""

from __future__ import annotations

import hashlib
import hmac
import os
import ssl
from pathlib import Path

from offline_cache.openrosa.security import Security, SecurityUnusable

SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")


class PinMismatch(ssl.SSLError):
    """The server's certificate has another key than the pinned one."""


def client_context(security: Security) -> ssl.SSLContext:
    """What every connection is made with: TLS 1.2 at least, names and chains checked. Raises `SecurityUnusable`.

    With `authority`, the authorities in that file are believed and no others; else the system's own list, so that a
    town can add its authority the way it does everywhere else.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Not what `$SSL_CERT_FILE` says: the environment does not decide whom the kiosk believes.
    authorities = security.authority or (str(SYSTEM_AUTHORITIES) if SYSTEM_AUTHORITIES.exists() else "")
    try:
        if authorities:
            context.load_verify_locations(cafile=authorities)
        else:
            context.load_default_certs()
    except (OSError, ssl.SSLError) as error:
        raise SecurityUnusable(
            f"kiosk.toml: the authorities in {authorities} cannot be read. "
            "[desk] authority must name a PEM file that the courier may read."
        ) from error
    if security.client_certificate:
        _show(context, security)
    return context


def _show(context: ssl.SSLContext, security: Security) -> None:
    """Let the kiosk show its own certificate."""
    if not security.client_key and not security.client_key_pem:
        raise SecurityUnusable(
            "kiosk.toml: [desk] client_certificate needs its key: client_key, or the secret desk-client-key."
        )
    try:
        if not security.client_key_pem:
            context.load_cert_chain(security.client_certificate, security.client_key, password=_no_passphrase)
            return
        # OpenSSL reads keys from files alone: this one has no name, lies in memory, and ends here.
        descriptor = os.memfd_create("key", os.MFD_CLOEXEC)
        try:
            os.write(descriptor, security.client_key_pem)
            context.load_cert_chain(security.client_certificate, f"/proc/self/fd/{descriptor}", password=_no_passphrase)
        finally:
            os.close(descriptor)
    except (OSError, ssl.SSLError, ValueError) as error:
        raise SecurityUnusable(
            "kiosk.toml: [desk] client_certificate and its key cannot be used: PEM files are needed that the courier "
            "may read, the key without a passphrase, and the two must belong together."
        ) from error


def _no_passphrase() -> str:
    """Without this, OpenSSL would ask on the terminal."""
    raise ValueError("the key has a passphrase")


def key_fingerprint(certificate: bytes) -> str:
    """The hex SHA-256 of the SubjectPublicKeyInfo of a certificate in DER."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = x509.load_der_x509_certificate(certificate).public_key()
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def check_pin(certificate: bytes | None, pinned: str) -> None:
    """Raises `PinMismatch` unless the server's certificate (DER) has the pinned key."""
    try:
        fits = certificate is not None and hmac.compare_digest(key_fingerprint(certificate), pinned)
    except ValueError:
        fits = False
    if not fits:
        raise PinMismatch("the server's key is not the pinned one")
