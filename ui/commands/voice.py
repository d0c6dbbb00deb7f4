"""`parvis voice`: the voice process, and a check of the voice for the operator."""

from __future__ import annotations

import argparse

HELP = "the voice process; with --check, say which languages can be spoken and how fast"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--parent", type=int, default=0, metavar="PID", help="exit if this process is gone")
    parser.add_argument("--check", action="store_true", help="try the voice of each LANGUAGE and report")
    parser.add_argument("language", nargs="*", default=["fr", "en", "ar"], help="languages to check")


def run(arguments: argparse.Namespace) -> int:
    """Run the voice on standard input and output; or check it. 0 when all is well."""
    if arguments.check:
        return _check(arguments.language)
    from accessibility.speech.synthesizer import main

    return main(arguments.parent)


def _check(languages: list[str]) -> int:
    from accessibility.speech.espeak import Espeak
    from accessibility.speech.voice import LanguageMissing, NoVoice

    try:
        espeak = Espeak()
    except NoVoice as error:
        print(error)
        return 1
    print(f"espeak-ng {espeak.version} speaks {len(espeak.languages)} languages.")
    missing = 0
    for language in languages:
        try:
            espeak.speak("1, 2, 3.", language, 120, lambda: False)
        except LanguageMissing as error:
            missing += 1
            print(f"{language}: {error} Install espeak-ng-data, or offer no Listen in this language.")
        else:
            print(f"{language}: spoken")
    return 1 if missing else 0
