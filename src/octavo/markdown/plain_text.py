"""Markdown as plain text in one line, to be quoted in a list of results or as an excerpt.

Told by patterns, without parsing: it costs some tens of microseconds for a paragraph, and may
be given any stretch of a text, so that a link can have lost its beginning or its end.
"""

import html
import re
from collections.abc import Sequence

_TARGET = r"\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\]\n]*\]"
"""Where a link leads; also what a site's generator fills in: `({{ "/about" | url }})`."""

_LINES = (
    (r"^\s*(`{3,}[^`\n]*|~{3,}.*)$", ""),
    (r"^\s*\[(?!\^)[^\]\n]+\]:\s.*$", ""),
    (r"^[\s|:+=*_-]+$", ""),
    (r"^\s*(>\s*)+", ""),
    (r"^\s*([-*+]|\d{1,9}[.)])\s+(\[[ xX]\]\s+)?", ""),
    (r"^\s*#{1,6}\s+|\s+#+\s*$", ""),
    (r"^\s*\||\|\s*$", ""),
    (r"\s\|\s", " · "),
    (r"(?<=\S)[ \t]*\n(?=[ \t]*\S)", " "),
)
"""The marks of blocks; then the lines of a paragraph become one, for what spans several."""

_INLINE = (
    (rf"!\[([^\]\n]*)\](?:{_TARGET})", r"\1"),
    (r"\[\^[^\]\n]+\]:?", ""),
    (rf"\[((?:[^\[\]\n\\]|\\.)+)\](?:{_TARGET})", r"\1"),
    (r"<((?:https?|mailto):[^>\s]+)>", r"\1"),
    (r"</?[A-Za-z][^>\n]*>|<!--.*?-->", ""),
    (r"(?<!\\)(\*\*\*|\*\*|\*|~~)(?=\S)([^*~\n]+?)(?<=\S)\1", r"\2"),
    (r"(?<![\w\\])(___|__|_)(?=\S)([^_\n]+?)(?<=\S)\1(?!\w)", r"\2"),
    (r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", r"\2"),
)
_CUT = (
    (r"!?\[([^\[\]\n]*)\]\(\S*$", r"\1"),
    (r"\]\((?:https?|mailto):[^()\s]*\)", ""),
    (r"<[A-Za-z/][^<>\n]*$|`{2,}", ""),
    (r"(?<![\w\\])\*\*(?=\S)|(?<=[^\s\\])\*\*(?!\w)", ""),
    (r"\\([!-/:-@\[-`{-~])", r"\1"),
)
"""What is left of marks that begin before the stretch or end behind it, then escapes."""

_RULES: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (*_LINES, *_INLINE, *_CUT)
)


def plain_text(markdown: str) -> str:
    """Markdown without its marks: links as their text, pictures as what stands for them."""
    for pattern, replacement in _RULES:
        markdown = pattern.sub(replacement, markdown)
    return " ".join(html.unescape(markdown).split())
