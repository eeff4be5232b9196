"""Composing: from a cut of the text to its lines."""

import re
from collections.abc import Iterator

from octavo.markdown.blocks.blocks import Code, Cut, Items, Kind, Rows
from octavo.markdown.blocks.chunks import heading_level
from octavo.markdown.blocks.parser import DEEPEST, block_tokens
from octavo.markdown.blocks.references import References
from octavo.markdown.blocks.source import Places, SourceLines
from octavo.markdown.html.reader import set_html
from octavo.markdown.layout.code import CodeLine, set_code
from octavo.markdown.layout.flow import Flow
from octavo.markdown.layout.inline import flow_of
from octavo.markdown.layout.lines import Line
from octavo.markdown.layout.nested import Nest, alignments_of
from octavo.markdown.layout.plain import NOTICE, plain_lines
from octavo.markdown.layout.syntax import Colours, Highlighter
from octavo.markdown.layout.tables import Columns, columns, sample_rows
from octavo.markdown.layout.typesetter import Typesetter

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*\n")
_INDENT = re.compile(r"[ ]{4}|[ ]{0,3}\t")


class Composer:
    """Sets the cuts of one text at one width."""

    def __init__(self, width: int, references: References, highlighter: Highlighter) -> None:
        self.width = width
        self._references = references
        self._highlighter = highlighter
        self._code: dict[int, Colours] = {}
        self._columns: dict[tuple[int, int], Columns] = {}

    def lines(self, cut: Cut) -> list[Line]:
        """The lines of a cut, with the gap before it; none if it shows nothing."""
        setter = Typesetter(self.width, cut.frame.around())
        setter.part = cut.frame.part
        setter.gap(cut.gap, cut.offset)
        self._set(setter, cut)
        return setter.lines if len(setter.lines) > cut.gap else []

    def flow(self, cut: Cut) -> Flow:
        """The running text of a paragraph or heading."""
        text = cut.source.text[cut.start : cut.end]
        if cut.kind is Kind.HEADING:
            heading = _HEADING.match(text)
            content = heading[1] if heading else ""
            start = heading.start(1) if heading else 0
        else:
            if cut.kind is Kind.UNDERLINED:
                text = text[: text.rindex("\n", 0, -1) + 1]
            content = text.strip(" \t\n")
            start = len(text) - len(text.lstrip(" \t\n"))
        if cut.source.is_whole:
            places = Places((0,), (cut.start + start,))
        else:
            places = SourceLines(cut.source, cut.start, cut.end).places(content, 0)
        return flow_of(content, places, self._references)

    def _set(self, setter: Typesetter, cut: Cut) -> None:
        match cut.kind, cut.detail:
            case Kind.PARAGRAPH, _:
                setter.paragraph(self.flow(cut), cut.offset)
            case ((Kind.HEADING | Kind.UNDERLINED), _):
                level = heading_level(cut.source.text, cut.kind, cut.start, cut.end)
                setter.heading(level, self.flow(cut), cut.offset)
            case Kind.PLAIN, _:
                text = cut.source.text[cut.start : cut.end].removesuffix("\n")
                setter.lines += plain_lines(text, cut.start, self.width)
            case Kind.NOTICE, _:
                pieces = plain_lines(NOTICE, 0, self.width)
                setter.lines += map(_of_no_text, pieces)
            case Kind.RULE, _:
                setter.rule(cut.offset, cut.offset + cut.end - cut.start)
            case _, Code() as code:
                set_code(setter, list(_code_lines(cut, code)), self._colours(cut, code))
            case Kind.HTML, _:
                source = SourceLines(cut.source, cut.start, cut.end)
                set_html(setter, source.text, source.places(source.text, 0), self._references)
            case _, Rows() as rows:
                self._table(setter, cut, rows)
            case _:
                self._nest(setter, cut)

    def _colours(self, cut: Cut, code: Code) -> Colours:
        """The colours of the stretch of code that a cut is of."""
        key = cut.source.origin(code.start)
        if key not in self._code:
            text = cut.source.text[code.start : code.end]
            self._code[key] = self._highlighter.colours(text, code.language)
        return self._code[key]

    def forget_colours(self) -> None:
        """Find the colours of code anew."""
        self._code.clear()

    def _nest(self, setter: Typesetter, cut: Cut) -> None:
        lines = SourceLines(cut.source, cut.start, cut.end)
        tokens = block_tokens(lines.text)
        if max((token.level for token in tokens), default=0) >= DEEPEST - 1:
            places = lines.places(lines.text, 0)
            setter.paragraph(flow_of(lines.text, places, self._references), cut.offset)
            return
        nest = Nest(setter, lines, self._references, self._highlighter, cut.frame.depth)
        nest.set(tokens, cut.detail if isinstance(cut.detail, Items) else None)

    def _table(self, setter: Typesetter, cut: Cut, table: Rows) -> None:
        """Set rows of a table as if they were one whose columns are as wide as all need."""
        text = cut.source.text
        body = text.index("\n", text.index("\n", table.start) + 1) + 1
        lines = SourceLines(cut.source, max(body, cut.start), cut.end, head=(table.start, body))
        nest = Nest(setter, lines, self._references, self._highlighter)
        tokens = block_tokens(lines.text)
        if table.first and cut.end == table.end:
            nest.table(tokens)
        else:
            key = (cut.source.origin(table.start), setter.room)
            if key not in self._columns:
                alignments = alignments_of(tokens)
                rows = sample_rows(text, table.start, table.end, len(alignments))
                self._columns[key] = columns(rows, alignments, setter.room)
            nest.table(tokens, self._columns[key], first=table.first)


def _code_lines(cut: Cut, code: Code) -> Iterator[CodeLine]:
    text = cut.source.text
    position = cut.start
    for line in text[cut.start : cut.end].removesuffix("\n").split("\n"):
        if cut.kind is Kind.CODE:
            indent = _INDENT.match(line)
            taken = indent.end() if indent else len(line) - len(line.lstrip(" "))
        else:
            taken = min(code.indent, len(line) - len(line.lstrip(" ")))
        offset = cut.source.origin(min(position + taken, len(text) - 1))
        yield CodeLine(line[taken:], offset, position + taken - code.start)
        position += len(line) + 1


def _of_no_text(line: Line) -> Line:
    """A line that shows none of the text, only what it says."""
    pieces = tuple(piece._replace(start=0, end=0) for piece in line.pieces)
    return Line(pieces, 0, 0)
