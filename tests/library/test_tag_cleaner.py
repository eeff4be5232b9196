"""Tags that are nearly the same: proposed as merges, or told apart for good."""

import pytest

from octavo.library.library import Library
from octavo.library.rule_evaluator import Acts
from octavo.library.tag_cleaner import AliasError
from octavo.model.feed import Feed
from octavo.model.tag import Tag, TagEdit
from tests.library.seeing import whole
from tests.making import MORNING, draft


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


def test_an_alias_stands_for_its_tag_wherever_it_is_typed(library: Library) -> None:
    library.add([draft("One", tags="ml/vision sea"), draft("Two", tags="ML")])
    before = whole(library)
    library.saved.save("mine", "tag:ml -tag:sea")
    library.rules.add("title:three", Acts.parse("+ml"))
    assert library.tags.take_for(Tag("ml"), Tag("machine-learning"))
    tags = {str(count.tag) for count in library.tags.counts()}
    assert tags == {"machine-learning", "machine-learning/vision", "sea"}
    assert {str(c.tag): c.aliases for c in library.tags.counts() if c.aliases} == {
        "machine-learning": (Tag("ml"),)
    }
    library.retag([1], TagEdit.parse("ml"))
    library.add([draft("Three"), draft("Four", tags="Ml/audio")])
    assert library.article(1).tags >= {Tag("machine-learning")}
    assert library.article(3).tags == {Tag("machine-learning")}
    assert library.article(4).tags == {Tag("machine-learning/audio")}

    def found(text: str, *, typing: bool = False) -> list[int]:
        return sorted(library.search.find(library.read(text, typing=typing)).ids)

    assert found("tag:ml") == found("tag:ML OR tag:sea") == [1, 2, 3, 4]
    assert found("tag:ml/vision") == [1]
    assert found("tag:m", typing=True) == found("tag:ml", typing=True) == [1, 2, 3, 4]
    assert found("-tag:ml") == []
    assert found("@mine") == [2, 3, 4]
    library.retag([1], TagEdit.parse("-ml"))
    assert library.article(1).tags == {Tag("machine-learning/vision"), Tag("sea")}
    while len(library.history.labels()) > 1:
        library.history.undo()
    assert whole(library) == before


def test_aliases_lead_to_tags_and_in_no_circle(library: Library) -> None:
    library.tags.take_for(Tag("ml"), Tag("machine-learning"))
    library.tags.take_for(Tag("machine-learning"), Tag("ai"))
    assert library.tags.aliases.all() == {
        Tag("ml"): Tag("ai"),
        Tag("machine-learning"): Tag("ai"),
    }
    for tag, other in (("ai", "ml"), ("ai", "ai"), ("ai", "ai/x"), ("ai/x", "ml")):
        with pytest.raises(AliasError, match=r"cannot be taken for|already|as it is"):
            library.tags.take_for(Tag(tag), Tag(other))
    library.tags.take_as_is(Tag("ml"))
    assert library.tags.aliases.meant(Tag("ml")) == Tag("ml")
    assert library.tags.take_as_is(Tag("ml")) is None


def test_an_alias_follows_its_tag(library: Library) -> None:
    library.add([draft("One", tags="ai")])
    library.tags.take_for(Tag("ml"), Tag("ai"))
    library.tags.rename(Tag("ai"), Tag("machines"))
    assert library.tags.aliases.all() == {Tag("ml"): Tag("machines")}
    library.tags.rename(Tag("machines"), Tag("ml"))
    assert library.tags.aliases.all() == {}
    library.history.undo()
    assert library.tags.aliases.all() == {Tag("ml"): Tag("machines")}


def test_queries_rules_and_feeds_follow_a_tag_that_is_renamed(library: Library) -> None:
    """In one step for undo, and the rest of what was typed stays as it was."""
    library.add([draft("One", tags="policy policy/industry b"), draft("Two", tags="b")])
    typed = 'tag:Policy/Industry  OR (tag:(b OR "policy") -tag:pol*) @mine'
    library.saved.save("mine", "tag:b")
    library.saved.save("all", typed)
    library.rules.add("tag:policy", Acts.parse("+policy/law -policy star"), "laws")
    followed = Feed(id=1, url="https://a.example/", tags=frozenset({Tag("b")}), added=MORNING)
    library.feeds.follow([followed])
    library.tags.rename(Tag("policy"), Tag("the economy"))
    library.tags.merge([Tag("b")], Tag("c"))
    assert [saved.query for saved in library.saved] == [
        "tag:c",
        'tag:"the economy/Industry"  OR (tag:(c OR "the economy") -tag:pol*) @mine',
    ]
    of_feed, rule = library.rules
    assert of_feed.acts.words == ["+c"]
    assert rule.query == 'tag:"the economy"'
    assert rule.acts.words == ["+the economy/law", "-the economy", "star"]
    assert [feed.tags for feed in library.feeds.values()] == [{Tag("c")}]
    for _ in range(2):
        library.history.undo()
    assert [saved.query for saved in library.saved] == ["tag:b", typed]
    assert [str(rule.acts) for rule in library.rules] == ["+b", "+policy/law -policy star"]
