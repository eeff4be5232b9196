"""Markdown as Rich sets it on a terminal, with nothing of the text left out."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Heading, Markdown, MarkdownElement

from octavo.importers.text.clean import clean

PICTURE = "▨"
"""Stands before what a picture shows."""

_parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])


class _Heading(Heading):
    """At the left; Rich centres the highest ones."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.text.copy()
        text.justify = "left"
        yield text


class Typeset(Markdown):
    """A text; Rich by itself drops HTML, and moves pictures before their paragraph."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
    }

    def __init__(self, text: str) -> None:
        """Take a text as it is kept; what could move the cursor is taken out."""
        super().__init__("")
        self.parsed = list(_without_pictures(_parser.parse(clean(text))))


def _without_pictures(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens with what each picture shows in its place."""
    for token in tokens:
        if token.type == "image":
            yield Token("text", "", 0, content=f"{PICTURE} {token.content or 'picture'}")
            continue
        if token.children:
            token.children = list(_without_pictures(token.children))
        yield token
