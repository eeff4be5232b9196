"""The acts of the tags screen, and what they say before they are done."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from octavo.library.library import Library
from octavo.model.operation import Operation
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.tui.controllers.articles.tags_screen import TagsController
from octavo.tui.screens.dialogs import completion
from tests.making import MakeArticle
from tests.tui.controllers.conftest import Desk
from tests.tui.controllers.fakes import Screen

if TYPE_CHECKING:
    from octavo.tui.widgets.tags.table import TagsTable

ESSAY, DRAFT = Tag("essay"), Tag("draft")


@dataclass
class Table:
    """The table of tags."""

    tags: Sequence[TagCount] = ()
    pins: Mapping[int, Tag] = field(default_factory=dict)
    by_count: bool = False
    once: bool = False
    cursor: Tag | None = DRAFT

    def point(self, tag: Tag) -> None:
        self.cursor = tag


class TagsDesk:
    """The tags screen over a library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.screen = Screen()
        self.table = Table()
        self.left: list[str | None] = []
        self.done: list[Operation] = []
        self.of = TagsController(
            library=library,
            screen=self.screen,
            table=cast("TagsTable", self.table),
            changed=self.changed,
            leave=self.left.append,
            complete=completion,
        )

    def changed(self, operation: Operation | None) -> None:
        if operation:
            self.done.append(operation)


@pytest.fixture
def tags(three: Desk) -> TagsDesk:
    """Of three articles, two are an essay and one of them is a draft, which has the cursor."""
    return TagsDesk(three.library)


async def test_a_tag_is_renamed(tags: TagsDesk) -> None:
    tags.screen.answers = ["treatise"]
    tags.table.cursor = ESSAY
    await tags.of.rename()
    assert TagCount(Tag("treatise"), 2) in tags.library.tags.counts()
    assert tags.done[0].label == "rename tag essay to treatise"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("ess", "1 article will change. “ess” is a new tag; → takes essay."),
        ("poem", "1 article will change. “poem” is a new tag."),
        (
            "essay",
            "1 article will change. 2 articles have essay already: the two become one.",
        ),
        ("draft", "1 article will change."),
        (" ", "!Type a tag."),
        ("a,b", "!A tag cannot hold a comma or a double quote."),
    ],
)
async def test_renaming_says_what_it_would_do(tags: TagsDesk, answer: str, said: str) -> None:
    tags.screen.answers = [answer]
    await tags.of.rename()
    assert tags.screen.asked == [f"Rename draft to: {said}"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("ess", "!“ess” is no tag; ⏎ takes essay."),
        ("poem", "!“poem” is no tag; rename to make it."),
        ("draft", "!Type another tag."),
        ("essay", "1 article will change. 2 articles have essay already."),
    ],
)
async def test_a_merge_makes_no_new_tag(tags: TagsDesk, answer: str, said: str) -> None:
    before = tags.library.tags.counts()
    tags.screen.answers = [answer]
    await tags.of.merge()
    assert tags.screen.asked == [f"Merge draft into: {said}"]
    merged = [TagCount(ESSAY, 2)]
    assert tags.library.tags.counts() == (before if said.startswith("!") else merged)
    assert tags.table.cursor == (DRAFT if said.startswith("!") else ESSAY)


def test_what_others_tag_is_counted_at_once(tags: TagsDesk) -> None:
    tags.of.show()
    counted = tags.table.tags
    tags.of.show()
    assert tags.table.tags is counted
    with Library(tags.library.folder) as other:
        other.retag([1], TagEdit(add=frozenset({Tag("poem")})))
    tags.library.follow()
    tags.of.show()
    assert TagCount(Tag("poem"), 1) in tags.table.tags


async def test_what_one_article_has_is_told_of_one(tags: TagsDesk) -> None:
    tags.table.cursor = ESSAY
    tags.screen.answers = ["draft", "draft"]
    await tags.of.merge()
    tags.library.history.undo()
    tags.table.cursor = ESSAY
    await tags.of.rename()
    assert all("1 article has draft already" in asked for asked in tags.screen.asked)


async def test_a_tag_is_deleted_after_asking(tags: TagsDesk) -> None:
    await tags.of.delete()
    assert TagCount(DRAFT, 1) in tags.library.tags.counts()
    tags.screen.answers = [True]
    await tags.of.delete()
    assert tags.library.tags.counts() == [TagCount(ESSAY, 2)]
    assert "It and all below it comes off 1 article." in tags.screen.asked[0]
    tags.library.history.undo()
    assert tags.library.tags.counts() == [TagCount(ESSAY, 2), TagCount(DRAFT, 1)]


