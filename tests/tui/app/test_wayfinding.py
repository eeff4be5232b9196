"""Finding one's way in a text by keyboard, all keys in one write."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from webbrowser import GenericBrowser

import pytest

from octavo.library.library import Library
from octavo.tui.widgets.reading.pane import ReadingPane
from tests.making import MakeArticle, draft
from tests.tui.app.conftest import NARROW, WIDE, Open, Reader
from tests.tui.widgets.stage import lines, strips

PARTS = "".join(
    f"## Part {number}\n\n" + "Some words to read on a ferry.\n\n" * 30 for number in range(20)
)
HUGE = (200, 50)


@pytest.fixture
def parts(make_article: MakeArticle) -> None:
    """One article in twenty parts."""
    make_article("Parts", PARTS)


def _without_thumb(text: ReadingPane) -> list[str]:
    """What is on the screen, but for the thumb, which shrinks as more of a text is known."""
    return [line.removesuffix("▐").rstrip() for line in lines(text)]


async def test_the_outline_of_a_long_text_has_all_its_parts_and_the_place(
    open_room: Open, make_article: MakeArticle
) -> None:
    make_article("Parts", "".join(f"### Part {n}\n\nSome words.\n\n" for n in range(9000)))
    async with open_room() as reader:
        await reader.press("enter", "O", *"8500", "enter")
        assert lines(reader.text)[0].strip() == "Part 8500"
        await reader.press("O")
        cursor = reader.panes.outline.cursor
        assert cursor
        assert (cursor.text, cursor.lit, cursor.depth) == ("Part 8500", True, 0)


async def test_keys_for_the_text_open_it_from_the_list(
    open_room: Open, library: Library
) -> None:
    library.add([draft("Ferry", "# Head\n\nA [ferry](https://a.example/) goes.")])
    async with open_room(WIDE) as reader:
        await reader.press("H", "escape", "O", "d", "escape")
        assert [note.title for note in library.notes_on(1)] == ["A ferry goes."]
        assert library.article(1).deleted is None
        for key, panel in {"L": "link_list", "A": "highlights"}.items():
            await reader.press("escape", key)
            assert getattr(reader.panes, panel).is_open
            await reader.press("escape")
            assert reader.text.has_focus


async def test_such_a_key_writes_nothing_on_a_text_that_is_not_to_be_seen(
    open_room: Open, library: Library
) -> None:
    library.add([draft("Ferry", "# Head\n\nA ferry goes.")])
    async with open_room(NARROW) as reader:
        await reader.press("H")
        assert reader.text.has_focus
        assert not library.notes_on(1)
        await reader.press("H", "escape", "v")
        assert len(library.notes_on(1)) == 1
        assert reader.text.caret is not None


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize("size", [HUGE, WIDE, NARROW], ids=str)
async def test_the_outline_leads_to_a_heading_or_back_to_the_very_line(
    open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        await reader.press("enter", *"jjjj", "space")
        before = _without_thumb(reader.text), reader.text.scroll_offset
        await reader.press("O", *"3")
        assert reader.panes.outline.display
        await reader.press("escape")
        assert (_without_thumb(reader.text), reader.text.scroll_offset) == before
        assert reader.text.has_focus
        await reader.press("O", *"t", "space", *"12", "enter", "j", "k")
        assert lines(reader.text)[0].strip() == "Part 12"
        assert reader.text.has_focus


@pytest.mark.usefixtures("parts")
async def test_the_outline_lies_beside_the_text_or_over_all_of_it(
    open_room: Open,
) -> None:
    async with open_room(HUGE) as reader:
        await reader.press("enter", "O")
        await reader.pilot.click(reader.list)
        await reader.settle()
        assert not reader.panes.outline.is_open, "the keyboard is elsewhere"
        await reader.press("enter", "O")
        outline, text = reader.panes.outline, reader.text
        assert not outline.region.overlaps(text.region)
        assert text.view.line_width == text.measure
        await reader.pilot.resize_terminal(*WIDE)
        await reader.until(lambda: text.view.line_width < text.measure)
        await reader.settle()
        assert not outline.region.overlaps(text.region)
        await reader.pilot.resize_terminal(*NARROW)
        await reader.until(lambda: not outline.is_beside)
        await reader.settle()
        assert outline.region.contains_region(text.region)


@pytest.mark.usefixtures("parts")
async def test_headings_are_gone_through_and_hits_are_counted_in_the_footer(
    open_room: Open,
) -> None:
    async with open_room() as reader:
        await reader.press("enter", *["right_curly_bracket"] * 3)
        assert lines(reader.text)[0].strip() == "Part 3"
        await reader.press("j", *["left_curly_bracket"] * 2)
        assert lines(reader.text)[0].strip() == "Part 2"
        await reader.press("g", "slash", *"part", "enter", "n", "n")
        assert lines(reader.footer)[0].endswith("3 of 20")
        await reader.press("N")
        assert lines(reader.footer)[0].endswith("2 of 20")
        await reader.press("escape")
        assert not lines(reader.footer)[0].endswith("2 of 20")


async def test_hits_are_marked_on_the_right_cells_and_another_text_has_no_count(
    make_article: MakeArticle, open_room: Open
) -> None:
    text = (
        "| 表 | b |\n|---|---|\n| a *ferry* | x |\n\n```\n\tab = <ferry>\n```\n\n"
        "Said.[^f]\n\n[^f]: A ferry.\n"
    )
    make_article("Another", "A ferry and a ferry.")
    make_article("Cells", text)
    async with open_room() as reader:
        await reader.press("enter", "slash", *"ferry", "enter")
        grounds = {
            segment.text: segment.style.bgcolor
            for strip in strips(reader.text)
            for segment in strip
            if segment.style and "ferry" in segment.text
        }
        assert set(grounds) == {"ferry"}
        assert lines(reader.footer)[0].endswith("1 of 3")
        await reader.press("right_square_bracket")
        assert (read_now(reader), reader.footer.hits) == ("Another", "")


LINKED = "[Here](https://kept.example/page) and [there](https://far.example/), {}[later](/late)"


@pytest.fixture
def linked(library: Library) -> None:
    """Kept and Linked; Linked is read first and leads to Kept."""
    library.add([draft("Kept", "It is kept by a ferryman.", url="https://kept.example/page")])
    text = LINKED.format("on.\n\n" * 200)
    library.add([draft("Linked", text, url="https://site.example/")])


@pytest.mark.usefixtures("linked")
async def test_letters_go_with_escape_and_with_the_keyboard(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("enter", "f")
        assert len(reader.text.labels) == 2
        assert lines(reader.footer)[0].startswith(" a–z opens")
        await reader.press("escape")
        assert not reader.text.labels
        assert reader.text.has_focus
        await reader.press("f")
        await reader.pilot.click(reader.list)
        await reader.settle()
        assert not reader.text.labels
        assert lines(reader.footer)[0].startswith(" t tag")
        assert reader.list.has_focus


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize("size", [HUGE, WIDE, NARROW], ids=str)
async def test_a_link_is_followed_by_its_letter_or_address_and_gone_back_along(
    open_room: Open, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    async with open_room(size) as reader:
        monkeypatch.setattr(reader.app, "open_url", opened.append)
        await reader.press("enter", "f", "a", "j")
        assert read_now(reader) == "Kept"
        assert reader.text.has_focus
        await reader.press("escape")
        assert read_now(reader) == "Linked"
        await reader.press("L", *"late", "enter", "k")
        assert opened == ["https://site.example/late"]
        assert reader.text.has_focus
        await reader.press("g", "j")
        top = reader.text.position
        await reader.press("ctrl+l", *"ferryman", "enter", "enter")
        assert list(reader.titles()) == ["Kept"]
        await reader.press("ctrl+o")
        assert list(reader.titles()) == ["Linked", "Kept"]
        assert reader.text.position == top
        assert reader.text.has_focus
        await reader.press("alt+right")
        assert (list(reader.titles()), reader.query_line.text) == (["Kept"], "ferryman")
        await reader.press("alt+left", "g", "f", "a")
        assert reader.controllers.reading.id == 1
        await reader.press("ctrl+o")
        assert reader.controllers.reading.id == 2


CITED = """It is said[1] so.[^a] {}

