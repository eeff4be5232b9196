"""Every format that octavo reads too goes round, and loses what it says that it loses."""

import csv
import io
import json
import string
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from octavo.exporters.format import ESSENTIAL, Entry, traits_of
from octavo.importers.exports import registry
from octavo.library.library import Library
from octavo.markdown.layout.layout import lay_out
from octavo.model.article import Article, Source, State
from octavo.model.draft import Draft, DraftNote, Result
from octavo.model.feed import Feed
from octavo.model.note import Highlight, Note
from octavo.model.tag import Tag
from octavo.services.export import FORMATS, Export, Trait, format_named
from octavo.services.imports import LIST, Import
from tests.making import Clock, draft, examples, passing_folder

SAVED = datetime(2024, 2, 3, tzinfo=UTC)
MARKED = datetime(2024, 2, 5, tzinfo=UTC)
FULL = draft(
    "Tides & “weirs” {or} 100% <locks> _x_, y",
    "They rise and fall.\n\nThen they *rise* again, as <tides> do.",
    tags="sea policy/industry 한국",
    url="https://tides.example/high?a=1&b=2",
    authors=("Ida Lund", "Han Mi-rae"),
    site="The Ledger & Sons",
    published=datetime(2023, 5, 6, tzinfo=UTC),
    language="de",
    excerpt="Of tides.",
    added=SAVED,
    state=State.READ,
    starred=True,
    archived=True,
    notes=(
        DraftNote(
            text="Really, @home?\n\nER  - no",
            highlight=Highlight(exact="rise and fall", prefix="They ", suffix="."),
            tags=frozenset({Tag("check")}),
            added=MARKED,
        ),
    ),
)
FORMULA = draft("=1+2", "-a list", url="https://weirs.example/", notes=(DraftNote(text="- x"),))


class Seen(Struct):
    article: Article
    text: str
    notes: Sequence[Note]


TRAITS: dict[Trait, Callable[[Seen], object]] = {
    Trait.ADDRESS: lambda seen: seen.article.url,
    Trait.TEXT: lambda seen: seen.text.replace("\\", ""),
    Trait.HIGHLIGHT: lambda seen: [n.highlight.exact for n in seen.notes if n.highlight],
    Trait.NOTE: lambda seen: [" ".join(note.text.split()) for note in seen.notes if note.text],
    Trait.NOTE_TAG: lambda seen: [note.tags for note in seen.notes if note.tags],
    Trait.TAG: lambda seen: seen.article.tags,
    Trait.READ: lambda seen: seen.article.state,
    Trait.ARCHIVED: lambda seen: seen.article.archived,
    Trait.STAR: lambda seen: seen.article.starred,
    Trait.AUTHOR: lambda seen: "Ida Lund" in " ".join(seen.article.authors),
    Trait.COAUTHOR: lambda seen: seen.article.authors[1:],
    Trait.SITE: lambda seen: seen.article.site,
    Trait.PUBLISHED: lambda seen: seen.article.published and seen.article.published.date(),
    Trait.LANGUAGE: lambda seen: seen.article.language,
    Trait.EXCERPT: lambda seen: seen.article.excerpt,
    Trait.ADDED: lambda seen: seen.article.added.date(),
}
READ_AS = {
    **{name: name for name in ("jsonl", "bookmarks", "html", "epub", "bibtex", "ris", "csv")},
    **{name: name for name in ("hypothesis", "readwise", "instapaper", "omnivore")},
    **{"csl": "csl-json", "pocket": "pocket-csv"},
}
"""The formats that an import knows them as again."""
ROUND = [each for each in FORMATS if each.name in READ_AS]


def write(library: Library, name: str, place: Path, ids: list[int] | None = None) -> Export:
    format = format_named(name)
    assert format
    job = Export(library, format, ids)
    job.write(place)
    return job


def seen(library: Library) -> Seen:
    [article] = [library.article(id) for id in library.db.articles.ids()]
    return Seen(article, library.text(article.id), library.notes_on(article.id))


