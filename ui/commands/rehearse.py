"""`parvis rehearse`: walk through a pack's rehearsals in the real window, and record them."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

HELP = "walk through a pack's rehearsals in the real window, and record them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("pack", metavar="PACK", type=Path, help="a pack's folder, built or not")
    parser.add_argument("names", metavar="NAME", nargs="*", help="rehearsals to run (default: all)")
    parser.add_argument("--record", metavar="DIR", type=Path, help="keep pictures, transcript, voice, slip, submission")
    parser.add_argument("--state", metavar="DIR", type=Path, help="state directory (default: that of --record)")
    parser.add_argument("--language", metavar="L", help="only in this language, whatever the rehearsal says")
    parser.add_argument("--screen", metavar="WxH", help="only on this screen, in pixels")
    parser.add_argument("--density", metavar="DPI", type=float, help="dots an inch of that screen")
    parser.add_argument("--text-size", metavar="S", choices=("small", "medium", "large", "largest"))
    parser.add_argument(
        "--palette", metavar="P", choices=("default", "black-on-white", "white-on-black", "soft"), help="colours"
    )
    parser.add_argument("--send", action="store_true", help="deliver to a desk of its own under the state directory")
    parser.add_argument("--jobs", metavar="N", type=int, default=0, help="runs at a time (default: one a core)")


def run(arguments: argparse.Namespace) -> int:
    """Run the rehearsals; 0 when all went as expected."""
    from ui.rehearsal.company import Company
    from ui.rehearsal.plan import Overrides

    overrides = Overrides(
        arguments.language, arguments.screen, arguments.density, arguments.text_size, arguments.palette
    )
    with tempfile.TemporaryDirectory(prefix="parvis-rehearsal-") as own:
        record = arguments.record or Path(own)
        company = Company(
            arguments.pack, record.absolute(), (arguments.state or record).absolute(), send=arguments.send
        )
        return company.tour(arguments.names, overrides, arguments.jobs)
