"""Does faults to a library and counts what became of them: `python -m tests.faults`.

Prints tables in Markdown. The exit code is 1 if anything was undetected, or crashed.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.faults.flips import OUTCOMES, counted, sampled
from tests.library.repair.damage import made


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--flips", type=int, default=20, help="how many in each file")
    parser.add_argument("--file", default="", help="only in files whose path begins so")
    parser.add_argument("--seed", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        room = Path(passing)
        original = made(room / "library")
        flips = sampled(original, asked.flips, asked.seed)
        wanted = [flip for flip in flips if flip.file.startswith(asked.file)]
        table, bad = counted(original, wanted, room)
    print(_as_markdown(table))
    print(*bad, sep="\n")
    return bool(bad)


def _as_markdown(table: Mapping[str, Counter[str]]) -> str:
    rows = [["flips in", "tried", *OUTCOMES], ["---"] * (len(OUTCOMES) + 2)]
    for kind, counts in sorted(table.items()):
        rows.append([kind, str(counts.total()), *(str(counts[each]) for each in OUTCOMES)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
