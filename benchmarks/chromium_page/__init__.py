"""A static HTML copy of the first page and the home page, from the very page objects that Parvis shows.

Chromium gets every advantage: no server, no framework, no external file; the button switches to the second page with
one line of script.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from html import escape
from importlib.resources import files
from io import BytesIO
from string import Template
from zipfile import ZipFile

from accessibility.metrics import LATIN_CAPITAL_RATIO, MM_PER_INCH, font_pixel_size
from accessibility.palettes import colours
from kiosk import config
from kiosk.catalogue.pack import Pack
from kiosk.pages import entrance
from kiosk.pages.page import Action, Block, Card, Cards, Heading, Page, Paragraph, Phrase, Pictures, Tone
from kiosk.pages.sheet import Context
from kiosk.visit.preferences import Palette, Preferences, TextSize
from kiosk.visit.state import Visit
from kiosk.words import Words
from ui.clock import SystemClock

Draw = Callable[[str], str]


class NotCopied(Exception):
    """The page holds a block that this copy does not know: add it here."""


def html(pack: Pack, screen: config.Screen) -> str:
    """The document: both pages, the first one visible."""
    language = pack.town.languages[0]
    visit = Visit(preferences=Preferences(language=language))
    context = Context(pack, Words(language), visit, SystemClock())
    draw = _drawer()
    here = files(__name__)
    style = Template(here.joinpath("page.css").read_text("utf-8")).substitute(_measures(pack, screen))
    logo = pack.town.logo.decode("utf-8")
    pages = [
        _page(entrance.first(context).page, "first", logo, draw),
        _page(entrance.home(context).page, "home", logo, draw),
    ]
    return Template(here.joinpath("page.html").read_text("utf-8")).substitute(
        language=escape(language), title=escape(pack.town.name), style=style, pages="\n".join(pages)
    )


def colour(pack: Pack, role: str) -> int:
    """The colour that both copies paint for a role, as 0xrrggbb: `accent` for the one next thing, for example."""
    return int(str(asdict(colours(Palette.DEFAULT, pack.town.accent))[role]).removeprefix("#"), 16)


def _measures(pack: Pack, screen: config.Screen) -> dict[str, str]:
    def size(scale: float) -> str:
        return str(font_pixel_size(TextSize.MEDIUM, screen.density_dpi, LATIN_CAPITAL_RATIO, scale))

    roles = {name: str(value) for name, value in asdict(colours(Palette.DEFAULT, pack.town.accent)).items()}
    sizes = {"caption": size(0.73), "body": size(1.0), "heading": size(1.4), "display": size(2.0)}
    return roles | sizes | {"mm": f"{screen.density_dpi / MM_PER_INCH:.4f}"}


def _drawer() -> Draw:
    archive = ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))

    def draw(name: str) -> str:
        if not name:
            return ""
        drawing = re.sub(r"<!--.*?-->", "", archive.read(f"{name}.svg").decode("utf-8"), flags=re.DOTALL)
        return " ".join(drawing.split())

    return draw


def _say(phrase: Phrase | None) -> str:
    return "" if phrase is None else f'<span lang="{escape(phrase.language)}" dir="auto">{escape(phrase.text)}</span>'


def _page(page: Page, identifier: str, logo: str, draw: Draw) -> str:
    blocks = "\n".join(_block(block, draw) for block in page.blocks)
    bar = "".join(_button(action, draw) for action in page.bar)
    ways = "".join(_button(action, draw) for action in (page.back, page.forward) if action is not None)
    return (
        f'<section id="{identifier}"><header>{logo}<b>{_say(page.town)}</b><small>{_say(page.mark)}</small>'
        f"<i>{_say(page.title)}</i></header>\n<main>{blocks}</main>\n<nav>{ways}</nav><footer>{bar}</footer></section>"
    )


def _button(action: Action, draw: Draw) -> str:
    return (
        f'<button class="{action.style.value}" data-part="{escape(action.part)}">{_say(action.label)}'
        f"{draw(action.picture)}</button>"
    )


def _card(card: Card, draw: Draw) -> str:
    text = f"<small>{_say(card.text)}</small>" if card.text else ""
    return f"<button>{draw(card.picture)}<div><b>{_say(card.title)}</b>{text}</div>{draw('chevron-right')}</button>"


def _block(block: Block, draw: Draw) -> str:
    match block:
        case Heading(phrase, level):
            return f"<h{level}>{_say(phrase)}</h{level}>"
        case Paragraph(phrase, tone, picture):
            return f'<p class="{Tone(tone).value}">{draw(picture)}{_say(phrase)}</p>'
        case Pictures(pictures):
            return f'<div class="pictures">{"".join(_picture(p.picture, p.caption, draw) for p in pictures)}</div>'
        case Cards(cards, compact):
            kind = "cards compact" if compact else "cards"
            return f'<div class="{kind}">{"".join(_card(card, draw) for card in cards)}</div>'
        case _:
            raise NotCopied(f"benchmarks/chromium_page cannot copy a {type(block).__name__} yet.")


def _picture(name: str, caption: Phrase, draw: Draw) -> str:
    return f"<figure><span>{draw(name)}</span><figcaption>{_say(caption)}</figcaption></figure>"
