"""`python -m tests.faults.crash`."""

import sys

from tests.faults.crash.program import main

if __name__ == "__main__":
    sys.exit(main())
