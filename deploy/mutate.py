"""Break the XPath engine on purpose, one small change after another, and list the changes that no test noticed.

mutmut calls every function through a wrapper of its own. That makes stacks three times as deep, so the tests of
deep nesting need a higher limit than Python's thousand frames.
"""

from __future__ import annotations

import sys


def main() -> None:
    """`mutmut run`, with the rest of the command line."""
    from mutmut.__main__ import cli

    sys.setrecursionlimit(3_000)
    cli(["run", *sys.argv[1:]])


if __name__ == "__main__":
    main()
