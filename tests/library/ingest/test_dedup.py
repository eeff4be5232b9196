"""What is here already gets what a draft knows beyond it, and nothing of it is lost."""

from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tinydb import TinyDB

from octavo.library.ingest.dedup import Fingerprints
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.model.article import Source, State
from octavo.model.draft import Draft, DraftNote, Result
from octavo.model.errors import SameArticle
from octavo.model.note import Highlight
from octavo.model.provenance import Author, Declaration, Provenance, Sources
from octavo.model.tag import Tag
from tests.library.seeing import whole
from tests.making import MORNING, draft

URL = "https://tides.example/clock"
EARLIER = datetime(2019, 5, 1, 6, 30, tzinfo=UTC)
ROW = Draft(
    title="The tide clock of Harbour Str…",
    url=URL,
    tags=frozenset([Tag("sea")]),
    added=EARLIER,
    archived=True,
    starred=True,
    state=State.READ,
    notes=(DraftNote(text="Look again"), DraftNote(highlight=Highlight("It stopped"))),
    source=Source(kind="pocket", name="part_000000.csv", key="17"),
)
Said = tuple[str, str | None]
"""What a note says, and what it quotes."""

LONG = "A clock that tells the tide. " * 30


def take(library: Library, *drafts: Draft, revive: bool = True) -> list[Result]:
    return [entry.result for entry in library.intake.take_in(drafts, revive=revive)]


BARE = Draft(title="Just a title", source=Source(kind="file", name="only.md"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(BARE, title="Another title"), id="title"),
        pytest.param(replace(BARE, authors=("Ann Lee",)), id="author"),
        pytest.param(replace(BARE, published=EARLIER), id="date"),
        pytest.param(replace(BARE, source=Source(kind="pocket")), id="kind of source"),
    ],
)
def test_what_has_a_title_alone_comes_in_once(library: Library, other: Draft) -> None:
    assert take(library, BARE, BARE) == [Result.ADDED, Result.UNCHANGED]
    before = whole(library)
    elsewhere = replace(BARE, source=Source(kind="file", name="elsewhere/only.md"))
    assert take(library, BARE, elsewhere) == [Result.UNCHANGED] * 2
    assert whole(library) == before
    assert take(library, other) == [Result.ADDED]
    assert take(library, replace(BARE, tags=frozenset([Tag("sea")]))) == [Result.MERGED]


def test_merging_takes_the_union_and_the_earliest_date(library: Library) -> None:
    library.add([draft("The tide clock", LONG, url=URL, tags="harbour")])
    library.put_off([1], library.now() + timedelta(days=1))
    assert take(library, ROW) == [Result.MERGED]
    [article] = library.search.articles.values()
    assert article.title == "The tide clock"
    assert article.tags == {Tag("harbour"), Tag("sea")}
    assert (article.added, article.state) == (EARLIER, State.READ)
    assert article.archived
    assert article.later is None
    assert article.starred
    notes = library.notes_on(article.id)
    assert [note.highlight.exact if note.highlight else note.text for note in notes] == [
        "Look again",
        "It stopped",
    ]


def test_importing_twice_changes_nothing(library: Library) -> None:
    take(library, ROW, draft("Another", tags="sea"))
    before = whole(library)
    assert take(library, ROW, draft("Another", tags="sea")) == [Result.UNCHANGED] * 2
    assert whole(library) == before
    assert len(library.history.labels()) == 1


def test_a_row_whose_note_another_row_of_the_import_brought_is_merged(
    library: Library,
) -> None:
    """In whatever batch that was; what an import before brought is unchanged."""
    other = draft("Another")
    library._store.limits = replace(library._store.limits, pieces_at_once=1)
    assert take(library, ROW, other, ROW) == [Result.ADDED, Result.ADDED, Result.MERGED]
    assert take(library, ROW, other, ROW) == [Result.UNCHANGED] * 3
    assert len(library.notes_on(1)) == 2


def test_the_title_and_text_of_the_page_win_over_a_link(library: Library) -> None:
    take(library, ROW)
    page = draft("The tide clock of Harbour Street", LONG, url=URL)
    assert take(library, page) == [Result.MERGED]
    [article] = library.search.articles.values()
    assert (article.title, article.words) == ("The tide clock of Harbour Street", 180)
    assert library.text(article.id) == LONG
    library.history.undo()
    assert library.article(article.id).title == ROW.title
    assert library.text(article.id) == ""


