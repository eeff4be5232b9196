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
