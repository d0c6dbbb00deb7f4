"""Passphrases of key files: from a file that is named, from the environment, or asked for at the terminal."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from kiosk.errors import ParvisError

MAX_PASSPHRASE_BYTES = 4096


class PassphraseMissing(ParvisError):
    """There is no passphrase to be had."""


def passphrase(what: str, file: Path | None, variable: str, *, twice: bool = False, line: int = 0) -> str:
    """The passphrase of `what`. `twice`: a person types it two times, for a key that is being made.

    `line`, from 0, is where it stands in the file; the first counts for a key that has none of its own. Raises
    `PassphraseMissing`, also where there is no terminal to ask at.
    """
    if file is not None:
        return line_of(file, line) or first_line(file)
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise PassphraseMissing(f"{what}: give its passphrase with --passphrase-file or in ${variable}.")
    typed = getpass.getpass(f"Passphrase of {what}: ")
    if twice and getpass.getpass("The same once more: ") != typed:
        raise PassphraseMissing("The two differ. Nothing was made.")
    return typed


def first_line(path: Path) -> str:
    """The first line of a small file. Raises `PassphraseMissing`."""
    return line_of(path, 0)


def line_of(path: Path, number: int) -> str:
    """A line of a small file, from 0; empty beyond its end. Raises `PassphraseMissing`."""
    try:
        with path.open(encoding="utf-8") as stream:
            return [stream.readline(MAX_PASSPHRASE_BYTES).rstrip("\r\n") for _ in range(number + 1)][number]
    except OSError as error:
        raise PassphraseMissing(f"{path}: the passphrase cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise PassphraseMissing(f"{path}: this is no text in UTF-8, so no passphrase can be read from it.") from error
