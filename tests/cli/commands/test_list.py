"""`octavo list`."""

import pytest

from octavo.library.library import Library
from octavo.model.article import State
from tests.cli.conftest import Octavo
from tests.making import MakeArticle


def _titles(lines: list[str]) -> list[str]:
    return [line.split("\t")[1] for line in lines]


def test_without_a_query_it_lists_what_is_not_archived_newest_first(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    for title in ("First", "Second", "Put away"):
        make_article(title, archived=title == "Put away")
    assert _titles(octavo.prints("list")) == ["Second", "First"]


@pytest.mark.parametrize("line", ["add|", "import|", "view| ", "list|--library|"])
def test_a_name_that_is_empty_is_refused(octavo: Octavo, line: str) -> None:
    done = octavo(*line.split("|"))
    assert (done.exit_code, "it is empty" in done.stderr) == (2, True)


def test_the_fields_of_a_line(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs", tags='river "to read"', url="https://x.example/w", state=State.READ)
    [line] = octavo.prints("list")
    assert line == "1\tWeirs\triver,to read\tread\t2026-03-04\thttps://x.example/w"


def test_a_tab_or_line_end_in_a_title_does_not_break_the_line(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("One\ttwo\nthree")
    [line] = octavo.prints("list")
    assert line.split("\t")[1] == "One two three"


def test_a_title_is_never_markup(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("[red]x[/] [1]")
    assert _titles(octavo.prints("list")) == ["[red]x[/] [1]"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(["tag:river", "-is:starred"], id="in several words, one with a minus"),
        pytest.param(["tag:river -is:starred"], id="in one word"),
        pytest.param(["--", "-is:starred", "tag:river"], id="behind two dashes"),
        pytest.param(["-is:starred", "--limit", "5", "tag:river"], id="around an option"),
    ],
)
def test_a_query_may_be_written(
    octavo: Octavo, make_article: MakeArticle, query: list[str]
) -> None:
    make_article("Weirs", tags="river")
    make_article("Locks", tags="river", starred=True)
    assert _titles(octavo.prints("list", *query)) == ["Weirs"]


def test_a_limit_keeps_the_first(octavo: Octavo, make_article: MakeArticle) -> None:
    for title in ("First", "Second", "Third"):
        make_article(title)
    assert _titles(octavo.prints("list", "--limit", "2")) == ["Third", "Second"]


def test_an_empty_list_says_so(octavo: Octavo, library: Library) -> None:
    done = octavo("list")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "the library is empty; `octavo add" in done.stderr


@pytest.mark.parametrize("line", ["list tide", "star tide", "export tide --to csv -o -"])
def test_an_index_that_lacks_much_is_brought_in_step_once(
    octavo: Octavo,
    library: Library,
    make_article: MakeArticle,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
) -> None:
    monkeypatch.setattr("octavo.cli.shared.library_path._FEW", 2)
    for number in range(3):
        make_article(f"Tide {number}")
    assert octavo(*line.split()).exit_code == 0
    with Library(library.folder) as again:
        assert not again.search.is_behind or not again.search.pending


def test_where_all_is_in_the_trash_the_list_names_that(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    library.delete([make_article("Gone").id])
    assert "in:trash shows what was deleted" in octavo("list").stderr
