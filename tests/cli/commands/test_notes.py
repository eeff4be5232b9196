"""`octavo note` and `octavo notes`: writing notes and highlights, and listing them."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.draft import Draft
from tests.cli.conftest import Octavo, Shell
from tests.making import Clock, MakeArticle, draft

TEXT = "Round the garden ran *a low\nwall* of stones. Nobody climbed it."


@pytest.fixture
def article(make_article: MakeArticle) -> int:
    return make_article("The garden", TEXT).id


def test_a_note_is_written_and_listed(octavo: Octavo, article: int) -> None:
    done = octavo("note", "1", "-m", "# Why?\n\nSo low.", "--tag", "walls,essay")

    assert done.exit_code == 0
    assert done.stdout == ""
    assert done.stderr == "noted “Why?”\n"
    [line] = octavo.prints("notes")
    assert line.split("\t")[:5] == ["2", "1", "Why?", "", "essay,walls"]


def test_a_highlight_is_made_of_the_words_that_show(octavo: Octavo, article: int) -> None:
    [made] = octavo.objects(
        "note", "title:garden", "--quote", "ran a  low wall", "-m", "How low?"
    )

    assert made == octavo.objects("notes")[0]
    assert list(made) == (
        [
            "id",
            "article",
            "text",
            "quote",
            "prefix",
            "suffix",
            "offset",
            "detached",
            "tags",
            "added",
            "changed",
            "version",
        ]
    )
    assert made["quote"] == "ran a low wall"
    assert made["prefix"] == "Round the garden "
    assert made["suffix"] == " of stones. Nobody climbed it."
    assert (made["offset"], made["detached"], made["changed"]) == (17, False, None)


def test_a_highlight_needs_no_note(octavo: Octavo, article: int) -> None:
    done = octavo("note", "1", "--quote", "a low wall")
    assert (done.exit_code, done.stderr) == (0, "highlighted “a low wall”\n")


def test_a_highlight_whose_words_are_gone_is_detached(
    octavo: Octavo, library: Library, article: int
) -> None:
    octavo.prints("note", "1", "--quote", "Nobody climbed it.")
    octavo.prints("note", "1", "--quote", "a low wall of stones")
    text = library.text(1).replace("Nobody climbed it", "It was torn down")
    library.intake.renew({1: _with_text(text)}, label="fetch")

    assert {line["quote"]: line["detached"] for line in octavo.objects("notes")} == {
        "Nobody climbed it.": True,
        "a low wall of stones": False,
    }


def _with_text(text: str) -> Draft:
    return draft("The garden", text)


def test_each_article_of_a_query_gets_one(octavo: Octavo, make_article: MakeArticle) -> None:
    for title in ("One", "Two"):
        make_article(title, tags="essay")

    done = octavo("note", "tag:essay", "-m", "Compare")

    assert done.stderr == "noted “Compare” on 2 articles\n"
    assert sorted(str(line["article"]) for line in octavo.objects("notes")) == ["1", "2"]


def test_a_note_of_its_own_is_read_from_standard_input(
    octavo: Octavo, library: Library
) -> None:
    done = octavo("note", "--new", "-m", "-", input=b"Ein Gedanke\nmehr\n")

    assert done.exit_code == 0
    [line] = octavo.objects("notes")
    assert (line["article"], line["text"]) == (None, "Ein Gedanke\nmehr")


def test_the_latest_comes_first_and_a_query_narrows(
    octavo: Octavo, library: Library, article: int, clock: Clock
) -> None:
    for words in ("wheels", "gates", "wheel again"):
        clock.advance(minutes=1)
        library.notes.add(words, articles=[article])

    assert [line["text"] for line in octavo.objects("notes")] == [
        "wheel again",
        "gates",
        "wheels",
    ]
    assert {line["text"] for line in octavo.objects("notes", "wheel")} == {
        "wheels",
        "wheel again",
    }
    assert len(octavo.prints("notes", "--limit", "1")) == 1
    assert [line["id"] for line in octavo.objects("notes", "-wheel")] == [3]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["note", "1", "-m", " "], 1, "without words", id="nothing is no note"),
        pytest.param(["note", "99", "-m", "x"], 1, "no article or note", id="no such article"),
        pytest.param(["note", "2", "-m", "x"], 1, "is a note", id="on a note"),
        pytest.param(
            ["note", "1", "--quote", "a tower"], 1, "does not say", id="no such words"
        ),
        pytest.param(["note", "1"], 2, "-m TEXT", id="no terminal for an editor"),
        pytest.param(["note", "-m", "x"], 2, "--new", id="on what"),
        pytest.param(["note", "1", "--new", "-m", "x"], 2, "--new", id="on both"),
        pytest.param(["note", "1", "-m", "x", "--tag", ","], 2, "tag", id="what is no tag"),
        pytest.param(["notes", "nothing"], 3, "nothing matches", id="nothing matches"),
        pytest.param(["notes", '"open'], 2, "quot", id="no query"),
        pytest.param(["note", "tag:none", "-m", "x"], 3, "nothing matches", id="no article"),
    ],
)
def test_what_cannot_be_done_is_said(
    octavo: Octavo, library: Library, article: int, arguments: list[str], code: int, said: str
) -> None:
    library.notes.add("There", articles=[article])
    done = octavo(*arguments)
    assert done.exit_code == code
    assert said in done.stderr
    assert len(library.notes) == 1


def test_without_notes_there_are_none(octavo: Octavo, library: Library) -> None:
    done = octavo("notes")
    assert done.exit_code == 3
    assert "no notes yet" in done.stderr


def test_the_editor_shows_what_it_is_about(
    shell: Shell, library: Library, article: int, tmp_path: Path
) -> None:
    """The header is taken off again, whatever the editor does to the rest."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ncp "$1" seen\nprintf "How low?\\n" >> "$1"\n')
    editor.chmod(0o755)
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "octavo", "note", "1", "--quote", "a low wall"],
        env=shell.environment | {"VISUAL": str(editor), "TERM": "xterm"},
        cwd=tmp_path,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    os.close(ours)

    assert done.returncode == 0
    assert (tmp_path / "seen").read_text().splitlines()[:3] == [
        "<!--",
        "on The garden",
        "> a low wall",
    ]
    library.follow()
    [written] = library.notes_on(1)
    assert written.text == "How low?"
    assert written.highlight is not None
