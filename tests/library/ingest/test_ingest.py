"""What comes in: numbered for good, recognised when it is here already, safe to keep."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from octavo.library.ingest import dedup
from octavo.library.ingest.dedup import digest_of, page_key
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.model.article import Source
from octavo.model.draft import Draft, DraftNote, LedgerEntry, Result
from octavo.model.tag import TagEdit
from octavo.model.url import canonical, identity
from octavo.storage.store import Limits
from tests.library.seeing import whole
from tests.making import Clock, MakeArticle, draft

URL = "https://ledger.example/seoul?id=4&page=2"


def add(library: Library, title: str, **fields: object) -> LedgerEntry:
    [entry] = library.add([draft(title, **fields)])  # type: ignore[arg-type]
    return entry


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(URL, id="the same address"),
        pytest.param("http://ledger.example/seoul?id=4&page=2", id="without encryption"),
        pytest.param("https://www.ledger.example/seoul?id=4&page=2", id="with www"),
        pytest.param("https://ledger.example/seoul/?id=4&page=2", id="with a slash"),
        pytest.param("https://ledger.example/seoul?page=2&id=4", id="in another order"),
        pytest.param(URL + "&utm_source=mail&fbclid=x", id="with trackers"),
        pytest.param("HTTPS://LEDGER.example:443/seoul?id=4&page=2", id="in capitals"),
        pytest.param(URL + "#comments", id="with a fragment"),
    ],
)
def test_a_page_is_known_by_any_of_its_addresses(library: Library, url: str) -> None:
    first = add(library, "First", url=URL)
    again = add(library, "Another title", text="Other words", url=url)

    assert (again.result, again.id) == (Result.MERGED, first.id)
    assert library.versions.text(1, 2) == "Other words"
    assert "it is article 1 already, “First”" in again.reason
    assert len(library) == 1


def test_a_page_that_was_saved_with_its_letters_unescaped_is_known(library: Library) -> None:
    """As addresses were kept until octavo percent-encoded them."""
    article = add(library, "First", url="https://ko.wikipedia.org/wiki/x")
    library.db.table("articles").update({"url": "https://ko.wikipedia.org/wiki/한국"})

    for page in ("한국", "%ED%95%9C%EA%B5%AD"):
        again = add(library, "First", text="", url=f"https://ko.wikipedia.org/wiki/{page}")
        assert (again.result, again.id) == (Result.UNCHANGED, article.id)


@pytest.mark.parametrize(
    "places", [("#two", "#nine"), ("#topic/a", "#topic/b"), ("#!a", "#!b")]
)
def test_two_places_of_a_page_are_two_articles(
    library: Library, places: tuple[str, str]
) -> None:
    for _ in range(2):
        entries = [add(library, f"On {place}", text="", url=URL + place) for place in places]
    assert [entry.id for entry in entries] == [1, 2]
    assert [entry.result for entry in entries] == [Result.UNCHANGED] * 2
    assert [library.article(id).url for id in (1, 2)] == [URL + place for place in places]


def test_one_thing_at_two_places_of_a_page_is_one(library: Library) -> None:
    add(library, "First", text="", url=URL + "#top")
    assert add(library, "first!", text="", url=URL + "#end").result is Result.UNCHANGED


def test_two_cited_works_behind_one_address_are_two(library: Library) -> None:
    for _ in range(2):
        works = [
            add(library, title, text="", url=URL, source=Source(kind="zotero", key=title))
            for title in ("The Paper Mill", "Knives and Folding")
        ]
    assert [work.id for work in works] == [1, 2]
    assert add(library, "A page", text="", url=URL).id == 1


def test_another_page_of_the_same_site_is_another_article(library: Library) -> None:
    add(library, "First", url=URL)
    assert add(library, "Second", url=URL.replace("4", "5")).result is Result.ADDED


def test_a_text_is_known_whatever_its_white_space(library: Library) -> None:
    add(library, "First", text="One line\nand another.")
    again = add(library, "First", text="  One   line and\n\nanother. ")

    assert again.result is Result.UNCHANGED


def test_articles_without_a_text_are_not_the_same(library: Library) -> None:
    add(library, "First", text="")
    assert add(library, "Second", text="").result is Result.ADDED


def test_the_same_twice_in_one_batch_is_one_article(library: Library) -> None:
    ledger = library.add([draft("First", url=URL), draft("First", url=URL, tags="ai")])

    assert [entry.result for entry in ledger] == [Result.ADDED, Result.MERGED]
    assert library.article(1).tags == {"ai"}
    assert library.history.labels() == ["add First"]


def test_what_is_here_gets_the_tags(library: Library, make_article: MakeArticle) -> None:
    first = make_article("First", tags="essay")
    assert add(library, "First", tags="Essay korea").id == first.id
    assert sorted(library.article(first.id).tags) == ["essay", "korea"]
    library.history.undo()
    assert library.article(first.id) == first


def test_what_is_in_the_trash_comes_back(library: Library, make_article: MakeArticle) -> None:
    first = make_article("First")
    library.delete([first.id])
    again = add(library, "First")

    assert (again.result, again.id) == (Result.ADDED, first.id)
    assert "is back from the trash" in again.reason
    assert library.article(first.id).deleted is None


def test_what_was_thrown_away_is_new_again(library: Library, make_article: MakeArticle) -> None:
    """It has another id, also after undo and another start."""
    first = make_article("First")
    library.delete([first.id])
    library.empty_trash()
    again = add(library, "First")

    assert again.id == first.id + 1
    library.history.undo()
    library.close()
    with Library(library.folder) as library:
        assert add(library, "First").id == first.id + 2


def test_a_known_article_stays_known_when_another_process_adds_it(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("First")
    with Library(library.folder) as other:
        add(other, "Second", url=URL)
    assert add(library, "Third", url=URL).id == 2


def test_notes_come_with_their_article_and_share_its_numbers(library: Library) -> None:
    ledger = library.add(
        [draft("First", notes=(DraftNote(text="A thought"),)), draft("Second")],
        notes=[DraftNote(text="On everything")],
    )

    assert [entry.id for entry in ledger] == [1, 3]
    assert [note.text for note in library.notes_on(1)] == ["A thought"]
    assert library.text(4) == "On everything"


def test_an_article_is_told_by_its_text_where_the_draft_does_not(
    library: Library, clock: Clock
) -> None:
    add(library, "First", text="# Heading\n\nThe *first* paragraph.\n\nThe second.")
    article = library.article(1)

    assert article.excerpt == "The first paragraph. The second."
    assert article.words == 6
    assert article.added == clock.now


@pytest.mark.parametrize(
    "time",
    [
        pytest.param(datetime(2026, 3, 4, 8, tzinfo=UTC), id="UTC"),
        pytest.param(datetime(2026, 3, 4, 8), id="no zone"),
        pytest.param(
            datetime(2026, 3, 4, 17, 0, 0, 999_999, timezone(timedelta(hours=9))), id="Seoul"
        ),
    ],
)
def test_times_are_kept_in_whole_seconds_of_utc(library: Library, time: datetime) -> None:
    add(library, "First", added=time, published=time)
    library.close()

    text = (library.folder / "library.json").read_text()
    assert text.count('"2026-03-04T08:00:00Z"') == 2


def test_half_a_character_does_not_stop_the_others(library: Library) -> None:
    """As file names and broken pages have them."""
    source = Source("file", "/tmp/b\udce4d.txt")
    library.add([draft("B\udce4d", text="t\ud83dxt", source=source), draft("Good")])

    assert library.article(1).title == r"B\udce4d"
    assert library.article(1).source.name == r"/tmp/b\udce4d.txt"
    assert library.text(1) == r"t\ud83dxt"


def test_large_texts_get_volumes_of_their_own(library: Library) -> None:
    pieces = [draft(f"{n}", text=f"{n} word " * 150_000) for n in range(3)]
    library.add([*pieces, draft("Small")])

    assert [library.article(id).volume for id in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert all(library.text(id).startswith(f"{id - 1} word") for id in (1, 2, 3))


HOSTS = st.sampled_from(["a.example", "www.a.example", "b.example:8080"])
STEPS = st.lists(st.sampled_from(["x", "y", ""]), max_size=3).map("/".join)
PAIRS = st.lists(st.sampled_from(["id=1", "id=2", "a", "utm_source=x", ""]), max_size=3)
URLS = st.builds(
    lambda scheme, host, path, pairs, end: f"{scheme}://{host}/{path}?{'&'.join(pairs)}{end}",
    st.sampled_from(["http", "https"]),
    HOSTS,
    STEPS,
    PAIRS,
    st.sampled_from(["", "#part", "#!/route", "#/route"]),
)


@given(one=URLS, other=URLS)
@example(one="https://a.example/x/", other="http://www.a.example/x")
def test_the_quick_way_to_tell_a_page_tells_what_the_thorough_one_does(
    one: str, other: str
) -> None:
    assume(identity(one))
    same = identity(one) == identity(other)
    assert (page_key(canonical(one)) == page_key(canonical(other))) == same


def test_what_is_no_web_address_is_told_by_all_of_it() -> None:
    assert page_key("urn:isbn:123") != page_key("urn:isbn:124")


def test_digests_are_stable() -> None:
    """They are in people's files."""
    assert digest_of(" a\n b ") == digest_of("a b")
    assert digest_of("a b").startswith("c8687a08aa5d6ed2044328fa6a697ab8")
    assert digest_of(" \n") == ""


