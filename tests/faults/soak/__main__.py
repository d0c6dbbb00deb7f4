"""`python -m tests.faults.soak`."""

import sys

from tests.faults.soak.program import main

if __name__ == "__main__":
    sys.exit(main())
