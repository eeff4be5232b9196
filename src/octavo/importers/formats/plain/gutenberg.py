"""Books as Project Gutenberg sets them: the text stands between two marks."""

import re
from collections.abc import Sequence

_START = re.compile(r"\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG EBOOK.*", re.IGNORECASE)
_END = re.compile(
    r"\*{3}\s*END OF (?:THE|THIS) PROJECT GUTENBERG EBOOK.*"
    r"|End of (?:the )?Project Gutenberg.*",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(Title|Author|Language):\s+(\S.*)", re.IGNORECASE)
_CREDITS = re.compile(r"(?:produced|e-?text prepared|transcribed) by\b", re.IGNORECASE)
_SEARCHED = 400


def unpacked(lines: Sequence[str]) -> list[str]:
    """The lines of a book with its title and author first; other texts as they are."""
    start = next((i for i, line in enumerate(lines[:_SEARCHED]) if _START.match(line)), None)
    if start is None:
        return list(lines)
    end = next(
        (i for i in range(len(lines) - 1, start, -1) if _END.match(lines[i])), len(lines)
    )
    while end > start and (not lines[end - 1].strip() or _END.match(lines[end - 1])):
        end -= 1
    fields = [_FIELD.match(line) for line in lines[:start]]
    return [found[0] for found in fields if found] + ["", *_text(lines[start + 1 : end])]


def _text(lines: Sequence[str]) -> list[str]:
    """The text without the names of those who typed it."""
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if first < len(lines) and _CREDITS.match(lines[first].strip()):
        first = next((i for i in range(first, len(lines)) if not lines[i].strip()), len(lines))
    return list(lines[first:])
