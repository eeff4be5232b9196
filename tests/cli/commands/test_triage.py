"""`octavo archive`, `star`, `read`, `delete` and `restore`."""

import shlex
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

import octavo as package
from octavo.library.ingest.ingest import Ingester
from octavo.library.library import Library
from octavo.model.article import Article
from octavo.model.errors import ArticleNotFound
from octavo.model.note import Highlight
from tests.cli.conftest import Octavo
from tests.making import MakeArticle, draft


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


def test_what_is_put_off_is_on_no_list_until_it_is_brought_back(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    assert octavo("later", "1", "--until", "9999-01-05").stderr == (
        "put “Weirs” off until 5 Jan 9999, 00:00\n"
    )
    assert octavo("list").exit_code == 3
    assert octavo.prints("list", "is:later later:>7d")
    assert "until" in octavo("later", "--until", "yesterday", "1").stderr
    octavo.prints("later", "--off", "is:later")
    assert octavo.prints("list")
    octavo.prints("undo")
    assert _look(library).later


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
    assert octavo("archive", "1", "--off").stderr == "unarchived “Weirs”\n"
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
    assert done.exit_code == 2
    assert "2026-03-04" in done.stderr
    assert octavo("edit", "1").exit_code == 2


def test_an_address_is_that_of_one_article(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    """Told by what adding tells it by, in the trash as well."""
    there = "https://ledger.example/locks"
    library.add([draft("Locks", "Boats.", url=there), draft("Weirs", "Fish.")])
    for url in (there, "http://www.ledger.example/locks/?utm_source=mail#end"):
        refused = octavo("edit", "2", "--url", url)
        assert refused.exit_code == 1
        assert "url: it is article 1 already, “Locks”" in refused.stderr
    octavo("delete", "1")
    assert "which is in the trash" in octavo("edit", "2", "--url", there).stderr
    octavo("restore", "1")
    other = "https://ledger.example/other"
    assert "one article only" in octavo("edit", "1", "2", "--url", other).stderr
    library.follow()
    assert [library.article(id).url for id in (1, 2)] == [there, ""]

    assert octavo("edit", "1", "--url", there).stderr != ""
    assert octavo("edit", "2", "--url", other).exit_code == 0


def test_a_version_is_made_the_text_again(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Locks", "The old locks are shut. Boats wait.")
    library.notes.add("", articles=[1], highlight=Highlight("Boats wait."))
    library.intake.renew({1: draft("Locks", "Boats wait. Rain.")}, label="fetch {}")
    assert octavo("edit", "1", "--version", "1").stderr == "corrected “Locks”\n"
    assert octavo.prints("show", "1", "--version", "1") == octavo.prints("show", "1")
    assert [note["detached"] for note in octavo.objects("notes")] == [False]
    octavo("undo")
    assert octavo.prints("show", "1")[-1] == "Boats wait. Rain."
    done = octavo("edit", "1", "--version", "3")
    assert (done.exit_code, "its last one is 2" in done.stderr) == (1, True)
    assert octavo("edit", "1", "--version", "1", "--text").exit_code == 2
    assert octavo("edit", "1", "--version", "1", "--title", "Gates").exit_code == 2


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


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes `$VISUAL` a script of a shell, which is given the file."""

    def script(lines: str) -> None:
        path = tmp_path / "editor"
        path.write_text(f"#!/bin/sh\n{lines}\n")
        path.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(path))

    return script


def test_a_text_that_another_process_changed_meanwhile_stays_as_a_version(
    octavo: Octavo,
    make_article: MakeArticle,
    editor: Callable[[str], None],
    folder: Path,
) -> None:
    make_article("Locks", "The gate rose.")
    run = (
        f"{shlex.quote(sys.executable)} -c 'from pathlib import Path; "
        "from octavo.library.library import Library; "
        f'Library(Path("{folder}")).intake.rewrite(1, "The gate fell.")' + "'"
    )
    editor(f'{run}\nprintf "The gate broke.\\n" > "$1"')
    done = octavo("edit", "1", "--text", PYTHONPATH=str(Path(package.__file__).parents[1]))
    assert "changed elsewhere while you edited it" in done.stderr
    assert "version 2: `octavo show 1 --diff`" in done.stderr
    assert octavo.prints("show", "1") == ["The gate broke."]
    assert octavo.prints("show", "1", "--version", "2") == ["The gate fell."]
    assert octavo.prints("show", "1", "--diff") == ["The gate [-fell-]{+broke+}."]


def test_a_text_that_cannot_be_kept_is_in_a_file(
    octavo: Octavo,
    make_article: MakeArticle,
    editor: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    make_article("Locks", "The gate rose.")
    editor('printf "The gate broke.\\n" > "$1"')
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def refuse(*_: object) -> None:
        raise ArticleNotFound(1)

    monkeypatch.setattr(Ingester, "rewrite", refuse)
    done = octavo("edit", "1", "--text")
    assert done.exit_code == 1
    [kept] = tmp_path.glob("octavo-*.md")
    assert kept.read_text() == "The gate broke.\n"
    assert f"what you wrote is in {kept}" in done.stderr


def test_copies_are_listed_and_merged_in_one_step(octavo: Octavo, library: Library) -> None:
    story = "\n\n".join(
        f"In the night of day {n} the river rose by {n} feet." for n in range(9)
    )
    others = (
        ("Flood", story),
        ("Ferry", "A ferry."),
        ("The flood", f"{story}\n\nSo they say."),
    )
    library.add(
        [
            draft(title, text, tags=f"t{number}", url=f"https://a.example/{number}")
            for number, (title, text) in enumerate((*others, ("Short", story[:300])))
        ]
    )
    assert octavo.prints("duplicates") == ["1 3 4\tFlood\tThe flood\tShort"]
    assert octavo.prints("duplicates", "tag:t2", "OR", "tag:t3") == ["3 4\tThe flood\tShort"]
    assert octavo("duplicates", "ferry").exit_code == 3
    assert octavo.prints("duplicates", "3") == ["1 3 4\tFlood\tThe flood\tShort"]
    assert octavo("duplicates", "2").exit_code == 3
    assert "would have merged 2 articles" in octavo("merge", "1", "3", "4", "--dry-run").stderr
    assert octavo("merge", "1", "3", "4").stderr == "merged 2 articles into “Flood”\n"
    assert sorted(_look(library).tags) == ["t0", "t2", "t3"]
    assert octavo("duplicates").exit_code == 3
    octavo("undo")
    assert octavo.prints("duplicates") == ["1 3 4\tFlood\tThe flood\tShort"]
    assert octavo("merge", "1", "1").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["read", "1-3"], "one by one, such as 1 2 3", id="a range"),
        pytest.param(["archive", "1", "2-3"], "one by one", id="a number and a range"),
        pytest.param(["delete", "-h"], "No such option", id="a letter for an option"),
        pytest.param(["star", "-1"], "No such option", id="a number below nothing"),
        pytest.param(["archive", "-rf"], "after in:all it means", id="only what not"),
        pytest.param(["later", "1", "--", "banana"], "later 1 --until friday", id="a day"),
        pytest.param(["feeds", "add", "/some/folder"], "is a path", id="a path"),
        pytest.param(["feeds", "add", ""], "the address is empty", id="no address"),
    ],
)
def test_what_is_written_amiss_changes_nothing_and_is_told(
    octavo: Octavo, make_article: MakeArticle, arguments: list[str], said: str
) -> None:
    make_article("One", "Pages 1-3 and 2-3.")
    done = octavo(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_trash_is_listed_and_emptied_after_asking(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    assert octavo("trash").exit_code == 3
    octavo.prints("delete", "1")
    assert octavo.prints("trash")[0].startswith("1\tWeirs")
    assert octavo("trash", "--empty", input=b"n\n").stderr.endswith("nothing was changed\n")
    assert octavo("trash", "--empty", "--yes").stderr == "emptied the trash\n"
    assert octavo("show", "1").exit_code == 1
    assert octavo("undo").stderr == "took back: emptied the trash\n"
    assert octavo.prints("trash")[0].startswith("1\tWeirs")


def test_one_difference_is_asked_for_before_its_article(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Weirs", "Water.")
    assert octavo("show", "--diff", "1").stderr == octavo("show", "1", "--diff").stderr
