"""Pages and feeds come in at a real terminal, and the app does not wait for slow servers."""

from pathlib import Path
from time import monotonic

import pytest

from octavo.importers.web.limits import Limits
from octavo.library.library import Library
from octavo.model.feed import Feed
from tests.making import draft
from tests.services.making import page, rss
from tests.terminal.window import Window
from tests.web.fixtures import web
from tests.web.server import Web

__all__ = ["web"]


@pytest.fixture
def shelf(folder: Path) -> Path:
    """A closed library of one article."""
    with Library.create(folder) as library:
        library.add([draft("Lamp light", "Reading late by a lamp.")])
    return folder


def test_quitting_does_not_wait_for_a_slow_page(shelf: Path, web: Web) -> None:
    quick, slow = web.page("/quick", page("Quick")), web.slow("/slow")
    with Window(shelf) as window:
        window.wait_for("Lamp light")
        window.press("a")
        window.wait_for("an address or a list of them")
        window.press(f"\x1b[200~{quick}\n{slow}\x1b[201~")
        window.wait_for("/slow")
        window.press("\r")
        window.wait_for("fetching 1 of 2")
        began = monotonic()
        window.press("q")
        assert window.exit_code() == 0
        assert monotonic() - began < Limits().read
    with Library(shelf) as library:
        assert {article.title for article in library.articles()} == {"Lamp light", "Quick"}


def test_what_is_new_in_feeds_is_announced_by_itself(shelf: Path, web: Web) -> None:
    url = web.page("/feed", rss(("1", "Ebb", "It goes."), ("2", "Flood", "It comes.")))
    with Library(shelf) as library:
        library.feeds.follow(
            [Feed(id=0, url=url, title="Tides", added=library.now(), private=True)]
        )
    with Window(shelf) as window:
        window.wait_for("Lamp light")
        window.wait_for("2 new articles · F5 shows them")
        assert "Ebb" not in window.text
        window.press("\x1b[15~")
        window.wait_for("Ebb")
        window.press("F")
        window.wait_for("2 unread")
