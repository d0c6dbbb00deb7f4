"""`python -m tests.faults.power_cut`."""

import sys

from tests.faults.power_cut.program import main

if __name__ == "__main__":
    sys.exit(main())
