"""What lands in the inbox while the app is open."""

import pytest

from octavo.library.library import Library
from octavo.tui.controllers.intake import add
from octavo.tui.screens.command_screen import CommandScreen
from tests.tui.app.conftest import Open, Reader


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add, "LOOK_EVERY", 0.02)


def told(reader: Reader) -> str:
    """What the screen says that was done last."""
    assert isinstance(reader.app.screen, CommandScreen)
    return reader.app.screen.footer.last


async def test_it_comes_in_and_is_announced(open_room: Open, library: Library) -> None:
    """On another screen, too; a file that cannot is told, and stands there with its reason."""
    inbox = library.folder / "inbox"
    inbox.mkdir()
    async with open_room() as reader:
        await reader.press("T")
        (inbox / "weirs.md").write_text("# Weirs\n\nA low wall.\n")
        await reader.until((inbox / "done" / "weirs.md").exists)
        await reader.until(lambda: told(reader) == "added 1 article")
        await reader.press("q")
        assert told(reader) == "added 1 article"
        (inbox / "none.txt").write_bytes(b"\0\1" * 100)
        await reader.until((inbox / "none.txt.reason.txt").exists)
        await reader.until(lambda: "none.txt" in reader.toasts())
        assert not reader.controllers.jobs.running
        await reader.press("u")
    assert len(library) == 0
