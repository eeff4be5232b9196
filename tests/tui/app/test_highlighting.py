"""Highlighting by keys and by mouse, all keys in one write."""

import pytest

from octavo.library.library import Library
from octavo.markdown.aligned_text import highlight_of
from octavo.model.tag import Tag
from octavo.settings.commands import Context
from tests.making import MakeArticle, draft
from tests.tui.app.conftest import NARROW, WIDE, Open, Reader
from tests.tui.widgets.stage import lines

TEXT = (
    """# A river

The river runs to the sea. It is long.

- a bridge
- a ferry

| One | Two |
|-----|-----|
| left cell | right cell |

한국어 문장입니다.

"""
    + "Some words to read on a ferry.\n\n" * 40
)

TWO = "One boat came up.\n\nTwo boats went down."


@pytest.fixture
def river(library: Library) -> None:
    """One article with many kinds of blocks."""
    library.add([draft("River", TEXT, url="https://site.example/river")])


def quoted(library: Library) -> list[str]:
    """The words that are highlighted, in order."""
    [article] = library.articles()
    notes = library.notes_on(article.id)
    return [note.highlight.exact for note in notes if note.highlight]


def shown(reader: Reader) -> list[str]:
    """The lines on the screen, without the thumb, which becomes more exact by and by."""
    return [line.rstrip("▐").rstrip() for line in lines(reader.text)]


def lit(reader: Reader) -> list[str]:
    """What is set off on the screen, in the order of the text."""
    text = reader.text
    return [text.text[start:end] for start, end in text.highlights]


