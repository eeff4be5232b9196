"""The peer of the list: Textual's DataTable with the articles of a library.

`python -m tests.bench.datatable FILE`, a file of JSON with a list of cells a row.
"""

import sys
from pathlib import Path

import msgspec
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class Rows(App[None]):
    """Says `ready` below a table."""

    CSS = "DataTable { height: 1fr; }"

    def __init__(self, rows: list[list[str]]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")
        yield Static("ready")

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("title", "site", "tags", "words", "added")
        table.add_rows(self._rows)
        table.focus()


if __name__ == "__main__":
    Rows(msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=list[list[str]])).run()
