"""The grammar of the texts: CommonMark with tables, strikethrough and footnotes."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from octavo.markdown.blocks.source_map import MappedInline

DEEPEST = 60
"""How many levels of blocks and marks in one another are told apart.

What is deeper is set as running text, with its marks. From 32 on, signs of two cells leave no
room for others beside a text of 76, so that nothing is lost to the eye. The deepest text,
pictures in pictures in quotes, takes 500 of the 1000 calls that Python lets stand in each
other, and the app around it 30.
"""


@cache
def parser() -> MarkdownIt:
    """The parser; its inline tokens say where they come from."""
    markdown = MarkdownIt("commonmark", {"inline_definitions": True, "maxNesting": DEEPEST})
    markdown.enable(["table", "strikethrough"])
    footnote_plugin(markdown, inline=False)
    markdown.inline = MappedInline()
    return markdown


def block_tokens(text: str) -> list[Token]:
    """The blocks of some lines, their contents not yet parsed."""
    markdown = parser()
    tokens: list[Token] = []
    markdown.block.parse(text, markdown, {}, tokens)
    return tokens


def definitions(text: str) -> dict[str, dict[str, str]]:
    """The link reference definitions in some lines by their labels."""
    markdown = parser()
    environment: dict[str, dict[str, dict[str, str]]] = {}
    markdown.block.parse(text, markdown, environment, [])
    return environment.get("references", {})


def outermost(text: str) -> list[Token]:
    """The opening tokens of the blocks that stand in no other one."""
    return [token for token in block_tokens(text) if token.level == 0 and token.nesting >= 0]
