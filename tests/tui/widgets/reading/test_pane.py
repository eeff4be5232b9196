"""The reading pane: what it shows, where it goes, and what it says."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import product

import pytest
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App
from textual.geometry import Offset
from textual.screen import Screen
from textual.selection import SELECT_ALL, Selection

from octavo.markdown.layout.document import Heading
from octavo.markdown.lines import Role
from octavo.tui.terminal.painting import Readable, contrast
from octavo.tui.widgets.reading.decorations import (
    CARET,
    CURRENT_HIT,
    HIGHLIGHT,
    HIT,
    MARKS,
    ROLES,
    SELECTED,
    Span,
    selected_span,
)
from octavo.tui.widgets.reading.pane import ReadingPane
from octavo.tui.widgets.reading.scroller import ReadingPosition
from octavo.tui.widgets.reading.text_links import VisibleLink
from tests.making import never
from tests.tui.widgets.stage import Stage, lines, staged, strips

LONG = "".join(
    f"Paragraph {number} says {'something ' * (number % 17)}to number {number}.\n\n"
    for number in range(300)
)


def text_of(pane: ReadingPane) -> list[str]:
    """What is on the screen, without the thumb and the blanks around the lines."""
    return [line.rstrip("▐").strip() for line in lines(pane)]


def coloured(pane: ReadingPane, word: str) -> list[tuple[str, str]]:
    """The background and the text style of the segments that say a word."""
    return [
        (str(segment.style.bgcolor and segment.style.bgcolor.name), str(segment.style))
        for strip in strips(pane)
        for segment in strip
        if segment.text.strip() == word and segment.style
    ]


def links(pane: ReadingPane) -> list[VisibleLink]:
    return pane.links.visible()


def span_of(pane: ReadingPane) -> Span | None:
    """The range of the text that is selected."""
    assert pane.view.viewport
    assert pane.text_selection
    return selected_span(pane.view.viewport, pane.text_selection, pane.indent)


def outline(pane: ReadingPane) -> Sequence[Heading]:
    assert pane.view.viewport
    return [*pane.view.viewport.headings()]


async def scrolled(stage: Stage, pane: ReadingPane, place: str) -> None:
    """Put some words of the text on top."""
    pane.position = pane.text.index(place)
    await stage.pilot.pause()


async def test_a_text_stands_in_the_middle_of_the_pane() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(100, 10)):
        pane.show("# Head\n\n" + "word " * 40)

        head, rule, gap, first, *_ = lines(pane)
        assert head == " " * 11 + "Head"
        assert rule == " " * 11 + "────"
        assert not gap
        assert first.startswith(" " * 11 + "word")
        assert len(first) <= 11 + 76


async def test_a_text_that_is_there_first_is_shown_too() -> None:
    pane = ReadingPane()
    pane.show(LONG, position=LONG.index("Paragraph 7 "))
    async with staged(pane, size=(60, 10)):
        assert text_of(pane)[0].startswith("Paragraph 7 ")


@pytest.mark.parametrize(
    ("wanted", "kept"), [(10, 30), (30, 30), (100, 100), (999, 160)], ids=str
)
async def test_the_measure_has_bounds(wanted: int, kept: int) -> None:
    pane = ReadingPane()
    async with staged(pane, size=(200, 10)):
        pane.show("word " * 200)
        pane.measure = wanted

        widest = max(len(line.rstrip("▐").strip()) for line in lines(pane))
        assert pane.measure == kept
        assert kept - 5 < widest <= kept


@pytest.mark.parametrize("width", [1, 2, 3, 8, 40])
@pytest.mark.parametrize("height", [1, 2, 10])
async def test_no_size_is_too_small(width: int, height: int) -> None:
    pane = ReadingPane()
    async with staged(pane, size=(width, height)) as stage:
        pane.show("# A 漢字\n\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n")
        await stage.press("down", "end", "home", "pagedown")

        assert len(lines(pane)) == height


async def test_a_pane_that_is_first_drawn_long_after_its_text_is_there_shows_it() -> None:
    """What is called after a refresh may run while another screen lies over the pane."""
    pane = ReadingPane()
    async with staged(size=(40, 10)) as stage:
        below = stage.app.screen
        await stage.app.push_screen(Screen[None]())
        await below.mount(pane)
        pane.show("Here.\n")
        await stage.pilot.pause()
        assert pane.view.viewport is None

        stage.app.pop_screen()
        for _ in range(3):  # it is painted, laid out, and painted again
            painted = asyncio.Event()
            below.call_after_refresh(painted.set)
            await painted.wait()
            await stage.pilot.pause()
        assert text_of(pane)[0] == "Here."


async def test_an_empty_text_says_what_to_say() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(40, 10)) as stage:
        pane.placeholder = "Nothing to read [here]."
        pane.show(" \n")
        await stage.press("down", "end", "pageup")

        assert [line for line in text_of(pane) if line] == ["Nothing to read [here]."]
        assert pane.progress == 1.0


@pytest.mark.parametrize(
    ("keys", "top"),
    [
        pytest.param(["down"], 1, id="a line down"),
        pytest.param(["down", "down", "up"], 1, id="and up"),
        pytest.param(["up"], 0, id="not above the beginning"),
        pytest.param(["pagedown"], 8, id="a page, two lines of which are seen again"),
        pytest.param(["pagedown", "pagedown", "pageup"], 8, id="a page up"),
        pytest.param(["end", "home"], 0, id="to the end and back"),
    ],
)
async def test_keys_scroll(keys: list[str], top: int) -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.focus()
        pane.show(LONG)
        opened = text_of(pane)
        await stage.press(*keys)

        assert pane.scroll_offset.y == top
        assert text_of(pane)[: 10 - top] == opened[top:]


async def test_the_wheel_scrolls() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show(LONG)
        opened = text_of(pane)
        wheel = events.MouseScrollDown(pane, 5, 5, 0, 1, 0, False, False, False)
        pane.post_message(wheel)
        await stage.pilot.pause()

        down = round(stage.app.scroll_sensitivity_y)
        assert text_of(pane)[: 10 - down] == opened[down:]


async def test_the_end_shows_the_last_line_at_the_bottom() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.focus()
        pane.show(LONG)
        await stage.press("end")

        assert text_of(pane)[-1].endswith("number 299.")
        assert pane.progress == 1.0


async def test_it_says_where_it_came_to_rest_and_how_much_was_seen() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.focus()
        pane.show(LONG)
        await stage.pilot.pause()
        told: list[ReadingPosition] = []
        pane.moved = told.append
        await stage.press("pagedown")
        await stage.press("end")

        down, end = told
        assert LONG[down.position :].startswith("\nParagraph")
        assert 0 < down.progress < 0.1
        assert end.progress == 1.0


async def test_a_short_text_is_read_once_it_is_seen() -> None:
    pane = ReadingPane()
    async with staged(pane):
        told: list[ReadingPosition] = []
        pane.moved = told.append
        pane.show("Short.\n")

        assert told == [ReadingPosition(0, 1.0)]
        assert not any("▐" in line for line in lines(pane))


async def test_reading_on_scrolls_and_at_the_end_says_so() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show("\n\n".join(f"Line {number}." for number in range(9)))
        pane.action_read_on()
        await stage.pilot.pause()
        assert not stage.said(ReadingPane.AtEnd)
        assert pane.progress == 1.0

        pane.action_read_on()
        await stage.pilot.pause()
        assert len(stage.said(ReadingPane.AtEnd)) == 1


async def test_a_text_opens_where_it_was_left() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show(LONG, position=LONG.index("Paragraph 200"))

        assert text_of(pane)[0].startswith("Paragraph 200")
        assert pane.position == LONG.index("Paragraph 200")


async def test_the_same_words_stay_on_top_when_the_size_or_the_measure_changes() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(100, 20)) as stage:
        pane.show(LONG, position=LONG.index("Paragraph 150"))
        for size in ((40, 10), (120, 30), (61, 5)):
            await stage.pilot.resize_terminal(*size)
            assert text_of(pane)[0].startswith("Paragraph 150")
        for measure in (30, 50, 76):
            pane.measure = measure
            assert text_of(pane)[0].startswith("Paragraph 150")


async def test_another_text_begins_at_its_beginning() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show(LONG, position=5000, hits=[(5000, 5004)])
        pane.show("Another.\n")

        assert text_of(pane)[0] == "Another."
        assert (pane.position, pane.hits) == (0, ())


async def test_learning_the_height_moves_the_thumb_and_not_the_text() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show(LONG, position=LONG.index("Paragraph 250"))
        before, assumed = text_of(pane), pane.thumb.total
        viewport = pane.view.viewport
        assert viewport
        while viewport.work(1):
            pass
        pane.view.fit()
        pane.view.settle()

        assert text_of(pane) == before
        assert pane.thumb.total != assumed
        assert pane.scroll_offset.y == viewport.top


async def test_hits_and_notes_are_painted_where_they_stand() -> None:
    text = "A *plain* word, another, and a third.\n"
    word, another, third = (text.index(word) for word in ("word", "another", "third"))
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show(
            text,
            hits=[(word, word + 4), (another, another + 7)],
        )
        pane.highlights = [(third, third + 5)]
        pane.go_to_hit(1)

        [(plain, _)] = coloured(pane, "plain")
        [(current, _)] = coloured(pane, "word")
        [(hit, _)] = coloured(pane, "another")
        [(note, _)] = coloured(pane, "third")
        assert len({plain, current, hit, note}) == 4


async def test_a_hit_is_above_a_note_and_of_two_notes_each_has_its_words() -> None:
    text = "one two three four\n"
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show(text)
        pane.highlights = [(0, 13), (4, 18)]
        assert [len(noted) for noted in grounds(pane)] == [18]
        pane.hits = [(4, 7)]
        [(hit, _)] = coloured(pane, "two")
        pane.highlights = ()
        assert [(hit, _)] == coloured(pane, "two")


def grounds(pane: ReadingPane) -> list[str]:
    """What is on a ground of its own, neighbours on the same one together."""
    plain = pane.style_of().bgcolor
    found: list[tuple[object, str]] = []
    for strip in strips(pane):
        for segment in strip:
            ground = segment.style and segment.style.bgcolor
            if found and found[-1][0] == ground:
                found[-1] = ground, found[-1][1] + segment.text
            else:
                found.append((ground, segment.text))
    return [text for ground, text in found if ground not in (plain, None)]


def stands_out(style: Style) -> float:
    """How far the letters of a style stand apart from its ground."""
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(style.color.get_truecolor(), style.bgcolor.get_truecolor())


GROUNDS = [
    ((HIGHLIGHT,), [0, 2]),
    ((HIT,), [0, 3]),
    ((HIGHLIGHT, HIT), [0, 3]),
    ((HIGHLIGHT, CURRENT_HIT), [0, 11]),
    ((SELECTED,), [7, 4]),
    ((HIGHLIGHT, HIT, SELECTED), [7, 4]),
    ((HIGHLIGHT, CURRENT_HIT, SELECTED, CARET), [0, 15]),
]
"""What may lie upon one another, and the colours of the letters and the ground in ANSI."""


async def test_in_every_theme_all_looks_of_a_text_can_be_read() -> None:
    """Of what is set off nothing is left that a role or a mark says, so these need no pairs."""
    pane = ReadingPane()
    lines = (Role.QUOTE_BAR, Role.RULE, Role.TABLE_RULE)
    parts = [name for part, name in ROLES.items() if part not in lines]
    pairs = [*product(parts, MARKS.values()), *((name,) for name in (*parts, *MARKS.values()))]
    async with staged(pane) as stage:
        for theme in stage.app.available_themes:
            stage.app.theme = theme
            await stage.pilot.pause()
            is_ansi = stage.app.current_theme.ansi
            for name, (ground, ansi) in product((*parts, *MARKS.values()), GROUNDS):
                style = pane.style_of(name, *ground)
                if is_ansi:
                    numbers = [c.number for c in (style.color, style.bgcolor) if c]
                    assert numbers == ansi, (theme, name, ground)
                else:
                    assert stands_out(style) >= 4.5, (theme, name, ground)
            for names in pairs if not is_ansi else ():
                words = Segment("words", pane.style_of(*names))
                [shown] = Readable().apply([words], pane.background_colors[1])
                assert shown.style
                assert stands_out(shown.style) >= 4.5, (theme, names)


async def test_hits_are_asked_for_only_where_they_are_seen() -> None:
    asked: list[Span] = []

    def finder(start: int, end: int) -> list[Span]:
        asked.append((start, end))
        place = LONG.index("number 2", start) if "number 2" in LONG[start:end] else -1
        return [(place, place + 8)] if place >= 0 else []

    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show(LONG, hits=finder)

        assert coloured(pane, "number 2")
        assert max(end for _, end in asked) < 2000


async def test_going_from_hit_to_hit_goes_round_and_says_which() -> None:
    places = [LONG.index(f"Paragraph {number} ") for number in (7, 100, 250)]
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show(LONG, hits=[(place, place + 9) for place in places])
        for number in (7, 100, 250, 7):
            pane.go_to_hit(1)
            assert any(line.startswith(f"Paragraph {number} ") for line in text_of(pane))
        pane.go_to_hit(-1)
        await stage.pilot.pause()

        said = [(hit.number, hit.total) for hit in stage.said(ReadingPane.HitReached)]
        assert said == [(1, 3), (2, 3), (3, 3), (1, 3), (3, 3)]


async def test_the_first_hit_is_the_next_one_from_here() -> None:
    places = [LONG.index(f"Paragraph {number} ") for number in (7, 100, 250)]
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show(
            LONG,
            position=LONG.index("Paragraph 99 "),
            hits=[(place, place + 9) for place in places],
        )
        pane.go_to_hit(1)
        await stage.pilot.pause()

        assert stage.said(ReadingPane.HitReached)[-1].number == 2


async def test_after_scrolling_the_next_hit_is_the_next_one_from_there() -> None:
    places = [LONG.index(f"Paragraph {number} ") for number in (7, 100, 250)]
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show(LONG, hits=[(place, place + 9) for place in places])
        pane.go_to_hit(1)
        await scrolled(stage, pane, "Paragraph 200 ")
        pane.go_to_hit(1)
        await scrolled(stage, pane, "Paragraph 200 ")
        pane.go_to_hit(-1)
        await stage.pilot.pause()

        assert [hit.number for hit in stage.said(ReadingPane.HitReached)] == [1, 3, 2]


async def test_going_to_a_hit_without_hits_says_so() -> None:
    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.show("Words.\n")
        pane.go_to_hit(1)
        await stage.pilot.pause()

        assert stage.said(ReadingPane.HitReached)[-1].total == 0


async def test_finding_goes_to_the_first_from_where_the_search_began() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show(LONG, position=LONG.index("Paragraph 100 "))

        assert pane.find("paragraph 2") == 111
        assert text_of(pane)[3].startswith("Paragraph 200")
        assert pane.find("paragraph 11") == 11
        assert any(line.startswith("Paragraph 110") for line in text_of(pane))
        assert pane.find("nowhere") == 0
        assert pane.find("") == 0
        assert pane.hits == []
        await stage.pilot.pause()
        assert stage.said(ReadingPane.HitReached)[-1].total == 0


async def test_a_link_that_is_clicked_says_where_it_leads() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show("Some [words](http://example.org/) here.\n")
        [link] = links(pane)
        await stage.pilot.click(pane, offset=(link.x + 1, 0))
        await stage.pilot.click(pane, offset=(link.x - 2, 0))
        await stage.pilot.pause()

        assert link.link.url == "http://example.org/"
        [clicked] = stage.said(ReadingPane.LinkClicked)
        assert clicked.url == "http://example.org/"


async def test_a_link_within_the_text_goes_there() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show(
            f"[Down](#far-away) and a note[^n].\n\n{LONG}## Far away\n\n{LONG}\n\n[^n]: A.\n"
        )
        assert pane.links.go_within("#far-away")
        assert text_of(pane)[0] == "Far away"

        assert pane.links.go_within("#fn:n")
        assert text_of(pane)[-1] == "1. A."
        assert not pane.links.go_within("#nowhere")
        assert not pane.links.go_within("http://far.example/#far-away")


async def test_links_are_found_as_they_are_seen() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show("[one](/1) and [two](/2)\n\n" + LONG + "[three](/3)\n")
        assert [link.link.url for link in links(pane)] == ["/1", "/2"]
        pane.action_scroll_end()
        assert [link.link.url for link in links(pane)] == ["/3"]


async def test_what_is_selected_is_copied_as_it_is_read() -> None:
    text = "# Head\n\nSome **strong** words that are wrapped onto the next line.\n\n> Quoted.\n"
    pane = ReadingPane()
    async with staged(pane, size=(36, 12)) as stage:
        pane.show(text)
        stage.app.screen.selections = {pane: SELECT_ALL}
        await stage.pilot.pause()

        assert pane.get_selection(SELECT_ALL) == (
            "Head\n────\n\nSome strong words that are wrapped onto the next line.\n\nQuoted.",
            "\n",
        )
        assert span_of(pane) == (2, text.index(".\n", 70) + 1)


async def test_a_part_of_a_line_is_selected_with_the_mouse() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(36, 12)) as stage:
        pane.show("One **two** three.\n")
        x = pane.indent
        await stage.pilot.mouse_down(pane, offset=(x + 4, 0))
        await stage.pilot.hover(pane, offset=(x + 9, 0))
        await stage.pilot.mouse_up(pane, offset=(x + 9, 0))
        await stage.pilot.pause()

        assert stage.app.screen.get_selected_text() == "two th"
        assert span_of(pane) == (6, 14)


async def test_a_selection_holds_while_the_text_scrolls() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show(LONG)
        key = pane.view.shown[4].key
        selection = Selection(Offset(pane.indent, key), Offset(pane.indent + 9, key))
        stage.app.screen.selections = {pane: selection}
        before = pane.get_selection(selection)
        pane.move(100)

        assert pane.get_selection(selection) == before


async def test_another_text_takes_the_selection_off() -> None:
    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.show("One.\n")
        stage.app.screen.selections = {pane: SELECT_ALL}
        pane.show("Two.\n")

        assert pane.text_selection is None


async def test_another_width_takes_the_selection_off() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)) as stage:
        pane.show(LONG)
        stage.app.screen.selections = {pane: SELECT_ALL}
        pane.measure = 40

        assert pane.text_selection is None


async def test_the_outline_tells_level_words_and_place() -> None:
    text = "# One\n\nwords\n\n## Two *three*\n"
    pane = ReadingPane()
    async with staged(pane):
        pane.show(text)

        assert [tuple(heading) for heading in outline(pane)] == [
            (1, "One", 0),
            (2, "Two three", text.index("##")),
        ]


async def test_code_gets_its_colours_when_they_are_known() -> None:
    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.show("```python\ndef f(): return 1\n```\n")
        await stage.app.workers.wait_for_complete()
        await stage.pilot.pause()

        [(_, keyword)] = coloured(pane, "def")
        [(_, name)] = coloured(pane, "f")
        assert keyword != name


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "ansi-dark"])
async def test_hits_stand_out_in_every_theme(theme: str) -> None:
    pane = ReadingPane()
    async with staged(pane) as stage:
        stage.app.theme = theme
        pane.show("one two three\n", hits=[(0, 3), (4, 7)])
        pane.go_to_hit(1)
        await stage.pilot.pause()

        looks = {word: coloured(pane, word)[0][1] for word in ("one", "two")}
        assert len({*looks.values(), coloured(pane, "three")[0][1]}) == 3


async def test_without_colour_hits_are_underlined_or_reversed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.show("one two three\n", hits=[(0, 3), (4, 7)])
        pane.go_to_hit(1)
        await stage.pilot.pause()

        assert "reverse" in coloured(pane, "one")[0][1]
        assert "underline" in coloured(pane, "two")[0][1]
        pane.highlights = [(8, 13)]
        assert "underline" in coloured(pane, "three")[0][1]


async def test_line_ends_of_other_systems_are_line_ends() -> None:
    pane = ReadingPane()
    async with staged(pane):
        pane.show("one\r\n\r\ntwo\rthree\0\n")

        assert pane.text == "one\n\ntwo\nthree\ufffd\n"
        assert [line for line in text_of(pane) if line] == ["one", "two three\ufffd"]


MIXED = (
    "# A heading\n\n" + "A line of **bold** words, [a link](https://a.example).\n\n" * 9 + LONG
)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _, __: None, id="as it was"),
        pytest.param(lambda _, pane: setattr(pane, "measure", 44), id="in other lines"),
        pytest.param(lambda _, pane: setattr(pane.styles, "width", 61), id="a cell wider"),
        pytest.param(
            lambda app, _: setattr(app, "theme", "textual-light"), id="in other colours"
        ),
        pytest.param(lambda _, pane: pane.show("Another."), id="after another"),
    ],
)
@pytest.mark.parametrize("position", [0, 300])
async def test_what_was_prepared_is_shown_as_what_was_not(
    change: Callable[[App[None], ReadingPane], None], position: int
) -> None:
    drawn = []
    for is_prepared in (True, False):
        pane = ReadingPane()
        async with staged(pane, size=(80, 14)) as stage:
            pane.styles.width = 60
            pane.show("First.")
            await stage.pilot.pause()
            if is_prepared:
                pane.prepare(MIXED, position)
            change(stage.app, pane)
            await stage.pilot.pause()
            pane.show(MIXED, position=position)
            await stage.pilot.pause()
            drawn.append(strips(pane))

    assert drawn[0] == drawn[1]


async def test_what_was_prepared_is_laid_out_no_more() -> None:
    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.show("First.")
        await stage.pilot.pause()
        prepared = pane.view.prepare(MIXED, 300)
        pane.show(MIXED, position=300)

        assert prepared
        assert pane.view.viewport is prepared


async def test_what_was_prepared_is_drawn_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.show("First.")
        await stage.pilot.pause()
        pane.prepare(MIXED, 300)
        monkeypatch.setattr("octavo.tui.widgets.reading.pane.strip_of", never)
        pane.show(MIXED, position=300)

        assert text_of(pane)[0] == "A line of bold words, a link."


async def test_the_hits_of_a_screen_are_asked_for_at_once() -> None:
    asked: list[Span] = []

    def find(start: int, stop: int) -> Sequence[Span]:
        asked.append((start, stop))
        return [(at, at + 4) for at in range(start, stop) if LONG.startswith("says", at)]

    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.show(LONG, hits=find)
        await stage.pilot.pause()

        assert len(coloured(pane, "says")) > 5
        assert len(asked) == 1
