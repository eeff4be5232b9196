"""From the key that opens a long text until its first words are painted."""

import statistics
import sys
from pathlib import Path

from octavo.library.library import Library
from octavo.model.draft import Draft
from tests.bench.figure import Figure
from tests.bench.generate import Generator
from tests.bench.terminal import Terminal
from tests.making import passing_folder

SIZE, SMALL = 1_000_000, 50_000
"""Characters of our text and of the peer's, which would take many seconds for ours."""

TIMES = 5
BEGIN = "frontispiece"
COLUMNS = 70
"""Too few for the text to stand beside the list before it is opened."""


def opening() -> Figure:
    """A text in the app, each time one that was never opened, and one in Textual's widget."""
    words = Generator().text("en", SIZE // 5)
    with passing_folder() as room:
        file = Path(room, "text.md")
        file.write_text(_text("0", words, SMALL), encoding="utf-8")
        peer = [sys.executable, "-m", "tests.bench.widget", str(file)]
        theirs = statistics.median(_opened(peer, b"ready", 1) for _ in range(TIMES))
        ours = _octavo(Path(room, "library"), words)
    name = f"Textual's Markdown widget, {SMALL // 1000} KB"
    return Figure("open a 1 MB text to first paint", ours * 1000, "ms", {name: theirs * 1000})


def _octavo(folder: Path, words: str) -> float:
    with Library.create(folder) as library:
        texts = (_text(str(number), words, SIZE) for number in range(TIMES))
        library.intake.add(
            [Draft(title=f"Long {n}", text=text) for n, text in enumerate(texts)]
        )
        library.search.catch_up()
    command = [sys.executable, "-m", "octavo", "--library", str(folder)]
    return _opened(command, b"Long 0", TIMES)


def _text(name: str, words: str, size: int) -> str:
    return f"{BEGIN}\n\n{name} {words}"[:size]


def _opened(command: list[str], ready: bytes, times: int) -> float:
    """The median of opening what is under the cursor and what comes after it."""
    taken = []
    with Terminal(command, columns=COLUMNS) as terminal:
        terminal.until(ready)
        terminal.settle(1.0)
        for _ in range(times):
            taken.append(terminal.painted("\r", BEGIN.encode()))
            terminal.settle(1.0)
            terminal.key("hj", quiet=0.5)
    return statistics.median(taken)
