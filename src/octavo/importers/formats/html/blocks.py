"""A tree of HTML as Markdown.

Large because every kind of block is written here.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml.etree import _Element as Element

from octavo.importers.formats.html.code import code_lines, is_marked_code, language_of_code
from octavo.importers.formats.html.elements import (
    BLOCKS,
    HEADINGS,
    LISTS,
    classes,
    detach,
    is_data,
    rows_of,
    tag,
    text_in,
)
from octavo.importers.formats.html.inline import (
    BREAK,
    Setting,
    inline,
    inline_element,
    link,
    paragraph,
    side_by_side,
    single_line,
    words,
)
from octavo.importers.formats.plain.lines import running_lines, without_running_lines
from octavo.importers.formats.plain.markdown import body_markdown, is_prose
from octavo.importers.text.clean import code_block
from octavo.patterns import lazy_pattern

_CALLOUT = lazy_pattern(
    r"(?:^|\s)(?:callout|admonition|markdown-alert|alert alert-\w+|alert|notice|hint|note-box"
    r"|infobox-note|is-callout|custom-block|theme-admonition)(?:\s|$)"
)
"""Boxes with a remark, which are set apart as quotes."""

_WIDEST = 60
"""Columns; a table that claims more is broken. Of 736 rows in 338 pages the widest has 10."""

_MARK = lazy_pattern(r"^(\d*)([-*.)]) ", re.MULTILINE)
_OTHER_MARKS = {"-": "*", "*": "-", ".": ")", ")": "."}
"""By another mark a list begins anew (https://spec.commonmark.org/0.31.2/#lists)."""

_ITEMS = frozenset(("li", "dt", "dd", *LISTS))
_STRESS = frozenset(("b", "strong", "em", "i"))
_IS_WORDS = lazy_pattern(r"(?![!|`>]|- )[^\n]+$")
_TWO_BREAKS = lazy_pattern(rf"{BREAK}\s*{BREAK}[\s{BREAK}]*")


def markdown_of(root: Element, base: str = "") -> str:
    """What is in an element as Markdown; relative links start from `base`."""
    return "\n\n".join(_Writer(root).blocks(root, Setting(base)))


def markdown_note(label: str, note: Element, base: str = "") -> str:
    """A footnote in Markdown, its further paragraphs set in."""
    lines = markdown_of(note, base).split("\n")
    return "\n".join(
        [f"[^{label}]: {lines[0]}", *(f"    {line}".rstrip() for line in lines[1:])]
    )


class _Writer:
    """Writes the elements of one tree."""

    def __init__(self, root: Element) -> None:
        self._kept = list(root.iter())
        self._block_holders: set[Element] = set()
        for element in self._kept:
            if tag(element) in BLOCKS:
                self._mark_holders(element)

    def _mark_holders(self, element: Element) -> None:
        """Remember which elements hold a block, to be asked without looking again."""
        for above in element.iterancestors():
            if above in self._block_holders:
                break
            self._block_holders.add(above)

    def blocks(self, element: Element, setting: Setting) -> list[str]:
        """The blocks in an element, its loose text as paragraphs."""
        written: list[str] = []
        run = [words(element.text, setting)]
        for child in element:
            if self._stands_alone(child):
                written += self._flushed(run)
                written += _apart(written, self._block(child, setting))
                run = []
            else:
                run.append(inline_element(child, setting))
            run.append(words(child.tail, setting))
        return written + self._flushed(run)

    def _stands_alone(self, element: Element) -> bool:
        return tag(element) in BLOCKS or element in self._block_holders

    def _flushed(self, run: Sequence[str]) -> list[str]:
        """The paragraphs in a run of inline pieces; two breaks part them."""
        text = side_by_side(run)
        pieces = _TWO_BREAKS.split(text) if text and not text.isspace() else []
        return [text for piece in pieces if (text := paragraph(piece))]

    def _block(self, element: Element, setting: Setting) -> list[str]:
        name = tag(element)
        if name in ("div", "aside", "section") and _CALLOUT.search(classes(element)):
            return self._quote(element, setting)
        if name in HEADINGS:
            return self._heading(element, int(name[1]), setting)
        if name in LISTS:
            return self._list(element, setting)
        match name:
            case "pre":
                return _as_it_stands(element, setting)
            case "blockquote":
                return self._quote(element, setting)
            case "table":
                return self._table(element, setting)
            case "hr":
                return ["---"]
            case "figcaption" | "caption":
                return [_as(text, "*") for text in self.blocks(element, setting)]
            case "dt" | "summary":
                return [_as(text, "**") for text in self.blocks(element, setting)]
            case "a":
                return self._linked(element, setting)
            case _:
                return self.blocks(element, setting)

    def _heading(self, element: Element, level: int, setting: Setting) -> list[str]:
        if element in self._block_holders:
            inner = self.blocks(element, setting)
            is_line = len(inner) == 1 and _IS_WORDS.match(inner[0]) is not None
            return [f"{'#' * level} {inner[0]}"] if is_line else inner
        text = single_line(inline(_stressed(element), setting))
        text = re.sub(r"(?<!#)(#+)$", r"\\\1", text)
        return [f"{'#' * level} {text}"] if text else []

    def _linked(self, element: Element, setting: Setting) -> list[str]:
        """A link around whole blocks: the link goes into the first that has words."""
        inner = self.blocks(element, setting._replace(in_link=True))
        for index, text in enumerate(inner):
            heading = re.match(r"#{1,6} ", text)
            mark = heading[0] if heading else ""
            if _IS_WORDS.match(text, len(mark)):
                inner[index] = mark + link(text[len(mark) :], element, setting)
                break
        return inner

    def _quote(self, element: Element, setting: Setting) -> list[str]:
        inner = "\n\n".join(self.blocks(element, setting))
        if not inner:
            return []
        return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))]

    def _table(self, element: Element, setting: Setting) -> list[str]:
        if not is_data(element):
            return self.blocks(element, setting)
        captions = [
            block
            for caption in element.iter("caption")
            for block in self._block(caption, setting)
        ]
        return [*captions, *filter(None, [_markdown_table(element, setting)])]

    def _list(self, element: Element, setting: Setting) -> list[str]:
        """The list; where its numbers skip one or count down, another begins."""
        if not any(tag(child) in _ITEMS for child in element):  # no list, but set in
            return self.blocks(element, setting)
        items = list(self._items(element, setting))
        back = "reversed" in element.attrib
        number = _number(element.get("start"), len(items) if back else 1)
        number = number if tag(element) == "ol" else None
        lists: list[list[str]] = [[]]
        for item, blocks in items:
            given = _number(item.get("value")) if number is not None else None
            if (back or given not in (None, number)) and lists[-1]:
                lists.append([])
            number = number if given is None else given
            lists[-1].append(_item("- " if number is None else f"{number}. ", blocks))
            number = None if number is None else max(0, number + (-1 if back else 1))
        written: list[str] = []
        for each in filter(None, lists):
            loose = any("\n\n" in item for item in each)
            written += _apart(written, [("\n\n" if loose else "\n").join(each)])
        return written

    def _items(self, element: Element, setting: Setting) -> Iterator[tuple[Element, list[str]]]:
        """Each item and its blocks; what stands between items belongs to the one before."""
        item, held, run = element, list[str](), [words(element.text, setting)]
        for child in element:
            if self._stands_alone(child):
                held += self._flushed(run)
                run = []
                if tag(child) in LISTS:
                    held += _apart(held, self._list(child, setting))
                else:
                    if held:
                        yield item, held
                    item, held = child, self.blocks(child, setting)
            else:
                run.append(inline_element(child, setting))
            run.append(words(child.tail, setting))
        held += self._flushed(run)
        if held:
            yield item, held