@pytest.mark.parametrize("name", [each.name for each in ROUND])
def test_what_a_format_has_a_place_for_goes_round(
    library: Library, tmp_path: Path, name: str
) -> None:
    format = format_named(name)
    assert format
    library.add([FULL])
    before = seen(library)
    place = tmp_path / f"export{format.suffix}"
    write(library, name, place)
    with Library.create(tmp_path / "second", Clock()) as second:
        job = Import(second, place)
        rows = list(job)
        after = seen(second)

    read_as = registry.format_named(READ_AS[name])
    assert read_as
    assert list(job.formats) == [read_as.title], rows
    assert after.article.title == before.article.title
    kept = {trait for trait, said in TRAITS.items() if said(after) == said(before)}
    implied = set() if Trait.ARCHIVED in format.lacks else {Trait.READ}
    assert kept - implied == TRAITS.keys() - format.lacks - implied


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("html", "# Bar heading\n\nBody words here."),
        ("epub", "# Bar heading\n\n# Another\n\nBody words here."),
        (
            "csv",
            "<span>First para. </span>\n\nSecond *two* [x](http://a.b/c).\n\n- li 1\n- li 2",
        ),
        ("csv", "# Bar heading\n\n<div>\n\nBody *words*."),
    ],
)
def test_a_text_comes_back_however_it_begins(
    library: Library, tmp_path: Path, name: str, text: str
) -> None:
    library.add([draft("Foo title", text)])
    write(library, name, place := tmp_path / f"export.{name}")
    with Library.create(tmp_path / "second", Clock()) as second:
        list(Import(second, place))
        assert seen(second).text == text


@pytest.mark.parametrize("name", ["html", "epub"])
def test_pages_of_a_library_bring_it_nothing(
    library: Library, tmp_path: Path, name: str
) -> None:
    text = "Some <div>words</div> of __tides__.\n\n* and\n* [more](#there)"
    library.add([FULL, *(draft("Tides", f"{n} {text}", added=SAVED) for n in range(2))])
    before = [library.article(id) for id in library.db.articles.ids()]
    write(library, name, place := tmp_path / f"export.{name}")

    assert {row.result for row in Import(library, place)} == {Result.UNCHANGED}
    assert [library.article(id) for id in library.db.articles.ids()] == before


@pytest.mark.parametrize(
    "name", sorted(READ_AS.keys() - {"readwise"})
)  # which has no addresses
def test_no_export_brings_a_library_notes_that_it_has(
    library: Library, tmp_path: Path, name: str
) -> None:
    """Also where a format has all notes on an article in one."""
    marked = [Highlight(exact=exact) for exact in ("the first", "the last\n\nand more")]
    notes = [
        DraftNote(text="How?\n\nAnd why?", highlight=marked[0], added=SAVED),
        DraftNote(text="", highlight=marked[1], added=MARKED),
        DraftNote(text="*All* of it, and [more](#there).", added=MARKED),
    ]
    text = "These are the first words.\n\nThese are the last\n\nand more."
    url = "https://marked.example/page"
    library.add([FULL, draft("Marked", text, url=url, notes=tuple(notes), added=SAVED)])
    before = [library.item(id) for id in library.db.notes.ids()]
    write(library, name, place := tmp_path / "export")
    list(Import(library, place))
    assert [library.item(id) for id in library.db.notes.ids()] == before


@pytest.mark.parametrize("name", ["jsonl", "html", "epub", "csv", "omnivore", "markdown"])
def test_works_at_one_address_stay_apart(library: Library, tmp_path: Path, name: str) -> None:
    """As the entries of a feed may have the address of that in common."""

    def works(library: Library) -> list[tuple[str, str]]:
        ids = library.db.articles.ids()
        return sorted((library.article(id).title, library.text(id)) for id in ids)

    url = "https://tides.example/feed"
    titles = ("Ebb", "Flow", "Spring")
    sources = [Source(kind="feed", name="a", key=f"1 {title}") for title in titles]
    drafts = [draft(each.key, url=url, source=each, added=SAVED) for each in sources]
    library.add(drafts)
    before = told(library)
    write(library, name, place := tmp_path / "export")
    with Library.create(tmp_path / "second", Clock()) as second:
        for result in (Result.ADDED, Result.UNCHANGED):
            assert {row.result for row in Import(second, place)} == {result}
        assert works(second) == works(library)
    assert {row.result for row in Import(library, place)} == {Result.UNCHANGED}
    assert told(library) == before


@pytest.mark.parametrize("name", READ_AS)
def test_a_rehearsal_tells_what_the_import_then_does(
    library: Library, tmp_path: Path, name: str
) -> None:
    book = draft("The long book", authors=("Jane Doe",), added=SAVED)
    library.add([FULL, FORMULA, book, draft("Weirs", "A *few* words.", added=MARKED)])
    write(library, name, place := tmp_path / "export")
    with Library.create(tmp_path / "second", Clock()) as second:
        second.add([draft("Tides", url=FULL.url), book])
        for here in (library, second):
            rehearsed = [
                (e.input, e.result, e.reason) for e in Import(here, place, rehearse=True)
            ]
            assert rehearsed == [(e.input, e.result, e.reason) for e in Import(here, place)]


