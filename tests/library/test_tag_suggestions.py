"""Tags that a library suggests for an article, from what is tagged alike."""

from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.article import Article, ArticleId, Source
from octavo.model.tag import Tag, TagEdit
from tests.bench.suggesting import Trial, filled, made_up
from tests.making import MakeArticle, draft


def suggested(library: Library, article: Article | ArticleId) -> list[str]:
    id = article if isinstance(article, int) else article.id
    return [str(each.tag) for each in library.tag_suggestions.of(id)]


def reasons(library: Library, article: Article) -> dict[str, str]:
    return {str(each.tag): each.reason for each in library.tag_suggestions.of(article.id)}


@pytest.fixture
def harbour(library: Library, make_article: MakeArticle) -> Library:
    """Twelve articles from three sites, of which each has its tags."""
    subjects = {"Ferries": "boats", "Orchards": "garden", "Looms": "craft"}
    for subject, tag in subjects.items():
        for number in range(4):
            text = f"{subject} are made by {subject.lower()} people. It was a day in May."
            make_article(
                f"{subject} {number}",
                text,
                site=f"{subject.lower()}.example",
                authors=(f"Writer of {subject}",),
                tags=f"{tag} read-again" if number % 2 else tag,
            )
    library.search.catch_up()
    return library


def test_what_a_site_always_gets_is_suggested(
    harbour: Library, make_article: MakeArticle
) -> None:
    new = make_article("Nothing", "Other things entirely.", site="looms.example")
    assert reasons(harbour, new)["craft"] == "4 of 4 from this site"


def test_what_an_author_always_gets_is_suggested(
    harbour: Library, make_article: MakeArticle
) -> None:
    new = make_article("Nothing", "Other things entirely.", authors=("Writer of Looms",))
    assert reasons(harbour, new)["craft"] == "4 of 4 by this author"


def test_what_articles_with_the_same_words_have_is_suggested(
    harbour: Library, make_article: MakeArticle
) -> None:
    new = make_article("New ones", "More ferries, and ferries again.")
    assert suggested(harbour, new)[0] == "boats"
    assert reasons(harbour, new)["boats"].startswith("near ‘Ferries ")


def test_what_the_entries_of_a_feed_get_is_suggested(
    library: Library, make_article: MakeArticle
) -> None:
    for number in range(6):
        tags = "sea" if number < 5 else "land"
        source = Source("feed", key=f"7 entry-{number}")
        make_article(f"{number}", f"Words{number}", tags=tags, source=source)
        make_article(f"Else {number}", f"Others{number}", tags="land")
    new = make_article("New", "None", source=Source("feed", key="7 new"))
    assert reasons(library, new) == {"sea": "5 of 6 from this feed"}


def test_a_tag_that_goes_with_one_it_has_is_suggested(
    library: Library, make_article: MakeArticle
) -> None:
    for number in range(6):
        make_article(f"{number}", f"Words{number}", tags="korea ai")
        make_article(f"Else {number}", f"Others{number}", tags="land")
    new = make_article("New", "None", tags="korea")
    assert reasons(library, new) == {"ai": "6 of 6 with ‘korea’"}


def test_a_tag_that_the_title_names_is_suggested(
    library: Library, make_article: MakeArticle
) -> None:
    for number in range(6):
        make_article(f"The ferry {number}", f"Words{number}", tags="transport/ferries")
        make_article(f"Else {number}", f"Others{number}", tags="land")
    library.tag_suggestions.of(1)
    new = make_article("Of ferries", "None")
    assert reasons(library, new) == {"transport/ferries": "named in the title"}


def test_what_was_counted_follows_what_changes(
    harbour: Library, make_article: MakeArticle
) -> None:
    """As if all were counted anew."""
    new = make_article("A craft and a garden", site="looms.example", tags="read-again")
    asked = [*range(1, 8), new.id]
    for id in asked:
        harbour.tag_suggestions.of(id)
    harbour.retag([1, 2, 9], TagEdit.parse("+garden -boats"))
    harbour.delete([5, 6])
    harbour.history.undo()
    harbour.delete([7])
    make_article("Last", site="looms.example", tags="craft garden")
    counted = {id: harbour.tag_suggestions.of(id) for id in asked}
    harbour.close()
    with Library(harbour.folder) as again:
        assert {id: again.tag_suggestions.of(id) for id in asked} == counted


def test_without_a_ground_nothing_is_suggested(
    library: Library, make_article: MakeArticle
) -> None:
    first = make_article("First", site="a.example", tags="")
    assert suggested(library, first) == []
    make_article("Second", site="a.example", tags="essay")
    library.search.catch_up()
    assert suggested(library, first) == []
    assert suggested(library, 77) == []


