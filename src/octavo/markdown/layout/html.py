"""Blocks of HTML as a reader wants to see them: their text, without the tags."""

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate

from octavo.markdown.blocks.blocks import SourceMap
from octavo.markdown.blocks.parser import DEEPEST, References
from octavo.markdown.layout.flow import Flow
from octavo.markdown.layout.inline import BLOCKS, HIDDEN, KNOWN, FlowBuilder, Tag
from octavo.markdown.layout.tables import Row, render_table
from octavo.markdown.layout.typesetter import Margin, Typesetter
from octavo.markdown.lines import QUOTE_BAR, Role, item_sign


class TableReader:
    """Gathers the cells of a table."""

    def __init__(self, position: int) -> None:
        self.headed = False
        self._rows: list[tuple[int, list[FlowBuilder]]] = []
        self._start = position

    def begin(self, tag: str, builder: FlowBuilder) -> None:
        """Take note of a tag inside the table; `builder` is that of the last cell."""
        if tag == "tr":
            self._rows.append((self._start, []))
        elif tag == "th" and len(self._rows) <= 1:
            self.headed = True
        elif tag not in ("td", "th") and not builder.at_start:
            builder.break_line(0, 0)

    def cell(self, builder: FlowBuilder) -> FlowBuilder:
        """Begin a cell that a builder writes."""
        if not self._rows:
            self._rows.append((self._start, []))
        self._rows[-1][1].append(builder)
        return builder

    def rows(self, places: SourceMap) -> Sequence[Row]:
        """The rows that say anything, all of the same length."""
        flows = [(start, [builder.flow() for builder in row]) for start, row in self._rows]
        width = max((len(row) for _, row in flows), default=0)
        return [
            Row([*row, *[Flow("", ())] * (width - len(row))], places.of(start))
            for start, row in flows
            if any(flow.text.strip() for flow in row)
        ]


_Attributes = list[tuple[str, str | None]]

