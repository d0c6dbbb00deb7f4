"""`parvis voice`: the voice process, and a check of the voices for the operator."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from ui import state

HELP = "the voice process; with --check, say which languages can be spoken, and by which voice"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    state.add_argument(parser)
    parser.add_argument("--parent", type=int, default=0, metavar="PID", help="exit if this process is gone")
    parser.add_argument("--check", action="store_true", help="try the voice of each LANGUAGE and report")
    parser.add_argument("language", nargs="*", default=["fr", "en", "ar"], help="languages to check")


def run(arguments: argparse.Namespace) -> int:
    """Run the voice on standard input and output; or check it. 0 when all is well."""
    from kiosk import config

    try:
        voices = config.read(state.locate(arguments.state).configuration).voices
    except config.ConfigurationError as error:
        print(error)
        return 1
    if arguments.check:
        return _check(arguments.language, voices)
    from accessibility.speech.synthesizer import main

    return main(arguments.parent, voices)


def _check(languages: list[str], settings: Mapping[str, str]) -> int:
    from accessibility.speech.espeak import Espeak
    from accessibility.speech.voice import LanguageMissing, NoVoice
    from accessibility.speech.voices import ESPEAK, Voices, orders

    espeak = None
    try:
        espeak = Espeak()
        print(f"espeak-ng {espeak.version} speaks {len(espeak.languages)} languages.")
    except NoVoice as error:
        print(error)
    voices = Voices(espeak, espeak.languages if espeak is not None else (), orders(settings))
    wrong = espeak is None and not len(voices)
    for language in languages:
        try:
            voices.speak("1, 2, 3.", language, 120, lambda: False)
        except LanguageMissing as error:
            wrong = True
            print(f"{language}: {error} Install espeak-ng-data, or offer no Listen in this language.")
        else:
            kind = voices.kind(language)
            print(f"{language}: spoken" + (f" by {kind}" if kind != ESPEAK else ""))
    for notice in voices.notices():
        wrong = True
        print(notice)
    voices.rest()
    return 1 if wrong else 0
