"""The line to type in, whatever its width."""

from octavo.tui.widgets.base.line_input import LineInput
from tests.tui.widgets.stage import lines, staged


async def test_letters_typed_before_it_has_a_width_are_all_seen() -> None:
    line = LineInput()
    line.styles.width = 0
    async with staged(line) as stage:
        line.open()
        await stage.press(*"quick")
        line.styles.width = 20
        await stage.pilot.pause()
        assert lines(line)[0].rstrip() == "quick"


async def test_the_cursor_stays_in_sight_when_the_line_gets_narrower() -> None:
    line = LineInput()
    line.styles.width = 20
    async with staged(line) as stage:
        line.open()
        await stage.press(*"quick brown fox")
        line.styles.width = 8
        await stage.pilot.pause()
        assert lines(line)[0].rstrip().endswith("fox")
        line.styles.width = 20
        await stage.pilot.pause()
        assert lines(line)[0].rstrip() == "quick brown fox"
