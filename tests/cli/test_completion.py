"""`octavo completion`: what the shells complete, tried in the shells themselves."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from octavo.cli.shells import register
from tests.cli.conftest import Octavo, Shell
from tests.cli.terminals import Terminal
from tests.making import MakeArticle

READY = "ready>"

_ZSH = 'autoload -U compinit; compinit -u -D; eval "$(octavo completion zsh)"'

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
def world(make_article: MakeArticle) -> None:
    """Three pieces with tags, one of two words."""
    make_article("Seoul weighs", tags="policy/industry korea", site="ledger.example")
    make_article("Weirs", tags='river "to read"')
    make_article("Locks", tags="river")


@pytest.fixture(params=START)
def prompt(
    request: pytest.FixtureRequest, shell: Shell, tmp_path: Path, world: None
) -> Iterator[Terminal]:
    """The prompt of a shell that has read the script."""
    name: str = request.param
    if not shutil.which(name):
        pytest.skip(f"there is no {name} here")
    program = tmp_path / "bin" / "octavo"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m octavo "$@"\n')
    program.chmod(0o755)
    environment = shell.environment | {
        "PATH": f"{program.parent}:{shell.environment['PATH']}",
        "TERM": "xterm",
        "LANG": "C.UTF-8",
    }
    command, start = START[name]
    with Terminal(command, environment, width=120) as terminal:
        terminal.type(start)
        assert terminal.shows(lambda lines: bool(lines) and lines[-1] == READY)
        yield terminal


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        pytest.param("octavo sea", "octavo search", id="a command"),
        pytest.param("octavo list tag:pol", "list tag:policy/industry", id="behind a colon"),
        pytest.param("octavo list 'is:unread tag:pol", "tag:policy/industry'", id="in quotes"),
        pytest.param("octavo tag 1 -- -pol", "-- -policy/industry", id="behind two dashes"),
    ],
)
def test_a_shell_completes(prompt: Terminal, typed: str, completed: str) -> None:
    prompt.type(f"{typed}\t")
    assert prompt.shows(lambda lines: completed in lines[-1]), prompt.lines


def test_a_tag_of_two_words_is_quoted_so_that_the_line_works(prompt: Terminal) -> None:
    prompt.type("octavo list tag:to\t")
    assert prompt.shows(lambda lines: "read" in lines[-1]), prompt.lines
    prompt.type("\r")
    assert prompt.shows(lambda lines: any("Weirs" in line for line in lines)), prompt.lines


def test_ids_come_with_their_titles(prompt: Terminal) -> None:
    prompt.type("octavo show \t\t")
    assert prompt.shows(lambda lines: any("Seoul weighs" in line for line in lines))


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
