"""What columns find is what a look at each document finds, however these change."""

import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from octavo.index.search import columns
from octavo.index.search.columns import Columns
from octavo.index.search.id_set import IdSet
from octavo.model.article import Article, Source, State
from octavo.model.note import Note
from octavo.model.provenance import Declaration, Provenance, Sources
from octavo.model.tag import Tag
from octavo.query.fields import FIELDS, meant, predicate
from octavo.query.predicates import TAGS, WORDS, Moment
from tests.growth import lets_others_go_on
from tests.index.world import FEEDS, NOON, Shelf
from tests.making import examples
from tests.query.world import term

_TERMS = (
    *(
        "tag:policy",
        "tag:pol*",
        "tag:ai",
        "tag:grosse",
        "tag:größe",
        "author:zola",
        "author:ÉMILE",
        "author:a",
    ),
    *("site:example.org", "site:ledger", "site:bücher.example", "feed:ledger", "feed:cafe"),
    *("feed:ledger.example", "lang:en", "lang:zh-hant", "lang:zh"),
    *(f"is:{flag}" for flag in ("unread", "reading", "read", "starred", "archived")),
    *(f"is:{flag}" for flag in ("untagged", "noted", "declared-ai", "unsourced", "anonymous")),
    *(
        "in:notes",
        "in:trash",
        "in:archive",
        "in:all",
        "words:>200",
        "words:0..1",
        "words:<=230",
    ),
    *("minutes:1", "minutes:<5", "minutes:>=2", "added:2026-03", "added:<2d", "added:>2d"),
    *("added:today", "published:2025..2026-02", "published:<=9999", "read:yesterday"),
    *("is:later", "later:<9d", "later:>1h", "later:today", "later:2026"),
)

Changes = list[tuple[int, Article | Note | None]]

times = st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC))
times |= st.sampled_from([NOON, NOON - timedelta(days=1), NOON - timedelta(days=2)])
tags = st.frozensets(
    st.sampled_from(["AI", "policy", "policy/industry", "policymaker", "Größe"]).map(Tag)
)
maybe_times = st.none() | times
provenances = st.sampled_from(
    [
        None,
        Provenance(sources=Sources(4, 0)),
        Provenance((Declaration("ai-disclosure", "ai-generated"),)),
    ]
)
articles = st.builds(
    Article,
    id=st.just(0),
    title=st.just(""),
    url=st.sampled_from(["", "https://a.Example.org/b", "https://xn--bcher-kva.example/"]),
    authors=st.lists(st.sampled_from(["Émile Zola", "Han"]), max_size=2).map(tuple),
    site=st.sampled_from(["", "The Ledger", "example.org"]),
    language=st.sampled_from(["", "en", "eng", "zh-Hant-TW"]),
    words=st.integers(0, 2_000),
    added=times,
    published=maybe_times,
    read=maybe_times,
    later=maybe_times,
    deleted=maybe_times,
    source=st.sampled_from([Source(), Source("feed", key="1 a"), Source("feed", key="2 b")]),
    tags=tags,
    state=st.sampled_from(State),
    archived=st.booleans(),
    starred=st.booleans(),
    provenance=provenances,
)
notes = st.builds(Note, id=st.just(0), tags=tags, added=times, deleted=maybe_times)
far = st.sampled_from([1 << 40, 1 << 41])  # as nobody but a script gives them
changes = st.lists(
    st.tuples(st.integers(1, 8) | far, st.none() | articles)
    | st.tuples(st.integers(11, 15), st.none() | notes),
    max_size=12,
)


class World:
    """Articles and notes, and their columns."""

    def __init__(self) -> None:
        self.articles: dict[int, Article] = {}
        self.notes: dict[int, Note] = {}
        self.columns = Columns(Shelf(self.articles), Shelf(self.notes))

    @property
    def items(self) -> dict[int, Article | Note]:
        return {**self.articles, **self.notes}

    def change(self, id: int, item: Article | Note | None) -> None:
        """Bring something in, change it or take it away."""
        before = self.articles.pop(id, None) or self.notes.pop(id, None)
        if isinstance(item, Article):
            self.articles[id] = replace(item, id=id)
        elif item is not None:
            self.notes[id] = replace(item, id=id)
        now = self.items.get(id)
        changed = None
        if before and now and type(before) is type(now):
            names = now.__struct_fields__
            changed = {name for name in names if getattr(before, name) != getattr(now, name)}
        self.columns.note(id, changed)


