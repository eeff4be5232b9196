"""`octavo completion`: what the shells complete, tried in the shells themselves."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from octavo.cli.commands.completion import register
from octavo.library.library import Library
from tests.cli.conftest import Octavo, Shell
from tests.making import draft
from tests.terminal.terminal import Terminal

READY = "ready>"

_ZSH = 'autoload -U compinit; compinit -u -D; eval "$(octavo completion zsh)"'

WORLD = (
    draft("Seoul weighs", tags="policy/industry korea", site="ledger.example"),
    draft("Weirs", tags='river "to read"'),
    draft("Locks", tags="river"),
)
"""Three pieces with tags, one of two words."""

START = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        f"PS1='{READY} '; eval \"$(octavo completion bash)\"\r",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        f"PS1='{READY} '; {_ZSH}\r",
    ),
    "fish": (
        ["fish", "--no-config", "-i"],
        f"function fish_prompt; echo '{READY} '; end; octavo completion fish | source\r",
    ),
}


@pytest.fixture
def world(library: Library) -> None:
    """The library of the test with all of `WORLD`."""
    library.add(WORLD)


@pytest.fixture(scope="module", params=START)
def prompt(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Terminal]:
    """The prompt of a shell that has read the script, on a library like `world`."""
    name: str = request.param
    if not shutil.which(name):
        if os.environ.get("CI"):
            pytest.fail(f"there is no {name} here, and nothing may be skipped where CI is set")
        pytest.skip(f"there is no {name} here")
    home = tmp_path_factory.mktemp(name)
    with Library.create(home / "library") as library:
        library.add(WORLD)
    program = home / "bin" / "octavo"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m octavo "$@"\n')
    program.chmod(0o755)
    inherited = Shell(home / "library", home).environment
    found = {"PATH": f"{program.parent}:{inherited['PATH']}", "TERM": "xterm"}
    command, start = START[name]
    with Terminal(command, inherited | found) as terminal:
        terminal.press(start)
        _wait_for_prompt(terminal)
        yield terminal


@pytest.fixture
def fresh(prompt: Terminal) -> Iterator[Terminal]:
    """The same; what a test types is taken off its line, and the screen cleared, behind it."""
    yield prompt
    prompt.press("\x15\x0c")
    _wait_for_prompt(prompt)


def _wait_for_prompt(terminal: Terminal) -> None:
    terminal.wait_until(lambda: terminal.lines[-1:] == [READY], "there is no prompt")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        pytest.param("octavo sea", "octavo search", id="a command"),
        pytest.param("octavo list tag:pol", "list tag:policy/industry", id="behind a colon"),
        pytest.param("octavo list 'is:unread tag:pol", "tag:policy/industry'", id="in quotes"),
        pytest.param('octavo tag "tag:pol', 'tag "tag:policy/industry"', id="in double quotes"),
        pytest.param('octavo list "is:unread tag:pol', 'industry"', id="the last of a query"),
        pytest.param('octavo tags rename "to', 'rename "to read"', id="a space in quotes"),
        pytest.param("octavo tag 1 -- -pol", "-- -policy/industry", id="behind two dashes"),
    ],
)
def test_a_shell_completes(fresh: Terminal, typed: str, completed: str) -> None:
    fresh.press(f"{typed}\t")
    fresh.wait_for(completed)


def test_a_tag_of_two_words_is_quoted_so_that_the_line_works(fresh: Terminal) -> None:
    fresh.press("octavo list tag:to\t")
    typed = f"{READY} octavo list tag:to"
    fresh.wait_until(lambda: "read" in fresh.lines[-1].removeprefix(typed), "not completed")
    fresh.press("\r")
    fresh.wait_for("Weirs")


@pytest.mark.parametrize("quote", ['"', "'"], ids=["in double quotes", "in single quotes"])
def test_a_tag_of_two_words_in_an_open_quote_makes_a_line_that_works(
    fresh: Terminal, quote: str
) -> None:
    typed = f"octavo list {quote}tag:to"
    fresh.press(f"{typed}\t")
    fresh.wait_until(lambda: "read" in fresh.lines[-1].split(typed)[-1], "not completed")
    fresh.press("\r")
    fresh.wait_for("Weirs")


def test_a_field_in_an_open_quote_leaves_it_open_for_its_value(fresh: Terminal) -> None:
    fresh.press('octavo list "ta\t')
    fresh.wait_for('"tag:')
    fresh.press("pol\t")
    fresh.wait_for('"tag:policy/industry"')


def test_ids_come_with_their_titles(fresh: Terminal) -> None:
    fresh.press("octavo show \t\t")
    fresh.wait_for("Seoul weighs")


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        pytest.param("tags ren", ["rename"], id="a command below another"),
        pytest.param("list --lim", ["--limit"], id="an option"),
        pytest.param("list ta", ["tag:"], id="a field of a query"),
        pytest.param("list is:unr", ["is:unread"], id="a value that is known to all"),
        pytest.param("list site:led", ["site:ledger.example"], id="a site"),
        pytest.param("list tag:", ["tag:river", "tag:korea"], id="the most used tag first"),
        pytest.param("list tag:ind", ["tag:policy/industry"], id="the one tag that holds it"),
        pytest.param("tag 1 +pol", ["+policy/industry"], id="a tag to put on"),
        pytest.param("tag 1 -- r", ["+river"], id="a sign is put before"),
        pytest.param("tag 1 2 ", ["3", "2", "1"], id="more ids, and no words behind ids"),
        pytest.param("add --tag riv", ["river"], id="the value of an option"),
        pytest.param("completion fi", ["fish"], id="a choice"),
        pytest.param("export --to mark", ["markdown"], id="a format of exports"),
        pytest.param("export --to csv -o /et", ["/et"], id="a file, which the shell knows"),
        pytest.param("export tag:ind", ["tag:policy/industry"], id="what is exported"),
        pytest.param("keys ", [], id="nothing where nothing can stand"),
    ],
)
def test_a_line_is_completed(
    octavo: Octavo, world: None, line: str, completed: list[str]
) -> None:
    register()
    answers = octavo(_OCTAVO_COMPLETE="fish_complete", COMP_LINE=f"octavo {line}").stdout
    values = [answer.split("\t")[1] for answer in answers.splitlines() if answer]
    assert values[: len(completed)] == completed
    assert bool(values) == bool(completed)


def test_a_shell_that_is_not_known_is_wrong_usage(octavo: Octavo) -> None:
    assert octavo("completion", "tcsh").exit_code == 2


def test_without_a_library_nothing_is_completed_and_nothing_said(
    shell: Shell, tmp_path: Path
) -> None:
    done = shell(
        _OCTAVO_COMPLETE="zsh_complete",
        COMP_LINE="octavo list tag:a",
        OCTAVO_LIBRARY=str(tmp_path / "nowhere"),
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"", b"")
