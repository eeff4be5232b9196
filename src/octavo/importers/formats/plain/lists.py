"""Blocks of plain text whose lines mean something as they stand: lists, tables, code, drawings.

The items of a list begin with bullets, numbers or letters, nested by how far they are set in.

Large because what is a list is told by the marks beside each other, of whatever kind.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from octavo.importers.formats.plain.lines import (
    WIDEST_HEADING,
    ends_sentence,
    indent,
    is_heading,
    join,
    width,
)
from octavo.importers.text.clean import code_block, escape
from octavo.patterns import lazy_pattern

_ITEM = lazy_pattern(
    r"""
    \s* (?:
        (?P<bullet> [-*+•◦‣▪▫●○■□➢➤►✓✔✗∙·–⁃] | o(?=\ {2,}|\t) )
      | (?P<number> \d{1,3} ) [.)]
      | (?P<label> \( (?:\d{1,3}|[a-z]|[ivx]{1,5}) \) | (?:[a-zA-Z]|[ivx]{2,5}) \)
          | (?<=\ \ ) [a-z]\. )
    ) \s+ (?=\S)
    """,
    re.VERBOSE,
)


class Item(NamedTuple):
    """An item of a list, with what is nested below it."""

    column: int
    number: int | None
    lines: list[str]


def starts_item(line: str) -> bool:
    """Whether a line begins with a bullet, a number or a letter."""
    return _ITEM.match(line) is not None


def is_numbered(line: str) -> bool:
    """Whether the mark that a line begins with is a number."""
    found = _ITEM.match(line)
    return bool(found and found["number"])


def is_list(lines: Sequence[str]) -> bool:
    """Whether a block is a list: each item begins with a mark, and numbers count up."""
    if not starts_item(lines[0]):
        return False
    items = items_of(lines)
    numbers = [item.number for item in items if item.number is not None]
    if numbers and len(numbers) == len(items):
        return numbers[0] <= 1 or len(numbers) > 1
    marks = [line.strip()[0] for line in lines if starts_item(line)]
    return marks[0] not in "–·" or len(marks) > 1


_LABEL = lazy_pattern(r"\s*(\(?)(\d{1,2}|[A-Z]|[a-z]|[IVX]{2,5}|[ivx]{2,5})([.)])\s+(?=\S)")
_ROMAN = "0 i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"


def _counts(label: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Which number a label may be, and of which kind; `i` is the first one or the ninth."""
    opened, said, closed = label.groups()
    small = said.lower()
    roman = _ROMAN.split().index(small) if small in _ROMAN.split() else 0
    letter = ord(small) - 96 if len(small) == 1 else 0
    for kind, number in [("1", int(said))] if said.isdigit() else [("i", roman), ("a", letter)]:
        if number:
            yield opened + (kind.upper() if said.isupper() else kind) + closed, number


def outline_of(lines: Sequence[str]) -> list[Item]:
    """The items of an outline, as `I.`, `A.`, `1.`, each kind inside the one before it.

    Empty if the lines are none: each label counts on, or is the first one of its kind.
    """
    items: list[Item] = []
    above: dict[str, int] = {}
    kinds: set[str] = set()
    for line in lines if len(lines) > 1 else ():
        label = _LABEL.match(line)
        if not label and items and (not line.strip() or indent(line)):
            items[-1].lines.append(line)
            continue
        found = list(_counts(label)) if label else []
        goes_on = [each for each in found if above.get(each[0]) == each[1] - 1]
        new = (each for each in found if each[0] not in above and (not items or each[1] == 1))
        kind, number = next(chain(goes_on, new), ("", 0))
        if not (label and kind):
            return []
        while goes_on and kind in above:
            above.popitem()
        above[kind] = number
        kinds.add(kind)
        text = line[label.end() :] if kind == "1." else line.lstrip()
        items.append(Item(4 * len(above), number if kind == "1." else None, [text]))
    return items if len(items) > 1 and (len(kinds) > 1 or kinds & {"A.", "I."}) else []


def items_of(lines: Sequence[str]) -> list[Item]:
    """The items of a list in order; a line without a mark goes on with the one before."""
    if outline := outline_of(lines):
        return outline
    items: list[Item] = []
    for line in lines:
        found = _ITEM.match(line)
        if found:
            label = f"{found['label']} " if found["label"] else ""
            number = int(found["number"]) if found["number"] else None
            items.append(Item(indent(line), number, [label + line[found.end() :]]))
        elif items:
            items[-1].lines.append(line)
        else:
            items.append(Item(indent(line), None, [line]))
    return items