def test_all_fields_are_asked() -> None:
    fields = {name for name, field in FIELDS.items() if field.column}

    assert {query.partition(":")[0] for query in _TERMS} == fields


@settings(deadline=None, max_examples=examples(60))
@given(changes, st.lists(st.sampled_from(_TERMS), min_size=1, max_size=6), changes, changes)
def test_columns_find_what_a_look_at_each_document_finds(
    first: Changes, asked: list[str], second: Changes, third: Changes
) -> None:
    world = World()
    terms = [term(query) for query in asked]
    moment = Moment(NOON, frozenset({1, 2, 11, 99}), UTC, lambda: FEEDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "MANY", 3)
        patch.setattr(columns, "FEW", 2)
        for some in (first, second, third):
            for id, item in some:
                world.change(id, item)
            for each in terms:
                world.columns.make({meant(each, moment)[0]})
                test = predicate(each, moment)
                fitting = {id for id, item in world.items.items() if test(item)}
                assert {*world.columns.find(each, moment)} == fitting, each
                newest = sorted(
                    fitting, key=lambda id: (world.items[id].added, id), reverse=True
                )
                assert [*world.columns.newest(IdSet.of(fitting))] == newest


@settings(deadline=None, max_examples=examples(20))
@given(changes, changes, st.sets(st.integers(1, 15)))
def test_keys_are_counted_as_they_are_now(
    first: Changes, second: Changes, asked: set[int]
) -> None:
    world = World()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "FEW", 1)
        for some in (first, second):
            for id, item in some:
                world.change(id, item)
            if some is first:
                world.columns.make({TAGS})
        found = world.columns.counts(TAGS, IdSet.of(asked & world.items.keys()))
    items = (world.items[id] for id in asked & world.items.keys())
    assert found == Counter(tag.key for item in items for tag in item.tags)


def test_a_change_of_other_fields_changes_nothing() -> None:
    world = World()
    world.change(1, Article(id=1, title="", added=NOON, words=5))
    asked = [term("words:5")]
    world.columns.make({WORDS})
    world.articles[1] = Article(id=1, title="", added=NOON)
    world.columns.note(1, {"title"})
    assert [*world.columns.find(asked[0], Moment(NOON))] == [1]

    world.columns.note(1, {"words", "title"})
    assert not len(world.columns.find(asked[0], Moment(NOON)))


def test_what_changes_as_a_column_gets_done_is_looked_at_by_itself() -> None:
    world, read, noting = World(), Event(), Event()
    world.change(1, Article(id=1, title="", added=NOON, words=5))

    class Waiting(Shelf[Note]):
        def partly(self, fields: Collection[str]) -> Iterator[tuple[int, Note]]:
            yield from super().partly(fields)
            read.set()
            noting.wait()

    class Ending(dict[Any, Any]):
        """Is looked through while another thread ends what it does."""

        def items(self) -> Any:  # noqa: ANN401 - as that of a dict is
            if read.is_set():
                noting.set()
                making.join()
            return super().items()

    world.columns = Columns(Shelf(world.articles), Waiting(world.notes))
    making = Thread(target=world.columns.make, args=[{WORDS}])
    world.columns._made = Ending()
    making.start()
    read.wait()
    world.change(1, Article(id=1, title="", added=NOON, words=9))
    assert [*world.columns.find(term("words:9"), Moment(NOON))] == [1]


@pytest.mark.parametrize("column", [TAGS, WORDS], ids=["names", "numbers"])
def test_threads_that_ask_for_the_first_time_at_once_are_told_the_same(column: object) -> None:
    count = 2_000
    keys = columns._keys_of(column)  # type: ignore[arg-type]
    every = [(id, id) for id in range(1, count + 1)]
    keys.add(every, lambda id: (f"n{id % 50}",) if column is TAGS else (float(id),))
    keys.settle()
    found: list[int] = []

    def ask() -> None:
        if isinstance(keys, columns._Names):
            ids = IdSet.of(range(1, count + 1))
            found.append(Counter(keys._of_each(ids)).total())
        else:
            assert isinstance(keys, columns._Numbers)
            found.append(len(keys._between(0, count)))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    ask()
    assert found == [count] * 4


def test_no_key_waits_for_the_highest_id_of_many() -> None:
    names, numbers = columns._Names(), columns._Numbers()
    names._ids = {"unread": (7,) * 8_000_000}
    numbers.ids = array("q", [7]) * 8_000_000
    assert lets_others_go_on(lambda: vars(columns._Names)["top"].func(names))
    assert lets_others_go_on(lambda: vars(columns._Numbers)["top"].func(numbers))
