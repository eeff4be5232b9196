"""`is:duplicate` finds what a comparison of all texts would, whatever was done."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.library.duplicates import is_copy, shingles_of, words_of_text
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.rule_evaluator import Acts, RuleError
from octavo.model.errors import OctavoError
from octavo.model.search import AT_ONCE, TEXTS_AT_ONCE, Scan, SearchAbandoned
from octavo.query import parse
from tests.library.search.test_column_cache import copied, opened
from tests.making import draft, examples, passing_folder

STORY = " ".join(f"On day {n} the river rose by {n} feet and fell again." for n in range(9))
TEXTS = (
    STORY,
    f"{STORY} So they say.",
    STORY[:300],
    "A ferry.",
    "",
    "In the harbour lay nine ships, and none of them was ready for the long way out.",
    "In the harbour lay nine ships, and none of them was ready for the long way back.",
)


def duplicates(library: Library, query: str = "is:duplicate") -> list[int]:
    return sorted(library.search.find(library.read(query)).ids)


def compared(library: Library) -> list[int]:
    """The same by comparing all texts that are not in the trash."""
    there = [id for id, article in library.search.articles.items() if article.deleted is None]
    words = {each.id: words_of_text(each) for each in library.search.corpus.searchables(there)}
    taken = {id: shingles_of(said) for id, said in words.items()}
    pairs = combinations(sorted(taken), 2)
    copies = (pair for pair in pairs if is_copy(*map(taken.__getitem__, pair)))
    return sorted({id for pair in copies for id in pair})


Act = Callable[[Library], object]


def add(number: int, text: int) -> Act:
    url = f"https://{'abc'[number]}.example/{text}"
    return lambda library: library.add([draft(f"P{number}{text}", TEXTS[text], url=url)])


def rewrite(number: int, text: int) -> Act:
    return lambda library: library.intake.rewrite(1 + number, TEXTS[text])


def unite(number: int, text: int) -> Act:
    return lambda library: library.intake.unite(1 + number, 1 + text)


def delete(number: int, text: int) -> Act:
    return lambda library: library.delete([1 + number + text])


def restore(number: int, text: int) -> Act:
    return lambda library: library.restore([1 + number + text])


def undo(_: int, __: int) -> Act:
    return lambda library: library.history.undo()


def empty(_: int, __: int) -> Act:
    return lambda library: library.empty_trash()


def ask(_: int, __: int) -> Act:
    return duplicates


KINDS = (add, add, add, rewrite, unite, delete, restore, undo, empty, ask)
acts = st.builds(
    lambda kind, number, text: kind(number, text),
    st.sampled_from(KINDS),
    st.integers(0, 2),
    st.integers(0, len(TEXTS) - 1),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed library of which the samples were kept."""
    folder = tmp_path_factory.mktemp("kept") / "library"
    Library.create(folder).close()
    for _ in range(2):
        with opened(folder) as library:
            for number, text in enumerate(TEXTS[:3]):
                library.add([draft(f"P{number}", text, url=f"https://d.example/{number}")])
            library.search.catch_up()
            assert duplicates(library) == [1, 2, 3]
    assert (folder / "index" / "duplicates").exists()
    return folder


@settings(deadline=None, max_examples=examples(25))
@given(done=st.lists(acts, max_size=8), before=st.lists(acts, max_size=3))
def test_whatever_was_done_all_copies_are_found(
    kept: Path,
    done: list[Act],
    before: list[Act],
) -> None:
    """By this process, by another one, and before this one began."""
    with passing_folder() as room:
        folder = copied(kept, Path(room, "library"))
        with opened(folder) as library:
            for act in before:
                with suppress(OctavoError):
                    act(library)
        with opened(folder) as library, opened(folder) as other:
            for number, act in enumerate(done):
                with suppress(OctavoError):
                    act(other if number % 3 == 2 else library)
            library.follow()
            found = compared(library)
            assert duplicates(library) == found
            assert [*library.copies(library.db.articles.ids())] or not found
            rest = {*duplicates(library, "in:all -in:notes -in:trash")} - {*found}
            assert {*duplicates(library, "-is:duplicate")} == rest


def test_copies_are_listed_together_unless_an_order_is_asked_for(library: Library) -> None:
    for number, text in enumerate((TEXTS[0], TEXTS[5], TEXTS[3], TEXTS[1], TEXTS[6], TEXTS[2])):
        library.add([draft(f"P{number}", text, url=f"https://a.example/{number}")])
    find = library.search.find
    assert [*find(library.read("is:duplicate")).ids] == [6, 1, 4, 5, 2]
    assert [*find(library.read("is:duplicate sort:added")).ids] == [6, 5, 4, 2, 1]
    assert [*find(library.read("is:duplicate -river")).ids] == [5, 2]
    assert [*find(library.read("is:duplicate river")).ids] in ([6, 1, 4], [4, 1, 6], [1, 4, 6])
    library.delete([1])
    assert [*find(library.read("is:duplicate")).ids] == [6, 4, 5, 2]


def test_a_saved_query_follows_what_is_a_copy_and_a_rule_cannot(library: Library) -> None:
    library.add([draft("One", STORY, tags="wire"), draft("Two", "Of a ferry.")])
    library.saved.save("twice", "is:duplicate tag:wire")
    [saved] = library.saved

    def counted() -> int:
        library.matches.count()
        found = library.matches.get(saved.id)
        assert found is not None
        return found.total

    assert counted() == 0
    library.add([draft("Again", f"{STORY} So they say.", url="https://b.example/again")])
    assert counted() == 1
    library.delete([3])
    assert counted() == 0
    library.history.undo()
    assert counted() == 1
    for query in ("is:duplicate", "-@twice"):
        with pytest.raises(RuleError, match="save it as a query"):
            library.rules.add(query, Acts.of(["star"]))


