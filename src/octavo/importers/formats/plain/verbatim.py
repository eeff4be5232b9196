"""Blocks of plain text whose lines mean something as they stand: tables, code, drawings."""

import re
from collections.abc import Sequence

from octavo.importers.formats.plain.lines import ends_sentence, indent, width
from octavo.importers.text.escape import code_block, escape

_DRAWN = re.compile(r"[\u2500-\u259f\u23a1-\u23b3\u2320\u2321]|\+[-=]{2,}\+|[|+][-=+|]{3,}")
_GAP = re.compile(r"\S(?:\t|\s{3,})\S")
_PIPE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_CODE = re.compile(
    r"""
      [;{}]\s*$ | ^\s*(?:\$|>>>|\#!|//|/\*|\*/|</?\w+[ >])\s*\S?
    | ^\s*(?:def|class|import|from|return|function|var|let|const|public|private|if|for|while
        |else|elif|try|fn|func|struct|SELECT|sudo|git|pip|npm|cd)\b.*[\w({:;"'=]\s*$
    | \s--?[a-z][\w-]*(?:[\s=]|$) | \w\([^()]{0,200}\)\s?[;:{]?$
    | \s(?:==|!=|=>|->|:=|&&|\|\|)\s | ^\s*[\w.\[\]]+\s*=\s*\S
    """,
    re.VERBOSE,
)


def verbatim(lines: Sequence[str], base: int) -> str:
    """The Markdown of a table, a drawing or code; empty if the lines are none of these.

    `base` is how far the text around is set in.
    """
    return _pipe_table(lines) or _tab_table(lines) or _preformatted(lines, base)


def dedented(lines: Sequence[str]) -> list[str]:
    """The lines without the indentation that they share."""
    expanded = [line.expandtabs(4) for line in lines]
    margins = (len(line) - len(line.lstrip()) for line in expanded if line.strip())
    margin = min(margins, default=0)
    return [line[margin:].rstrip() for line in expanded]


def _preformatted(lines: Sequence[str], base: int) -> str:
    text = "\n".join(lines)
    drawn = sum(1 for line in lines if _DRAWN.search(line) or line.endswith(" |"))
    if drawn and drawn * 2 >= len(lines):
        return code_block(dedented(lines))
    if len(lines) > 1 and _has_columns(lines):
        return code_block(dedented(lines))
    set_in = min(indent(line.expandtabs(4)) for line in lines) - base
    code = sum(1 for line in lines if _CODE.search(line))
    most = code * 2 > len(lines) or (set_in >= 4 and code * 2 == len(lines))
    if set_in >= 2 and most and not _reads_as_prose(text):
        return code_block(dedented(lines))
    if len(lines) > 2 and code * 4 > len(lines) * 3 and not _reads_as_prose(text):
        return code_block(dedented(lines))
    return ""


def _has_columns(lines: Sequence[str]) -> bool:
    """Whether gaps inside the lines stand above one another."""
    stripped = [line.expandtabs(8).rstrip() for line in lines]
    gaps = [{width(line[: gap.end() - 1]) for gap in _GAP.finditer(line)} for line in stripped]
    filled = [columns for columns in gaps if columns]
    if len(filled) < 2 or len(filled) * 4 < len(lines) * 3:
        return False
    common = max(
        sum(column in columns for columns in filled) for column in set().union(*filled)
    )
    return common * 3 >= len(filled) * 2


def _reads_as_prose(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", text)
    return ends_sentence(text) and len(words) * 7 > len(text)


def _pipe_table(lines: Sequence[str]) -> str:
    """A table that is drawn with pipes already."""
    if len(lines) < 3 or not _PIPE_RULE.match(lines[1].strip()) or "|" not in lines[0]:
        return ""
    rows = [_cells(line.strip().strip("|").split("|")) for line in lines if "|" in line]
    columns = len(rows[0])
    if len(rows) != len(lines) or any(len(row) != columns for row in rows):
        return ""
    return _table([rows[0], *rows[2:]])


def _tab_table(lines: Sequence[str]) -> str:
    """A table as it comes out of a spreadsheet, its cells between tabs."""
    rows = [line.rstrip().split("\t") for line in lines]
    columns = len(rows[0])
    if len(rows) < 2 or columns < 2 or any(len(row) != columns for row in rows):
        return ""
    return (
        "" if any(not row[0].strip() for row in rows) else _table([_cells(row) for row in rows])
    )


def _cells(row: Sequence[str]) -> list[str]:
    return [escape(cell.strip()).replace("|", "\\|") for cell in row]


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *body])
