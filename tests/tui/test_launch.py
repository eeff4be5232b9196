"""What the app needs before its first screen is painted, and what it does not."""

import subprocess
import sys
from pathlib import Path

LATER = {
    "feedparser",
    "httpx",
    "lxml",
    "markdown_it",
    "octavo.importers",
    "octavo.library.feeds",
    "octavo.library.ingest.ingest",
    "octavo.markdown.plain_text",
    "octavo.query.parser",
    "octavo.services.add",
    "octavo.tui.presenters.add_report",
    "octavo.tui.screens.dialogs",
    "octavo.tui.widgets.base.prompt",
    "octavo.tui.widgets.reading.hints",
    "octavo.tui.widgets.reading.note_editor",
    "octavo.tui.widgets.reading.panel",
    "octavo.tui.widgets.tags.tag_menu",
    "octavo.tui.widgets.tags.tag_prompt",
    "tantivy",
    "tomllib",
    "textual.widgets._text_area",
    "trafilatura",
}
"""Imported when they are first used; each would take some hundredths of a second."""

PROGRAM = """
import sys
from octavo.library.library import Library
from octavo.query import parse
from octavo.tui.presenters.search_results import ask
from octavo.tui.app import Octavo
from octavo.settings.config import read_config
from pathlib import Path

read_config(Path(sys.argv[1]) / "config.toml")
with Library.create(Path(sys.argv[1])) as library:
    Octavo(library).get_default_screen()
    ask(library, parse(""))
    print(*sys.modules)
"""


def test_nothing_is_imported_that_the_first_screen_does_not_need(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = set(done.stdout.split())
    assert "octavo.tui.screens.main" in imported
    assert not imported & LATER
