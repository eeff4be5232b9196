"""The index of an open library, whatever happens to its files."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from octavo.index.corpus import Corpus, Searchable
from octavo.index.search import engine, suggestions, word_search
from octavo.index.search.id_set import IdSet
from octavo.index.search.scanner import analyzed
from octavo.index.search.tantivy_query import QueryBuilder
from octavo.index.search.word_search import WordSearch
from octavo.index.writer import SearchIndex
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.search import Scan, SearchAbandoned
from octavo.model.tag import TagEdit
from octavo.query import Query, parse, str_of
from octavo.query.ast import Node, Word
from tests.making import Clock, MakeArticle, draft


@pytest.fixture
def indexed(library: Library, make_article: MakeArticle) -> Library:
    for title in ("Tea in the morning", "Tea at noon", "Coffee"):
        make_article(title)
    library.search.catch_up()
    return library


def scrambled(index: Path) -> None:
    """Other bytes in the same files, which are open."""
    for file in index.glob("*.*"):
        if len(file.stem) == 32:
            with file.open("r+b") as part:
                part.write(b"\xff" * file.stat().st_size)


ASKED = [
    pytest.param(lambda search: set(search.find(parse("tea")).ids), {1, 2}, id="found"),
    pytest.param(lambda search: search.nearest(parse("tea soup")).total, 2, id="nearest"),
]


@pytest.mark.parametrize(("ask", "expected"), ASKED)
def test_an_index_that_breaks_while_it_is_open_is_made_anew(
    indexed: Library, ask: Callable[[object], object], expected: object
) -> None:
    assert not indexed.search.pending
    scrambled(indexed.folder / "index")
    assert ask(indexed.search) == expected
    indexed.search.catch_up()
    assert not indexed.search.pending
    assert ask(indexed.search) == expected


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Library]:
    """Another library, in which as much was done as in `indexed`."""
    with Library.create(tmp_path / "other", Clock()) as library:
        for title in ("Chess", "Go", "Backgammon"):
            library.add([draft(title)])
        yield library


def mixed(into: Library, index_of: Library) -> None:
    """The index of one library in the folder of another, as when a sync mixes folders."""
    for library in (into, index_of):
        library.search.catch_up()
        library.close()
    shutil.rmtree(into.folder / "index")
    shutil.copytree(index_of.folder / "index", into.folder / "index")


@pytest.mark.parametrize("done_since", [0, 2], ids=["as far", "not as far"])
def test_the_index_of_another_library_is_not_trusted(
    indexed: Library, other: Library, done_since: int
) -> None:
    for title in ["Milk", "Cups"][:done_since]:
        indexed.add([draft(title)])
    mixed(into=indexed, index_of=other)

    with Library(indexed.folder) as library:
        assert set(library.search.find(parse("tea")).ids) == {1, 2}
        assert library.search.is_behind
        library.search.catch_up()
        assert not library.search.pending
        assert set(library.search.find(parse("tea")).ids) == {1, 2}
        assert library.search.sync.index.snapshot.frequency("words", "chess") == 0
    assert check(indexed.folder) == []


def test_check_says_that_an_index_is_of_another_library(
    indexed: Library, other: Library
) -> None:
    mixed(into=indexed, index_of=other)

    assert [finding.problem for finding in check(indexed.folder)] == [
        "the search index is of another library, or of another state of this one"
    ]
    repair(indexed.folder)
    assert check(indexed.folder) == []


def test_an_index_that_another_library_puts_in_place_of_an_open_one_is_not_trusted(
    indexed: Library, other: Library
) -> None:
    """What a sync does while octavo runs."""
    other.search.catch_up()
    shutil.rmtree(indexed.folder / "index")
    shutil.copytree(other.folder / "index", indexed.folder / "index")
    indexed.add([draft("Tea with milk")])
    indexed.search.catch_up()

    assert set(indexed.search.find(parse("tea")).ids) == {1, 2, 4}


def test_an_index_is_trusted_where_the_journal_has_forgotten_its_last_operation(
    indexed: Library,
) -> None:
    indexed.close()
    (indexed.folder / "journal.jsonl").unlink()

    with Library(indexed.folder) as library:
        assert not library.search.is_behind
        assert not library.search.pending


def test_an_index_made_anew_holds_all_and_nothing_twice(indexed: Library) -> None:
    for _ in range(2):
        indexed.close()
        shutil.rmtree(indexed.folder / "index")
        with Library(indexed.folder) as library:
            library.search.catch_up()
            assert set(library.search.find(parse("tea")).ids) == {1, 2}
            assert not library.search.pending
            assert library.search.sync.index.snapshot.frequency("words", "tea") == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("tag:space", set(), id="no such tag"),
        pytest.param("tag:space tea", set(), id="nor with a word"),
        pytest.param("tag:essay", {1, 2}, id="and those below it"),
        pytest.param("tag:ess*", {1, 2}, id="the beginning of one"),
        pytest.param("tag:cafe", {1}, id="without its accents"),
        pytest.param("tag:ess", set(), id="which is no tag by itself"),
        pytest.param("tag:gone", set(), id="only in the trash"),
        pytest.param("in:trash tag:gone", {3}, id="in the trash"),
        pytest.param("-tag:space tea", {1, 2}, id="left out"),
        pytest.param("tag:space OR tea", {1, 2}, id="or something else"),
    ],
)
@pytest.mark.parametrize("counted", [True, False], ids=["counted", "not counted"])
def test_a_tag_that_nothing_carries(
    library: Library, make_article: MakeArticle, query: str, expected: set[int], counted: bool
) -> None:
    make_article("Tea in the morning", tags="essay café")
    make_article("Tea at noon", tags="essay/short")
    library.delete([make_article("Coffee", tags="gone").id])
    library.close()
    with Library(library.folder) as again:
        if counted:
            again.tags.counts()
        assert set(again.search.find(parse(query)).ids) == expected


def test_a_spelling_is_offered_as_it_stands_in_the_texts(library: Library) -> None:
    text = "Ein Übergang bei Zürich. Übrigens: die Straße, the CANAL and the canal. Канал."
    library.add([draft("Canal", text), draft("Zürich", "Übergang.")])
    asked = {
        "zuerich": ["Zürich"],
        "zurihc": ["Zürich"],
        "strasze": ["Straße"],
        "cannal": ["canal"],
    }
    asked |= {"ubergamg": ["Übergang"], "конал": ["Канал"]}
    for typed, meant in asked.items():
        ways = library.search.suggestions(parse(typed))
        assert [way.spelling for way in ways if way.spelling] == meant
        assert all(meant[0] in way.sentence for way in ways if way.spelling)


def test_suggestions_look_once_for_each_part(
    library: Library, make_article: MakeArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article("Tea", tags="essay")
    asked: list[Query] = []

    def count(
        query: Query, corpus: Corpus, index: SearchIndex, now: datetime, scan: Scan
    ) -> int:
        asked.append(query)
        return engine.count(query, corpus, index, now, scan)

    monkeypatch.setattr(suggestions, "count", count)
    [way] = library.search.suggestions(parse("author:nobody moon"))

    assert way.sentence == "There is no author nobody and no moon."
    assert sorted(map(str_of, asked)) == ["author:nobody", "moon"]


@pytest.fixture
def read(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The articles whose texts are read, as they are."""
    corpus, read = library.search.corpus, list[int]()
    text_of = corpus.text

    def text(id: int) -> str:
        read.append(id)
        return text_of(id)

    monkeypatch.setattr(corpus, "text", text)
    return read


