"""The acts of the tags screen: rename, merge, delete and pin tags."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from octavo.library.library import Library
from octavo.model.errors import InvalidTag
from octavo.model.operation import Operation
from octavo.model.tag import Tag, TagCount
from octavo.query import Query, str_of
from octavo.query.ast import FieldTerm, TagName
from octavo.text import grouped
from octavo.tui.controllers.protocols import Controller

if TYPE_CHECKING:
    from octavo.tui.widgets.tags.table import TagsTable

Preview = Callable[[Library, Tag, Tag, str], str]
"""Told the tag, its new name, and the known tag that completes it, if any."""


class TagsController(Controller):
    """Acts on the tag under the cursor.

    Large because each act is a method, and some of them ask.
    """

    table: "TagsTable"
    changed: Callable[[Operation | None], None]
    """Shows what was done, if anything was."""
    leave: Callable[[str | None], object]
    """Closes the screen, with a query to list."""
    complete: Callable[[str, Sequence[str]], str]
    """The first of what is known that an answer could become, or nothing."""

    def __post_init__(self) -> None:
        self._tags = self.library.tags
        self._cleaner = self.library.tag_cleaner
        self._shown_at = -1
        """The last operation when the table was drawn."""
        self.dragged: tuple[Tag, Tag] | None = None
        """A tag, and the one to which it was dragged, until that is asked about."""

    def show(self) -> None:
        """Draw the table anew if anything has changed."""
        if self._shown_at != self.library.sequence:
            self._shown_at = self.library.sequence
            self.table.tags = self._tags.counts()
            self.table.pins = dict(enumerate(self._tags.pinned, 1))

    def list_articles(self) -> None:
        """Go back to the list with the articles that have this tag, or the notes alone."""
        if (tag := self.table.cursor) is not None:
            self.leave(query_of(self.library, tag))

    async def rename(self) -> None:
        """Ask for another name and give it to the tag."""
        if (tag := self.table.cursor) is not None:
            answer = await self._ask(f"Rename {tag} to", str(tag), tag, _on_renaming)
            if answer:
                self.changed(self._tags.rename(tag, Tag(answer)))
                self.table.point(Tag(answer))

    async def move_below(self) -> None:
        """Ask for a tag to put this one under, with all below it; nothing is the top.

        Of one that was dragged, that to which it was dragged is proposed.
        """
        dragged, self.dragged = self.dragged, None
        if (tag := dragged[0] if dragged else self.table.cursor) is not None:
            known = [
                str(count.tag) for count in self._tags.counts() if not tag.covers(count.tag)
            ]
            above = dragged[1] if dragged else tag.rpartition("/")[0]
            answer = await self.screen.ask_line(
                f"Put {tag} under",
                above,
                known=known,
                usual=True,
                preview=partial(self._on_moving, tag),
            )
            if answer is not None and (new := _below(answer, tag)) != tag:
                self.changed(self._tags.rename(tag, new))
                self.table.point(new)

    def _on_moving(self, tag: Tag, above: str) -> str:
        try:
            new = _below(above, tag)
        except InvalidTag as error:
            return f"!{error.problem.capitalize()}."
        if tag.covers(new) and new != tag:
            return "!That is this tag, or below it."
        if new == tag:
            return "That is where it is."
        return f"It becomes {new}. {_on_renaming(self.library, tag, new, '')}"

    def used_once(self) -> None:
        """Show only the tags that one article or note has, or all again."""
        self.table.once = not self.table.once

    async def merge(self) -> None:
        """Ask for the tag to merge into, one that is there already, and merge."""
        if (tag := self.table.cursor) is not None:
            answer = await self._ask(f"Merge {tag} into", "", tag, _on_merging)
            if answer:
                self.changed(self._tags.merge([tag], Tag(answer)))
                self.table.point(Tag(answer))

    async def delete(self) -> None:
        """Take the tag off everything, after asking."""
        if (tag := self.table.cursor) is not None:
            carriers = _carriers(self.library, tag)
            undo = self.keymap.key_hint("undo")
            more = f"It and all below it comes off {carriers}. Undo ({undo}) brings it back."
            if await self.screen.confirm(f"Delete the tag {tag}?", more):
                self.changed(self._tags.delete(tag))

    async def tidy(self) -> None:
        """Propose merges of tags that are nearly the same, until the reader has enough."""
        at = 0
        while lines := self._proposed():
            place = await self.screen.choose("Nearly the same", list(lines), at)
            if place is None:
                return
            at = min(place, max(0, len(lines) - 2))
            await list(lines.values())[place]()
        self.say("No two tags are nearly the same, and every pin is on something.")

    def _proposed(self) -> "dict[str, Callable[[], Awaitable[None]]]":
        """What may be done to tags, in words, and what asks about it."""
        merges = {
            f"{_counted(each.tag)} → {_counted(each.into)}  {each.reason}": partial(
                self._decide, each.tag.tag, each.into.tag
            )
            for each in self._cleaner.proposals()
        }
        pins = {
            f"{tag} is pinned, and on nothing": partial(self._unpin, tag)
            for tag in self._cleaner.unused_pins()
        }
        return {**merges, **pins}

    async def _decide(self, tag: Tag, into: Tag) -> None:
        options = [
            f"Merge {tag} into {into}",
            f"Merge {into} into {tag}",
            f"Take {tag} for {into} from now on",
            "They are not the same",
        ]
        on = f"{tag} on {_carriers(self.library, tag)}"
        and_on = f"{into} on {_carriers(self.library, into)}"
        match await self.screen.choose(f"{on}; {and_on}", options, 0):
            case 0:
                self.changed(self._tags.merge([tag], into))
            case 1:
                self.changed(self._tags.merge([into], tag))
            case 2:
                self.changed(self._tags.take_for(tag, into))
            case 3:
                self.changed(self._cleaner.keep_apart(tag, into))

    async def _unpin(self, tag: Tag) -> None:
        if await self.screen.confirm(f"Unpin {tag}?", "Nothing carries it."):
            self.changed(self._tags.repin(lambda pins: [pin for pin in pins if pin != tag]))

    def pin(self) -> None:
        """Pin the tag to the first free digit, or unpin it."""
        if (tag := self.table.cursor) is not None:
            self.changed(self._tags.repin(lambda pins: _toggled(pins, tag)))

    def pin_to(self, number: int) -> None:
        """Pin the tag to a digit, or to the first one after the pins that there are."""
        if (tag := self.table.cursor) is not None:
            self.changed(self._tags.repin(lambda pins: _inserted(pins, tag, number)))

    def sort(self) -> None:
        """Order the tags by how often they are used, or by name."""
        self.table.by_count = not self.table.by_count

    async def _ask(self, question: str, answer: str, tag: Tag, preview: Preview) -> str | None:
        """Ask for another name of a tag."""
        known = [str(count.tag) for count in self._tags.counts() if count.tag != tag]
        tags = frozenset(map(Tag, known))

        def said(name: str) -> str:
            if not name.strip():
                return "!Type a tag."
            try:
                new = Tag(name)
            except InvalidTag as error:
                return f"!{error.problem.capitalize()}."
            whole = "" if new in tags else self.complete(name, known)
            return preview(self.library, tag, new, whole)

        return await self.screen.ask_line(
            question, answer, known=known, usual=True, preview=said
        )


def query_of(library: Library, tag: Tag) -> str:
    """What lists the articles with a tag or one below it, or else the notes."""
    has_articles = any(each.count for each in library.tags.counts() if tag.covers(each.tag))
    query = str_of(Query(FieldTerm("tag", TagName(tag))))
    return query if has_articles else f"in:notes {query}"


def _below(above: str, tag: Tag) -> Tag:
    """A tag under another one, or on top."""
    above, name = above.strip(" /"), tag.rpartition("/")[2]
    return Tag(f"{above}/{name}" if above else name)


def _counted(count: TagCount) -> str:
    return f"{count.tag} {grouped(count.count + count.notes)}"


def _toggled(pins: Sequence[Tag], tag: Tag) -> list[Tag]:
    """Some pins without a tag, or with it behind them."""
    others = [pin for pin in pins if pin != tag]
    return others if tag in pins else [*others, tag]


def _inserted(pins: Sequence[Tag], tag: Tag, number: int) -> list[Tag]:
    """Some pins with a tag at a number, counted from 1, or behind them if they are fewer."""
    others = [pin for pin in pins if pin != tag]
    return [*others[: number - 1], tag, *others[number - 1 :]]


def _on_renaming(library: Library, tag: Tag, new: Tag, whole: str) -> str:
    """What giving a tag another name would do."""
    changed = f"{_carriers(library, tag)} will change."
    if new == tag:
        return changed
    if _is_there(library, new):
        return f"{changed} {_having(library, new)} already: the two become one."
    takes = f"; → takes {whole}" if whole else ""
    return f"{changed} “{new}” is a new tag{takes}."


def _on_merging(library: Library, tag: Tag, new: Tag, whole: str) -> str:
    """What a merge would do; `!` and why where it is none. It makes no new tag."""
    if new == tag:
        return "!Type another tag."
    if _is_there(library, new):
        changed = f"{_carriers(library, tag)} will change."
        return f"{changed} {_having(library, new)} already."
    return f"!“{new}” is no tag; " + (f"⏎ takes {whole}." if whole else "rename to make it.")


def _is_there(library: Library, tag: Tag) -> bool:
    return any(count.tag == tag for count in library.tags.counts())


def _carriers(library: Library, tag: Tag) -> str:
    """Such as `2 articles, 1 note and 3 in the trash`; it and all below it counts."""
    return library.counted(library.tags.carriers(tag))


def _having(library: Library, tag: Tag) -> str:
    """Such as `1 article has essay`."""
    has = "has" if len(library.tags.carriers(tag)) == 1 else "have"
    return f"{_carriers(library, tag)} {has} {tag}"
