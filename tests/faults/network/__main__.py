"""`python -m tests.faults.network`."""

import sys

from tests.faults.network.program import main

if __name__ == "__main__":
    sys.exit(main())
