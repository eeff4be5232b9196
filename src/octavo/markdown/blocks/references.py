"""What a block refers to elsewhere in its text: link definitions and footnotes."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Protocol

from octavo.markdown.blocks.blocks import Block, Kind
from octavo.markdown.blocks.parser import definitions
from octavo.markdown.blocks.patterns import FOOTNOTE, SIMPLE_DEFINITION, SIMPLE_DEFINITIONS

_MENTION = re.compile(r"\[\^([^\]\s]+)(\]?)")
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_CONTAINERS = (Kind.QUOTE, Kind.ITEMS, Kind.FOOTNOTE)
_LITERAL = (Kind.FENCE, Kind.CODE, Kind.HTML)

Target = Mapping[str, str]
"""Where a label leads: its `href` and its `title`."""


class Splittable(Protocol):
    """A text that knows its blocks."""

    text: str

    def all_blocks(self) -> Iterable[Block]:
        """All blocks of the text, in order."""


class References:
    """The link definitions and footnotes of a text, found when they are first asked for."""

    def __init__(self, source: Splittable) -> None:
        self._source = source

    def get(self, label: str, default: Target | None = None) -> Target | None:
        """Where a label leads that has been normalized."""
        return self._targets.get(label, default)

    def environment(self, content: str) -> dict[str, object]:
        """What the inline parser is to know of the rest of the text."""
        known: dict[str, object] = {"references": self}
        if "[^" in content and self.footnotes:
            labels = {f":{label}": -1 for label in self.footnotes}
            known["footnotes"] = {"refs": labels, "list": {}}
        return known

    @cached_property
    def footnotes(self) -> Mapping[str, int]:
        """The numbers of the footnotes by their labels, counted as they are mentioned."""
        if "[^" not in self._source.text:
            return {}
        text = self._source.text
        defined = dict.fromkeys(
            footnote_label(text, block.start)
            for block in self._source.all_blocks()
            if block.kind is Kind.FOOTNOTE
        )
        mentioned = [label for label in self._mentions() if label in defined]
        return {
            label: number
            for number, label in enumerate(dict.fromkeys((*mentioned, *defined)), 1)
        }

    @cached_property
    def _targets(self) -> Mapping[str, Target]:
        text = self._source.text
        targets: dict[str, Target] = {}
        if "]:" in text:
            for block in self._source.all_blocks():
                if block.kind is Kind.DEFINITIONS or (
                    block.kind in _CONTAINERS and text.find("]:", block.start, block.end) >= 0
                ):
                    _define(text[block.start : block.end], targets)
        return targets

    def _mentions(self) -> Iterable[str]:
        """The labels that the text mentions as footnotes, in order."""
        text = self._source.text
        for block in self._source.all_blocks():
            start = block.start
            if block.kind in _LITERAL or text.find("[^", start, block.end) < 0:
                continue
            if block.kind is Kind.FOOTNOTE and (own := FOOTNOTE.match(text, start)):
                start = own.end()
            shown = _CODE.sub("", text[start : block.end])
            yield from (label for label, end in _MENTION.findall(shown) if end)


def footnote_label(text: str, start: int) -> str:
    """The label of the footnote that begins at an offset."""
    start = text.index("[^", start) + 2
    return text[start : text.index("]", start)]


def _define(block: str, targets: dict[str, Target]) -> None:
    """Add the definitions in some lines to others, of which the first counts."""
    if SIMPLE_DEFINITIONS.fullmatch(block):
        for label, href, title in SIMPLE_DEFINITION.findall(block):
            name = " ".join(label.split()).upper()
            targets.setdefault(name, {"href": href, "title": title})
        return
    for label, found in definitions(block).items():
        targets.setdefault(label, found)
