"""Rules: put to what comes in and to what is there, told beforehand, and taken back."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.library.library import Library
from octavo.library.rule_evaluator import Acts, Plan, RuleError
from octavo.model.article import Article, Source, State
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import QueryError
from octavo.model.feed import Feed
from octavo.model.operation import Operation, OperationGroup
from octavo.model.tag import Tag, TagEdit
from tests.library.seeing import whole
from tests.making import MakeArticle, draft, examples, passing_folder

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

QUERIES = (
    "sea",
    "-sea",
    "tag:a",
    "tag:b",
    "-tag:a",
    "tag:b OR tag:c",
    "is:untagged",
    "is:starred -tag:c",
    "is:archived",
    "site:ledger tag:a",
    "tide tag:b",
    "note:tide",
    "is:noted",
    "in:all",
    "is:read sort:title",
)
ACTS = ("+a", "+b", "+c", "-a", "-b", "-c", "star", "archive", "read")
RULES = st.lists(
    st.tuples(
        st.sampled_from(QUERIES), st.lists(st.sampled_from(ACTS), min_size=1, max_size=3)
    ),
    max_size=5,
)
DRAFTS = (
    draft("Sea", "The sea and its tides.", site="The Ledger"),
    draft("Hills", "High and dry.", tags="a"),
    draft("Tides", "A sea of tides.", tags="b", notes=(DraftNote(text="A tide."),)),
    draft("Weirs", "Of rivers.", tags="a c", archived=True),
    draft("Fords", "Of fords.", site="The Ledger", tags="a", state=State.READ),
    draft("Locks", "Of locks.", source=Source(kind="feed", key="1 locks")),
)
FED = st.frozensets(st.sampled_from((Tag("a"), Tag("b"), Tag("c"))))
"""The tags of the feed from which the last draft is."""


def follow(library: Library, tags: frozenset[Tag]) -> None:
    """Follow the first feed, whose tags are the first rule."""
    feed = Feed(id=0, url="https://tides.example/", tags=tags, added=NOON)
    library.feeds.follow([feed])


def add(library: Library, *rules: str) -> None:
    """Add rules that are written as on the command line: `tag:a -- +b star`."""
    for line in rules:
        query, _, acts = line.rpartition(" -- ")
        library.rules.add(query, Acts.parse(acts))


def told(plan: Plan) -> dict[int, Article]:
    return {effect.before.id: effect.after for effect in plan.effects}


def articles(library: Library, ids: Iterable[int] = range(1, 20)) -> dict[int, Article]:
    return {id: library.article(id) for id in ids if id in library.search.articles}


@given(RULES, FED, st.sets(st.sampled_from((1, 2, 3, 5, 6))), st.integers(0, 1))
@settings(max_examples=examples(15), deadline=None)
def test_what_is_told_is_done_once_and_taken_back(
    rules: list[tuple[str, list[str]]], fed: frozenset[Tag], trashed: set[int], off: int
) -> None:
    """A test changes nothing and tells what applying does; twice is once; undo is before."""
    with passing_folder() as place, Library.create(Path(place), lambda: NOON) as library:
        library.add(DRAFTS)
        follow(library, fed)
        library.delete(trashed)
        library.retag([2], TagEdit(remove=frozenset({Tag("a")})))
        for number, (query, words) in enumerate(rules):
            library.rules.add(query, Acts.of(words), f"rule {number}")
        for rule in list(library.rules)[:off]:
            library.rules.change(rule, on=False)
        before, here = whole(library), articles(library)
        plan = library.rules.plan()
        assert whole(library) == before
        done, applied = library.rules.apply()
        assert told(applied) == told(plan)
        assert articles(library) == here | told(plan)
        assert (done is None) == (not plan.effects)
        assert Tag("a") not in library.article(2).tags
        assert all(here[id].deleted is None for id in told(plan))
        assert library.rules.apply()[0] is None
        if done:
            library.history.undo()
        assert whole(library) == before


@given(RULES, FED)
@settings(max_examples=examples(8), deadline=None)
def test_what_comes_in_is_as_if_rules_were_applied_to_it_then(
    rules: list[tuple[str, list[str]]], fed: frozenset[Tag]
) -> None:
    """The plain look at what comes in and the index mean the same by a query."""
    states = []
    with passing_folder() as place:
        for comes_first in (True, False):
            with Library.create(Path(place) / str(comes_first)) as library:
                if comes_first:
                    library.add(DRAFTS)
                    library.settle()
                follow(library, fed)
                for number, (query, words) in enumerate(rules):
                    library.rules.add(query, Acts.of(words), f"rule {number}")
                if comes_first:
                    library.rules.apply()
                else:
                    library.add(DRAFTS)
                states.append(
                    [
                        (a.title, a.tags, a.starred, a.archived, a.state)
                        for a in articles(library).values()
                    ]
                )
    assert states[0] == states[1]


def test_a_rule_sees_what_those_before_it_did(library: Library) -> None:
    add(library, "tag:b -- +c", "is:untagged -- +a", "tag:a -- +b -a")
    library.add([draft("Sea")])
    assert library.article(1).tags == {Tag("b"), Tag("c")}


def test_what_a_rule_archives_waits_no_longer(library: Library) -> None:
    library.add([draft("Sea")])
    library.put_off([1], library.now() + timedelta(days=1))
    add(library, "is:later -- archive")
    library.rules.apply()
    assert (library.article(1).archived, library.article(1).later) == (True, None)


def test_rules_that_undo_one_another_leave_an_article_as_it_is(library: Library) -> None:
    library.add([draft("Sea", tags="a"), draft("Hills", tags="z")])
    add(library, "tag:b -- +c -b", "tag:a -- +b -a", "tag:c -- +a -c -b", "tag:z -- star")
    plan = library.rules.plan()
    assert plan.endless == [1]
    library.rules.apply()
    assert library.article(1).tags == {Tag("a")}
    assert library.article(2).starred


def test_what_rules_do_to_an_import_goes_and_comes_with_it(library: Library) -> None:
    add(library, "sea -- +water star", "title:hills -- archive read")
    before = whole(library)
    group = OperationGroup()
    for title in ("Sea", "Hills", "The sea"):
        library.intake.add([draft(title)], group=group)
    assert library.history.labels()[0] == (
        "add 3 articles; rules ‘sea’ starred 2 and tagged 2, "
        "‘title:hills’ archived 1 and marked 1 as read"
    )
    after = whole(library)
    library.history.undo()
    assert whole(library) == before
    library.history.redo()
    assert whole(library) == after


def test_a_link_that_gets_its_text_meets_the_rules_that_it_now_fits(library: Library) -> None:
    add(library, "site:ledger -- +news", "tides -- +water")
    library.add([Draft(title="Sea", url="https://ledger.example/sea", site="Ledger")])
    library.retag([1], TagEdit(remove=frozenset({Tag("news")}), add=frozenset({Tag("x")})))
    library.intake.renew({1: draft("Sea", "Of tides.", site="Ledger")}, label="fetch {}")
    assert library.article(1).tags == {Tag("x"), Tag("water")}
    library.retag([1], TagEdit(remove=frozenset({Tag("water")})))
    library.intake.renew({1: draft("Sea", "Of tides anew.")}, label="fetch {}")
    assert library.article(1).tags == {Tag("x")}


def test_what_is_known_already_is_left_alone(library: Library) -> None:
    library.add([draft("Sea", url="https://a.example/sea")])
    add(library, "sea -- star")
    library.add([draft("Sea", url="https://a.example/sea", tags="x")])
    assert not library.article(1).starred


def test_rules_are_renamed_changed_moved_switched_and_deleted(library: Library) -> None:
    add(library, "a -- +a", "b -- +b", "c -- +c")
    rules, long = library.rules, Acts.parse('+"to read" star')
    states = [whole(library)["rules"]]
    acts: list[Callable[[], Operation | None]] = [
        lambda: rules.move(rules.named("c"), 1),
        lambda: rules.change(rules.named("2"), name="first", acts=long),
        lambda: rules.change(rules.named("B"), query="b OR d", on=False),
        lambda: rules.delete(rules.named("c")),
    ]
    for act in acts:
        assert act()
        states.append(whole(library)["rules"])
    assert [(rule.name, rule.line, rule.on) for rule in rules] == [
        ("first", 'a -- +"to read" star', True),
        ("b", "b OR d -- +b", False),
    ]
    for state in reversed(states[:-1]):
        library.history.undo()
        assert whole(library)["rules"] == state


def test_one_that_is_called_as_its_query_follows_it(library: Library) -> None:
    library.add([draft("Tides", tags="sea ai")])
    add(library, "tag:ai -- +x", "tag:sea -- +x", "tag:wave -- +x")
    library.rules.change(library.rules.named("tag:wave"), name="tag:water")
    rules = library.rules
    library.tags.rename(Tag("ai"), Tag("machines"))
    library.tags.rename(Tag("sea"), Tag("water"))
    said = [(rule.name, rule.query) for rule in rules]
    assert said == [
        ("tag:machines", "tag:machines"),
        ("tag:sea", "tag:water"),
        ("tag:water", "tag:wave"),
    ]


def test_one_that_cannot_be_read_any_more_is_told_and_passed_over(
    library: Library, make_article: MakeArticle
) -> None:
    library.saved.save("sea", "title:sea")
    add(library, "@sea -- +water", "in:all -- +seen")
    library.saved.delete("sea")
    library.db.table("rules").insert_multiple([{"query": "x"}, {"acts": ["star"]}, {"on": 1}])
    article = make_article("Sea")
    assert article.tags == {Tag("seen")}
    errors = [rule.error for rule in library.rules]
    assert "no saved query is called 'sea'" in errors[0]
    assert [bool(error) for error in errors] == [True, False, True, True, True]


@pytest.mark.parametrize(
    ("query", "acts", "problem"),
    [
        pytest.param("tag:", "+a", "needs a value", id="a query that cannot be read"),
        pytest.param("sort:title", "+a", "in:all means everything", id="no query"),
        pytest.param("x", "a", r"its sign: \+a", id="a tag without a sign"),
        pytest.param("x", "", "say what the rule does", id="nothing to do"),
        pytest.param("Taken", "+a", "already", id="a name that is taken"),
    ],
)
def test_what_cannot_be_a_rule_says_why(
    library: Library, query: str, acts: str, problem: str
) -> None:
    add(library, "taken -- +a")
    with pytest.raises((RuleError, QueryError), match=problem):
        library.rules.add(query, Acts.parse(acts))
    assert len(library.rules) == 1


def test_the_last_import_is_all_that_came_in_by_one_step(library: Library) -> None:
    library.add([draft("Old")])
    group = OperationGroup()
    for title in ("Sea", "Hills"):
        library.intake.add([draft(title)], group=group)
    library.star([1])
    assert library.rules.last_import() == [2, 3]
    add(library, "in:all -- +new")
    assert set(told(library.rules.plan(library.rules.last_import()))) == {2, 3}


@given(RULES)
@settings(max_examples=examples(8), deadline=None)
def test_what_is_taken_back_by_hand_no_rule_does_again(
    rules: list[tuple[str, list[str]]],
) -> None:
    """Whatever the reader does otherwise; by hand it can be done again."""
    with passing_folder() as place, Library.create(Path(place), lambda: NOON) as library:
        library.add(DRAFTS)
        for number, (query, words) in enumerate(rules):
            library.rules.add(query, Acts.of(words), f"rule {number}")
        library.rules.apply()
        ids = [*articles(library)]
        for again in (True, False):
            library.star(ids, again)
            library.archive(ids, again)
            library.mark(ids, State.READ if again else State.UNREAD)
        library.rules.apply()
        after = articles(library).values()
        assert not any(a.starred or a.archived or a.state is State.READ for a in after)
        library.star(ids)
        library.star(ids[:1], False)
        library.history.undo()
        assert all(
            "starred" not in article.taken_back for article in articles(library).values()
        )


def test_no_rule_has_a_number_of_thousands_of_digits(library: Library) -> None:
    add(library, "taken -- +a")
    with pytest.raises(RuleError, match="no rule is called"):
        library.rules.named("9" * 5_000)
