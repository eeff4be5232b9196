"""A text that is split and then parsed block by block is what it is when parsed as a whole."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from octavo.markdown.blocks.blocks import Block, Kind
from octavo.markdown.blocks.parser import block_tokens
from octavo.markdown.blocks.splitter import split
from tests.making import examples

OPENED_BY = {
    Kind.PARAGRAPH: {"paragraph_open"},
    Kind.HEADING: {"heading_open"},
    Kind.UNDERLINED: {"heading_open"},
    Kind.RULE: {"hr"},
    Kind.FENCE: {"fence"},
    Kind.CODE: {"code_block"},
    Kind.HTML: {"html_block"},
    Kind.TABLE: {"table_open"},
    Kind.DEFINITIONS: {"definition"},
    Kind.QUOTE: {"blockquote_open"},
    Kind.ITEMS: {"bullet_list_open", "ordered_list_open"},
    Kind.FOOTNOTE: {"footnote_reference_open"},
    Kind.TERMS: {"dl_open"},
}

Seen = tuple[object, ...]


def seen(tokens: list[Token], shift: int = 0) -> Iterator[Seen]:
    """What counts of some tokens: not where they end, nor blank lines at the end of code."""
    for token in tokens:
        line = token.map[0] + shift if token.map else None
        content = token.content if token.type == "inline" else token.content.rstrip(" \t\n")
        yield token.type, token.tag, line, content, token.info, token.hidden, token.attrs


def parsed_whole(text: str) -> list[Seen]:
    return list(seen(block_tokens(text)))


def parsed_in_blocks(text: str) -> list[Seen]:
    found: list[Seen] = []
    for block in split(text):
        tokens = block_tokens(text[block.start : block.end])
        assert tokens[0].type in OPENED_BY[block.kind]
        as_in_list(tokens, block)
        shown = list(seen(tokens, text.count("\n", 0, block.start)))
        if block.items and not block.items.first:
            found.pop()
            shown = shown[1:]
        found += shown
    return found


def as_in_list(tokens: list[Token], block: Block) -> None:
    """Make items what they are in their list: apart or not, and with its first number."""
    if not block.items:
        return
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.level == 2:
            token.hidden = tokens[index + 2].hidden = not block.items.loose
    assert len([token for token in tokens if token.level == 1]) == 2 * block.items.count


CASES = {
    "a heading ends a paragraph": "some words\n# Heading\nmore words\n",
    "dashes below a paragraph make it a heading": "words\nmore words\n---\nthen\n",
    "dashes between blank lines are a rule": "words\n\n---\n\nwords\n",
    "a number other than 1 does not end a paragraph": "It was in\n1986. A good year.\n",
    "the number 1 ends a paragraph": "It was\n1. one\n2. two\n",
    "a table ends the paragraph above it": "words\na | b\n--|--\n1 | 2\n\nwords\n",
    "a table may begin like an item": "- a | b\n--|--\n1 | 2\n",
    "a table ends with a list": "a | b\n--|--\n1 | 2\n- item\n",
    "blank lines in a fence are code": "```\none\n\n# two\n\n```\nwords\n",
    "a fence that is not closed goes on to the end": "~~~~\none\n\n~~~\n\ntwo\n",
    "a fence in an item ends with the item": "- ```\n  code\nwords\n\n```\nmore\n```\n",
    "a line goes on the paragraph of an item": "- an item\nthat goes on\n- another\n",
    "a line does not go on the heading of an item": "- # Heading\nwords\n- another\n",
    "blank lines between items keep the list whole": "- one\n\n- two\n\n\n- three\n\nwords\n",
    "other signs begin another list": "- one\n- two\n* three\n1. four\n2) five\n",
    "an item with nothing in it ends with a blank line": "-\n\n  words\n",
    "blank lines inside an item make a list loose": "- one\n\n  more\n- two\n",
    "blank lines in the code of an item do not": "- ```\n  a\n\n  b\n  ```\n- two\n",
    "numbers grow wider": "".join(f"{number}. item\n" for number in range(8, 120)),
    "items hold more than a line": "- one\n  and more\n- two\n    - deeper\n\n- three\n",
    "a rule ends a list": "- one\n- two\n- - -\n- three\n",
    "indented code goes on over blank lines": "    one\n\n    two\n\n\nwords\n",
    "tabs indent": "-\tone\n\n\ttwo\n\n\tthree\n",
    "a line goes on a quote": "> words\nthat go on\n\nothers\n",
    "a line does not go on a quote's code": "> ```\nwords\n\nothers\n",
    "a comment holds blank lines": "<!-- one\n\ntwo -->\nwords\n\nwords\n",
    "a tag holds no blank lines": "<div>\nwords\n\n*more*\n</div>\n",
    "a lone tag does not end a paragraph": "words\n<span>\nmore\n",
    "definitions stand together": "[a]: /one\n[b]: /two 'title'\n[c]:\n  /three\nwords\n",
    "a paragraph begins like a definition": "[a] is not: one\nat all\n\n[b]: \nwords [a]: x\n",
    "a title goes on over lines": "[a]: /one '\ntitle\nlines\n'\nwords\n",
    "a footnote holds what is indented": "[^a]: one\nand more\n\n    two\n\nwords\n",
    "a footnote ends where another begins": "[^a]: one\n[^b]: two\n\nwords\n",
    "a term has definitions": "one\n: it is\n: or not\n\ntwo\n\n: what\n\n  more\n\nwords\n",
    "a term stands in a list or a quote": "- one\n  : two\n> one\n> : two\nmore\n\n: no\n",
    "dashes make a heading of a term": "one\n: two\n---\n",
    "a paragraph of two lines is no term": "one\ntwo\n: three\n",
    "white space is all": " \n\t\n",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_blocks_are_those_of_the_whole(text: str) -> None:
    assert parsed_in_blocks(text) == parsed_whole(text)


SCRAPS = st.sampled_from(
    [
        *("- ", "* ", "+ ", "1. ", "2. ", "10) ", "> ", ">", "# ", "```", "~~~", "    ", "  "),
        *(" ", "\t", "foo", "bar | baz", "|", "---", "--|--", "===", "=", "-", "***", "x"),
        *("<div>", "<!--", "-->", "</div>", "<span>", "<pre>", "[a]: b", "[a]:", "[^n]: "),
        *(": ", "~ ", "[^n]", '"t"', "*em*", "`", "| a | b |", '[a]: /u "t'),
    ]
)
TEXTS = st.lists(st.lists(SCRAPS, max_size=4).map("".join), max_size=12).map(
    lambda lines: "\n".join(lines) + "\n"
)


@given(TEXTS)
@example("[^n]: foo```\n--|--foo\n    --|--\n`\n")
@example("> [a]:\n[^n]<!--\n</pre>\n# \n")
@example("- \n\n\n- b\n")
@settings(max_examples=examples(150), deadline=None)
def test_blocks_of_any_lines_are_those_of_the_whole(text: str) -> None:
    assert parsed_in_blocks(text) == parsed_whole(text)


@given(TEXTS)
@settings(max_examples=examples(50), deadline=None)
def test_blocks_stand_one_after_the_other_with_nothing_but_blank_lines_between(
    text: str,
) -> None:
    position = 0
    for block in split(text):
        assert not text[position : block.start].strip(" \t\n")
        assert block.end > block.start
        position = block.end
    assert not text[position:].strip(" \t\n")
