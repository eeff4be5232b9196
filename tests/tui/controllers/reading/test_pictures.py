"""Pictures that the text names: got once, and shown where they stand or by themselves."""

import pytest

from octavo.importers.web.responses import FetchFailed
from octavo.library.library import Library
from octavo.services import pictures
from octavo.services.pictures import Picture
from tests.making import draft
from tests.tui.controllers.conftest import Desk

TEXT = "![A sheet](/a.png) ![](https://far.example/gone.png) [no](/b) ![again](/a.png)"
SHEET = "https://site.example/a.png"
GONE = "https://far.example/gone.png"


class Shelf:
    """What can be had, and what was asked for and shown."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.shown: list[str] = []

    def picture(self, url: str, stop: object) -> Picture:  # noqa: ARG002
        self.asked.append(url)
        if url == GONE:
            raise FetchFailed(url, "it is gone")
        return Picture(80, 40, b"png", (1, 1, b"rgb"))

    def show(self, picture: Picture, caption: str) -> None:  # noqa: ARG002
        self.shown.append(caption)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(pictures, "picture", shelf.picture)
    monkeypatch.setattr(pictures, "show", shelf.show)
    return shelf


@pytest.fixture
def drawn(library: Library, desk: Desk) -> Desk:
    library.add([draft("Drawn", TEXT, url="https://site.example/essay/one")])
    library.add([draft("Other", TEXT, url="https://other.example/")])
    desk.start()
    desk.of.reading.open(1)
    return desk


def test_pictures_are_got_when_asked_for_and_shown_in_the_text(
    drawn: Desk, shelf: Shelf
) -> None:
    assert not shelf.asked
    drawn.of.pictures.show()
    assert shelf.asked == [SHEET, GONE]
    assert list(drawn.panes.text.pictures) == ["/a.png"]
    assert drawn.screen.errors == [f"{GONE}: it is gone"]
    assert drawn.screen.suspended == 0


def test_those_that_are_there_are_shown_by_themselves_and_not_got_again(
    library: Library, desk: Desk, shelf: Shelf
) -> None:
    library.add([draft("Drawn", "![A sheet](/a.png)", url="https://site.example/")])
    desk.start()
    desk.of.reading.read()
    desk.of.pictures.show()
    desk.of.pictures.show()
    assert shelf.asked == [SHEET]
    assert shelf.shown == [SHEET]
    assert desk.screen.suspended == 1


def test_one_that_comes_late_does_not_take_the_terminal_from_who_types(
    drawn: Desk, shelf: Shelf
) -> None:
    drawn.panes.text.pictures.are_possible = False
    drawn.screen.waits = True
    drawn.of.pictures.show()
    drawn.screen.typed += 1
    drawn.screen.work()
    assert (shelf.asked, shelf.shown) == ([SHEET, GONE], [])
    assert drawn.screen.suspended == 0
    assert drawn.screen.said[-1] == "The picture is here now; ask for it again to see it."


def test_what_comes_for_a_text_that_was_left_is_not_shown_in_another(
    drawn: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def picture(url: str, stop: object) -> Picture:
        drawn.of.reading.open(2)
        return shelf.picture(url, stop)

    monkeypatch.setattr(pictures, "picture", picture)
    drawn.of.pictures.show()
    assert shelf.asked == [SHEET, GONE]
    assert not drawn.panes.text.pictures


def test_where_it_is_set_each_is_asked_for_once_and_trouble_told_once(
    drawn: Desk, shelf: Shelf
) -> None:
    drawn.of.pictures.look()
    drawn.of.pictures.look()
    assert shelf.asked == [SHEET, GONE]
    assert list(drawn.panes.text.pictures) == ["/a.png"]
    assert drawn.screen.errors == [f"{GONE}: it is gone"]


def test_where_it_is_set_they_are_shown_again_when_one_comes_back(
    library: Library, drawn: Desk, shelf: Shelf
) -> None:
    library.add([draft("Plain", "None.")])
    drawn.of.pictures.look()
    drawn.of.reading.open(3)
    assert not drawn.panes.text.pictures
    drawn.of.reading.open(1)
    drawn.of.pictures.look()
    assert list(drawn.panes.text.pictures) == ["/a.png"]
    assert shelf.asked == [SHEET, GONE]


def test_without_a_picture_on_the_screen_that_is_said(library: Library, desk: Desk) -> None:
    library.add([draft("Plain", "No [picture](https://site.example/a.png).")])
    desk.start()
    desk.of.reading.read()
    desk.of.pictures.show()
    assert desk.screen.said[-1] == "There is no picture on the screen."
