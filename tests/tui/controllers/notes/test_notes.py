"""Notes: what they are written on, when they are kept, and what is shown of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.errors import OctavoError
from octavo.model.note import Highlight, Note
from octavo.model.tag import TagEdit
from tests.making import Clock, MakeArticle
from tests.tui.controllers.conftest import Desk


def written(library: Library) -> list[tuple[str, int | None]]:
    """What all notes say, and what they are on."""
    return [(note.text, note.article) for note in library.notes.all()]


def note_on(library: Library, *articles: int, text: str, quote: str = "") -> int:
    done = library.notes.add(
        text, articles=articles, highlight=Highlight(quote) if quote else None
    )
    assert done is not None
    return max(done.ids)


def write(desk: Desk, text: str) -> None:
    """Type a note in the open editor, and leave it."""
    desk.panes.note_editor.text = text
    desk.of.notes.keep()


def test_a_note_is_on_the_article_under_the_cursor(three: Desk) -> None:
    three.of.notes.write()
    assert three.panes.note_editor.about == "Note on ‘Third’"
    write(three, "Compare with the second.")
    assert written(three.library) == [("Compare with the second.", three.rows.cursor)]
    assert not three.panes.note_editor.is_open
    assert three.footer.last == "added note ‘Compare with the second.’"


def test_a_note_is_shown_with_the_text_at_once_where_that_stands(three: Desk) -> None:
    three.text.position = 4
    three.of.notes.write()
    write(three, "Compare.")
    assert "Compare." in three.text.text
    assert three.text.position == 4
    three.of.history.undo()
    assert "Compare." not in three.text.text
    three.of.history.redo()
    assert "Compare." in three.text.text


def test_a_note_of_another_process_appears(three: Desk, folder: Path) -> None:
    assert three.rows.cursor is not None
    with Library(folder) as other:
        note_on(other, three.rows.cursor, text="From elsewhere.")
    three.of.sync.look()
    assert "From elsewhere." in three.text.text


def test_what_was_found_in_the_text_stays_marked_when_a_note_comes(three: Desk) -> None:
    three.text.find("ferry")
    three.of.notes.write()
    write(three, "Compare.")
    assert three.text.found() == ["ferry"]


def test_an_empty_note_is_none(three: Desk) -> None:
    three.of.notes.write_alone()
    assert three.panes.note_editor.about == "New note"
    write(three, " \n")
    assert written(three.library) == []
    assert three.footer.last == ""


async def test_marked_articles_get_a_note_each_after_asking(three: Desk) -> None:
    three.rows.marks = frozenset(three.rows.rows)
    three.screen.answers = [True]
    asking = three.of.notes.write()
    assert asking is not None
    await asking
    assert three.screen.asked[0].startswith("Write one note on each of 3 articles?")
    assert three.panes.note_editor.about == "3 notes"
    write(three, "All.")
    assert sorted(on for _, on in written(three.library) if on) == sorted(three.rows.rows)
    three.of.history.undo()
    assert written(three.library) == []


async def test_without_a_yes_no_note_is_begun(three: Desk) -> None:
    three.rows.marks = frozenset(three.rows.rows)
    asking = three.of.notes.write()
    assert asking is not None
    await asking
    assert not three.panes.note_editor.is_open


def test_a_note_under_the_cursor_is_edited(three: Desk) -> None:
    id = note_on(three.library, three.rows.rows[0], text="Firts.", quote="ferry")
    three.of.search.list_query("in:notes")
    three.of.notes.write()
    assert three.panes.note_editor.text == "Firts."
    assert three.panes.note_editor.about == "Note on “ferry”"
    write(three, "First.")
    assert three.library.item(id).title == "First."
    assert "First." in three.text.text


def test_a_note_left_as_it_was_is_no_change(three: Desk) -> None:
    id = note_on(three.library, text="Said.")
    three.of.notes.write_note(id)
    three.of.notes.keep()
    assert three.footer.last == ""


def test_writing_again_about_the_same_goes_on_there(three: Desk) -> None:
    three.of.notes.write()
    three.panes.note_editor.text = "Half"
    three.of.notes.write()
    assert three.panes.note_editor.text == "Half"
    assert three.panes.note_editor.resumed == 1


def test_writing_about_something_else_keeps_what_was_begun(three: Desk) -> None:
    three.of.notes.write()
    three.panes.note_editor.text = "Half"
    three.of.notes.write_alone()
    assert written(three.library) == [("Half", three.rows.cursor)]
    assert three.panes.note_editor.text == ""


async def test_no_word_is_lost_with_what_a_note_was_on(three: Desk) -> None:
    three.of.notes.write()
    three.panes.note_editor.text = "Still here."
    three.of.triage.delete()
    three.screen.answers = [True]
    await three.of.triage.empty_trash()
    three.of.notes.keep()
    assert written(three.library) == [("Still here.", None)]


def test_no_word_is_lost_with_the_note_that_was_edited(three: Desk) -> None:
    id = note_on(three.library, text="Said.")
    three.of.notes.write_note(id)
    three.of.history.undo()
    write(three, "Said again.")
    assert written(three.library) == [("Said again.", None)]


def test_what_others_wrote_in_an_open_note_is_not_overwritten(
    three: Desk, folder: Path
) -> None:
    id = note_on(three.library, three.rows.rows[0], text="Said.", quote="ferry")
    three.library.retag([id], TagEdit.parse("+idea"))
    three.of.notes.write_note(id)
    with Library(folder) as other:
        other.notes.edit(id, "Said elsewhere.")
    write(three, "Said here.")
    [theirs, mine] = sorted(three.library.notes.all(), key=lambda note: note.id)
    assert (theirs.text, mine.text) == ("Said elsewhere.", "Said here.")
    assert (mine.article, mine.tags) == (theirs.article, theirs.tags)
    assert mine.highlight == theirs.highlight is not None
    [said] = three.screen.said
    assert "changed elsewhere" in said
    three.of.history.undo()
    assert [note.text for note in three.library.notes.all()] == ["Said elsewhere."]


def test_a_note_that_was_deleted_elsewhere_does_not_take_words_into_the_trash(
    three: Desk, folder: Path
) -> None:
    id = note_on(three.library, text="Said.")
    three.of.notes.write_note(id)
    with Library(folder) as other:
        other.delete([id])
    write(three, "Said again.")
    assert written(three.library) == [("Said again.", None)]


@pytest.mark.parametrize("text", ["", "Said elsewhere."], ids=["emptied", "the same"])
def test_a_note_that_was_changed_elsewhere_stays_if_there_is_nothing_to_keep_beside_it(
    three: Desk, folder: Path, text: str
) -> None:
    id = note_on(three.library, text="Said.")
    three.of.notes.write_note(id)
    with Library(folder) as other:
        other.notes.edit(id, "Said elsewhere.")
    write(three, text)
    assert written(three.library) == [("Said elsewhere.", None)]
    assert not three.panes.note_editor.is_open


@pytest.mark.parametrize("goes_on", [True, False])
async def test_an_edit_that_was_not_finished_overwrites_no_later_one(
    three: Desk, tmp_path: Path, goes_on: bool
) -> None:
    id = note_on(three.library, text="Said.")
    three.of.notes.write_note(id)
    three.panes.note_editor.text = "Said here."
    three.screen.tick()
    three.state.autosave.release()
    three.library.notes.edit(id, "Said later.")
    desk = Desk(three.library, tmp_path / "state.json")
    desk.screen.answers = [goes_on]
    await desk.of.notes.offer()
    desk.of.notes.keep()
    assert sorted(written(three.library)) == [("Said here.", None), ("Said later.", None)]


def test_what_cannot_be_kept_stays_in_the_editor(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OctavoError("the disk is full")

    three.of.notes.write()
    with monkeypatch.context() as full:
        full.setattr(three.library.notes, "add", refuse)
        write(three, "Wait.")
        assert three.panes.note_editor.is_open
        assert three.screen.errors == ["the disk is full"]
    three.of.notes.keep()
    assert written(three.library) == [("Wait.", three.rows.cursor)]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes a shell script with `$1` as the file the reader's editor."""

    def use(script: str) -> None:
        path = tmp_path / "an editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setenv("VISUAL", f"'{path}' --wait")

    return use


