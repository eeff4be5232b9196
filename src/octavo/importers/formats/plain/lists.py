"""Lists in plain text: bullets, numbers and letters, nested by how far they are set in."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from octavo.importers.formats.plain.lines import indent, join

_ITEM = re.compile(
    r"""
    \s* (?:
        (?P<bullet> [-*+•◦‣▪▫●○■□➢➤►✓✔✗∙·–⁃] | o(?=\ {2,}|\t) )
      | (?P<number> \d{1,3} ) [.)]
      | (?P<label> \( (?:\d{1,3}|[a-z]|[ivx]{1,5}) \) | (?:[a-zA-Z]|[ivx]{2,5}) \) )
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


def items_of(lines: Sequence[str]) -> list[Item]:
    """The items of a list in order; a line without a mark goes on with the one before."""
    items: list[Item] = []
    for line in lines:
        found = _ITEM.match(line)
        if found:
            label = f"{found['label']} " if found["label"] else ""
            number = int(found["number"]) if found["number"] else None
            items.append(Item(indent(line), number, [label + line[found.end() :]]))
        elif items:
            items[-1].lines.append(line)
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
