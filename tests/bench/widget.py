"""The peer of the reading pane: Textual's Markdown widget, which a key gives a text.

`python -m tests.bench.widget FILE`.
"""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown, Static


class Reader(App[None]):
    """Says `ready`, and at any key shows the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield VerticalScroll(Static("ready"))

    async def on_key(self) -> None:
        """Show the text."""
        await self.query_one(VerticalScroll).mount(Markdown(self._text))
        self.query_one(Static).display = False


if __name__ == "__main__":
    Reader(Path(sys.argv[1]).read_text(encoding="utf-8")).run()
