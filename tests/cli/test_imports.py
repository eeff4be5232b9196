"""What is really imported when octavo starts: each floor only once somebody goes there."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.making import MakeArticle
from tests.terminal.terminal import Terminal

PROGRAM = """
import atexit, pathlib, sys
sys.argv[0] = "octavo"
file = pathlib.Path(sys.argv.pop(1))
atexit.register(lambda: file.write_text("\\n".join(sys.modules)))
from octavo.cli import main
main()
"""
HEAVY = {"textual", "trafilatura", "tantivy", "lxml", "httpx", "markdown_it", "rich.console"}
"""What takes long to import, and only some commands need."""


def _command(file: Path, *arguments: str) -> tuple[str, ...]:
    return sys.executable, "-c", PROGRAM, str(file), *arguments


def _imported(shell: Shell, *arguments: str) -> set[str]:
    """The modules that a command imports until it ends."""
    file = shell.cwd / "imported"
    subprocess.run(
        _command(file, *arguments), check=True, capture_output=True, env=shell.environment
    )
    return set(file.read_text().split())


def _floors(modules: set[str]) -> set[str]:
    """The packages of octavo among some modules."""
    return {name.split(".")[1] for name in modules if name.startswith("octavo.")}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_needs_only_the_command_line(shell: Shell, option: str) -> None:
    modules = _imported(shell, option)
    assert _floors(modules) <= {"cli", "model", "patterns"}
    assert not modules & (
        HEAVY | {"msgspec", "tinydb", "rich", "platformdirs", "octavo.model.article"}
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["list", "tag:river"],
        ["show", "1"],
        ["tag", "1", "+ai"],
        ["star", "tag:river"],
        ["tags"],
    ],
)
def test_a_command_needs_the_library_and_what_is_below_it(
    shell: Shell, make_article: MakeArticle, arguments: list[str]
) -> None:
    make_article("Weirs", tags="river")
    modules = _imported(shell, *arguments)
    assert not _floors(modules) & {"tui", "services", "importers", "exporters"}
    assert not modules & (HEAVY | {"shlex"})


def test_to_add_a_text_needs_neither_the_network_nor_what_reads_pages(shell: Shell) -> None:
    text = shell.cwd / "weirs.txt"
    text.write_text("A weir is a wall across a river, low enough for water to flow over it.\n")
    modules = _imported(shell, "add", str(text))
    assert not _floors(modules) & {"tui", "exporters"}
    others = {"asyncio", "ssl", "octavo.importers.web", "octavo.services.subscribe"}
    assert not modules & ((HEAVY | others) - {"lxml"})


def test_the_app_needs_no_importer_to_open(shell: Shell, make_article: MakeArticle) -> None:
    make_article("Weirs", "A weir is a wall.")
    file = shell.cwd / "imported"
    with Terminal(_command(file), shell.environment) as terminal:
        terminal.wait_for("A weir is a wall.")
        terminal.press("q")
        assert terminal.exit_code() == 0
    modules = set(file.read_text().split())
    assert {"octavo.tui.app", "octavo.tui.screens.main"} <= modules
    assert not _floors(modules) & {"importers", "exporters"}
    assert not modules & {"trafilatura", "lxml", "httpx", "feedparser"}
