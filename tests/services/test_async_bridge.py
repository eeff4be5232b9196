"""Work that waits for the network ends as soon as another thread says so."""

import socket
import threading

import pytest

from octavo.importers.web.limits import Limits
from octavo.library.library import Library
from octavo.services.async_bridge import Stop
from octavo.services.fetch import pages
from tests.services.making import page
from tests.web.server import Web


def test_who_waits_for_a_slow_page_can_be_stopped(library: Library, web: Web) -> None:
    quick, slow = web.page("/quick", page("Quick")), web.slow("/slow")
    stop, came = Stop(), list[str]()

    def work() -> None:
        for url, _ in pages(library, [quick, slow], stop=stop, typed=True):
            came.append(url)

    thread = threading.Thread(target=work)
    thread.start()
    while not (web.times_asked("/slow") and came):
        thread.join(0.01)
    stop.tell()
    thread.join(Limits().read / 2)
    assert not thread.is_alive()
    assert came == [quick]


def test_what_is_stopped_before_it_begins_asks_for_nothing(library: Library, web: Web) -> None:
    stop = Stop()
    stop.tell()
    assert list(pages(library, [web.slow("/slow")], stop=stop, typed=True)) == []
    assert web.asked == []


def test_nobody_waits_for_the_address_of_a_server_that_is_looked_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system does not let go before it has one; where the network is broken, for long."""
    asked, over = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        asked.set()
        over.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "not now")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    stop = Stop()
    url = "http://tides.example/"
    thread = threading.Thread(target=lambda: list(pages(library, [url], stop=stop, typed=True)))
    thread.start()
    assert asked.wait(30)
    stop.tell()
    thread.join(1)
    was_over = not thread.is_alive()
    over.set()
    assert was_over
