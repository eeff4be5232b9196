"""What is exported is whole, and comes in again as it was."""

import errno
import io
import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.model.draft import DraftNote, Result
from octavo.model.errors import OctavoError
from octavo.model.tag import Tag, TagEdit
from octavo.services.export import Export, format_named
from octavo.services.imports import Import
from octavo.storage.errors import LibraryUnwritable
from octavo.storage.journal import writer
from octavo.storage.store import Limits
from tests.library.seeing import whole
from tests.making import Clock, MakeArticle, draft, examples, passing_folder
from tests.services.export_worlds import Fill, fillings

JSON_LINES = format_named("jsonl")


def exported(library: Library, name: str = "jsonl", ids: list[int] | None = None) -> str:
    format = format_named(name)
    assert format
    file = io.BytesIO()
    Export(library, format, ids).stream(file)
    return file.getvalue().decode()


def kept(library: Library) -> dict[str, Any]:
    """All that is not in the trash, with the texts, but for the files that those are in.

    The leave to reach a private network does not go along.
    """
    seen: dict[str, Any] = whole(library)
    for name in ("articles", "notes"):
        seen[name] = {id: doc for id, doc in seen[name].items() if doc["deleted"] is None}
    for id, fields in seen["articles"].items():
        del fields["volume"]
        fields["source"].pop("private", None)
        versions = fields["versions"]
        texts = [library.versions.text(int(id), n) for n, _ in enumerate(versions, 1)]
        fields["versions"] = [
            {**version, "volume": 0, "text": text}
            for version, text in zip(versions, texts, strict=True)
        ]
        fields["whole text"] = library.text(int(id))
    seen["notes"] = {
        id: note
        for id, note in seen["notes"].items()
        if note["article"] is None or str(note["article"]) in seen["articles"]
    }
    return seen


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(fillings())
def test_an_export_makes_an_empty_library_the_same_library(fill: Fill) -> None:
    with passing_folder() as outer:
        place = Path(outer) / "export.jsonl"
        with Library.create(Path(outer) / "first", Clock()) as first:
            fill(first)
            place.write_text(exported(first))
            before = kept(first)
        with Library.create(Path(outer) / "second", Clock()) as second:
            rows = list(Import(second, place))
            assert Result.REJECTED not in {row.result for row in rows}
            assert kept(second) == before
            if rows:
                second.history.undo()
            assert not whole(second)["articles"]


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(fillings(), fillings())
def test_exports_in_one_file_come_in_as_one_after_the_other(fill: Fill, other: Fill) -> None:
    """Also without the line that tells that the second one begins."""
    with passing_folder() as outer:
        texts = []
        for number, each in enumerate((fill, other)):
            with Library.create(Path(outer) / f"{number}", Clock()) as library:
                each(library)
                texts.append(exported(library))
                (Path(outer) / f"{number}.jsonl").write_text(texts[-1])
        first, second = ([*map(json.loads, text.strip().split("\n")[1:])] for text in texts)
        assume(_begins_anew(first, second))
        both = Path(outer) / "both.jsonl"
        both.write_text(texts[0] + texts[1].partition("\n")[2])
        with Library.create(Path(outer) / "apart", Clock()) as library:
            for number in range(2):
                list(Import(library, Path(outer) / f"{number}.jsonl"))
            apart = whole(library)
        with Library.create(Path(outer) / "together", Clock()) as library:
            for _ in range(2):
                list(Import(library, both))
                assert whole(library) == apart