def test_few_words_below_another_heading_are_another_piece(library: Library) -> None:
    """A diary says the same of many a day."""
    days = [draft(f"2026-11-{day}", "Nothing today.") for day in (28, 29)]
    assert [entry.result for entry in library.add(days)] == [Result.ADDED, Result.ADDED]
    assert {article.title for article in library.articles()} == {"2026-11-28", "2026-11-29"}
    assert [entry.result for entry in library.add(days)] == [Result.UNCHANGED] * 2


def test_a_copy_under_another_name_is_the_same_piece(library: Library) -> None:
    """Where its title is but the name of its file."""
    copies = [
        draft(title, "Nothing today.", source=Source(kind="file", name=name))
        for title, name in (("Diary", "diary.txt"), ("Diary copy", "diary-copy.txt"))
    ]
    assert [entry.result for entry in library.add(copies)] == [Result.ADDED, Result.UNCHANGED]


NARROW = Limits(pieces_at_once=2, pending_at_most=2_000, decoded_at_once=0)
"""Of a library that compacts in the midst of what comes in, and leaves it in the file."""


def many() -> Sequence[Draft]:
    notes = [(DraftNote(text=f"On {number}"),) for number in range(20)]
    return [
        draft(f"T{number}", url=f"https://many.example/{number}", notes=notes[number])
        for number in range(20)
    ]


