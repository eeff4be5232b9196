"""Exporting from inside the app."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from octavo.exporters.citations import COPIES
from octavo.library.library import Library
from octavo.model.article import Article
from tests.tui.app.conftest import Open

pytestmark = pytest.mark.usefixtures("three")


async def test_what_is_listed_and_what_is_marked_is_exported(
    library: Library, open_room: Open, tmp_path: Path
) -> None:
    listed, vault = tmp_path / "listed.csv", tmp_path / "vault"
    async with open_room() as reader:
        await reader.press("E", *"csv", "enter", "ctrl+u")
        await reader.paste(str(listed))
        await reader.press("enter")
        await reader.until(listed.exists)
        await reader.press("x", "E")
        await reader.type("markdown --pictures")
        await reader.press("enter", "ctrl+u")
        await reader.paste(str(vault))
        await reader.press("enter")
        await reader.settle()
    titles = [line.partition(",")[0] for line in listed.read_text().splitlines()[1:]]
    assert titles == [article.title for article in library.articles()]
    assert [path.name for path in vault.glob("*.md")] == ["Third.md"]


async def test_without_a_format_or_a_place_nothing_is_exported(
    open_room: Open, tmp_path: Path
) -> None:
    async with open_room() as reader:
        await reader.press("E", *"scroll", "enter")
        assert "markdown, jsonl, " in str(reader.app.screen.query_one(".-more").render())
        await reader.press("escape", "E", *"csv", "enter")
        await reader.paste("n" * 300)
        await reader.press("enter")
        assert "File name too long" in str(reader.app.screen.query_one(".-more").render())
        await reader.press("escape")
    assert {path.name for path in tmp_path.iterdir()} <= {"library", "state.json"}


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
