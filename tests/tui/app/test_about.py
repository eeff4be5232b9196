"""Where an article came from, by keys; all keys in one write."""

import pytest
from msgspec.structs import replace

from octavo.library.library import Library
from octavo.markdown.aligned_text import highlight_of
from octavo.model.article import State
from octavo.model.provenance import Author, Declaration, Provenance
from tests.making import draft
from tests.tui.app.conftest import NARROW, WIDE, Open
from tests.tui.widgets.stage import lines

MADE = "Boats may pass from June on, if the weather allows it."
TEXT = "Before it.\n\n" * 60 + f"{MADE}\n\n" + "After it, words.\n\n" * 60
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)


@pytest.fixture
def locks(library: Library) -> int:
    """An article of which one paragraph is declared generated."""
    start = TEXT.index(MADE)
    span = highlight_of(TEXT, start, start + len(MADE))
    known = Provenance(
        (
            Declaration("ai-disclosure", "ai-generated", "<p>", span),
            Declaration("ai-disclosure", "[red]odd[/] \x1b[2J", "meta"),
        ),
        (Author("Ann Lee", "Person"),),
        looked_at=True,
    )
    piece = replace(draft("Locks", TEXT), provenance=known, authors=("Ann Lee",))
    [entry] = library.add([piece])
    return entry.id or 0


@pytest.mark.usefixtures("locks")
@SIZES
async def test_the_panel_leads_to_the_place_of_a_finding_or_back(
    open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        await reader.press("i")
        shown = "\n".join(lines(reader.panes.about.lines))
        assert "Ann Lee, a person, a bare name" in shown
        await reader.press("escape")
        assert reader.list.has_focus
        assert not reader.panes.about.is_open
        await reader.press("enter", "i", *"generated", "enter")
        assert lines(reader.text)[0].strip().removeprefix("A ") == MADE
        assert reader.text.has_focus
        await reader.press("ctrl+o")
        assert lines(reader.text)[0].strip(" ▐") == "Before it."


@pytest.mark.usefixtures("locks")
async def test_a_declared_part_has_a_sign_and_what_is_declared_stays_text(
    open_room: Open,
) -> None:
    async with open_room() as reader:
        await reader.press("enter", *"/boats", "enter")
        shown = [line.strip(" ▐") for line in lines(reader.text)]
        assert f"A {MADE}" in shown
        assert {line for line in shown if line} == {
            "Before it.",
            f"A {MADE}",
            "After it, words.",
        }
        await reader.press("i", *"odd")
        assert "[red]odd[/] ␛[2J (meta)" in "\n".join(lines(reader.panes.about.lines))


async def test_the_row_of_what_is_declared_has_a_letter(
    library: Library, locks: int, open_room: Open
) -> None:
    library.add([draft("Another", "Plain.")])
    async with open_room() as reader:
        shown = lines(reader.list)
        assert [row[26] for row in shown if "min" in row] == [" ", "A"]
        await reader.press(*"/is:declared-ai", "enter")
        assert list(reader.list.rows) == [locks]


async def test_a_note_came_from_nowhere(library: Library, open_room: Open) -> None:
    library.notes.add("Mine.")
    async with open_room(query="in:notes") as reader:
        await reader.press("i")
        assert "came from somewhere" in reader.toasts()


@SIZES
async def test_what_is_known_is_corrected_in_a_form(
    library: Library, locks: int, open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        typed = ("end", *" two", "down", *"; Bo", "down", "down", *"2026-03")
        await reader.press("I", *typed, "enter")
        article = library.article(locks)
        assert (article.title, article.authors) == ("Locks two", ("Ann Lee", "Bo"))
        assert article.published
        assert article.corrected == ("authors", "published", "title")
        assert reader.titles() == ["Locks two"]
        await reader.press("u")
        assert library.article(locks).title == "Locks"
        assert library.article(locks).corrected == ()


@pytest.mark.usefixtures("locks")
async def test_a_form_keeps_nothing_that_cannot_be(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("I", "down", "down", "down", *"soon", "enter")
        assert not library.history.labels()[1:]
        await reader.press("escape")
        assert library.article(1).published is None
        await reader.press("I", "enter")
        assert library.article(1).corrected == ()


@pytest.fixture
def versions(library: Library) -> None:
    """An article of three versions, with a highlight in the first."""
    first = "The gate rose at one.\n\nThe keeper went home."
    library.add([draft("Gates", first)])
    library.notes.add("", articles=[1], highlight=highlight_of(first, 4, 8))
    for text in (
        first.replace("rose", "fell"),
        first.replace("rose", "fell") + "\n\nIt rained.",
    ):
        library.intake.renew({1: draft("Gates", text)}, label="fetch {}")


@pytest.mark.usefixtures("versions")
@SIZES
async def test_the_versions_are_told_and_compared(
    open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size) as reader:
        await reader.press("enter", "i", *"+1")
        assert "▸ Version 2" in "\n".join(lines(reader.panes.about.lines))
        await reader.press("enter")
        assert "[-rose-] {+fell+}" in "\n".join(lines(reader.panes.popup.text))
        await reader.press("enter")
        assert lines(reader.panes.popup.text)[0].strip(" ▐") == "The gate fell at one."
        await reader.press("escape")
        assert reader.text.has_focus
        assert not reader.panes.popup.is_open


@pytest.mark.usefixtures("versions")
async def test_a_version_is_made_the_text_again_and_undone(
    library: Library, open_room: Open
) -> None:
    library.mark([1], State.READ)
    async with open_room() as reader:
        await reader.step("enter", "i", *"version 1", "ctrl+t")
        assert library.text(1).startswith("The gate rose at one.")
        assert "the text" in " ".join(" ".join(lines(reader.panes.about.lines)).split())
        assert lines(reader.text)[0].strip(" ▐") == "The gate rose at one."
        assert reader.text.highlights
        await reader.press("ctrl+t")
        assert "Version 1 is the text already." in reader.toasts()
        await reader.press("escape", "u")
        assert lines(reader.text)[0].strip(" ▐") == "The gate fell at one."
        await reader.press("i", "ctrl+t")
        assert "Only a version of the text can be used." in reader.toasts()


@pytest.mark.usefixtures("versions")
async def test_what_is_new_in_a_version_is_counted_and_a_highlight_of_one_says_so(
    open_room: Open,
) -> None:
    async with open_room() as reader:
        await reader.press("enter", "A")
        assert "of version 1" in "\n".join(lines(reader.panes.highlights.lines))
        await reader.press("escape", "i", *"version")
        shown = " ".join(" ".join(lines(reader.panes.about.lines)).split())
        assert "9 words · 1 highlight" in shown
        assert "+1 −1" in shown
        assert "+2 −0 · the text" in shown


@pytest.mark.usefixtures("versions")
async def test_a_field_that_was_changed_elsewhere_meanwhile_is_told(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.press("I", "end", *" two")
        with Library(library.folder) as other:
            other.correct([1], {"title": "Theirs"})
        await reader.press("enter")
        assert library.article(1).title == "Gates two"
        assert "Title was changed elsewhere meanwhile, to: Theirs." in reader.toasts()
        await reader.press("u")
        assert library.article(1).title == "Theirs"
