"""Setting what the parser makes of a block: lists, quotes, tables, and what they contain."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from octavo.markdown.blocks.blocks import Items, SourceLines
from octavo.markdown.blocks.parser import References
from octavo.markdown.layout.code import Highlighter, code_lines, render_code
from octavo.markdown.layout.flow import Flow
from octavo.markdown.layout.html import render_html
from octavo.markdown.layout.inline import flow_of
from octavo.markdown.layout.tables import ColumnWidths, Row, columns, render_header, render_rows
from octavo.markdown.layout.typesetter import Margin, Typesetter
from octavo.markdown.lines import QUOTE_BAR, Role, item_sign, widest_line

_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_BOXES = {" ": "☐ ", "x": "☑ ", "X": "☑ "}


class TokenRenderer:
    """Sets tokens of blocks, with all that they contain."""

    def __init__(
        self,
        typesetter: Typesetter,
        lines: SourceLines,
        references: References,
        highlighter: Highlighter,
        depth: int = 0,
    ) -> None:
        self._typesetter = typesetter
        self._lines = lines
        self._references = references
        self._highlighter = highlighter
        self._depth = depth

    def render(self, tokens: Sequence[Token], items: Items | None = None) -> None:
        """Set some tokens; if they are `items` of a list, as these stand in it."""
        if items:
            self._list(tokens[0], tokens[1:-1], items)
        else:
            self._blocks(tokens, tight=False)

    def _blocks(self, tokens: Sequence[Token], *, tight: bool) -> None:
        """Set blocks below each other."""
        first = len(self._typesetter.lines)
        for block in _siblings(tokens):
            before = len(self._typesetter.lines)
            if before > first and not tight:
                self._typesetter.gap(1, self._offset(block[0]))
            begin = len(self._typesetter.lines)
            self._block(block[0], block[1:-1])
            if len(self._typesetter.lines) == begin:
                del self._typesetter.lines[before:]

    def _block(self, token: Token, inside: Sequence[Token]) -> None:
        offset = self._offset(token)
        match token.type:
            case "paragraph_open":
                self._typesetter.paragraph(self._flow(inside[0]), offset)
            case "heading_open":
                self._typesetter.heading(int(token.tag[1]), self._flow(inside[0]), offset)
            case "blockquote_open":
                with (
                    self._typesetter.margin(Margin(QUOTE_BAR, QUOTE_BAR)),
                    self._typesetter.running(Role.QUOTE),
                ):
                    self._blocks(inside, tight=False)
            case "bullet_list_open" | "ordered_list_open":
                number = int(token.attrs.get("start", 1))
                last = number + len(_siblings(inside)) - 1
                self._list(token, inside, Items(0, True, number, last, not _is_tight(inside)))
            case "fence" | "code_block":
                self._code(token)
            case "html_block":
                first = token.map[0] if token.map else 0
                places = self._lines.places(token.content, first)
                render_html(self._typesetter, token.content, places, self._references)
            case "hr":
                self._typesetter.rule(offset)
            case "table_open":
                self.table(inside)
            case "dl_open":
                self._terms(inside)
            case "footnote_reference_open":
                self._footnote(token, inside)

    def _list(self, token: Token, inside: Sequence[Token], items: Items) -> None:
        first = len(self._typesetter.lines)
        numbered = token.type == "ordered_list_open"
        last = items.last_number if numbered else None
        for index, item in enumerate(_siblings(inside)):
            if items.loose and len(self._typesetter.lines) > first:
                self._typesetter.gap(1, self._offset(item[0]))
            number = items.number + index if numbered else None
            contents = item[1:-1]
            task = _TASK.match(contents[1].content) if len(contents) > 1 else None
            if task and contents[0].type == "paragraph_open":
                contents[1].content = contents[1].content[task.end() :]
                sign = _BOXES[task[1]], Role.MARKER
            else:
                sign = item_sign(number, last, self._depth)
            self._item(Margin(sign), item[0], contents, tight=not items.loose)

    def _item(
        self, margin: Margin, token: Token, contents: Sequence[Token], *, tight: bool
    ) -> None:
        self._depth += 1
        with self._typesetter.margin(margin):
            self._blocks(contents, tight=tight)
            if not margin.used:
                offset = self._offset(token)
                self._typesetter.put((), offset, offset)
        self._depth -= 1

    def _terms(self, inside: Sequence[Token]) -> None:
        """Set terms apart, each with its definitions set in below it; several are items."""
        parts = _siblings(inside)
        tight = _is_tight(inside)
        for index, (token, *contents) in enumerate(parts):
            if token.type == "dt_open":
                if index:
                    self._typesetter.gap(1, self._offset(token))
                with self._typesetter.running(Role.TERM):
                    self._typesetter.paragraph(self._flow(contents[0]), self._offset(token))
                continue
            around = (
                part[0].type for part in (*parts[index - 1 : index], *parts[index + 1 :][:1])
            )
            sign = "  • " if "dd_open" in around else "    "
            if not tight and parts[index - 1][0].type == "dd_open":
                self._typesetter.gap(1, self._offset(token))
            self._item(Margin((sign, Role.MARKER)), token, contents[:-1], tight=tight)

    def _footnote(self, token: Token, inside: Sequence[Token]) -> None:
        numbers = self._references.footnotes
        number = numbers.get(token.meta["label"], 0)
        with (
            self._typesetter.margin(Margin(item_sign(number, len(numbers), 0))),
            self._typesetter.running(Role.FOOTNOTE),
        ):
            self._blocks(inside, tight=False)

    def _code(self, token: Token) -> None:
        start, _ = token.map or (0, 0)
        first = start + (token.type == "fence")
        content = token.content.removesuffix("\n")
        places = self._lines.places(content, first)
        colours = self._highlighter.colours(content, token.info)
        lines = code_lines(content, places.origins)
        render_code(self._typesetter, lines, colours, widest_line(content))

    def table(
        self,
        inside: Sequence[Token],
        fitting: ColumnWidths | None = None,
        *,
        first: bool = True,
    ) -> None:
        """Set a table; unless these are its `first` rows, without its header."""
        header, *rows = self._rows(inside)
        if not fitting:
            texts = [row.texts for row in (header, *rows)]
            fitting = columns(texts, alignments_of(inside), self._typesetter.widest)
        with self._typesetter.widened(fitting.width):
            if first:
                render_header(self._typesetter, header, fitting)
            render_rows(self._typesetter, rows, header, fitting, first=first)

    def _rows(self, inside: Sequence[Token]) -> list[Row]:
        """The rows of a table, the header first."""
        rows: list[Row] = []
        cells: list[Flow] = []
        after = 0
        for token in inside:
            if token.type == "tr_open":
                cells, after = [], 0
                rows.append(Row(cells, self._offset(token)))
            elif token.type == "inline":
                line = token.map[0] if token.map else 0
                places, after = self._lines.cell(token.content, line, after)
                cells.append(flow_of(token.content, places, self._references))
        return rows

    def _flow(self, token: Token) -> Flow:
        first = token.map[0] if token.map else 0
        places = self._lines.places(token.content, first)
        return flow_of(token.content, places, self._references)

    def _offset(self, token: Token) -> int:
        return self._lines.offset(token.map[0]) if token.map else self._lines.offset(0)


def alignments_of(inside: Sequence[Token]) -> list[str]:
    """How the columns of a table are aligned."""
    headers = (token for token in inside if token.type == "th_open")
    return [str(token.attrs.get("style", "")).removeprefix("text-align:") for token in headers]


def _siblings(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Tokens in groups, each a block with what it contains."""
    groups: list[Sequence[Token]] = []
    start = 0
    depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            groups.append(tokens[start : index + 1])
            start = index + 1
    return groups


def _is_tight(inside: Sequence[Token]) -> bool:
    """Whether no blank lines keep the items of a list apart."""
    level = inside[0].level + 1 if inside else 0
    paragraphs = [t for t in inside if t.type == "paragraph_open" and t.level == level]
    return all(token.hidden for token in paragraphs)
