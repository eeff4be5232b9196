"""Lines that HTML keeps: code without line numbers, its language, and text set as it stands."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import ancestors, classes, detach, tag, text_in
from octavo.importers.formats.plain.markdown import is_prose
from octavo.patterns import lazy_pattern

_LANGUAGE = lazy_pattern(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-(?:source-|text-)?|brush:\s*|code-|sourceCode\s+"
    r"|hljs\s+(?!lang))"
    r"([\w+#.-]+)",
    re.IGNORECASE,
)
_NAMELESS = """
plaintext plain text none nohighlight highlight code hljs default unknown block wrapper copyable
container source
"""
_NO_LANGUAGE = frozenset(_NAMELESS.split())
_LINE = lazy_pattern(
    r"(?:^|\s)(?:line|code-line|token-line|view-line|cm-line|react-code-line)(?:$|\s)"
)
_ROWS = frozenset(("div", "tr", "li", "p"))
_AS_WRITTEN = frozenset(("pre", "code", "textarea"))
_KEEPS_LINES = lazy_pattern(
    r"white-?space\s*[:-]\s*(?:pre\b|break-spaces)|(?:^|\s)pre-(?:wrap|line)(?:\s|$)"
)
"""The property of CSS, or a class that is named after it."""


def code_lines(element: Element) -> list[str]:
    """The lines of a block of code, without empty ones around them."""
    text = "".join(_written(element)).replace("\r\n", "\n").replace("\u00a0", " ")
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return text.split("\n") if text else []


def language_of_code(element: Element) -> str:
    """The language that a block of code or what is around it is marked with, or empty."""
    around = [element, *element.iter("code"), *ancestors(element, 3)]
    for place in around:
        for name in ("data-lang", "data-language", "data-code-language", "lang"):
            value = (place.get(name) or "").strip().lower()
            if re.fullmatch(r"[\w+#.-]{1,20}", value) and (
                name != "lang" or tag(place) == "pre"
            ):
                return "" if value in _NO_LANGUAGE else value
        for found in _LANGUAGE.finditer(place.get("class") or ""):
            if found[1].lower() not in _NO_LANGUAGE and len(found[1]) <= 20:
                return found[1].lower()
    return ""


def is_marked_code(block: Element) -> bool:
    """Whether a page says that a block is code: by an element, its language or its name."""
    if tag(block) == "code" or any(True for _ in block.iter("code", "kbd", "samp")):
        return True
    return language_of_code(block) != "" or _is_code_table(block)


def tidy_code(root: Element) -> None:
    """Take line numbers and buttons out of code, and make tables of lines blocks of code."""
    for table in list(root.iter("table")):
        _unpack_numbered(table)
    for code in list(root.iter("code", "samp", "tt")):
        _stand_alone(code)
    for block in list(root.iter("pre")):
        _drop_labels(block)
    _join_pages(root)
    for block in list(root.iter("pre", "code")):
        parts = [part for part in block.iter() if part is not block and tag(part)]
        for part in _line_numbers(parts, len(code_lines(block))):
            detach(part)


def break_lines(element: Element) -> None:
    """Write the lines of an element that shows them as they stand; code keeps its own."""
    parent = element.getparent()
    if not _keeps_lines(element) or (parent is not None and _keeps_lines(parent)):
        return
    if any(tag(each) in _AS_WRITTEN for each in (element, *element.iterancestors())):
        return
    for each in [each for each in element.iter() if tag(each)]:
        if all(tag(above) not in _AS_WRITTEN for above in (each, *each.iterancestors())):
            _break(each, each, at_start=True)
        holder = each.getparent()
        if each is not element and holder is not None and tag(holder) not in _AS_WRITTEN:
            _break(holder, each, at_start=False)


def _keeps_lines(element: Element) -> bool:
    looks = f"{element.get('style') or ''} {element.get('class') or ''}"
    return _KEEPS_LINES.search(looks.lower()) is not None


def _break(holder: Element, place: Element, *, at_start: bool) -> None:
    """Put line breaks in the text at the start of its holder, or after one of its children."""
    text = (place.text if at_start else place.tail) or ""
    first, *lines = text.split("\n") if text.strip() else [text]
    breaks = [holder.makeelement("br", {}) for _ in lines]
    for line, each in zip(lines, breaks, strict=True):
        each.tail = line
    if breaks and at_start:
        place.text, holder[:0] = first, breaks
    elif breaks:
        place.tail = first
        index = holder.index(place) + 1
        holder[index:index] = breaks


def _stand_alone(code: Element) -> None:
    """Have code of several lines that is all of its paragraph be a block."""
    parent = code.getparent()
    lines = len(code_lines(code))
    if parent is None or lines < 2 or any(tag(e) in ("pre", "a") for e in code.iterancestors()):
        return
    beside = [parent.text, *(each.tail for each in parent)]
    if len(parent) == 1 and not any(text and not text.isspace() for text in beside):
        block = code.makeelement("pre", {})
        code.addprevious(block)
        block.tail, code.tail = code.tail, None
        block.append(code)
        if tag(parent) == "p":
            parent.tag = "div"


def _join_pages(root: Element) -> None:
    """Make one block of prose of those that nothing but rules part, as of its pages."""
    joined: set[Element] = set()
    for block in list(root.iter("pre")):
        pages = [] if block in joined else _pages(block)
        blocks = [each for each in pages if tag(each) == "pre"]
        joined.update(blocks)
        lines = [line for each in blocks for line in ("", *code_lines(each))]
        if len(blocks) > 1 and is_prose(lines[1:]):
            for each in pages[1:]:
                detach(each)
            for each in blocks[1:]:
                etree.SubElement(block, "br").tail = "\n" + (each.text or "")
                block.extend(list(each))


def _pages(block: Element) -> list[Element]:
    """A block, and those below it with the rules between; code that is marked is none."""
    found = [block]
    while not (found[-1].tail or "").strip():
        after = found[-1].getnext()
        if after is None or tag(after) not in ("hr", "pre"):
            break
        found.append(after)
    while tag(found[-1]) == "hr":
        del found[-1]
    return [] if any(is_marked_code(each) for each in found if tag(each) == "pre") else found


def _drop_labels(block: Element) -> None:
    """Take the boxes beside the one piece of code in a block: its language, `Copied!`."""
    codes = list(block.iter("code"))
    if len(codes) != 1:
        return
    [code] = codes
    within = {code, *code.iter(), *code.iterancestors()}
    for box in [
        each for each in block.iter("div", "header", "figcaption") if each not in within
    ]:
        if len(text_in(box)) < len(text_in(code)):
            detach(box)


def _written(element: Element) -> Iterator[str]:
    """The text of code as it shows: each line that has an element of its own ends."""
    yield element.text or ""
    children = [child for child in element if tag(child)]
    for child in children:
        if tag(child) == "br":
            yield "\n"
        else:
            text = "".join(_written(child))
            yield text
            rows = tag(child) in _ROWS or (_is_line(child) and _all_lines(children))
            if rows and not text.endswith("\n") and not (child.tail or "").startswith("\n"):
                yield "\n"
        yield child.tail or ""


def _is_line(element: Element) -> bool:
    return _LINE.search(element.get("class") or "") is not None or "data-line" in element.attrib


def _all_lines(children: list[Element]) -> bool:
    return len(children) > 1 and all(_is_line(child) for child in children)


def _line_numbers(parts: list[Element], lines: int) -> list[Element]:
    """The parts that look alike and count from one line to the next, most of its lines."""
    alike: dict[tuple[str, str, str], list[Element]] = {}
    for part in parts:
        if not len(part) and re.fullmatch(r"\s*\d{1,5}\s*", part.text or "", re.ASCII):
            key = (tag(part), part.get("class") or "", part.get("style") or "")
            alike.setdefault(key, []).append(part)
    for numbers in alike.values():
        values = [int(part.text or "0") for part in numbers]
        if (
            len(values) > 1
            and len(values) * 2 >= lines
            and values == list(range(values[0], values[0] + len(values)))
        ):
            return numbers
    return []


def _unpack_numbered(table: Element) -> None:
    """Put code in place of a table whose first column numbers its lines."""
    blocks = list(table.iter("pre"))
    cells = list(table.iter("td"))
    numbers = [cell for cell in cells if re.fullmatch(r"[\d\s]*", text_in(cell))]
    given = [cell for cell in numbers if "data-line-number" in cell.attrib]
    numbers = given or [cell for cell in numbers if text_in(cell)]
    if not numbers or len(blocks) > 2 or not (given or blocks or _is_code_table(table)):
        return
    for cell in numbers:
        cell.clear()
    if blocks:
        [*_, code] = [block for block in blocks if text_in(block)] or [table]
        parent = table.getparent()
        if code is not table and parent is not None:
            code.tail = None
            table.addprevious(code)
            detach(table)
    else:
        table.tag = "pre"
        table.set("class", f"code {table.get('class') or ''}")
        for part in table.iter("pre", "thead", "tbody", "tr", "td"):
            if tag(part) != "td" and not (part.text or "").strip():
                part.text = None  # how the page is set in, and not its code
            if part is not table and not (part.tail or "").strip():
                part.tail = None


def _is_code_table(table: Element) -> bool:
    names = " ".join([classes(table), *(classes(above) for above in ancestors(table, 3))])
    return re.search(r"highlight|code|hljs|rouge|syntax", names) is not None
