"""The real voice: espeak-ng in a process of its own. V 7.1-K, own-3, and what it must never do."""

from __future__ import annotations

import array
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from accessibility.preferences import WORDS_PER_MINUTE
from accessibility.speech.calibration import SENTENCE_PAUSE_MS, Setting, sentence_pause_ms, setting
from accessibility.speech.client import MAX_RESTARTS, VoiceClient, VoiceState
from accessibility.speech.espeak import Espeak
from accessibility.speech.messages import MAX_SENTENCE, Abandon, Failed, Failure, Speak, Spoken
from accessibility.speech.synthesizer import Queue
from accessibility.speech.voice import LanguageMissing, Sound, Stopped
from benchmarks.pace import pitch

# Other sentences than those the calibration was measured on.
PASSAGES = {
    "fr": (
        "Le bus numéro deux s'arrête devant la poste.",
        "Si vous avez perdu votre carte, faites d'abord une déclaration de perte.",
        "Un enfant doit venir avec un parent.",
        "La demande est gratuite, sauf en cas de perte ou de vol.",
    ),
    "en": (
        "Bus number two stops in front of the post office.",
        "If you have lost your card, first make a declaration of loss.",
        "A child must come with a parent.",
        "The request is free, except in case of loss or theft.",
    ),
    "de": (
        "Der Bus Nummer zwei hält vor der Post.",
        "Wenn Sie Ihren Ausweis verloren haben, melden Sie zuerst den Verlust.",
        "Ein Kind kommt mit Vater oder Mutter.",
        "Der Antrag ist kostenlos, außer bei Verlust oder Diebstahl.",
    ),
    "ar": (
        "المُسْتَشْفَى قَرِيبٌ مِنَ المَحَطَّةِ.",
        "إِذَا كُنْتَ تُرِيدُ المُسَاعَدَةَ فَاضْغَطْ عَلَى هَذَا الزِّرِّ.",
        "لَا تَنْسَ أَنْ تَأْخُذَ الوَرَقَةَ مَعَكَ.",
        "سَوْفَ نَتَّصِلُ بِكَ فِي الأُسْبُوعِ القَادِمِ.",
    ),
}


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    return Espeak()


def never() -> bool:
    return False


def seconds(sound: Sound) -> float:
    return len(sound.pcm) / 2 / sound.sample_rate


@pytest.mark.parametrize("language", PASSAGES)
@pytest.mark.parametrize("rate", WORDS_PER_MINUTE)
def test_v_7_1_k_rate_words_a_minute_are_what_is_said(espeak: Espeak, language: str, rate: int) -> None:
    """Sentences and their pauses, as a person with a stopwatch would count; other words, other figures."""
    words = sum(len(sentence.split()) for sentence in PASSAGES[language])
    sounding = sum(seconds(espeak.speak(sentence, language, rate, never)) for sentence in PASSAGES[language])
    pauses = len(PASSAGES[language]) * sentence_pause_ms(rate) / 1000
    assert words / (sounding + pauses) * 60 == pytest.approx(rate, rel=0.20 if language == "ar" else 0.15)


@pytest.mark.parametrize("language", PASSAGES)
def test_v_7_1_k_rate_leaves_the_pitch(espeak: Espeak, language: str) -> None:
    """The middle pitch of a whole sentence, at the slowest, the usual and the fastest rate: within two semitones."""
    sentence = PASSAGES[language][0]
    sounds = [espeak.speak(sentence, language, rate, never) for rate in (60, 120, 250)]
    pitches = [pitch(sound.pcm, sound.sample_rate) for sound in sounds]
    assert seconds(sounds[0]) > 2.5 * seconds(sounds[-1])
    assert max(pitches) / min(pitches) < 2 ** (2 / 12), pitches


@pytest.mark.parametrize("language", PASSAGES)
def test_v_7_2_n_a_sentence_begins_with_sound(espeak: Espeak, language: str) -> None:
    """Not with silence: what is audible comes within 10 ms of sound, at every rate."""
    for rate in (60, 120, 250):
        for sentence in PASSAGES[language]:
            sound = espeak.speak(sentence, language, rate, never)
            first = next(i for i, sample in enumerate(array.array("h", sound.pcm)) if abs(sample) > 40)
            assert first * 1000 / sound.sample_rate <= 10


def test_every_word_of_a_sentence_has_its_time(espeak: Espeak) -> None:
    sentence = "La bibliothèque prête des livres à tous les habitants."
    sound = espeak.speak(sentence, "fr", 120, never)
    starts = [event.position for event in sound.events]
    assert starts == [0, 3, 16, 22, 26, 33, 35, 40, 44]
    times = [event.at_ms for event in sound.events]
    assert times == sorted(times)
    assert times[-1] < seconds(sound) * 1000


