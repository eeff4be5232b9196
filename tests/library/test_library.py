"""What the library does, told through its one door."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from octavo.library import tags
from octavo.library.library import Library
from octavo.library.tags import TagNotFound
from octavo.model.article import State
from octavo.model.draft import DraftNote
from octavo.model.errors import ArticleNotFound
from octavo.model.operation import Operation
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.storage.errors import NothingToUndo
from tests.library.seeing import whole
from tests.making import Clock, MakeArticle, draft

Act = Callable[[Library], Operation | None]


@pytest.fixture
def filled(library: Library, make_article: MakeArticle) -> Library:
    """Three articles, one of them in the trash, a note on the first, two pinned tags."""
    make_article("First", tags="essay ai", notes=(DraftNote(text="A thought"),))
    make_article("Second", tags="essay policy/industry")
    make_article("Third", tags="korea")
    library.delete([4])
    library.tags.pin([Tag("ai"), Tag("korea")])
    return library


ACTS: list[tuple[str, Act]] = [
    ("tag ‘First’ +poem -essay", lambda library: library.retag([1], edit("+poem -essay"))),
    ("tag 2 articles +poem", lambda library: library.retag([1, 3], edit("+poem"))),
    ("archive ‘First’", lambda library: library.archive([1])),
    ("star 2 articles", lambda library: library.star([1, 3])),
    ("mark ‘First’ as read", lambda library: library.mark([1], State.READ)),
    ("delete 1 article and 1 note", lambda library: library.delete([1, 2])),
    ("restore ‘Third’", lambda library: library.restore([4])),
    ("empty the trash", lambda library: library.empty_trash()),
    (
        "rename tag essay to art",
        lambda library: library.tags.rename(Tag("essay"), Tag("art")),
    ),
    ("rename tag ai to AI", lambda library: library.tags.rename(Tag("ai"), Tag("AI"))),
    (
        "merge tags ai, policy into essay",
        lambda library: library.tags.merge([Tag("policy"), Tag("ai")], Tag("essay")),
    ),
    ("delete tag ai", lambda library: library.tags.delete(Tag("ai"))),
    ("pin essay", lambda library: library.tags.pin([Tag("essay")])),
    ("unpin ai, korea", lambda library: library.tags.pin([])),
]


def edit(line: str) -> TagEdit:
    return TagEdit.parse(line)


@pytest.mark.parametrize(("label", "act"), ACTS, ids=[label for label, _ in ACTS])
def test_every_change_can_be_undone_and_done_again(
    filled: Library, label: str, act: Act
) -> None:
    """To the last field, with words for it, also after another start."""
    before = whole(filled)
    operation = act(filled)
    after = whole(filled)

    assert operation is not None
    assert operation.label == label
    assert after != before
    with suppress(TagNotFound):
        assert act(filled) is None, "the second time nothing changes"
    assert filled.history.undo().label == f"undo: {label}"
    assert whole(filled) == before
    filled.close()
    with Library(filled.folder, filled._store.clock) as library:
        assert whole(library) == before
        assert library.history.redo().label == label
        assert whole(library) == after
        library.history.undo()
        assert whole(library) == before


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda library: library.retag([1, 99], edit("+poem")), id="tag"),
        pytest.param(lambda library: library.archive([99]), id="archive"),
        pytest.param(lambda library: library.delete([1, 3, 99]), id="delete"),
        pytest.param(lambda library: library.keep_place(99, 10, 0.5), id="keep the place"),
    ],
)
def test_a_change_to_something_missing_changes_nothing(filled: Library, act: Act) -> None:
    before = whole(filled)
    with pytest.raises(ArticleNotFound, match="no article or note has the id 99") as caught:
        act(filled)
    assert caught.value.id == 99
    assert whole(filled) == before


def test_nothing_is_undone_in_a_new_library(library: Library) -> None:
    for act, word in ((library.history.undo, "undo"), (library.history.redo, "redo")):
        with pytest.raises(NothingToUndo, match=f"there is nothing to {word}"):
            act()


def test_what_is_done_after_an_undo_ends_redo(filled: Library) -> None:
    filled.star([1])
    filled.history.undo()
    filled.archive([1])
    with pytest.raises(NothingToUndo):
        filled.history.redo()


def test_undo_passes_over_reading_and_leaves_it(filled: Library) -> None:
    """Where somebody was in a text is no decision."""
    filled.star([1])
    filled.keep_place(1, 300, 0.4)
    assert filled.history.undo().label == "undo: star ‘First’"
    assert filled.article(1).position == 300
    assert not filled.article(1).starred


def test_an_add_that_is_undone_and_done_again_keeps_what_was_read_of_it(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("First")
    library.keep_place(1, 300, 0.4)
    library.history.undo()
    library.history.redo()

    assert library.article(1).position == 300
    assert library.text(1)


@pytest.mark.parametrize("progress", [0.0, 0.5, 1.0])
def test_to_be_somewhere_in_an_article_is_not_to_have_read_it(
    filled: Library, progress: float
) -> None:
    filled.keep_place(1, 10, progress)
    article = filled.article(1)

    assert article.state is State.READING
    assert article.progress == progress
    assert article.read is None


def test_reading_again_keeps_it_read_and_how_far_it_was(filled: Library) -> None:
    filled.keep_place(1, 900, 1.0)
    filled.mark([1], State.READ)
    filled.keep_place(1, 100, 0.1)
    article = filled.article(1)

    assert (article.state, article.progress, article.position) == (State.READ, 1.0, 100)


def test_marking_as_read_again_does_not_change_when_it_was_read(
    filled: Library, clock: Clock
) -> None:
    filled.mark([1], State.READ)
    clock.advance(hours=1)
    assert filled.mark([1], State.READ) is None


def test_a_tag_may_have_braces(filled: Library) -> None:
    operation = filled.retag([1], edit("+{} +{a}"))
    assert operation is not None
    assert operation.label == "tag ‘First’ +{a} +{}"


def test_marking_as_unread_begins_at_the_start_again(filled: Library) -> None:
    filled.keep_place(1, 900, 1.0)
    filled.mark([1], State.UNREAD)
    article = filled.article(1)

    assert (article.progress, article.position, article.read) == (0.0, 0, None)


def test_emptying_the_trash_takes_the_notes_on_what_was_in_it(filled: Library) -> None:
    filled.delete([1])
    filled.empty_trash()

    assert list(filled.search.articles) == [3]
    assert list(filled.search.notes) == []
    assert len(filled) == 1
    assert filled.trashed() == 0


def test_the_newest_article_is_listed_first(filled: Library, make_article: MakeArticle) -> None:
    """What comes, goes to the archive and comes back is always in its place."""
    make_article("Fourth")
    assert titles(filled) == ["Fourth", "Second", "First"]
    filled.archive([3])
    assert titles(filled) == ["Fourth", "First"]
    filled.restore([4])
    assert titles(filled) == ["Fourth", "Third", "First"]
    filled.archive([3], False)
    assert titles(filled) == ["Fourth", "Third", "Second", "First"]


def test_of_articles_of_one_second_the_later_is_listed_first(library: Library) -> None:
    library.add([draft(str(number)) for number in range(3)])
    assert titles(library) == ["2", "1", "0"]
    library.star([2])
    library.archive([2])
    library.history.undo()
    assert titles(library) == ["2", "1", "0"]


def test_a_change_of_some_of_very_many_is_counted_without_a_look_at_all(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tags, "_MANY", 2)
    library.add([draft(f"T{number}", tags="essay") for number in range(20)])
    assert [count.count for count in library.tags.counts()] == [20]
    monkeypatch.setattr(tags.TagCounts, "_names", None)
    library.retag([1, 2, 3], edit("-essay +poem"))
    assert [(str(c.tag), c.count) for c in library.tags.counts()] == [
        ("essay", 17),
        ("poem", 3),
    ]


def test_counts_leave_out_the_trash_and_follow_every_change(filled: Library) -> None:
    """Notes are counted apart."""

    def counts() -> list[tuple[str, int, int]]:
        return [(str(c.tag), c.count, c.notes) for c in filled.tags.counts()]

    assert counts() == [("essay", 2, 0), ("ai", 1, 0), ("policy/industry", 1, 0)]
    filled.restore([4])
    filled.retag([1, 2], edit("+korea -ai"))
    assert counts() == [("korea", 2, 1), ("essay", 2, 0), ("policy/industry", 1, 0)]
    filled.delete([1])
    assert counts() == [("korea", 1, 1), ("essay", 1, 0), ("policy/industry", 1, 0)]


def test_a_tag_is_spelt_as_it_was_first_written(library: Library) -> None:
    library.add([draft("First", tags="AI"), draft("Second")])
    library.retag([2], edit("+ai"))
    assert library.tags.counts() == [TagCount(Tag("AI"), 2)]
    assert str(library.tags.counts()[0].tag) == "AI"


def test_one_command_spells_a_new_tag_in_one_way(library: Library) -> None:
    library.add([draft("First", tags="analytics"), draft("Second", tags="Analytics")])
    assert {str(tag) for article in library.articles() for tag in article.tags} == {"analytics"}


def test_a_tag_renamed_to_another_case_is_spelt_so_from_then_on(library: Library) -> None:
    library.add([draft("First", tags="AI"), draft("Second", tags="AI")])
    library.tags.rename(Tag("AI"), Tag("ai"))
    library.retag([1], edit("-ai"))
    library.retag([1], edit("+AI"))

    assert str(library.tags.counts()[0].tag) == "ai"
    assert {str(tag) for tag in library.article(1).tags} == {"ai"}


def test_merging_into_a_tag_spells_it_as_the_library_does(library: Library) -> None:
    pieces = ("First", "korea/Tech"), ("Second", "ai"), ("Third", "asia/tech")
    library.add([draft(title, tags=tags) for title, tags in pieces])
    library.tags.merge([Tag("korea"), Tag("asia")], Tag("AI"))
    assert {str(count.tag) for count in library.tags.counts()} == {"ai", "AI/tech"}


def test_carriers_are_found_below_a_tag_and_in_the_trash(filled: Library) -> None:
    assert filled.tags.carriers(Tag("policy")) == [3]
    assert filled.tags.carriers(Tag("KOREA")) == [4]
    assert filled.tags.carriers(Tag("nothing")) == []


def test_an_empty_library_is_still_a_library(library: Library) -> None:
    assert len(library) == 0
    assert library
    assert library.articles() == []
    assert library.tags.counts() == []


def titles(library: Library) -> list[str]:
    return [article.title for article in library.articles()]
