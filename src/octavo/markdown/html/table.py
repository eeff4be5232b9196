"""Tables of HTML, as they are read."""

from collections.abc import Sequence

from octavo.markdown.layout.flow import Flow, Places
from octavo.markdown.layout.inline import Weaver
from octavo.markdown.layout.tables import Row


class TableReader:
    """Gathers the cells of a table."""

    def __init__(self, position: int) -> None:
        self.headed = False
        self._rows: list[tuple[int, list[Weaver]]] = []
        self._start = position

    def begin(self, tag: str, weaver: Weaver) -> None:
        """Take note of a tag inside the table; `weaver` is what the last cell is written by."""
        if tag == "tr":
            self._rows.append((self._start, []))
        elif tag == "th" and len(self._rows) <= 1:
            self.headed = True
        elif tag not in ("td", "th") and not weaver.at_start:
            weaver.break_line(0, 0)

    def cell(self, weaver: Weaver) -> Weaver:
        """Begin a cell that a weaver writes."""
        if not self._rows:
            self._rows.append((self._start, []))
        self._rows[-1][1].append(weaver)
        return weaver

    def rows(self, places: Places) -> Sequence[Row]:
        """The rows that say anything, all of the same length."""
        flows = [(start, [weaver.flow() for weaver in row]) for start, row in self._rows]
        width = max((len(row) for _, row in flows), default=0)
        return [
            Row([*row, *[Flow("", ())] * (width - len(row))], places.of(start))
            for start, row in flows
            if any(flow.text.strip() for flow in row)
        ]
