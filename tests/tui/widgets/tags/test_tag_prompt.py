"""The tag prompt."""

import pytest
from textual.widgets import Static

from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.tui.widgets.tags.tag_prompt import TagPrompt, completed
from tests.tui.widgets.stage import Stage, lines, staged

KNOWN = [
    TagCount(Tag(name), 1)
    for name in ["ai", "korea", "machine learning", "Résumé", "machinery"]
]
PRESENT = [Tag("korean"), Tag("draft")]


class Pane(Static, can_focus=True):
    """Something else that can have the keyboard."""


def submitted(stage: Stage) -> list[str]:
    return [str(said.edit) for said in stage.said(TagPrompt.Submitted)]


async def test_signed_words_become_an_edit() -> None:
    prompt, pane = TagPrompt(), Pane()
    async with staged(pane, prompt) as stage:
        stage.app.screen.set_focus(pane)
        prompt.open("+", KNOWN, PRESENT)
        await stage.burst(*"ai -draft policy/x", "enter", "j")

        assert [said.edit for said in stage.said(TagPrompt.Submitted)] == [
            TagEdit.parse("+ai -draft policy/x")
        ]
        assert not prompt.is_open
        assert pane.has_focus


async def test_a_bad_name_says_why_and_stays() -> None:
    prompt = TagPrompt()
    async with staged(prompt) as stage:
        prompt.open("+", KNOWN, PRESENT, "12 articles")
        await stage.press(*"a//b", "enter")
        assert prompt.is_open
        assert submitted(stage) == []
        assert lines(prompt.query_one(".prompt--aside"))[0].strip() == (
            "✗ each step between slashes needs a name"
        )

        await stage.press("backspace", "backspace", "x", "enter")
        assert submitted(stage) == ["+a/x"]


@pytest.mark.parametrize("keys", [["escape"], ["enter"], ["space", "+", "enter"]])
async def test_leaving_or_typing_nothing_changes_nothing(keys: list[str]) -> None:
    prompt = TagPrompt()
    async with staged(prompt) as stage:
        prompt.open("-", KNOWN, PRESENT)
        await stage.press(*keys)

        assert not prompt.is_open
        assert submitted(stage) == []
        assert len(stage.said(TagPrompt.Cancelled)) == 1


async def test_a_dangling_sign_is_passed_over() -> None:
    prompt = TagPrompt()
    async with staged(prompt) as stage:
        prompt.open("+", KNOWN, PRESENT)
        await stage.press(*"ai", "space", "-", "enter")

        assert submitted(stage) == ["+ai"]


async def test_tab_completes_from_what_the_sign_means() -> None:
    prompt = TagPrompt()
    async with staged(prompt) as stage:
        prompt.open("+", KNOWN, PRESENT)
        await stage.burst(*"kor", "tab", *" -kor", "tab", "enter")

        assert submitted(stage) == ["+korea -korean"]


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