def test_a_list_may_name_a_page_and_places_in_it(library: Library) -> None:
    source = Source(kind="bookmarks", name="b.html")
    pages = [
        Draft(title=place or "All", url=f"https://lamp.example/wiki{place}", source=source)
        for place in ("#Oil", "#Wicks", "")
    ]
    assert take(library, *pages) == [Result.ADDED] * 3
    assert take(library, *pages) == [Result.UNCHANGED] * 3


def test_a_row_is_known_by_what_an_earlier_octavo_called_it(library: Library) -> None:
    had = replace(BARE, source=Source(kind="csv", name="a.csv", key="Just a title"))
    assert take(library, had) == [Result.ADDED]
    key = replace(had.source, key="Just a title Ann Lee")
    by_ann = replace(had, authors=("Ann Lee",), source=key)
    by_bo = replace(by_ann, authors=("Bo Ek",), source=replace(key, key="Just a title Bo Ek"))
    assert take(library, by_ann, by_bo) == [Result.MERGED, Result.ADDED]
    assert take(library, by_ann, by_bo) == [Result.UNCHANGED] * 2


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one by one"])
def test_no_text_is_lost_where_two_are_at_one_address(library: Library, at_once: bool) -> None:
    """Each is kept as a version, once, whatever batches they come in."""
    texts = [f"Text {number}." for number in range(4)]
    drafts = [draft(f"Title {text}", text, url=URL) for text in texts]
    batches = [drafts] if at_once else [[each] for each in drafts]
    merged = [Result.MERGED] * 3
    assert [r for each in batches for r in take(library, *each)] == [Result.ADDED, *merged]
    before = whole(library)
    assert take(library, *drafts, *drafts) == [Result.UNCHANGED] * 8
    assert whole(library) == before

    assert library.text(1) == texts[0]
    assert [library.versions.text(1, number) for number in (1, 2, 3, 4)] == texts
    assert not check(library.folder)
    [last] = take(library, draft("Title", "Text 5.", url=URL))
    library.history.undo()
    assert (last, len(library.article(1).texts)) == (Result.MERGED, 4)


@pytest.mark.parametrize("text", ["", "Another text."], ids=["a bookmark", "a page"])
def test_a_second_title_at_one_address_is_found_again(library: Library, text: str) -> None:
    """With the version that its text is, or as a note; once, however often it comes."""
    take(library, draft("A tale of tides", "A text.", url=URL))
    other = draft("How it began", text, url=URL)
    assert [*take(library, other), *take(library, other)] == [Result.MERGED, Result.UNCHANGED]
    said = [version.title for version in library.article(1).texts]
    said += [note.text for note in library.notes_on(1)]
    assert said == (["", other.title] if text else ["", f"Also called: {other.title}"])


def test_a_file_with_the_same_text_brings_no_note(library: Library) -> None:
    one, other = (
        draft(title, LONG, source=Source(kind="file", name=f"{title}.html"))
        for title in ("A tale of tides", "How it began")
    )
    assert take(library, one, other) == [Result.ADDED, Result.UNCHANGED]
    assert not library.notes_on(1)


def test_a_merge_says_what_it_brought(library: Library) -> None:
    take(library, draft("A tale of tides", "A text.", url=URL))
    [entry] = library.add([draft("How it began", "", url=URL, tags="sea")])
    assert entry.reason.endswith(", and got #sea, its other title as a note")