@pytest.mark.usefixtures("river")
@pytest.mark.parametrize("size", [WIDE, (50, 15)], ids=str)
async def test_a_sentence_is_highlighted_by_keys_and_nothing_moves(
    open_room: Open, library: Library, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        await reader.press("enter", "v", "j", "v", "right_parenthesis", "h", "h")
        before = shown(reader), reader.text.position, reader.text.caret
        assert reader.footer.context is Context.CARET
        await reader.press("enter")
        assert quoted(library) == lit(reader) == ["The river runs to the sea."]
        assert (shown(reader), reader.text.position) == before[:2]
        assert before[2]
        assert reader.text.caret == before[2]._replace(passage=None)
        assert reader.footer.last == "highlighted ‘The river runs to the sea.’"
        await reader.press("u", "escape")
        assert (quoted(library), lit(reader)) == ([], [])
        assert reader.text.has_focus


@pytest.mark.usefixtures("river")
async def test_everything_in_one_write(open_room: Open, library: Library) -> None:
    async with open_room() as reader:
        keys = ("enter", "v", "j", "w", "v", "e", "enter", "j", "0", "v", "j", "$", "enter")
        await reader.press(*keys, "G", "escape", "u", "u", "ctrl+r")
        assert quoted(library) == ["river"]


@pytest.mark.usefixtures("river")
async def test_the_text_follows_the_caret(open_room: Open) -> None:
    async with open_room(NARROW) as reader:
        await reader.press("enter", "v", "G")
        assert reader.text.progress == 1.0
        await reader.press("g")
        assert reader.text.position == 2
        await reader.press(*["j"] * 12)
        assert reader.text.caret
        assert reader.text.caret.key in [line.key for line in reader.text.view.shown]


@pytest.mark.usefixtures("river")
async def test_a_passage_over_a_list_a_table_and_korean(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press(
            "enter", "v", "slash", *"bridge", "enter", "v", "slash", *"문장", "enter"
        )
        await reader.press("e", "enter")
        [words] = quoted(library)
        assert words.split("\n\n")[0] == "bridge"
        assert "left cell" in words
        assert words.endswith("문장입니다")


@pytest.mark.usefixtures("river")
async def test_a_paragraph_is_highlighted_without_a_caret_and_tagged_in_the_list(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("enter", "H")
        assert quoted(library) == ["The river runs to the sea. It is long."]
        await reader.press("H", "u")
        assert len(lit(reader)) == 1
        await reader.press("A", "t", *"boat", "enter", "escape")
        [note] = library.notes_on(1)
        assert sorted(map(str, note.tags)) == ["boat"]
        assert reader.panes.highlights.lines.has_focus


@pytest.mark.usefixtures("river")
async def test_a_passage_is_tagged_in_the_tag_editor(open_room: Open, library: Library) -> None:
    async with open_room() as reader:
        await reader.press("enter", "v", "j", "v", "e", "t", *"boat", "enter", "escape")
        [article] = library.articles()
        [note] = library.notes_on(article.id)
        assert (sorted(map(str, note.tags)), article.tags) == (["boat"], frozenset())
        assert reader.text.has_focus


@pytest.mark.usefixtures("river")
async def test_another_size_keeps_the_caret_and_its_passage(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("enter", "v", "slash", *"Some", "enter", "v", "e")
        await reader.pilot.resize_terminal(*NARROW)
        await reader.settle()
        await reader.press("e", "enter")
        assert quoted(library) == ["Some words"]


@pytest.mark.usefixtures("river")
async def test_a_click_elsewhere_takes_the_caret_out(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("enter", "v", "j", "v", "w")
        await reader.pilot.click(reader.list)
        await reader.settle()
        assert reader.text.caret is None
        assert reader.list.has_focus


async def test_what_another_process_highlights_is_seen(
    open_room: Open, library: Library, make_article: MakeArticle
) -> None:
    id = make_article("First", "The first river runs.").id
    async with open_room() as reader:
        with Library(library.folder) as other:
            other.notes.add("", articles=[id], highlight=highlight_of(other.text(id), 4, 9))
        await reader.until(lambda: lit(reader) == ["first"])


@pytest.mark.usefixtures("river")
async def test_a_text_that_another_process_edits_keeps_its_highlights(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("enter", "H", "v", "w")
        [article] = library.articles()
        text = TEXT.replace("It is long.", "It is very long.").replace("# A", "New.\n\n# A")
        with Library(library.folder) as other:
            other.intake.renew({article.id: draft("River", text)}, label="fetch")
        await reader.until(lambda: reader.text.text.startswith("New."))
        await reader.settle()
        assert lit(reader) == ["The river runs to the sea. It is very long."]
        assert reader.text.caret is None
        assert reader.text.has_focus


@pytest.mark.usefixtures("river")
@pytest.mark.parametrize("size", [WIDE, (50, 15)], ids=str)
async def test_the_list_of_them_leads_to_one_and_deletes_another(
    open_room: Open, library: Library, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        await reader.press(
            "enter", "v", "j", "v", "e", "enter", "j", "v", "e", "enter", "escape"
        )
        assert quoted(library) == ["The", "a bridge"]
        await reader.press("A", "d", "u", "d", "enter")
        assert len(quoted(library)) == 1
        assert reader.text.has_focus
        assert not reader.panes.highlights.is_open


@pytest.mark.usefixtures("river")
async def test_the_list_goes_to_its_ends(library: Library, open_room: Open) -> None:
    async with open_room((200, 60)) as reader:
        await reader.press("enter", "v", *("v", "e", "enter", "w") * 3, "escape")
        first, _, last = quoted(library)
        await reader.press("A", "G", "d")
        assert last not in quoted(library)
        await reader.press("u", "G", "g", "d")
        assert first not in quoted(library)


@pytest.mark.usefixtures("river")
async def test_the_list_goes_and_the_text_is_as_it_was(open_room: Open) -> None:
    async with open_room((200, 60)) as reader:
        await reader.press("enter", "H", "j")
        before = shown(reader)
        await reader.press("A", "j", "k")
        assert reader.footer.context is Context.HIGHLIGHTS
        assert reader.panes.highlights.is_beside
        await reader.press("escape")
        assert shown(reader) == before
        assert reader.text.has_focus


@pytest.mark.usefixtures("river")
async def test_what_the_mouse_selects_is_highlighted(open_room: Open, library: Library) -> None:
    async with open_room() as reader:
        await reader.press("enter")
        y = next(n for n, line in enumerate(lines(reader.text)) if "The river" in line)
        x = reader.text.indent
        await reader.pilot.mouse_down(reader.text, offset=(x + 4, y))
        await reader.pilot.hover(reader.text, offset=(x + 9, y))
        await reader.pilot.mouse_up(reader.text, offset=(x + 9, y))
        await reader.settle()
        assert reader.footer.asks.startswith("⏎ highlights")
        await reader.press("enter")
        assert quoted(library) == ["river"]
        assert reader.footer.asks == ""


@pytest.mark.usefixtures("river")
async def test_a_passage_is_noted_on_in_the_editor(open_room: Open, library: Library) -> None:
    async with open_room() as reader:
        await reader.press("enter", "v", "j", "v", "e", "c", *"Why", "escape")
        [article] = library.articles()
        [note] = library.notes_on(article.id)
        assert (note.text, quoted(library)) == ("Why", ["The"])
        assert lit(reader) == ["The"]


async def test_after_tagging_in_the_list_the_keyboard_is_in_the_list_again(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    id = make_article("Locks", TWO).id
    for word in ("One", "Two"):
        start = TWO.index(word)
        library.notes.add("", articles=[id], highlight=highlight_of(TWO, start, start + 8))
    async with open_room() as reader:
        await reader.press("enter", "A", "down", "t", *"river", "enter", "escape")
        panel = reader.panes.highlights
        assert panel.is_open
        assert panel.lines.has_focus
        assert panel.cursor
        assert panel.cursor.key == 3
        await reader.press("escape")
        assert reader.text.has_focus
    assert [sorted(note.tags) for note in library.notes_on(id)] == [[], ["river"]]


async def test_a_caret_is_no_hindrance_to_the_paragraph_and_the_list(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    id = make_article("Locks", TWO).id
    async with open_room() as reader:
        await reader.press("enter", "v", "}", "H")
        [note] = library.notes_on(id)
        assert note.highlight
        assert note.highlight.exact.startswith("Two")
        await reader.press("A")
        assert reader.panes.highlights.is_open
        await reader.press("escape")
        assert reader.text.has_focus
        await reader.press("v", "}", "H")
        assert library.notes_on(id) == []


async def test_below_a_text_a_note_has_its_day_and_its_tags(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    id = make_article("Locks", TWO).id
    library.notes.add("How *low*?", articles=[id], tags=[Tag("a_b_c")])
    async with open_room() as reader:
        shown = "\n".join(lines(reader.text))
        assert "How low?" in shown
        assert f"{library.notes_on(id)[0].added.astimezone():%-d %b %Y} · #a_b_c" in shown
