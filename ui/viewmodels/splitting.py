"""Which blocks of a page ask and which answer, and which of them say what is wrong."""

from __future__ import annotations

from kiosk.pages.page import Block, Heading, Illustration, Page, Paragraph, Pictures, Tone


def split(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The run of headings, paragraphs and pictures that opens a page, and the rest.

    A section's heading begins the rest, and so does an error: it stands above what is to be mended, also where that is
    beside the question.
    """
    count = 0
    while count < len(blocks) and isinstance(blocks[count], Heading | Paragraph | Pictures | Illustration):
        if _is_error(blocks[count]) or _begins_section(blocks[count]):
            break
        count += 1
    return blocks[:count], blocks[count:]


def errors(page: Page) -> list[str]:
    """What the page says is wrong with an answer."""
    return [block.phrase.text for block in page.blocks if isinstance(block, Paragraph) and _is_error(block)]


def _is_error(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.tone is Tone.ERROR


def _begins_section(block: Block) -> bool:
    return isinstance(block, Heading) and block.level > 1
