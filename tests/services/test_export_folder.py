"""A folder of Markdown: exported again, edited by hand between, and named for any system."""

import hashlib
import json
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from octavo.exporters.markdown_folder import file_name
from octavo.library.ingest.restore import Restoration
from octavo.library.library import Library
from octavo.model.article import Article, State
from octavo.model.draft import DraftNote, Result
from octavo.model.errors import OctavoError
from octavo.model.note import NOTES_HEADING, Highlight, Note, link_to, links_in
from octavo.model.tag import Tag
from octavo.services.add import Addition
from octavo.services.detect import given_by
from octavo.services.export import Export, Trait, format_named
from octavo.services.export_folder import MANIFEST, Folder, FolderUnknown
from octavo.services.imports import Import
from tests.making import Clock, MakeArticle, draft, examples, passing_folder

TITLE = "Tides: a “short” history"


def written(library: Library, name: str, place: Path, ids: list[int] | None = None) -> Export:
    format = format_named(name)
    assert format
    job = Export(library, format, ids)
    job.write(place)
    return job


def export(library: Library, place: Path, ids: list[int] | None = None) -> Folder:
    job = written(library, "markdown", place, ids)
    assert job.folder
    return job.folder


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir() if path.name != MANIFEST)


def test_a_file_has_what_others_read(library: Library, tmp_path: Path) -> None:
    mark = DraftNote(text="Really?", highlight=Highlight(exact="It rises.\nIt falls."))
    article = draft(
        TITLE,
        "It rises.\nIt falls.",
        tags='sea "long waves"',
        url="https://tides.example/high",
        authors=("Ida Lund",),
        state=State.READ,
        notes=(mark,),
    )
    library.add([article])
    library.notes.add("See [[1|tides]] and [[9|lost]]")
    export(library, tmp_path / "vault")

    assert names(tmp_path / "vault") == ["See tides and lost.md", "Tides a “short” history.md"]
    text = (tmp_path / "vault" / "Tides a “short” history.md").read_text()
    _, front, body = text.split("---\n", 2)
    assert yaml.safe_load(front) | {"added": 0, "excerpt": 0} == {
        "octavo": 1,
        "title": TITLE,
        "url": "https://tides.example/high",
        "authors": ["Ida Lund"],
        "added": 0,
        "excerpt": 0,
        "tags": ["long-waves", "sea"],
        "octavo_tags": ["long waves"],
        "state": "read",
    }
    above, _, below = body.partition("<!-- octavo ")
    assert above == "\nIt rises.\nIt falls.\n\n## Highlights and notes\n\n"
    assert below.partition(" -->\n")[2] == "> It rises.\n> It falls.\n\nReally?\n"
    note = (tmp_path / "vault" / "See tides and lost.md").read_text()
    assert note.endswith("---\n\nSee [[Tides a “short” history|tides]] and lost\n")


