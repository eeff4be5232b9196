"""Omnivore's highlights in Markdown: a quote, then perhaps a line of labels, then a note.

> What was marked,
> on as many lines as it had.

#essay #history

What the reader wrote about it.
"""

import re
from collections.abc import Iterator

from octavo.importers.exports import fields
from octavo.model.draft import DraftNote
from octavo.model.note import Highlight
from octavo.model.tag import Tag

_QUOTE = re.compile(r" {0,3}> ?(.*)")
_LABELS = re.compile(r"#[^\s#][^#]*(?:\s#[^\s#][^#]*)*\s*")
_LABEL = re.compile(r"(?:^|\s)#(?=[^\s#])")
_LONGEST_LABEL = 4
"""Words; a line with a longer one is a note that begins with a hash."""


def notes_in(markdown: str) -> Iterator[DraftNote]:
    """The highlights and notes of one article, in their order."""
    quote: list[str] = []
    rest: list[str] = []
    for line in markdown.splitlines():
        quoted = _QUOTE.match(line)
        if quoted and any(each.strip() for each in rest):
            yield from _note(quote, rest)
            quote, rest = [], []
        if quoted:
            if any(not each.strip() for each in rest) and quote:
                yield from _note(quote, rest)
                quote, rest = [], []
            quote.append(quoted[1])
        else:
            rest.append(line)
    yield from _note(quote, rest)


def _note(quote: list[str], rest: list[str]) -> list[DraftNote]:
    """One highlight with what stands below it; or a note alone; or nothing."""
    lines = "\n".join(rest).strip().split("\n")
    labels = _labels(lines[0]) if quote else frozenset()
    text = fields.text("\n".join(lines[1:] if labels else lines))
    exact = fields.text("\n".join(quote))
    if not exact and not text:
        return []
    highlight = Highlight(exact=exact) if exact else None
    return [DraftNote(text=text, highlight=highlight, tags=labels)]


def _labels(line: str) -> frozenset[Tag]:
    """The labels, if a line is of nothing else."""
    if not _LABELS.fullmatch(line):
        return frozenset()
    names = [name for name in _LABEL.split(line) if name.strip()]
    if any(len(name.split()) > _LONGEST_LABEL for name in names):
        return frozenset()
    return fields.tags_named(names)
