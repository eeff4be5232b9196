"""The body of a plain text as Markdown."""

import re
from collections.abc import Iterable, Mapping, Sequence

from octavo.importers.formats.plain.blocks import Kind, Part, are_lines, parts_of
from octavo.importers.formats.plain.citations import cite
from octavo.importers.formats.plain.headings import level_of
from octavo.importers.formats.plain.lines import join
from octavo.importers.formats.plain.lists import markdown_list
from octavo.importers.formats.plain.paragraphs import Layout, blocks_of
from octavo.importers.text.escape import escape_heading, escape_line

_WORD = re.compile(r"[^\W\d_]{2,}(?![-‐]\n)")


def body_markdown(
    lines: Sequence[str], sources: Mapping[int, str] | None = None, *, is_letter: bool = False
) -> str:
    """Lines of plain text as Markdown; marks such as `[1]` point to the sources given.

    A letter begins with a greeting, not with a heading.
    """
    blocks = list(blocks_of(lines))
    parts = parts_of(blocks, Layout.of([block for _, block in blocks]))
    if is_letter and parts and parts[0].kind is Kind.HEADING:
        parts[0] = parts[0]._replace(kind=Kind.PROSE)
    writer = _Writer(sources or {}, lines, parts)
    written: list[str] = []
    for before, part in zip([None, *parts], parts, strict=False):
        if before and are_lines(before, part):
            written[-1] += "\\\n" + writer.written(part)
        else:
            written.append(writer.written(part))
    return "\n\n".join(written)


class _Writer:
    """Writes the parts of one text as Markdown."""

    def __init__(
        self, sources: Mapping[int, str], lines: Iterable[str], parts: Sequence[Part]
    ) -> None:
        self._sources = sources
        self._vocabulary = _vocabulary(lines)
        self._headings = [part.lines[0] for part in parts if part.kind is Kind.HEADING]

    def written(self, part: Part) -> str:
        match part.kind:
            case Kind.VERBATIM:
                return part.markdown
            case Kind.RULE:
                return "---"
            case Kind.HEADING:
                words = escape_heading(join(part.lines, self._vocabulary))
                level = part.level or level_of(part.lines[0], self._headings)
                return f"{'#' * level} {cite(words, self._sources)}"
            case Kind.LIST:
                return markdown_list(part.lines, self._inline, self._vocabulary)
            case Kind.QUOTE:
                return self._quote(part.lines)
            case Kind.PROSE:
                return self._inline(join(part.lines, self._vocabulary))

    def _inline(self, text: str) -> str:
        return cite(escape_line(text), self._sources)

    def _quote(self, lines: Iterable[str]) -> str:
        inner = [re.sub(r"^\s*> ?", "", line) for line in lines]
        markdown = body_markdown(inner, self._sources)
        return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))


def _vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words of a text, without those that a hyphen divides between two lines."""
    return frozenset(word.lower() for word in _WORD.findall("\n".join(lines)))
