"""How much is in each view."""

from typing import TYPE_CHECKING

import pytest

from octavo.library.counts import _Counted
from octavo.library.library import Library
from octavo.model.article import Article, Source, State
from octavo.model.draft import DraftNote
from octavo.storage.codec import Projection
from octavo.storage.lazy_table import LazyTable
from octavo.tui.controllers.articles.sidebar import VIEWS
from tests.making import draft

if TYPE_CHECKING:
    from collections.abc import Callable


def counted(library: Library) -> dict[str, int]:
    return {query: library.counts[view] for _, query, view in VIEWS}


def found(library: Library) -> dict[str, int]:
    return {query: library.search.find(library.read(query)).total for _, query, _ in VIEWS}


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
        lambda: library.star([one, three]),
        lambda: library.archive([one]),
        lambda: library.mark([two], State.READING),
        lambda: library.delete([one, library.notes_on(one)[0].id]),
        lambda: library.restore([one]),
        lambda: library.delete([three]),
        library.empty_trash,
        lambda: library.add([draft("Four", "Fourth.")]),
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


def test_what_another_process_does_is_counted(library: Library, ids: list[int]) -> None:
    assert counted(library)["is:starred"] == 0
    with Library(library.folder) as other:
        other.star(ids[:2])
    library.follow()
    assert counted(library) == found(library)
