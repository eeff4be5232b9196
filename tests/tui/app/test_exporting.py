"""Exporting from inside the app."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from octavo.exporters.citations import COPIES
from octavo.library.library import Library
from octavo.model.article import Article
from tests.tui.app.conftest import Open

pytestmark = pytest.mark.usefixtures("three")


async def test_all_that_is_listed_is_exported(
    library: Library, open_room: Open, tmp_path: Path
) -> None:
    place = tmp_path / "listed.csv"
    async with open_room() as reader:
        await reader.press("E")
        await reader.type("csv")
        await reader.press("enter")
        await reader.press("ctrl+u")
        await reader.type(str(place))
        await reader.press("enter")
        await reader.settle()
    titles = [line.partition(",")[0] for line in place.read_text().splitlines()[1:]]
    assert titles == [article.title for article in library.articles()]


async def test_what_is_marked_is_exported_into_a_folder(
    open_room: Open, tmp_path: Path
) -> None:
    place = tmp_path / "vault"
    async with open_room() as reader:
        await reader.press("x", "E")
        await reader.type("markdown --pictures")
        await reader.press("enter")
        await reader.type(str(place))
        await reader.press("enter")
        await reader.settle()
    assert [path.name for path in place.glob("*.md")] == ["Third.md"]


async def test_no_format_and_no_place_export_nothing(open_room: Open, tmp_path: Path) -> None:
    async with open_room() as reader:
        await reader.press("E")
        await reader.type("scroll")
        await reader.press("enter")
        assert "markdown, jsonl, " in str(reader.app.screen.query_one(".-more").render())
        await reader.press("escape")
        await reader.settle()
    assert [path.name for path in tmp_path.iterdir() if path.name != "library"] == []


async def test_a_place_that_cannot_be_looked_at_is_told(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("E", *"csv", "enter")
        await reader.paste("n" * 300)
        await reader.press("enter")
        assert "File name too long" in str(reader.app.screen.query_one(".-more").render())


async def test_an_article_is_copied_as_a_link_or_a_citation(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("Y", "enter")
        assert "Third" in reader.app.clipboard
        await reader.press("Y", "ctrl+u")
        await reader.type("bibtex")
        await reader.press("enter")
        assert "title = {Third}" in reader.app.clipboard


LUND = Article(
    id=3,
    title="Tides [new]\n\\",
    url="https://tides.example/a(b)",
    authors=("Ida Lund", "Bo Li"),
    site="The Ledger",
    published=datetime(2023, 5, 6, tzinfo=UTC),
    added=datetime(2024, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("link", "[Tides \\[new\\] \\\\](<https://tides.example/a(b)>)"),
        (
            "citation",
            "Ida Lund, Bo Li: Tides [new] \\. The Ledger, 2023-05-06. https://tides.example/a(b)",
        ),
    ],
)
def test_a_copy_says_what_is_known(name: str, copied: str) -> None:
    assert COPIES[name](LUND) == copied
