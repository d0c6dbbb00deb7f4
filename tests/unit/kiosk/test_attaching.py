"""A picture and a signature, from the page to the log: with a camera, without one, drawn, typed, taken again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from kiosk.attaching import COUNTDOWN_SECONDS
from kiosk.outside import NoSticks
from kiosk.pages.page import Field, Pad, PageKind, Paragraph, Still, Summary, Tone, Viewfinder
from kiosk.ports import Sight
from kiosk.visit.attachments import MAX_FILE_BYTES, MAX_STROKE_POINTS, MAX_STROKES, PAD_HEIGHT, Tray
from kiosk.visit.state import Answer
from kiosk.words import Words

# The harness of this directory's conftest: `Kiosk`, `Town` and `MakeKiosk` are its types.
Kiosk = Any
Town = Any
MakeKiosk = Any
Begin = Callable[..., Kiosk]

FORM = """
| survey |
| | type | name | label | required | appearance | bind::kiosk:outcome |
| | image | photo | A picture | {photo} | | |
| | image | signed | Your signature | yes | signature | |
| | image | plan | A drawing | | draw | |
| | audio | sound | A sound | {sound} | | |
| | note | done | Done | | | done |
| settings |
| | form_id | version | namespaces | public_key |
| | birth-certificate | 1 | kiosk="urn:parvis:kiosk:1" | {key} |
"""


@dataclass
class FakeCamera:
    """A camera that shows and takes what the test says, and answers at once or when the test says."""

    now: Sight = Sight.LIVE
    at_once: bool = True
    picture: bytes = b"JPEG"
    opened: int = 0
    looking: bool = False
    told: Callable[[], None] = lambda: None
    asked: list[Callable[[bytes], None]] = field(default_factory=list)

    def sight(self) -> Sight:
        return self.now if self.looking else Sight.CLOSED

    def open(self, told: Callable[[], None]) -> None:
        self.opened += 1
        self.looking, self.told = True, told
        told()

    def close(self) -> None:
        self.looking = False

    def take(self, told: Callable[[bytes], None]) -> None:
        self.asked.append(told)
        if self.at_once:
            told(self.picture)

    def become(self, sight: Sight) -> None:
        self.now = sight
        self.told()


@pytest.fixture
def camera() -> FakeCamera:
    return FakeCamera()


@pytest.fixture
def begin(town: Town, make_kiosk: MakeKiosk, camera: FakeCamera) -> Begin:
    """A visit that stands at the picture; `photo="yes"` requires it."""

    def start(photo: str = "", sound: str = "", **more: object) -> Kiosk:
        from pyxform.xls2xform import convert

        xml = convert(FORM.format(photo=photo, sound=sound, key=town.public_key)).xform.encode()
        pack = replace(town.pack, forms={**town.pack.forms, "birth-certificate": xml})
        kiosk = make_kiosk(pack=pack, **({"camera": camera, "sticks": NoSticks()} | more))
        kiosk.open("birth-certificate")
        return kiosk

    return start


def looks(camera: FakeCamera) -> bool:
    return camera.looking


def block(kiosk: Kiosk, kind: type) -> Any:
    """The one block of this kind, or None."""
    found = [each for each in kiosk.page.blocks if isinstance(each, kind)]
    assert len(found) <= 1
    return found[0] if found else None


def errors(kiosk: Kiosk) -> list[str]:
    return [each.phrase.text for each in kiosk.page.blocks if isinstance(each, Paragraph) and each.tone is Tone.ERROR]


def texts(kiosk: Kiosk) -> list[str]:
    return [each.phrase.text for each in kiosk.page.blocks if isinstance(each, Paragraph)]


def said(key: str, **values: str) -> str:
    return Words("fr").say(key, **values)


def names(kiosk: Kiosk) -> list[str]:
    return [file.name for file in kiosk.journey.attachments.files]


def at(kiosk: Kiosk) -> str:
    return str(kiosk.journey.at).rsplit("/", 1)[-1]


def test_a_picture_is_taken_looked_at_and_kept(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin()
    assert block(kiosk, Viewfinder).live
    assert kiosk.page.forward.label.text == said("photo.take")
    kiosk.press("forward")
    assert block(kiosk, Still).content == b"JPEG"
    assert block(kiosk, Viewfinder) is None
    # While it is looked at, the camera looks no more, and nothing is an answer yet.
    assert not looks(camera)
    assert names(kiosk) == []
    assert kiosk.page.forward.label.text == said("photo.use")
    kiosk.press("forward")
    assert at(kiosk) == "signed"
    assert names(kiosk) == ["photo-1-000000000001.jpg"]
    assert Answer("/data/photo", "photo-1-000000000001.jpg") in kiosk.journey.answers
    assert kiosk.journey.tray == Tray()


def test_a_picture_can_be_taken_again_before_and_after(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin()
    kiosk.press("forward")
    kiosk.press("again")
    assert looks(camera)
    assert block(kiosk, Viewfinder).live
    camera.picture = b"BETTER"
    kiosk.press("forward")
    kiosk.press("forward")
    kiosk.press("back")
    # The picture given is shown, and the camera rests.
    assert block(kiosk, Still).content == b"BETTER"
    assert not looks(camera)
    kiosk.press("again")
    camera.picture = b"BEST"
    kiosk.press("forward")
    kiosk.press("forward")
    assert [file.content for file in kiosk.journey.attachments.files] == [b"BEST"]
    assert kiosk.conductor.session().attachments() == tuple(names(kiosk))


def test_who_goes_away_while_taking_it_again_keeps_the_first(begin: Begin) -> None:
    kiosk = begin()
    kiosk.press("forward")
    kiosk.press("forward")
    kiosk.press("back")
    kiosk.press("again")
    assert block(kiosk, Viewfinder) is not None
    kiosk.press("bar.help")
    kiosk.press("bar.help")
    kiosk.press("back")
    kiosk.press("forward")
    assert names(kiosk) == ["photo-1-000000000001.jpg"]
    assert block(kiosk, Still) is not None


def test_the_camera_looks_only_while_its_view_is_on_the_screen(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin()
    assert looks(camera)
    for cover in ("bar.help", "bar.stop", "bar.language"):
        kiosk.press(cover)
        assert not looks(camera), cover
        kiosk.press(cover if cover != "bar.stop" else "forward")
        assert looks(camera), cover
    kiosk.press("without")
    assert not looks(camera)
    kiosk.press("back")
    assert looks(camera)
    kiosk.press("bar.stop")
    kiosk.press("erase")
    assert not looks(camera)
    assert kiosk.visit.journey is None


def test_the_page_follows_what_the_camera_becomes(begin: Begin, camera: FakeCamera) -> None:
    camera.now = Sight.STARTING
    kiosk = begin()
    assert said("photo.starting") in texts(kiosk)
    assert not kiosk.page.forward.ready
    kiosk.press("forward")
    assert camera.asked == []
    camera.become(Sight.LIVE)
    assert said("photo.ready") in texts(kiosk)
    assert kiosk.page.forward.ready
    camera.become(Sight.LOST)
    assert said("photo.lost") in texts(kiosk)
    assert kiosk.page.forward.label.text == said("photo.without")


def test_without_a_camera_one_goes_on_where_the_picture_is_not_required(begin: Begin, camera: FakeCamera) -> None:
    camera.now = Sight.ABSENT
    kiosk = begin()
    assert said("photo.absent") in texts(kiosk)
    assert block(kiosk, Viewfinder) is None
    kiosk.press("forward")
    assert at(kiosk) == "signed"
    assert kiosk.conductor.session().attachments() == ()


def test_without_a_camera_a_required_picture_sends_one_to_the_desk(begin: Begin, camera: FakeCamera) -> None:
    camera.now = Sight.ABSENT
    kiosk = begin("yes")
    assert said("photo.absent.required") in texts(kiosk)
    assert not kiosk.page.forward.ready
    kiosk.press("forward")
    assert at(kiosk) == "photo"
    assert errors(kiosk) == [said("error.photo-absent")]
    # Somebody plugs it in: the person goes on from where they are.
    camera.become(Sight.LIVE)
    kiosk.press("forward")
    assert errors(kiosk) == []
    kiosk.press("forward")
    assert at(kiosk) == "signed"


def test_where_it_is_required_no_button_leads_past_it(begin: Begin) -> None:
    kiosk = begin("yes")
    assert "without" not in kiosk.conductor.screen.intents


def test_in_five_seconds_the_picture_takes_itself_and_says_so(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin()
    kiosk.press("soon")
    assert block(kiosk, Viewfinder).count == "5"
    assert said("photo.count", n="5") in texts(kiosk)
    kiosk.wait(2.0)
    assert block(kiosk, Viewfinder).count == "3"
    assert camera.asked == []
    kiosk.wait(COUNTDOWN_SECONDS - 2.0)
    assert len(camera.asked) == 1
    assert block(kiosk, Still).content == b"JPEG"
    kiosk.wait(10)
    assert len(camera.asked) == 1


def test_counting_can_be_stopped_and_stops_where_another_page_lies_over_it(begin: Begin, camera: FakeCamera) -> None:
    kiosk = begin()
    kiosk.press("soon")
    kiosk.press("soon")
    kiosk.wait(6)
    kiosk.press("soon")
    kiosk.press("bar.help")
    kiosk.wait(6)
    kiosk.press("bar.help")
    kiosk.wait(6)
    assert camera.asked == []
    assert block(kiosk, Viewfinder).count == ""


def test_a_picture_that_comes_too_late_is_nobodys(begin: Begin, camera: FakeCamera) -> None:
    camera.at_once = False
    kiosk = begin()
    kiosk.press("forward")
    kiosk.press("without")
    camera.asked[0](b"LATE")
    assert at(kiosk) == "signed"
    assert kiosk.journey.tray == Tray()
    kiosk.press("bar.stop")
    kiosk.press("erase")
    camera.asked[0](b"LATE")
    assert kiosk.visit.journey is None


def test_a_picture_that_fails_is_told_and_can_be_tried_again(begin: Begin, camera: FakeCamera) -> None:
    camera.picture = b""
    kiosk = begin()
    kiosk.press("forward")
    assert errors(kiosk) == [said("error.unreadable")]
    camera.picture = b"JPEG"
    kiosk.press("forward")
    assert block(kiosk, Still) is not None
    assert errors(kiosk) == []


def test_what_is_too_large_is_told_and_not_kept(begin: Begin, camera: FakeCamera) -> None:
    camera.picture = bytes(MAX_FILE_BYTES + 1)
    kiosk = begin()
    kiosk.press("forward")
    kiosk.press("forward")
    assert at(kiosk) == "photo"
    assert errors(kiosk) == [said("error.too-large")]
    assert names(kiosk) == []


def signing(begin: Begin) -> Kiosk:
    kiosk = begin()
    kiosk.press("without")
    assert at(kiosk) == "signed"
    return kiosk


def test_a_signature_is_drawn_undone_and_kept(begin: Begin) -> None:
    kiosk = signing(begin)
    assert block(kiosk, Pad).ink == ""
    assert not kiosk.page.forward.ready
    kiosk.draw(
        "pad",
        (
            (0.1, 0.1),
            (0.2, 0.25),
        ),
    )
    kiosk.draw("pad", ((0.5, 0.5),))
    assert block(kiosk, Pad).ink == "M100 100L200 250M500 500L500 500"
    kiosk.press("undo")
    assert block(kiosk, Pad).ink == "M100 100L200 250"
    kiosk.press("clear")
    assert block(kiosk, Pad).ink == ""
    kiosk.draw(
        "pad",
        (
            (0.3, 0.3),
            (0.4, 0.4),
        ),
    )
    assert kiosk.page.forward.ready
    kiosk.press("forward")
    assert at(kiosk) == "plan"
    (file,) = kiosk.journey.attachments.files
    assert (file.name, file.media_type, file.title) == ("signed-1-000000000001.png", "image/png", "")
    assert file.content == b"PNG of 1 strokes, "
    kiosk.press("back")
    assert block(kiosk, Still).content == file.content
    kiosk.press("again")
    assert block(kiosk, Pad).ink == ""


def test_a_signature_can_be_typed_by_keys_alone(begin: Begin) -> None:
    kiosk = signing(begin)
    kiosk.press("write")
    assert block(kiosk, Pad) is None
    assert block(kiosk, Field).label.text == said("signature.name")
    kiosk.type("answer", "  Zoé Martin ")
    kiosk.press("forward")
    (file,) = kiosk.journey.attachments.files
    assert file.content == "PNG of 0 strokes, Zoé Martin".encode()
    assert file.title == "Zoé Martin"
    # Its name stands in the clear on the envelope: nothing of the person is in it.
    assert file.name == "signed-1-000000000001.png"
    assert kiosk.journey.drafts == ()


def test_what_was_drawn_is_there_again_after_a_look_at_the_typed_way(begin: Begin) -> None:
    kiosk = signing(begin)
    kiosk.draw(
        "pad",
        (
            (0.1, 0.1),
            (0.2, 0.2),
        ),
    )
    kiosk.press("write")
    kiosk.press("draw")
    assert block(kiosk, Pad).ink == "M100 100L200 200"


def test_the_error_above_the_pad_stays_while_one_signs_and_goes_with_the_signature(begin: Begin) -> None:
    kiosk = signing(begin)
    kiosk.press("forward")
    for stroke in (((0.1, 0.1), (0.2, 0.2)), ((0.3, 0.3), (0.4, 0.4))):
        kiosk.draw("pad", stroke)
        # Nothing moves under the finger.
        assert errors(kiosk) == [said("error.signature")]
    kiosk.press("forward")
    assert at(kiosk) == "plan"
    kiosk.press("back")
    assert errors(kiosk) == []


@pytest.mark.parametrize("way", ["drawn", "typed"])
def test_an_empty_signature_is_none(begin: Begin, way: str) -> None:
    kiosk = signing(begin)
    if way == "typed":
        kiosk.press("write")
        kiosk.type("answer", "   ")
    kiosk.press("forward")
    assert at(kiosk) == "signed"
    assert errors(kiosk) == [said("error.signature")]
    if way == "typed":
        assert block(kiosk, Field).invalid


def test_strokes_stay_on_the_pad_and_within_bounds(begin: Begin) -> None:
    kiosk = signing(begin)
    kiosk.draw(
        "pad",
        (
            (-3.0, 0.2),
            (9.0, 9.0),
            (float("nan"), 0.1),
            (0.5, float("inf")),
        ),
    )
    assert block(kiosk, Pad).ink == f"M0 200L1000 {round(PAD_HEIGHT * 1000)}"
    kiosk.draw("pad", tuple([(0.1, 0.1)] * (MAX_STROKE_POINTS + 500)))
    assert len(kiosk.journey.tray.strokes[-1]) == MAX_STROKE_POINTS
    kiosk.draw("pad", ())
    kiosk.draw("pad", ((float("nan"), float("nan")),))
    assert len(kiosk.journey.tray.strokes) == 2
    for _ in range(MAX_STROKES + 5):
        kiosk.draw("pad", ((0.1, 0.1),))
    assert len(kiosk.journey.tray.strokes) == MAX_STROKES


def test_a_drawing_may_be_left_out_and_a_sound_cannot_be_given_here(begin: Begin) -> None:
    kiosk = signing(begin)
    kiosk.draw(
        "pad",
        (
            (0.1, 0.1),
            (0.2, 0.2),
        ),
    )
    kiosk.press("forward")
    assert at(kiosk) == "plan"
    assert block(kiosk, Pad).label.text == said("drawing.pad")
    assert kiosk.page.forward.ready
    kiosk.press("forward")
    assert at(kiosk) == "sound"
    assert said("attach.not-here") in texts(kiosk)
    kiosk.press("forward")
    assert kiosk.page.kind is PageKind.CHECK


def test_a_required_sound_is_for_the_desk(begin: Begin) -> None:
    kiosk = begin(sound="yes")
    kiosk.press("without")
    kiosk.draw(
        "pad",
        (
            (0.1, 0.1),
            (0.2, 0.2),
        ),
    )
    kiosk.press("forward")
    kiosk.press("forward")
    assert said("attach.not-here.required") in texts(kiosk)
    kiosk.press("forward")
    assert errors(kiosk) == [said("error.not-here")]


class CrowdedOutbox:
    """The real outbox, with room for letters and none for parcels."""

    def __init__(self, outbox: Any) -> None:
        self._outbox, self.room = outbox, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    def roomy(self) -> bool:
        return self.room


@pytest.mark.parametrize("photo", ["", "yes"])
def test_where_the_outbox_is_nearly_full_no_picture_is_taken_and_paper_is(
    begin: Begin, camera: FakeCamera, outbox: Any, photo: str
) -> None:
    crowded = CrowdedOutbox(outbox)
    kiosk = begin(photo, outbox=crowded)
    assert not looks(camera)
    assert said("attach.full.required" if photo else "attach.full") in texts(kiosk)
    kiosk.press("forward")
    assert at(kiosk) == ("photo" if photo else "signed")
    # A signature weighs nothing.
    if not photo:
        assert block(kiosk, Pad) is not None
        kiosk.press("back")
    crowded.room = True
    kiosk.wait(1)
    assert looks(camera)
    assert block(kiosk, Viewfinder).live


def test_check_your_answers_tells_what_was_given_and_hides_whose_it_is(begin: Begin) -> None:
    kiosk = begin()
    kiosk.press("forward")
    kiosk.press("forward")
    kiosk.press("write")
    kiosk.type("answer", "Zoé Martin")
    for _ in range(3):
        kiosk.press("forward")
    assert kiosk.page.kind is PageKind.CHECK
    rows = {row.part: row.answer for row in block(kiosk, Summary).rows}
    assert rows["row.photo"].text == said("given.photo")
    assert rows["row.signed"].text == said("given.signature.named", name="Zoé Martin")
    assert rows["row.plan"].text == said("check.none")
    assert all(phrase.private for phrase in rows.values())


@pytest.mark.parametrize("language", ["fr", "fr-x-falc", "en", "ar"])
def test_every_state_has_its_words_in_every_language(begin: Begin, camera: FakeCamera, language: str) -> None:
    kiosk = begin(language=language)
    for sight in Sight:
        camera.become(sight)
    camera.become(Sight.LIVE)
    kiosk.press("soon")
    kiosk.press("forward")
    kiosk.press("forward")
    kiosk.press("forward")
    kiosk.draw("pad", ((0.1, 0.1),))
    kiosk.press("write")
    kiosk.press("draw")
    kiosk.press("forward")
    kiosk.press("write")
    kiosk.type("answer", "x")
    kiosk.press("forward")
    kiosk.press("forward")
    assert kiosk.page.kind is PageKind.CHECK
