"""The tag editor."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from textual.widgets import Static

from octavo.model.tag import Tag, TagCount, TagSuggestion
from octavo.tui.widgets.tags.tag_bar import Chip, TagState
from octavo.tui.widgets.tags.tag_editor import TagEditor
from tests.tui.widgets.stage import Stage, lines, staged

KNOWN = [
    TagCount(Tag(name), count)
    for name, count in [("ai", 40), ("draft", 9), ("policy/industry", 5), ("drama", 2)]
]


class Pane(Static, can_focus=True):
    """Something else that can have the keyboard."""


class ToldEditor(TagEditor):
    """Keeps what it tells."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.times_closed = 0
        self.toggled = lambda tag, on: self.told.append(f"{'-+'[on]}{tag}")
        self.dismissed = lambda tag: self.told.append(f"no {tag}")
        self.closed = self._count

    def _count(self) -> None:
        self.times_closed += 1


def make_editor(tags: str = "", mixed: str = "", subject: str = "") -> ToldEditor:
    editor = ToldEditor()
    editor.chips = [
        *(Chip(Tag(name)) for name in tags.split()),
        *(Chip(Tag(name), TagState.MIXED) for name in mixed.split()),
    ]
    editor.known = KNOWN
    editor.subject = subject
    return editor


@asynccontextmanager
async def opened(stage: Stage) -> AsyncIterator[ToldEditor]:
    """A new editor on a stage, open; gone again afterwards."""
    editor = make_editor()
    await stage.app.screen.mount(editor)
    await stage.press()
    editor.open()
    await stage.press()
    yield editor
    await editor.remove()


def names(chips: Iterable[Chip]) -> list[str]:
    return [str(chip.tag) for chip in chips]


def menu(editor: TagEditor) -> list[str]:
    return [line.strip("▌▐ ") for line in lines(editor.menu)]


async def test_typing_and_enter_toggle_and_the_rest_stays() -> None:
    editor = make_editor("ai essay")
    async with staged(editor) as stage:
        editor.open()
        await stage.press(*"dra", "enter", *"ai", "enter", *"poem", "enter")

        assert editor.told == ["+draft", "-ai", "+poem"]
        assert names(editor.chips) == ["essay", "draft", "poem"]


async def test_what_is_taken_for_a_tag_is_not_made_but_puts_that_on() -> None:
    editor = make_editor()
    editor.known = [*KNOWN, TagCount(Tag("machine-learning"), 1, aliases=(Tag("ml"),))]
    async with staged(editor) as stage:
        editor.open()
        await stage.press(*"ml")
        assert not any("make tag" in line for line in menu(editor))
        await stage.press("enter")
        assert editor.told == ["+machine-learning"]


async def test_typing_fast_is_the_same() -> None:
    """One letter never erases the tags, and Enter means what was typed before it."""
    editor, pane = make_editor("ai essay"), Pane()
    async with staged(editor, pane) as stage:
        stage.app.screen.set_focus(pane)
        editor.open()
        await stage.burst(*"dra", "enter", *"ai", "enter", *"poem", "enter", "escape", "j")

        assert editor.told == ["+draft", "-ai", "+poem"]
        assert not editor.is_open
        assert pane.has_focus
        assert editor.times_closed == 1


OFFERED = {
    "all": ("", ["ai 40", "draft 9", "policy/industry 5", "drama 2"]),
    "prefix": ("dra", ["draft 9", "drama 2", "+ make tag ‘dra’"]),
    "part of a path": ("IND", ["policy/industry 5", "+ make tag ‘IND’"]),
    "scattered letters": ("dft", ["+ make tag ‘dft’", "draft 9"]),
    "a tag in another case is not a new one": ("AI", ["ai 40"]),
    "nothing known": ("zz", ["+ make tag ‘zz’"]),
    "no tag": ("a,b", ["✗ a tag cannot hold a comma or a double qu…"]),
}


async def test_the_menu_narrows() -> None:
    async with staged() as stage:
        for why, (typed, offered) in OFFERED.items():
            async with opened(stage) as editor:
                await stage.press(*typed)
                assert [" ".join(line.split()) for line in menu(editor)] == offered, why


TAKEN = {
    "letters inside a word are a new tag": ("raf", "+raf"),
    "scattered letters are a new tag": ("dft", "+dft"),
    "the beginning of a tag is that tag": ("dra", "+draft"),
    "the beginning of a level is that tag": ("ind", "+policy/industry"),
    "the tag itself is that tag": ("Ai", "+ai"),
}


