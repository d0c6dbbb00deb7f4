"""`python -m tests.faults.disk`."""

import sys

from tests.faults.disk.program import main

if __name__ == "__main__":
    sys.exit(main())