def test_what_is_left_out_is_counted(library: Library, tmp_path: Path) -> None:
    library.add([FULL, draft("No address")])
    library.notes.add("alone")

    job = write(library, "bookmarks", tmp_path / "bookmarks.html")

    assert (job.articles, job.notes) == (1, 1)
    said = job.left_out()
    assert {"1 highlight", "1 text", "1 star", "1 further author"} <= {*said}
    assert {"1 article without an address", "1 note on nothing"} <= {*said}


def test_a_spreadsheet_takes_nothing_for_a_formula(library: Library, tmp_path: Path) -> None:
    library.add([FORMULA])
    place = tmp_path / "table.csv"
    write(library, "csv", place)

    [row] = csv.DictReader(io.StringIO(place.read_text(encoding="utf-8", errors="strict")))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    with Library.create(tmp_path / "second", Clock()) as second:
        list(Import(second, place))
        after = seen(second)
    assert (after.article.title, after.text, after.notes[0].text) == ("=1+2", "-a list", "- x")


def test_feeds_go_round_whatever_is_asked_for(library: Library, tmp_path: Path) -> None:
    library.add([FULL])
    feed = Feed(id=0, url="https://a.example/feed", title="A", added=SAVED)
    library.feeds.follow([feed])
    job = write(library, "opml", tmp_path / "feeds.opml", ids=[1])
    assert (job.articles, job.feeds, job.left_out()) == (0, 1, [])
    with Library.create(tmp_path / "second", Clock()) as second:
        imported = Import(second, tmp_path / "feeds.opml")
        list(imported)
        assert list(imported.formats) == [LIST]
        assert [each.url for each in second.feeds.values()] == ["https://a.example/feed"]


def test_annotations_say_what_the_recommendation_asks(library: Library, tmp_path: Path) -> None:
    library.add([FULL])
    place = tmp_path / "annotations.json"
    write(library, "annotations", place)
    page = json.loads(place.read_text())
    [item] = page["items"]
    assert (page["@context"], page["type"]) == (
        "http://www.w3.org/ns/anno.jsonld",
        "AnnotationPage",
    )
    assert item["target"]["source"] == FULL.url
    assert item["target"]["selector"] == {
        "type": "TextQuoteSelector",
        "exact": "rise and fall",
        "prefix": "They ",
        "suffix": ".",
    }
    purposes = [body["purpose"] for body in item["body"]]
    assert (item["motivation"], purposes) == ("commenting", ["commenting", "tagging"])


HOSTILE = "</A>\"'<DT>|{}\\%$#_^~\n=cmd|' /C calc'!A0,;\t@misc{x,"


@pytest.mark.parametrize("name", [each.name for each in ROUND if each.name != "jsonl"])
def test_words_are_never_taken_for_marks(library: Library, tmp_path: Path, name: str) -> None:
    format = format_named(name)
    assert format
    note = DraftNote(text=HOSTILE, highlight=Highlight(exact=HOSTILE))
    library.add(
        [
            Draft(title=f"{n} {HOSTILE}", url=f"https://a.example/{n}", notes=(note,))
            for n in range(3)
        ]
    )
    place = tmp_path / f"export{format.suffix}"
    write(library, name, place)
    with Library.create(tmp_path / "second", Clock()) as second:
        list(Import(second, place))
        titles = sorted(article.title for article in second.articles())
    assert [title[0] for title in titles] == ["0", "1", "2"]
    assert all("calc" in title for title in titles)


LINE = st.text(string.ascii_letters + " éß한é…'\"[]#|<>&=@+-\\*_`:;,.()!{}", max_size=20).map(
    lambda words: " ".join(f"x{words}".split())
)
PARAGRAPHS = st.lists(LINE, min_size=1, max_size=3).map("\n\n".join)
SOME_TAGS = st.frozensets(st.sampled_from(["ai", "policy/industry", "한국", "x-y"]).map(Tag))


@st.composite
def drafts(draw: st.DrawFn) -> list[Draft]:
    """Articles and notes that no import takes for one, with all that a format may lose."""

    def note(number: int) -> DraftNote:
        mark = draw(st.none() | LINE.map(lambda words: Highlight(f"{number} {words}")))
        words = PARAGRAPHS.map(lambda words: f"{number} {words}")
        text = draw(words if mark is None else st.just("") | words)
        return DraftNote(text=text, highlight=mark, tags=draw(SOME_TAGS), added=MARKED)

    return [
        Draft(
            title=f"T{number} {draw(LINE)}",
            text=draw(st.just("") | PARAGRAPHS.map(f"Text {number}. {{}}".format)),
            url=draw(st.sampled_from(["", f"https://a{number}.example/p"])),
            authors=tuple(draw(st.lists(LINE, max_size=3, unique=True))),
            site=draw(st.just("") | LINE),
            published=draw(st.none() | st.just(SAVED)),
            excerpt=f"{number} {draw(LINE)}",
            tags=draw(SOME_TAGS),
            added=SAVED,
            state=draw(st.sampled_from(State)),
            archived=draw(st.booleans()),
            starred=draw(st.booleans()),
            notes=tuple(note(each) for each in range(draw(st.integers(0, 3)))),
        )
        for number in range(draw(st.integers(1, 6)))
    ]


