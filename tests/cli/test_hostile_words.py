"""Whatever the command line is given, it prints only what a terminal can safely show."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pexpect
import pytest

from octavo.cli.program import program
from octavo.library.library import Library
from octavo.services.browser import BrowserApp
from octavo.services.web_server import WebServer
from tests.cli.conftest import PATIENCE, Octavo
from tests.making import draft

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]")
WORD = "\x1b]0;Gotcha\x07\x1b[2Ja\u202egnp.exe\x9b31m\u2066\r\x08\x7f\udc9b1m"
"""Escape sequences, another direction, control characters, and a byte that is no UTF-8."""

TYPED = WORD.replace("\udc9b", "")


def commands(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """All commands that there are, with the words that lead to them."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if below := command.get_command(context, name):
                yield from commands(below, (*path, name))


def lines(path: tuple[str, ...], command: click.Command, word: str) -> Iterator[list[str]]:
    """Every way to give a command a word where it takes one, and where it takes none."""
    needed = [word for param in command.params if isinstance(param, click.Argument)]
    yield [*path, word]
    yield [*path, f"--{word}"]
    yield [*path, f"-{word}"]
    yield [*path, *needed, word, word]
    yield [*path, "1", "--", f"+{word}", word]
    for param in command.params:
        if isinstance(param, click.Option):
            yield [*path, param.opts[0], word, *needed]
            yield [*path, f"{param.opts[-1]}={word}", *needed]
            yield [*path, *needed, param.opts[-1]]


@pytest.fixture(scope="module")
def tree() -> list[tuple[tuple[str, ...], click.Command]]:
    return list(commands(program))


@pytest.fixture(autouse=True)
def here(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library with something in it, and a folder where words may become files."""
    library.add([draft("Weirs", "They hold the water.", tags="river")])
    (tmp_path / "here").mkdir()
    monkeypatch.setattr(WebServer, "serve_forever", lambda _: None)
    monkeypatch.setattr(BrowserApp, "serve", lambda *_: None)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path / "here")


def test_no_word_of_the_command_line_is_printed_as_it_is(
    octavo: Octavo, tree: list[tuple[tuple[str, ...], click.Command]]
) -> None:
    tried = 0
    for path, command in tree:
        for line in lines(path, command, WORD):
            done = octavo(*line, input=b"")
            said = done.stdout + done.stderr
            assert not UNSAFE.search(said), (line, said)
            tried += 1
    assert tried > 200


@pytest.mark.parametrize("name", ["OCTAVO_LIBRARY", "COLUMNS", "TERM", "http_proxy"])
def test_no_value_of_the_environment_is_printed_as_it_is(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, WORD)
    for line in (["list"], ["check"], ["feeds"], []):
        done = octavo(*line, OCTAVO_LIBRARY=WORD) if "LIBRARY" in name else octavo(*line)
        assert not UNSAFE.search(done.stdout + done.stderr), line


@pytest.mark.parametrize(
    "line",
    [[TYPED], ["list", f"--{TYPED}"], ["--library", TYPED, "list"], ["feeds", "remove", TYPED]],
    ids=["a command", "an option", "a library", "an argument"],
)
def test_a_terminal_is_spared_too(library: Library, line: list[str]) -> None:
    environment = {**os.environ, "OCTAVO_LIBRARY": str(library.folder), "TERM": "xterm"}
    process = pexpect.spawn(
        sys.executable,
        ["-m", "octavo", *line],
        env=environment,
        timeout=PATIENCE,
        encoding="utf-8",
    )
    said = process.read().replace("\r\n", "\n")
    assert "octavo" in said
    assert not UNSAFE.search(said)


def test_a_name_is_one_line_of_a_receipt_and_stands_there_whole(
    octavo: Octavo, tmp_path: Path
) -> None:
    named = tmp_path / "Tides\nadded 9 \x1b]0;x\x07weirs.md"
    named.write_text("They rise and fall.")

    told = octavo("add", str(named), f"{named}.gone").stderr.splitlines()

    shown = "Tides added 9 ␛]0;x␇weirs.md"
    assert [line.split()[0] for line in told] == ["added", "rejected", "1"]
    assert all(shown in line for line in told[:2])
    assert shown in octavo("import", f"{named}.gone").stdout


def test_what_cannot_be_seen_in_a_title_is_a_sign_in_a_pipe_too(
    octavo: Octavo, library: Library
) -> None:
    library.add([draft("Pay\u200bpal", "Another text.")])
    assert "\u200b" not in octavo("list").stdout