async def test_enter_never_takes_a_tag_that_is_only_like_it() -> None:
    async with staged() as stage:
        for why, (typed, put) in TAKEN.items():
            async with opened(stage) as editor:
                await stage.burst(*typed, "enter")
                assert editor.told == [put], why


async def test_a_loose_match_is_below_the_new_tag() -> None:
    editor = make_editor()
    async with staged(editor) as stage:
        editor.open()
        await stage.burst(*"raf", "down", "enter", *"raf", "tab", "enter", *"dr,f", "enter")

        assert editor.told == ["+draft", "-draft"]


async def test_a_tag_of_notes_says_how_many() -> None:
    editor = make_editor()
    editor.known = [TagCount(Tag("craft/books"), 0, 1), TagCount(Tag("ai"), 2, 3)]
    async with staged(editor) as stage:
        editor.open()
        await stage.pilot.pause()

        offered = [" ".join(line.split()) for line in menu(editor)]
        assert offered == ["craft/books 1 note", "ai 2"]


async def test_up_and_down_point_around_the_ends() -> None:
    editor = make_editor()
    async with staged(editor) as stage:
        editor.open()
        await stage.press(*"dra", "down", "down", "enter")
        assert editor.told == ["+dra"]

        await stage.press(*"dr", "up", "enter")
        assert editor.told == ["+dra", "+dr"]


async def test_pointing_stays_while_tags_are_toggled_down_the_menu() -> None:
    editor = make_editor()
    async with staged(editor) as stage:
        editor.open()
        await stage.press("down", "enter", "down", "enter")

        assert editor.told == ["+ai", "+draft"]


async def test_backspace_deletes_letters_before_chips() -> None:
    editor = make_editor("ai essay")
    async with staged(editor) as stage:
        editor.open()
        await stage.burst(*"ab", "backspace", "backspace", "backspace")

        assert editor.told == ["-essay"]
        assert names(editor.chips) == ["ai"]


async def test_enter_with_nothing_typed_is_done() -> None:
    editor = make_editor("ai")
    async with staged(editor) as stage:
        editor.open()
        await stage.press("enter")

        assert editor.told == []
        assert not editor.is_open


async def test_tab_writes_the_tag_out() -> None:
    editor = make_editor()
    async with staged(editor) as stage:
        editor.open()
        await stage.burst(*"pol", "tab", "slash", "x", "enter")

        assert editor.told == ["+policy/industry/x"]


async def test_new_chips_and_tags_do_not_disturb_what_is_typed() -> None:
    editor = make_editor()
    async with staged(editor) as stage:
        editor.open()
        await stage.press(*"dra", "down")
        editor.chips = [Chip(Tag("ai"))]
        editor.known = [TagCount(Tag("drapes"), 99), *KNOWN]
        await stage.press("enter")

        assert editor.told == ["+drama"]


class TestSeveral:
    async def test_chips_say_whether_all_have_them(self) -> None:
        editor = make_editor("ai", "korea", "12 articles")
        async with staged(editor):
            assert lines(editor.bar)[0] == "12 articles   ✓ ai   – korea  +"

    async def test_a_mixed_tag_goes_on_all_and_then_off(self) -> None:
        editor = make_editor("ai", "draft", "12 articles")
        async with staged(editor) as stage:
            editor.open()
            await stage.press(*"draft", "enter", *"draft", "enter")

            assert editor.told == ["+draft", "-draft"]

    async def test_the_menu_says_it_as_well(self) -> None:
        editor = make_editor("ai", "draft", "12 articles")
        async with staged(editor) as stage:
            editor.open()
            await stage.pilot.pause()

            assert [line[0] for line in menu(editor)] == ["✓", "–", "p", "d"]


class TestMouse:
    async def test_a_click_on_the_closed_editor_asks_for_it(self) -> None:
        editor = make_editor("ai")
        async with staged(editor) as stage:
            await stage.pilot.click(editor.bar, offset=(1, 0))

            assert len(stage.said(TagEditor.Asked)) == 1
            assert editor.told == []

    async def test_a_click_on_a_chip_takes_it_off_while_open(self) -> None:
        editor = make_editor("ai essay")
        async with staged(editor) as stage:
            editor.open()
            await stage.pilot.click(editor.bar, offset=(1, 0))

            assert editor.told == ["-ai"]
            assert editor.is_open

    async def test_a_click_in_the_menu_toggles(self) -> None:
        editor = make_editor()
        async with staged(editor) as stage:
            editor.open()
            await stage.pilot.pause()
            await stage.pilot.click(editor.menu, offset=(4, 1))

            assert editor.told == ["+draft"]
            assert editor.input.has_focus

    async def test_a_click_elsewhere_closes_it(self) -> None:
        editor, pane = make_editor(), Pane("elsewhere")
        async with staged(pane, editor) as stage:
            editor.open()
            await stage.pilot.click(pane)
            await stage.pilot.pause()

            assert not editor.is_open
            assert pane.has_focus
            assert editor.times_closed == 1