@pytest.mark.parametrize(
    "title", ["A tale…", "A tale of tides - Harbour News", URL, "a tale of tides!"]
)
def test_a_title_that_says_no_more_is_no_second_one(library: Library, title: str) -> None:
    take(library, draft("A tale of tides", "A text.", url=URL), draft(title, "", url=URL))
    assert not library.notes_on(1)


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one by one"])
def test_a_title_alone_that_gets_its_text_is_one_article(
    library: Library, at_once: bool
) -> None:
    full = replace(BARE, text="And now its text.")
    batches = [[BARE, full]] if at_once else [[BARE], [full]]
    assert [r for each in batches for r in take(library, *each)] == [
        Result.ADDED,
        Result.MERGED,
    ]
    assert library.text(1) == full.text
    assert take(library, BARE, full) == [Result.UNCHANGED] * 2


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one by one"])
@pytest.mark.parametrize(
    ("full", "bare", "result"),
    [
        pytest.param(
            Draft(title="A tale of tides", text="A text."),
            draft("A Tale of Tides!", "", source=Source(kind="csv"), tags="sea"),
            Result.MERGED,
            id="the same",
        ),
        pytest.param(
            Draft(title="A tale of tides", text="A text.", authors=("Ann Smith",)),
            Draft(title="A tale of tides", authors=("Bo Jones",), tags=frozenset({Tag("sea")})),
            Result.ADDED,
            id="by another author",
        ),
        pytest.param(
            Draft(title="Chapter 1", text="A text."),
            Draft(title="Chapter 1", tags=frozenset({Tag("sea")})),
            Result.ADDED,
            id="a title of many",
        ),
    ],
)
def test_a_title_alone_is_the_text_that_is_here_where_it_tells(
    library: Library, full: Draft, bare: Draft, result: Result, at_once: bool
) -> None:
    batches = [[full, bare]] if at_once else [[full], [bare]]
    assert [r for each in batches for r in take(library, *each)] == [Result.ADDED, result]
    assert {Tag("sea")} in [article.tags for article in library.articles()]
    assert take(library, bare) == [Result.UNCHANGED]
    library.history.undo()
    assert [a.tags for a in library.articles()] == ([] if at_once else [frozenset()])


def test_what_two_texts_are_called_tells_of_neither(library: Library) -> None:
    texts = [Draft(title="A tale of tides", text=each) for each in ("One.", "Two.")]
    assert take(library, *texts, Draft(title="A tale of tides"))[2] is Result.ADDED


def test_an_article_is_not_merged_into_itself(library: Library) -> None:
    take(library, ROW)
    with pytest.raises(SameArticle, match="1 and 1 are one article"):
        library.intake.unite(1, 1)


def test_a_title_alone_of_another_time_or_place_is_another_article(library: Library) -> None:
    note = Source(kind="evernote", key=f"Untitled {EARLIER}")
    take(library, Draft(title="Untitled", added=EARLIER, source=note))
    later = draft("Untitled", "Some words.", source=Source(kind="evernote"), added=MORNING)
    page = draft("Untitled", "A page.", url=URL)
    assert take(library, later, page) == [Result.ADDED] * 2


@pytest.mark.parametrize(
    ("bare", "full"),
    [
        pytest.param(
            replace(BARE, authors=("Ann Smith",)),
            replace(BARE, authors=("Bo Jones",)),
            id="other author",
        ),
        pytest.param(BARE, replace(BARE, source=Source(kind="csv")), id="other kind of source"),
        pytest.param(replace(BARE, title="???"), replace(BARE, title="!!!"), id="no letters"),
    ],
)
def test_a_title_alone_does_not_get_the_text_of_another_piece(
    library: Library, bare: Draft, full: Draft
) -> None:
    assert take(library, bare, replace(full, text="A text.")) == [Result.ADDED] * 2


def test_a_title_alone_gets_the_text_of_an_author_in_common(library: Library) -> None:
    full = replace(BARE, text="A text.", authors=("Cy", "ann  smith"))
    assert take(library, replace(BARE, authors=("Ann Smith",)), full)[1] is Result.MERGED


def test_what_a_feed_has_of_a_page_is_no_version_of_it(library: Library) -> None:
    take(library, draft("The clock", LONG, url=URL))
    entry = draft("The clock", "In short.", url=URL, source=Source(kind="feed", key="1 a"))
    take(library, entry)
    assert [version.words for version in library.article(1).texts] == [180]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("Please accept our cookies.", 2, id="a short text may stand on any page"),
        pytest.param(LONG, 1, id="a long text at another address is the same piece"),
    ],
)
def test_the_same_text_at_two_addresses(library: Library, text: str, count: int) -> None:
    library.add([draft("One", text, url=URL), draft("Two", text, url=f"{URL}/print")])
    assert len(library) == count


