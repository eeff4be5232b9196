"""However a session ends, the next one begins where it was left, and nothing is lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from octavo.library.library import Library
from tests.library.seeing import whole
from tests.making import draft
from tests.terminal.terminal import USUAL
from tests.terminal.window import Window, environment

DEAF = ("sh", "-c", "trap '' HUP; exec \"$@\"", "sh")
"""Starts a program that no hangup reaches, as `nohup` does."""


@pytest.fixture
def shelf(folder: Path) -> Path:
    """A closed library of forty articles, every fourth about a river."""
    with Library.create(folder) as library:
        kinds = ("river", "bridge", "weir", "ferry")
        library.add(
            draft(f"No {number}", f"{number} is about a {kinds[number % 4]}.\n\n" * 90)
            for number in range(40)
        )
    return folder


ENDS: dict[str, tuple[Callable[[Window], object], int]] = {
    "by q": (lambda window: window.press("q"), 0),
    "as the window is closed": (Window.hang_up, 128 + signal.SIGHUP),
    "asked by the system": (lambda window: window.send(signal.SIGTERM), 128 + signal.SIGTERM),
    "interrupted": (lambda window: window.send(signal.SIGINT), 128 + signal.SIGINT),
}


def test_the_next_session_begins_where_the_last_one_ended_however_it_did(
    shelf: Path, tmp_path: Path
) -> None:
    """And each gives the terminal back as it was, if that is still there."""
    places = {}
    for way, (end, code) in ENDS.items():
        copy = shutil.copytree(shelf, tmp_path / way / "library")
        with Window(copy) as window:
            window.wait_for("No 39")
            window.press("/riv\r")
            window.wait_for("10 of 40")
            window.press("jjj\r  ")
            window.wait_for("No 24 · 55 %")
            end(window)
            assert window.exit_code() == code, way
            assert b"Traceback" not in window.written, way
            assert end is Window.hang_up or b"\x1b[?1049l" in window.written, way
        places[way] = {**state(copy)["place"], "library": ""}
        assert places[way] == places["by q"], way
    assert places["by q"]["query"] == "riv"
    assert places["by q"]["in_text"]
    assert places["by q"]["position"]


@pytest.mark.parametrize("through", [(), DEAF], ids=["hears a hangup", "does not"])
def test_what_is_being_written_is_kept_as_the_window_is_closed(
    shelf: Path, through: tuple[str, ...]
) -> None:
    with Window(shelf, through=through) as window:
        window.wait_for("No 39")
        window.press("cHalf a loaf")
        window.wait_for("Half a loaf")
        window.press(" of bread")
        window.wait_for("of bread")
        window.hang_up()
        assert window.exit_code() == 128 + signal.SIGHUP
    with Library(shelf) as library:
        assert [note.text for note in library.notes.all()] == ["Half a loaf of bread"]


def test_a_query_that_is_being_typed_is_there_again(shelf: Path) -> None:
    with Window(shelf) as window:
        window.wait_for("No 39")
        window.press("/weir")
        window.wait_for("10 of 40")
        window.hang_up()
        assert window.exit_code() == 128 + signal.SIGHUP
    with Window(shelf) as window:
        window.wait_for("10 of 40")


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP], ids=["STOP", "TSTP"])
def test_who_was_stopped_from_outside_goes_on_and_ends_well(
    shelf: Path, number: signal.Signals
) -> None:
    with Window(shelf) as window:
        window.wait_for("No 39")
        window.send(number)
        window.wait_until(window.is_stopped, "it goes on")
        before = len(window.written)
        window.send(signal.SIGCONT)
        window.wait_until(lambda: b"\x1b[?1049h" in window.written[before:], "it stays away")
        window.wait_until(window.is_read_by_key, "it reads lines")
        window.press("/weir\rjx")
        window.wait_for("1 marked")
        window.press("q")
        assert window.exit_code() == 0
    assert state(shelf)["place"]["query"] == "weir"


def test_an_app_in_a_browser_ends_with_the_server_between(shelf: Path) -> None:
    driver = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", **environment(shelf)}
    octavo = [sys.executable, "-m", "octavo", "--library", str(shelf)]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(octavo, env=driver, stdin=pipe, stdout=pipe, stderr=nowhere) as app:
        assert app.stdin
        assert app.stdout
        written = b""
        while b"No 39" not in written:
            said = os.read(app.stdout.fileno(), 1 << 16)
            assert said, "it has ended"
            written += said
        for key in b"/weir\r":
            app.stdin.write(b"D\0\0\0\1" + bytes([key]))
        app.stdin.close()
        while os.read(app.stdout.fileno(), 1 << 16):
            pass
        assert app.wait() == 128 + signal.SIGHUP
    assert state(shelf)["place"]["query"] == "weir"


def state(shelf: Path) -> dict[str, dict[str, object]]:
    """What is remembered for the next session."""
    file = shelf.parent / "home" / "state" / "octavo" / "state.json"
    kept: dict[str, dict[str, object]] = json.loads(file.read_text())
    return kept


LONG = {
    "export": ("export", "--to", "jsonl", "-o", "all.jsonl", "--watch"),
    "serve": ("serve", "--port", "0"),
}
"""Commands that go on until they are told, and say then that they have stopped."""


@pytest.mark.parametrize("command", LONG.values(), ids=LONG)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_commands_that_go_on_end_well_when_the_system_asks(
    shelf: Path, tmp_path: Path, command: tuple[str, ...], number: signal.Signals
) -> None:
    octavo = [sys.executable, "-m", "octavo", "--library", str(shelf), *command]
    environment = {**os.environ, **USUAL, "HOME": str(tmp_path)}
    heard = signal.signal(number, signal.SIG_DFL)  # what is ignored here a child ignores, too
    process = subprocess.Popen(
        octavo, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    signal.signal(number, heard)
    with process:
        assert process.stdout
        assert process.stderr
        (process.stdout if command[0] == "serve" else process.stderr).readline()
        process.send_signal(number)
        assert process.stderr.read().decode().splitlines()[-1] == "stopped"
    assert process.returncode == 0


def test_what_is_typed_after_the_app_is_left_does_nothing(shelf: Path) -> None:
    with Library(shelf) as library:
        before = whole(library)
    with Window(shelf) as window:
        window.wait_for("No 39")
        window.press("q*diL%TMtnew\r")
        assert window.exit_code() == 0
    with Library(shelf) as library:
        assert whole(library) == before


def test_what_is_typed_after_a_text_on_view_is_left_does_nothing(
    shelf: Path, tmp_path: Path
) -> None:
    (tmp_path / "page.md").write_text("# A page\n\nWith words.\n")
    with Window(shelf, "view", str(tmp_path / "page.md")) as window:
        window.wait_for("With words.")
        window.press("qiLO")
        assert window.exit_code() == 0


def test_a_window_that_is_closed_may_say_so_twice(shelf: Path) -> None:
    with Window(shelf) as window:
        window.wait_for("No 39")
        window.press("cHalf a loaf")
        window.wait_for("Half a loaf")
        window.send(signal.SIGHUP)
        window.send(signal.SIGHUP)
        assert window.exit_code() == 128 + signal.SIGHUP
    with Library(shelf) as library:
        assert [note.text for note in library.notes.all()] == ["Half a loaf"]
