"""The app on what is only on view."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.article import State
from octavo.model.draft import LedgerEntry, Result
from octavo.services.add import Added, Viewing
from octavo.settings.commands import COMMANDS, Context
from octavo.settings.state import LastPlace, Remembered, remember, remembered
from octavo.tui.app import Octavo
from octavo.tui.screens import main
from tests.tui.app.conftest import WIDE, Reader

OpenView = Callable[..., AbstractAsyncContextManager[Reader]]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Where the person's own library is to be, which is not made yet."""
    return tmp_path / "own"


@pytest.fixture
def viewing(tmp_path: Path, own: Path) -> Iterator[Viewing]:
    """Two texts on view."""
    names = [tmp_path / "weirs.md", tmp_path / "ferries.md"]
    names[0].write_text("# Weirs\n\nA *low* wall.\n")
    names[1].write_text("# Ferries\n\nOver the river.\n")

    def opened() -> Library:
        return Library(own) if own.exists() else Library.create(own)

    with Viewing(tmp_path / "passing", opened) as viewing:
        assert not viewing.read(map(str, names), lambda _: b"")
        yield viewing


@pytest.fixture
def open_view(viewing: Viewing, tmp_path: Path) -> OpenView:
    """Opens the app over what is on view."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = WIDE) -> AsyncIterator[Reader]:
        app = Octavo(viewing.library, state=tmp_path / "state.json", viewing=viewing)
        async with app.run_test(size=size) as pilot:
            reader = Reader(app, pilot)
            await reader.settle()
            yield reader

    return opened


def kept(own: Path) -> list[str]:
    """The titles in the person's own library."""
    with Library(own) as library:
        return [article["title"] for article in library.db.table("articles").all()]


@pytest.mark.parametrize("size", [(120, 40), (50, 15)])
async def test_the_text_is_there_at_once_and_alone(
    open_view: OpenView, size: tuple[int, int]
) -> None:
    async with open_view(size) as reader:
        assert reader.app.focused is reader.text
        assert reader.controllers.reading.id == 1
        assert reader.panes.single == "right"
        headline = reader.panes.headline.render().plain
        assert "added" not in headline
        assert "%" not in headline
        await reader.press("]")
        assert reader.controllers.reading.id == 2
        assert reader.app.focused is reader.text


def test_what_is_slow_to_come_is_listed_in_its_turn(
    viewing: Viewing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bridges.md").write_text("# Bridges\n\nOver it, too.\n")
    later = viewing.library.now() + timedelta(hours=1)
    monkeypatch.setattr(viewing.library, "now", lambda: later)
    viewing.read([str(tmp_path / "bridges.md")], lambda _: b"")
    titles = [article.title for article in viewing.library.articles()]
    assert titles == ["Weirs", "Ferries", "Bridges"]


async def test_a_keeps_what_is_shown(open_view: OpenView, viewing: Viewing, own: Path) -> None:
    """Once, however often it is pressed."""
    async with open_view() as reader:
        await reader.press("]", "a")
        await reader.press("a")
    assert kept(own) == ["Ferries"]
    assert viewing.kept == [(1, "Ferries")]


async def test_that_it_was_read_is_no_news(
    open_view: OpenView, viewing: Viewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody could undo it, and nothing of it is kept."""
    monkeypatch.setattr(main, "PLACE_KEPT_EVERY", 0.01)
    async with open_view() as reader:
        await reader.press("G")
        await reader.until(lambda: viewing.library.article(1).state is State.READ)
        await reader.settle()
        assert "↶" not in reader.footer.render_line(0).text


async def test_a_page_that_is_kept_as_a_link_is_told_as_one(
    open_view: OpenView, viewing: Viewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = LedgerEntry(input="https://example.org/", result=Result.ADDED, id=7)
    link = Added(input=entry.input, entry=entry, error="nobody answers")
    monkeypatch.setattr(viewing, "keep_page", lambda _: link)
    async with open_view() as reader:
        reader.controllers.keeping.add_page("https://example.org/")
        await reader.settle()
        assert reader.toasts() == "It is kept as a link, 7, because nobody answers."


async def test_no_other_key_keeps_or_changes_anything(
    open_view: OpenView, viewing: Viewing, own: Path
) -> None:
    """What would be gone with the passing library cannot be made in it."""
    before = viewing.library.history.labels
    async with open_view() as reader:
        bound = {each.binding.id for each in reader.app.active_bindings.values()}
        works = {each.id for each in COMMANDS if Context.VIEW in each.when and each.keys}
        assert bound & {each.id for each in COMMANDS} == works
        for key in ("t", "s", "d", "e", "c", "H", "v", "h", "escape", "tab", "T", "F", "slash"):
            await reader.pilot.press(key)
        await reader.settle()
        assert len(reader.app.screen_stack) == 1
    assert viewing.library.history.labels == before
    assert not own.exists()


async def test_the_place_in_the_own_library_stays_remembered(
    open_view: OpenView, tmp_path: Path
) -> None:
    place = LastPlace("/library", "river", row=7)
    remember(Remembered(place=place), tmp_path / "state.json")
    async with open_view() as reader:
        await reader.press(">", "q")
    assert remembered(tmp_path / "state.json").place == place