def test_a_tag_is_pinned_and_unpinned(tags: TagsDesk) -> None:
    tags.of.pin()
    tags.table.cursor = ESSAY
    tags.of.pin_to(1)
    assert tags.library.tags.pinned == (ESSAY, DRAFT)
    tags.of.show()
    assert tags.table.pins == {1: ESSAY, 2: DRAFT}
    tags.of.pin()
    assert list(tags.library.tags.pinned) == [DRAFT]


def test_a_pin_leaves_those_of_another_window(tags: TagsDesk) -> None:
    """Also those that this one has not seen yet."""
    tags.of.show()
    with Library(tags.library.folder) as window:
        window.tags.pin([ESSAY])
    tags.of.pin()
    assert list(tags.library.tags.pinned) == [ESSAY, DRAFT]
    with Library(tags.library.folder) as window:
        window.tags.pin([Tag("new"), ESSAY, DRAFT])
    tags.of.pin_to(2)
    assert list(tags.library.tags.pinned) == [Tag("new"), DRAFT, ESSAY]


def test_what_has_a_tag_is_listed(tags: TagsDesk) -> None:
    tags.of.list_articles()
    assert tags.left == ["tag:draft"]


def test_tags_are_ordered_by_count_or_by_name(tags: TagsDesk) -> None:
    tags.of.sort()
    assert tags.table.by_count
    tags.of.sort()
    assert not tags.table.by_count


async def test_without_tags_there_is_nothing_to_act_on(tags: TagsDesk) -> None:
    tags.table.cursor = None
    for act in (tags.of.rename, tags.of.merge, tags.of.delete):
        await act()
    for at_once in (tags.of.pin, tags.of.list_articles):
        at_once()
    assert (tags.screen.asked, tags.left, tags.done) == ([], [], [])


async def test_tags_that_are_nearly_the_same_are_merged_or_told_apart(
    library: Library, make_article: MakeArticle
) -> None:
    for number, its in enumerate(("open-data sea", "open-data seas", '"open data" sea ship')):
        make_article(f"Number {number}", tags=its)
    tags = TagsDesk(library)
    library.tags.pin([Tag("ship"), Tag("gone")])
    tags.screen.answers = [
        "open data 1 → open-data 2  hyphen or blank",
        "Take open data for open-data from now on",
        "seas 1 → sea 2  plural",
        "They are not the same",
        "gone is pinned, and on nothing",
        True,
    ]
    await tags.of.tidy()
    assert tags.screen.asked[1].startswith("open data on 1 article; open-data on 2 articles")
    counts = {str(count.tag): count.count for count in library.tags.counts()}
    assert counts == {"open-data": 3, "sea": 2, "seas": 1, "ship": 1}
    assert library.tags.pinned == (Tag("ship"),)
    assert library.tags.aliases.meant(Tag("Open data")) == Tag("open-data")
    assert "No two tags are nearly the same" in tags.screen.said[-1]
    assert len(tags.done) == 3
    library.history.undo()
    library.history.undo()
    assert [p.reason for p in library.tag_cleaner.proposals()] == ["plural"]


def test_a_tag_is_put_under_another_and_on_top_again_in_one_step_each(tags: TagsDesk) -> None:
    tags.library.retag([1], TagEdit(add=frozenset({Tag("draft/early")})))
    for answer, now in (("essay", "essay/draft"), ("", "draft")):
        tags.screen.answers.append(answer)
        asyncio.run(tags.of.move_below())
        assert tags.table.cursor == Tag(now)
        assert Tag(f"{now}/early") in tags.library.article(1).tags
    assert "It becomes essay/draft. 1 article will change." in tags.screen.asked[0]
    tags.library.history.undo()
    assert Tag("essay/draft") in tags.library.article(1).tags
    tags.table.cursor = Tag("essay")
    tags.screen.answers.append("essay/draft")
    asyncio.run(tags.of.move_below())
    assert tags.screen.asked[-1] == "Put essay under: !That is this tag, or below it."


def test_tags_that_are_used_once_are_shown_alone_and_all_again(tags: TagsDesk) -> None:
    tags.of.used_once()
    assert tags.table.once
    tags.of.used_once()
    assert not tags.table.once


async def test_what_notes_have_is_not_said_of_articles(tags: TagsDesk) -> None:
    tags.library.notes.add("Alone.", tags=[DRAFT, Tag("alone")])
    tags.table.cursor = Tag("alone")
    tags.screen.answers = ["draft", "draft"]
    await tags.of.merge()
    said = "1 note will change. 1 article and 1 note have draft already."
    assert tags.screen.asked == [f"Merge alone into: {said}"]


def test_what_only_notes_have_is_listed_as_notes(tags: TagsDesk) -> None:
    tags.library.notes.add("Alone.", tags=[Tag("alone")])
    tags.table.cursor = Tag("alone")
    tags.of.list_articles()
    assert tags.left == ["in:notes tag:alone"]
