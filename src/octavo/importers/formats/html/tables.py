"""Tables of HTML as tables of Markdown; those that only lay out a page are no tables."""

from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import HEADINGS, LISTS, tag, text_in
from octavo.importers.formats.html.inline import Setting, inline, single_line

_WIDEST = 60
"""Columns; a table that claims more is broken."""

_TALL = frozenset((*HEADINGS, *LISTS, "table", "pre", "blockquote", "figure", "dl", "hr"))


def is_data(table: Element) -> bool:
    """Whether a table has data, rather than columns of a page."""
    rows = list(rows_of(table))
    if (table.get("role") or "").lower() in ("presentation", "none") or not rows:
        return False
    columns = max(len(row) for row in rows)
    if columns < 2 or any(_is_tall(cell) for row in rows for cell in row):
        return False
    headed = any(tag(cell) == "th" for row in rows for cell in row)
    return headed or len(rows) > 1 or table.find("caption") is not None


def rows_of(table: Element) -> Iterator[list[Element]]:
    """The cells of each row of a table, without those of tables inside it."""
    for row in table.iter("tr"):
        owner = next(row.iterancestors("table"), None)
        if owner is table:
            yield [cell for cell in row if tag(cell) in ("td", "th")]


def markdown_table(table: Element, setting: Setting) -> str:
    """The table in Markdown; its first row is the head, as there has to be one."""
    grid = _grid(table, setting)
    width = max(map(len, grid), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in grid if any(row)]
    if not rows or not width:
        return ""
    head, *others = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|" + " --- |" * width, *others])


def _grid(table: Element, setting: Setting) -> list[list[str]]:
    """The text of the cells, with empty ones where another reaches over."""
    grid: list[list[str]] = []
    reaching: dict[int, int] = {}
    for row in rows_of(table):
        line: list[str] = []
        cells = iter(row)
        while len(line) < _WIDEST:
            if reaching.get(len(line), 0) > 0:
                reaching[len(line)] -= 1
                line.append("")
                continue
            cell = next(cells, None)
            if cell is None:
                break
            for offset in range(_span(cell, "colspan")):
                reaching[len(line)] = _span(cell, "rowspan") - 1
                line.append("" if offset else _cell(cell, setting))
        grid.append(line)
    return grid


def _cell(cell: Element, setting: Setting) -> str:
    text = single_line(inline(cell, setting))
    return text.replace("|", "\\|")


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _WIDEST) if value.isdecimal() and value.isascii() else 1


def _is_tall(cell: Element) -> bool:
    """Whether a cell holds what no cell of a Markdown table can."""
    below: Sequence[Element] = [element for element in cell.iter() if element is not cell]
    if any(tag(element) in _TALL for element in below):
        return True
    paragraphs = [element for element in below if tag(element) in ("p", "div")]
    return sum(1 for element in paragraphs if len(text_in(element)) > 60) > 1
