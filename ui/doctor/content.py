"""What visitors are given: the pack, and the voice that reads it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.errors import ParvisError
from ui.doctor.finding import Finding, harm, look, or_ok
from ui.doctor.surroundings import Surroundings

if TYPE_CHECKING:
    from kiosk.catalogue.pack import Pack

STALE = timedelta(days=7)
"""The courier looks for updates each hour: a week without an answer is no bad night."""
TRIAL = "1, 2, 3."
TRIAL_RATE = 120


def pack(around: Surroundings) -> list[Finding]:
    """Whether the pack opens with all its forms, is sealed for the right desk, and how fresh it is."""
    from kiosk.catalogue.opening import open_pack
    from offline_cache.packs import status

    try:
        opened = open_pack(around.state.pack)
    except ParvisError as error:
        return [harm(str(error), "parvis pack update, or put the built pack there again.")]
    findings = [*_forms(around, opened), *_freshness(around)]
    known = status(around.state.root)
    says = f"'{opened.town.id}', {len(opened.forms)} forms"
    says += f", version {known.version}" if known.version is not None else ", put there by hand"
    says += f", verified {known.verified_at:%Y-%m-%d %H:%M} UTC" if known.verified_at else ""
    return or_ok(findings, says, pack=opened.town.id, version=known.version)


def _forms(around: Surroundings, opened: Pack) -> list[Finding]:
    """Forms that do not load, and forms whose requests would be refused for their key: what `parvis run` would meet."""
    from kiosk import forms
    from kiosk.ports import SealingRefused, SubmissionForm
    from offline_cache.sealing import OdkSealer

    sealer = OdkSealer(around.configuration.desk.public_key_sha256)
    findings: list[Finding] = []
    for service in opened.catalogue.services:
        try:
            form = forms.load(opened.forms[service.form], resources=opened.resources(service.form))
            if service.submits:
                sealer.check(SubmissionForm(form.id, form.version, form.public_key))
        except forms.FormError as error:
            findings.append(harm(f"{service.id}: its form cannot be opened. {error}", "Build the pack again."))
        except SealingRefused as error:
            findings.append(harm(f"{service.id}: no request can be sent. {error}", "Until then its page says so."))
    return findings


def _freshness(around: Surroundings) -> list[Finding]:
    from offline_cache.packs import status

    known = status(around.state.root)
    if not around.configuration.updates.url and known.version is None:
        return []
    remark = f" The last try: {known.remark}" if known.remark else ""
    if known.expires_at is not None and known.expires_at <= around.now:
        return [
            look(
                f"The proof that this pack is the newest expired on {known.expires_at:%Y-%m-%d}; it goes on serving."
                + remark,
                "Look at the courier, at [updates] url, and at the town's daily 'parvis publish refresh'.",
            )
        ]
    if around.configuration.updates.url and (known.verified_at is None or around.now - known.verified_at > STALE):
        since = "never" if known.verified_at is None else f"not since {known.verified_at:%Y-%m-%d}"
        return [look(f"Whether this pack is the newest was {since} verified.{remark}", "Run 'parvis pack update'.")]
    return []


def voice(around: Surroundings) -> list[Finding]:
    """Whether each language of the pack can be spoken: a word, into memory."""
    from accessibility.speech.espeak import Espeak
    from accessibility.speech.voice import NoVoice
    from accessibility.speech.voices import ESPEAK, Voices, orders

    languages = _languages(around)
    try:
        espeak = Espeak()
    except NoVoice as error:
        espeak, trouble = None, str(error)
    else:
        trouble = ""
    voices = Voices(espeak, espeak.languages if espeak else (), orders(around.configuration.voices))
    findings: list[Finding] = []
    spoken: list[str] = []
    try:
        for language in languages:
            try:
                sound = voices.speak(TRIAL, language, TRIAL_RATE, lambda: False)
            except ParvisError as error:
                findings.append(harm(f"{language}: {trouble or error}", "apt install espeak-ng, or order a voice."))
                continue
            if not any(sound.pcm):
                findings.append(harm(f"{language}: the voice gives silence.", "Try: parvis voice --check"))
            kind = voices.kind(language)
            spoken.append(language if kind == ESPEAK else f"{language} ({kind})")
        findings += [
            look(notice, "Mend [voices] in kiosk.toml; espeak-ng speaks meanwhile.") for notice in voices.notices()
        ]
    finally:
        voices.rest()
    outputs = _outputs(around)
    if outputs == 0:
        findings.append(harm("The sound server has no output: nobody hears the voice.", "Connect one; pactl info."))
    says = f"spoken: {', '.join(spoken)}"
    return or_ok(findings, says + ("" if outputs else "; listen whether it sounds"), languages=len(languages))


def _outputs(around: Surroundings) -> int | None:
    """How many outputs the sound server has; None where this user cannot ask it, or the kiosk is to be silent."""
    sound = around.configuration.sound
    if sound.loudspeaker == "none" and not sound.headphones:
        return None
    try:
        sinks = json.loads(around.tool(["pactl", "-f", "json", "list", "sinks"]) or "")
        # What PulseAudio puts there for want of any.
        return len([sink for sink in sinks if sink["name"] != "auto_null"])
    except (ValueError, TypeError, KeyError):
        return None


def _languages(around: Surroundings) -> tuple[str, ...]:
    from kiosk.catalogue.opening import read_files

    try:
        return read_files(around.state.pack).languages
    except ParvisError:
        return ("fr", "en", "ar")
