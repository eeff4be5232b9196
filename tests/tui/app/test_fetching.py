"""Pages are fetched again from inside the app."""

from octavo.library.library import Library
from octavo.model.tag import Tag
from tests.making import draft
from tests.services.making import page
from tests.tui.app.conftest import Open
from tests.web.server import Web


async def test_fetching_marked_links_keeps_marks_cursor_and_tags(
    library: Library, open_room: Open, web: Web
) -> None:
    urls = [web.page(f"/{n}", page(f"Page {n}", f"Page {n} says so.")) for n in range(3)]
    library.add([draft(f"Link {n}", "", url=url, tags="sea") for n, url in enumerate(urls)])
    async with open_room() as reader:
        await reader.press("x", "j", "x", "r")
        assert reader.titles() == ["Page 2", "Page 1", "Link 0"]
        assert reader.list.marks == {2, 3}
        assert reader.list.cursor == 2
        assert reader.text.text.startswith("Page 1 says so.")
        assert "Fetched 2 pages." in reader.toasts()
    assert library.article(3).tags == {Tag("sea")}
    assert library.intake.links() == [1]


async def test_all_links_are_fetched_by_one_command(
    library: Library, open_room: Open, web: Web
) -> None:
    url = web.page("/0", page("Page 0"))
    library.add([draft("Link 0", "", url=url), draft("Read me")])
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


async def test_what_has_no_address_cannot_be_fetched(library: Library, open_room: Open) -> None:
    library.add([draft("Read me")])
    async with open_room() as reader:
        await reader.press("r")
        assert "It has no address to fetch." in reader.toasts()
