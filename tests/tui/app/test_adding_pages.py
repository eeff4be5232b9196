"""Pages and exports come in while the reader goes on."""

from threading import Event

import pytest
from textual.events import Paste

from octavo.library.library import Library
from octavo.tui.controllers.jobs import Job
from tests.services.making import page
from tests.tui.app.conftest import Open, Reader
from tests.tui.pilot import PATIENCE
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
