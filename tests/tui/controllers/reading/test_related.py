"""What is near to what is read, beside the text."""

import asyncio

import pytest

from octavo.model.draft import DraftNote
from octavo.model.errors import ArticleInTrash
from octavo.model.note import Highlight
from tests.library.seeing import whole
from tests.making import MakeArticle
from tests.tui.controllers.conftest import Desk


def test_what_is_near_is_listed_and_opened(three: Desk, make_article: MakeArticle) -> None:
    make_article("Fourth", "A ferry across the second river.", tags="essay")
    three.library.settle()
    three.of.reading.open(2)
    three.of.related.open()
    rows = {row.text: row.below for row in three.panes.related.rows}
    assert "second" in rows["Fourth"]
    assert rows["Fourth"].endswith("#essay")
    three.panes.related.choose("Fourth")
    assert three.reads() == "Fourth"


def test_where_nothing_is_near_it_is_said(desk: Desk, make_article: MakeArticle) -> None:
    desk.of.related.open()
    make_article("Alone", "Alone.")
    desk.start()
    desk.of.related.open()
    assert desk.screen.said == [
        "There is nothing to be near to.",
        "Nothing here is near to it.",
    ]


def test_a_copy_is_merged_after_a_preview_and_taken_apart_again(
    three: Desk, make_article: MakeArticle
) -> None:
    text = "The river rose in the night, and by the morning the bridge was gone. " * 3
    long = f"{text}Nobody was hurt."
    kept = make_article("Flood", text, tags="river", url="https://a.example/flood")
    note = DraftNote(text="So it was", highlight=Highlight(exact="Nobody was hurt"))
    other = make_article("Flood!", long, tags="wire", notes=(note,), starred=True)
    library = three.library
    library.settle()
    before = whole(library)
    three.of.reading.open(kept.id)
    three.of.related.open()
    panel = three.panes.related
    assert (panel.rows[0].text, panel.rows[0].below[:20]) == ("Flood!", "nearly the same text")
    panel.at = other.id
    asyncio.run(three.of.related.merge())
    assert whole(library) == before
    three.screen.answers.append(True)
    panel.at = other.id
    asyncio.run(three.of.related.merge())
    assert "Tags: river, wire" in three.screen.asked[-1]
    assert "Notes: 0 of this one and 1 of the other" in three.screen.asked[-1]
    now = library.article(kept.id)
    assert (sorted(now.tags), now.starred, now.url) == (["river", "wire"], True, kept.url)
    assert [each.article for each in library.notes.all()] == [kept.id]
    assert library.text(kept.id).strip() == text.strip()
    assert long.strip() in [library.versions.text(kept.id, n).strip() for n in (1, 2)]
    assert library.article(other.id).deleted
    three.of.history.undo()
    assert whole(library) == before


def test_nothing_is_merged_into_an_article_in_the_trash(
    three: Desk, make_article: MakeArticle
) -> None:
    kept, other = make_article("Ferry", "A ferry."), make_article("Ferry!", "A ferry, again.")
    three.library.settle()
    three.of.reading.open(kept.id)
    three.of.related.open()
    three.library.delete([kept.id])
    before = whole(three.library)
    three.panes.related.at = other.id
    asyncio.run(three.of.related.merge())
    assert "in the trash" in three.screen.said[-1]
    assert not three.screen.asked
    with pytest.raises(ArticleInTrash):
        three.library.intake.unite(kept.id, other.id)
    assert whole(three.library) == before
