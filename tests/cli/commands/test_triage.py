"""`octavo archive`, `star`, `read`, `delete` and `restore`."""

import pytest

from octavo.library.library import Library
from octavo.model.article import Article
from tests.cli.conftest import Octavo
from tests.making import MakeArticle


def _look(library: Library) -> Article:
    library.follow()
    return library.article(1)


@pytest.mark.parametrize(
    ("there", "back", "field", "states"),
    [
        pytest.param(
            ["archive"], ["archive", "--off"], "archived", (True, False), id="archive"
        ),
        pytest.param(["star"], ["star", "--off"], "starred", (True, False), id="star"),
        pytest.param(["read"], ["read", "--unread"], "state", ("read", "unread"), id="read"),
        pytest.param(["read"], ["read", "--off"], "state", ("read", "unread"), id="read off"),
    ],
)
def test_there_and_back(
    octavo: Octavo,
    library: Library,
    make_article: MakeArticle,
    there: list[str],
    back: list[str],
    field: str,
    states: tuple[object, object],
) -> None:
    make_article("Weirs")
    octavo.prints(*there, "title:weirs")
    assert getattr(_look(library), field) == states[0]
    octavo.prints(*back, "1")
    assert getattr(_look(library), field) == states[1]


@pytest.mark.parametrize("words", [["1"], ["title:weirs"], ["in:trash"]])
def test_what_is_deleted_can_be_restored(
    octavo: Octavo, library: Library, make_article: MakeArticle, words: list[str]
) -> None:
    make_article("Weirs")
    octavo.prints("delete", "1")
    assert _look(library).deleted
    octavo.prints("restore", *words)
    assert _look(library).deleted is None


def test_restore_looks_nowhere_but_in_the_trash(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    assert octavo("restore", "title:weirs").exit_code == 3


def test_a_number_that_is_a_word_stands_in_quotes(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("The year 1984")
    assert octavo("star", "1984").exit_code == 1
    octavo.prints("star", '"1984"')
    assert _look(library).starred


def test_it_says_what_was_done(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs")
    assert octavo("archive", "1").stderr == "archived “Weirs”\n"
    assert octavo("archive", "1", "--off").stderr == "took “Weirs” out of the archive\n"
    assert octavo("read", "1", "--unread").stderr == "nothing had to change\n"
