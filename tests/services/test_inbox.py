"""What lands in the inbox."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.draft import Result
from octavo.model.errors import OctavoError
from octavo.services import detect
from octavo.services import inbox as inbox_module
from octavo.services.add import Addition
from octavo.services.inbox import Inbox, InboxRefused, _alone_in

Look = Callable[[], list[tuple[str, Result]]]


@pytest.fixture
def place(library: Library) -> Path:
    """The inbox of the library."""
    (place := library.folder / "inbox").mkdir()
    return place


@pytest.fixture
def inbox(library: Library) -> Inbox:
    return Inbox(library.folder)


@pytest.fixture
def look(library: Library, inbox: Inbox) -> Look:
    """Looks once more, and says what became of each file."""

    def once() -> list[tuple[str, Result]]:
        added = inbox.take_in(inbox.ready(), Addition(library))
        return [(Path(each.input).name, each.entry.result) for each in added]

    return once


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def texts(library: Library) -> list[str]:
    articles = library.db.table("articles").all()
    return sorted(library.text(article["id"]).strip() for article in articles)


def test_what_is_the_same_at_two_looks_comes_in_and_is_done(
    library: Library, place: Path, look: Look
) -> None:
    (place / "a weir.md").write_text("A low wall.\n")
    (place / "page.html").write_text("<!doctype html><title>T</title><p>Over the river.")
    assert look() == []
    assert look() == [("a weir.md", Result.ADDED), ("page.html", Result.ADDED)]
    assert texts(library) == ["A low wall.", "Over the river."]
    assert names_in(place) == ["done"]
    assert names_in(place / "done") == ["a weir.md", "page.html"]


def test_one_look_is_one_step_for_undo(library: Library, place: Path, look: Look) -> None:
    for name in "abc":
        (place / f"{name}.txt").write_text(f"The text of {name}.\n")
    look()
    look()
    library.history.undo()
    assert texts(library) == []


def test_a_file_that_grows_is_waited_for(library: Library, place: Path, look: Look) -> None:
    path = place / "a.txt"
    for text in ("It", "It goes", "It goes on."):
        path.write_text(text)
        assert look() == []
    assert look() == [("a.txt", Result.ADDED)]
    assert texts(library) == ["It goes on."]


def test_what_cannot_come_in_stays_with_its_reason_until_it_is_mended(
    library: Library, place: Path, look: Look
) -> None:
    path, reason = place / "a.txt", place / "a.txt.reason.txt"
    path.write_bytes(b"\x00\x01" * 100)
    look()
    assert look() == [("a.txt", Result.REJECTED)]
    assert reason.read_text().strip()
    assert look() == [], "it is not read at every look"
    path.write_text("Mended.\n")
    look()
    assert look() == [("a.txt", Result.ADDED)]
    assert not reason.exists()
    assert texts(library) == ["Mended."]


def test_a_reason_goes_with_its_file_and_what_a_person_wrote_stays(
    place: Path, look: Look
) -> None:
    scans = [place / f"{name}.txt" for name in ("gone", "read", "mine")]
    for scan in scans:
        scan.write_bytes(b"\x00\x01" * 100)
    (place / "mine.txt.reason.txt").write_text("I scanned it badly.\n")
    look()
    look()
    with (place / "read.txt.reason.txt").open("a") as reason:
        reason.write("Ask the archive.\n")
    for scan in scans:
        scan.unlink()
    look()
    assert names_in(place) == ["done", "mine.txt.reason.txt", "read.txt.reason.txt"]
    assert (place / "mine.txt.reason.txt").read_text() == "I scanned it badly.\n"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(os.mkfifo, id="a pipe"),
        pytest.param(lambda path: path.symlink_to("/etc/hostname"), id="a link that leads out"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), id="a link to a device"),
        pytest.param(lambda path: os.truncate(_made(path), 1 << 40), id="a huge file"),
    ],
)
def test_what_is_no_text_is_refused_unread(
    library: Library, place: Path, look: Look, make: Callable[[Path], object]
) -> None:
    make(place / "a.txt")
    look()
    assert look() == [("a.txt", Result.REJECTED)]
    assert names_in(place) == ["a.txt", "a.txt.reason.txt", "done"]
    assert texts(library) == []


def _made(path: Path) -> Path:
    path.touch()
    return path


def test_what_met_a_locked_library_is_tried_at_the_next_look(
    library: Library, place: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "a.txt").write_text("Once.")
    look()
    with monkeypatch.context() as patch:
        patch.setattr(Addition, "add", _refuse)
        with pytest.raises(OctavoError, match="locked"):
            look()
    assert look() == [("a.txt", Result.ADDED)]


def _refuse(*_: object) -> None:
    raise OctavoError("locked")


def test_a_reason_is_not_written_through_a_link(
    place: Path, look: Look, tmp_path: Path
) -> None:
    (mine := tmp_path / "mine.txt").write_text("Mine.")
    (place / "a.txt.reason.txt").symlink_to(mine)
    (place / "a.txt").write_bytes(b"\x00\x01" * 100)
    look()
    look()
    assert mine.read_text() == "Mine."


def test_hidden_and_unfinished_files_and_those_of_a_page_are_left_alone(
    place: Path, look: Look
) -> None:
    names = [".hidden.md", "a.pdf.part", "b.html.crdownload", "c.md~"]
    for name in names:
        (place / name).write_text("Not yet.")
    (place / "page.html").write_text("<!doctype html><title>T</title><p>Over the river.")
    for name in ("page_files", "page-Dateien", "page.files"):
        (place / name).mkdir()
        names.append(name)
    look()
    assert look() == [("page.html", Result.ADDED)]
    assert look() == look() == []
    assert names_in(place) == sorted([*names, "done"])


def test_a_folder_stays_with_its_reason(place: Path, look: Look) -> None:
    (place / "letters_2026").mkdir()
    (place / "letters_2026" / "a.txt").write_text("Dear,")
    look()
    assert look() == [("letters_2026", Result.REJECTED)]
    assert look() == []
    assert names_in(place) == ["done", "letters_2026", "letters_2026.reason.txt"]
    assert "folder" in (place / "letters_2026.reason.txt").read_text()


@pytest.mark.parametrize("seam", ["_no_file", "given_by", "_move", "_alone_in"])
def test_what_goes_away_meanwhile_is_passed_over(
    library: Library, place: Path, look: Look, monkeypatch: pytest.MonkeyPatch, seam: str
) -> None:
    """At whatever step of being taken in: its sender may withdraw it, or a sync move it."""
    (place / "a.txt").write_text("Once.")
    look()
    of = detect if seam == "given_by" else inbox_module
    as_it_is = getattr(of, seam)

    def gone(*args: object) -> object:
        (place / "a.txt").unlink(missing_ok=True)
        if seam == "_alone_in":
            place.rmdir()
        return as_it_is(*args)

    with monkeypatch.context() as patch:
        patch.setattr(of, seam, gone)
        assert look() in ([], [("a.txt", Result.ADDED)])
    assert texts(library) == (["Once."] if seam == "_move" else [])
    assert not [*place.glob("*.reason.txt")]
    assert look() == []


def test_two_files_of_one_name_are_both_kept(library: Library, place: Path, look: Look) -> None:
    for text in ("One.", "Two.", "Three."):
        (place / "a.b.md").write_text(text)
        look()
        look()
    assert names_in(place / "done") == ["a.b (2).md", "a.b (3).md", "a.b.md"]
    assert texts(library) == ["One.", "Three.", "Two."]


def test_nothing_comes_in_that_could_not_go_to_done(
    library: Library, place: Path, look: Look, tmp_path: Path
) -> None:
    (place / "a.txt").write_text("Once.")
    look()
    (place / "done").write_text("in the way")
    with pytest.raises(OSError, match="exists"):
        look()
    (place / "done").unlink()
    (place / "done").symlink_to(tmp_path)
    with pytest.raises(OSError, match="it is a link"):
        look()
    assert texts(library) == []
    (place / "done").unlink()
    assert look() == [("a.txt", Result.ADDED)]


def test_what_was_in_when_octavo_was_killed_is_not_added_twice(
    library: Library, place: Path, look: Look
) -> None:
    for _ in "12":
        (place / "a.txt").write_text("Once.")
        look()
        look()
        (place / "done" / "a.txt").unlink()
    assert texts(library) == ["Once."]


def test_two_who_look_at_once_take_each_file_once(
    library: Library, place: Path, inbox: Inbox
) -> None:
    """Whoever comes second leaves it to the first, and then finds it gone."""
    (place / "a.txt").write_text("Once.")
    other = Inbox(library.folder)
    for each in (inbox, other):
        each.ready()
    ready = other.ready()
    with _alone_in(place) as alone:
        assert alone
        assert not list(inbox.take_in(inbox.ready(), Addition(library)))
    assert list(inbox.take_in(place.glob("*.txt"), Addition(library)))
    assert not list(other.take_in(ready, Addition(library)))
    assert texts(library) == ["Once."]


def test_a_library_is_no_inbox(library: Library) -> None:
    for folder in (library.folder, library.folder / "texts", library.folder / "inbox" / ".."):
        with pytest.raises(InboxRefused, match="keeps its own files"):
            Inbox(library.folder, folder)


def test_there_may_be_no_inbox(look: Look) -> None:
    assert look() == look() == []


def test_an_export_comes_in_by_its_rows(library: Library, place: Path, look: Look) -> None:
    (place / "bookmarks.html").write_text(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
        '<DT><A HREF="https://example.org/a" ADD_DATE="1700000000">A</A>\n'
        '<DT><A HREF="https://example.org/b" ADD_DATE="1700000000">B</A>\n</DL>'
    )
    look()
    assert [result for _, result in look()] == [Result.ADDED, Result.ADDED]
    assert names_in(place / "done") == ["bookmarks.html"]