def markdown_list(
    lines: Sequence[str], inline: Callable[[str], str], vocabulary: frozenset[str]
) -> str:
    """The list as Markdown, its text made by `inline`; a blank line parts paragraphs."""
    written: list[str] = []
    levels: list[_Level] = []
    for item in items_of(lines):
        level = _level_of(item, levels)
        mark, literal = _mark(item, level)
        level.number = item.number
        level.inner = level.margin + len(mark) + 1
        first, *others = _paragraphs(item.lines, vocabulary)
        written.append(f"{' ' * level.margin}{mark} {inline(literal + first)}")
        written += [f"\n{' ' * level.inner}{inline(text)}" for text in others]
    return "\n".join(written)


class _Level:
    """A depth of a list while it is written."""

    __slots__ = ("column", "inner", "margin", "number")

    def __init__(self, column: int, margin: int) -> None:
        self.column = column
        self.margin = margin
        self.inner = margin
        self.number: int | None = None


def _level_of(item: Item, levels: list[_Level]) -> _Level:
    """The depth that an item stands at, by how far it is set in."""
    while levels and item.column < levels[-1].column - 1:
        levels.pop()
    if not levels or item.column > levels[-1].column + 1:
        levels.append(_Level(item.column, levels[-1].inner if levels else 0))
    return levels[-1]


def _mark(item: Item, level: _Level) -> tuple[str, str]:
    """The mark of an item, and its number as text where Markdown would count otherwise."""
    if item.number is None:
        return "-", ""
    if level.number is None or item.number == level.number + 1:
        return f"{item.number}.", ""
    return "-", f"{item.number}. "


def _paragraphs(lines: Sequence[str], vocabulary: frozenset[str]) -> list[str]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [join(paragraph, vocabulary) for paragraph in paragraphs if paragraph] or [""]


