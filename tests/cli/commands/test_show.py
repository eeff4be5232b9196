"""`octavo show`."""

import json

from msgspec.structs import replace

from octavo.library.library import Library
from octavo.model.provenance import Author, Declaration, Highlight, Provenance
from tests.cli.conftest import Octavo
from tests.making import MakeArticle, draft


def test_into_a_pipe_goes_the_markdown_and_nothing_else(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Weirs", "## Walls\n\nA *low* wall.\n\n[1]: x\n")
    assert octavo("show", "1").stdout == "## Walls\n\nA *low* wall.\n\n[1]: x\n"


def test_between_two_texts_stands_a_blank_line(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("One", "First.\n")
    make_article("Two", "Second.\n")
    assert octavo("show", "2", "1").stdout == "Second.\n\nFirst.\n"


def test_a_query_shows_what_it_finds(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", "First.", tags="a")
    make_article("Two", "Second.", tags="b")
    assert octavo.prints("show", "tag:b") == ["Second."]


def test_of_several_matches_the_best_is_shown(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    """Who asks for one text in words does not want the whole shelf."""
    make_article("A river", "Weirs hold the water back.")
    make_article("Weirs", "Weirs and weirs.")
    make_article("Another weir", "By the water.")
    done = octavo("show", "weirs")
    assert (done.exit_code, done.stdout) == (0, "Weirs and weirs.\n")
    assert "2 others match" in done.stderr
    assert len(octavo.objects("show", "weirs", "--all")) == 3
    assert octavo("show", "weirs", "--all").stderr == ""
    assert octavo("show", "1", "2", "3").stderr == ""


def test_an_id_that_is_not_there_prints_nothing(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("One", "First.")
    done = octavo("show", "1", "7")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "has the id 7" in done.stderr


def test_a_text_that_is_gone_says_what_to_do(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("One", "First.")
    (library.folder / "texts" / "0001.json").unlink()
    done = octavo("show", "1")
    assert done.exit_code == 1
    assert "octavo check" in done.stderr


def test_the_others_are_shown_where_a_text_is_gone(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    for title in ("One", "Two", "Three"):
        make_article(title, f"{title}.")
    volume = library.folder / "texts" / "0001.json"
    held = json.loads(volume.read_text())
    del held["texts"]["2"]
    volume.write_text(json.dumps(held))

    done = octavo("show", "2", "1", "3")
    assert (done.exit_code, done.stdout) == (1, "One.\n\nThree.\n")
    [line] = done.stderr.splitlines()
    assert "2" in line
    done = octavo("show", "--all", "--json", "in:all")
    assert done.exit_code == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [3, 1]


def test_about_is_where_it_came_from(octavo: Octavo, library: Library) -> None:
    mark = Declaration("ai-disclosure", "ai-assisted \x1b[31m", "meta")
    known = Provenance((mark,), looked_at=True)
    library.add([replace(draft("Weirs", "As [1] and [2] show."), provenance=known)])
    lines = octavo.prints("show", "--about", "1")
    assert "Author: none named" in lines
    assert "ai-disclosure: ai-assisted ␛[31m (meta)" in lines
    assert "Sources: 2 citations, no sources listed" in lines


def test_the_json_has_what_the_page_declares(octavo: Octavo, library: Library) -> None:
    known = Provenance((Declaration("generator", "Press"),), (Author("Ann"),), looked_at=True)
    library.add([replace(draft("Weirs", "One."), provenance=known), draft("Two", "Two.")])
    of_two, of_weirs = octavo.objects("show", "--json", "2", "1")
    assert of_two["provenance"] is None
    assert of_weirs["provenance"] == {
        "declared": [
            {"what": "generator", "value": "Press", "where": "", "span": None, "to": None}
        ],
        "author": [{"name": "Ann", "kind": "", "page": ""}],
        "looked_at": True,
        "sources": None,
    }
    assert "provenance" not in octavo.objects("list", "--json")[0]


def renewed(library: Library, text: str) -> None:
    library.intake.renew({1: draft("Locks", text)}, label="fetch {}")


def test_the_versions_of_a_text_are_listed_and_shown(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Locks", "The gate rose.")
    library.notes.add("", articles=[1], highlight=Highlight("gate"))
    renewed(library, "The gate fell at one.")
    assert octavo.prints("show", "1", "--versions") == [
        "1\t2026-03-04\t3\t\t",
        "2\t2026-03-04\t5\t+3\t-1",
    ]
    first, second = octavo.objects("show", "1", "--versions")
    assert list(first) == (
        [
            "id",
            "version",
            "added",
            "edited",
            "title",
            "current",
            "words",
            "against",
            "plus",
            "minus",
            "highlights",
            "digest",
        ]
    )
    assert (first["highlights"], first["against"], second["highlights"]) == (1, None, 0)
    assert (first["current"], second["current"], second["plus"]) == (False, True, 3)
    assert octavo.prints("show", "1", "--version", "1") == ["The gate rose."]
    [shown] = octavo.objects("show", "1", "--version", "1")
    assert (shown["text"], shown["version"]) == ("The gate rose.", 1)
    assert [note["version"] for note in octavo.objects("notes")] == [1]


def test_what_differs_is_told_by_words(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Locks", "The gate rose.")
    renewed(library, "The gate fell.")
    renewed(library, "The gate fell today.")
    assert octavo.prints("show", "1", "--diff") == ["The gate fell {+today+}."]
    done = octavo("show", "1", "--diff", "2")
    assert done.stdout == "The gate [-rose-]{+fell+}.\n"
    assert done.stderr == "version 2 against 1: +1 −1 words\n"
    [told] = octavo.objects("show", "1", "--diff")
    assert list(told) == ["id", "version", "against", "plus", "minus", "words"]
    assert (told["version"], told["against"], told["plus"], told["minus"]) == (3, 2, 1, 0)


def test_versions_that_are_not_there_are_told(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Locks", "The gate rose.")
    assert octavo.prints("show", "1", "--versions") == ["1\t2026-03-04\t3\t\t"]
    assert (octavo("show", "1", "--diff").exit_code, octavo("show", "1").exit_code) == (3, 0)
    done = octavo("show", "1", "--version", "2")
    assert (done.exit_code, done.stderr) == (
        1,
        "octavo: article 1 has no version 2: its last one is 1\n",
    )
    library.notes.add("Alone.")
    assert "no text" in octavo("show", "2", "--versions").stderr
    assert octavo("show", "1", "--diff", "--about").exit_code == 2