async def test_chips_collapse_where_there_are_too_many() -> None:
    editor = make_editor(" ".join(f"tag-number-{number}" for number in range(20)))
    async with staged(editor, size=(40, 20)) as stage:
        assert lines(editor.bar) == [
            " tag-number-0   tag-number-1",
            " tag-number-2   tag-number-3  +16  +",
        ]

        editor.open()
        await stage.pilot.pause()
        assert lines(editor.bar) == [
            "16 more …  tag-number-16",
            " tag-number-17   tag-number-18",
            " tag-number-19",
        ]


async def test_what_was_just_put_on_stands_beside_the_line() -> None:
    editor = make_editor(" ".join(f"tag-number-{number}" for number in range(20)))
    async with staged(editor, size=(40, 20)) as stage:
        editor.open()
        await stage.press(*"draft", "enter")
        editor.chips = sorted(editor.chips, key=lambda chip: chip.tag)
        await stage.pilot.pause()
        assert lines(editor.bar)[-1].endswith(" draft")

        await stage.press("backspace", "backspace")
        assert editor.told == ["+draft", "-draft", "-tag-number-9"]


async def test_a_chip_that_is_not_in_sight_is_not_erased() -> None:
    editor = make_editor("", "one-rather-long-tag another-rather-long-tag", "1 234 articles")
    async with staged(editor, size=(32, 10)) as stage:
        editor.open()
        await stage.press("backspace")

        assert lines(editor.bar)[0] == "1 234 articles  2 more …"
        assert editor.told == []


async def test_the_editor_fits_the_smallest_terminal() -> None:
    editor = make_editor("ai essay draft", subject="1 234 articles")
    async with staged(editor, size=(40, 10)) as stage:
        editor.open()
        await stage.press(*"po", "enter")

        assert editor.told == ["+policy/industry"]


SUGGESTED = [
    TagSuggestion(Tag("drama"), "5 of 6 from this site"),
    TagSuggestion(Tag("poem"), "near ‘A very long title of an article that is like this one’"),
]


async def test_suggestions_stand_first_with_their_reasons() -> None:
    editor = make_editor()
    async with staged(editor) as stage:
        editor.open()
        editor.suggested = SUGGESTED
        await stage.press()
        assert [" ".join(line.split()) for line in menu(editor)][:3] == [
            "1 drama 5 of 6 from this site",
            "2 poem near ‘A very long title of an article that is like t…",
            "ai 40",
        ]
        await stage.press("d")
        assert menu(editor)[0].split() == ["draft", "9"]


ON_SUGGESTIONS = {
    "Tab takes the first": (["tab"], ["+drama"]),
    "Tab goes through them": (["tab", "tab", "tab"], ["+drama", "+poem"]),
    "an arrow and Enter": (["down", "down", "enter"], ["+poem"]),
    "by number": (["alt+2"], ["+poem"]),
    "they stay in their places": (["alt+1", "alt+2"], ["+drama", "+poem"]),
    "twice is not at all": (["alt+1", "alt+1"], ["+drama", "-drama"]),
    "a number that none has": (["alt+3"], []),
    "not what is not seen": (["d", "alt+1"], []),
    "not wanted": (["down", "delete"], ["no drama"]),
    "none is pointed at": (["delete"], []),
    "Tab completes what is typed": (["d", "tab"], []),
}


async def test_suggestions_are_taken_and_dismissed() -> None:
    async with staged() as stage:
        for why, (keys, told) in ON_SUGGESTIONS.items():
            async with opened(stage) as editor:
                editor.suggested = SUGGESTED
                await stage.press(*keys)
                assert editor.told == told, why


async def test_what_is_pointed_at_stays_so_when_suggestions_come() -> None:
    editor = make_editor()
    async with staged(editor) as stage:
        editor.open()
        await stage.press("down", "down")
        editor.suggested = SUGGESTED
        await stage.press("enter")
        assert editor.told == ["+draft"]
