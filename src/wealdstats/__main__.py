"""Run a method on a table: ``python -m wealdstats METHOD FILE.csv``."""

import sys

from wealdstats.cli import main

if __name__ == "__main__":
    sys.exit(main())