def test_a_search_that_nobody_waits_for_any_more_reads_no_further(
    library: Library, read: list[int]
) -> None:
    library.add([draft(f"Tea {number}") for number in range(20)])
    for ask in (library.search.find, library.search.nearest):
        read.clear()
        with pytest.raises(SearchAbandoned):
            ask(parse("line"), scan=Scan(is_stale=lambda: len(read) > 2))
        assert len(read) == 3


def test_where_the_index_lacks_much_titles_and_notes_are_found_at_once(
    library: Library, read: list[int]
) -> None:
    library.add([draft(f"Tea {number}") for number in range(20)])
    library.notes.add("A note on tea.", articles=[7])
    found = library.search.find(parse("tea"), Scan(most_texts=20))
    assert (found.total, found.unsearched, read) == (20, 21, [])
    assert library.search.find(parse("line"), Scan(most_texts=20)).total == 0
    assert library.search.find(parse("note:tea"), Scan(most_texts=20)).total == 1
    whole = library.search.find(parse("line"), Scan(most_texts=21))
    assert (whole.total, whole.unsearched) == (20, 0)


def test_of_very_many_only_the_newest_titles_are_looked_through_at_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long a first answer takes does not depend on how much the index lacks."""
    library.add([draft(f"Tea {number}") for number in range(40)])
    searchables = library.search.corpus.searchables
    looked: list[int] = []

    def looking(ids: Iterable[int], *, texts: bool = True) -> Iterator[Searchable]:
        for each in searchables(ids, texts=texts):
            looked.append(each.id)
            yield each

    monkeypatch.setattr(library.search.corpus, "searchables", looking)
    found = library.search.find(parse("tea"), Scan(most_texts=20, most_titles=5))
    assert (sorted(found.ids), found.unsearched) == ([36, 37, 38, 39, 40], 40)
    assert len(looked) == 5
    for query in ("-tea", "coffee", "tea sort:title"):
        looked.clear()
        assert library.search.find(parse(query), Scan(20, 5)).unsearched == 40
        assert len(looked) <= 5


@pytest.mark.parametrize("query", ["tea", "-tea", "is:unread tea"])
def test_a_library_that_was_emptied_is_searched_and_checked(
    library: Library, query: str
) -> None:
    """Its index says how far it is, and nothing else."""
    library.add([draft("Tea")])
    library.search.catch_up()
    library.delete([1])
    library.empty_trash()
    library.settle()
    assert library.search.find(parse(query)).total == 0
    assert check(library.folder) == []


def test_how_far_the_index_is_can_be_asked_while_it_is_brought_in_step(
    library: Library, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("octavo.library.search.index_sync.STEP", 1)
    library.add([draft(f"Tea {number}") for number in range(4)])
    seen: list[float | None] = []
    library.search.catch_up(lambda _done, _all: seen.append(library.search.indexing))
    assert seen == [0, 0.25, 0.5, 0.75, 0.75]
    assert library.search.indexing is None


@pytest.mark.parametrize(
    "pasted",
    [
        "https://example.org/tea_(drink)?b=2&a=1",
        "http://www.Example.org/tea_(drink)/?a=1&b=2&utm_source=x#part",
        "https://EXAMPLE.org/tea_(drink)?a=1&b=2",
        "https://example.org/tea_(drink)?a=1&b=2)",
        "www.example.org/tea_(drink)?a=1&b=2",
        "https://example.org/tea_(drink)?a=1&b=2.",
        "www.example.org/tea_(drink)?a=1&b=2,",
        "<https://example.org/tea_(drink)?a=1&b=2>,",
    ],
)
def test_an_address_finds_its_article_and_then_what_has_its_words(
    library: Library, pasted: str
) -> None:
    url = "https://example.org/tea_(drink)?a=1&b=2"
    drafts = [draft("Tea", url=url), draft("Of it", text=f"See {pasted}"), draft("Tea")]
    there, beside, _ = (entry.id for entry in library.add(drafts))
    for typing in (False, True):
        asked = library.read(pasted, typing=typing)
        assert [*library.search.find(asked).ids] == [there, beside]
    assert there
    library.delete([there])
    assert list(library.search.find(asked).ids) == [beside]


def test_what_becomes_known_of_a_word_while_it_is_looked_up_changes_no_answer(
    indexed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, index = indexed.search.corpus, indexed.search.sync.index
    tea = Word("tea", prefix=True)
    monkeypatch.setattr(word_search, "_AT_FIRST", 0)
    is_dear = WordSearch._is_dear

    def while_another_thread_looks(search: WordSearch, node: Node) -> bool:
        with monkeypatch.context() as unwatched:
            unwatched.setattr(WordSearch, "_is_dear", is_dear)
            assert [*WordSearch(corpus, index).ids(tea)] == [1, 2]
            assert WordSearch(corpus, index).knows(tea)
        return is_dear(search, node)

    monkeypatch.setattr(WordSearch, "_is_dear", while_another_thread_looks)
    found = WordSearch(corpus, index).ids(tea, IdSet.of([2, 3]))
    assert [*(found & IdSet.of([2, 3]))] == [2]


def test_what_is_known_of_words_is_joined_with_each_change(
    indexed: Library, make_article: MakeArticle
) -> None:
    """Also with what is undone, and with what another process does."""
    [*_] = indexed.search.prepare()
    asked = [parse(query) for query in ("tea -tag:x", "-coffee is:unread", "tea* -in:archive")]

    def found() -> list[set[int]]:
        return [set(indexed.search.find(each).ids) for each in asked]

    assert found() == [{1, 2}, {1, 2}, {1, 2}]
    indexed.retag([1], TagEdit.parse("x"))
    indexed.archive([2])
    assert found() == [{2}, {1, 2}, {1}]
    make_article("Tea again")
    indexed.search.catch_up()
    assert found() == [{2, 4}, {1, 2, 4}, {1, 4}]
    indexed.delete([4])
    assert found() == [{2}, {1, 2}, {1}]
    for _ in range(4):  # of which adding one is the last
        indexed.history.undo()
    indexed.search.catch_up()
    assert found() == [{1, 2}, {1, 2}, {1, 2}]
    with Library(indexed.folder, Clock()) as other:
        other.add([draft("Tea and toast")])
        other.search.catch_up()
        other.retag([2], TagEdit.parse("x"))
    indexed.follow()
    [added] = {*indexed.search.articles} - {1, 2, 3}
    assert found() == [{1, added}, {1, 2, added}, {1, 2, added}]


def test_what_is_known_of_words_stays_known_when_another_process_takes_in_texts(
    indexed: Library,
) -> None:
    [*_] = indexed.search.prepare()
    tea = parse("tea").where
    assert {*indexed.search.find(parse("tea")).ids} == {1, 2}
    with Library(indexed.folder, Clock()) as other:
        other.add([draft("Tea with milk")])
        other.search.catch_up()
    indexed.search.catch_up()

    assert indexed.search.is_prepared
    known = indexed.search.sync.index.snapshot.sets.get(tea)
    assert known is not None
    assert [*known[0]] == [1, 2]
    [added] = known[1]
    assert {*indexed.search.find(parse("tea is:unread")).ids} == {1, 2, added}
    with Library(indexed.folder, Clock()) as other:
        shutil.rmtree(other.folder / "index")
        other.search.catch_up()
    indexed.search.catch_up()
    assert {*indexed.search.find(parse("tea is:unread")).ids} == {1, 2, added}


def test_how_many_hold_a_word_counts_its_inflections_and_all_that_begins_as_asked(
    library: Library, make_article: MakeArticle
) -> None:
    """So that what most documents hold in another form is not looked up as if it were rare."""
    for title in ("A ferry", "Two ferries", "Three ferries", "Ferns", "Tea"):
        make_article(title)
    library.search.catch_up()
    queries = QueryBuilder(library.search.sync.index.snapshot)

    assert queries.most(analyzed(Word("ferry"))) == 3
    assert queries.most(analyzed(Word("fer", prefix=True))) == 4
    assert queries.most(analyzed(Word("tea"))) == 1


def test_as_many_words_as_a_query_may_have_are_looked_for_at_once(library: Library) -> None:
    words = " ".join(f"w{number}" for number in range(1024))
    library.add([draft("All", words), draft("Few", words[:99])])
    library.search.catch_up()
    assert [*library.search.find(parse(words)).ids] == [1]
