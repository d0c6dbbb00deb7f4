"""What can happen in a visit. Each event is a fact; `kiosk.visit.reducer` says what it changes."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.ports import Delivery
from kiosk.visit.attachments import Attachment, Tray
from kiosk.visit.preferences import Palette, Preferences, TextSize
from kiosk.visit.state import Cover, Fact, Place, Printing, Refusal, Trouble


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """Somebody touched, typed or listened at `at` (monotonic seconds)."""

    at: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Speech is playing at `at`: the idle clock stands still, and a question counts from the end of its sentence."""

    at: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A key or a switch moved the highlight and chose nothing yet: somebody is here.

    A question under way (are you still here, erase everything) counts from this moment.
    """

    at: float


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan is stepping through the page at `at`: the idle clock stands still, but a question goes on counting."""

    at: float


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time passed; `ask_after`, `erase_after` and `away_for` are the configured limits in seconds."""

    at: float
    ask_after: float
    erase_after: float
    away_for: float


@dataclass(frozen=True, slots=True)
class Went:
    """The person moved to a place; `forwards` says from which side the page comes in."""

    place: Place
    forwards: bool = True


@dataclass(frozen=True, slots=True)
class LifeEventChosen:
    """The home screen shows the services of one life event; empty shows all."""

    life_event: str


@dataclass(frozen=True, slots=True)
class ServiceChosen:
    """A service was opened from the home screen."""

    service: str


@dataclass(frozen=True, slots=True)
class DetailsToggled:
    """The list of documents that may be asked for was opened or closed."""


@dataclass(frozen=True, slots=True)
class WordToggled:
    """The meaning of a hard word of this page was opened or closed; with no term, the list of all of them."""

    page: str
    term: str


@dataclass(frozen=True, slots=True)
class JourneyBegun:
    """The first question of the chosen service is asked."""

    instance_id: str
    first: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was taken into the log."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class TrayLaid:
    """What is being made for the question on the screen is now this."""

    tray: Tray


@dataclass(frozen=True, slots=True)
class Attached:
    """A file was taken as the answer, in place of the one named `instead_of` where that is not empty."""

    path: str
    attachment: Attachment
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Detached:
    """The answer is no file any more: the one of this name is forgotten."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A field now holds this text; nothing is taken yet."""

    path: str
    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The journey stands at this question or list, with the progress bar at `fraction`, `within` these entries."""

    path: str
    fraction: float
    forwards: bool = True
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryAdded:
    """The list at `path` has one entry more, at its end."""

    path: str


@dataclass(frozen=True, slots=True)
class RemovalAsked:
    """The person is asked whether this entry of the list on the screen, from 1, is to be removed; 0: not any more."""

    index: int


@dataclass(frozen=True, slots=True)
class EntryRemoved:
    """The list at `path` has lost its entry `index`, counted from 1, with all that was told in it: `files` too."""

    path: str
    index: int
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactOffered:
    """ "You told us ..." was looked for at this question; `value` is empty where nothing fits."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class FactDeclined:
    """What was told before is not right here: the question is asked, with it filled in to be changed."""


@dataclass(frozen=True, slots=True)
class FactTold:
    """An answer about the person was taken; an empty one forgets what was known."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """The answer on the screen was not taken."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class WhyToggled:
    """ "Why do we ask this?" was opened or closed."""


@dataclass(frozen=True, slots=True)
class MendingBegun:
    """One answer is changed from "check your answers"."""

    path: str


@dataclass(frozen=True, slots=True)
class DocumentMarked:
    """The person has this document, or not yet."""

    evidence: str
    held: bool


@dataclass(frozen=True, slots=True)
class SubmissionKept:
    """The sealed submission is durable on this kiosk."""


@dataclass(frozen=True, slots=True)
class DeliveryKnown:
    """The desk's acknowledgement, or its absence, became known."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class TroubleMet:
    """The kiosk cannot go on with what was asked; nothing that was typed is lost."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class PaperTold:
    """What became of the print job."""

    printing: Printing


@dataclass(frozen=True, slots=True)
class ItemShown:
    """The slip's item with this number is on the screen, to copy without haste."""

    item: int


@dataclass(frozen=True, slots=True)
class Covered:
    """A page was laid over the place."""

    cover: Cover
    at: float


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The cover was taken away."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The kiosk speaks this language from now on."""

    language: str


@dataclass(frozen=True, slots=True)
class TextSizeChosen:
    """The text has this size from now on."""

    text_size: TextSize


@dataclass(frozen=True, slots=True)
class PaletteChosen:
    """The colours are these from now on."""

    palette: Palette


@dataclass(frozen=True, slots=True)
class MotionToggled:
    """Movement was switched off or on."""


@dataclass(frozen=True, slots=True)
class ListeningToggled:
    """Speech was asked for, or sent away."""


@dataclass(frozen=True, slots=True)
class AnswersAloudAllowed:
    """The person allowed their own answers on the loudspeaker, or took it back."""

    allowed: bool


@dataclass(frozen=True, slots=True)
class RateChanged:
    """Speech by so many steps faster (or slower)."""

    by: int


@dataclass(frozen=True, slots=True)
class VolumeChanged:
    """Speech by so many steps louder (or softer)."""

    by: int


@dataclass(frozen=True, slots=True)
class Preferred:
    """The person's settings are these from now on."""

    preferences: Preferences


@dataclass(frozen=True, slots=True)
class PreferencesReset:
    """The person wants it as at the beginning again. Language, voice, curtain, scan and every answer stay."""


@dataclass(frozen=True, slots=True)
class HeadphonesFound:
    """How the jack stood when the visit began: nobody has done anything."""

    plugged: bool


@dataclass(frozen=True, slots=True)
class HeadphonesPut:
    """Headphones were put in at `at`."""

    at: float


@dataclass(frozen=True, slots=True)
class HeadphonesPulled:
    """They were pulled out at `at`."""

    at: float


@dataclass(frozen=True, slots=True)
class SpeechWoken:
    """A finger held still (`by_ear`) or a key asked the first screen to speak, at `at`."""

    at: float
    by_ear: bool = False


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The first screen has told for long enough that the last visitor is forgotten."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The visit is over: all of it is to be forgotten."""


Event = (
    SignOfLife
    | Heard
    | Moved
    | Scanned
    | Ticked
    | Went
    | LifeEventChosen
    | ServiceChosen
    | DetailsToggled
    | WordToggled
    | JourneyBegun
    | Answered
    | TrayLaid
    | Attached
    | Detached
    | Typed
    | Asked
    | EntryAdded
    | RemovalAsked
    | EntryRemoved
    | FactOffered
    | FactDeclined
    | FactTold
    | AnswerRefused
    | WhyToggled
    | MendingBegun
    | DocumentMarked
    | SubmissionKept
    | DeliveryKnown
    | TroubleMet
    | PaperTold
    | ItemShown
    | Covered
    | Uncovered
    | LanguageChosen
    | TextSizeChosen
    | PaletteChosen
    | MotionToggled
    | ListeningToggled
    | AnswersAloudAllowed
    | RateChanged
    | VolumeChanged
    | Preferred
    | PreferencesReset
    | HeadphonesFound
    | HeadphonesPut
    | HeadphonesPulled
    | SpeechWoken
    | Welcomed
    | Ended
)
