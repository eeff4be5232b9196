"""Records from elsewhere: what they may say, and what only the person can give."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from octavo.library.ingest.dedup import digest_of
from octavo.library.library import Library
from octavo.model.article import Source
from octavo.model.draft import LedgerEntry, Result
from octavo.model.feed import Feed
from octavo.services.export import Export, format_named
from octavo.services.imports import Import
from octavo.storage.codec import fields_of
from tests.making import Clock, draft

HERE = "http://127.0.0.1:9/page"
Alter = Callable[[dict[str, Any]], object]


def imported(
    library: Library, place: Path, *records: Mapping[str, object]
) -> list[LedgerEntry]:
    lines = [{"octavo": 1}, *records]
    place.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return list(Import(library, place))


def exported(folder: Path) -> list[dict[str, Any]]:
    """The records of a library with an article of two versions, and a highlight."""
    with Library.create(folder, Clock()) as first:
        first.add([draft("Tides", "They rise.")])
        first.intake.rewrite(1, "They fall.")
        format = format_named("jsonl")
        assert format
        place = folder.with_suffix(".jsonl")
        Export(first, format).write(place)
    return [json.loads(line) for line in place.read_text().splitlines()[1:]]


def test_no_file_gives_leave_to_reach_a_private_network(
    library: Library, tmp_path: Path, clock: Clock
) -> None:
    link = {"id": 1, "title": "Page", "url": HERE, "added": "2024-01-01T00:00:00Z"}
    source = {"kind": "page", "name": HERE, "private": True}
    feed = fields_of(Feed(id=1, url="http://127.0.0.1:9/feed", added=clock(), private=True))
    text = link | {"id": 2, "source": source, "digest": digest_of("x")}

    imported(
        library,
        tmp_path / "other.jsonl",
        {"feed": feed},
        {"article": link | {"source": source}},
        {"article": text, "text": "x"},
    )

    sources = [library.article(id).source for id in library.db.articles.ids()]
    assert sources
    assert not any(source.private for source in sources)
    assert [feed.private for feed in library.feeds.values()] == [False]


def test_a_file_leaves_the_leave_that_was_given(library: Library, tmp_path: Path) -> None:
    library.add([draft("Page", "", url=HERE, source=Source(kind="page", private=True))])
    link = {"id": 7, "title": "Page", "url": HERE, "added": "2024-01-01T00:00:00Z"}

    imported(library, tmp_path / "other.jsonl", {"article": link})

    assert library.article(1).source.private


def _set(**fields: object) -> Alter:
    return lambda record: record["article"].update(fields)


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (_set(progress=1e308), "progress"),
        (_set(progress=-3.5), "progress"),
        (_set(position=2**60), "position"),
        (_set(position=-(2**60)), "position"),
        (_set(words=-5), "words"),
        (_set(volume=-99_999), "volume"),
        (_set(provenance={"sources": {"cited": -1, "listed": 2}}), "cited"),
        (lambda record: record["article"]["versions"][0].update(words=-1), "words"),
        (lambda record: record.update(versions=["They sink.", ""]), "version"),
        (lambda record: record.update(text="They sink."), "version"),
    ],
)
def test_what_no_library_writes_is_rejected(
    library: Library, tmp_path: Path, alter: Alter, said: str
) -> None:
    [record] = exported(tmp_path / "first")
    alter(record)

    [entry] = imported(library, tmp_path / "other.jsonl", record)

    assert entry.result is Result.REJECTED
    assert said in entry.reason
    assert not library.db.articles.ids()


def test_a_version_whose_text_could_not_be_read_is_left_out(
    library: Library, tmp_path: Path
) -> None:
    [record] = exported(tmp_path / "first")
    record["versions"] = ["", ""]

    [entry] = imported(library, tmp_path / "other.jsonl", record)

    assert entry.result is Result.ADDED
    assert library.text(1) == "They fall."
    assert [v.digest for v in library.article(1).versions] == [digest_of("They fall.")]
    assert library.versions.text(1, 1) == "They fall."


def test_what_two_exports_have_in_one_file_comes_once(library: Library, tmp_path: Path) -> None:
    """As `cat a.jsonl b.jsonl` puts them together, of a library and of it as it is later."""
    records = exported(tmp_path / "first")
    later = {"article": records[0]["article"] | {"id": 9, "title": "New"}, "text": "More."}
    entries = imported(
        library, tmp_path / "both.jsonl", *records, {"octavo": 1}, *records, later
    )

    assert [entry.result for entry in entries if entry.id] == [
        *[Result.ADDED] * len(records),
        *[Result.UNCHANGED] * len(records),
        Result.ADDED,
    ]
    assert sorted(article.title for article in library.articles()) == ["New", "Tides"]
    library.history.undo()
    assert len(library) == 0


@pytest.mark.parametrize(
    "first", [(1, "Tides"), (2, "Tides")], ids=["at once", "behind an article"]
)
def test_the_ids_of_a_second_library_are_its_own(
    library: Library, tmp_path: Path, first: tuple[int, str]
) -> None:
    """No line tells that it begins; that its first id is here already does, or its second."""
    at = {"added": "2024-01-01T00:00:00Z"}

    def page(id: int, title: str) -> dict[str, object]:
        url = f"https://a.example/{title}"
        return {"article": {"id": id, "title": title, "url": url, **at}}

    note = {"note": {"id": 2, "article": 1, "text": "See [[1|it]].", **at}}
    for _ in range(2):
        imported(
            library, tmp_path / "x.jsonl", page(*first), page(9, "Z"), page(1, "Moon"), note
        )

    moon = next(each for each in library.articles() if each.title == "Moon")
    assert [note.text for note in library.notes_on(moon.id)] == [f"See [[{moon.id}|it]]."]
    assert (len(library), len(library.notes.all())) == (3, 1)


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_an_export_is_known_without_the_line_that_begins_it(
    library: Library, tmp_path: Path, mark: str, encoding: str
) -> None:
    records = exported(tmp_path / "first")
    place = tmp_path / "tail.jsonl"
    lines = "".join(json.dumps(line) + "\r\n" for line in records)
    place.write_bytes((mark + lines).encode(encoding))
    assert {entry.result for entry in Import(library, place)} == {Result.ADDED}
    assert library.text(1) == "They fall."


def test_what_a_newer_octavo_put_behind_another_export_is_not_read(
    library: Library, tmp_path: Path
) -> None:
    records = exported(tmp_path / "first")
    place = tmp_path / "both.jsonl"
    *_, last = imported(library, place, *records, {"octavo": 99}, *records)
    assert "newer octavo" in last.reason
    assert f"above line {len(records) + 2} has been read" in last.reason
    assert len(library) == 1


@pytest.mark.parametrize(
    "first",
    [
        {"query": ["a", "b"]},
        {"article": {"id": 12, "added": "yesterday", "url": "https://a.example/"}},
    ],
    ids=["a query", "an article"],
)
def test_a_line_with_a_name_of_a_record_is_none_of_octavos(
    library: Library, tmp_path: Path, first: object
) -> None:
    place = tmp_path / "others.jsonl"
    place.write_text("".join(json.dumps(each) + "\n" for each in (first, first)))
    job = Import(library, place)
    list(job)
    assert "octavo, JSON Lines" not in job.formats
