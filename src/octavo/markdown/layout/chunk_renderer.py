"""From a chunk of a text to its lines."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from octavo.markdown.blocks.blocks import (
    Chunk,
    Code,
    Items,
    Kind,
    Passage,
    Rows,
    SourceLines,
    SourceMap,
)
from octavo.markdown.blocks.chunks import heading_level
from octavo.markdown.blocks.parser import DEEPEST, References, block_tokens
from octavo.markdown.layout import bidi
from octavo.markdown.layout.code import CodeLine, Colours, Highlighter, render_code
from octavo.markdown.layout.flow import Flow
from octavo.markdown.layout.html import render_html
from octavo.markdown.layout.inline import flow_of
from octavo.markdown.layout.tables import ColumnWidths, columns, sample_rows
from octavo.markdown.layout.token_renderer import TokenRenderer, alignments_of
from octavo.markdown.layout.typesetter import NOTICE, Margin, Typesetter, plain_lines
from octavo.markdown.lines import NO_PICTURES, Line, PictureSizes

_HEADING = re.compile(r" {0,3}#{1,6}+[ \t]*+(.*)\n")
_CLOSING = re.compile(r"(?<![ \t])[ \t]+#+[ \t]*+$")
_INDENT = re.compile(r"[ ]{4}|[ ]{0,3}\t")


class ChunkRenderer:
    """Sets the chunks of one text at one width, with some cells beside it on either side."""

    def __init__(
        self,
        width: int,
        references: References,
        highlighter: Highlighter,
        beside: int = 0,
        pictures: PictureSizes = NO_PICTURES,
    ) -> None:
        self.width = width
        self._pictures = pictures
        self.beside = beside
        self._references = references
        self._highlighter = highlighter
        self._code: dict[int, Colours] = {}
        self._directions: dict[int, bool] = {}
        self._columns: dict[tuple[int, int], ColumnWidths] = {}

    def lines(self, chunk: Chunk) -> list[Line]:
        """The lines of a chunk, with the gap before it; none if it shows nothing."""
        frame = chunk.frame
        margins = [
            Margin(first, rest, used=index < frame.used)
            for index, (first, rest) in enumerate(frame.margins)
        ]
        typesetter = Typesetter(self.width, margins, self.beside)
        typesetter.role, typesetter.pictures = frame.role, self._pictures
        typesetter.gap(chunk.gap, chunk.offset)
        self._render(typesetter, chunk)
        return typesetter.lines if len(typesetter.lines) > chunk.gap else []

    def flow(self, chunk: Chunk) -> Flow:
        """The running text of a paragraph or heading."""
        text = chunk.source.text[chunk.start : chunk.end]
        if chunk.kind is Kind.HEADING:
            heading = _HEADING.match(text)
            content = _CLOSING.sub("", heading[1]).rstrip(" \t") if heading else ""
            start = heading.start(1) if heading else 0
        else:
            if chunk.kind is Kind.UNDERLINED:
                text = text[: text.rindex("\n", 0, -1) + 1]
            content = text.strip(" \t\n")
            start = len(text) - len(text.lstrip(" \t\n"))
        if chunk.source.is_whole:
            places = SourceMap((0,), (chunk.start + start,))
        else:
            places = SourceLines(chunk.source, chunk.start, chunk.end).places(content, 0)
        return flow_of(content, places, self._references)._replace(
            is_rtl=self._direction(chunk)
        )

    def _direction(self, chunk: Chunk) -> bool | None:
        """How the paragraph runs that a chunk goes on with; None for one that begins it."""
        head = chunk.detail
        if not isinstance(head, Passage) or head.start == chunk.start:
            return None
        key = chunk.source.origin(head.start)
        if key not in self._directions:
            flow = self.flow(replace(chunk, start=head.start, end=head.end))
            self._directions[key] = bidi.is_rtl(flow.text)
        return self._directions[key]

    def _render(self, typesetter: Typesetter, chunk: Chunk) -> None:
        match chunk.kind, chunk.detail:
            case Kind.PARAGRAPH, _:
                typesetter.paragraph(self.flow(chunk), chunk.offset)
            case ((Kind.HEADING | Kind.UNDERLINED), _):
                level = heading_level(chunk.source.text, chunk.kind, chunk.start, chunk.end)
                typesetter.heading(level, self.flow(chunk), chunk.offset)
            case Kind.PLAIN, _:
                text = chunk.source.text[chunk.start : chunk.end].removesuffix("\n")
                typesetter.lines += plain_lines(text, chunk.start, self.width)
            case Kind.NOTICE, _:
                pieces = plain_lines(NOTICE, 0, self.width)
                typesetter.lines += map(_of_no_text, pieces)
            case Kind.RULE, _:
                typesetter.rule(chunk.offset)
            case _, Code() as code:
                lines = list(_code_lines(chunk, code))
                render_code(typesetter, lines, self._colours(chunk, code), code.widest)
            case Kind.HTML, _:
                source = SourceLines(chunk.source, chunk.start, chunk.end)
                render_html(
                    typesetter, source.text, source.places(source.text, 0), self._references
                )
            case _, Rows() as rows:
                self._table(typesetter, chunk, rows)
            case _:
                self._render_tokens(typesetter, chunk)

    def _colours(self, chunk: Chunk, code: Code) -> Colours:
        """The colours of the stretch of code that a chunk is of."""
        key = chunk.source.origin(code.start)
        if key not in self._code:
            text = chunk.source.text[code.start : code.end]
            self._code[key] = self._highlighter.colours(text, code.info)
        return self._code[key]

    def forget_colours(self) -> None:
        """Find the colours of code anew."""
        self._code.clear()

    def _render_tokens(self, typesetter: Typesetter, chunk: Chunk) -> None:
        lines = SourceLines(chunk.source, chunk.start, chunk.end)
        tokens = block_tokens(lines.text)
        if max((token.level for token in tokens), default=0) >= DEEPEST - 1:
            places = lines.places(lines.text, 0)
            typesetter.paragraph(flow_of(lines.text, places, self._references), chunk.offset)
            return
        nested = TokenRenderer(
            typesetter, lines, self._references, self._highlighter, chunk.frame.depth
        )
        nested.render(tokens, chunk.detail if isinstance(chunk.detail, Items) else None)

    def _table(self, typesetter: Typesetter, chunk: Chunk, table: Rows) -> None:
        """Set rows of a table as if they were one whose columns are as wide as all need."""
        text = chunk.source.text
        body = text.index("\n", text.index("\n", table.start) + 1) + 1
        lines = SourceLines(
            chunk.source, max(body, chunk.start), chunk.end, head=(table.start, body)
        )
        nested = TokenRenderer(typesetter, lines, self._references, self._highlighter)
        tokens = block_tokens(lines.text)
        if table.first and chunk.end == table.end:
            nested.table(tokens)
        else:
            key = (chunk.source.origin(table.start), typesetter.widest)
            if key not in self._columns:
                alignments = alignments_of(tokens)
                rows = sample_rows(text, table.start, table.end, len(alignments))
                self._columns[key] = columns(rows, alignments, typesetter.widest)
            nested.table(tokens, self._columns[key], first=table.first)


def _code_lines(chunk: Chunk, code: Code) -> Iterator[CodeLine]:
    text = chunk.source.text
    position = chunk.start
    for line in text[chunk.start : chunk.end].removesuffix("\n").split("\n"):
        if chunk.kind is Kind.CODE:
            indent = _INDENT.match(line)
            taken = indent.end() if indent else len(line) - len(line.lstrip(" "))
        else:
            taken = min(code.indent, len(line) - len(line.lstrip(" ")))
        offset = chunk.source.origin(min(position + taken, len(text) - 1))
        yield CodeLine(line[taken:], offset, position + taken - code.start)
        position += len(line) + 1


def _of_no_text(line: Line) -> Line:
    """A line that shows none of the text, only what it says."""
    pieces = tuple(piece._replace(start=0, end=0) for piece in line.pieces)
    return Line(pieces, 0, 0)
