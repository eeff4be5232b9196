"""The tag prompt."""

import pytest
from textual.widgets import Static

from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.tui.widgets.base.prompt import TagPrompt, completed
from tests.tui.widgets.stage import lines, staged

KNOWN = [
    TagCount(Tag(name), 1)
    for name in ["ai", "korea", "machine learning", "Résumé", "machinery"]
]
PRESENT = [Tag("korean"), Tag("draft")]


class Pane(Static, can_focus=True):
    """Something else that can have the keyboard."""


@pytest.fixture
def edits() -> list[TagEdit]:
    """What the prompt was told to do."""
    return []


async def test_signed_words_become_an_edit(edits: list[TagEdit]) -> None:
    prompt, pane = TagPrompt(), Pane()
    async with staged(pane, prompt) as stage:
        stage.app.screen.set_focus(pane)
        prompt.open("+", KNOWN, PRESENT, "", edits.append)
        await stage.burst(*"ai -draft policy/x", "enter", "j")

        assert edits == [TagEdit.parse("+ai -draft policy/x")]
        assert not prompt.is_open
        assert pane.has_focus


async def test_a_bad_name_says_why_and_stays(edits: list[TagEdit]) -> None:
    prompt = TagPrompt()
    async with staged(prompt) as stage:
        prompt.open("+", KNOWN, PRESENT, "12 articles", edits.append)
        await stage.press(*"a//b", "enter")
        assert prompt.is_open
        assert edits == []
        assert lines(prompt.query_one(".prompt--aside"))[0].strip() == (
            "✗ each step between slashes needs a name"
        )

        await stage.press("backspace", "backspace", "x", "enter")
        assert [*map(str, edits)] == ["+a/x"]


@pytest.mark.parametrize("keys", [["escape"], ["enter"], ["space", "+", "enter"]])
async def test_leaving_or_typing_nothing_changes_nothing(
    keys: list[str], edits: list[TagEdit]
) -> None:
    prompt = TagPrompt()
    async with staged(prompt) as stage:
        prompt.open("-", KNOWN, PRESENT, "", edits.append)
        await stage.press(*keys)

        assert not prompt.is_open
        assert edits == []


async def test_a_dangling_sign_is_passed_over(edits: list[TagEdit]) -> None:
    prompt = TagPrompt()
    async with staged(prompt) as stage:
        prompt.open("+", KNOWN, PRESENT, "", edits.append)
        await stage.press(*"ai", "space", "-", "enter")

        assert [*map(str, edits)] == ["+ai"]


async def test_tab_completes_from_what_the_sign_means(edits: list[TagEdit]) -> None:
    prompt = TagPrompt()
    async with staged(prompt) as stage:
        prompt.open("+", KNOWN, PRESENT, "", edits.append)
        await stage.burst(*"kor", "tab", *" -kor", "tab", "enter")

        assert [*map(str, edits)] == ["+korea -korean"]


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        pytest.param("+k", "+korea", id="what can be put on"),
        pytest.param("+ai -k", "+ai -korean", id="what can be taken off"),
        pytest.param("ai, k", "ai, korea", id="no sign means putting on"),
        pytest.param("+mach", '+"machine learning"', id="a tag with spaces in quotes"),
        pytest.param('+"machine l', '+"machine learning"', id="inside quotes"),
        pytest.param("+resu", "+Résumé", id="without accents"),
        pytest.param("+", None, id="nothing typed yet"),
        pytest.param("+zz", None, id="nothing known"),
    ],
)
def test_completions(line: str, whole: str | None) -> None:
    assert completed(line, [entry.tag for entry in KNOWN], PRESENT) == whole
