"""`parvis form xpath`: evaluate XPath expressions, one JSON object a line."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None yet."""


def run(arguments: argparse.Namespace) -> int:
    """Not built yet: says so."""
    print("parvis form xpath is not built yet.")
    return 2
