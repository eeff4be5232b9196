"""Tags that are nearly the same: proposed as merges, or told apart for good."""

import pytest

from octavo.library.library import Library
from octavo.model.tag import Tag
from tests.making import draft


def proposed(library: Library) -> list[tuple[str, str, str]]:
    found = library.tag_cleaner.proposals()
    return [(str(each.tag.tag), str(each.into.tag), each.reason) for each in found]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        pytest.param("café", "cafe", "accents", id="accents"),
        pytest.param("open-data", "open data", "hyphen or blank", id="a hyphen and a blank"),
        pytest.param("machine_learning", "machinelearning", "hyphen or blank", id="nothing"),
        pytest.param("essays", "essay", "plural", id="a plural"),
        pytest.param("policy/laws", "policy/law", "plural", id="a plural below another"),
        pytest.param("policy/industry", "industry", "one in the other", id="one in the other"),
        pytest.param("goverment", "government", "spelling", id="a letter is missing"),
        pytest.param("governmant", "government", "spelling", id="another letter"),
        pytest.param("govermnent", "government", "spelling", id="two changed places"),
        pytest.param("cars", "bars", "", id="short words"),
        pytest.param("report-2023", "report-2024", "", id="numbers"),
        pytest.param("c", "c++", "", id="signs"),
        pytest.param("economy/industry", "policy/industry", "", id="the same below two others"),
        pytest.param("design", "service design", "", id="a word of it"),
        pytest.param("research", "searcher", "", id="two letters"),
    ],
)
def test_what_is_nearly_the_same_is_merged_into_what_is_used_more(
    library: Library, one: str, other: str, reason: str
) -> None:
    library.add([draft("One"), draft("Two"), draft("Three")])
    tags = [frozenset({Tag(one)}), frozenset({Tag(other)}), frozenset({Tag(other)})]
    for id, its in enumerate(tags, 1):
        library.db.articles.update({"tags": sorted(map(str.__str__, its))}, doc_ids=[id])
    assert proposed(library) == ([(one, other, reason)] if reason else [])


def test_what_is_not_the_same_is_remembered_and_undone(library: Library) -> None:
    library.add([draft("One", tags="sea"), draft("Two", tags="seas")])
    assert library.tag_cleaner.keep_apart(Tag("Seas"), Tag("sea"))
    assert library.tag_cleaner.keep_apart(Tag("sea"), Tag("seas")) is None
    library.close()
    with Library(library.folder) as again:
        assert proposed(again) == []
        again.history.undo()
        assert proposed(again) == [("seas", "sea", "plural")]


def test_pins_on_nothing_are_named(library: Library) -> None:
    library.add([draft("One", tags="sea")])
    library.tags.pin([Tag("sea"), Tag("land")])
    assert library.tag_cleaner.unused_pins() == [Tag("land")]