def test_what_it_has_or_lies_in_the_trash_is_not_suggested(
    harbour: Library, make_article: MakeArticle
) -> None:
    new = make_article("New", site="looms.example")
    harbour.retag([new.id], TagEdit.parse("CRAFT"))
    assert "craft" not in suggested(harbour, new)
    harbour.history.undo()
    harbour.delete(each.id for each in harbour.articles() if each.site == "looms.example")
    harbour.restore([new.id])
    assert suggested(harbour, new) == []


def test_a_dismissed_tag_does_not_come_again_until_that_is_undone(
    harbour: Library, make_article: MakeArticle
) -> None:
    new, other = (make_article(title, "", site="looms.example") for title in ("New", "Other"))
    before = suggested(harbour, new)
    harbour.dismiss([new.id], Tag("craft"))
    assert harbour.history.labels()[0] == "suggest craft no longer for ‘New’"
    assert "craft" not in suggested(harbour, new)
    assert "craft" in suggested(harbour, other)
    harbour.close()
    with Library(harbour.folder) as again:
        assert "craft" not in suggested(again, new)
        again.history.undo()
        assert suggested(again, new) == before


def test_a_tag_that_was_taken_off_comes_again_when_it_was_put_on_again(
    harbour: Library, make_article: MakeArticle
) -> None:
    new = make_article("New", site="looms.example", tags="craft")
    harbour.retag([new.id], TagEdit.parse("-craft"))
    assert "craft" not in suggested(harbour, new)
    assert harbour.article(new.id).unwanted == {Tag("craft")}
    harbour.retag([new.id], TagEdit.parse("+craft"))
    assert harbour.article(new.id).unwanted == frozenset()


def test_a_tag_that_was_deleted_or_renamed_stays_unwanted_by_its_name(
    library: Library, make_article: MakeArticle
) -> None:
    first = make_article("First", tags="draft")
    second = make_article("Second", tags="draft")
    library.retag([first.id], TagEdit.parse("-draft"))
    library.tags.rename(Tag("draft"), Tag("sketch"))
    assert library.article(first.id).unwanted == {Tag("sketch")}
    library.tags.delete(Tag("sketch"))
    assert library.article(second.id).unwanted == {Tag("sketch")}
    library.history.undo()
    assert library.article(second.id).unwanted == frozenset()


def test_a_feed_does_not_put_on_again_what_was_taken_off(library: Library) -> None:
    source = Source("feed", key="1 entry")
    entry = draft("First", tags="sea", source=source)
    [first] = library.add([entry])
    assert first.id is not None
    library.retag([first.id], TagEdit.parse("-sea"))
    library.add([draft("First", tags="sea news", source=source)])
    assert library.article(first.id).tags == {Tag("news")}
    library.add([draft("First", tags="sea")])
    assert library.article(first.id).tags == {Tag("news"), Tag("sea")}
    assert library.article(first.id).unwanted == frozenset()


def test_what_was_changed_since_counts_as_if_all_were_counted_anew(
    harbour: Library, make_article: MakeArticle
) -> None:
    new = make_article("New", "Ferries and looms.", site="looms.example")
    suggested(harbour, new)
    looms = [each.id for each in harbour.articles() if "Looms" in each.title]
    harbour.retag(looms[:3], TagEdit.parse("+weaving -craft"))
    harbour.correct(looms[:1], {"site": "elsewhere.example"})
    harbour.delete(looms[1:2])
    harbour.delete(looms[2:3])
    harbour.empty_trash()
    harbour.history.undo()
    harbour.history.undo()
    make_article("Another", site="looms.example", tags="weaving wool")
    harbour.search.catch_up()
    followed = harbour.tag_suggestions.of(new.id)
    with Library(harbour.folder) as again:
        again.search.catch_up()
        assert again.tag_suggestions.of(new.id) == followed
        assert followed


def test_suggestions_are_right_more_often_than_frequent_tags(tmp_path: Path) -> None:
    """Three times as often with the first, twice with three, on articles that are made up."""
    trial = Trial(list(made_up(240)))
    library, ids = filled(tmp_path / "trial", trial)
    told = {id: [each.tag for each in library.tag_suggestions.of(id)] for id in ids}
    library.close()
    ours = trial.score(lambda _draft, id: told[id], ids, slice(None))
    frequent = trial.score(trial.frequent, ids, slice(None))
    assert ours.first >= 3 * frequent.first
    assert ours.three >= 2 * frequent.three
