"""The help."""

import click
import pytest

from octavo import __version__
from octavo.cli.program import COMMANDS, program
from tests.cli.conftest import Octavo


def test_the_help_names_every_command(octavo: Octavo) -> None:
    words = octavo("--help").stdout.split()
    assert set(COMMANDS) <= set(words)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    command = _command(name)
    assert (command.help or "").splitlines()[0] == COMMANDS[name][1]
    assert command.name == name


def _command(name: str) -> click.Command:
    command = program.get_command(click.Context(program), name)
    assert command
    return command


def _all_commands() -> list[click.Command]:
    top = [*map(_command, COMMANDS)]
    below = [
        c for group in top if isinstance(group, click.Group) for c in group.commands.values()
    ]
    return [program, *top, *below]


@pytest.mark.parametrize("command", _all_commands(), ids=lambda command: command.name)
def test_every_option_is_explained(command: click.Command) -> None:
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_fits(octavo: Octavo, name: str) -> None:
    lines = octavo(name, "--help").stdout.splitlines()
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("name", "example"),
    [("tag", "octavo tag 12 15 +ai -draft"), ("star", "octavo star 12 15")],
)
def test_examples_keep_their_lines(octavo: Octavo, name: str, example: str) -> None:
    assert example in [line.strip() for line in octavo(name, "--help").stdout.splitlines()]


def test_the_version(octavo: Octavo) -> None:
    assert octavo("--version").stdout == f"octavo {__version__}\n"


def test_an_unknown_command_brings_up_the_nearest(octavo: Octavo) -> None:
    assert "did you mean search?" in octavo("serach").stderr
    assert "octavo search korea" in octavo("korea").stderr


def test_the_app_is_not_opened_where_there_is_no_terminal(octavo: Octavo) -> None:
    done = octavo()
    assert done.exit_code == 2
    assert "needs a terminal" in done.stderr
