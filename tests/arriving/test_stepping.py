"""Work that waits for the network ends as soon as another thread says so."""

import threading
from time import monotonic

from octavo.arriving.pages import pages
from octavo.arriving.stepping import Stop
from octavo.library.library import Library
from tests.arriving.making import page
from tests.web.server import Web


def test_who_waits_for_a_slow_page_can_be_stopped(library: Library, web: Web) -> None:
    quick, slow = web.page("/quick", page("Quick")), web.slow("/slow")
    stop, came = Stop(), list[str]()

    def work() -> None:
        for url, _ in pages(library, [quick, slow], stop=stop):
            came.append(url)

    thread = threading.Thread(target=work)
    thread.start()
    while not (web.times_asked("/slow") and came):
        thread.join(0.01)
    told = monotonic()
    stop.tell()
    thread.join(5)
    assert not thread.is_alive()
    assert monotonic() - told < 1
    assert came == [quick]


def test_what_is_stopped_before_it_begins_asks_for_nothing(library: Library, web: Web) -> None:
    stop = Stop()
    stop.tell()
    assert list(pages(library, [web.slow("/slow")], stop=stop)) == []
    assert web.asked == []
