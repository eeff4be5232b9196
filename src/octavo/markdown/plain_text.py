"""Markdown as plain text in one line, to be quoted in a list of results."""

import html
import re
from collections.abc import Sequence

_RULES: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"^\s*(```|~~~).*$", ""),
        (r"^\s*\[[^\]\n]+\]:\s.*$", ""),
        (r"^[\s|:+=*_-]+$", ""),
        (r"^\s*(>\s*)+", ""),
        (r"^\s*#{1,6}\s+|\s+#+\s*$", ""),
        (r"^\s*([-*+]|\d{1,9}[.)])\s+(\[[ xX]\]\s+)?", ""),
        (r"^\s*\||\|\s*$", ""),
        (r"\s\|\s", " · "),
        (r"!\[([^\]\n]*)\](\([^)\n]*\)|\[[^\]\n]*\])", r"\1"),
        (r"\[\^[^\]\n]+\]:?", ""),
        (r"\[([^\]\n]+)\](\([^)\n]*\)|\[[^\]\n]*\])", r"\1"),
        (r"<((?:https?|mailto):[^>\s]+)>", r"\1"),
        (r"</?[A-Za-z][^>\n]*>|<!--.*?-->", ""),
        (r"(\*\*\*|\*\*|\*|~~)(?=\S)([^*~\n]+?)(?<=\S)\1", r"\2"),
        (r"(?<!\w)(___|__|_)(?=\S)([^_\n]+?)(?<=\S)\1(?!\w)", r"\2"),
        (r"(`+)(.+?)\1", r"\2"),
        (r"\\([!-/:-@\[-`{-~])", r"\1"),
    )
)


def plain_text(markdown: str) -> str:
    """Markdown without its marks: links as their text, pictures as what stands for them."""
    for pattern, replacement in _RULES:
        markdown = pattern.sub(replacement, markdown)
    return " ".join(html.unescape(markdown).split())
