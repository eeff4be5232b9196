"""Pages and exports come in while the reader goes on."""

from pathlib import Path
from threading import Event

import pytest
from textual.events import Paste

from octavo.library.library import Library
from octavo.tui.controllers.jobs import Job
from tests.services.making import page, rss
from tests.tui.app.conftest import PATIENCE, Open, Reader
from tests.web.server import Web
from tests.web.wire import Connection, Request


class Gate:
    """A page that is handed out only once somebody opens the gate."""

    def __init__(self, web: Web, path: str, body: str) -> None:
        self._asked, self._open = Event(), Event()
        self.url = web.answers(path, self._answer)
        self._body = body

    def _answer(self, _: Request, to: Connection) -> None:
        self._asked.set()
        self._open.wait(PATIENCE)
        to.answer("200 OK", {"Content-Type": "text/html"}, self._body.encode())

    @property
    def is_asked(self) -> bool:
        return self._asked.is_set()

    def open(self) -> None:
        self._open.set()


async def add(reader: Reader, text: str) -> None:
    """Paste something into the box for adding, and press Enter."""
    await reader.pilot.press("a")
    reader.app.post_message(Paste(text))
    await reader.pilot.press("enter")


async def test_a_page_comes_in_and_gets_the_cursor(
    library: Library, open_room: Open, web: Web
) -> None:
    url = web.page("/clock", page("The tide clock"))
    async with open_room() as reader:
        await add(reader, url)
        await reader.settle()
        assert reader.titles() == ["The tide clock"]
        assert reader.panes.headline.item == library.article(1)
        assert reader.footer.last == "added 1 article"
        await reader.press("u")
    assert len(library) == 0


async def test_a_list_of_addresses_is_fetched_with_a_count(
    library: Library, open_room: Open, web: Web
) -> None:
    quick, slow = web.page("/quick", page("Quick")), web.slow("/slow")
    async with open_room() as reader:
        await add(reader, f"{quick}\n{slow}")
        bar = reader.footer
        await reader.until(lambda: bar.working == "fetching 1 of 2  ^c stops")
        await reader.until(lambda: reader.titles() == ["Quick"])
        await reader.press("ctrl+c")
        assert bar.working == ""
        assert reader.titles() == ["Quick"]
        assert "Stopped; what was in stays. Added 1 article." in reader.toasts()
    assert [article.title for article in library.articles()] == ["Quick"]


@pytest.mark.usefixtures("three")
async def test_a_slow_page_is_not_put_under_the_cursor_of_somebody_who_reads(
    library: Library, open_room: Open, web: Web
) -> None:
    url = web.page("/clock", page("The tide clock"))
    gate = Gate(web, "/held", page("Held", "The gate was shut."))
    async with open_room() as reader:
        await add(reader, f"{url}\n{gate.url}")
        await reader.until(lambda: gate.is_asked)
        await reader.pilot.press("j", "enter")
        rows, reading = reader.titles(), reader.controllers.reading.id
        gate.open()
        await reader.settle()
        assert len(library) == 5
        assert (reader.titles(), reader.controllers.reading.id) == (rows, reading)
        assert reader.footer.news == "2 new articles · F5 shows them"
        await reader.press("f5")
        assert reader.titles()[:2] in (["Held", "The tide clock"], ["The tide clock", "Held"])
        assert reader.footer.news == ""


async def test_a_page_that_cannot_be_had_says_why_and_is_tried_again(
    library: Library, open_room: Open, web: Web
) -> None:
    url = web.fails("/clock", "410 Gone")
    async with open_room() as reader:
        await add(reader, url)
        await reader.settle()
        assert "the page is gone for good (410). It is kept as a link; r" in reader.toasts()
        said = reader.text.placeholder
        assert said.startswith("The page could not be had, just now:\nThe page is gone for")
        assert url in said
        assert "r fetches the page again, o opens it" in said
        web.page("/clock", page("The tide clock"))
        await reader.press("r")
        assert reader.titles() == ["The tide clock"]
        assert reader.text.text.startswith("The clock above the harbour")


async def test_an_export_is_imported_with_its_ledger(
    library: Library, open_room: Open, tmp_path: Path
) -> None:
    pocket = tmp_path / "pocket.csv"
    pocket.write_text(
        "title,url,time_added,tags,status\n"
        "Tides,http://tides.example/,1710000000,sea,unread\n"
        "Bad,javascript:alert(1),1710000000,,unread\n"
    )
    async with open_room() as reader:
        await add(reader, str(pocket))
        await reader.settle()
        assert reader.titles() == ["Tides"]
        assert "2 rows of Pocket, CSV: 1 added, 1 rejected." in reader.toasts()
        assert "pocket.rejected.csv: mend them" in reader.toasts()
        assert reader.text.placeholder.startswith("Only the link so far")
        await reader.press("u")
    assert len(library) == 0


async def test_a_list_of_feeds_is_followed_and_asked(
    library: Library, open_room: Open, web: Web, tmp_path: Path
) -> None:
    feed = web.page("/feed", rss(("1", "Ebb", "It goes."), ("2", "Flood", "It comes.")))
    opml = tmp_path / "feeds.opml"
    outline = f'<outline text="Tides" xmlUrl="{feed}"/>'
    opml.write_text(f'<opml version="2.0"><body>{outline}</body></opml>')
    async with open_room() as reader:
        await add(reader, str(opml))
        await reader.settle()
        await reader.settle()
        assert "1 row of a list of feeds: 1 added." in reader.toasts()
        assert sorted(reader.titles()) == ["Ebb", "Flood"]


async def test_a_page_that_is_here_already_is_named_as_it_is_written(
    library: Library, open_room: Open, web: Web
) -> None:
    url = web.page("/clock", page("The Tide Clock"))
    async with open_room() as reader:
        for _ in range(2):
            await add(reader, url)
            await reader.settle()
        assert "It is article 1 already, “The Tide Clock”." in reader.toasts()
    assert web.times_asked("/clock") == 1


async def test_what_nobody_thought_of_is_reported_and_the_reader_goes_on(
    open_room: Open,
) -> None:
    def fault(_: Job) -> None:
        raise ZeroDivisionError("seven by nothing")

    async with open_room() as reader:
        reader.controllers.jobs.start("dividing", fault)
        await reader.pilot.pause()
        await reader.until(lambda: "seven by nothing" in reader.toasts())
        assert reader.controllers.jobs.running == ()
        await reader.until(lambda: reader.footer.working == "")
