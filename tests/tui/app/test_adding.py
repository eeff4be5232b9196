"""Adding from inside the app."""

from pathlib import Path

from textual.widgets import Static

from octavo.library.library import Library
from octavo.tui.screens.add import AddressOrText, AddScreen
from tests.tui.app.conftest import Open


async def test_a_path_and_a_text_become_articles(
    library: Library, open_room: Open, tmp_path: Path
) -> None:
    page = tmp_path / "fog.md"
    page.write_text("# Fog\n\nIt came over the river.\n")
    async with open_room() as reader:
        await reader.press("a")
        await reader.paste(str(page))
        await reader.press("enter")
        await reader.settle()
        assert reader.titles() == ["Fog"]
        assert library.text(library.articles()[0].id).strip() == "It came over the river."
        await reader.press("a", *"Mist", "ctrl+j")
        await reader.type("It went.")
        await reader.press("ctrl+s")
        await reader.settle()
    assert [article.title for article in library.articles()] == ["Mist", "Fog"]


async def test_what_was_typed_is_there_again_after_it_was_left_or_failed(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.press("a", *"/nowhere", "escape")
        assert len(library) == 0
        await reader.press("a")
        await reader.type(".md")
        await reader.press("enter")
        await reader.settle()
        assert "/nowhere.md" in reader.toasts()
        await reader.press("a")
        area = reader.app.screen.query_one(AddressOrText)
        assert area.selected_text == area.text == "/nowhere.md"
        await reader.press("right", "s", "escape", "a")
        area = reader.app.screen.query_one(AddressOrText)
        assert (area.text, area.selected_text) == ("/nowhere.mds", "")


async def test_an_address_that_is_pasted_at_the_list_is_asked_about(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.paste("https://x.example/a\n")
        await reader.until(lambda: isinstance(reader.app.screen, AddScreen))
        assert reader.app.screen.query_one(AddressOrText).text == "https://x.example/a"
        await reader.press("escape")
        await reader.paste("words\nand more")
        await reader.until(lambda: "a adds it as a text" in reader.toasts())
        assert reader.app.screen is reader.main
        await reader.press("a")
        await reader.paste("words\nand more")
        keys = reader.app.screen.query_one(".-keys", Static)
        await reader.until(lambda: str(keys.content).startswith("^s add"))
        await reader.press("escape")
    assert len(library) == 0
