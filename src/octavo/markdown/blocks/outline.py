"""The outline of a text: its headings."""

import re
from collections.abc import Iterator

from octavo.markdown.blocks.blocks import Cut, Kind
from octavo.markdown.blocks.chunks import heading_level
from octavo.markdown.blocks.heading import Heading
from octavo.markdown.layout.composer import Composer
from octavo.markdown.layout.document import Manuscript

_MARKED = re.compile(r"[\\`*_\[\]<&!~^]|://|www\.")
_PLAIN_HEADING = re.compile(r" {0,3}#{1,6}[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*\n")


def outline(manuscript: Manuscript, composer: Composer) -> Iterator[Heading]:
    """The headings that stand in no quote or list."""
    for cut in manuscript.all_cuts():
        if cut.kind not in (Kind.HEADING, Kind.UNDERLINED) or cut.frame.margins:
            continue
        text = _plain(manuscript.text, cut)
        if _MARKED.search(text):
            text = composer.flow(cut).text
        if text := " ".join(text.split()):
            level = heading_level(manuscript.text, cut.kind, cut.start, cut.end)
            yield Heading(level, text, cut.start)


def _plain(text: str, cut: Cut) -> str:
    """What a heading says, with its marks."""
    if cut.kind is Kind.UNDERLINED:
        return text[cut.start : text.rindex("\n", cut.start, cut.end - 1)]
    heading = _PLAIN_HEADING.match(text, cut.start)
    return heading[1] if heading else ""


def slug(heading: str) -> str:
    """The anchor that a heading has on most sites: `How It Works` is `how-it-works`."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