_FROM, _TO, _HERE = "\ufdd0", "\ufdd1", "\ufdd2"
"""Beside the first and the last letter of a link, or its only one; no text of a page has them.

Inside the link they leave how a line begins and ends as it is.
"""
_MARKED_LINK = lazy_pattern(
    rf"(\\?.){_FROM}([^\n{_FROM}{_TO}]*){_TO}(\\?.)|(\\?.){_HERE}", re.DOTALL
)
_FENCE = lazy_pattern(r"(?:> ?)*(`{3,})")


def _as_it_stands(element: Element, setting: Setting) -> list[str]:
    """A block that keeps its lines: code, or what the reader of plain texts calls prose."""
    lines = code_lines(element)
    if not lines:
        return []
    if is_marked_code(element) or not is_prose(lines):
        return [code_block(lines, language_of_code(element))]
    copied = deepcopy(element)
    links = [each for each in copied.iter("a") if each.get("href") and _mark_link(each)]
    is_letter = any(line.startswith(">") for line in lines)
    lines = code_lines(copied)
    gone = running_lines(lines)
    lead_from = [n for n, line in enumerate(lines) for sign in line if sign in (_FROM, _HERE)]
    if len(lead_from) == len(links):  # else one stood in another
        links = [each for each, n in zip(links, lead_from, strict=True) if n not in gone]
        lines = without_running_lines(lines)
    markdown = body_markdown(lines, is_letter=is_letter)
    return [_with_links(markdown, links, setting)] if markdown else []