def test_a_source_knows_its_own_whatever_the_address(library: Library) -> None:
    moved = Draft(title="Moved", url="https://other.example/", source=ROW.source)
    assert take(library, ROW, moved) == [Result.ADDED, Result.MERGED]
    assert take(library, moved) == [Result.UNCHANGED]
    elsewhere = Draft(title="Else", source=Source(kind="instapaper", key="17"))
    assert take(library, elsewhere) == [Result.ADDED]


def test_an_import_leaves_the_trash_alone(library: Library) -> None:
    take(library, ROW)
    library.delete([1])
    before = whole(library)
    [entry] = library.intake.take_in([ROW], revive=False)
    assert (entry.result, entry.id) == (Result.UNCHANGED, 1)
    assert "in the trash" in entry.reason
    assert whole(library) == before


def test_what_comes_again_goes_to_the_article_that_is_not_in_the_trash(
    library: Library,
) -> None:
    """Also by the key of one that was merged away."""
    take(library, ROW)
    [entry] = library.add([draft("The tide clock", LONG)])
    kept = entry.id or 0
    library.intake.unite(kept, 1)
    take(library, ROW, draft("Again", "Another text.", url=URL))
    assert library.article(1).deleted
    assert len(library.article(kept).versions) == 2
    assert library.intake.known(URL) == library.intake.known(URL, ROW.source) == kept


def test_the_address_of_what_was_merged_leads_to_what_it_was_merged_into(
    library: Library,
) -> None:
    print_url = f"{URL}/print"
    page = draft("To print", "Other words.", url=print_url)
    take(library, draft("The tide clock", LONG, url=URL), page)
    before = whole(library)
    library.intake.unite(1, 2)
    assert take(library, page) == [Result.UNCHANGED]
    assert library.intake.known(print_url) == 1
    library.restore([2])
    assert library.intake.known(print_url) == 2
    library.history.undo()
    library.history.undo()
    assert whole(library) == before
    assert library.intake.known(print_url) == 2


def test_a_note_without_a_date_is_as_old_as_what_it_came_with(library: Library) -> None:
    dated = DraftNote(text="Later", added=MORNING)
    take(library, replace(ROW, notes=(DraftNote(text="Then"), dated)))
    added = {note.text: note.added for note in library.notes_on(1)}
    assert added == {"Then": EARLIER, "Later": MORNING}


@pytest.mark.parametrize(
    ("had", "came"),
    [
        pytest.param(
            [("Good", "first words"), ("", "last words")],
            [("Good", "last words")],
            id="on a passage that is marked",
        ),
        pytest.param(
            [("Good", None), ("", "last words")],
            [("Good", "last words")],
            id="on a passage, as the words on none",
        ),
        pytest.param(
            [("Good", "first words")], [("Good", None)], id="on none, as those on a passage"
        ),
        pytest.param([("Yes\n\nBut why?", None)], [("Yes", None)], id="a part of another"),
        pytest.param(
            [("Yes\n\nBut why?", None), ("Good", None)],
            [("Good\n\nYes", None)],
            id="one more than a part of another",
        ),
    ],
)
def test_a_note_in_the_words_of_others_is_none_of_them(
    library: Library, had: list[Said], came: list[Said]
) -> None:
    """Nothing that a person wrote is taken for what stands elsewhere."""
    for notes in had, came:
        library.add([_noted(notes)])
    assert len(library.db.notes) == len(had) + len(came)


def test_notes_that_came_apart_from_their_passages_are_known(library: Library) -> None:
    """As a table has them: all that was marked in a cell, all that was written in another."""
    library.add([_noted([("Good", "first words"), ("", "last words"), ("Bad", None)])])
    library.add([_noted([("Good\n\nBad", None), ("", "first words\n\nlast words")])])
    library.add([_noted([("Good", None), ("", "first words\n\nlast words")])])
    assert len(library.db.notes) == 3


def _noted(notes: list[Said]) -> Draft:
    """A page with notes without a time, each with what it quotes."""
    made = tuple(
        DraftNote(text=text, highlight=Highlight(exact=exact) if exact else None)
        for text, exact in notes
    )
    text = "The first words. The last words."
    return draft("Words", text, url="https://words.example/page", notes=made)


def test_a_deleted_note_does_not_come_back(library: Library) -> None:
    take(library, ROW)
    library.delete([2])
    assert take(library, ROW) == [Result.UNCHANGED]
    assert [note.id for note in library.notes_on(1)] == [3]


