"""The line to type in, whatever its width."""

from octavo.tui.widgets.base.line_input import LineInput
from tests.tui.widgets.stage import Stage, lines, staged


async def widened(stage: Stage, line: LineInput, width: int) -> str:
    """What the line shows once it is so wide."""
    line.styles.width = width
    while line.size.width != width:
        await stage.pilot.pause()
    await stage.pilot.pause()
    return lines(line)[0].rstrip()


async def test_letters_typed_before_it_has_a_width_are_all_seen() -> None:
    line = LineInput()
    line.styles.width = 0
    async with staged(line) as stage:
        line.open()
        await stage.press(*"quick")
        assert await widened(stage, line, 20) == "quick"


async def test_the_cursor_stays_in_sight_when_the_line_gets_narrower() -> None:
    line = LineInput()
    line.styles.width = 20
    async with staged(line) as stage:
        line.open()
        await stage.press(*"quick brown fox")
        assert (await widened(stage, line, 8)).endswith("fox")
        assert await widened(stage, line, 20) == "quick brown fox"