## Sources

[1] A book, https://book.example/.
[2] Another.

[^a]: A **remark**
    in two lines.
"""


@pytest.fixture
def cited(make_article: MakeArticle) -> None:
    """A text with a footnote and a list of sources."""
    make_article("Cited", CITED.format("on.\n\n" * 100))


def shown(reader: Reader) -> list[str]:
    """The lines of the text on the screen, without the thumb."""
    return [line.rstrip("▐").strip() for line in lines(reader.text)]


def note(reader: Reader) -> list[str]:
    """What the note in place says."""
    return [line.rstrip("▐").strip() for line in lines(reader.panes.popup.text)]


@pytest.mark.usefixtures("cited")
@pytest.mark.parametrize("size", [WIDE, NARROW, (50, 15)], ids=str)
async def test_notes_and_sources_are_shown_in_place_or_gone_to(
    open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        await reader.press("enter", "f", "a")
        assert note(reader) == ["A book, https://book.example/."]
        before = shown(reader)
        await reader.press("escape", "f", "s")
        assert note(reader) == ["A remark in two lines."]
        await reader.press("escape")
        assert reader.text.has_focus
        assert not reader.panes.popup.is_open
        assert shown(reader) == before
        await reader.press("f", "a", "enter")
        assert any(line.startswith("[1] A book") for line in shown(reader))
        await reader.press("ctrl+o")
        assert lines(reader.text)[0].strip().startswith("It is said[1]")


@pytest.mark.usefixtures("cited")
async def test_a_click_shows_a_note_and_its_link_is_opened(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    async with open_room() as reader:
        monkeypatch.setattr(reader.app, "open_url", opened.append)
        [source, _] = reader.text.links.visible()
        await reader.pilot.click(reader.text, offset=(source.x + 1, 0))
        await reader.settle()
        assert note(reader) == ["A book, https://book.example/."]
        await reader.press("o")
        assert opened == ["https://book.example/"]
        await reader.pilot.click(reader.text, offset=(source.x + 3, 3))
        await reader.settle()
        assert not reader.panes.popup.is_open


async def test_a_link_to_a_note_or_an_article_is_listed_with_its_title(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    weirs = make_article("All about weirs", "Weirs.")
    make_article("Locks", f"See [that](octavo:{weirs.id}) and [this](https://a.example/x).")
    async with open_room() as reader:
        await reader.press("enter", "L")
        shown = "\n".join(lines(reader.panes.link_list.lines))
        assert "All about weirs" in shown
        assert "octavo:" not in shown
        await reader.press(*"that", "enter")
        assert reader.controllers.reading.id == weirs.id


async def test_a_browser_for_the_terminal_has_it_while_it_runs(
    library: Library, open_room: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library.add([draft("Locks", "Boats wait.", url="https://locks.example/a")])
    told = tmp_path / "told"
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" >> {told}\n')
    script.chmod(0o755)
    held: list[str] = []

    @contextmanager
    def suspended() -> Iterator[None]:
        held.append("left")
        yield
        held.append(told.read_text())

    monkeypatch.setattr("webbrowser.get", lambda: GenericBrowser(str(script)))
    async with open_room() as reader:
        monkeypatch.setattr(reader.app, "suspend", suspended)
        await reader.press("enter", "o")
        assert held == ["left", "https://locks.example/a\n"]
        monkeypatch.undo()
        monkeypatch.setattr("webbrowser.get", lambda: GenericBrowser("false"))
        opened: list[str] = []
        monkeypatch.setattr("webbrowser.open", opened.append)
        await reader.press("o")
        assert opened == ["https://locks.example/a"]


def read_now(reader: Reader) -> str:
    """The title of what is read."""
    item = reader.panes.headline.item
    return item.title if item else ""


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)
async def test_what_is_near_is_opened_and_left_again(
    library: Library, make_article: MakeArticle, open_room: Open, size: tuple[int, int]
) -> None:
    for title in ("First weir", "Second weir", "Of hills", "Of woods"):
        make_article(title, title)
    library.settle()
    async with open_room(size=size) as reader:
        await reader.press("j", "j", "&", "enter")
        assert read_now(reader) == "First weir"
        assert reader.text.has_focus
        await reader.press("ctrl+o")
        assert read_now(reader) == "Second weir"


async def test_a_copy_is_merged_by_keys(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    story = "The river rose in the night, and by the morning the bridge was gone. " * 3
    make_article("The flood", f"{story}So they say.", tags="wire")
    make_article("Flood", story, tags="river", url="https://a.example/flood")
    library.settle()
    async with open_room(size=(50, 15)) as reader:
        await reader.press("&", "ctrl+t")
        assert ">back.<" in reader.app.export_screenshot()
        await reader.press("enter")
        [article] = library.articles()
        assert (article.title, sorted(article.tags)) == ("Flood", ["river", "wire"])
        await reader.press("u")
    assert len(library.articles()) == 2


KEYS_ON_WHAT_IS_SEEN = {
    "letters over the links at the end": ("enter", "G", "f"),
    "letters once the outline has gone": ("enter", "G", "O", "escape", "f"),
    "the links of a page further on": ("enter", "space", "escape", "f"),
    "the next heading and a highlight": ("enter", "}", "H"),
    "a caret further down": ("enter", "space", "v", "j"),
    "letters at the end and further up": ("enter", "G", "f", "escape", "g", "pagedown", "f"),
}


@pytest.mark.parametrize("size", [(120, 40), (50, 15)], ids=str)
async def test_keys_in_one_write_are_about_what_each_would_have_seen(
    open_room: Open, make_article: MakeArticle, size: tuple[int, int]
) -> None:
    words = "Some words to read on a [ferry](https://a.example/) across the river.\n\n"
    text = "".join(f"## Part {n}\n\n{words * 4}" for n in range(12))
    seen: dict[str, list[list[str]]] = {"r": [], "R": []}
    for shore, shown in seen.items():
        for at in range(len(KEYS_ON_WHAT_IS_SEEN)):  # the same text would be the same article
            make_article("Linked", text.replace("river", f"{shore}{at}ver"))
        async with open_room(size) as reader:
            for at, keys in enumerate(KEYS_ON_WHAT_IS_SEEN.values()):
                await reader.press("g", *"j" * at)
                assert (reader.list.at, reader.list.has_focus) == (at, True)
                await (reader.step if shore == "r" else reader.press)(*keys)
                text_now = _without_thumb(reader.text)
                shown.append([re.sub(r"[Rr]\dver", "", line) for line in text_now])
                await reader.back_to_list()
    for keys, *both in zip(KEYS_ON_WHAT_IS_SEEN, *seen.values(), strict=True):
        assert both[0] == both[1], keys
