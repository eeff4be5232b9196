"""Which forms of a word mean the same, and how the others rank."""

import pytest

from octavo.index.search.token_query import DISTANT, nearness
from octavo.library.library import Library
from octavo.query import parse
from tests.making import draft


@pytest.mark.parametrize(
    ("word", "asked", "is_near"),
    [
        pytest.param("rivers", "river", True, id="a plural"),
        pytest.param("cities", "city", True, id="a plural with another letter"),
        pytest.param("running", "run", True, id="a doubled letter"),
        pytest.param("hoped", "hoping", True, id="two forms of a verb"),
        pytest.param("governance", "government", False, id="two nouns of one verb"),
        pytest.param("general", "generous", False, id="strangers with one stem"),
    ],
)
def test_forms_are_near_or_distant(word: str, asked: str, is_near: bool) -> None:
    assert nearness(word, asked) == nearness(asked, word) == (1.0 if is_near else DISTANT)


@pytest.mark.parametrize("indexed", [True, False], ids=["in the index", "not yet in it"])
@pytest.mark.parametrize("typing", [True, False], ids=["while typing", "typed"])
def test_what_has_the_word_itself_ranks_before_what_shares_its_stem(
    library: Library, indexed: bool, typing: bool
) -> None:
    library.add(
        [
            draft("Governance", "On governance, and governance again."),
            draft("Of cities", "What a government may do."),
            draft("Governments", "Of the forms that they took."),
            *(draft(f"Filler {number}") for number in range(50)),
        ]
    )
    if indexed:
        library.search.catch_up()
    found = library.search.find(parse("government", typing=typing)).ids
    assert [library.article(id).title for id in found] == [
        "Governments",
        "Of cities",
        "Governance",
    ]


def test_signs_of_programming_languages_are_meant(library: Library) -> None:
    library.add(
        [
            draft("C", "The letter C, and c again."),
            draft("Plus", "Written in C++ and with care."),
            draft("Sharp", "Written in C#."),
            draft("Node", "It runs on node.js."),
            draft("Others", "Some js, and a node."),
        ]
    )
    library.search.catch_up()
    for asked, title in (("C++", "Plus"), ("c#", "Sharp"), ("node.js", "Node")):
        found = library.search.find(parse(asked)).ids
        assert [library.article(id).title for id in found] == [title]
