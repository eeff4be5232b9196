"""`octavo undo` and `octavo redo`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from octavo.library.library import Library
from tests.cli.conftest import Octavo
from tests.library.repair.damage import Tables
from tests.making import MakeArticle


def test_undo_takes_back_and_redo_does_again(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    octavo.prints("star", "1")
    assert octavo("undo").stderr == "took back: starred ‘Weirs’\n"
    library.follow()
    assert not library.article(1).starred
    assert octavo("redo").stderr == "done again: starred ‘Weirs’\n"
    library.follow()
    assert library.article(1).starred


def test_the_way_back_is_listed_latest_first(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs")
    octavo.prints("star", "1")
    assert octavo.prints("undo", "--list") == ["star ‘Weirs’", "add Weirs"]


def test_tags_that_look_alike_are_told_apart_in_what_was_done(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    for tag in ("paypal", "p\u0430ypal", "pay\u200dpal"):
        octavo.prints("tag", "1", "--", f"+{tag}")
    told = {line.partition("+")[2] for line in octavo.prints("undo", "--list")}
    assert told == {
        "paypal",
        "p\u0430ypal [\u0430 is Cyrillic]",
        "pay\ufffdpal [U+200D]",
        "",
    }
    assert octavo("undo").stderr.endswith("+pay\ufffdpal [U+200D]\n")
    assert octavo("undo").stderr.endswith("+p\u0430ypal [\u0430 is Cyrillic]\n")


def test_a_tag_is_the_same_however_its_accents_are_written(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    """What is typed, what is asked for and what a script has written."""
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    make_article("Weirs", tags=composed)
    make_article("Locks", tags=decomposed)
    assert [line.split()[0] for line in octavo.prints("tags")] == [composed]
    for tag in (composed, decomposed):
        assert len(octavo.prints("list", f"tag:{tag}")) == 2
    octavo.prints("tag", "1", "--", f"-{decomposed}")
    assert len(octavo.prints("list", f"tag:{composed}")) == 1


def test_an_empty_way_back_matches_nothing(octavo: Octavo, library: Library) -> None:
    done = octavo("undo", "--list")
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr == "octavo: there is nothing to undo\n"


def test_with_nothing_left_it_says_so(octavo: Octavo, library: Library) -> None:
    for command in ("undo", "redo"):
        done = octavo(command)
        assert done.exit_code == 1
        assert done.stderr == f"octavo: there is nothing to {command}\n"


def edited(tables: Tables) -> None:
    tables["articles"]["1"].update(title="Barrages", starred=True)


def added(tables: Tables) -> None:
    tables["articles"]["9"] = {"title": "By hand"}


def deleted(tables: Tables) -> None:
    del tables["articles"]["2"]


def reordered(tables: Tables) -> None:
    tables["articles"] = dict(reversed(tables["articles"].items()))


def in_form_alone(_: Tables) -> None:
    """Only written with other blanks."""


PLAIN: dict[str, Any] = {}
INDENTED: dict[str, Any] = {"indent": 2}
COMPACT: dict[str, Any] = {"separators": (",", ":"), "ensure_ascii": False}


@pytest.mark.parametrize(
    ("change", "count", "form"),
    [
        *(
            (change, 1, form)
            for change in (edited, added, deleted)
            for form in (PLAIN, COMPACT)
        ),
        *((reordered, 0, form) for form in (PLAIN, INDENTED, COMPACT)),
        *((in_form_alone, 0, form) for form in (PLAIN, INDENTED)),
    ],
)
def test_what_another_program_did_is_said_by_check_and_by_the_way_back(
    octavo: Octavo,
    library: Library,
    folder: Path,
    make_article: MakeArticle,
    change: Callable[[Tables], None],
    count: int,
    form: dict[str, Any],
) -> None:
    """As a step for undo, or where there is nothing to take back, once and beside it."""
    make_article("Weirs")
    make_article("Locks")
    library.close()
    before = sorted(octavo.prints("list"))
    tables = json.loads((folder / "library.json").read_text())
    change(tables)
    (folder / "library.json").write_text(json.dumps(tables, **form))

    by_script = "library.json was changed by another program on "
    number = f", {count} document{'' if count == 1 else 's'}"
    done = octavo("check")
    assert (done.exit_code, done.stdout.partition(by_script)[0]) == (1, "note: ")
    assert f"{number}; octavo takes it in" in done.stdout
    listed = octavo("undo", "--list")
    said, _, _ = (listed.stdout if count else listed.stderr).partition("\n")
    assert said.startswith(by_script)
    assert said.endswith(number)
    assert octavo("check").stderr == "all is well\n"
    if count:
        octavo.prints("undo")
    assert sorted(octavo.prints("list")) == before


def test_a_change_that_may_be_damage_is_asked_about(
    octavo: Octavo, library: Library, folder: Path, make_article: MakeArticle
) -> None:
    """What did it a person can say, by the command that is named."""
    make_article("Weirs")
    make_article("Locks")
    library.close()
    path = folder / "library.json"
    path.write_bytes(path.read_bytes().replace(b"Weirs", b"Weils"))
    assert octavo("check").exit_code == 1
    asked = octavo("list")
    assert asked.exit_code == 1
    assert f"if you have changed it, `echo >> {path}` says so" in asked.stderr
    with path.open("a") as file:
        file.write("\n")
    assert "Weils" in "".join(octavo.prints("list"))
    octavo.prints("undo")
    assert "Weirs" in "".join(octavo.prints("list"))