def _begins_anew(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> bool:
    """Whether the first record of an export cannot be from the one before."""
    ids = {id for record in first if (id := _id_of(record))}
    return bool(ids and second) and _id_of(second[0]) in (None, *ids)


def _id_of(record: dict[str, Any]) -> int | None:
    document = record.get("article") or record.get("note") or {}
    return document.get("id")


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(fillings(), fillings())
def test_importing_an_export_again_changes_nothing(fill: Fill, other: Fill) -> None:
    """Into a library that has things of its own, some of them the same."""
    with passing_folder() as outer:
        place = Path(outer) / "export.jsonl"
        with Library.create(Path(outer) / "first", Clock()) as first:
            fill(first)
            place.write_text(exported(first))
        with Library.create(Path(outer) / "second", Clock()) as second:
            second.add([draft("Mine")])
            other(second)
            list(Import(second, place))
            once = whole(second)
            list(Import(second, place))
            assert whole(second) == once


def few(library: Library) -> None:
    """What `deeds` are done to, when hypothesis has made nothing of it that is gone."""
    library.add([draft(f"Tide {number}", f"Text {number}.") for number in range(4)])
    library.notes.add("one", articles=[1])
    library.notes.add("alone")


@st.composite
def deeds(draw: st.DrawFn) -> list[Callable[[Library], object]]:
    """What people do, one after the other; what there is not is not done."""
    number = st.integers(1, 7)

    def one() -> Callable[[Library], object]:
        id, other, tag = draw(number), draw(number), draw(st.sampled_from(["a", "b c", "sea"]))
        deed: Callable[[Library], object] = draw(
            st.sampled_from(
                [
                    lambda it: it.retag([id], TagEdit.parse(f"+{tag}")),
                    lambda it: it.retag([id, other], TagEdit.parse("-a")),
                    lambda it: it.archive([id]),
                    lambda it: it.delete([id]),
                    lambda it: it.restore([id]),
                    lambda it: it.intake.rewrite(id, f"A text of {other}."),
                    lambda it: it.notes.add(f"see [[{other}|it]]", articles=[id]),
                    lambda it: it.notes.edit(id, f"words {other}"),
                    lambda it: it.add([draft(f"Weir {id}", f"Of {tag}.")]),
                    lambda it: it.keep_place(id, other, 0.5),
                    lambda it: it.tags.rename(Tag("a"), Tag("sea")),
                    lambda it: it.tags.pin([Tag(tag), Tag("sea")][: other % 3]),
                    lambda it: it.tags.take_for(Tag("ml"), Tag(tag)),
                    lambda it: it.tag_cleaner.keep_apart(Tag("bars"), Tag(tag)),
                    lambda it: it.history.undo(),
                    lambda it: it.history.redo(),
                ]
            )
        )
        return deed

    return [one() for _ in range(draw(st.integers(1, 12)))]


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(fillings() | st.just(few), deeds())
def test_history_goes_along_and_is_taken_back_there_as_it_is_here(
    fill: Fill, done: list[Callable[[Library], object]]
) -> None:
    with passing_folder() as outer:
        place = Path(outer) / "export.jsonl"
        with Library.create(Path(outer) / "first", Clock()) as first:
            fill(first)
            for deed in done:
                with suppress(OctavoError):
                    deed(first)
            assert JSON_LINES
            with place.open("wb") as file:
                Export(first, JSON_LINES, history=True).stream(file)
            before = kept(first)
            with Library.create(Path(outer) / "second", Clock()) as second:
                rows = list(Import(second, place))
                assert Result.REJECTED not in {row.result for row in rows}
                assert kept(second) == before
                labels = second.history.labels()[: -1 if rows else None]
                if labels == first.history.labels():  # else some was done to what is gone
                    for _ in labels:
                        assert second.history.undo().report == first.history.undo().report
                        assert _common(first, second) == _common(second, first)
                else:
                    assert len(labels) < len(first.history.labels())
                    for _ in labels:
                        second.history.undo()


@pytest.mark.parametrize("goes_on", [False, True], ids=["broken off", "with a line lost"])
def test_what_came_is_kept_where_history_does_not_lead_to_it(
    library: Library, tmp_path: Path, goes_on: bool
) -> None:
    with Library.create(tmp_path / "first", Clock()) as first:
        first.add([draft("One", "They rise.")])
        for title in ("Tide", "Tides", "The Tides"):
            first.correct([1], {"title": title})
        first.retag([1], TagEdit.parse("sea"))
        assert JSON_LINES
        with (tmp_path / "whole.jsonl").open("wb") as file:
            Export(first, JSON_LINES, history=True).stream(file)
        before = kept(first)
    lines = (tmp_path / "whole.jsonl").read_text().splitlines()
    lost = next(n for n, line in enumerate(lines) if '"Tides"' in line)
    left = lines[:lost] + (lines[lost + 2 :] if goes_on else [])
    (tmp_path / "export.jsonl").write_text("\n".join(left))
    assert {row.result for row in Import(library, tmp_path / "export.jsonl")} == {Result.ADDED}
    assert kept(library) == before


def _common(library: Library, other: Library) -> dict[str, Any]:
    """What is not in the trash in either, as far as both have it at all."""
    mine, others = kept(library), kept(other)
    return {
        name: {id: doc for id, doc in mine[name].items() if id in others[name]}
        for name in ("articles", "notes")
    }


def test_what_names_an_id_names_the_one_that_it_has_here(
    library: Library, tmp_path: Path
) -> None:
    place = tmp_path / "export.jsonl"
    with Library.create(tmp_path / "first", Clock()) as first:
        first.add([draft("Tides"), draft("Weirs")])
        first.notes.add("as [[2|Weirs]] says, and [[4|later]], not [[9|lost]]", articles=[1])
        first.notes.add("later")
        place.write_text(exported(first))
    library.add([draft("Mine"), draft("Weirs")])

    list(Import(library, place))

    [tides] = [each for each in library.articles() if each.title == "Tides"]
    [note] = library.notes_on(tides.id)
    [later] = [each for each in library.notes.all() if each.text == "later"]
    assert note.text == f"as [[2|Weirs]] says, and [[{later.id}|later]], not lost"


def test_what_a_query_finds_goes_with_its_notes(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("Tides")
    weirs = make_article("Weirs")
    library.notes.add("one", articles=[weirs.id])
    library.notes.add("two", articles=[weirs.id])
    second = library.notes_on(weirs.id)[1]

    assert exported(library, ids=[weirs.id]).count("\n") == 4
    lines = exported(library, ids=[second.id]).splitlines()
    assert ["Weirs" in lines[1], "two" in lines[2], len(lines)] == [True, True, 3]


def test_only_what_changed_since_goes(
    library: Library, make_article: MakeArticle, clock: Clock
) -> None:
    old, tagged, noted = map(make_article, ("Old", "Tagged", "Noted"))
    clock.advance(days=1)
    since = clock()
    library.retag([tagged.id], TagEdit.parse("sea"))
    library.notes.add("new", articles=[noted.id])
    library.keep_place(old.id, 5, 0.5)
    make_article("New")

    assert JSON_LINES
    file = io.BytesIO()
    Export(library, JSON_LINES, since=since).stream(file)
    titles = re.findall(r'"title":"(\w+)"', file.getvalue().decode())
    assert titles == ["Tagged", "Noted", "New"]


def test_of_what_did_not_change_since_no_text_is_read(
    library: Library, make_article: MakeArticle, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        make_article(f"Weir {number}", f"Text {number}.")
    clock.advance(days=1)
    since = clock()
    library.star([4])
    read: list[int] = []
    text_in = library.versions.text_in

    def counted(id: int, volume: int) -> str:
        read.append(id)
        return text_in(id, volume)

    monkeypatch.setattr(library.versions, "text_in", counted)
    assert JSON_LINES
    Export(library, JSON_LINES, since=since).stream(io.BytesIO())
    assert read == [4]


def test_a_file_is_written_whole_or_not_at_all(
    library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    for number in range(3):
        make_article(f"Article {number}")
    place = tmp_path / "there.jsonl"
    place.write_text("as it was")

    def stop(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    assert JSON_LINES
    with pytest.raises(KeyboardInterrupt):
        Export(library, JSON_LINES, progress=stop).write(place)

    assert place.read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["there.jsonl"]


def test_going_through_a_library_keeps_nothing_of_it_in_memory(
    library: Library, folder: Path, clock: Clock
) -> None:
    library.add(
        [draft(f"Article {number}", notes=(DraftNote(text="n"),)) for number in range(9)]
    )
    library.close()
    with Library(folder, clock, Limits(decoded_at_once=0)) as again:
        before = undecoded(again)
        exported(again)
        assert undecoded(again) == before > 0


def undecoded(library: Library) -> int:
    """How many documents are still as they stand in the file."""
    tables = library.db.numbered
    return sum(table.raw(id) is not None for table in tables for id in table.ids())


def test_a_saved_query_of_a_name_that_is_taken_comes_in_beside_it(
    library: Library, tmp_path: Path
) -> None:
    library.saved.save("sea", "tag:sea")
    library.saved.save("deep", "@sea words:>2000")
    place = tmp_path / "export.jsonl"
    place.write_text(exported(library))
    library.saved.save("Sea", "tag:ocean")
    library.add([draft("Here already")])
    for _ in range(2):
        list(Import(library, place))
        queries = [(saved.name, saved.query) for saved in library.saved]
        assert queries == [
            ("sea", "tag:ocean"),
            ("deep", "@sea words:>2000"),
            ("sea 2", "tag:sea"),
        ]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(["articles", 1, {"progress": 0}, {"progress": 7.5}], id="a number"),
        pytest.param(["articles", 1, {"tags": []}, {"tags": [5]}], id="a kind of value"),
        pytest.param(["articles", 1, {"digest": ""}, {"digest": "ab"}], id="a text not here"),
        pytest.param(["meta", 1, None, {"next_id": 1}], id="what is octavo's own"),
        pytest.param(["articles", 9, {"starred": False}, {"starred": True}], id="what is not"),
    ],
)
def test_history_that_does_not_fit_is_not_done(
    library: Library, tmp_path: Path, change: list[object]
) -> None:
    with Library.create(tmp_path / "first", Clock()) as first:
        first.add([draft("Tides", "They rise.")])
        done = {
            "sequence": 5,
            "time": "2026-01-01T00:00:00Z",
            "label": "x",
            "changes": [change],
        }
        line = json.dumps({"operation": done})
        (tmp_path / "export.jsonl").write_text(f"{exported(first)}{line}\n")
        before = kept(first)

    *_, last = Import(library, tmp_path / "export.jsonl")
    assert last.result in (Result.REJECTED, Result.UNCHANGED)
    assert kept(library) == before
    assert len(library.history.labels()) == 1


def test_another_process_sees_history_come_in(library: Library, tmp_path: Path) -> None:
    """The journal is another file then."""
    place = tmp_path / "export.jsonl"
    few(library)
    library.archive([1])
    assert JSON_LINES
    with place.open("wb") as file:
        Export(library, JSON_LINES, history=True).stream(file)
    with (
        Library.create(tmp_path / "second", Clock()) as second,
        Library(tmp_path / "second", Clock()) as other,
    ):
        list(Import(second, place))
        other.follow()
        assert kept(other) == kept(second) == kept(library)
        assert other.history.labels() == second.history.labels()
        other.star([2])
        second.follow()
        assert "starred" in second.history.undo().report
        assert (second.warnings, other.warnings) == ([], [])


def test_history_that_cannot_be_written_is_as_if_not_done(
    library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    place = tmp_path / "export.jsonl"
    with Library.create(tmp_path / "first", Clock()) as first:
        few(first)
        first.archive([1])
        assert JSON_LINES
        with place.open("wb") as file:
            Export(first, JSON_LINES, history=True).stream(file)
        before = kept(first)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "replace_file_with", refuse)
        with pytest.raises(LibraryUnwritable):
            list(Import(library, place))
    assert kept(library) == before
    library.star([1])
    library.history.undo()
    assert len(library.history.labels()) == 1
    library.close()
    assert check(folder) == []