def test_a_rehearsal_tells_the_same_and_changes_nothing(library: Library) -> None:
    library.add([draft("The tide clock", LONG, url=URL)])
    pieces = [ROW, draft("New"), draft("New"), draft("The tide clock", LONG)]
    before = whole(library)
    rehearsed = [entry.result for entry in library.intake.rehearse(pieces)]
    assert whole(library) == before
    assert take(library, *pieces) == rehearsed


def test_a_renewed_page_keeps_what_is_the_readers(library: Library) -> None:
    library.add([draft("The clock", LONG, url=URL, tags="sea", notes=(DraftNote(text="Hm"),))])
    library.star([1])
    page = draft(
        "The tide clock", "It runs again.", source=Source(kind="page", fetched=MORNING)
    )
    library.intake.renew({1: page, 99: page}, label="fetch The clock")
    article = library.article(1)
    assert (article.title, library.text(1), article.words) == (
        "The tide clock",
        "It runs again.",
        3,
    )
    assert (article.excerpt, article.source.fetched) == ("It runs again.", MORNING)
    assert article.starred
    assert article.tags == {Tag("sea")}
    assert len(library.notes_on(1)) == 1
    library.history.undo()
    assert (library.article(1).title, library.text(1)) == ("The clock", LONG)


def test_what_could_not_be_had_leaves_the_text(library: Library) -> None:
    source = Source(kind="page", name=URL, content_type="text/html", hash="c0ffee")
    library.add([draft("The clock", LONG, url=URL, source=source)])
    failed = Draft(title="", source=Source(kind="page", error="the server is silent"))
    library.intake.renew({1: failed}, label="fetch The clock")
    assert library.article(1).source == replace(source, error="the server is silent")
    assert (library.article(1).title, library.text(1)) == ("The clock", LONG)
    assert library.article(1).source.error == "the server is silent"
    assert library.intake.known(f"{URL}#top") == 1
    assert library.intake.known("https://tides.example/") is None


DECLARED = Provenance((Declaration("ai-disclosure", "ai-assisted", "meta"),), (Author("Ann"),))


def test_what_a_page_declares_is_kept_as_plain_json(folder: Path, library: Library) -> None:
    [entry] = library.add([replace(draft("Locks", "See [1][2]."), provenance=DECLARED)])
    library.close()
    with TinyDB(folder / "library.json") as stock:
        kept = stock.table("articles").get(doc_id=entry.id)
    assert isinstance(kept, dict)
    assert kept["provenance"] == {
        "declared": [{"what": "ai-disclosure", "value": "ai-assisted", "where": "meta"}],
        "author": [{"name": "Ann"}],
        "sources": {"cited": 2, "listed": 0},
    }
    with Library(folder) as again:
        known = again.article(entry.id or 0).provenance
    assert known == replace(DECLARED, sources=Sources(2, 0))


def test_what_a_page_declares_is_that_of_its_last_fetch(library: Library) -> None:
    [entry] = library.add([replace(draft("Locks", "One.", url=URL), provenance=DECLARED)])
    id = entry.id or 0
    fetched = replace(draft("Locks", "Two.", url=URL), provenance=Provenance())
    library.intake.renew({id: fetched}, label="fetch {}")
    assert library.article(id).provenance == Provenance()
    library.history.undo()
    assert library.article(id).provenance == DECLARED
    library.intake.renew({id: Draft(title="")}, label="fetch {}")
    assert library.article(id).provenance == DECLARED


def test_sources_are_counted_in_what_comes_without_a_page(library: Library) -> None:
    [one, two] = library.add(
        [draft("One", "As [1] and [2] show."), draft("Two", "As it shows.")]
    )
    assert library.article(one.id or 0).provenance == Provenance(sources=Sources(2, 0))
    assert library.article(two.id or 0).provenance is None


def test_signs_that_are_known_are_not_entered_again() -> None:
    """Also where several have one."""
    signs = [(b"a page", 1), (b"a page", 2), (b"a text", 2), (b"a page", 3)]
    known = Fingerprints(array("I"), array("q")).with_more(signs)
    assert {*known.ids(b"a page")} == {1, 2, 3}
    assert known.with_more(signs[1:]).packed() == known.packed()
