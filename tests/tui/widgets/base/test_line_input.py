"""The line to type in, whatever its width."""

import re
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widget import Widget

from octavo import tui
from octavo.tui.widgets.base.line_input import LineInput, VisibleInput
from octavo.tui.widgets.reading.note_editor import LONG, VisibleTextArea
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


HOSTILE = "a\u202egnp.exe\x1b[31m\u2066\x07"


@pytest.mark.parametrize("kind", [LineInput, VisibleInput, VisibleTextArea])
async def test_what_is_pasted_is_drawn_visibly(kind: type[Widget]) -> None:
    box = kind()
    async with staged(box) as stage:
        stage.app.screen.set_focus(box)
        await stage.press("b")
        box.post_message(Paste(HOSTILE))
        await stage.pilot.pause()
        assert "ba\ufffdgnp.exe\u241b[31m\ufffd\u2407" in "\n".join(lines(box))


async def test_lines_are_broken_again_after_a_text_too_long_for_that() -> None:
    area = VisibleTextArea()
    async with staged(area):
        area.load_text("x " * LONG)
        assert not area.soft_wrap
        area.load_text("x")
        assert area.soft_wrap


@pytest.mark.parametrize("kind", [LineInput, VisibleInput])
async def test_lines_that_are_pasted_become_one(kind: type[VisibleInput]) -> None:
    line = kind()
    async with staged(line) as stage:
        stage.app.screen.set_focus(line)
        await stage.press("b", "c", "left")
        for text in ("tag:sea\r\ntides\nweirs", "", "\n"):
            line.post_message(Paste(text))
        await stage.pilot.pause()
        assert line.value.rstrip() == "btag:sea tides weirsc"


def test_no_box_of_textual_is_used_that_shows_less_than_is_in_it() -> None:
    for path in Path(tui.__file__).parent.rglob("*.py"):
        if path.name not in ("line_input.py", "note_editor.py"):
            assert not re.search(
                r"\b(?:TextArea|Input)\(|\((?:TextArea|Input)\):", path.read_text()
            )
