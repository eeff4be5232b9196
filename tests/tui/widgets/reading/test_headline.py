"""The headline."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.tui.widgets.reading.headline import Headline, byline_of
from tests.tui.widgets.stage import lines, staged

DAY = datetime(2026, 3, 4, 12, tzinfo=UTC)


def article(title: str = "A title", **fields: object) -> Article:
    told = {"id": 1, "added": DAY, "words": 1610, **fields}
    return Article(title=title, **told)  # type: ignore[arg-type]


async def test_title_and_byline() -> None:
    headline = Headline()
    async with staged(headline) as stage:
        headline.item = article(
            "Seoul weighs [1]", site="The Ledger", authors=("Han Mi-rae",), progress=0.38
        )
        await stage.pilot.pause()
        assert lines(headline) == [
            "  Seoul weighs [1]",
            "  The Ledger · Han Mi-rae · added 4 Mar 2026 · 7 min · 38 %",
        ]

        headline.progress = 0.5
        assert lines(headline)[1].endswith("50 %")


async def test_a_long_title_takes_three_lines() -> None:
    headline = Headline()
    async with staged(headline, size=(30, 10)) as stage:
        headline.item = article("many words " * 20, starred=True)
        await stage.pilot.pause()

        title = lines(headline)[:-1]
        assert len(title) == 3
        assert title[0].startswith("  ★ many words")
        assert title[-1].endswith("…")


@pytest.mark.parametrize(
    ("item", "line"),
    [
        pytest.param(article(), "added 4 Mar 2026 · 7 min", id="nothing known"),
        pytest.param(
            article(archived=True), "added 4 Mar 2026 · 7 min · archived", id="archived"
        ),
        pytest.param(
            article(authors=tuple("ABCDE")),
            "A, B, C and 2 more · added 4 Mar 2026 · 7 min",
            id="many authors",
        ),
        pytest.param(
            article(published=datetime(1999, 12, 31, tzinfo=UTC)),
            "31 Dec 1999 · 7 min",
            id="published before it was added",
        ),
        pytest.param(Note(id=2, text="x", added=DAY), "note · 4 Mar 2026", id="a note"),
    ],
)
def test_bylines(item: Article | Note, line: str) -> None:
    assert byline_of(item, 0, 80) == line


def test_site_and_authors_give_way() -> None:
    item = article(site="The Quarterly Review", authors=("Somebody Long",))

    assert byline_of(item, 0, 40) == "The Quarterl… · added 4 Mar 2026 · 7 min"


@given(st.text(), st.text(), st.integers(1, 60))
def test_a_byline_fits(site: str, author: str, width: int) -> None:
    line = byline_of(article(site=site, authors=(author,)), 0.5, width, "3 citations")

    assert cell_len(line) <= width
    assert "50 %" in line or width < 20


async def test_nothing_is_said_of_nothing() -> None:
    headline = Headline()
    async with staged(headline):
        assert "".join(lines(headline)) == ""
