"""How rows are drawn, for all rows there can be."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from octavo.model.article import Article, State
from octavo.model.note import Highlight, Note
from octavo.model.search import Snippet
from octavo.model.tag import Tag
from octavo.tui.widgets.articles.rows import Look, Row, line_of, lines_of

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))
TAGS = st.lists(
    st.sampled_from(["ai", "한국", "policy/industry", "x" * 40]).map(Tag), max_size=4
)
ROWS = st.builds(
    Row,
    id=st.just(1),
    title=st.text(),
    site=st.text(),
    added=MOMENTS,
    published=st.none() | MOMENTS,
    is_from_feed=st.booleans(),
    minutes=st.none() | st.integers(1, 9999),
    tags=TAGS.map(tuple),
    state=st.sampled_from(State),
    progress=st.floats(0, 1),
    archived=st.booleans(),
    deleted=st.booleans(),
    note=st.booleans(),
    declared=st.booleans(),
    failed=st.booleans(),
    is_gap=st.booleans(),
)
PASSAGES = st.none() | st.builds(Snippet, st.text(), st.just(((0, 3), (5, 9))))
RANGES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=4)


@given(ROWS, st.integers(6, 100), st.booleans(), st.booleans(), RANGES, PASSAGES)
def test_every_line_is_as_wide_as_the_list_and_safe(
    row: Row,
    width: int,
    cursor: bool,
    marked: bool,
    hits: list[tuple[int, int]],
    passage: Snippet | None,
) -> None:
    look = Look(lambda *_: Style(), width, NOW, cursor, marked)

    drawn = [*lines_of(row, look, hits, passage), *line_of(row, look, hits)]

    assert len(drawn) == 3
    for strip in drawn:
        assert cell_len(strip.text) == strip.cell_length == width
        assert sum(segment.cell_length for segment in strip) == width
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in strip.text)


def test_an_article_becomes_a_row() -> None:
    article = Article(
        id=7,
        title="A title",
        authors=("A. Writer", "B. Writer"),
        words=2300,
        added=NOW,
        tags=frozenset({Tag("b"), Tag("A")}),
        deleted=NOW,
    )

    row = Row.of(article)

    assert (row.id, row.title, row.site) == (7, "A title", "A. Writer, B. Writer")
    assert (row.minutes, row.tags, row.state) == (10, (Tag("A"), Tag("b")), State.UNREAD)
    assert row.deleted


def test_a_note_becomes_a_row() -> None:
    note = Note(id=8, text="# A thought\n\nmore", added=NOW)
    passage = Note(id=9, highlight=Highlight("the exact words"), added=NOW)

    assert (Row.of(note).title, Row.of(note).site) == ("A thought", "note")
    assert (Row.of(passage).title, Row.of(passage).site) == ("the exact words", "highlight")
    assert Row.of(note).minutes is None


def test_the_first_hit_of_a_passage_is_in_sight() -> None:
    text = "Many words stand before the one that is looked for, a river of them."
    at = text.index("river")
    look = Look(lambda *_: Style(), 40, NOW)

    _, below = lines_of(
        Row(id=1, title="A", added=NOW), look, (), Snippet(text, ((at, at + 5),))
    )

    assert below.text.strip() == "…for, a river of them."


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("many words stand before it ", "river"),
        ("春天到了，花园里的花都开了。", "苹果"),
        ("春 天到了。", "苹果"),
        ("はるがきたので、にわのはながさいた。", "リンゴ"),
        ("ฤดูใบไม้ผลิมาถึงแล้ว", "แม่น้ำ"),
        ("👩\u200d👩\u200d👧👍🏽", "🍎"),
        ("x" * 60, "y"),
    ],
)
def test_the_first_hit_is_in_sight_at_any_width_in_any_script(words: str, hit: str) -> None:
    text = f"{words * 12}{hit}{words * 12}"
    spans = tuple((m.start(), m.end()) for m in re.finditer(hit, text))

    def style(*parts: str) -> Style:
        return Style(bold="article-list--hit" in parts)

    for width in range(30, 120):
        row, look = Row(id=1, title="A", added=NOW), Look(style, width, NOW)
        _, below = lines_of(row, look, (), Snippet(text, spans))
        assert hit in "".join(each.text for each in below if each.style and each.style.bold)
