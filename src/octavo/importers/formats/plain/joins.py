"""Parts of a plain text made whole again where a blank line broke them."""

from collections.abc import Iterable, Iterator, Sequence

from octavo.importers.formats.plain.blocks import Kind, Part
from octavo.importers.formats.plain.headings import is_heading
from octavo.importers.formats.plain.lines import (
    breaks_off,
    continues,
    ends_sentence,
    indent,
    is_greeting,
    wants_more,
    width,
)
from octavo.importers.formats.plain.lists import is_numbered
from octavo.importers.formats.plain.verbatim import dedented
from octavo.importers.text.escape import code_block

_SHORT = 40


def made_whole(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, with those put together that go on with the one before."""
    group: list[Part] = []
    for part in parts:
        if group and not _goes_on(group[0], group[-1], part):
            yield _whole(group)
            group = []
        group.append(part)
    if group:
        yield _whole(group)


def _goes_on(first: Part, last: Part, part: Part) -> bool:
    """Whether a part belongs to the group that began with `first` and has come to `last`."""
    if first.kind is Kind.LIST:
        is_item = part.kind is Kind.LIST and _is_same_list(first, part)
        return is_item or (part.kind is Kind.PROSE and _is_inside(first, part))
    if first.kind is not part.kind:
        return False
    if part.kind is Kind.PROSE:
        return _is_broken(last.lines[-1], part)
    if part.kind is Kind.VERBATIM:
        return _is_code(first) and _is_code(part)
    return part.kind is Kind.QUOTE


def _whole(group: Sequence[Part]) -> Part:
    """A group of parts as one."""
    [first, *others] = group
    if not others:
        return first
    lines = list(first.lines)
    for part in others:
        lines += _between(first, part)
        lines += part.lines
    markdown = code_block(dedented(lines)) if first.kind is Kind.VERBATIM else ""
    return first._replace(lines=tuple(lines), markdown=markdown)


def _between(first: Part, part: Part) -> list[str]:
    if first.kind is Kind.QUOTE:
        return [">"]
    if first.kind is Kind.VERBATIM:
        return [""] * part.gap
    return [""] if first.kind is Kind.LIST and part.kind is Kind.PROSE else []


def _is_same_list(first: Part, part: Part) -> bool:
    """Whether a list goes on with the marks that it had, or deeper."""
    mark, other = first.lines[0], part.lines[0]
    return is_numbered(mark) == is_numbered(other) or indent(other) > indent(mark) + 1


def _is_inside(first: Part, part: Part) -> bool:
    """Whether a paragraph is set in as far as the text of the items above it.

    One number by itself above it is that of a section.
    """
    if len(first.lines) == 1 and is_numbered(first.lines[0]) and is_heading(first.lines[0]):
        return False
    return all(indent(line) >= indent(first.lines[0]) + 2 for line in part.lines)


def _is_code(part: Part) -> bool:
    """Whether a block is code that is set in, and so may have blank lines inside."""
    return part.markdown.startswith("```") and min(map(indent, part.lines)) >= 2


def _is_broken(last: str, part: Part) -> bool:
    """Whether a blank line stands in the middle of a sentence."""
    first = part.lines[0]
    if ends_sentence(last) or not part.gap:
        return False
    if wants_more(last):
        return not first.endswith(":")
    if is_greeting(last):
        return False
    if breaks_off(last):
        return width(last) >= _SHORT or continues(first)
    return continues(first) and (not is_heading(last) or not first.lstrip()[0].isalpha())
