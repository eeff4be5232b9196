"""What the library keeps, told through its one door."""

from octavo.library.library import Library
from octavo.model.tag import Tag, TagEdit
from tests.making import MakeArticle


def test_tagging_is_seen_at_once(library: Library, make_article: MakeArticle) -> None:
    """Put one tag on and take another off."""
    first = make_article("First", tags="draft essay")
    library.retag([first.id], TagEdit.parse("+poem -draft"))

    assert library.article(first.id).tags == {Tag("essay"), Tag("poem")}


def test_the_newest_article_is_listed_first(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("Older")
    make_article("Newer")

    assert [article.title for article in library.articles()] == ["Newer", "Older"]
