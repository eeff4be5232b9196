"""`octavo rules`."""

import pytest

from octavo.library.library import Library
from octavo.model.feed import Feed
from octavo.model.tag import Tag
from tests.cli.conftest import Octavo
from tests.making import MORNING, MakeArticle, draft


@pytest.fixture(autouse=True)
def _two_rivers(make_article: MakeArticle) -> None:
    make_article("Weirs", tags="river")
    make_article("Fords", tags="river essay")


def test_rules_are_told_applied_and_undone(octavo: Octavo, library: Library) -> None:
    added = octavo.prints("rules", "add", "tag:essay", "--", "+long read", "star")
    assert added == ['1\ttag:essay\ton\ttag:essay\t+"long read" star\t']
    octavo.prints("rules", "add", "--name", "all", "tag:river", "--", "-river", "archive")
    would = octavo.prints("rules", "test")
    assert would == [
        "1\tWeirs\tall\triver\t[archived]",
        "2\tFords\ttag:essay, all\tessay, river\tessay, long read, [starred], [archived]",
    ]
    library.follow()
    assert library.article(1).tags == {Tag("river")}
    assert octavo.prints("rules", "apply") == would
    library.follow()
    assert library.article(2).tags == {Tag("essay"), Tag("long read")}
    assert octavo("rules", "test").exit_code == 3
    undone = octavo("undo")
    assert "‘all’ archived 2 and tagged 2, ‘tag:essay’ starred 1 and tagged 1" in undone.stderr


def test_only_what_came_in_last(octavo: Octavo, library: Library) -> None:
    octavo.prints("rules", "add", "in:all", "--", "+new")
    library.follow()
    library.rules.change(library.rules.named("1"), on=False)
    library.add([draft("Sluices")])
    octavo.prints("rules", "edit", "1", "--on")
    [line] = octavo.objects("rules", "test", "--last-import")
    state = {"tags": [], "starred": False, "archived": False, "state": "unread"}
    assert line == {
        "id": 3,
        "title": "Sluices",
        "rules": ["in:all"],
        "before": state,
        "after": state | {"tags": ["new"]},
    }


def test_listing_changing_moving_and_deleting(octavo: Octavo) -> None:
    for letter in "ab":
        octavo.prints("rules", "add", letter, "--", f"+{letter}")
    octavo.prints("rules", "edit", "b", "--to", "1", "--name", "one", "--off")
    octavo.prints("rules", "edit", "2", "--query", "a OR c", "--", "-x")
    assert octavo.prints("rules") == octavo.prints("rules", "list")
    assert octavo.prints("rules") == ["1\tone\toff\tb\t+b\t", "2\ta\ton\ta OR c\t-x\t"]
    octavo.prints("rules", "delete", "one")
    assert octavo.objects("rules") == [
        {"name": "a", "query": "a OR c", "acts": ["-x"], "on": True, "error": ""}
    ]


def test_the_tags_of_a_feed_are_a_rule(octavo: Octavo, library: Library) -> None:
    """Numbered before the others, and edited by that number or its name."""
    octavo.prints("rules", "add", "a", "--", "+a")
    library.follow()
    for number in "12":
        url, tags = f"https://{number}.example/", frozenset({Tag("sea")})
        library.feeds.follow([Feed(id=0, url=url, title="Tides", tags=tags, added=MORNING)])
    octavo.prints("rules", "add", "b", "--", "+b")
    octavo.prints("rules", "edit", "4", "--to", "3")
    octavo.prints("rules", "edit", "1", "--off", "--", "+low")
    assert octavo.prints("rules") == [
        "1\tfeed:https://1.example/\toff\tfeed:https://1.example/\t+low\t",
        "2\tfeed:https://2.example/\ton\tfeed:https://2.example/\t+sea\t",
        "3\tb\ton\tb\t+b\t",
        "4\ta\ton\ta\t+a\t",
    ]
    assert "before all others" in octavo("rules", "edit", "1", "--to", "3").stderr
    assert octavo("rules", "edit", "1", "--name", "x").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["rules"], 3, "there is no rule yet", id="none"),
        pytest.param(["rules", "delete", "x"], 1, "no rule is called 'x'", id="no such"),
        pytest.param(["rules", "add", "tag:", "--", "+a"], 2, "needs a value", id="unreadable"),
        pytest.param(["rules", "add", "x"], 2, "what the rule does", id="nothing to do"),
        pytest.param(["rules", "add", "x", "--", "a"], 2, "its sign: +a", id="no sign"),
        pytest.param(["rules", "add", "in:trash", "--", "+a"], 2, "no article", id="trash"),
        pytest.param(["rules", "add", "in:notes x", "--", "+a"], 2, "no article", id="notes"),
    ],
)
def test_what_goes_wrong_is_said(
    octavo: Octavo, arguments: list[str], code: int, said: str
) -> None:
    done = octavo(*arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
