"""What is said of a query: its order, what it may have meant, and why nothing is listed."""

import pytest

from octavo.library.library import Library
from octavo.model.errors import QueryError
from octavo.model.search import Suggestion
from octavo.query import Query, sort_of
from octavo.settings.keymap import Keymap
from octavo.tui.presenters.search_results import (
    ask,
    completed,
    nothing_listed,
    notice_of,
    order_of,
    orders_for,
    readable,
    respelt,
    row_of,
    with_order,
)
from tests.making import MakeArticle


@pytest.mark.parametrize(
    "text", ["", "moon", "moon or tide", "tag:a -site:b", "sort:title moon", '"a b" sort:words']
)
def test_every_order_that_is_offered_can_be_taken(library: Library, text: str) -> None:
    query = library.read(text)
    for sort, name in orders_for(query):
        changed = library.read(with_order(library, text, query, sort, typing=False))
        assert changed.where == query.where
        assert sort_of(changed) == sort
        assert order_of(changed) == name


def test_an_article_that_is_gone_leaves_a_gap(library: Library) -> None:
    row = row_of(library, 99)
    assert row.is_gap
    assert row.title == "No longer in the library"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("moom tide", "moon tide"),
        ("tag:moom moom", "tag:moom moon"),
        ("tag:moom", "tag:moom"),
        ("moomy", "moomy"),
        ("(moom OR tide)", "(moon OR tide)"),
    ],
)
def test_a_word_is_spelt_otherwise_where_it_is_looked_for(text: str, said: str) -> None:
    way = Suggestion("Did you mean moon?", word="moom", spelling="moon")
    assert respelt(text, [way]) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel:moon", "title:moon"),
        ("obsidian - my", "obsidian my"),
        ("Smith (2020", "Smith 2020"),
        ("salt NOT", "salt not"),
    ],
)
def test_what_cannot_be_read_may_have_been_meant(
    library: Library, text: str, said: str
) -> None:
    with pytest.raises(QueryError) as raised:
        library.read(text)
    assert readable(library, raised.value)[0] == said


def test_a_tag_is_completed(library: Library, make_article: MakeArticle) -> None:
    make_article("One", tags="policy/industry")
    assert completed(library, "moon tag:pol") == "moon tag:policy/industry"
    assert completed(library, "moon tag:x") is None


def test_an_empty_list_says_where_all_is(library: Library, make_article: MakeArticle) -> None:
    keys = Keymap()
    assert "The library is empty." in str(nothing_listed(library, Query(), keys))
    id = make_article("One", archived=True).id
    assert "Everything is archived." in str(nothing_listed(library, Query(), keys))
    library.delete([id])
    assert "Everything is in the trash." in str(nothing_listed(library, Query(), keys))
    asked = library.read("moon")
    assert "Nothing found." in str(nothing_listed(library, asked, keys))
    keys = Keymap({"search": ("f",), "back": ()})
    said = str(nothing_listed(library, asked, keys))
    assert said.endswith("the palette clears the query; f changes it.")


def test_a_way_out_names_the_key_that_takes_it(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("Tides", "The moon and the tides.")
    answer = ask(library, library.read("moon xylophone"))
    notice = str(notice_of(answer, Keymap(), typing=True))
    assert answer.ids
    assert not answer.matches
    assert notice.startswith("Nothing has all of this.")
    assert notice.endswith("The nearest:")


def test_keys_are_named_once_and_only_where_they_work(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("Quarto", "A quarto of a design.")
    answer = ask(library, library.read("quartoo desing", typing=True))
    typed, kept = (str(notice_of(answer, Keymap(), typing=typing)) for typing in (True, False))
    assert (typed.count("Tab"), kept.count("Tab")) == (1, 0)
    assert "did you mean quarto?" in typed
    assert "did you mean design (Tab takes them all)?" in typed


def test_the_star_of_what_is_being_typed_goes_with_it(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("Cells", "Of cells.")
    answer = ask(library, library.read("cells zzzz", typing=True))
    assert "Without zzzz there is 1 article." in str(notice_of(answer, Keymap(), typing=False))
