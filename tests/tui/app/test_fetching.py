"""Pages are fetched again from inside the app."""

from octavo.library.library import Library
from octavo.model.article import Source
from tests.making import draft
from tests.services.making import page
from tests.tui.app.conftest import Open
from tests.web.server import Web


async def test_all_links_are_fetched_by_one_command(
    library: Library, open_room: Open, web: Web
) -> None:
    url = web.page("/0", page("Page 0"))
    library.add([draft("Link 0", "", url=url, source=Source(private=True)), draft("Read me")])
    async with open_room() as reader:
        await reader.press("colon", *"fetch all", "enter")
        await reader.settle()
        assert reader.titles() == ["Read me", "Page 0"]
        await reader.main.run_command("fetch-links")
        await reader.settle()
        assert "Every link has its text." in reader.toasts()


async def test_a_page_that_is_the_same_leaves_the_place_in_the_text(
    library: Library, open_room: Open, web: Web
) -> None:
    url = web.page("/long", page("Long", "It goes on and on. " * 40))
    async with open_room(size=(60, 12)) as reader:
        reader.controllers.add.add(url)
        await reader.settle()
        await reader.press("enter", "space", "space")
        position = reader.text.position
        assert position > 0
        await reader.press("r")
        assert web.times_asked("/long") == 2
        assert reader.text.position == position


async def test_where_a_text_was_edited_it_is_told_that_the_page_says_something_else(
    library: Library, open_room: Open, web: Web
) -> None:
    url = web.page("/0", page("Page 0"))
    library.add([draft("Link 0", "As it was.", url=url, source=Source(private=True))])
    library.intake.rewrite(1, "Mine.")
    async with open_room() as reader:
        await reader.press("r")
        await reader.settle()
        assert "Fetched 1 page. It says something else now; your text stays" in reader.toasts()
        assert library.text(1) == "Mine."
