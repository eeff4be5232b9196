"""Blocks of HTML as a reader wants to see them: their text, without the tags.

Long because what is markup is told here too, in time that grows with the length alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from octavo.markdown.blocks.blocks import SourceMap
from octavo.markdown.blocks.parser import DEEPEST, References
from octavo.markdown.layout.flow import Flow
from octavo.markdown.layout.inline import BLOCKS, HIDDEN, KNOWN, FlowBuilder, Tag, tag
from octavo.markdown.layout.tables import Row, render_table
from octavo.markdown.layout.typesetter import Margin, Typesetter
from octavo.markdown.lines import QUOTE_BAR, Role, item_sign
from octavo.text import unescape


class TableReader:
    """Gathers the cells of a table; one inside of it is lines of the cell that it is in."""

    def __init__(self, position: int) -> None:
        self.headed = False
        self._rows: list[tuple[int, list[FlowBuilder]]] = []
        self._start = position
        self._inner = 0
        self.has_cells = False

    def begin(self, tag: str, builder: FlowBuilder, position: int) -> bool:
        """Take note of a tag inside the table; whether a cell is to begin.

        `builder` has what was said last.
        """
        self._inner += tag == "table"
        if self._inner and tag in ("td", "th"):
            if not builder.at_start:
                builder.text(" ", position, position)
            return False
        if tag == "tr" and not self._inner:
            self._rows.append((self._start, []))
        elif tag == "th" and len(self._rows) <= 1:
            self.headed = True
        elif tag not in ("td", "th") and not builder.at_start:
            builder.break_line(0, 0)
        return tag in ("td", "th")

    def end(self, tag: str, builder: FlowBuilder) -> bool:
        """Take note of the end of a tag; whether that is the end of the table."""
        if tag != "table":
            return False
        self._inner -= 1
        if self._inner >= 0 and not builder.at_start:
            builder.break_line(0, 0)
        return self._inner < 0

    def cell(self, builder: FlowBuilder) -> FlowBuilder:
        """Begin a cell that a builder writes."""
        if not self._rows:
            self._rows.append((self._start, []))
        self._rows[-1][1].append(builder)
        self.has_cells = True
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


_KINDS: Mapping[str, str] = {
    "comment": r"<!--(?:.*?(?<=--)>|(?P<comment>))",
    "section": r"<!\[CDATA\[(?:.*?\]\]>|(?P<section>))",
    "quoted": r"</?[a-z](?>(?:=\s*(?:\"[^\"]*\"|'[^']*')|[^<>])*)(?:>|(?P<quoted>))",
}
"""Markup whose end may be anywhere below; the group of its name is there where it has none."""

_SCRIPT = r"<(script|style)(?=[\s/>])[^<>]*(?<!/)>.*?(?:</\1\s*>|\Z)"
_OTHERS = (
    r"</?[a-z][^<>]*>",
    r"<(?:!(?!--)|[?/])[^<>]*>",
    r"&(?:\#[0-9]+|\#x[0-9a-f]+|[a-z][a-z0-9]*);?",
)
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
    reader = _Reader(typesetter, places, references)
    at = 0
    for found in _markup(content):
        reader.text(content[at : found.start()], at)
        reader.markup(found)
        at = found.end()
    reader.text(content[at:], at)
    reader.finish()


@cache
def _pattern(kinds: tuple[str, ...]) -> re.Pattern[str]:
    parts = (_SCRIPT, *(_KINDS[kind] for kind in kinds), *_OTHERS)
    return re.compile("|".join(parts), re.DOTALL | re.IGNORECASE | re.ASCII)


def _markup(content: str) -> Iterator[re.Match[str]]:
    """Tags, character references, and what is not for reading.

    What has no end is text, and so that it is not looked for over and over, others of the
    kind are too; tags end at the next `>` then, quoted or not.
    """
    kinds, at = (*_KINDS,), 0
    while found := _pattern(kinds).search(content, at):
        if found.lastgroup:
            kinds, at = tuple(k for k in kinds if k != found.lastgroup), found.start()
        else:
            yield found
            at = found.end()


class _Reader:
    """Reads HTML and sets it, paragraph by paragraph."""

    def __init__(
        self, typesetter: Typesetter, places: SourceMap, references: References
    ) -> None:
        self._typesetter = typesetter
        self._places = places
        self._references = references
        self._first = len(typesetter.lines)
        self._builder = FlowBuilder(places, references)
        self._position = 0
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

    def markup(self, found: re.Match[str]) -> None:
        """Take in a tag, or say what a character reference means."""
        source, self._position = found[0], found.start()
        if source[0] == "&":
            self._say(unescape(source), *found.span())
        elif not found[1] and (read := tag(source)):
            if read.closing:
                self._closing(read.name)
            elif not (read.name in HIDDEN and source.endswith("/>")):
                self._opening(read, source)

    def _opening(self, read: Tag, source: str) -> None:
        start = self._position
        if read.name in HIDDEN:
            self._hidden += 1
        elif read.name not in KNOWN:
            self._say(source, start, start + len(source))
        elif read.name == "pre" or read.name in BLOCKS:
            self._begin(read.name, read.attributes)
        else:
            self._builder.tag(read, start, start + len(source))

    def _closing(self, name: str) -> None:
        if name in HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif name == "pre" or name in BLOCKS:
            self._end(name)
        elif name in KNOWN and name != "br":
            self._builder.tag(Tag(name, True, {}), self._position, self._position)

    def text(self, data: str, start: int) -> None:
        """Say what stands between markup."""
        self._position = start
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

    def _say(self, text: str, start: int, end: int) -> None:
        if self._hidden:
            return
        if self._builder.at_start and not self._raw:
            bare = text.lstrip()
            start, text = start + len(text) - len(bare) if end > start else start, bare
        self._builder.text(text, min(start, end), end)

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if table := self._table:
            if table.begin(tag, self._builder, self._position):
                if not table.has_cells:
                    self._flush()
                self._builder = table.cell(FlowBuilder(self._places, self._references))
            elif tag in _STRONG:
                self._builder.tag(Tag("b", False, {}), self._position, self._position)
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
        if self._table and not self._table.end(tag, self._builder):
            if tag in _STRONG:
                self._builder.tag(Tag("b", True, {}), self._position, self._position)
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
        if not table.has_cells:
            self._flush()
        self._builder = FlowBuilder(self._places, self._references)
        rows = table.rows(self._places)
        if rows:
            self._space()
            render_table(self._typesetter, rows, headed=table.headed)
            self._apart = True

    @property
    def _origin(self) -> int:
        return self._places.of(self._position)
