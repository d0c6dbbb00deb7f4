"""`parvis form explain`: what a form's rules depend on, and what they cost."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None yet."""


def run(arguments: argparse.Namespace) -> int:
    """Not built yet: says so."""
    print("parvis form explain is not built yet.")
    return 2
