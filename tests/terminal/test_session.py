"""A session at a real terminal: start, type, resize, quit, be killed, and two at once."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import tinydb

from octavo.library.library import Library
from octavo.model.tag import Tag
from tests.making import draft
from tests.terminal.terminal import Terminal
from tests.terminal.window import Window

DONE = "↶ u"
"""Stands in the footer once a change is kept: what it was, and that `u` takes it back."""


@pytest.fixture
def shelf(folder: Path) -> Path:
    """A closed library of five articles."""
    with Library.create(folder) as library:
        library.add(
            [
                draft("The river in winter", "Ice came down the river.", tags="river winter"),
                draft("A bridge of chains", "The bridge hangs from chains over the river."),
                draft("Weirs", "A weir is a low wall across a stream."),
                draft("On ferries", "A ferry crosses where no bridge is."),
                draft("Lamp light", "Reading late by a lamp."),
            ]
        )
    return folder


def tags_on_disk(folder: Path) -> dict[str, list[str]]:
    """The tags of each article by its title, as plain TinyDB reads them."""
    with tinydb.TinyDB(folder / "library.json") as db:
        return {article["title"]: article["tags"] for article in db.table("articles")}


def octavo(folder: Path, *arguments: str) -> str:
    """What a command prints."""
    command = [sys.executable, "-m", "octavo", "--library", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_tags_by_keyboard_are_in_the_file_that_tinydb_reads(shelf: Path) -> None:
    """One that is undone is not, and all keys of one burst come in their order."""
    with Window(shelf) as window:
        window.wait_for("Lamp light")
        window.press("/")
        window.press("weir")
        window.wait_for("1 of 5")
        window.press("\r")
        window.press("+water\r")
        window.wait_for("water")
        window.press("u")
        window.wait_for("took back")
        window.press("/\x15bridge\r")
        window.wait_for("2 of 5")
        window.press("*")
        window.press("t")
        window.wait_for("Esc done")
        window.press("crossing\r")
        window.wait_for("crossing  ")
        window.press("\x1b")
        window.wait_without("Esc done")
        window.press("*/\x15lamp\rcburst note\x1btnight\r\x1be")
        window.wait_for("archived ‘Lamp light’")
        window.press("\x1bq")
        assert window.exit_code() == 0
    tags = tags_on_disk(shelf)
    assert [title for title in tags if "crossing" in tags[title]] == [
        "A bridge of chains",
        "On ferries",
    ]
    assert (tags["Lamp light"], tags["Weirs"]) == (["night"], [])
    with tinydb.TinyDB(shelf / "library.json") as db:
        assert [note["text"] for note in db.table("notes")] == ["burst note"]


def test_what_comes_in_one_write_arrives_in_order_and_nothing_in_a_paste_is_a_key(
    shelf: Path,
) -> None:
    with Window(shelf) as window:
        window.wait_for("Lamp light")
        window.press("/the quick brown fox jumps over it")
        window.wait_for("/ the quick brown fox jumps over it")
        window.press("\x1b")
        window.wait_for("newest first")
        window.press("/\x1b[200~deserted \x1b[31misland\x1b[0m\rd\x1b[201~")
        window.wait_for("/ deserted island")
        for _ in range(5):  # Esc leaves the query line, and never the app
            window.press("\x1b")
            window.wait_for("newest first")
        assert window.is_running()
    with Library(shelf) as library:
        assert library.trashed() == 0


def test_no_size_brings_it_down(shelf: Path) -> None:
    """And one in the environment does not hide that of the terminal."""
    with Window(shelf, COLUMNS="80", LINES="24") as window:
        window.wait_for("Lamp light")
        window.resize(100, 30)
        window.wait_until(
            lambda: window.screen.display[29].strip() != "", "the last line is bare"
        )
        for size in ((50, 15), (40, 10), (200, 60)):
            window.press("\r")
            window.resize(*size)
            window.wait_for("Lamp light")
            window.press("t")
            window.wait_for("Esc done")
            window.press("\x1b")
            window.wait_without("Esc done")  # Esc and a letter at once would be one key
            window.press("h?")
            window.wait_for("a command, a key")
            window.press("\x1b")
            window.wait_without("a command, a key")
            window.resize(120, 40)
            window.wait_for("newest first")
        window.press("q")
        assert window.exit_code() == 0


def test_the_app_sees_what_commands_do_and_they_see_it_at_once_also_after_a_kill(
    shelf: Path, tmp_path: Path
) -> None:
    page = tmp_path / "fog.md"
    page.write_text("# Fog on the water\n\nThe ferry waited for the fog to lift.\n")
    with Window(shelf) as window:
        window.wait_for("Lamp light")
        octavo(shelf, "add", str(page))
        window.wait_for("1 new article · F5 shows them")
        window.press("\x1b[15~")
        window.wait_for("Fog on the water")
        window.press("/weir\r")
        window.wait_for("1 of 6")
        window.press("+seen\r")
        window.wait_for(DONE)
        [line] = octavo(shelf, "list", "tag:seen", "--json").splitlines()
        assert json.loads(line)["title"] == "Weirs"
        window.kill()
    with Library(shelf) as library:
        assert Tag("seen") in {count.tag for count in library.tags.counts()}


def test_no_color_means_no_colour(shelf: Path) -> None:
    """And what is under the cursor, what is marked and what is open can still be told."""
    with Window(shelf, NO_COLOR="1") as window:
        window.wait_for("Lamp light")
        assert "Lamp light" in reversed_text(window)
        window.press("/river\r")
        window.wait_for("2 of 5")
        window.press("x\r")
        window.wait_for("1 marked")
        window.press("t")
        window.wait_for("Esc done")
        window.press("win")
        window.wait_for("make tag ‘win’")
        assert "winter" in reversed_text(window)
        window.press("\x1b\x1b?")
        window.wait_for("a command, a key")
        assert set(codes(window.written)) <= ATTRIBUTES


ATTRIBUTES = {"0", "1", "2", "3", "4", "7", "9", "22", "23", "24", "27", "29"}
"""What may be said of text without naming a colour, and the end of each."""


def codes(written: bytes) -> list[str]:
    """Every number that was sent to say how text looks."""
    runs = re.findall(rb"\x1b\[([\d;:]*)m", written)
    return [code or "0" for run in runs for code in run.decode().split(";")]


def reversed_text(window: Window) -> str:
    """What the screen shows in reverse."""
    rows = window.screen.buffer
    return "".join(
        rows[line][column].data if rows[line][column].reverse else " "
        for line in range(window.screen.lines)
        for column in range(window.screen.columns)
    )


def test_markup_and_escapes_in_titles_are_only_text(folder: Path) -> None:
    with Library.create(folder) as library:
        library.add([draft("[red]x[/] and [1] \x1b[31mboo", "Text.")])
    with Window(folder) as window:
        window.wait_for("[red]x[/] and [1]")
        assert b"\x1b[31mboo" not in window.written


def test_a_note_that_is_being_written_survives_a_kill(shelf: Path) -> None:
    unsaved = shelf.parent / "home" / "state" / "octavo" / "unsaved"

    def is_saved() -> bool:
        return any("Half a loaf" in file.read_text() for file in unsaved.glob("*.json"))

    with Window(shelf) as window:
        window.wait_for("Lamp light")
        window.press("cHalf a loaf")
        window.wait_until(is_saved, "nothing is saved")
        window.kill()
    with Window(shelf) as window:
        window.wait_for("was not finished")
        window.press("\r")
        window.wait_for("Esc keep")
        window.press(" of bread\x1b")
        window.wait_for(DONE)
        assert not list(unsaved.glob("*.json"))
        window.press("q")
        assert window.exit_code() == 0
    assert "Half a loaf of bread" in octavo(shelf, "notes")


def test_a_note_goes_to_the_editor_of_the_reader_and_back(shelf: Path) -> None:
    editor = shelf.parent / "editor"
    script = 'printf "and from outside" >> "$1"; grep -q "on Lamp light" "$1"'
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    with Window(shelf, VISUAL=str(editor)) as window:
        window.wait_for("Lamp light")
        window.press("cInside \x07")
        window.wait_for("and from outside")
        titled = "\x1b]2;Lamp light · octavo\x07".encode()
        assert window.written.count(titled) == 2, "the window has its title back"
        window.press("\x1b")
        window.wait_for(DONE)
        window.press("q")
        assert window.exit_code() == 0
    assert "Inside" in octavo(shelf, "notes", "outside")


def test_a_pager_takes_its_keys_from_the_terminal(shelf: Path, tmp_path: Path) -> None:
    """While its text comes through a pipe, and what is kept of that is in the library."""
    (tmp_path / "given.md").write_text("---\ntitle: Sluices\n---\nA gate in a weir.\n")
    line = f'"{sys.executable}" -m octavo --library "{shelf}" view < "{tmp_path}/given.md"'
    with Terminal(["sh", "-c", line], {**os.environ, "HOME": str(tmp_path)}) as window:
        window.wait_for("A gate in a weir.")
        window.press("a")
        window.wait_for("in your library now")
        window.press("q")
        assert window.exit_code() == 0
    assert "Sluices" in tags_on_disk(shelf)