_DRAWN = lazy_pattern(r"[\u2500-\u259f\u23a1-\u23b3\u2320\u2321]|\+[-=]{2,}\+|[|+][-=+|]{3,}")
_GAP = lazy_pattern(r"\S(?:\t|\s{3,})\S")
_SPACED = lazy_pattern(r"\S {3}|^ ?[|│](?: {2}|$)")
_PIPE_RULE = lazy_pattern(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_CODE = lazy_pattern(
    r"""
      [;{}]\s*$ | ^\s*(?:\$|>>>|\#!|//|/\*|\*/|</?\w+[ >])\s*\S?
    | ^\s*[A-Za-z_][\w.]*\(.*\);?$
    | ^\s*(?:def|class|import|from|return|function|var|let|const|public|private|if|for|while
        |else|elif|try|fn|func|struct|SELECT|sudo|git|pip|npm|cd)\b.*[\w({:;"'=]\s*$
    | \s--?[a-z][\w-]*(?:[\s=]|$) | \w\([^()]{0,200}\)\s?[;:{]?$
    | \s(?:==|!=|=>|->|:=|&&|\|\|)\s | ^\s*[\w.\[\]]+\s*=\s*\S
    """,
    re.VERBOSE,
)
_SET = lazy_pattern(
    r"""
      ^\s*(?:[#;%*]\s|\#!|//|/\*|\"{3}|<!--|@\w|[-+]{3}\ |@@|[\w.$-]{1,40}\s*=
        |[\"']\w+[\"']\s*:)
    | [{};\\]\s*$ | [{}]\s*$ | \(\) | :: | -> | </?\w+>
    """,
    re.VERBOSE,
)
"""Lines of programs, settings and data besides, where a text was set as it stands."""


def is_code(line: str) -> bool:
    """Whether a line looks as one of a program, of settings or of data."""
    return (_CODE.search(line) or _SET.search(line)) is not None


def verbatim(lines: Sequence[str], base: int) -> str:
    """The Markdown of a table, a drawing or code; empty if the lines are none of these.

    `base` is how far the text around is set in.
    """
    return _pipe_table(lines) or _tab_table(lines) or _preformatted(lines, base)


def is_set(blocks: Sequence[Sequence[str]]) -> bool:
    """Whether a text is no prose: half of its lines are set in, or have gaps, as they mean it.

    What begins a paragraph or hangs below its first line is set in by one depth, and what is
    below an item is of that; in code and in what a program prints there are several. With a
    paragraph at the edge it is an article, whatever it shows, and with two sentences there.
    """
    depths: set[int] = set()
    count = spaced = inside = said = 0
    for block in blocks:
        lines = [line.expandtabs(8) for line in block]
        count += len(lines)
        if any(map(starts_item, block)) or block[0].startswith(">"):
            continue
        base = min(map(indent, lines))
        deep = [indent(line) - base for line in lines if indent(line) > base]
        is_headed = len(set(deep)) == 1 and len(deep) + 1 == len(lines) and is_heading(lines[0])
        body = [line.strip() for line in block[is_headed:]] if is_headed or not deep else [""]
        said += _reads_as_prose("\n".join(body))
        if said > 1 or _is_paragraph(body):
            return False
        depths.update(deep)
        gaps = [bool(_SPACED.search(line)) for line in block]
        spaced += sum(gaps)
        inside += sum(
            indent(line) > base and not gap for line, gap in zip(lines, gaps, strict=True)
        )
    return count > 2 and (spaced + (inside if len(depths) > 1 else 0)) * 2 >= count


def _is_paragraph(block: Sequence[str]) -> bool:
    text = "\n".join(block)
    return text[:1].isalnum() and len(text) > WIDEST_HEADING and _reads_as_prose(text)


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
    is_nested = code == len(lines) and indent(lines[-1]) > indent(lines[0])
    if (is_nested or (set_in >= 2 and most)) and not _reads_as_prose(text):
        return code_block(dedented(lines))
    if len(lines) > 2 and code * 4 > len(lines) * 3 and not _reads_as_prose(text):
        return code_block(dedented(lines))
    return ""


def _has_columns(lines: Sequence[str]) -> bool:
    """Whether gaps inside the lines stand above one another, or what is behind them ends so."""
    stripped = [line.expandtabs(8).rstrip() for line in lines]
    gaps = [{width(line[: gap.end() - 1]) for gap in _GAP.finditer(line)} for line in stripped]
    ends = Counter(width(line) for line, columns in zip(stripped, gaps, strict=True) if columns)
    filled = [columns for columns in gaps if columns]
    if len(filled) < 2 or len(filled) * 4 < len(lines) * 3:
        return False
    common = max(
        sum(column in columns for columns in filled) for column in set().union(*filled)
    )
    return max(common, *ends.values()) * 3 >= len(filled) * 2


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


_PATCHED = lazy_pattern(
    r"(?:diff --git |index [0-9a-f]+\.\.|(?:new|deleted) file mode |(?:old|new) mode "
    r"|(?:dis)?similarity index |(?:rename|copy) (?:from|to) |Index: \S|={20,}$|Binary files "
    r"|--- \S|\+\+\+ \S)"
)
_HUNK = lazy_pattern(r"@@ -\d{1,9}(?:,(\d{1,6}))? \+\d{1,9}(?:,(\d{1,6}))? @@", needs="@")
_ARMOUR = lazy_pattern(r"-----BEGIN ([A-Z][A-Z0-9 ]{2,40})-----\s*", needs="-")


def coded_in(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where patches, and what PGP has armoured, begin and end in a text."""
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(lines):
        is_armoured = _ARMOUR.fullmatch(lines[place])
        end, seen = (_end_of_armour if is_armoured else _end_of_patch)(lines, place)
        found += [(place, end)] if end else []
        place = max(seen, place + 1)
    return found


def _end_of_armour(lines: Sequence[str], start: int) -> tuple[int, int]:
    """Where an armour ends, 0 if it does not, and up to where that was looked for."""
    last = lines[start].strip().replace("BEGIN", "END")
    place = start + 1
    while place < len(lines) and not lines[place].startswith("-----"):
        place += 1
    is_ended = place < len(lines) and lines[place].strip() == last
    return (place + 1) * is_ended, place + is_ended


def _end_of_patch(lines: Sequence[str], start: int) -> tuple[int, int]:
    """Where a patch ends by the lines that its hunks count, 0 if none, and what was seen."""
    end, place = 0, start
    while place < len(lines):
        if _PATCHED.match(lines[place]):
            place += 1
            continue
        hunk = _HUNK.match(lines[place])
        if not hunk or place == start:
            break
        old, new = (int(count or 1) for count in hunk.groups())
        place += 1
        while place < len(lines) and (old > 0 or new > 0 or lines[place][:1] == "\\"):
            mark = lines[place][:1] or " "
            if mark not in " +-\\":
                break
            old, new = old - (mark in " -"), new - (mark in " +")
            place += 1
        end = place
    return end, place
