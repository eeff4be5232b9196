"""`octavo archive`, `star`, `read`, `delete` and `restore`."""

from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.article import Article
from octavo.model.note import Highlight
from tests.cli.conftest import Octavo
from tests.making import MakeArticle


def _look(library: Library) -> Article:
    library.follow()
    return library.article(1)


@pytest.mark.parametrize(
    ("there", "back", "field", "states"),
    [
        pytest.param(
            ["archive"], ["archive", "--off"], "archived", (True, False), id="archive"
        ),
        pytest.param(["star"], ["star", "--off"], "starred", (True, False), id="star"),
        pytest.param(["read"], ["read", "--unread"], "state", ("read", "unread"), id="read"),
        pytest.param(["read"], ["read", "--off"], "state", ("read", "unread"), id="read off"),
    ],
)
def test_there_and_back(
    octavo: Octavo,
    library: Library,
    make_article: MakeArticle,
    there: list[str],
    back: list[str],
    field: str,
    states: tuple[object, object],
) -> None:
    make_article("Weirs")
    octavo.prints(*there, "title:weirs")
    assert getattr(_look(library), field) == states[0]
    octavo.prints(*back, "1")
    assert getattr(_look(library), field) == states[1]


@pytest.mark.parametrize("words", [["1"], ["title:weirs"], ["in:trash"]])
def test_what_is_deleted_can_be_restored(
    octavo: Octavo, library: Library, make_article: MakeArticle, words: list[str]
) -> None:
    make_article("Weirs")
    octavo.prints("delete", "1")
    assert _look(library).deleted
    octavo.prints("restore", *words)
    assert _look(library).deleted is None


def test_restore_looks_nowhere_but_in_the_trash(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    assert octavo("restore", "title:weirs").exit_code == 3


def test_a_number_that_is_a_word_stands_in_quotes(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("The year 1984")
    assert octavo("star", "1984").exit_code == 1
    octavo.prints("star", '"1984"')
    assert _look(library).starred


def test_it_says_what_was_done(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs")
    assert octavo("archive", "1").stderr == "archived “Weirs”\n"
    assert octavo("archive", "1", "--off").stderr == "took “Weirs” out of the archive\n"
    assert octavo("read", "1", "--unread").stderr == "nothing had to change\n"


def test_what_is_known_is_corrected_and_undone(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Lokcs", "Boats.")
    named = ("--author", "Ann Lee", "--author", "Han Mi-rae", "--published", "2026-03-04")
    done = octavo("edit", "1", "--title", "Locks", *named, "--language", "ko")
    assert (done.exit_code, done.stderr) == (0, "corrected “Locks”\n")
    [shown] = octavo.objects("show", "--json", "1")
    assert (shown["title"], shown["authors"]) == ("Locks", ["Ann Lee", "Han Mi-rae"])
    assert (shown["published"], shown["language"]) == ("2026-03-04T00:00:00Z", "ko")
    assert "Corrected by you: authors, language, published, title" in octavo.prints(
        "show", "--about", "1"
    )
    octavo("undo")
    [shown] = octavo.objects("show", "--json", "1")
    assert (shown["title"], shown["authors"]) == ("Lokcs", [])


def test_all_that_a_query_finds_is_corrected(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", "Boats.", tags="a")
    make_article("Two", "Boats.", tags="a")
    assert octavo("edit", "tag:a", "--site", "Ledger").stderr == "corrected 2 articles\n"
    assert octavo.objects("list", "--json", "site:ledger")[1]["site"] == "Ledger"


def test_a_value_that_cannot_be_is_refused(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", "Boats.")
    done = octavo("edit", "1", "--published", "soon")
    assert done.exit_code == 1
    assert "2026-03-04" in done.stderr
    assert octavo("edit", "1").exit_code == 2


def test_the_text_is_edited_in_an_editor(
    octavo: Octavo,
    make_article: MakeArticle,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_article("Locks", "The old locks are shut. Boats wait.")
    library.notes.add("", articles=[1], highlight=Highlight("Boats wait."))
    script = tmp_path / "editor"
    script.write_text("#!/bin/sh\nsed -i 's/^The/Today the/' \"$1\"\n")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    assert octavo("edit", "1", "--text").stderr == "corrected “Locks”\n"
    text = "Today the old locks are shut. Boats wait."
    assert octavo("show", "1").stdout.strip() == text
    assert octavo.objects("list", "--json", "today")[0]["words"] == 8
    [note] = octavo.objects("notes", "--json")
    assert not note["detached"]
    octavo("undo")
    assert octavo("show", "1").stdout.strip() == "The old locks are shut. Boats wait."


def test_an_editor_that_changes_nothing_changes_nothing(
    octavo: Octavo, make_article: MakeArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article("Locks", "Boats wait.")
    monkeypatch.setenv("VISUAL", "true")
    assert octavo("edit", "1", "--text").stderr == "nothing had to change\n"
