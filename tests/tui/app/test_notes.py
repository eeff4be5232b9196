"""Writing notes by keyboard, all keys in one write."""

from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.errors import OctavoError
from octavo.model.note import Highlight
from octavo.model.tag import Tag
from octavo.settings.commands import Context
from octavo.tui.screens.main import MainScreen
from octavo.tui.screens.tables import FeedsScreen, NotesScreen, TagsScreen
from tests.making import Clock, MakeArticle
from tests.tui.app.conftest import NARROW, WIDE, Open
from tests.tui.widgets.stage import lines

HUGE, LOW = (200, 60), (50, 15)


def written(library: Library) -> list[tuple[str, str]]:
    """What all notes say, and the titles of what they are on."""
    return [
        (note.text, "" if note.article is None else library.item(note.article).title)
        for note in library.notes.all()
    ]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("size", [WIDE, LOW], ids=str)
async def test_a_note_is_written_in_one_breath(
    open_room: Open, library: Library, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        await reader.press("c", *"Why", "space", *"so?", "enter", *"- x", "escape", "j")
        assert written(library) == [("Why so?\n- x", "Third")]
        assert reader.list.has_focus
        assert reader.row_of(reader.list.cursor or 0).title == "Second"
        await reader.press("k", "u")
        assert written(library) == []
        await reader.press("enter", "c", *"In", "space", *"text", "escape", "j")
        assert written(library) == [("In text", "Third")]
        assert reader.text.has_focus


@pytest.mark.usefixtures("three")
async def test_marked_articles_get_one_each_and_what_is_typed_is_undone_in_it(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("x", "x", "c", "enter", *"Bot")
        await reader.paste("pasted\r\nlines\x1b[31m")
        await reader.press("ctrl+z", *"h", "escape")
        assert sorted(written(library)) == [("Both", "Second"), ("Both", "Third")]


@pytest.mark.usefixtures("three")
async def test_a_note_in_the_list_is_edited_tagged_and_deleted_by_the_keys_of_articles(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("c", *"One", "escape", "slash", *"in:notes", "enter")
        await reader.press("c", *" more", "escape", "plus", *"idea", "enter")
        [note] = library.notes.all()
        assert note.text == "One more"
        assert note.tags == {Tag("idea")}
        await reader.press("d")
        assert written(library) == []
        await reader.press("u")
        assert written(library) == [("One more", "Third")]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("size", [HUGE, WIDE, LOW], ids=str)
async def test_the_editor_lies_beside_below_or_over_the_text(
    open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        await reader.press("enter", "c", *"Half")
        editor, text = reader.panes.note_editor, reader.text
        assert reader.footer.context is Context.NOTE_EDITOR
        assert editor.region.overlaps(text.region) == (size == LOW)
        assert (editor.region.y == reader.panes.right.region.y) == (size in (HUGE, LOW))
        for other in (LOW, (80, 24), NARROW, HUGE):
            await reader.pilot.resize_terminal(*other)
            await reader.settle()
            assert (editor.text, editor.area.has_focus) == ("Half", True)


@pytest.mark.parametrize("size", [HUGE, (80, 24)], ids=str)
async def test_the_passage_that_a_note_is_on_is_in_sight_while_that_is_written(
    open_room: Open, make_article: MakeArticle, size: tuple[int, int]
) -> None:
    make_article("Rivers", "".join(f"The river {n} runs to the sea.\n\n" for n in range(40)))
    async with open_room(size) as reader:
        await reader.press("enter", "v", "G", "v", "(", "c")
        [passage] = reader.text.highlights
        assert any(line.line.shows(passage[0]) for line in reader.text.view.shown)


@pytest.mark.usefixtures("three")
async def test_the_editor_stays_beside_what_is_read_and_is_gone_back_to(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("c", *"Ha")
        await reader.pilot.click(reader.text)
        await reader.press("c", *"lf", "escape")
        assert written(library) == [("Half", "Third")]


@pytest.mark.usefixtures("three")
async def test_an_editor_over_all_is_left_and_the_app_quit_with_its_note_kept(
    open_room: Open, library: Library
) -> None:
    async with open_room(LOW) as reader:
        await reader.press("c", *"Kept", "ctrl+l")
        assert written(library) == [("Kept", "Third")]
        assert not reader.panes.note_editor.is_open
        await reader.press("escape", "c", *"Half", "ctrl+q")
    assert written(library)[0] == ("Half", "Third")


@pytest.fixture
def noted(library: Library, make_article: MakeArticle, clock: Clock) -> None:
    """Three notes: on a passage far down, on the article as a whole, and on none."""
    text = "".join(f"Paragraph {number} of many.\n\n" for number in range(200))
    long = make_article("Long", text)
    make_article("Other", "Short.")
    quoted = Highlight("Paragraph 150 of many.")
    library.notes.add("On a passage", articles=[long.id], highlight=quoted)
    clock.advance(minutes=1)
    library.notes.add("On the whole", articles=[long.id])
    clock.advance(minutes=1)
    library.notes.add("On nothing", tags=[Tag("idea")])


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize("size", [WIDE, LOW], ids=str)
async def test_all_notes_are_listed_and_gone_to(open_room: Open, size: tuple[int, int]) -> None:
    async with open_room(size) as reader:
        await reader.press("M")
        screen = reader.app.screen
        assert isinstance(screen, NotesScreen)
        assert [row.title for row in screen.table.lines.rows] == [
            *("On nothing", "On the whole", "On a passage")
        ]
        await reader.press("slash", *"passage", "enter", "enter")
        assert lines(reader.text)[0].strip() == "Paragraph 150 of many."
        assert reader.text.has_focus
        await reader.press("M", "j", "enter")
        assert any("On the whole" in line for line in lines(reader.text))
        await reader.press("M", "enter")
        assert "On nothing" in lines(reader.text)[0]


@pytest.mark.usefixtures("noted")
async def test_notes_are_tagged_deleted_undone_and_edited_on_their_screen(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("M", "j", "t", *"new", "enter", "escape", "j", "full_stop")
        tagged = {note.text for note in library.notes.all() if Tag("new") in note.tags}
        assert tagged == {"On the whole", "On a passage"}
        await reader.press("plus", *"x", "enter")
        await reader.press("d", "k", "d")
        assert written(library) == [("On the whole", "Long")]
        await reader.press("u", "u")
        assert len(written(library)) == 3
        await reader.press("escape", "j")
        assert isinstance(reader.app.screen, MainScreen)
        await reader.press("M", "g", "j", "e", *"!", "escape")
        assert ("On the whole!", "Long") in written(library)
        assert any("On the whole!" in line for line in lines(reader.text))


@pytest.mark.usefixtures("noted")
async def test_the_key_after_a_tag_comes_after_it_on_the_notes_screen(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        for keys in (["plus", *"new", "enter"], ["t", *"new", "enter", "escape"]):
            await reader.press("M", *keys, "d")
            deleted, tagged, *_ = library.history.labels()
            assert deleted.startswith("delete note"), keys
            assert tagged == f"tag {deleted.removeprefix('delete ')} +new", keys
            await reader.press("escape")


@pytest.mark.usefixtures("three")
async def test_a_note_that_is_edited_twice_at_once_keeps_both(
    open_room: Open, library: Library, folder: Path
) -> None:
    async with open_room() as reader:
        await reader.press("C", *"one", "escape", "M", "e", *"!")
        [note] = library.notes.all()
        with Library(folder) as other:
            other.notes.edit(note.id, "two")
        await reader.press("escape")
        assert sorted(written(library)) == [("one!", ""), ("two", "")]
        assert "changed elsewhere" in reader.toasts()


async def test_a_screen_without_notes_says_how_to_write_one_and_shows_that_of_another_process(
    open_room: Open, library: Library, folder: Path
) -> None:
    async with open_room() as reader:
        await reader.press("M", "enter", "d", "t", "e")
        screen = reader.app.screen
        assert isinstance(screen, NotesScreen)
        assert "c writes one" in "\n".join(lines(screen.table.lines))
        with Library(folder) as other:
            other.notes.add("From elsewhere")
        await reader.until(lambda: len(screen.table.lines.rows) == 1)


@pytest.mark.usefixtures("noted")
async def test_keys_right_after_a_screen_is_opened_are_for_it(open_room: Open) -> None:
    async with open_room() as reader:
        for key, opened in (("M", NotesScreen), ("T", TagsScreen), ("F", FeedsScreen)):
            await reader.press(key, "slash", *"pas")
            screen = reader.app.screen
            assert isinstance(screen, opened)
            assert screen.table.typed == "pas"
            await reader.press("escape", "escape")
            assert reader.app.screen is reader.main


@pytest.mark.usefixtures("three")
async def test_links_between_notes_and_articles_are_followed(
    open_room: Open, library: Library
) -> None:
    third, second, _ = library.articles()
    library.notes.add(f"See [[{second.id}|An old name]].", articles=[third.id])
    async with open_room() as reader:
        assert "See Second." in "\n".join(lines(reader.text))
        await reader.press("enter", "f", "a", "j", "k")
        assert "1 note links here: See Second" in "\n".join(lines(reader.text))
        assert reader.text.has_focus
        await reader.press("f", "a")
        assert lines(reader.text)[0].strip() == "See Second."
        await reader.press("ctrl+o", "ctrl+o")
        assert "The third ferry." in "\n".join(lines(reader.text))
        library.delete([second.id])
        await reader.press("f", "a")
        assert "no longer in the library" in reader.toasts()


@pytest.mark.usefixtures("three")
async def test_a_link_is_typed_by_its_title_in_one_breath(
    open_room: Open, library: Library
) -> None:
    _, second, first = library.articles()
    async with open_room() as reader:
        see = (*"See", "space", *"[[se", "enter", *"!", "enter")
        await reader.press("C", *see, *"[[fi", "tab", "escape", "j")
        [(text, _)] = written(library)
        assert text == f"See [[{second.id}|Second]]!\n[[{first.id}|First]]"
        assert reader.list.has_focus
        await reader.press("C", *"[[", "down", "down", "down", "up", "enter", "escape")
        assert written(library)[0] == (f"[[{first.id}|First]]", "")
        await reader.press("C", *"[[", "enter", "ctrl+z", *"fi", "enter", "escape")
        assert written(library)[0] == (f"[[{first.id}|First]]", "")


WITHOUT_A_MENU = {
    "nothing has such a title": ([*"[[zz"], "[[zz\nx"),
    "the link is whole": ([*"[[12]]"], "[[12]]\nx"),
    "the cursor is elsewhere": ([*"[[se", "home"], "\nx[[se"),
    "one bracket": ([*"[se"], "[se\nx"),
    "it was closed": ([*"[[fi", "escape", "r"], "[[fir\nx"),
}


@pytest.mark.usefixtures("three")
async def test_without_a_menu_and_once_it_is_closed_the_keys_are_for_the_text(
    open_room: Open, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_room() as reader:
        for why, (keys, text) in WITHOUT_A_MENU.items():
            await reader.press("C", *keys, "enter", "x", "up", "down", "escape", "j")
            assert (text, "") in written(library), why
            assert reader.list.has_focus, why
        assert len(written(library)) == len(WITHOUT_A_MENU)
        await reader.press("C", *"[[se", "escape", "escape", "j")
        assert written(library)[0] == ("[[se", "")
        assert reader.list.has_focus
        monkeypatch.setattr(library.notes, "completions", refuse)
        await reader.press("C", *"[[se", "enter", *"y", "escape")
        assert written(library)[0] == ("[[se\ny", "")


def refuse(_: str) -> None:
    raise OctavoError("the disk is gone")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("size", [HUGE, LOW], ids=str)
async def test_the_menu_of_links_is_in_sight_beside_the_line_that_is_typed(
    open_room: Open, library: Library, size: tuple[int, int]
) -> None:
    library.notes.add("Thin ice")
    async with open_room(size) as reader:
        await reader.press("C", *["enter"] * 30, *"[[th")
        editor = reader.panes.note_editor
        area, menu = editor.area, editor.area.menu

        def is_beside() -> bool:
            return area.cursor_screen_offset.y in (menu.region.y - 1, menu.region.bottom)

        await reader.until(is_beside)
        assert [line.strip("▌▐ ").split("  ")[0] for line in lines(menu)] == [
            "Third",
            "Thin ice",
        ]
        assert lines(menu)[1].rstrip("▐ ").endswith("  note")
        assert reader.app.screen.region.contains_region(menu.region)
        await reader.pilot.click(menu, offset=(4, 1))
        await reader.press("escape")
        assert written(library)[0][0].endswith("|Thin ice]]")
