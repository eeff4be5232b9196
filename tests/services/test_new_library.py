"""A new library begins with the guide, and undo leaves it there."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from octavo.services.new_library import guide_drafts, highlight_in, library_with_guide


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


def test_a_highlight_has_what_stands_around_it() -> None:
    text = "It hangs above the door of the old harbour office, and nobody winds it."
    highlight = highlight_in(text, "the door")
    assert highlight.exact == "the door"
    assert highlight.prefix == "It hangs above "
    assert highlight.suffix == " of the old harbour office, and "
    assert highlight.offset == 15


def test_a_quote_is_found_across_lines() -> None:
    assert (
        highlight_in("It hangs above\n  the door.", "above the door").exact
        == "above\n  the door"
    )


def test_a_quote_that_is_not_there_is_kept() -> None:
    highlight = highlight_in("It hangs above the door.", "a window")
    assert (highlight.exact, highlight.offset) == ("a window", None)


@given(st.text(), st.text(min_size=1).filter(str.strip), st.text())
def test_a_highlight_is_where_it_says(before: str, quote: str, after: str) -> None:
    text = f"{before}{quote.strip()}{after}"
    found = highlight_in(text, quote)
    assert found.offset is not None
    assert text[found.offset :].startswith(found.exact + found.suffix)
    assert text[: found.offset].endswith(found.prefix)


def test_a_new_library_has_the_guide_in_it(tmp_path: Path) -> None:
    with library_with_guide(tmp_path / "new") as library:
        assert list(library.articles())
        assert list(library.history.labels()) == []
