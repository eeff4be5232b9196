"""Dividing blocks: how much work it is to open what is nested."""

from collections.abc import Callable, Iterator

import pytest

from octavo.markdown.blocks import chunks
from octavo.markdown.blocks.blocks import Block, Source
from octavo.markdown.blocks.splitter import split


def characters_split(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many characters are split, those that are nested once more at each level."""
    taken = [0]

    def counted(inner: str) -> Iterator[Block]:
        taken.append(len(inner))
        return split(inner)

    with monkeypatch.context() as counting:
        counting.setattr(chunks, "split", counted)
        parts = list(chunks.chunks(Source(text), split(text)))
    assert len({part.frame.margins for part in parts}) > 1, "some of it is opened"
    return sum(taken)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param("{}", id="a paragraph"),
        pytest.param("# {}", id="a heading"),
        pytest.param("{}\n===", id="a heading with a line below it"),
        pytest.param("a | b\n--|--\n{} | b", id="a cell"),
        pytest.param("a | b\n--|--\na | {}\na | b", id="a cell of one row"),
        pytest.param("x[^1]\n\n[^1]: {}", id="a footnote"),
        pytest.param("- {}", id="an item"),
        pytest.param("- a\n{}", id="an item that is not indented"),
        pytest.param("> {}", id="a quote"),
        pytest.param("> a\n{}", id="a quote that is not marked"),
    ],
)
def test_no_more_is_laid_out_at_once_for_a_longer_text(form: str) -> None:
    """However long it is, and all of it is laid out."""
    most = set()
    for count in (12_000, 24_000):
        text = form.format("*a* " * count) + "\n"
        parts = list(chunks.chunks(Source(text), split(text)))
        most.add(max(part.end - part.start for part in parts) // 1_000)
        shown = "".join(part.source.text[part.start : part.end] for part in parts)
        assert shown.count("*a*") == count
    assert len(most) == 1


def nested_list(levels: int) -> str:
    return "".join(f"{'    ' * level}- level {level}\n" for level in range(levels))


def nested_quote(levels: int) -> str:
    line = "words " * 8
    return "".join(f"{'> ' * level}{line}\n{'> ' * level}\n" for level in range(1, levels))


@pytest.mark.parametrize("nested", [nested_list, nested_quote])
def test_what_is_nested_ever_deeper_is_not_split_anew_at_every_level(
    nested: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With twice the levels there are four times the characters."""
    once, twice = (characters_split(nested(levels), monkeypatch) for levels in (900, 1800))
    assert twice < 2 * once
