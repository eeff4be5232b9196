"""How much is in each view."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from octavo.index.search.columns import Columns
from octavo.library import counts as counting
from octavo.library.counts import ViewCounts, _Counted, view_of
from octavo.library.library import Library
from octavo.model.article import Article, Source, State
from octavo.model.draft import DraftNote
from octavo.model.operation import Change, Fields, Operation
from octavo.model.tag import Tag, TagEdit
from octavo.query import Query
from octavo.storage.codec import Projection, stamp
from octavo.storage.lazy_table import LazyTable
from octavo.tui.controllers.articles.sidebar import VIEWS
from tests.growth import grows_in_proportion
from tests.index.world import Shelf
from tests.making import MORNING, Clock, draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo.storage.store import Store


COUNTED = {query: view for _, query, view in VIEWS} | {
    f"tag:{tag}": view_of(Tag(tag)) for tag in ("policy", "policy/law", "Law")
}
"""What lists each view."""

SAVED = ("first", "-first", "tag:policy OR third", "is:noted", "in:archive", "in:all alone")
"""Queries that have names."""


def counted(library: Library) -> dict[str, int]:
    return {query: library.counts[view] for query, view in COUNTED.items()}


def total(library: Library, query: str) -> int:
    return library.search.find(library.read(query)).total


def found(library: Library) -> dict[str, int]:
    return {query: total(library, query) for query in COUNTED}


def check_matches(library: Library) -> int:
    """How many saved queries are counted still; each of them must be right, and then all."""
    right = {saved.id: total(library, saved.query) for saved in library.saved}
    told = {id: found.total for id in right if (found := library.matches.get(id))}
    assert told.items() <= right.items()
    assert library.matches.count()
    counted = {id: found.total for id in right if (found := library.matches.get(id))}
    assert counted == right
    return len(told)


@pytest.fixture
def ids(library: Library) -> list[int]:
    """Three articles, one with a note, and a note of its own; the first two came by feed 7."""
    source = Source(kind="feed", key="7 first")
    drafts = [
        draft("One", "First.", source=source, notes=(DraftNote(text="On it"),)),
        draft("Two", "Second.", source=Source(kind="feed", key="7 second")),
        draft("Three", "Third."),
    ]
    return [row.id for row in library.add(drafts, [DraftNote(text="Alone")]) if row.id]


def test_each_view_counts_what_it_lists_after_every_act(
    library: Library, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first count looks at all documents."""
    assert counted(library) == found(library)
    assert library.counts[7] == 2
    scans: list[object] = []
    scan = LazyTable.scan

    def noted(table: LazyTable[Article], kind: type[Projection]) -> object:
        scans.append(kind)
        return scan(table, kind)

    monkeypatch.setattr(LazyTable, "scan", noted)
    one, two, three = ids[:3]
    acts: list[Callable[[], object]] = [
        lambda: library.retag([one, two], TagEdit.parse("policy/law policy/industry")),
        lambda: library.retag([two, three], TagEdit.parse("policy law -policy/law")),
        lambda: library.star([one, three]),
        lambda: library.archive([one]),
        lambda: library.mark([two], State.READING),
        lambda: library.delete([one, library.notes_on(one)[0].id]),
        lambda: library.restore([one]),
        lambda: library.delete([three]),
        library.empty_trash,
        lambda: library.add([draft("Four", "Fourth.")]),
        lambda: library.put_off([one, two], library.now() + timedelta(days=2)),
        lambda: library.put_off([two], None),
    ]
    seen = [counted(library)]
    for act in acts:
        act()
        seen.append(counted(library))
        assert seen[-1] == found(library)
    assert library.counts[7] == 0
    for before in reversed(seen[:-1]):
        library.history.undo()
        assert counted(library) == before
    assert library.counts[7] == 2
    assert _Counted not in scans


def test_what_saved_queries_find_is_followed_through_every_act(
    library: Library, ids: list[int]
) -> None:
    for number, query in enumerate(SAVED):
        library.saved.save(f"query {number}", query)
    assert check_matches(library) == 0
    one, two, three = ids[:3]
    acts: list[Callable[[], object]] = [
        lambda: library.retag([one, three], TagEdit.parse("policy/law")),
        lambda: library.archive([one, two]),
        lambda: library.mark([two], State.READING),
        lambda: library.delete([one]),
        lambda: library.restore([one]),
        lambda: library.add([draft("First again", "Of the first.")]),
    ]
    for act in acts:
        act()
        assert check_matches(library) == len(SAVED)
    others: list[Callable[[], object]] = [
        lambda: library.intake.rewrite(three, "The first."),
        lambda: library.notes.add("alone"),
        lambda: library.saved.save("query 0", "second"),
        lambda: library.saved.delete("query 1"),
        lambda: library.delete([three]),
        library.empty_trash,
    ]
    for act in others:
        act()
        check_matches(library)
    for _ in (*acts, *others):
        library.history.undo()
        check_matches(library)


