"""A new library begins with the guide, and undo leaves it there."""

from pathlib import Path

from octavo.services.new_library import guide_drafts, library_with_guide


def test_the_guide_is_found_from_a_checkout() -> None:
    """Its articles say what they are, and every quote of its notes stands in the text."""
    articles, notes = guide_drafts()
    assert len(articles) >= 8
    assert all(article.title and article.text and article.published for article in articles)
    assert all(article.source.kind == "guide" for article in articles)
    assert any(article.starred for article in articles)
    assert notes
    marked = [
        (article, note.highlight)
        for article in articles
        for note in article.notes
        if note.highlight
    ]
    assert marked
    for article, highlight in marked:
        assert highlight.offset is not None, f"{article.title!r} has no {highlight.exact!r}"


def test_a_new_library_has_the_guide_in_it(tmp_path: Path) -> None:
    with library_with_guide(tmp_path / "new") as library:
        assert list(library.articles())
        assert list(library.history.labels()) == []