def test_an_import_of_any_size_is_not_all_in_memory(folder: Path, clock: Clock) -> None:
    """What is compacted meanwhile stays one step, and as it is without that."""
    at_once = folder.with_name("at_once")
    with Library.create(at_once, clock) as library:
        list(library.intake.take_in(many()))
        expected = whole(library)

    with Library.create(folder, clock, NARROW) as library:
        held = []
        for _ in library.intake.take_in(many()):
            held.append(sum(table.held() for table in library.db.numbered))
        assert max(held) < 12
        assert whole(library) == expected
        library.history.undo()
        assert len(library) == len(library.db.notes) == 0
        assert library.history.labels() == []
        library.history.redo()
        assert whole(library) == expected
    assert check(folder) == []


def test_what_is_done_in_the_midst_of_an_import_stays(folder: Path, clock: Clock) -> None:
    with Library.create(folder, clock, NARROW) as library:
        for number, _ in enumerate(library.intake.take_in(many())):
            if number % 5 == 3:
                library.retag([number, number + 1], TagEdit.parse("+late"))
            if number == 9:
                library.delete([5])
                library.empty_trash()
                library.delete([1, 15])
                library.empty_trash()
                assert library.history.undo().label == "undo: empty the trash"
        assert library.article(1).title == "T0"
        assert 5 not in library.db.articles
        before, ids = whole(library), library.db.articles.ids()
        assert len(ids) == 19
    with Library(folder, clock) as library:
        assert whole(library) == before
        assert sorted(library.db.articles.ids()) == sorted(ids)
    assert check(folder) == []


def test_an_import_that_is_killed_keeps_what_it_told(folder: Path, clock: Clock) -> None:
    """Whatever of it was compacted; and the same again goes on."""
    with Library.create(folder, clock, NARROW) as library:
        for number, _ in enumerate(library.intake.take_in(many())):
            if number in (5, 6, 13):
                shutil.copytree(folder, folder.with_name(f"killed-{number}"))

    for number in (5, 6, 13):
        killed = folder.with_name(f"killed-{number}")
        with Library(killed, clock, NARROW) as library:
            assert len(library) > number
            list(library.intake.take_in(many()))
            assert [article.title for article in library.db.articles.documents()] == [
                each.title for each in many()
            ]
        assert check(killed) == []


def test_many_are_known_again_by_less(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where signs of those that came in are not kept as they are."""
    monkeypatch.setattr(dedup, "MANY", 1)
    for each in many():
        library.add([each])
    add(library, "T20", url=URL)
    merged = add(library, "T3", text="", url="https://many.example/3", tags="again")
    assert (merged.result, merged.id) == (Result.MERGED, 7)
    assert add(library, "Other", text="", url=URL).id == 41
    again = list(library.intake.take_in(many()))
    assert {entry.result for entry in again} == {Result.UNCHANGED}
    assert [entry.id for entry in again] == [*range(1, 41, 2)]
