"""What a touch on a page of settings, or on the strip of the voice, changes."""

from __future__ import annotations

from kiosk.visit import events as e
from kiosk.visit import intents as i

_VOICE: dict[i.Voice, tuple[e.Event, ...]] = {
    i.Voice.TOGGLE: (e.ListeningToggled(),),
    i.Voice.ALLOW_ANSWERS: (e.AnswersAloudAllowed(True), e.Uncovered()),
    i.Voice.KEEP_ANSWERS_QUIET: (e.AnswersAloudAllowed(False),),
    i.Voice.SLOWER: (e.RateChanged(-1),),
    i.Voice.FASTER: (e.RateChanged(1),),
    i.Voice.SOFTER: (e.VolumeChanged(-1),),
    i.Voice.LOUDER: (e.VolumeChanged(1),),
}
_PLAIN: dict[i.Plain, tuple[e.Event, ...]] = {
    i.Plain.MOTION: (e.MotionToggled(),),
    i.Plain.RESET: (e.PreferencesReset(),),
}


def settled(intent: i.Intent) -> tuple[e.Event, ...]:
    """What happens to the person's settings by it; nothing where it means something else."""
    match intent:
        case i.Voice():
            return _VOICE.get(intent, ())
        case i.Plain():
            return _PLAIN.get(intent, ())
        case i.Speak(language):
            return (e.LanguageChosen(language),)
        case i.Size(text_size):
            return (e.TextSizeChosen(text_size),)
        case i.Colour(palette):
            return (e.PaletteChosen(palette),)
        case i.Prefer(preferences):
            return (e.Preferred(preferences),)
        case _:
            return ()
