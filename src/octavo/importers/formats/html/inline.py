"""The inside of a paragraph of HTML as Markdown: emphasis, links, code, images.

While a paragraph is put together, placeholders from the private use area stand for the marks
of emphasis; only when all of it is there can it be seen which of them CommonMark will take.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, urljoin

from lxml.etree import _Element as Element

from octavo.importers.formats.html.code import code_lines
from octavo.importers.formats.html.elements import tag, text_in
from octavo.importers.text.clean import CALL, escape_marks, guard_calls, guard_start
from octavo.patterns import lazy_pattern

_STRONG = "\ue000\ue001"
_STRESSED = "\ue002\ue003"
_STRUCK = "\ue004\ue005"
"""What stands for the opening and the closing mark."""

_BANG = "\ue006"
"""Stands for the exclamation mark of an image."""

_PLACEHOLDER = lazy_pattern("[\ue000-\ue00f]")

_MARKS = ((_STRONG, "**"), (_STRESSED, "*"), (_STRUCK, "~~"))

BREAK = "\ue007"
"""Stands for a line break until a paragraph is written."""

NOTE = "octavo-note"
"""The element that stands for the mark of a footnote; it has a label."""

_EMPHASIS = {
    "b": _STRONG,
    "strong": _STRONG,
    "i": _STRESSED,
    "em": _STRESSED,
    "dfn": _STRESSED,
    "del": _STRUCK,
    "s": _STRUCK,
    "strike": _STRUCK,
}
_CODE = frozenset(("code", "kbd", "samp", "tt"))
_SPACES = lazy_pattern(r"[ \t\n\r\f]+")
_SAFE = lazy_pattern(
    r"(?:https?|ftp|mailto|tel|gopher|gemini):|[^:/?#]*(?:[/?#]|$)", re.IGNORECASE
)
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()ijk", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ᵢⱼₖ")


class Setting(NamedTuple):
    """What an element stands in."""

    base: str = ""
    """The address that relative links start from."""
    in_link: bool = False
    emphasis: frozenset[str] = frozenset()
    """The kinds that are open already."""


def paragraph(markdown: str) -> str:
    """What `inline` made, written as the lines of a paragraph; empty if nothing shows."""
    lines = [guard_start(_resolved(line)) for line in _trimmed(markdown).split(BREAK)]
    return "\\\n".join(line for line in lines if line)


def single_line(markdown: str) -> str:
    """The same on one line, for headings and the cells of tables."""
    return _resolved(_trimmed(markdown.replace(BREAK, " ")))


def inline(element: Element, setting: Setting) -> str:
    """What is in an element, with placeholders for marks that depend on their neighbours."""
    pieces = [words(element.text, setting)]
    for child in element:
        pieces += [inline_element(child, setting), words(child.tail, setting)]
    return side_by_side(pieces)


def side_by_side(pieces: Iterable[str]) -> str:
    """Pieces as one, with a space between two pieces of code, which else were a single one."""
    written = ""
    for piece in pieces:
        are_both_code = written.endswith("`") and piece.startswith("`")
        written += f" {piece}" if are_both_code and not written.endswith("\\`") else piece
    return written


def words(text: str | None, setting: Setting) -> str:
    """A run of text, with its spaces folded and its marks escaped."""
    if not text:
        return ""
    folded = escape_marks(_SPACES.sub(" ", _PLACEHOLDER.sub("", text)))
    return folded.replace("]", "\\]") if setting.in_link else folded


def inline_element(element: Element, setting: Setting) -> str:
    """One element inside a paragraph."""
    name = tag(element)
    if name in _EMPHASIS:
        return _emphasised(element, _EMPHASIS[name], setting)
    if name in _CODE:
        return _code(element, setting)
    if name == NOTE:
        return f"[{CALL}^{element.get('label')}]"
    match name:
        case "":
            return ""
        case "a":
            return link(inline(element, setting._replace(in_link=True)), element, setting)
        case "img":
            return image(element, setting)
        case "br":
            return BREAK
        case "input":
            return "[x] " if element.get("checked") is not None else "[ ] "
        case "sup":
            return _shifted(element, _RAISED, setting)
        case "sub":
            return _shifted(element, _LOWERED, setting)
        case "q":
            return f"“{inline(element, setting)}”"
        case "rt":
            return _reading(element, setting)
        case _:
            return inline(element, setting)


def link(text: str, element: Element, setting: Setting) -> str:
    """Some text as the link that an element is, if it leads anywhere."""
    address = _address(element.get("href"), setting)
    core = text.strip(" \u00a0" + BREAK)
    if setting.in_link or not address or not core:
        return text
    before, _, after = text.partition(core)
    if core == address and re.match(r"\w+://", address):
        return f"{before}<{address}>{after}"
    return f"{before}[{core.replace(BREAK, ' ')}]({_destination(address)}){after}"


def image(element: Element, setting: Setting) -> str:
    """An image by its address, with its alternative text."""
    source = _address(element.get("src"), setting)
    if not source or source.startswith("#"):
        return ""
    alt = _SPACES.sub(" ", _PLACEHOLDER.sub("", element.get("alt") or "")).strip()
    return f"{_BANG}[{escape_marks(alt).replace(']', chr(92) + ']')}]({_destination(source)})"


def _address(given: str | None, setting: Setting) -> str:
    """Where a link leads, absolute where the base is known; empty for scripts and the like.

    A blank in it is one of the address, and a line that breaks in it is not, as in browsers.
    """
    address = re.sub(r"\s*[\x00-\x1f\x7f]\s*", "", (given or "").strip())
    address = re.sub(r"\s", lambda blank: quote(blank[0]), address)
    if not address or address == "#" or not _SAFE.match(address):
        return ""
    if address.startswith("#"):
        return address
    try:
        return urljoin(setting.base, address) if setting.base else address
    except ValueError:
        return address


def _destination(address: str) -> str:
    address = address.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"<{address}>" if "(" in address or ")" in address else address


def _emphasised(element: Element, marks: str, setting: Setting) -> str:
    if marks in setting.emphasis:
        return inline(element, setting)
    text = inline(element, setting._replace(emphasis=setting.emphasis | {marks}))
    core = text.strip(" \u00a0" + BREAK)
    before, _, after = text.partition(core) if core else (text, "", "")
    return f"{before}{marks[0]}{core}{marks[1]}{after}" if core else before


def _code(element: Element, setting: Setting) -> str:
    links = [child for child in element if tag(child) == "a" and child.get("href")]
    if links and len(links) == len(element):
        return _linked_code(element, setting)
    if element.find(".//br") is not None:
        return BREAK.join(code_span(line.strip()) for line in code_lines(element) if line)
    return code_span(text_in(element))


def _linked_code(element: Element, setting: Setting) -> str:
    """Code with links in it: the links go outside, for nothing inside code is one."""
    pieces = [code_span(element.text or "")]
    for child in element:
        pieces += [link(code_span(text_in(child)), child, setting), code_span(child.tail or "")]
    return side_by_side(pieces)


def code_span(text: str) -> str:
    """Words as inline code."""
    text = _SPACES.sub(" ", _PLACEHOLDER.sub("", text))
    if not text.strip():
        return text
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in (text[0], text[-1]) else ""
    written = text.strip().replace("![", f"{_BANG}[")  # which is no picture there
    return f"{ticks}{pad}{written}{pad}{ticks}"


def _shifted(element: Element, table: dict[int, int], setting: Setting) -> str:
    """A raised or lowered number in the characters that Unicode has for it.

    Of more than those at least the number it begins with: it is none with what stands before.
    """
    text = text_in(element)
    number = re.match(r"\d*", text)
    if text and not len(element) and all(ord(char) in table for char in text):
        return text.translate(table)
    if number and number[0] and (element.text or "").startswith(number[0]):
        element.text = number[0].translate(table) + (element.text or "")[number.end() :]
    return inline(element, setting)


def _reading(element: Element, setting: Setting) -> str:
    """How a word is read, in brackets unless the page has some."""
    parent = element.getparent()
    bracketed = parent is not None and any(tag(child) == "rp" for child in parent.iter())
    text = inline(element, setting)
    return text if bracketed or not text.strip() else f"({text})"


def _trimmed(markdown: str) -> str:
    markdown = re.sub(rf" ?{BREAK} ?", BREAK, _SPACES.sub(" ", markdown))
    return markdown.strip(" \u00a0" + BREAK)


def _resolved(markdown: str) -> str:
    """The text with its placeholders turned into marks, where CommonMark will see them."""
    markdown = markdown.strip()
    if "![" in markdown:
        markdown = re.sub(r"(?<!\\)!(?=\[)", r"\\!", markdown)
    if not _PLACEHOLDER.search(markdown):
        return markdown
    for placeholders, mark in _MARKS:
        opening, closing = placeholders[0], placeholders[1]
        if opening not in markdown:
            continue
        markdown = re.sub(f"{closing}( ?){opening}", r"\1", markdown)
        pair = re.compile(f"{opening}([^{placeholders}]*){closing}")
        pieces, start = [], 0
        for found in pair.finditer(markdown):
            pieces += [markdown[start : found.start()], _marked(found, mark)]
            start = found.end()
        markdown = "".join([*pieces, markdown[start:]])
    return _PLACEHOLDER.sub("", guard_calls(markdown.replace(_BANG, "!")))


def _marked(found: re.Match[str], mark: str) -> str:
    """Emphasised text, its outer punctuation left out where that hides the mark.

    A mark between a letter and punctuation is none (CommonMark, section 6.2), as it comes
    about in CJK, where no space stands around emphasis.
    """
    core = found[1]
    start, end = found.span()
    before, after = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    lead = _outer(core) if _is_letter(before) else 0
    trail = _outer(core[::-1]) if _is_letter(after) else 0
    inside = core[lead : len(core) - trail]
    if not inside.strip():
        return core
    return f"{core[:lead]}{mark}{inside}{mark}{core[len(core) - trail :]}"


def _outer(core: str) -> int:
    """How many marks of punctuation a text begins with."""
    return next((i for i, char in enumerate(core) if not _is_punctuation(char)), len(core))


def _is_letter(char: str) -> bool:
    return bool(char) and not char.isspace() and not _is_punctuation(char)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS" or "\ue000" <= char <= "\ue00f"
