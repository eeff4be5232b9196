"""The body of a plain text as Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from octavo.importers.formats.plain.blocks import Kind, Part, parts_of
from octavo.importers.formats.plain.citations import cite
from octavo.importers.formats.plain.joins import made_whole
from octavo.importers.formats.plain.layout import Block, Layout, blocks_of
from octavo.importers.formats.plain.lines import indent, join
from octavo.importers.formats.plain.lists import markdown_list
from octavo.importers.formats.plain.sections import with_headings
from octavo.importers.formats.plain.toc import contents_in
from octavo.importers.text.escape import escape_heading, escape_line

_WORD = re.compile(r"[^\W\d_]{2,}(?![-‐]\n)")


def body_markdown(lines: Sequence[str], sources: Mapping[int, str] | None = None) -> str:
    """Lines of plain text as Markdown; marks such as `[1]` point to the sources given."""
    blocks = list(blocks_of(lines))
    layout = Layout.of([block for _, block in blocks])
    parts = with_headings(list(made_whole(_parts(blocks, layout))), layout.base)
    writer = _Writer(sources or {}, _vocabulary(lines))
    return "\n\n".join(writer.written(part, layout) for part in parts)


def _parts(blocks: Sequence[tuple[int, Block]], layout: Layout) -> Iterator[Part]:
    """The parts of all blocks, the table of contents as a list."""
    after = 0
    for index, (gap, block) in enumerate(blocks):
        entries, size = contents_in(blocks, index) if index >= after else ([], 0)
        if entries:
            after = index + size
            items = (f"{' ' * indent(entry)}- {entry.strip()}" for entry in entries)
            yield Part(Kind.HEADING, block[:1], gap, level=2)
            yield Part(Kind.LIST, tuple(items))
        elif index >= after:
            yield from parts_of(block, gap, layout)


class _Writer:
    """Writes parts as Markdown."""

    def __init__(self, sources: Mapping[int, str], vocabulary: frozenset[str]) -> None:
        self._sources = sources
        self._vocabulary = vocabulary

    def written(self, part: Part, layout: Layout) -> str:
        match part.kind:
            case Kind.VERBATIM:
                return part.markdown
            case Kind.RULE:
                return "---"
            case Kind.HEADING:
                words = escape_heading(join(part.lines, self._vocabulary))
                return f"{'#' * part.level} {cite(words, self._sources)}"
            case Kind.LIST:
                return markdown_list(part.lines, self._inline, self._vocabulary)
            case Kind.QUOTE:
                return self._quote(part.lines)
            case Kind.VERSE:
                return self._verse(part.lines, layout.base)
            case Kind.PROSE:
                return self._inline(join(part.lines, self._vocabulary))

    def _inline(self, text: str) -> str:
        return cite(escape_line(text), self._sources)

    def _quote(self, lines: Iterable[str]) -> str:
        inner = [re.sub(r"^\s*> ?", "", line) for line in lines]
        markdown = body_markdown(inner, self._sources)
        return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))

    def _verse(self, lines: Sequence[str], base: int) -> str:
        margin = min(base, *map(indent, lines))
        return "\\\n".join(
            "\u00a0" * min(indent(line) - margin, 20) + self._inline(line) for line in lines
        )


def _vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words of a text, without those that a hyphen divides between two lines."""
    return frozenset(word.lower() for word in _WORD.findall("\n".join(lines)))
