"""What comes first."""

from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.index import writer
from octavo.index.search import word_search
from octavo.index.search.engine import find, ordered
from octavo.index.search.word_search import AT_HAND
from octavo.index.writer import SearchIndex
from octavo.query import parse, sort_of
from octavo.query.ast import Sort, SortField
from tests.index.world import Room
from tests.query.world import NOON, Item, article, note


def days(number: int) -> datetime:
    """So many days after noon."""
    return NOON + timedelta(days=number)


def test_the_newest_comes_first() -> None:
    items = [
        article(id=1, added=days(1)),
        article(id=2, added=days(3)),
        article(id=3, added=days(2)),
    ]

    assert ordered(items, Sort(SortField.ADDED)) == [2, 3, 1]
    assert ordered(items, Sort(SortField.ADDED, reverse=True)) == [1, 3, 2]


def test_of_those_added_at_once_the_last_comes_first() -> None:
    assert ordered([article(id=i) for i in (2, 1, 3)], Sort(SortField.ADDED)) == [3, 2, 1]


def test_titles_go_from_a_whatever_their_case_and_accents() -> None:
    titles = ["zebra", "Émile", "apple", "Eminent", ""]
    items = [article(id=id, title=title) for id, title in enumerate(titles)]

    assert ordered(items, Sort(SortField.TITLE)) == [2, 1, 3, 0, 4]
    assert ordered(items, Sort(SortField.TITLE, reverse=True)) == [0, 3, 1, 2, 4]


def test_what_has_no_date_comes_last_both_ways() -> None:
    items: list[Item] = [
        article(id=1),
        article(id=2, published=days(1)),
        article(id=3, published=days(2)),
        note(id=4),
    ]

    assert ordered(items, Sort(SortField.PUBLISHED)) == [3, 2, 4, 1]
    assert ordered(items, Sort(SortField.PUBLISHED, reverse=True)) == [2, 3, 4, 1]


def test_the_longest_and_the_most_read_come_first() -> None:
    items = [article(id=1, words=5, progress=0.9), article(id=2, words=9, progress=0.1)]

    assert ordered(items, Sort(SortField.WORDS)) == [2, 1]
    assert ordered(items, Sort(SortField.WORDS, reverse=True)) == [1, 2]
    assert ordered(items, Sort(SortField.PROGRESS)) == [1, 2]


def test_the_best_comes_first() -> None:
    scores = {1: 0.5, 2: 2.0, 3: 0.5}
    items = [article(id=1, added=days(1)), article(id=2), article(id=3)]

    assert ordered(items, Sort(SortField.RELEVANCE), scores.__getitem__) == [2, 1, 3]
    assert ordered(items, Sort(SortField.RELEVANCE, reverse=True), scores.__getitem__) == [
        1,
        3,
        2,
    ]


def test_without_scores_relevance_is_the_newest_first() -> None:
    items = [article(id=1), article(id=2, added=days(1))]

    assert ordered(items, Sort(SortField.RELEVANCE)) == [2, 1]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=8),
    st.sampled_from(SortField),
    st.booleans(),
)
def test_equals_are_newest_first_and_the_order_is_always_the_same(
    rows: list[tuple[int, int]], field: SortField, reverse: bool
) -> None:
    items = [
        article(id=id, words=words, added=days(day)) for id, (words, day) in enumerate(rows)
    ]
    found = ordered(items, Sort(field, reverse), lambda _: 1.0)

    assert sorted(found) == [item.id for item in items]
    assert found == ordered(reversed(items), Sort(field, reverse), lambda _: 1.0)
    if field in (SortField.PUBLISHED, SortField.TITLE, SortField.PROGRESS, SortField.RELEVANCE):
        assert found == ordered(items, Sort(SortField.ADDED))


@pytest.mark.parametrize(
    ("query", "sort"),
    [
        pytest.param("", Sort(SortField.ADDED), id="nothing"),
        pytest.param("tag:ai is:unread", Sort(SortField.ADDED), id="fields"),
        pytest.param("-draft", Sort(SortField.ADDED), id="words that are left out"),
        pytest.param("tag:ai korea", Sort(SortField.RELEVANCE), id="words"),
        pytest.param("korea sort:-title", Sort(SortField.TITLE, reverse=True), id="as asked"),
    ],
)
def test_the_order_that_a_query_asks_for(query: str, sort: Sort) -> None:
    assert sort_of(parse(query)) == sort


def test_equals_come_in_one_order_however_the_index_was_filled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where they reach across what is fetched at first; the same words are common."""
    monkeypatch.setattr(writer, "FEW", 60)
    room = Room()
    for number in range(3 * AT_HAND):
        rare = " rare" * (number % 100 == 7)
        room.put("Same", f"same words of {number % 3}{rare}")
    room.pending.clear()
    found: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for portion in (3 * AT_HAND, AT_HAND + 1, 70):
        room.index = SearchIndex.create(None)
        ids = [*room.articles][::-1]
        for at in range(0, len(ids), portion):
            room.index.update(room.searchables(ids[at : at + portion]), (), at + 1)
        for query in ("title:same", "-other", "same rare", "same*", '"same words"'):
            results = find(parse(query), room, room.index, NOON)
            first = tuple(results.ids[:AT_HAND])
            found[query].add(tuple(results.ids))
            scores = [(results.score(id), id) for id in results.ids]
            assert scores == sorted(scores, reverse=True), query
            assert first == tuple(results.ids[:AT_HAND]), query
    assert {query: len(orders) for query, orders in found.items()} == dict.fromkeys(found, 1)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("whale is:starred", id="a word"),
        pytest.param("wha* is:starred", id="a beginning"),
        pytest.param("whale sea -is:starred", id="two words"),
        pytest.param("(whale OR sea) -tag:rare", id="either"),
        pytest.param("whale tag:rare", id="what few have"),
        pytest.param('"whale sea" is:starred', id="a phrase"),
        pytest.param("sea OR tag:rare", id="beside a field"),
    ],
)
def test_the_best_that_fit_come_first_however_many_are_fetched(
    query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = set()
    for first, at_hand in ((1_000, 200), (1, 200), (1, 2), (7, 3)):
        monkeypatch.setattr(word_search, "_AT_FIRST", first)
        monkeypatch.setattr(word_search, "AT_HAND", at_hand)
        monkeypatch.setattr(word_search, "_DEAR", first)
        room = Room()
        for number in range(80):
            text = "whale " * (number % 5) + "sea " * (number % 3)
            tags = "rare" if number % 20 == 6 else ""
            room.put("Whale" * (number % 9 == 0), text, starred=number % 4 == 0, tags=tags)
        room.catch_up()
        found.add(tuple(room.find(query)))
    assert len(found) == 1
    assert {*found.pop()} == room.scan(parse(query))


def test_more_equals_than_are_fetched_come_before_what_fits_less() -> None:
    room = Room()
    best = [room.put("Whale", "whale") for _ in range(AT_HAND + 9)]
    room.put("Sea", "a whale and many other words, of which none is meant here")
    room.catch_up()
    assert room.find("whale")[: len(best)] == best[::-1]
