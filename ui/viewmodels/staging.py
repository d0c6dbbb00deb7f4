"""Which part of a long page its first frame holds, so that a touch need not wait for what nobody sees yet."""

from __future__ import annotations

from kiosk.pages.page import Block, Documents, Summary

FIRST_BLOCKS = 4
FIRST_ROWS = 3
"""Of a page longer than the glass these blocks, and these rows of each, are in its first frame; the rest follows in
the second. Otherwise a touch waits for what nobody sees yet."""


def is_long(blocks: tuple[Block, ...]) -> bool:
    """Whether the blocks surely fill more than the first frame can show."""
    return len(blocks) > FIRST_BLOCKS + 2 or any(_rows(block) > FIRST_ROWS for block in blocks)


def _rows(block: Block) -> int:
    """The heavy rows of a block, each with texts and buttons of its own."""
    match block:
        case Summary(rows):
            return len(rows)
        case Documents(documents):
            return len(documents)
        case _:
            return 0