def _mark_link(element: Element) -> bool:
    """Put marks around the words of a link; whether it has any.

    A number that leads to a place of the page is one of a list, or of a section, first of all.
    """
    text = text_in(element)
    if element.get("href", "").startswith("#") and not any(map(str.isalpha, text)):
        return False
    for inner in list(element):
        detach(inner)
    element.text = f"{text[0]}{_FROM}{text[1:-1]}{_TO}{text[-1]}" if len(text) > 1 else text
    element.text += _HERE if len(text) == 1 else ""
    return bool(text)


def _with_links(markdown: str, links: Sequence[Element], setting: Setting) -> str:
    """Markdown with links where their words are marked, but not in code."""
    waiting = iter(links)
    fence = ""
    written: list[str] = []
    for line in markdown.split("\n"):
        is_code = fence != ""
        if found := _FENCE.match(line):
            fence = found[1] if not fence else "" if found[1] == fence else fence

        def linked(found: re.Match[str], is_code: bool = is_code) -> str:
            element = next(waiting)
            words = "".join(group or "" for group in found.groups())
            return words if is_code else link(words, element, setting)

        written.append(_MARKED_LINK.sub(linked, line))
    return re.sub(f"[{_FROM}{_TO}{_HERE}]", "", "\n".join(written))


def _stressed(heading: Element) -> Element:
    """What is in a heading that is emphasised as a whole, or the heading."""
    inner = heading
    while len(inner) == 1 and not (inner.text or "").strip() and tag(inner[0]) in _STRESS:
        if (inner[0].tail or "").strip():
            break
        inner = inner[0]
    return inner


def _apart(before: Sequence[str], blocks: list[str]) -> list[str]:
    """Blocks with other marks in a list that would be one with the list before it."""
    if not before or not blocks or not (mark := _MARK.match(blocks[0])):
        return blocks
    above = _MARK.match(before[-1])
    if not above or above[2] != mark[2]:
        return blocks
    other = _OTHER_MARKS[mark[2]]
    return [_MARK.sub(rf"\g<1>{other} ", blocks[0]), *blocks[1:]]


def _item(mark: str, blocks: Sequence[str]) -> str:
    """An item of a list, what follows its first line set in below it."""
    margin = " " * len(mark)
    first, *others = blocks
    text = first
    for block in others:
        tight = block.startswith(("- ", "1. ")) and "\n\n" not in block
        text += ("\n" if tight and len(others) == 1 else "\n\n") + block
    lines = text.split("\n")
    return "\n".join([mark + lines[0], *(margin + line if line else "" for line in lines[1:])])


def _as(text: str, mark: str) -> str:
    """A paragraph emphasised as a whole, unless it is more than words."""
    plain = "\n" not in text and not re.search(r"[*_`|]|^[#>-]|^\d+\. ", text)
    return f"{mark}{text}{mark}" if plain else text


def _number(value: str | None, usual: int | None = None) -> int | None:
    """The number in an attribute, if an item of Markdown can have it."""
    value = (value or "").strip()
    return int(value) if re.fullmatch(r"\d{1,8}", value, re.ASCII) else usual


def _markdown_table(table: Element, setting: Setting) -> str:
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
    """A cell on one line; the items of a list in it are parted by semicolons."""
    for element in cell.iterdescendants(*BLOCKS):
        goes_on = tag(element) == "li" and element.getnext() is not None
        is_inner = tag(element) in LISTS and element.xpath("boolean(parent::li)")
        element.text = ("; " if is_inner else " ") + (element.text or "")
        element.tail = ("; " if goes_on else " ") + (element.tail or "")
    text = single_line(inline(cell, setting))
    if cell.find(".//li") is not None:
        text = re.sub(r"(?<![ ;])[ ;]*; ", "; ", text).removeprefix("; ")
    return text.replace("|", "\\|")


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return int(min(max(float(value), 1), _WIDEST)) if value.isdecimal() else 1
