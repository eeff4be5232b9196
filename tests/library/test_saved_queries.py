"""Saved queries: named, renamed, deleted, and undone like anything else."""

from typing import TYPE_CHECKING

import pytest
import tinydb

from octavo.library.library import Library
from octavo.library.saved_queries import SavedQueryError
from octavo.model.errors import QueryError
from octavo.model.search import SearchResults
from tests.library.seeing import whole
from tests.making import MakeArticle

if TYPE_CHECKING:
    from collections.abc import Callable


def names(library: Library) -> dict[str, str]:
    return {saved.name: saved.query for saved in library.saved}


def found(library: Library, text: str) -> SearchResults:
    return library.search.find(library.read(text))


def test_a_saved_query_is_a_document_of_the_table(library: Library) -> None:
    library.saved.save("Korea AI", "korea tag:ai sort:-words")
    library.close()
    with tinydb.TinyDB(library.folder / "library.json") as plain:
        [document] = plain.table("queries").all()
    assert document == {
        "name": "Korea AI",
        "query": "korea tag:ai sort:-words",
        "letter": "k",
        "seen": 0,
    }
    with Library(library.folder) as again:
        assert names(again) == {"Korea AI": "korea tag:ai sort:-words"}


def test_it_finds_what_there_is_now(library: Library, make_article: MakeArticle) -> None:
    library.saved.save("sea", "tag:sea")
    library.saved.save("new", "@sea is:unread")
    assert found(library, "@new").total == 0
    make_article("Tides", tags="sea")
    assert found(library, "@new").total == 1


def test_a_name_that_is_taken_gets_the_new_query(library: Library) -> None:
    library.saved.save("Sea", "tag:sea")
    [before] = library.saved
    library.saved.save("sea", "tag:ocean")
    [after] = library.saved
    assert (after.id, after.name, after.letter) == (before.id, "Sea", "s")
    assert after.query == "tag:ocean"
    assert library.saved.save("sea", "tag:ocean") is None


def test_every_act_is_one_step_for_undo(library: Library) -> None:
    states = [whole(library)["queries"]]
    saved = library.saved
    acts: list[Callable[[], object]] = [
        lambda: saved.save("sea", "tag:sea"),
        lambda: saved.save("deep", "@sea words:>2000"),
        lambda: saved.save("sea", "tag:ocean"),
        lambda: saved.rename("sea", "the sea"),
        lambda: saved.delete("deep"),
    ]
    for act in acts:
        assert act()
        states.append(whole(library)["queries"])
    for state in reversed(states[:-1]):
        library.history.undo()
        assert whole(library)["queries"] == state
    for state in states[1:]:
        library.history.redo()
        assert whole(library)["queries"] == state


def test_acts_begin_with_what_others_have_done(library: Library) -> None:
    """Also with what this process has not seen yet."""
    saved = library.saved
    with Library(library.folder) as other:
        other.saved.save("sea", "tag:sea")
        saved.rename("sea", "ocean")
        assert names(library) == {"ocean": "tag:sea"}
        other.saved.save("ocean", "tag:deep")
        saved.delete("ocean")
        library.history.undo()
        assert names(library) == {"ocean": "tag:deep"}
        other.saved.save("b", "tag:sea")
        other.saved.save("a", "@b")
        with pytest.raises(QueryError):
            saved.save("b", "@a")


def test_renaming_one_renames_it_where_it_is_used(library: Library) -> None:
    library.saved.save("sea", "tag:sea")
    library.saved.save("deep", 'x (@SEA OR "@sea") title:@sea')
    library.saved.rename("sea", "the sea")
    assert names(library)["deep"] == 'x (@"the sea" OR "@sea") title:@sea'
    assert [user.name for user in library.saved.users_of("The Sea")] == ["deep"]


