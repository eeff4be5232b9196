"""What differs between two texts, by words."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.markdown import word_diff as module
from octavo.markdown.layout.layout import lay_out
from octavo.markdown.word_diff import Kind, as_markdown, counts, in_signs, matches, word_diff

FEW_WORDS = st.lists(st.sampled_from(["a", "b", "gate", "水", "門", "\n\n", "\n", "*", "x-y"]))
TEXTS = st.one_of(st.text(max_size=60), FEW_WORDS.map(" ".join), FEW_WORDS.map("".join))


def letters(text: str) -> str:
    return "".join(text.split())


def shown(text: str) -> str:
    lines = lay_out(text, 70)
    return "\n".join("".join(piece.text for piece in line.pieces) for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("The gate rose.", "The gate rose.", "…", id="nothing differs"),
        pytest.param(
            "The gate rose at one.",
            "The gate fell at one.",
            "The gate [-rose-] {+fell+} at one.",
            id="one word",
        ),
        pytest.param(
            "A.\n\nB.\n\nC.\n\nD.",
            "A.\n\nB.\n\nNew here.\n\nC.\n\nD.",
            "…\n\nB.\n\n{+New here.+}\n\nC.\n\n…",
            id="a paragraph, with those around it",
        ),
        pytest.param(
            "水門は一時に開いた。",
            "水門は二時に開いた。",
            "水門は[-一-]{+二+}時に開いた。",
            id="no spaces",
        ),
        pytest.param(
            "See [it](https://a.example/x).",
            "See [it](https://b.example/x).",
            "See [it[-](https://a.example/x)-]{+](https://b.example/x)+}.",
            id="the target of a link is one word",
        ),
        pytest.param("", "All new.", "{+All new.+}", id="from nothing"),
        pytest.param("All gone.", "", "[-All gone.-]", id="to nothing"),
    ],
)
def test_what_differs_is_told_in_signs(old: str, new: str, told: str) -> None:
    assert in_signs(word_diff(old, new)) == told


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    olds = (p.text for p in pieces if p.kind is not Kind.ADDED)
    news = (p.text for p in pieces if p.kind is not Kind.REMOVED)
    assert letters("".join(olds)) == letters(old)
    assert letters("".join(news)) == letters(new)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.kind is Kind.SAME for piece in word_diff(text, text))


@given(st.lists(st.sampled_from("abcdef")), st.lists(st.sampled_from("abcdef")))
def test_what_is_matched_is_the_same_and_in_order(old: list[str], new: list[str]) -> None:
    found = matches(old, new)
    assert all(old[i] == new[j] for i, j in found)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(found))


def test_words_are_counted() -> None:
    assert counts(word_diff("The old gate rose.", "The gate rose up and fell.")) == (3, 1)


def test_as_markdown_it_shows_the_source_as_it_stands() -> None:
    old, new = "# A *b*\n\n- one\n- two [x](y)", "# A *b*\n\n- one\n- three [x](y)"
    told = shown(as_markdown(word_diff(old, new)))
    assert "- one\n- [-two-] {+three+} [x](y)" in told


@pytest.mark.parametrize(
    "new", ["See it at https://a.example/x", "See [it](https://a.example/x)"]
)
def test_an_address_that_is_new_leads_where_it_says(new: str) -> None:
    told = as_markdown(word_diff("See", new))
    links = [piece.link for line in lay_out(told, 70) for piece in line.pieces if piece.link]
    assert {link.url for link in links} == {"https://a.example/x"}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(lambda n, _: ["the"] * n, id="one word over and over"),
        pytest.param(lambda n, turn: [f"{turn}{i}" for i in range(n)], id="nothing in common"),
        pytest.param(
            lambda n, turn: ["ab"[i % 2] for i in range(n + turn)][turn:], id="shifted"
        ),
        pytest.param(
            lambda n, turn: [str((i * (7 + 4 * turn)) % 50) for i in range(n)], id="few"
        ),
    ],
)
def test_twice_the_text_takes_twice_the_comparisons(
    words: "object", monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Counter[str]()

    class Word(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            made["compared"] += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    def cost(count: int) -> int:
        made.clear()
        assert callable(words)
        matches([*map(Word, words(count, 0))], [*map(Word, words(count, 1))])
        return made["compared"]

    assert cost(8000) <= 3 * max(cost(4000), 4000)
    assert module._FULL <= 10_000


@given(TEXTS, TEXTS)
def test_as_markdown_it_says_the_same_as_in_signs(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    said = (shown(as_markdown(pieces)), in_signs(pieces))
    assert len({"".join(filter(str.isalnum, each)) for each in said}) == 1


@pytest.mark.parametrize("end", ["", "."])
def test_what_replaces_the_end_of_a_paragraph_stands_in_it(end: str) -> None:
    """However it ends; what replaces a whole paragraph is one of its own."""
    old, new = f"The river was cold{end}\n\nLast", f"The river was warm{end}\n\nLast"
    shown = as_markdown(word_diff(old, new))
    assert len(shown.split("\n\n")) == 2
    whole = as_markdown(word_diff("Old words\n\nLast", "New ones\n\nLast"))
    assert len(whole.split("\n\n")) == 3
