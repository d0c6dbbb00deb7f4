"""`python -m tests.faults.thief`."""

import sys

from tests.faults.thief.program import main

if __name__ == "__main__":
    sys.exit(main())
