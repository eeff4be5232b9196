"""Sources that a text cites by number, and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.markdown.plain_text import sources, unlisted_citations


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("Said[1][3][4].", 3, id="one after the other"),
        pytest.param("Said[1] and[2], again[1].", 3, id="twice the same"),
        pytest.param("Said[1, 3].", 2, id="two in one pair of brackets"),
        pytest.param("Said[2–5].", 4, id="a range"),
        pytest.param("Said[2-4; 9].", 4, id="a range and another"),
        pytest.param("Said\\[1\\]\\[2\\].", 2, id="escaped"),
        pytest.param("Nothing of the kind.", 0, id="none"),
        pytest.param("In [2024] it was.", 0, id="not a year"),
        pytest.param("A [1](http://a.example) link.", 0, id="not a link"),
        pytest.param("An ![1](a.png) image.", 0, id="not a picture"),
        pytest.param("A note[^1].", 0, id="not a footnote"),
        pytest.param("In `a[1]` and\n\n```\nb[2]\n```\n", 0, id="not in code"),
        pytest.param("- [x] done\n- [ ] not\n", 0, id="not a box"),
        pytest.param("Said[1].\n\n[1] A book.", 0, id="listed"),
        pytest.param("Said[1].\n\n- [1] A book.", 0, id="listed as items"),
        pytest.param("Said[1].\n\n[1]: http://a.example", 0, id="defined"),
        pytest.param("Said\\[1\\].\n\n\\[1\\] A book.", 0, id="listed, escaped"),
        pytest.param("Said[1].\n\n## Sources\n\n1. A book.", 0, id="listed by number below"),
        pytest.param("1. First.\n2. Second.\n\nSaid[1, 2].", 2, id="a list above is no list"),
        pytest.param("Item\\[81] and item\\[81].", 0, id="one number alone may be anything"),
        pytest.param("Between \\[0,1] and \\[0, 5].", 0, id="an interval"),
        pytest.param(
            "So[^2] it[^3] is.\n\n[^2]: \\[1\\] [A](http://a.example)\n[^3]: \\[2\\] B\n",
            0,
            id="numbers that footnotes begin with",
        ),
    ],
)
def test_citations_without_sources(text: str, count: int) -> None:
    assert unlisted_citations(text) == count


_PARTS = st.one_of(
    st.integers(1, 99).map(lambda n: (f"so[{n}]", 1)),
    st.lists(st.integers(1, 99), min_size=2, max_size=4).map(
        lambda ns: (f"so[{', '.join(map(str, ns))}]", len(ns))
    ),
    st.tuples(st.integers(1, 50), st.integers(1, 9)).map(
        lambda r: (f"so[{r[0]}–{r[0] + r[1]}]", r[1] + 1)
    ),
    st.sampled_from(
        [("`a[1]`", 0), ("[1](u)", 0), ("word", 0), ("[2024]", 0), ("[a]", 0), ("so[^1]", 0)]
    ),
)


@given(st.lists(_PARTS, max_size=12), st.sampled_from([" ", "\n", "\n\n"]))
def test_each_number_counts_until_a_source_is_listed(
    parts: list[tuple[str, int]], between: str
) -> None:
    text = "It is " + f"{between}And ".join(part for part, _ in parts)
    text += " as[1, 2]"
    assert unlisted_citations(text) == sum(count for _, count in parts) + 2
    assert unlisted_citations(f"{text}\n\n[1] A book.\n") == 0


def test_a_source_is_what_stands_behind_its_number() -> None:
    text = "Said[1][2].\n\n## Sources\n\n[1] A book,\nin two lines.\n[2]: Another.\n\nEnd.\n"
    listed = {number: text[each.words : each.end] for number, each in sources(text).items()}
    assert listed == {1: "A book,\nin two lines.\n", 2: "Another."}


def test_items_of_a_numbered_list_below_are_sources() -> None:
    text = "Said[2].\n\n1. A book.\n2. Another.\n\nEnd.\n"
    listed = {number: text[each.words : each.end] for number, each in sources(text).items()}
    assert listed == {1: "A book.\n", 2: "Another."}