def test_a_second_export_writes_what_changed_and_leaves_what_a_person_changed(
    library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    place = tmp_path / "vault"
    tides, weirs, locks, gone = map(make_article, ("Tides", "Weirs", "Locks", "Gone"))
    export(library, place)
    (place / "Tides.md").write_text("mine")
    (place / "Own.md").write_text("a file of my own")
    library.star([tides.id, weirs.id])
    library.delete([gone.id])

    folder = export(library, place)

    assert (place / "Tides.md").read_text() == "mine"
    assert "starred: true" in (place / "Weirs.md").read_text()
    assert (folder.written, folder.unchanged, folder.edited) == (1, 1, ["Tides.md"])
    assert folder.gone == ["Gone.md"]
    assert names(place) == ["Locks.md", "Own.md", "Tides.md", "Weirs.md"]
    assert export(library, place).edited == ["Tides.md"]
    library.history.undo()
    library.delete([tides.id])
    folder = export(library, place)
    assert (folder.written, folder.gone, folder.orphaned) == (1, [], ["Tides.md"])
    assert names(place) == ["Gone.md", "Locks.md", "Own.md", "Tides.md", "Weirs.md"]
    assert locks.title == "Locks"


@pytest.mark.parametrize("begun", ["../{}", "{root}/{}", "./{}", "sub/../../{}", "..\\{}"])
@pytest.mark.parametrize("name", ["new.md", "there.md"])
def test_a_manifest_names_nothing_outside_its_folder(
    library: Library, make_article: MakeArticle, tmp_path: Path, begun: str, name: str
) -> None:
    make_article("Tides")
    (tmp_path / "there.md").write_text("mine")
    place = tmp_path / "vault"
    (place / "sub").mkdir(parents=True)
    said = begun.format(name, root=tmp_path)
    kept = {"about": "1", "digest": hashlib.sha256(b"mine").hexdigest()}
    manifest = {"octavo": 1, "files": {said: kept}}
    (place / MANIFEST).write_text(json.dumps(manifest))

    folder = export(library, place)

    assert folder.refused == [said]
    assert names(place) == ["Tides.md", "sub"]
    assert names(tmp_path / "vault" / "sub") == []
    assert {path.name for path in tmp_path.glob("*.md")} == {"there.md"}
    assert (tmp_path / "there.md").read_text() == "mine"
    assert export(library, place).refused == []


def test_a_manifest_writes_through_no_link(
    library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    make_article("Tides")
    outside, place = tmp_path / "there.md", tmp_path / "vault"
    export(library, place)
    (place / "Tides.md").rename(outside)
    (place / "Tides.md").symlink_to(outside)
    library.star(library.db.articles.ids())
    before = outside.read_text()

    assert export(library, place).refused == ["Tides.md"]
    assert outside.read_text() == before
    (place / MANIFEST).rename(tmp_path / "manifest")
    (place / MANIFEST).symlink_to(tmp_path / "manifest")
    with pytest.raises(FolderUnknown):
        export(library, place)


def test_a_file_keeps_its_name_and_takes_that_of_no_other(
    library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    place = tmp_path / "vault"
    place.mkdir()
    (place / "tides.MD").write_text("a file of my own")
    one, two = make_article("Tides"), make_article("TIDES", "Other words")
    export(library, place)
    expected = [f"TIDES ({two.id}).md", f"Tides ({one.id}).md", "tides.MD"]
    assert names(place) == sorted(expected)

    library.correct([one.id], {"title": "Ebb"})
    export(library, place)
    assert names(place) == sorted(expected)
    assert (place / "tides.MD").read_text() == "a file of my own"


def test_a_part_says_nothing_of_the_rest(
    library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    first, _ = make_article("Tides"), make_article("Weirs")
    export(library, tmp_path / "vault")
    assert export(library, tmp_path / "vault", [first.id]).gone == []
    assert export(library, tmp_path / "vault").unchanged == 2


def test_a_new_folder_is_whole_or_not_there(
    library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    make_article("Tides")
    format = format_named("markdown")
    assert format

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Export(library, format, progress=stop).write(tmp_path / "vault")
    assert [path.name for path in tmp_path.iterdir() if path.name != "library"] == []


def test_a_damaged_manifest_is_said(library: Library, tmp_path: Path) -> None:
    export(library, tmp_path / "vault")
    (tmp_path / "vault" / MANIFEST).write_text("{")
    with pytest.raises(FolderUnknown, match="damaged"):
        export(library, tmp_path / "vault")


@settings(deadline=None)
@given(st.text() | st.text("a🏳️‍🌈é./\\:con \u0301", min_size=30, max_size=300))
def test_any_title_gives_a_name_for_any_system(title: str) -> None:
    name = file_name(title)
    assert 0 < len(name.encode()) <= 121
    assert not set(name) & set('<>:"/\\|?*#^[]\n\0')
    assert name.strip(". ") == name
    assert name.partition(".")[0].lower() not in ("con", "nul", "aux", "com1")


@settings(deadline=None, max_examples=examples(20))
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=9), st.text(max_size=30)), min_size=1, max_size=4
    )
)
def test_front_matter_is_read_again_by_anything(pieces: list[tuple[str, str]]) -> None:
    with passing_folder() as outer:
        with Library.create(Path(outer) / "library", Clock()) as library:
            for number, (title, text) in enumerate(pieces):
                library.add([draft(f"{number} {title}", f"{number} {text}")])
            titles = sorted(article.title for article in library.articles())
            export(library, Path(outer) / "vault")
        fields = [
            yaml.safe_load(path.read_bytes().decode().split("\n---\n")[0][4:])
            for path in (Path(outer) / "vault").glob("*.md")
        ]
        assert sorted(field["title"] for field in fields) == titles


def test_a_folder_comes_in_again(library: Library, tmp_path: Path) -> None:
    articles = [
        draft(
            "Tides: high",
            "# One\n\nText *it* is.\n\n---\n\nMore.",
            tags="sea policy/industry 한국",
            url="https://tides.example/high",
            authors=("Ida Lund", "Han Mi-rae"),
            site="The Ledger",
            language="en",
            excerpt="“Text”: it is",
            state=State.READING,
            archived=True,
            starred=True,
        ),
        draft("Weirs", "Plain words."),
    ]
    library.add(articles)
    export(library, tmp_path / "vault")
    with Library.create(tmp_path / "second", Clock()) as second:
        list(Import(second, tmp_path / "vault"))
        ids = second.db.articles.ids()
        found = sorted((second.article(id) for id in ids), key=lambda article: article.title)
        assert [(a.title, a.tags, a.url, a.authors, a.state, a.archived) for a in found] == [
            (d.title, d.tags, d.url, d.authors, d.state, d.archived) for d in articles
        ]
        assert (found[0].excerpt, found[0].site) == ("“Text”: it is", "The Ledger")
        assert found[0].starred
        assert [second.text(article.id) for article in found] == [a.text for a in articles]
        assert Tag("한국") in found[0].tags


ANY = st.text(string.ascii_letters + "\n\n  #>-<!é…'\"[]:\\", max_size=30)
MARKED = st.sampled_from(["", "<!-- octavo {} -->\n", "\\<!-- octavo x -->\n", NOTES_HEADING])
WORDS = st.builds("{}{}w{}".format, MARKED, ANY, ANY).map(str.strip)
PASSAGES = st.builds(Highlight, exact=WORDS, prefix=ANY, suffix=ANY, offset=st.integers(0, 9))
NOTES = st.builds(
    DraftNote,
    text=WORDS,
    highlight=st.none() | PASSAGES,
    tags=st.frozensets(st.sampled_from(["ai", "long waves", "a-b", "a b"]).map(Tag)),
    added=st.just(datetime(2024, 2, 5, 1, 2, 3, tzinfo=UTC)),
)
Stopped = tuple[datetime | None, float, int]
NAMES = st.text("abÉ,;& []'\"", max_size=12).map(lambda said: " ".join(f"x{said}y".split()))


@settings(max_examples=examples(30), suppress_health_check=[*HealthCheck])
@given(
    text=st.just("") | WORDS,
    names=st.tuples(NAMES, NAMES, NAMES, NAMES),
    notes=st.lists(NOTES, max_size=3, unique_by=lambda note: (note.text, note.highlight)),
    own=WORDS,
    stopped=st.tuples(
        st.none() | st.just(datetime(2031, 2, 5, 1, 2, 3, tzinfo=UTC)),
        st.floats(0, 1),
        st.integers(0, 9999),
    ),
)
def test_a_folder_is_read_back_with_its_notes(
    text: str, names: tuple[str, ...], notes: list[DraftNote], own: str, stopped: Stopped
) -> None:
    title, site, excerpt, *authors = names
    piece = draft(
        *(title, text),
        url="https://tides.example/high",
        site=site,
        excerpt=excerpt,
        authors=tuple(authors),
        notes=tuple(notes),
    )
    piece = replace(piece, later=stopped[0], progress=stopped[1], position=stopped[2])
    with passing_folder() as room:
        place = Path(room) / "vault"
        with Library.create(Path(room) / "first", Clock()) as first:
            first.add([piece])
            first.notes.add(own, tags=[Tag("sea")])
            export(first, place)
            had = [told(first.article(1)), *map(told, first.notes.all())]
            said = first.text(1)
        with Library.create(Path(room) / "second", Clock()) as second:
            list(Import(second, place))
            [article] = map(second.article, second.db.articles.ids())
            assert second.text(article.id) == said.strip("\n")
            has = [told(article), *map(told, second.notes.all())]
            rows = [row.result for row in Import(second, place)]
    assert sorted(has, key=str) == sorted(had, key=str)
    assert set(rows) == {Result.UNCHANGED}


TITLES = st.lists(
    st.text("ab:É. [x", min_size=1, max_size=8).map(lambda said: " ".join(f"t{said}".split())),
    min_size=3,
    max_size=3,
    unique=True,
)


@settings(max_examples=examples(24), suppress_health_check=[*HealthCheck])
@given(
    name=st.sampled_from(["markdown", "html", "epub"]),
    titles=TITLES,
    links=st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from(["", "stale", "its"])), max_size=4
    ),
    before=st.integers(0, 2),
)
def test_links_of_notes_come_back_as_links(
    name: str, titles: list[str], links: list[tuple[int, str]], before: int
) -> None:
    """To articles, notes on them and notes of their own, whatever these are numbered here."""
    with passing_folder() as room:
        place = Path(room) / f"vault.{name}"
        with Library.create(Path(room) / "first", Clock()) as first:
            first.add([draft(f"{said} {n}", f"Text {n}") for n, said in enumerate(titles)])
            first.notes.add("A thought")
            first.notes.add("x", articles=[1])
            first.notes.add("y")
            called = [first.item(id).title for id in range(1, 7)]
            said = "w".join(
                f"[[{id}]]" if not words else link_to(id, words.replace("its", called[id - 1]))
                for id, words in links
            )
            for id in (5, 6):
                first.notes.edit(id, f"see {said}.")
            job = written(first, name, place)
            assert Trait.LOOSE_LINK not in job.counts
            shown = told_links(first)
        with Library.create(Path(room) / "second", Clock()) as second:
            second.add([draft(f"Mine {number}") for number in range(before)])
            list(Import(second, place))
            assert told_links(second) == shown
            rows = [row.result for row in Import(second, place)]
    assert set(rows) == {Result.UNCHANGED}


