"""`octavo queries`, and `@name` on the command line."""

import pytest

from octavo.library.library import Library
from tests.cli.conftest import Octavo
from tests.making import MakeArticle


@pytest.fixture(autouse=True)
def _two_rivers(make_article: MakeArticle) -> None:
    make_article("Weirs", tags="river")
    make_article("Fords", tags="river essay")


def test_a_query_is_saved_listed_and_used(octavo: Octavo) -> None:
    added = octavo.prints("queries", "add", "River", "tag:river", "-tag:essay", "sort:title")
    assert added == ["River\t1\tr\ttag:river -tag:essay sort:title"]
    octavo.prints("queries", "add", "by river", "@river OR tag:essay")
    assert octavo.prints("queries") == octavo.prints("queries", "list")
    assert [line.split("\t")[1] for line in octavo.prints("queries")] == ["1", "2"]
    assert len(octavo.prints("list", '@"by river"', "is:unread")) == 2
    assert octavo.objects("queries")[0] == {
        "name": "River",
        "query": "tag:river -tag:essay sort:title",
        "count": 1,
        "key": "r",
        "error": "",
    }


def test_it_says_which_articles_a_command_is_about(octavo: Octavo, library: Library) -> None:
    octavo.prints("queries", "add", "river", "tag:river -tag:essay")
    octavo.prints("star", "@river")
    library.follow()
    assert [article.title for article in library.articles() if article.starred] == ["Weirs"]


def test_renaming_deleting_and_undoing(octavo: Octavo) -> None:
    octavo.prints("queries", "add", "river", "tag:river")
    octavo.prints("queries", "add", "essays", "@river tag:essay")
    octavo.prints("queries", "rename", "river", "water")
    assert octavo.prints("queries")[1] == "essays\t1\te\t@water tag:essay"
    done = octavo("queries", "delete", "water")
    assert "@essays used it" in done.stderr
    assert octavo.prints("queries") == ["essays\t\te\t@water tag:essay"]
    [line] = octavo.objects("queries")
    assert (line["count"], "'water'" in str(line["error"])) == (None, True)
    octavo.prints("undo")
    assert len(octavo.prints("queries")) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["queries"], 3, "no query is saved yet", id="none"),
        pytest.param(["queries", "delete", "x"], 1, "no saved query is called", id="no such"),
        pytest.param(["queries", "add", "x", "tag:"], 2, "needs a value", id="unreadable"),
        pytest.param(["queries", "add", "x", "@x"], 2, "circle", id="a circle"),
        pytest.param(["list", "@x"], 2, "no saved query is called 'x'", id="no such name"),
    ],
)
def test_what_goes_wrong_is_said(
    octavo: Octavo, arguments: list[str], code: int, said: str
) -> None:
    done = octavo(*arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
