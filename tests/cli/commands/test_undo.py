"""`octavo undo` and `octavo redo`."""

from octavo.library.library import Library
from tests.cli.conftest import Octavo
from tests.making import MakeArticle


def test_undo_takes_back_and_redo_does_again(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    octavo.prints("star", "1")
    assert octavo("undo").stderr == "undone: star Weirs\n"
    library.follow()
    assert not library.article(1).starred
    assert octavo("redo").stderr == "done again: star Weirs\n"
    library.follow()
    assert library.article(1).starred


def test_the_way_back_is_listed_latest_first(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs")
    octavo.prints("star", "1")
    assert octavo.prints("undo", "--list") == ["star Weirs", "add Weirs"]


def test_an_empty_way_back_matches_nothing(octavo: Octavo, library: Library) -> None:
    done = octavo("undo", "--list")
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr == "octavo: there is nothing to undo\n"


def test_with_nothing_left_it_says_so(octavo: Octavo, library: Library) -> None:
    for command in ("undo", "redo"):
        done = octavo(command)
        assert done.exit_code == 1
        assert done.stderr == f"octavo: there is nothing to {command}\n"
