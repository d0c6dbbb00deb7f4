"""A page with one of everything, drawn once where nobody sees it: what it needs is then loaded and compiled."""

from __future__ import annotations

from dataclasses import replace

from kiosk.pages.page import (
    Action,
    Arrangement,
    Block,
    Buttons,
    Card,
    Cards,
    Choice,
    Choices,
    Code,
    Disclosure,
    Document,
    Documents,
    Fact,
    Facts,
    Field,
    Fields,
    Heading,
    Illustration,
    Listed,
    ListedEntry,
    Pad,
    Page,
    PageKind,
    Paragraph,
    Phrase,
    Picture,
    Pictures,
    Progress,
    Ranking,
    RankRow,
    Reference,
    Step,
    Stepper,
    Steps,
    Still,
    Summary,
    SummaryRow,
    Tone,
    Viewfinder,
)

PICTURE = "id-card"


def sampler(page: Page) -> Page:
    """A page of every kind of block, in the bars and the language of `page`."""
    language = page.language

    def say(part: str) -> Phrase:
        return Phrase(part, page.title.text, language)

    def press(part: str) -> Action:
        return Action(part, say(part), picture=PICTURE)

    blocks: tuple[Block, ...] = (
        Heading(say("heading")),
        Heading(say("section"), level=2),
        *(Paragraph(say(tone.value), tone, PICTURE) for tone in Tone),
        Pictures((Picture(PICTURE, say("picture")),)),
        Choices("choices", (Choice("choice", say("choice"), say("hint"), PICTURE),), say("legend")),
        Choices("marks", (Choice("mark", say("mark"), chosen=True),), say("marked"), multiple=True),
        *(
            Choices(name.value, (Choice(name.value, say(name.value)),), say("scale"), arrangement=name)
            for name in Arrangement
        ),
        Ranking(
            "ranking", say("ranked"), (RankRow("rank", "1", say("rank"), press("up"), press("down")),), press("confirm")
        ),
        Stepper(
            "stepper", say("stepped"), say("number"), True, say("low"), say("high"), 0.5, press("less"), press("more")
        ),
        Field("field", say("field"), ""),
        Fields("date", say("dates"), tuple(Field(slot, say(slot), "") for slot in ("day", "month", "year"))),
        Disclosure(press("why"), say("because"), open=True),
        Documents((Document("paper", PICTURE, say("paper"), say("form"), say("where"), press("have"), press("not")),)),
        Summary((SummaryRow("row", say("question"), say("answer"), press("change")),)),
        Listed((ListedEntry("entry", "1", say("entry"), press("entry.change"), press("entry.remove")),)),
        Steps((Step("step", "1", say("step"), PICTURE), Step("dot", "", say("dot"), PICTURE))),
        Facts((Fact("fact", PICTURE, say("fact"), say("value")),)),
        Cards((Card("card", say("card"), say("text"), PICTURE),)),
        Cards((Card("tile", say("tile")),), compact=True),
        Illustration("image", "", say("image")),
        Code("code", page.town.text, say("caption")),
        Reference(say("reference"), say("number")),
        Viewfinder("view", say("seen")),
        Still("still", b"", say("shown")),
        Pad("pad", say("pad")),
        Buttons((press("button"),)),
    )
    return replace(
        page,
        id="sampler",
        kind=PageKind.OUTCOME,
        blocks=blocks,
        progress=Progress(say("progress"), 0.5),
        back=press("back"),
        forward=press("forward"),
    )
