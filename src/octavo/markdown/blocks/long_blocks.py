"""Cutting what is too long to be laid out in one go."""

import re
from collections.abc import Iterator

_PASSAGE = 4000
_STRETCH = 3000
_CODE = 800
_REACH = 600
"""How far around a cut to look for marks that reach over it."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+|[。！？][」』”’）]*\s*|\n")
_SPACE = re.compile(r"\s+")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_OPENING = re.compile(r"(?:(?<=[\s\W])|\A)(\*\*?|__?|~~)(?=\S)")
_CODE_CUT = re.compile(r"\n[ \t]*\n(?=\S)")
_HTML_CUT = re.compile(
    r"\n(?=[ \t]*</?(?:p|div|h[1-6]|tr|li|ul|ol|dl|table|section|article)\b)"
)
_HTML_WHOLE = re.compile(
    r"<(script|style|pre|textarea)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)


def passages(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long paragraph in passages that end with a sentence, where no mark reaches over it."""
    while end - start > 2 * _PASSAGE:
        cut = _passage_end(text, start, end)
        yield start, cut
        start = cut
    yield start, end


def _passage_end(text: str, start: int, end: int) -> int:
    target = start + _PASSAGE
    limit = min(end, target + _PASSAGE)
    for tried, match in enumerate(_SENTENCE_END.finditer(text, target, limit)):
        if not _is_crossed(text, match.end(), start, end):
            return match.end()
        if tried > 40:
            break
    space = _SPACE.search(text, target, limit)
    return space.end() if space else target


def _is_crossed(text: str, cut: int, start: int, end: int) -> bool:
    """Whether a link, tag, code or emphasis seems to reach over a place."""
    before = text[max(start, cut - _REACH) : cut]
    after = text[cut : min(end, cut + _REACH)]
    if before.rfind("[") > before.rfind("]") and "]" in after:
        return True
    if before.endswith("](") or (before.rfind("](") > before.rfind(")") and ")" in after):
        return True
    if before.rfind("<") > before.rfind(">") and ">" in after:
        return True
    both = before + after
    if "`" in both and any(
        span.start() < len(before) < span.end() for span in _CODE_SPAN.finditer(both)
    ):
        return True
    return any(_stays_open(before, after, mark[1]) for mark in _OPENING.finditer(before))


def _stays_open(before: str, after: str, mark: str) -> bool:
    """Whether a mark that is opened before a place may be closed after it."""
    return before.count(mark) % 2 == 1 and re.search(rf"\S{re.escape(mark)}", after) is not None


def code_stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Much code in stretches, which begin at the margin after a blank line if they can."""
    while end - start > 2 * _STRETCH:
        target, limit = start + _STRETCH, start + 2 * _STRETCH
        blank = _CODE_CUT.search(text, target, limit)
        cut = blank.end() if blank else text.rfind("\n", start, limit) + 1 or limit
        yield start, cut
        start = cut
    yield start, end


def code_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Code in parts that end with a line, if it is not too long."""
    while end - start > 2 * _CODE:
        cut = text.find("\n", start + _CODE, start + _PASSAGE) + 1 or start + _PASSAGE
        if cut >= end:
            break
        yield start, cut
        start = cut
    yield start, end


def html_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Much HTML in parts that begin with a tag on a line of its own."""
    whole = [match.span() for match in _HTML_WHOLE.finditer(text, start, end)]
    whole.reverse()
    for match in _HTML_CUT.finditer(text, start, end):
        cut = match.end()
        while whole and whole[-1][1] <= cut:
            whole.pop()
        if cut - start > _PASSAGE and not (whole and whole[-1][0] < cut):
            yield start, cut
            start = cut
    yield start, end
