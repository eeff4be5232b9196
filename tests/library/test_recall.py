"""The remembered list: quick at launch, and never wrong."""

from pathlib import Path

import tinydb

from octavo.library.library import Library
from octavo.library.recall import recalled
from tests.making import Clock, MakeArticle


def titles(library: Library) -> list[str]:
    return [article.title for article in library.articles()]


def test_the_list_is_remembered_with_the_index(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("First")
    make_article("Second")
    library.search.catch_up()
    library.articles()
    library.close()
    assert (library.folder / "index" / "listing").exists()
    with Library(library.folder) as again:
        assert titles(again) == ["Second", "First"]
        assert len(again) == 2


def test_a_change_after_it_counts(
    library: Library, make_article: MakeArticle, clock: Clock
) -> None:
    first = make_article("First")
    make_article("Second")
    library.search.catch_up()
    library.articles()
    library.close()
    with Library(library.folder, clock) as other:
        other.archive([first.id])
    with Library(library.folder) as again:
        assert titles(again) == ["Second"]


def test_what_a_script_wrote_counts(library: Library, make_article: MakeArticle) -> None:
    make_article("First")
    second = make_article("Second")
    library.search.catch_up()
    library.articles()
    library.close()
    with tinydb.TinyDB(library.folder / "library.json") as db:
        db.table("articles").update({"archived": True}, doc_ids=[second.id])
    with Library(library.folder) as again:
        assert titles(again) == ["First"]


def test_a_broken_memory_is_passed_over(library: Library, make_article: MakeArticle) -> None:
    make_article("First")
    library.search.catch_up()
    library.articles()
    library.close()
    _spoil(library.folder / "index" / "listing")
    with Library(library.folder) as again:
        assert titles(again) == ["First"]


def test_counts_are_remembered_with_it(library: Library, make_article: MakeArticle) -> None:
    """In one order, and what was not asked for this time is not forgotten."""
    make_article("First", tags="essay ai")
    make_article("Second", tags="essay korea")
    library.settle()
    library.articles()
    expected = library.tags.counts()
    library.close()
    for _ in range(2):
        with Library(library.folder) as again:
            assert again.articles()
    with Library(library.folder) as again:
        assert recalled(again._store).tags == {"ai": 1, "essay": 2, "korea": 1}
        assert again.tags.counts() == expected


def _spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])