def test_what_is_lost_of_the_file_is_found_again(kept: Path, tmp_path: Path) -> None:
    folder = copied(kept, tmp_path / "library")
    file = folder / "index" / "duplicates"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert any("index/duplicates" in finding.problem for finding in check(folder))
    with opened(folder) as library:
        assert duplicates(library) == [1, 2, 3]


def test_of_many_texts_a_letter_waits_for_none(library: Library) -> None:
    """What is left is said, and a search that nobody waits for ends."""
    story = [draft(f"Copy {n}", f"{STORY} {n}", url=f"https://{n}.example/") for n in range(2)]
    others = [draft(f"Other {n}", f"Nothing but {n}.") for n in range(TEXTS_AT_ONCE)]
    library.add([*story, *others])
    query = parse("is:duplicate")
    first = library.search.find(query, AT_ONCE)
    assert (first.total, first.unsearched) == (0, TEXTS_AT_ONCE + 2)
    with pytest.raises(SearchAbandoned):
        library.search.find(query, Scan(is_stale=lambda: True))
    some = library.search.find(query, Scan(most_compared=2))
    assert (sorted(some.ids), some.unsearched) == ([1, 2], TEXTS_AT_ONCE)
    assert sorted(library.search.find(query).ids) == [1, 2]
    again = library.search.find(query, AT_ONCE)
    assert (sorted(again.ids), again.unsearched) == ([1, 2], 0)


def test_many_near_copies_are_found_however_they_came(library: Library) -> None:
    def brought(first: int, after: int) -> None:
        several = range(first, after)
        library.add(
            [draft(f"P{n}", f"{STORY} {n}", url=f"https://{n}.example/") for n in several]
        )
        assert duplicates(library) == compared(library)

    brought(0, 55)
    brought(55, 60)
    library.delete([30])
    assert duplicates(library) == compared(library)


def grouped(library: Library) -> list[list[int]]:
    """What is connected by plain comparisons of all texts."""
    words = library.search.corpus.searchables(library.db.articles.ids())
    taken = {each.id: shingles_of(words_of_text(each)) for each in words}
    groups = {id: {id} for id in taken}
    for one, other in combinations(taken, 2):
        if groups[one] is not groups[other] and is_copy(taken[one], taken[other]):
            groups[one] |= groups[other]
            groups |= dict.fromkeys(groups[other], groups[one])
    return sorted(
        {id(each): sorted(each) for each in groups.values() if len(each) > 1}.values()
    )


@settings(deadline=None, max_examples=examples(3))
@given(st.integers(0, 10_000), st.sampled_from(((1, 130), (3, 50), (40, 4))), st.integers(0, 2))
def test_groups_are_whole_however_many_copies_and_footers_there_are(
    seed: int, families: tuple[int, int], footer: int
) -> None:
    """Each copy has another end, and all texts the same footer, up to two thirds of them."""
    chance, (count, size) = random.Random(seed), families

    def said(words: int) -> str:
        return " ".join(f"w{chance.randrange(5_000)}" for _ in range(words))

    below, stories = said(60 * footer), [said(120) for _ in range(count)]
    texts = [f"{story} {said(15)} {below}" for story in stories for _ in range(size)]
    chance.shuffle(texts)
    with passing_folder() as room, Library.create(Path(room, "library")) as library:
        for half in (texts[::2], texts[1::2]):
            library.add([draft(f"P{chance.random()}", text) for text in half])
            assert library.copies(library.db.articles.ids()) == grouped(library)


def test_the_copies_of_what_is_gone_are_found_beside_others(library: Library) -> None:
    texts = [f"{STORY} {n}" for n in range(160)]
    library.add(
        [draft(f"P{n}", text, url=f"https://{n}.example/") for n, text in enumerate(texts)]
    )
    assert len(duplicates(library)) == 160
    library.delete(range(2, 160))
    assert duplicates(library) == [1, 160]


@contextmanager
def comparing(library: Library) -> Iterator[None]:
    """Another thread is in the midst of comparing texts."""
    begun, ended = threading.Event(), threading.Event()

    def is_stale() -> bool:
        begun.set()
        ended.wait()
        return True

    def compare() -> None:
        with suppress(SearchAbandoned):
            library.search.find(parse("is:duplicate"), Scan(is_stale=is_stale))

    other = threading.Thread(target=compare, daemon=True)
    other.start()
    begun.wait()
    try:
        yield
    finally:
        ended.set()
        other.join()


def test_while_another_thread_looks_what_there_is_all_counts_as_uncompared(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([draft("One", STORY), draft("Two", "Of a ferry.")])
    articles, found = library.search.corpus.duplicates._store.articles, list[int]()
    scan = articles.scan

    def asked_meanwhile(*kinds: type) -> object:
        query = parse("is:duplicate")
        other = threading.Thread(
            target=lambda: found.append(library.search.find(query, AT_ONCE).unsearched)
        )
        other.start()
        other.join()
        return scan(*kinds)

    monkeypatch.setattr(articles, "scan", asked_meanwhile)
    library.search.find(parse("is:duplicate"))
    assert found == [2]


def test_what_is_being_compared_is_not_written_when_the_library_is_closed(
    kept: Path, tmp_path: Path
) -> None:
    folder = copied(kept, tmp_path / "library")
    file = folder / "index" / "duplicates"
    with opened(folder) as library:
        library.intake.rewrite(1, TEXTS[5])
        assert duplicates(library) == [2, 3]
        library.intake.rewrite(2, TEXTS[6])
        before = file.stat().st_mtime_ns
        with comparing(library):
            library.search.close()
        assert file.stat().st_mtime_ns == before