_SPACES = re.compile(r"(\s{2,})")
_SPACED = frozenset(
    ("p", "ul", "ol", "dl", "table", "pre", "blockquote", "figure", "details", "section")
)
"""Tags that stand apart from what is before and after them."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRONG = ("dt", "summary", "legend", "caption")
_CONTAINERS = ("li", "blockquote", "dd")


def render_html(
    typesetter: Typesetter, content: str, places: SourceMap, references: References
) -> None:
    """Set the text of some HTML."""
    reader = _Reader(typesetter, content, places, references)
    reader.feed(content)
    reader.close()
    reader.finish()


class _Reader(HTMLParser):
    """Reads HTML and sets it, paragraph by paragraph.

    Large because the parser of the standard library calls six of its methods by name.
    """

    def __init__(
        self, typesetter: Typesetter, content: str, places: SourceMap, references: References
    ) -> None:
        super().__init__(convert_charrefs=False)
        self._typesetter = typesetter
        self._places = places
        self._references = references
        lengths = (len(line) + 1 for line in content.split("\n"))
        self._lines = list(accumulate(lengths, initial=0))
        self._first = len(typesetter.lines)
        self._builder = FlowBuilder(places, references)
        self._hidden = 0
        self._apart = False
        self._level = 0
        self._raw = False
        self._lists: list[int | None] = []
        self._containers: list[tuple[str, int]] = []
        """Items and the like that are open, and in how many lists each of them is."""
        self._table: TableReader | None = None

    def finish(self) -> None:
        """Set what is left."""
        self._end_table()
        self._flush()
        while self._containers:
            self._leave()

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        source = self.get_starttag_text() or ""
        start = self._position
        if tag in HIDDEN:
            self._hidden += 1
        elif tag not in KNOWN:
            self._say(source, start, start + len(source))
        elif tag == "pre" or tag in BLOCKS:
            self._begin(tag, dict(attrs))
        else:
            attributes = {name: value or "" for name, value in attrs}
            self._builder.tag(Tag(tag, False, attributes), start, start + len(source))

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        if tag not in HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "pre" or tag in BLOCKS:
            self._end(tag)
        elif tag in KNOWN and tag != "br":
            self._builder.tag(Tag(tag, True, {}), self._position, self._position)

    def handle_data(self, data: str) -> None:
        start = self._position
        if self._raw:
            for number, line in enumerate(data.split("\n")):
                if number:
                    self._builder.break_line(start - 1, start)
                self._say(line, start, start + len(line))
                start += len(line) + 1
            return
        for text in _SPACES.split(data):
            end = start + len(text)
            if not text.isspace():
                self._say(text.replace("\n", " "), start, end)
            elif text:
                self._say(" ", start, end)
            start = end

    def handle_entityref(self, name: str) -> None:
        source = f"&{name};"
        self._say(unescape(source), self._position, self._position + len(source))

    def handle_charref(self, name: str) -> None:
        self.handle_entityref(f"#{name}")

    @property
    def _position(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _say(self, text: str, start: int, end: int) -> None:
        if self._hidden:
            return
        if self._builder.at_start and not self._raw:
            bare = text.lstrip()
            start, text = start + len(text) - len(bare) if end > start else start, bare
        self._builder.text(text, min(start, end), end)

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if self._table and tag != "table":
            self._table.begin(tag, self._builder)
            if tag in ("td", "th"):
                self._builder = self._table.cell(FlowBuilder(self._places, self._references))
            return
        self._flush()
        self._apart = self._apart or tag in _SPACED or tag in _HEADINGS
        self._level = _HEADINGS.get(tag, 0)
        if tag in ("ul", "ol"):
            start = attributes.get("start") or "1"
            number = int(start) if start.isdecimal() and len(start) < 9 else 1
            self._lists.append(number if tag == "ol" else None)
        elif tag == "table":
            self._table = TableReader(self._position)
        elif tag == "hr":
            self._space()
            self._typesetter.rule(self._origin)
        elif tag == "pre":
            self._raw = True
        elif tag in _CONTAINERS:
            if self._containers[-1:] == [(tag, len(self._lists))] and tag != "blockquote":
                self._leave()
            if len(self._containers) < DEEPEST:
                self._enter(tag)
        elif tag in _STRONG:
            self._builder.tag(Tag("b", False, {}), self._position, self._position)

    def _end(self, tag: str) -> None:
        if self._table and tag != "table":
            return
        if tag == "table":
            self._end_table()
        self._flush()
        self._apart = self._apart or tag in _SPACED or tag in _HEADINGS
        self._level = 0
        if tag in ("ul", "ol") and self._lists:
            while self._containers and self._containers[-1][1] == len(self._lists):
                self._leave()
            self._lists.pop()
        elif tag == "pre":
            self._raw = False
        elif any(open == tag for open, _ in self._containers):
            while self._leave() != tag:
                pass

    def _enter(self, tag: str) -> None:
        self._space()
        if tag == "blockquote":
            self._typesetter.margins.append(Margin(QUOTE_BAR, QUOTE_BAR))
        elif tag == "dd":
            self._typesetter.margins.append(Margin(("    ", Role.TEXT)))
        else:
            number = self._lists[-1] if self._lists else None
            if number is not None:
                self._lists[-1] = number + 1
            self._typesetter.margins.append(
                Margin(item_sign(number, number, len(self._lists) - 1))
            )
        self._containers.append((tag, len(self._lists)))

    def _leave(self) -> str:
        """Close the innermost item or the like."""
        self._typesetter.margins.pop()
        return self._containers.pop()[0]

    def _flush(self) -> None:
        """Set the paragraph that is at hand."""
        flow, self._builder = (
            self._builder.flow(),
            FlowBuilder(self._places, self._references),
        )
        if not flow.text.strip():
            return
        self._space()
        if self._level:
            self._typesetter.heading(self._level, flow, self._origin)
            return
        with self._typesetter.running(Role.CODE if self._raw else self._typesetter.role):
            self._typesetter.paragraph(flow, self._origin)

    def _space(self) -> None:
        """Leave a gap if what comes stands apart from what was."""
        if self._apart and len(self._typesetter.lines) > self._first:
            self._typesetter.gap(1, self._origin)
        self._apart = False

    def _end_table(self) -> None:
        table, self._table = self._table, None
        if not table:
            return
        self._builder = FlowBuilder(self._places, self._references)
        rows = table.rows(self._places)
        if rows:
            self._space()
            render_table(self._typesetter, rows, headed=table.headed)
            self._apart = True

    @property
    def _origin(self) -> int:
        return self._places.of(self._position)
