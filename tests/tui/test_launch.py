"""What the app needs before its first screen is painted, and what it does not."""

import subprocess
import sys
from collections import Counter
from importlib.metadata import packages_distributions

import pytest
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from octavo.library.library import Library
from octavo.tui.app import Octavo
from tests.making import MakeArticle, draft

LATER = {
    "feedparser",
    "hashlib",
    "httpx",
    "lxml",
    "markdown_it",
    "octavo.importers",
    "octavo.library.feeds",
    "octavo.library.ingest.ingest",
    "octavo.markdown.blocks",
    "octavo.markdown.layout.caret",
    "octavo.markdown.layout.viewport",
    "octavo.markdown.plain_text",
    "octavo.model.language",
    "octavo.query.parser",
    "octavo.services.add",
    "octavo.tui.presenters.add_report",
    "octavo.tui.screens.dialogs",
    "octavo.tui.widgets.base.prompt",
    "octavo.tui.widgets.reading.input_modes",
    "octavo.tui.widgets.reading.text_links",
    "octavo.tui.widgets.reading.note_editor",
    "octavo.tui.widgets.reading.panel",
    "octavo.tui.widgets.tags.tag_menu",
    "shlex",
    "ssl",
    "tantivy",
    "tomllib",
    "textual.types",
    "textual.widgets._option_list",
    "textual.widgets._select",
    "textual.widgets._text_area",
    "textual.widgets._tree",
    "trafilatura",
}
"""Imported when they are first used; each would take some hundredths of a second."""

PROGRAM = """
import sys
from pathlib import Path
from octavo.library.library import Library
from octavo.settings.config import read_config
from octavo.tui.app import Octavo

class Launch(Octavo):
    def on_ready(self):
        super().on_ready()
        self.imported = [*sys.modules]
        self.exit()

config = read_config(Path(sys.argv[1]) / "config.toml")
with Library(Path(sys.argv[1]) / "library") as library:
    app = Launch(library, config=config)
    app.run(headless=True)
    print(*app.imported)
"""

OTHERS = {
    "attr",  # which rich looks at where there is one
    "click",
    "msgspec",
    "platformdirs",
    "rich",
    "textual",
    "textual_speedups",
    "tinydb",
    "typing_extensions",
}
"""All that is imported of what is installed."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What is imported when the first screen is painted, over a library with a text."""
    folder = tmp_path_factory.mktemp("launch")
    with Library.create(folder / "library") as library:
        library.add([draft("Weirs", "A *weir* is a wall.")])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_nothing_is_imported_that_the_first_screen_does_not_need(imported: set[str]) -> None:
    assert "octavo.tui.screens.main" in imported
    assert not imported & LATER


def test_no_other_package_is_imported_than_these(imported: set[str]) -> None:
    installed = packages_distributions().keys() - {"octavo", "_distutils_hack"}
    assert {name.partition(".")[0] for name in imported} & installed <= OTHERS


TLS = """
import octavo.tui.app, asyncio, socket, sys, threading
assert "ssl" not in sys.modules
from octavo.services.async_bridge import awaited

def answer_plainly():
    with server.accept()[0] as met:
        met.recv(100)
        met.sendall(b"no hello")

with socket.create_server(("127.0.0.1", 0)) as server:
    threading.Thread(target=answer_plainly).start()
    try:
        awaited(asyncio.open_connection(*server.getsockname(), ssl=True))
    except OSError as error:
        print(type(error).__name__)
"""


def test_what_the_app_fetches_is_fetched_by_tls_though_that_is_not_imported_to_launch() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TLS], capture_output=True, text=True, check=False
    )
    assert done.stdout == "SSLError\n", done.stderr


async def test_the_first_screen_is_painted_once_and_each_widget_styled_once(
    library: Library, make_article: MakeArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the second time for the text; the query line hears that it has nothing to say."""
    make_article("Weirs", "A *weir* is a wall.")
    styled: Counter[Widget] = Counter()
    painted: list[int] = []
    apply, paint = Stylesheet.apply, Octavo._display

    def counted(
        sheet: Stylesheet,
        node: DOMNode,
        *,
        animate: bool = False,
        cache: dict[tuple[object, ...], RulesMap] | None = None,
    ) -> None:
        styled.update([node] if isinstance(node, Widget) and not painted else [])
        apply(sheet, node, animate=animate, cache=cache)

    def shown(app: Octavo, screen: Screen[object], update: object) -> None:
        painted.extend([1] if update else [])
        paint(app, screen, update)  # type: ignore[arg-type]

    monkeypatch.setattr(Stylesheet, "apply", counted)
    monkeypatch.setattr(Octavo, "_display", shown)
    async with Octavo(library).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
    assert len(styled) > 15
    assert {type(widget).__name__ for widget, times in styled.items() if times > 1} <= {
        "QueryInput"
    }
    assert len(painted) <= 2