def test_a_word_event_is_where_the_word_sounds(espeak: Espeak) -> None:
    """A pause made by a comma is silent just before the next word's time and loud just after it."""
    sound = espeak.speak("papa, papa, papa.", "fr", 120, never)
    samples = array.array("h", sound.pcm)
    for event in sound.events[1:]:
        at = event.at_ms * sound.sample_rate // 1000
        before = max(abs(sample) for sample in samples[at - sound.sample_rate // 20 : at - sound.sample_rate // 100])
        after = max(abs(sample) for sample in samples[at : at + sound.sample_rate // 5])
        assert before < 500 < after


def test_sound_begins_at_once_and_ends_without_silence(espeak: Espeak) -> None:
    sound = espeak.speak("Bonjour.", "fr", 60, never)
    samples = array.array("h", sound.pcm)
    margin = sound.sample_rate // 100
    assert any(abs(sample) > 40 for sample in samples[:margin])
    assert any(abs(sample) > 40 for sample in samples[-margin:])


def test_easy_read_french_is_spoken_by_the_french_voice(espeak: Espeak) -> None:
    easy, french, english = (
        seconds(espeak.speak("La carte est ici.", language, 120, never)) for language in ("fr-x-falc", "fr", "en")
    )
    assert easy == pytest.approx(french, abs=0.01)
    assert english != pytest.approx(french, abs=0.05)


def test_vowels_change_what_arabic_sounds_like(espeak: Espeak) -> None:
    bare, vowelled = (seconds(espeak.speak(word, "ar", 120, never)) for word in ("كتب", "كُتُبٌ"))
    assert vowelled > bare + 0.05


def test_a_language_without_a_voice_is_refused_not_mispronounced(espeak: Espeak) -> None:
    with pytest.raises(LanguageMissing):
        espeak.speak("x", "zz", 120, never)
    assert espeak.speak("Oui.", "fr", 120, never).pcm


@pytest.mark.parametrize(
    "text", ["", " ", "\u202f", "…", "\x00\x01\x1b[31m", "<speak>un</speak>", "[[p'a]]", "a" * 900]
)
def test_odd_texts_are_survived(espeak: Espeak, text: str) -> None:
    espeak.speak(text, "fr", 120, never)
    assert espeak.speak("Oui.", "fr", 120, never).pcm


def test_markup_is_read_and_not_obeyed(espeak: Espeak) -> None:
    plain = seconds(espeak.speak("un", "fr", 120, never))
    assert seconds(espeak.speak("<mark name='x'/>un", "fr", 120, never)) > plain * 1.5


def test_a_cancelled_synthesis_stops_early_and_leaves_the_voice_usable(espeak: Espeak) -> None:
    asked = 0

    def after_three() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    with pytest.raises(Stopped):
        espeak.speak("un mot de plus " * 60, "fr", 60, after_three)
    assert asked < 10
    assert espeak.speak("Oui.", "fr", 120, never).pcm


def test_settings_between_the_measured_rates_and_beyond() -> None:
    assert setting("fr", 120) == Setting(89, 0)
    assert setting("fr", 10) == setting("fr", 60)
    assert setting("fr", 999) == setting("fr", 250)
    assert 89 < setting("fr", 132).speed < 108
    assert setting("xx", 120) == setting("de", 120)
    for voice in ("fr", "en", "ar", "de", "xx"):
        settings = [setting(voice, rate) for rate in range(60, 251)]
        assert all(a.speed <= b.speed and a.gap >= b.gap for a, b in pairwise(settings))
        assert all(entry.speed >= 80 for entry in settings)


def test_sentence_pause() -> None:
    assert sentence_pause_ms(60) == sentence_pause_ms(120) == SENTENCE_PAUSE_MS == 250
    assert sentence_pause_ms(250) == 120


def test_a_newer_generation_sweeps_the_queue() -> None:
    queue = Queue()
    queue.put(Speak(1, 1, "a", "fr", 120))
    queue.put(Speak(2, 2, "b", "fr", 120))
    queue.put(Speak(3, 1, "late", "fr", 120))
    assert queue.is_old(1)
    taken = queue.take()
    assert taken is not None
    assert taken.id == 2
    queue.put(Abandon(5))
    queue.put(Speak(4, 5, "c", "fr", 120))
    taken = queue.take()
    assert taken is not None
    assert taken.id == 4
    queue.close()
    assert queue.take() is None


class Heard:
    """Collects what a client delivers and reports."""

    def __init__(self, command: list[str] | None = None) -> None:
        self.results: list[Spoken | Failed] = []
        self.states: list[tuple[VoiceState, str]] = []
        self.client = VoiceClient(self.results.append, lambda *state: self.states.append(state), command)

    def until(self, condition: Callable[[], bool], within: float = 90.0) -> None:
        end = time.monotonic() + within
        while not condition():
            assert time.monotonic() < end, f"states {self.states}, results {len(self.results)}"
            time.sleep(0.005)


@pytest.fixture
def voice() -> Iterator[Heard]:
    heard = Heard()
    heard.client.start()
    yield heard
    heard.client.close()


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z")
    except FileNotFoundError:
        return True


def test_sentences_come_back_in_order(voice: Heard) -> None:
    ids = [voice.client.speak(text, "fr", 120, 1) for text in ("un", "deux", "trois")]
    voice.until(lambda: len(voice.results) == 3)
    assert [result.id for result in voice.results] == ids
    assert all(isinstance(result, Spoken) and result.pcm and result.marks for result in voice.results)
    assert voice.client.state is VoiceState.READY
    assert {"fr", "en", "ar", "de"} <= set(voice.client.languages)


def test_failures_are_named(voice: Heard) -> None:
    voice.client.speak("x", "zz", 120, 1)
    voice.client.speak("x" * (MAX_SENTENCE + 1), "fr", 120, 1)
    voice.until(lambda: len(voice.results) == 2)
    assert [result.failure for result in voice.results if isinstance(result, Failed)] == [
        Failure.LANGUAGE,
        Failure.TEXT,
    ]


def test_a_newer_page_abandons_the_older_one(voice: Heard) -> None:
    voice.until(lambda: voice.client.state is VoiceState.READY)
    pid = voice.client.pid
    assert pid is not None
    # It hears of all of it at once, however long this takes to write.
    os.kill(pid, signal.SIGSTOP)
    for number in range(200):
        voice.client.speak(f"une phrase assez longue pour durer, numéro {number}", "fr", 60, 1)
    last = voice.client.speak("stop", "fr", 120, 2)
    os.kill(pid, signal.SIGCONT)
    voice.until(lambda: any(result.id == last for result in voice.results))
    assert len(voice.results) < 150
    assert voice.results[-1].id == last


def test_the_voice_ends_with_its_input(voice: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accessibility.speech.client._CLOSING_SECONDS", 30.0)
    voice.until(lambda: voice.client.state is VoiceState.READY)
    pid = voice.client.pid
    assert pid is not None
    process = voice.client._process
    assert process is not None
    voice.client.close()
    assert gone(pid)
    assert process.returncode == 0, "it ended by itself, and did not have to be killed"


def test_promise_4_the_voice_is_killed_when_the_visit_is_killed(tmp_path: Path) -> None:
    """SIGKILL gives the visit no chance to close anything, and here a third process keeps the pipe open."""
    program = textwrap.dedent(
        """
        import os, time
        from accessibility.speech.client import VoiceClient
        client = VoiceClient(lambda r: None, lambda s, t: print(s.value, client.pid, flush=True))
        client.start()
        os.set_inheritable(client._process.stdin.fileno(), True)
        import subprocess
        holder = subprocess.Popen(["sleep", "600"], close_fds=False)
        print("holder", holder.pid, flush=True)
        time.sleep(600)
        """
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    visit = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment)
    assert visit.stdout is not None
    seen: dict[str, int] = {}
    while not {"ready", "holder"} <= set(seen):
        name, pid = visit.stdout.readline().split()
        seen[name] = 0 if pid == "None" else int(pid)
    try:
        assert not gone(seen["ready"])
        visit.kill()
        visit.wait()
        end = time.monotonic() + 60
        while not gone(seen["ready"]) and time.monotonic() < end:
            time.sleep(0.01)
        assert gone(seen["ready"])
    finally:
        os.kill(seen["holder"], signal.SIGKILL)
        visit.stdout.close()


def test_other_processes_of_the_same_user_cannot_read_the_voice(voice: Heard) -> None:
    """PR_SET_DUMPABLE 0 gives /proc/PID/mem to root, whoever runs the process."""
    voice.until(lambda: voice.client.state is VoiceState.READY)
    assert Path(f"/proc/{voice.client.pid}/mem").stat().st_uid == 0
    if os.getuid() == 0:
        # Root owns it either way: the kernel's own word for it then is that status files stay readable but
        # a process without privileges is refused.
        pid = voice.client.pid
        check = f"import os; os.setgid(65534); os.setuid(65534); open('/proc/{pid}/mem', 'rb')"
        refused = subprocess.run([sys.executable, "-c", check], capture_output=True)
        assert refused.returncode != 0


def test_a_dead_voice_is_revived_and_goes_on(voice: Heard) -> None:
    voice.until(lambda: voice.client.state is VoiceState.READY)
    pid = voice.client.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    poison = voice.client.speak("la phrase qui tue", "fr", 120, 1)
    after = voice.client.speak("la suite", "fr", 120, 1)
    voice.client.kill()
    voice.until(lambda: voice.client.state is VoiceState.DIED)
    voice.client.revive()
    voice.until(lambda: {result.id for result in voice.results} == {poison, after})
    kinds = {result.id: type(result) for result in voice.results}
    assert kinds == {poison: Failed, after: Spoken}
    assert voice.client.pid != pid


def test_a_voice_that_keeps_dying_is_given_up() -> None:
    heard = Heard([sys.executable, "-c", "raise SystemExit(3)"])
    heard.client.start()
    for _ in range(MAX_RESTARTS + 1):
        heard.until(lambda: heard.client.state is VoiceState.DIED)
        heard.client.revive()
    assert heard.client.state is VoiceState.BROKEN
    assert "parvis voice" in heard.states[-1][1]
    heard.client.speak("encore", "fr", 120, 1)
    heard.client.close()


@pytest.mark.parametrize("nonsense", ["b'\\xff' * 64", "bytes(8)", "b'GET / HTTP/1.1\\r\\n\\r\\n'"])
def test_a_voice_that_talks_nonsense_counts_as_dead(nonsense: str) -> None:
    heard = Heard(
        [
            sys.executable,
            "-c",
            f"import sys, time; sys.stdout.buffer.write({nonsense}); sys.stdout.flush(); time.sleep(9)",
        ]
    )
    heard.client.start()
    heard.until(lambda: heard.client.state is VoiceState.DIED)
    heard.client.close()


def test_a_hung_voice_does_not_hang_the_visit() -> None:
    heard = Heard([sys.executable, "-c", "import time; time.sleep(60)"])
    heard.client.start()
    # Far more than a pipe holds: a request that waited for room would never return.
    for number in range(600):
        heard.client.speak(f"{number} " + "é" * 300, "fr", 120, 1)
    heard.until(lambda: heard.client.state is VoiceState.DIED)
    heard.client.close()


def test_a_command_that_does_not_exist_is_a_broken_voice() -> None:
    heard = Heard(["/nonexistent/voice"])
    heard.client.start()
    assert heard.client.state is VoiceState.BROKEN


def test_without_espeak_the_operator_is_told_and_nobody_waits(tmp_path: Path) -> None:
    """A binding that finds no library, in front of the real one on the path."""
    drivers = tmp_path / "pyttsx3" / "drivers"
    drivers.mkdir(parents=True)
    (tmp_path / "pyttsx3" / "__init__.py").touch()
    (drivers / "__init__.py").touch()
    (drivers / "_espeak.py").write_text("raise RuntimeError('not installed')\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); "
        "from accessibility.speech.synthesizer import main; sys.exit(main())"
    )
    heard = Heard([sys.executable, "-c", code])
    heard.client.start()
    heard.until(lambda: heard.client.state is VoiceState.NO_VOICE)
    assert "apt install espeak-ng" in heard.states[-1][1]
    assert heard.client.speak("x", "fr", 120, 1) > 0
    heard.client.close()


def test_what_a_library_prints_does_not_break_the_protocol() -> None:
    code = (
        "import os, accessibility.speech.synthesizer as s\n"
        "real = s.Espeak\n"
        "def noisy():\n"
        "    os.write(1, b'noise on standard output')\n"
        "    return real()\n"
        "s.Espeak = noisy\n"
        "s.main()\n"
    )
    heard = Heard([sys.executable, "-c", code])
    heard.client.start()
    heard.client.speak("Oui", "fr", 120, 1)
    heard.until(lambda: len(heard.results) == 1)
    assert isinstance(heard.results[0], Spoken)
    heard.client.close()


def test_the_vowel_of_a_doubled_letter_is_said_however_it_was_typed(espeak: Espeak) -> None:
    shadda, fatha = "\u0651", "\u064e"
    canonical, typed, without = (f"تَم{marks}" for marks in (fatha + shadda, shadda + fatha, shadda))
    lengths = [len(espeak.speak(word, "ar", 120, never).pcm) for word in (canonical, typed, without)]
    # Two syntheses of one word differ by a few samples; with the vowel left out, the end of the word is another.
    assert lengths[0] == pytest.approx(lengths[1], rel=0.01)
    assert lengths[0] != pytest.approx(lengths[2], rel=0.05)
