"""Emphasis in Markdown, whose marks depend on the characters beside them.

While a paragraph is put together, placeholders from the private use area stand for the marks;
only when all of it is there can it be seen which marks CommonMark will take for marks.
"""

import re
import unicodedata

STRONG = "\ue000\ue001"
STRESSED = "\ue002\ue003"
STRUCK = "\ue004\ue005"
"""What stands for the opening and the closing mark."""

BANG = "\ue006"
"""Stands for the exclamation mark of an image."""

PLACEHOLDER = re.compile("[\ue000-\ue00f]")

_MARKS = ((STRONG, "**"), (STRESSED, "*"), (STRUCK, "~~"))


def resolved(markdown: str) -> str:
    """The text with its placeholders turned into marks, where CommonMark will see them."""
    markdown = markdown.strip()
    if "![" in markdown:
        markdown = re.sub(r"(?<!\\)!(?=\[)", r"\\!", markdown)
    if not PLACEHOLDER.search(markdown):
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
    return PLACEHOLDER.sub("", markdown.replace(BANG, "!"))


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