def test_what_another_process_does_is_counted(library: Library, ids: list[int]) -> None:
    assert counted(library)["is:starred"] == 0
    with Library(library.folder) as other:
        other.star(ids[:2])
    library.follow()
    assert counted(library) == found(library)


def test_what_is_put_off_comes_back_by_itself_and_counts_follow(
    library: Library, ids: list[int], clock: Clock
) -> None:
    """Whether it was put off before the first count or after it."""
    library.saved.save("to come", "is:later")
    one, two, three = ids[:3]
    library.put_off([one], clock.now + timedelta(days=1))
    inbox = counted(library)[""]
    library.put_off([two, three], clock.now + timedelta(days=2))
    library.archive([three])
    for days, back in ((0, []), (1, [one]), (1, [two]), (1, [])):
        check_matches(library)
        clock.advance(days=days)
        assert sorted(library.came_back()) == back
        assert counted(library) == found(library)
        assert [*library.search.find(Query()).ids] == sorted(
            library.search.find(library.read("-is:archived -is:later")).ids, reverse=True
        )
    check_matches(library)
    assert counted(library)[""] == inbox


def test_counts_stay_right_where_the_clock_is_put_back(
    library: Library, ids: list[int], clock: Clock
) -> None:
    one, two = ids[:2]
    library.put_off([one], clock.now + timedelta(days=1))
    library.put_off([two], clock.now + timedelta(days=4))
    counted(library)
    for days in (2, -2):
        clock.advance(days=days)
        counted(library)
    library.archive([one])
    clock.advance(days=2)
    assert counted(library) == found(library)


def test_a_change_of_much_that_is_put_off_is_counted_in_time_in_proportion() -> None:
    def star(size: int) -> None:
        until = MORNING + timedelta(days=1)
        items = [Article(id=n, title="", added=MORNING, later=until) for n in range(size)]
        db = SimpleNamespace(item=items.__getitem__)
        store = cast("Store", SimpleNamespace(listen=listeners.append, db=db))
        counts = ViewCounts(store, lambda: Columns(Shelf({}), Shelf({})))
        counts._counts = Counter()
        counts._later = [(stamp(until), n) for n in range(size)]
        was: Fields = {"starred": False}
        now: Fields = {"starred": True}
        changes = [Change("articles", n, was, now) for n in range(size)]
        listeners.pop()(Operation(1, MORNING, "star", tuple(changes)))
        assert len(counts._later) == size

    listeners: list[Callable[[Operation], None]] = []
    assert grows_in_proportion(star, 4_000)


def test_facets_from_columns_are_those_of_a_look_at_each_article(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each state, with what was changed since the columns were made."""

    def agree() -> dict[str, int]:
        told = []
        everything = sorted({*library.db.articles.ids(), *library.db.notes.ids()})
        for few in (0, 500):
            monkeypatch.setattr(counting, "FEW", few)
            told.append([library.facets(ids) for ids in (everything, everything[1:], [])])
        assert told[0] == told[1]
        return {facet.query: facet.number for facet in told[0][0]}

    newest = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    library.add(
        [
            draft("One", tags="AI policy/law", site="Ledger", authors=("Ida", "Ann")),
            draft(
                "Two",
                tags="ai",
                url="https://a.example/",
                authors=("Ida", "Ida"),
                language="en",
            ),
            draft("Three", site="Ledger", language="en-GB", published=newest),
            draft("Four", site="Post", language="de", published=newest - timedelta(days=200)),
        ],
        [DraftNote(text="Alone", tags=frozenset({Tag("ai")}))],
    )
    before = agree()
    assert before["tag:AI"] == before["author:Ida"] == before["lang:en"] == 2
    assert before["published:2026"] + before.get("published:2027", 0) == 2
    acts: list[Callable[[], object]] = [
        lambda: library.retag([2, 3, 4], TagEdit.parse("-ai policy/law Press")),
        lambda: library.correct([4], {"site": "Ledger", "published": "2024-05"}),
        lambda: library.delete([1]),
        library.empty_trash,
        lambda: library.add([draft("Five", tags="press", site="a.example")]),
    ]
    seen = [before]
    for act in acts:
        act()
        seen.append(agree())
    for state in reversed(seen[:-1]):
        library.history.undo()
        assert agree() == state


def test_a_feed_is_no_number_of_thousands_of_digits(library: Library) -> None:
    said = "9" * 5_000
    library.add([draft("Tides", source=Source(kind="feed", key=f"{said} x"))])
    assert library.feeds.contents()[0].unread == 1
    assert set(library.counts.now()).isdisjoint({int(said[:18])})
