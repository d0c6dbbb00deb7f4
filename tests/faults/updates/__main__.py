"""`python -m tests.faults.updates`."""

import sys

from tests.faults.updates.program import main

if __name__ == "__main__":
    sys.exit(main())
