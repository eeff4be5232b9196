"""The footer."""

import pytest

from octavo.settings.commands import Context
from octavo.settings.keymap import Keymap
from octavo.tui.widgets.footer import CommandBar, title_of
from tests.tui.widgets.stage import lines, staged


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, " t tag  / search  e archive  s star  c note  u undo  ? help  ⏎ read  Esc back"),
        (50, " t tag  / search  e archive  ? help  Esc back"),
        (20, " ? help  Esc back"),
    ],
)
async def test_as_many_commands_as_fit_are_shown(width: int, line: str) -> None:
    bar = CommandBar()
    async with staged(bar, size=(width, 5)):
        assert lines(bar)[0].startswith(line)
        assert len(lines(bar)[0]) <= width


async def test_what_was_done_last_can_be_undone() -> None:
    bar = CommandBar()
    async with staged(bar, size=(50, 5)):
        bar.last = "ai +1 [x]"

        assert lines(bar)[0] == " t tag  / search  ? help  Esc back  ai +1 [x] ↶ u"


@pytest.mark.parametrize("width", [50, 80])
async def test_a_long_receipt_leaves_the_help_and_the_way_back(width: int) -> None:
    bar = CommandBar()
    async with staged(bar, size=(width, 5)):
        bar.last, bar.hits, bar.context = "archived a long title " * 9, "3 of 17", Context.TEXT
        assert "? help" in lines(bar)[0]
        assert "Esc back" in lines(bar)[0]


async def test_no_key_is_offered_that_is_a_letter_there() -> None:
    bar = CommandBar()
    async with staged(bar, size=(80, 5)):
        bar.last = "ai +1"
        for context in (Context.RELATED, Context.EDITOR, Context.OUTLINE):
            bar.context = context
            assert lines(bar)[0].endswith("ai +1")
            assert "F1 help" in lines(bar)[0]


async def test_only_what_is_to_be_seen_is_clicked() -> None:
    bar = CommandBar()
    async with staged(bar, size=(60, 5)) as stage:
        bar.last = "archived a long title"
        shown = lines(bar)[0]
        for x in range(0, 60, 2):
            await stage.pilot.click(bar, offset=(x, 0))
        clicked = {title_of(said.command) for said in stage.said(CommandBar.Clicked)}
        assert clicked
        assert all(title in shown for title in clicked)
        stage.forget()
        bar.asks = "E highlights"
        for x in range(0, 60, 2):
            await stage.pilot.click(bar, offset=(x, 0))
        assert not stage.said(CommandBar.Clicked)


async def test_the_keys_are_those_that_are_bound() -> None:
    bar = CommandBar()
    async with staged(bar, size=(80, 5)):
        bar.keymap = Keymap({"edit-tags": ("f2",), "search": (), "undo": ("ctrl+z",)})
        bar.last = "ai +1"

        assert lines(bar)[0].startswith(" F2 tag  e archive")
        assert lines(bar)[0].endswith("ai +1 ↶ ^z")


@pytest.mark.parametrize(
    ("context", "keys"),
    [
        (Context.TEXT, ("? help", "Esc back")),
        (Context.TAGS, ("? help", "Esc close")),
        (Context.FEEDS, ("? help", "Esc close")),
        (Context.NOTES, ("? help", "Esc close")),
        (Context.HIGHLIGHTS, ("Esc back",)),
        (Context.CARET, ("Esc back",)),
    ],
    ids=str,
)
async def test_on_fifty_columns_help_and_the_way_out_are_there(
    context: Context, keys: tuple[str, ...]
) -> None:
    bar = CommandBar()
    async with staged(bar, size=(50, 5)):
        bar.context = context
        assert all(key in lines(bar)[0] for key in keys)


async def test_the_list_says_a_way_back_where_there_is_one() -> None:
    bar = CommandBar()
    async with staged(bar, size=(50, 5)):
        bar.leads_back = False
        assert lines(bar)[0].rstrip() == " t tag  / search  e archive  s star  ? help"


async def test_the_context_and_what_would_do_nothing_decide() -> None:
    bar = CommandBar()
    async with staged(bar, size=(80, 5)):
        bar.context = Context.EDITOR
        assert lines(bar)[0].startswith(" ⏎ toggle  Esc done")

        bar.context = Context.TEXT
        assert lines(bar)[0].startswith(" t tag  / find  e archive  s star")


async def test_help_and_the_way_out_of_a_text_are_always_shown() -> None:
    bar = CommandBar()
    async with staged(bar, size=(50, 5)):
        bar.context = Context.TEXT
        bar.last = "ai +1"

        assert lines(bar)[0].startswith(" t tag  / find  ? help  Esc back")


async def test_a_click_names_the_command() -> None:
    bar = CommandBar()
    async with staged(bar) as stage:
        await stage.pilot.click(bar, offset=(9, 0))
        await stage.pilot.click(bar, offset=(79, 0))

        assert [said.command.id for said in stage.said(CommandBar.Clicked)] == ["search"]


async def test_what_leaves_nothing_to_undo_is_told_without_its_key() -> None:
    bar = CommandBar()
    async with staged(bar, size=(120, 1)):
        bar.last = "archived Weirs"
        assert "archived Weirs ↶ u" in lines(bar)[0]
        bar.report("copied https://weirs.example")
        assert lines(bar)[0].rstrip().endswith("copied https://weirs.example")
        bar.last = "starred Weirs"
        assert "starred Weirs ↶ u" in lines(bar)[0]