def traits(library: Library, without: frozenset[Trait] = frozenset()) -> Counter[Trait]:
    """How much of everything its articles have, but for those of one of some traits."""
    found: Counter[Trait] = Counter()
    for id in library.db.articles.ids():
        entry = Entry(library.article(id), library.text(id), notes=(*library.notes_on(id),))
        has = Counter({trait: int(number) for trait, number in traits_of(entry)})
        if not any(has[trait] for trait in without):
            found += has
    return found


def told(library: Library) -> list[object]:
    """What a page says of the articles and notes of a library, in any order."""
    said: list[object] = []
    for article in map(library.article, library.db.articles.ids()):
        names = ["title", "url", "authors", "site", "published", "excerpt", "tags", "added"]
        lines = lay_out(library.text(article.id), 76)
        words = [*filter(str.isalnum, "".join(line.text for line in lines))]
        said.append(([getattr(article, name) for name in names], words))
    for note in library.notes.all():
        on = library.article(note.article).title if note.article else ""
        said.append((on, note.text, note.highlight, note.tags, note.added))
    return sorted(said, key=str)


@pytest.mark.parametrize("name", ["html", "epub"])
@settings(max_examples=examples(10), suppress_health_check=[*HealthCheck])
@given(some=drafts(), own=PARAGRAPHS)
def test_a_page_comes_back_piece_by_piece(name: str, some: list[Draft], own: str) -> None:
    with passing_folder() as room:
        place = Path(room) / f"export.{name}"
        with Library.create(Path(room) / "first", Clock()) as first:
            first.add(some)
            first.notes.add(own, tags=[Tag("sea")])
            write(first, name, place)
            had = told(first)
        with Library.create(Path(room) / "second", Clock()) as second:
            list(Import(second, place))
            assert told(second) == had
            assert {row.result for row in Import(second, place)} == {Result.UNCHANGED}


@pytest.mark.parametrize("name", ["csv", "readwise"])
def test_a_table_says_nothing_new_to_its_own_library(
    library: Library, tmp_path: Path, name: str
) -> None:
    """Neither that what is archived was read, nor of another article."""
    note = DraftNote(highlight=Highlight("sea"), added=MARKED)
    page = draft("Tides", "The sea.", url="https://a.example/p", archived=True)
    library.add([replace(page, added=MARKED, notes=(note,))])
    place = tmp_path / "table.csv"
    write(library, name, place)

    assert {entry.result for entry in Import(library, place)} == {Result.UNCHANGED}
    assert len(library) == 1


ALSO_TOLD_AS = {
    Trait.NOTE: (Trait.SEAM, Trait.LOOSE_NOTE),
    Trait.HIGHLIGHT: (Trait.MARK_SEAM,),
    Trait.NOTE_TAG: (Trait.LOOSE_TAG,),
    Trait.BEGUN: (Trait.OPEN,),
    Trait.LINK: (Trait.LOOSE_LINK,),
    Trait.TIE: (Trait.HIGHLIGHT, Trait.NOTE),
}
NOT_LOST = frozenset({*ALSO_TOLD_AS[Trait.NOTE], Trait.MARK_SEAM, Trait.LOOSE_TAG, Trait.OPEN})
"""What follows from others."""


@pytest.mark.parametrize("name", [*(each.name for each in ROUND), "markdown"])
@settings(max_examples=examples(3), suppress_health_check=[*HealthCheck])
@given(some=drafts())
def test_nothing_is_lost_that_is_not_told(name: str, some: list[Draft]) -> None:
    format = format_named(name)
    assert format
    with passing_folder() as room:
        place = Path(room) / f"export{format.suffix}"
        with Library.create(Path(room) / "first", Clock()) as first:
            first.add(some)
            job = write(first, name, place)
            had = traits(first, without=format.lacks & {*ESSENTIAL})
        with Library.create(Path(room) / "second", Clock()) as second:
            if job.articles:
                list(Import(second, place))
            has = traits(second)
    told = job.counts
    for trait in Trait:
        known = sum(told[each] for each in (trait, *ALSO_TOLD_AS.get(trait, ())))
        if trait not in NOT_LOST | {Trait.UNMARKED, Trait.NO_ADDRESS}:
            assert had[trait] - has[trait] <= known, trait
    assert has[Trait.READ] - had[Trait.READ] <= told[Trait.OPEN]