def test_what_a_person_writes_below_a_note_belongs_to_it(
    library: Library, tmp_path: Path
) -> None:
    library.add([draft("Tides", "They rise.")])
    library.notes.add("One.", articles=[1])
    library.notes.add("see [[2|that]]")
    export(library, tmp_path / "vault")
    with (tmp_path / "vault" / "Tides.md").open("a") as file:
        file.write("\nTwo.\n")
    with Library.create(tmp_path / "second", Clock()) as second:
        list(Import(second, tmp_path / "vault"))
        texts = {note.text.partition("[[")[0] for note in second.notes.all()}
        assert texts == {"One.\n\nTwo.", "see "}


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_links_that_a_killed_import_left_are_mended_by_the_next(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    library.add([draft("Tides", "They rise."), draft("Weirs", "They hold.")])
    library.notes.add("see [[2|Weirs]], [[4|this]]", articles=[1])
    library.notes.add("alone, as [[3|that]]")
    place = tmp_path / f"vault.{name}"
    written(library, name, place)
    with Library.create(tmp_path / "second", Clock()) as second:
        with monkeypatch.context() as patch:
            patch.setattr(Restoration, "relinked", lambda _: [])
            list(Import(second, place))
        with pytest.raises(OctavoError):
            told_links(second)
        list(Import(second, place))
        assert told_links(second) == told_links(library)


def test_a_folder_is_added_as_it_is_imported(library: Library, tmp_path: Path) -> None:
    library.add([draft("Tides", "They rise."), draft("Weirs", "They hold.")])
    library.notes.add("see [[2|Weirs]]", articles=[1])
    library.notes.add("alone")
    place = tmp_path / "vault"
    export(library, place)
    with Library.create(tmp_path / "second", Clock()) as second:
        second.add([draft("Mine")])
        for given in given_by([str(place)], lambda _: b""):
            list(Addition(second).add(given))
        [weirs] = [each.id for each in second.articles() if each.title == "Weirs"]
        assert sorted(note.text for note in second.notes.all()) == [
            "alone",
            f"see [[{weirs}|Weirs]]",
        ]


def told_links(library: Library) -> list[str]:
    """The notes with links, and what each leads to."""
    told = []
    for note in library.notes.all():
        text = note.text
        for link in reversed(links_in(text)):
            to = library.item(link.id)
            named = f"{to.text[:3]} {to.article is None}" if isinstance(to, Note) else to.title
            text = f"{text[: link.start]}<{named}|{link.title}>{text[link.end :]}"
        told.append(text)
    return sorted(told)


def told(document: Article | Note) -> list[object]:
    """What a folder says of a document."""
    names = ["title", "url", "authors", "site", "excerpt", "tags", "added", "state"]
    names += ["later", "progress", "position"]
    if isinstance(document, Note):
        names = ["text", "highlight", "tags", "added"]
        return [document.article is None, *(getattr(document, name) for name in names)]
    return [getattr(document, name) for name in names]
