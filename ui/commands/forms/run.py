"""`parvis form run`: answer a form in the terminal."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None yet."""


def run(arguments: argparse.Namespace) -> int:
    """Not built yet: says so."""
    print("parvis form run is not built yet.")
    return 2
