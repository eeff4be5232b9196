"""`octavo tag`."""

import pytest

from octavo.library.library import Library
from tests.cli.conftest import Octavo
from tests.making import MakeArticle


def _tags(library: Library, id: int) -> list[str]:
    library.follow()
    return sorted(str(tag) for tag in library.article(id).tags)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["1", "--", "+ai", "-draft"], id="an id, dashes, signed words"),
        pytest.param(["1", "+ai", "-draft"], id="behind an id the dashes may be left out"),
        pytest.param(["1", "-draft", "+ai"], id="a minus first"),
        pytest.param(["title:weirs", "--", "+ai", "-draft"], id="a query"),
        pytest.param(["title:weirs", "-is:read", "--", "ai", "-draft"], id="no sign puts on"),
        pytest.param(["--", "-is:read", "--", "+ai", "-draft"], id="a query with a minus"),
        pytest.param(["--json", "1", "+ai", "-draft"], id="an option before"),
        pytest.param(["1", "+ai", "-draft", "--json"], id="an option behind"),
    ],
)
def test_tags_go_on_and_off(
    octavo: Octavo, library: Library, make_article: MakeArticle, arguments: list[str]
) -> None:
    make_article("Weirs", tags="draft river")
    octavo.prints("tag", *arguments)
    assert _tags(library, 1) == ["ai", "river"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["1"], id="no tags at all"),
        pytest.param(["1", "--"], id="nothing behind the dashes"),
        pytest.param(["1", "ai"], id="words that could be a query"),
        pytest.param(["is:unread", "+ai"], id="a query without dashes"),
        pytest.param(["--", "+ai"], id="nothing to tag"),
        pytest.param(["1", "--", "+"], id="a sign alone"),
    ],
)
def test_what_could_be_two_things_is_not_guessed(
    octavo: Octavo, library: Library, make_article: MakeArticle, arguments: list[str]
) -> None:
    make_article("Weirs", tags="river")
    assert octavo("tag", *arguments).exit_code == 2
    assert _tags(library, 1) == ["river"]


def test_a_tag_with_a_space_is_one_word_of_the_shell(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    octavo.prints("tag", "1", "+to read")
    assert _tags(library, 1) == ["to read"]


def test_one_missing_id_changes_nothing(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    assert octavo("tag", "1", "7", "+ai").exit_code == 1
    assert _tags(library, 1) == []


def test_all_that_a_query_finds_is_one_change(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    for title in ("One", "Two", "Three"):
        make_article(title)
    done = octavo("tag", "is:unread", "--", "+ai")
    assert done.stderr.strip() == "tagged 3 articles +ai"
    octavo.prints("undo")
    assert [_tags(library, id) for id in (1, 2, 3)] == [[], [], []]


def test_it_says_how_many_had_it_already(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", tags="ai")
    make_article("Two")
    assert octavo("tag", "1", "2", "+ai").stderr.strip().endswith("; 1 needed no change")
    assert octavo("tag", "1", "2", "+ai").stderr.strip() == "nothing had to change"


def test_a_dry_run_lists_and_changes_nothing(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    done = octavo("tag", "1", "+ai", "--dry-run")
    assert done.stdout.startswith("1\tWeirs\t")
    assert done.stderr.strip() == "would have tagged 1 article +ai"
    assert _tags(library, 1) == []


def test_notes_are_tagged_too(octavo: Octavo, library: Library) -> None:
    from octavo.model.draft import DraftNote

    library.add([], [DraftNote(text="Ask again.")])
    octavo.prints("tag", "in:notes", "--", "+question")
    library.follow()
    assert library.item(1).tags == {"question"}