def test_another_editor_gets_the_title_and_the_quote_and_gives_back_only_the_note(
    three: Desk, editor: Callable[[str], None], tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    editor(f'cp "$2" {seen}; echo "and more" >> "$2"')
    id = note_on(three.library, three.rows.rows[0], text="Some", quote="The third\nferry")
    three.of.notes.write_note(id)
    three.of.notes.edit_outside()
    assert "on Third\n> The third\n> ferry\n" in seen.read_text()
    assert three.panes.note_editor.text == "Some\nand more"
    assert three.screen.suspended == 1


@pytest.mark.parametrize(
    "visual", ["", "no-such-program-at-all", "false", "'"], ids=["none", "no", "fails", "quote"]
)
def test_without_another_editor_it_is_said_and_the_note_is_as_it_was(
    three: Desk, monkeypatch: pytest.MonkeyPatch, visual: str
) -> None:
    monkeypatch.setenv("VISUAL", visual)
    monkeypatch.delenv("EDITOR", raising=False)
    three.of.notes.write()
    three.panes.note_editor.text = "Some"
    three.of.notes.edit_outside()
    assert three.panes.note_editor.text == "Some"
    [said] = three.screen.errors
    assert ("EDITOR=nano" in said) == (not visual)


def test_nothing_at_hand_says_how_to_write_a_note(desk: Desk) -> None:
    desk.start()
    desk.of.notes.write()
    assert "C writes" in desk.screen.said[0]


def test_a_note_that_is_read_is_shown_anew_when_it_changes(three: Desk, folder: Path) -> None:
    id = note_on(three.library, text="One.")
    three.of.search.list_query("in:notes")
    with Library(folder) as other:
        other.notes.edit(id, "Two.")
    three.of.sync.look()
    assert "Two." in three.text.text
    assert isinstance(three.library.item(id), Note)


@pytest.fixture
def killed(library: Library, make_article: MakeArticle, tmp_path: Path) -> Desk:
    """What octavo left when it was killed while a note was written."""
    make_article("First", "The first river.")
    desk = Desk(library, tmp_path / "state.json")
    desk.start()
    desk.of.notes.write()
    desk.panes.note_editor.text = "Half a"
    desk.screen.tick()
    desk.state.autosave.release()
    return Desk(library, tmp_path / "state.json")


async def test_a_note_that_was_not_finished_is_gone_on_with(killed: Desk) -> None:
    killed.screen.answers = [True]
    await killed.of.notes.offer()
    assert "Note on ‘First’: Half a" in killed.screen.asked[0]
    assert killed.panes.note_editor.text == "Half a"
    write(killed, "Half a loaf.")
    assert [text for text, _ in written(killed.library)] == ["Half a loaf."]
    await killed.of.notes.offer()
    assert len(killed.screen.asked) == 1


async def test_a_note_that_is_not_gone_on_with_is_kept_as_it_stands(killed: Desk) -> None:
    await killed.of.notes.offer()
    assert [text for text, _ in written(killed.library)] == ["Half a"]
    assert not killed.panes.note_editor.is_open
    await killed.of.notes.offer()
    assert len(killed.screen.asked) == 1


async def test_what_is_written_elsewhere_right_now_is_not_offered(
    killed: Desk, tmp_path: Path
) -> None:
    killed.screen.answers = [True]
    await killed.of.notes.offer()
    other = Desk(killed.library, tmp_path / "state.json")
    await other.of.notes.offer()
    assert other.screen.asked == []
    other.of.notes.write_alone()
    other.panes.note_editor.text = "Another"
    other.screen.tick()
    files = list((tmp_path / "unsaved").glob("*.json"))
    assert len(files) == 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    write(other, "Another one")
    write(killed, "Half")
    assert list((tmp_path / "unsaved").iterdir()) == []


async def test_a_note_for_another_library_waits_for_it(
    killed: Desk, tmp_path: Path, clock: Clock
) -> None:
    with Library.create(tmp_path / "other", clock) as library:
        other = Desk(library, tmp_path / "state.json")
        await other.of.notes.offer()
        assert other.screen.asked == []
    await killed.of.notes.offer()
    assert len(killed.screen.asked) == 1


def test_a_disk_that_refuses_is_told_once_and_the_note_is_kept(
    three: Desk, tmp_path: Path
) -> None:
    (tmp_path / "unsaved").write_text("a file where the folder should be")
    three.of.notes.write()
    for text in ("H", "Ha", "Hal"):
        three.panes.note_editor.text = text
        three.screen.tick()
    assert len(three.screen.errors) == 1
    write(three, "Half")
    assert written(three.library) == [("Half", three.rows.cursor)]