@pytest.mark.parametrize(
    ("name", "query", "problem"),
    [
        pytest.param("", "tag:x", "a name needs", id="no name"),
        pytest.param("…", "tag:x", "a name needs", id="a name of marks"),
        pytest.param('a"b', "tag:x", "cannot hold", id="a quote in the name"),
        pytest.param("a" * 61, "tag:x", "up to 60", id="a long name"),
        pytest.param("x", " ", "empty query", id="an empty query"),
    ],
)
def test_what_cannot_be_saved_says_why(
    library: Library, name: str, query: str, problem: str
) -> None:
    with pytest.raises(SavedQueryError, match=problem):
        library.saved.save(name, query)
    assert names(library) == {}


def test_a_circle_is_refused_where_it_would_be_closed(library: Library) -> None:
    library.saved.save("a", "tag:x")
    library.saved.save("b", "@a y")
    with pytest.raises(QueryError, match="in a circle: @a → @b → @a"):
        library.saved.save("a", "z @b")
    with pytest.raises(QueryError, match="@a → @a"):
        library.saved.save("a", "@a")
    assert names(library)["a"] == "tag:x"


def test_an_unknown_name_is_told_with_the_nearest(library: Library) -> None:
    with pytest.raises(QueryError, match="there is none yet"):
        library.read("@koera")
    library.saved.save("Korea", "korea")
    with pytest.raises(QueryError, match="did you mean @Korea"):
        library.read("@koera")
    with pytest.raises(SavedQueryError, match="did you mean @Korea"):
        library.saved.delete("koera")
    library.saved.save("sea", "tag:sea")
    with pytest.raises(SavedQueryError, match="already"):
        library.saved.rename("sea", "korea")


def test_each_has_a_letter_of_its_own_and_keeps_it(library: Library) -> None:
    for name in ("korea", "Kelp", "kk", "7", "京都"):
        library.saved.save(name, "tag:x")
    letters = {saved.name: saved.letter for saved in library.saved}
    assert letters == {"korea": "k", "Kelp": "e", "kk": "a", "7": "7", "京都": "京"}
    library.saved.delete("korea")
    assert {s.name: s.letter for s in library.saved} == {
        name: letter for name, letter in letters.items() if name != "korea"
    }


def test_what_scripts_put_there_is_taken_as_far_as_it_goes(library: Library) -> None:
    library.db.table("queries").insert_multiple(
        [{"name": "sea", "query": "tag:sea"}, {"query": "nameless"}, {"name": "SEA"}]
    )
    library.saved.save("surf", "tag:surf")
    assert [(s.name, s.letter) for s in library.saved] == [
        ("sea", "s"),
        ("SEA", "e"),
        ("surf", "u"),
    ]
    assert library.read("@sea") == library.read("tag:sea")


def test_another_process_sees_them(library: Library) -> None:
    with Library(library.folder) as other:
        library.saved.save("sea", "tag:sea")
        other.follow()
        assert names(other) == {"sea": "tag:sea"}
        other.saved.rename("sea", "ocean")
        library.follow()
        assert names(library) == {"ocean": "tag:sea"}


def new(library: Library, name: str) -> int | None:
    while not library.matches.count():
        pass
    found = library.matches.get(library.saved.named(name).id)
    return found and found.new


def test_what_came_in_since_it_was_listed_is_new(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("Tides", tags="sea")
    library.saved.save("sea", "tag:sea")
    assert new(library, "sea") == 0
    make_article("Surf", tags="sea")
    make_article("Hills")
    assert new(library, "sea") == 1
    library.delete([2])
    assert new(library, "sea") == 0
    library.history.undo()
    assert new(library, "sea") == 1
    with Library(library.folder) as other:
        assert new(other, "sea") == 1
    labels = library.history.labels()
    library.saved.look(library.saved.named("sea"))
    assert new(library, "sea") == 0
    assert library.history.labels() == labels
    make_article("Ebb", tags="sea")
    assert new(library, "sea") == 1
    assert library.matches.among([2, 3, 4]) == {"sea": 2}
