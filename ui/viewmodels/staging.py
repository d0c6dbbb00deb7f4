"""Which part of a heavy page its first frame holds, so that a touch need not wait for what nobody sees yet."""

from __future__ import annotations

from kiosk.pages.page import Block, Cards, Documents, Summary

FIRST_BLOCKS = 2
FIRST_ROWS = 3
"""Of a heavy page these blocks below its question, and these rows of each, are in the first frame; the rest follows in
the second."""

LONG_BLOCKS = 6
HEAVY_CARDS = 6


def is_long(blocks: tuple[Block, ...]) -> bool:
    """Whether the blocks surely fill more than a glass: such a page begins at its top."""
    return len(blocks) > LONG_BLOCKS or any(_rows(block) > FIRST_ROWS for block in blocks)


def is_heavy(blocks: tuple[Block, ...]) -> bool:
    """Whether the page is laid in two goes."""
    return is_long(blocks) or sum(len(block.cards) for block in blocks if isinstance(block, Cards)) > HEAVY_CARDS


def _rows(block: Block) -> int:
    """The heavy rows of a block, each with texts and buttons of its own."""
    match block:
        case Summary(rows):
            return len(rows)
        case Documents(documents):
            return len(documents)
        case _:
            return 0
