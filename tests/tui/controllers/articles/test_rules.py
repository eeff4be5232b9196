"""The rules where they are listed: written, put in order, switched off, applied."""

import pytest

from octavo.library.rule_evaluator import Acts
from octavo.model.article import State
from octavo.model.feed import Feed
from octavo.model.tag import Tag
from tests.making import MORNING, Clock
from tests.tui.controllers.conftest import Desk


def rows(desk: Desk) -> list[str]:
    """What is listed: the sign of a fault, the name, what is below it, and the number."""
    return [
        f"{row.letter}{'●' if row.lit else ' '} {row.text} | {row.below} | {row.number}"
        for row in desk.panes.rules.rows
    ]


def point(desk: Desk, text: str) -> None:
    [row] = [row for row in desk.panes.rules.rows if row.text == text]
    desk.panes.rules.at = row.key


async def test_rules_are_written_and_changed_where_they_are_listed(three: Desk) -> None:
    three.of.rules.open()
    three.screen.answers = ["title:ferry -- +water star"]
    await three.of.rules.add()
    assert rows(three) == ["● title:ferry | +water star | "]
    point(three, "title:ferry")
    three.screen.answers = ['river OR ferry -- +"on water"']
    await three.of.rules.edit()
    assert rows(three) == ['● river OR ferry | +"on water" | ']
    point(three, "river OR ferry")
    three.screen.answers = ["water"]
    await three.of.rules.rename()
    assert rows(three) == ['● water | river OR ferry → +"on water" | ']
    assert three.footer.last == "changed rule ‘river OR ferry’"
    three.screen.answers = [" "]
    await three.of.rules.rename()
    assert three.screen.asked[-1].endswith("!a name is a line of up to 60 characters")


async def test_what_is_wrong_is_said_while_it_is_typed(three: Desk) -> None:
    for line, problem in (
        ("tag:x", "write it as"),
        ("tag: -- +a", "needs a value"),
        ("x -- a", "its sign: +a"),
        (" -- +a", "in:all means everything"),
    ):
        three.screen.answers = [line]
        await three.of.rules.add()
        assert problem in three.screen.asked[-1]
    assert not len(three.library.rules)


def test_they_are_put_in_order_switched_and_deleted(three: Desk) -> None:
    for name in "abc":
        three.library.rules.add(f"title:{name}", Acts.parse(f"+{name}"), name)
    three.of.rules.open()
    point(three, "a")
    three.of.rules.move(1)
    three.of.rules.switch()
    assert [row.split(" | ")[0] for row in rows(three)] == ["● b", "  a", "● c"]
    assert rows(three)[1].endswith("off")
    three.of.rules.switch()
    three.of.rules.move(-1)
    three.of.rules.move(-1)
    three.of.rules.delete()
    assert [rule.name for rule in three.library.rules] == ["b", "c"]


async def test_those_of_feeds_come_first_and_are_what_their_feeds_are(three: Desk) -> None:
    """Their tags are edited, switched off and taken off here; all else is said to be fixed."""
    tides = Feed(
        id=0,
        url="https://t.example/",
        title="Tides",
        tags=frozenset({Tag("sea")}),
        added=MORNING,
    )
    three.library.feeds.follow([tides])
    three.library.rules.add("title:ferry", Acts.parse("+water"))
    three.of.rules.open()
    assert rows(three) == ["● feed:Tides | +sea | ", "● title:ferry | +water | "]
    point(three, "feed:Tides")
    for act in (lambda: three.of.rules.move(1), three.of.rules.rename):
        if (asking := act()) is not None:
            await asking
    assert [said.split()[:3] for said in three.screen.said[-2:]] == [
        ["The", "rules", "of"],
        ["The", "rule", "of"],
    ]
    for line, problem in (("feed:Tides -- star", "puts tags on"), ("x -- +a", "only that")):
        three.screen.answers = [line]
        await three.of.rules.edit()
        assert problem in three.screen.asked[-1]
    three.screen.answers = ["feed:Tides -- +sea +low"]
    await three.of.rules.edit()
    point(three, "title:ferry")
    three.of.rules.move(-1)
    point(three, "feed:Tides")
    three.of.rules.switch()
    assert rows(three) == ["  feed:Tides | +low +sea | off", "● title:ferry | +water | "]
    assert three.library.feeds[1].untagged
    three.of.rules.delete()
    assert rows(three) == ["● title:ferry | +water | "]
    assert not three.library.feeds[1].tags


async def test_applying_says_first_what_it_would_do(
    three: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked once, also where something would become read and the answer takes a while."""
    confirm = three.screen.confirm

    async def confirmed(question: str, more: str) -> bool:
        clock.advance(minutes=1)
        return await confirm(question, more)

    monkeypatch.setattr(three.screen, "confirm", confirmed)
    three.library.rules.add("river", Acts.parse("-draft +water read"))
    three.of.rules.open()
    three.screen.answers = [False]
    await three.of.rules.apply()
    assert three.screen.asked[-1].startswith(
        "Change 1 article? (rule ‘river’ marked 1 as read and tagged 1)"
    )
    assert "First  +water -draft read" in three.screen.asked[-1]
    assert Tag("draft") in three.library.article(1).tags
    three.screen.answers = [True]
    await three.of.rules.apply()
    assert three.library.article(1).tags == {Tag("essay"), Tag("water")}
    assert three.library.article(1).state is State.READ
    await three.of.rules.apply()
    assert three.screen.said[-1] == "The rules would change nothing that is here."


async def test_what_the_rules_do_is_asked_again_where_it_is_something_else_by_then(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.library.rules.add("river", Acts.parse("+water"))
    three.of.rules.open()
    confirm = three.screen.confirm

    async def confirmed(question: str, more: str) -> bool:
        if len(three.library.rules) == 1:
            three.library.rules.add("bridge", Acts.parse("+stone"))
        return await confirm(question, more)

    monkeypatch.setattr(three.screen, "confirm", confirmed)
    three.screen.answers = [True, False]
    await three.of.rules.apply()
    assert [said.partition("?")[0] for said in three.screen.asked[-2:]] == [
        "Change 1 article",
        "Change 2 articles",
    ]
    assert not three.library.rules.plan().endless
    assert Tag("water") not in three.library.article(1).tags


def test_one_that_cannot_be_read_is_shown_so(three: Desk) -> None:
    three.library.db.table("rules").insert({"query": "tag:", "acts": ["+a"]})
    three.of.rules.open()
    [row] = rows(three)
    assert row.startswith("✗  tag: | ")
    assert "needs a value" in row
