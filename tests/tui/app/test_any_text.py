"""No text keeps the app from starting."""

import pytest
from hypothesis import HealthCheck, given, settings

from octavo.markdown.blocks.blocks import SourceMap
from octavo.markdown.blocks.parser import References
from octavo.markdown.layout import chunk_renderer, document
from octavo.markdown.layout.flow import Flow
from octavo.markdown.layout.inline import flow_of
from octavo.markdown.layout.typesetter import NOTICE
from octavo.tui.widgets.reading.pane import ReadingPane
from tests.making import MakeArticle, examples
from tests.markdown.test_any_text import TREES
from tests.tui.app.conftest import Open, Reader
from tests.tui.widgets.stage import lines, staged


def seen(reader: Reader) -> list[str]:
    """What stands in the reading pane."""
    return [line.rstrip("▐").strip() for line in lines(reader.text)]


ODD = {
    "nothing but a footnote": "[^1]: More text\n",
    "a deep list": "- " * 4000 + "More text",
    "a deep quote": "> " * 4000 + "More text",
    "lists in quotes in lists": "- > 1. " * 1500 + "More text",
    "deep pictures": "> " * 57 + "![" * 60 + "More text" + "](b)" * 60,
    "a deep list of HTML": "<ul><li>" * 4000 + "More text",
    "a footnote first": "[^1]: the note\n\nMore text[^1].\n",
}
"""The last one is listed first, and shown as the app starts."""


async def test_it_starts_and_moves_over_any_text(
    make_article: MakeArticle, open_room: Open
) -> None:
    for title, text in ODD.items():
        make_article(title, text)
    async with open_room() as reader:
        assert reader.titles() == [*ODD][::-1]
        for title in reader.titles():
            await reader.press("enter", "G")
            assert "Moretext" in "".join(seen(reader)).replace(" ", "").replace("▎", ""), title
            assert NOTICE not in seen(reader), title
            await reader.press("escape", "j")


async def test_it_starts_over_a_text_that_cannot_be_laid_out(
    make_article: MakeArticle, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(document, "split", fail)
    make_article("Odd", "## Words\n\n- one *item*\n")
    async with open_room() as reader:
        await reader.press("enter")
        assert seen(reader)[:5] == [NOTICE, "", "## Words", "", "- one *item*"]


async def test_a_text_that_fails_further_down_is_as_it_stands_from_then_on(
    make_article: MakeArticle, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(content: str, places: SourceMap, references: References) -> Flow:
        if "odd" in content:
            raise RecursionError
        return flow_of(content, places, references)

    monkeypatch.setattr(chunk_renderer, "flow_of", fail)
    make_article("Long", "A *word*.\n\n" * 200 + "An odd *one*.\n")
    async with open_room() as reader:
        await reader.press("enter")
        assert seen(reader)[0] == "A word."
        await reader.press("G")
        assert seen(reader)[-1] == "An odd *one*."
        await reader.press("home")
        assert seen(reader)[0] == NOTICE


async def test_what_is_learnt_in_the_background_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pane = ReadingPane()
    async with staged(pane, size=(80, 10)) as stage:
        pane.show("A *word*.\n\n" * 200)

        def fail(*_: object) -> None:
            raise RecursionError

        monkeypatch.setattr(chunk_renderer, "flow_of", fail)
        for _ in range(50):
            pane.view.learn()
        await stage.pilot.pause()
        assert lines(pane)[0].strip(" ▐") == NOTICE


@given(TREES)
@settings(
    max_examples=examples(5),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_text_is_drawn(text: str) -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 12)) as stage:
        pane.focus()
        pane.show(text)
        await stage.press("end", "home", "pagedown")
        assert NOTICE not in "\n".join(lines(pane))
