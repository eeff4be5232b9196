"""Does faults to libraries and counts what became of them: `python -m tests.faults`.

The time is dealt out among the kinds of fault. At the end stands a table in Markdown, and the
exit code is 1 if anything was lost, undetected, over its bound or escaped, or crashed.
"""

import argparse
import os
import sys

from tests.faults.report import as_markdown
from tests.faults.run import KINDS, reports


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="how long, in all (2)")
    parser.add_argument("--seed", type=int, default=8, help="what decides about the cases (8)")
    parser.add_argument("--only", default="", help=f"some of {','.join(KINDS)}")
    parser.add_argument("--case", type=int, help="only the case of this number, of one kind")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="kinds at a time")
    asked = parser.parse_args()
    names = asked.only.split(",") if asked.only else list(KINDS)
    if unknown := set(names) - set(KINDS):
        parser.error(f"no kind of fault is called {', '.join(sorted(unknown))}")
    numbers = None if asked.case is None else [asked.case]
    found = reports(names, asked.seed, asked.minutes * 60, asked.jobs, numbers)
    print(f"Seed {asked.seed}.\n")
    print(as_markdown(found))
    bad = [line for report in found for line in report.bad]
    print(*bad, sep="\n")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
