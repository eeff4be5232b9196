"""Any sequence of changes leaves the library as a simple model has it, and on disk as well.

Any call of the system may fail meanwhile, and the library may be killed at any call: then a
change is done or not done, as it was said.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace
from tinydb import TinyDB, where

from octavo.library.feeds import FeedNotFound
from octavo.library.library import Library
from octavo.library.repair.check import Severity, check
from octavo.library.tags import TagNotFound
from octavo.model.article import State
from octavo.model.draft import DraftNote
from octavo.model.errors import ArticleNotFound, LibraryError
from octavo.model.feed import Feed
from octavo.model.note import Highlight
from octavo.model.tag import Tag, TagEdit
from octavo.query import parse
from octavo.storage.errors import ChangeUnsure, NothingToUndo
from octavo.storage.store import Limits
from tests.faults.calls import ERRORS, Calls, Refusal
from tests.library.model import Model, Step, reversed_step, step_between, taken_back
from tests.library.seeing import Whole, on_disk, whole
from tests.making import Clock, draft, examples

TAGS = st.sampled_from(["ai", "AI", "korea", "policy", "policy/industry", "to read"]).map(Tag)
IDS = st.lists(st.integers(1, 10), unique=True, max_size=4)
TITLES = st.sampled_from(["Alpha", "Beta", "Gamma", "Ärger 한국", "[red]x[/]"])
URLS = st.sampled_from(
    [f"https://{name}.example/feed" for name in ("tides", "clouds", "weirs")]
)
LIMITS = Limits(pieces_at_once=2, patience=0.05, compact_at=1)
"""Several operations for one import, no wait for what is refused, compacted when it settles."""

CALLS = ["flock", "fdatasync", "fsync", "list", "open", "read", "rename", "write"]
"""Calls that most changes make."""

EDITS = st.builds(TagEdit, st.frozensets(TAGS, max_size=2), st.frozensets(TAGS, max_size=1))


class LibraryMachine(RuleBasedStateMachine):
    """Two windows on one library, used in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = tempfile.mkdtemp(prefix="octavo-")
        self.folder = Path(self.outer) / "library"
        self.clock = Clock()
        self.model = Model()
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self.windows = [Library.create(self.folder, self.clock, LIMITS) for _ in range(2)]
        self.library = self.windows[0]
        self.refusal: Refusal | None = None
        """A call that fails in the next change that comes so far."""
        self.copied_at: tuple[str, int] | None = None
        """A call of a change, by its number, at which a copy shows what a kill would leave."""

    def teardown(self) -> None:
        for window in self.windows:
            window.close()
        Library(self.folder, self.clock).close()
        assert on_disk(self.folder) == whole(self.library)
        assert faults(self.folder) == []
        shutil.rmtree(self.outer)

    def change(self, how: Callable[[], object], model: Callable[[], object]) -> None:
        """Do something to the library and the same to the model, and remember what it did."""
        self.follow()
        before, sequence = whole(self.library), self.library.sequence
        is_told = self.told(how)
        after = whole(self.library)
        if is_told:
            model()
        else:
            self.model = Model.of(after, self.model.next_id)
        if self.library.sequence > sequence:
            self.remember(before, after)
        else:
            assert after == before
        self.look_at_copy(before, after)

    def told(self, how: Callable[[], object]) -> bool:
        """Do something, in which a call may fail; whether it is said to be done."""
        sequence, before = self.library.sequence, whole(self.library)
        calls = Copying(self.folder, self.refusal, self.copied_at)
        try:
            with calls.watched():
                how()
        except ChangeUnsure:
            event("a change that is not sure to last")
            self.library.follow()
        except LibraryError:
            event("a refused change")
            if self.library.sequence == sequence:
                assert whole(self.library) == before
            else:
                event("a change of several operations, refused in the midst")
                assert whole(self.library) != before
        else:
            return True
        finally:
            if self.refusal and calls.counts[self.refusal.call] > self.refusal.number:
                event(f"{self.refusal.call} failed")
                self.refusal = None
        return False

    def remember(self, before: Whole, after: Whole) -> None:
        """Take note of a step that can be undone."""
        if step := step_between(before, after):
            self.done.append(step)
            self.undone.clear()

    def look_at_copy(self, before: Whole, after: Whole) -> None:
        """What a kill in the midst would have left is what was before, or what is after."""
        copy = self.folder.with_name("copy")
        if copy.exists():
            event("killed in the midst of a change")
            self.copied_at = None
            with Library(copy, self.clock, LIMITS) as left:
                found = whole(left)
                assert found in (before, after) or self.is_between(found, before, after)
                for id in left.search.articles:
                    assert left.text(id).startswith("What ")
            assert faults(copy) == []
            shutil.rmtree(copy)

    def is_between(self, found: Whole, before: Whole, after: Whole) -> bool:
        """Whether a change of several operations has come half of its way."""
        new = {(table, id) for table in found for id in found[table]}
        known = [
            {(table, id) for table in each for id in each[table]} for each in (before, after)
        ]
        return known[0] <= new <= known[1]

    def follow(self) -> None:
        """Let both windows see what the other has done."""
        for window in self.windows:
            window.follow()

    @rule(
        call=st.sampled_from(CALLS),
        number=st.integers(0, 2),
        which=st.integers(0, 4),
        lasts=st.booleans(),
    )
    def refuse(self, call: str, number: int, which: int, lasts: bool) -> None:
        """Have a call fail in the next change."""
        error = ERRORS[call][which % len(ERRORS[call])]
        self.refusal = Refusal(call, number, error, lasts)

    @rule(call=st.sampled_from(["any", *CALLS]), number=st.integers(1, 6))
    def kill(self, call: str, number: int) -> None:
        """Have the next change looked at as it is at some call."""
        self.copied_at = (call, number)

    @rule(other=st.booleans(), minutes=st.integers(0, 1))
    def turn_to_a_window(self, other: bool, minutes: int) -> None:
        self.library = self.windows[other]
        self.clock.advance(minutes=minutes)

    @rule(title=TITLES, tags=st.frozensets(TAGS, max_size=2), noted=st.booleans())
    def add(self, title: str, tags: frozenset[Tag], noted: bool) -> None:
        notes = (DraftNote(text=f"On {title}"),) if noted else ()
        piece = draft(title, tags=str(TagEdit(add=tags)), notes=notes)
        self.change(
            lambda: self.library.add([piece]),
            lambda: self.model.add(title, tags, noted, self.clock()),
        )

    @rule(titles=st.lists(TITLES, max_size=4), tags=st.frozensets(TAGS, max_size=2))
    def take_in(self, titles: list[str], tags: frozenset[Tag]) -> None:
        """Several operations, which undo takes back as one step."""
        pieces = [draft(title, tags=str(TagEdit(add=tags))) for title in titles]

        def add_all() -> None:
            for title in titles:
                self.model.add(title, tags, False, self.clock())

        self.change(lambda: list(self.library.intake.take_in(pieces)), add_all)

    @rule(text=TITLES, title=TITLES, both=st.booleans())
    def write_a_note(self, text: str, title: str, both: bool) -> None:
        """On its own, perhaps beside an article."""
        pieces = [draft(title)] if both else []

        def add() -> None:
            if both:
                self.model.add(title, frozenset(), False, self.clock())
            self.model.note(text, None, self.clock())

        notes = [DraftNote(text=text)]
        self.change(lambda: self.library.add(pieces, notes), add)

    @rule(ids=IDS, text=TITLES)
    def write_on_articles(self, ids: list[int], text: str) -> None:
        """The same note on each of some articles, or one on its own."""
        self.follow()
        places: list[int | None] = [*ids] or [None]

        def write() -> None:
            for place in places:
                self.model.note(text, place, self.clock(), known=False)

        if all(map(self.model.is_article, ids)):
            self.change(lambda: self.library.notes.add(text, articles=ids), write)
        else:
            with pytest.raises(ArticleNotFound):
                self.library.notes.add(text, articles=ids)

    @rule(id=st.integers(1, 10), text=TITLES | st.just(""))
    def edit_a_note(self, id: int, text: str) -> None:
        """One that is left without words and passage is in the trash, as it was."""
        self.follow()
        if self.model.is_note(id):
            stays = text or self.model.pieces[id].passage
            fields: dict[str, object] = {"title": text} if stays else {"deleted": True}
            self.change(
                lambda: self.library.notes.edit(id, text),
                lambda: self.model._set(id, **fields),
            )
        else:
            with pytest.raises(ArticleNotFound):
                self.library.notes.edit(id, text)

    @rule(id=st.integers(1, 10), words=st.sampled_from(["What", "Alpha", ""]))
    def move_a_highlight(self, id: int, words: str) -> None:
        """A note is on another passage, or on none; without words it is in the trash then."""
        self.follow()
        highlight = Highlight(exact=words) if words else None
        if self.model.is_note(id):
            stays = words or self.model.pieces[id].title
            fields: dict[str, object] = {"passage": words} if stays else {"deleted": True}
            self.change(
                lambda: self.library.notes.reanchor(id, highlight),
                lambda: self.model._set(id, **fields),
            )
        else:
            with pytest.raises(ArticleNotFound):
                self.library.notes.reanchor(id, highlight)

    @rule()
    def go_back(self) -> None:
        """To the oldest backup, as a step like any other."""
        self.follow()
        backups = self.library._store.storage.backups.all()
        if not backups or self.refusal:
            return
        expected = on_disk(backups[-1])

        def model() -> None:
            after = whole(self.library)
            assert after == expected
            self.model = Model.of(after, self.model.next_id)
            event("gone back to a backup")

        self.change(lambda: self.library.go_back(len(backups)), model)

    @rule(id=st.integers(1, 10), title=TITLES)
    def renew(self, id: int, title: str) -> None:
        """The source of an article says something else."""
        if self.model.is_article(id) and not self.model.has_title(title):
            drafts = {id: draft(title)}
            self.change(
                lambda: self.library.intake.renew(drafts, label="fetch {} again"),
                lambda: self.model._set(id, title=title),
            )

    @rule(id=st.integers(1, 10), progress=st.sampled_from([0.1, 0.5, 1.0]))
    def keep_place(self, id: int, progress: float) -> None:
        """Undo passes this over."""
        self.follow()
        if self.model.has([id]):
            self.library.keep_place(id, int(progress * 100), progress)
            self.model.place(id)

    def on(
        self, ids: list[int], how: Callable[[], object], model: Callable[[], object]
    ) -> None:
        """Change some items, or none if one of them is missing."""
        self.follow()
        if self.model.has(ids):
            self.change(how, model)
        else:
            earlier = whole(self.library)
            with pytest.raises(ArticleNotFound):
                how()
            assert whole(self.library) == earlier

    @rule(ids=IDS, edit=EDITS)
    def retag(self, ids: list[int], edit: TagEdit) -> None:
        self.on(ids, lambda: self.library.retag(ids, edit), lambda: self.model.retag(ids, edit))

    @rule(ids=IDS, on=st.booleans())
    def archive(self, ids: list[int], on: bool) -> None:
        self.on(
            ids,
            lambda: self.library.archive(ids, on),
            lambda: self.model.set(ids, archived=on),
        )

    @rule(ids=IDS, on=st.booleans())
    def star(self, ids: list[int], on: bool) -> None:
        self.on(
            ids, lambda: self.library.star(ids, on), lambda: self.model.set(ids, starred=on)
        )

    @rule(ids=IDS, state=st.sampled_from(State))
    def mark(self, ids: list[int], state: State) -> None:
        self.on(
            ids, lambda: self.library.mark(ids, state), lambda: self.model.set(ids, state=state)
        )

    @rule(ids=IDS)
    def delete(self, ids: list[int]) -> None:
        self.on(ids, lambda: self.library.delete(ids), lambda: self.model.delete(ids, True))

    @rule(ids=IDS)
    def restore(self, ids: list[int]) -> None:
        self.on(ids, lambda: self.library.restore(ids), lambda: self.model.delete(ids, False))

    @rule()
    def empty_trash(self) -> None:
        self.change(self.library.empty_trash, self.model.empty_trash)

    def on_tags(
        self, olds: list[Tag], how: Callable[[], object], model: Callable[[], object]
    ) -> None:
        """Change some tags, or nothing if nothing carries one of them."""
        if all(self.model.carries(tag) for tag in olds):
            self.change(how, model)
        else:
            with pytest.raises(TagNotFound):
                how()

    @rule(old=TAGS, new=TAGS)
    def rename_tag(self, old: Tag, new: Tag) -> None:
        self.on_tags(
            [old],
            lambda: self.library.tags.rename(old, new),
            lambda: self.model.swap([old], new),
        )

    @rule(olds=st.lists(TAGS, max_size=3, unique_by=lambda tag: tag.key), new=TAGS)
    def merge_tags(self, olds: list[Tag], new: Tag) -> None:
        others = [tag for tag in olds if tag != new]
        self.on_tags(
            others,
            lambda: self.library.tags.merge(olds, new),
            lambda: self.model.swap(others, new),
        )

    @rule(tag=TAGS)
    def delete_tag(self, tag: Tag) -> None:
        self.on_tags(
            [tag],
            lambda: self.library.tags.delete(tag),
            lambda: self.model.swap([tag], None),
        )

    @rule(tags=st.lists(TAGS, max_size=3, unique_by=lambda tag: tag.key))
    def pin(self, tags: list[Tag]) -> None:
        self.change(
            lambda: self.library.tags.pin(tags), lambda: setattr(self.model, "pins", tags)
        )

    @rule(url=URLS, tags=st.frozensets(TAGS, max_size=2), full=st.booleans())
    def follow_a_feed(self, url: str, tags: frozenset[Tag], full: bool) -> None:
        feed = Feed(id=0, url=url, tags=tags, full=full, added=self.clock())

        def follow() -> None:
            [followed] = self.library.feeds.follow([feed])
            found = self.library.feeds.at(url)
            assert found == followed
            is_new = followed.id not in self.model.feeds
            assert is_new != any(each.url == url for each in self.model.feeds.values())

        def followed() -> None:
            known = self.library.feeds.at(url)
            assert known is not None
            self.model.follow(known.id, url, tags, full)

        self.change(follow, followed)

    @rule(id=st.integers(1, 4), edit=EDITS, full=st.booleans())
    def change_a_feed(self, id: int, edit: TagEdit, full: bool) -> None:
        """Its tags and whether its pages are fetched: two changes, or none of them."""
        self.follow()
        feeds = self.library.feeds
        if id not in self.model.feeds:
            with pytest.raises(FeedNotFound):
                feeds.retag([id], edit)
            with pytest.raises(FeedNotFound):
                feeds.fill([id], full)
            return
        feed = self.model.feeds[id]
        tagged = replace(feed, tags=edit.apply(feed.tags))
        self.change(
            lambda: feeds.retag([id], edit), lambda: self.model.feeds.__setitem__(id, tagged)
        )
        filled = replace(self.model.feeds[id], full=full)
        self.change(
            lambda: feeds.fill([id], full), lambda: self.model.feeds.__setitem__(id, filled)
        )

    @rule(id=st.integers(1, 4), failures=st.integers(0, 3))
    def ask_a_feed(self, id: int, failures: int) -> None:
        """Undo passes over what is noted of that."""
        self.follow()
        if id in self.model.feeds:
            self.library.feeds.change(
                [id], lambda feed: replace(feed, failures=failures), "ask a feed", quiet=True
            )
            self.model.feeds[id] = replace(self.model.feeds[id], failures=failures)

    @rule(id=st.integers(1, 4))
    def drop_a_feed(self, id: int) -> None:
        self.follow()
        if id in self.model.feeds:
            self.change(lambda: self.library.feeds.drop([id]), lambda: self.model.feeds.pop(id))
        else:
            with pytest.raises(FeedNotFound):
                self.library.feeds.drop([id])

    @rule(title=TITLES)
    def star_by_script(self, title: str) -> None:
        """Through the library's own TinyDB."""
        table = self.library.db.table("articles")
        ids = [id for id, p in self.model.pieces.items() if p.title == title]
        self.change(
            lambda: table.update({"starred": True}, where("title") == title),
            lambda: self.model.set(ids, starred=True),
        )

    @rule(id=st.integers(1, 10))
    def remove_by_script(self, id: int) -> None:
        """An article, if there are no notes on it, which would be left over."""
        self.follow()
        is_noted = any(piece.on == id for piece in self.model.pieces.values())
        if self.model.is_article(id) and not is_noted:
            table = self.library.db.table("articles")
            self.change(lambda: table.remove(doc_ids=[id]), lambda: self.model.take_out([id]))

    @rule(words=st.sampled_from(["tides", "tag:ai"]), truncated=st.booleans())
    def keep_queries_by_script(self, words: str, truncated: bool) -> None:
        table = self.library.db.table("queries")
        count = 0 if truncated else self.model.queries + 1
        self.change(
            table.truncate if truncated else lambda: table.insert({"query": words}),
            lambda: setattr(self.model, "queries", count),
        )

    @rule(title=TITLES)
    def star_in_the_closed_file(self, title: str) -> None:
        """Anybody's script with plain TinyDB; the next open takes it in as a step."""
        self.follow()
        before = whole(self.library)
        for window in self.windows:
            window.close()
        with TinyDB(self.folder / "library.json") as db:
            db.table("articles").update({"starred": True}, where("title") == title)
        self.windows = [Library(self.folder, self.clock, LIMITS) for _ in range(2)]
        self.library = self.windows[0]
        ids = [id for id, p in self.model.pieces.items() if p.title == title]
        self.model.set(ids, starred=True)
        self.remember(before, whole(self.library))

    @rule()
    def undo(self) -> None:
        """The library is again what it was before, what quiet changes have set aside."""
        self.take_back(self.done, self.undone, self.library.history.undo)

    @rule()
    def redo(self) -> None:
        """The library is again what it was before that was undone."""
        self.take_back(self.undone, self.done, self.library.history.redo)

    def take_back(
        self, steps: list[Step], others: list[Step], how: Callable[[], object]
    ) -> None:
        """Take the last of some steps back, which then is the last of the others."""
        self.follow()
        if not steps:
            with pytest.raises(NothingToUndo):
                how()
            return
        before, sequence = whole(self.library), self.library.sequence
        expected = taken_back(before, steps[-1])
        self.told(how)
        after = whole(self.library)
        if self.library.sequence > sequence:
            others.append(reversed_step(steps.pop()))
            assert after == expected
            self.model = Model.of(after, self.model.next_id)
        self.look_at_copy(before, after)

    @rule()
    def settle(self) -> None:
        """Bring the index up to date, and compact; a call may fail, which changes nothing."""
        self.change(self.library.settle, lambda: None)

    @rule(both=st.booleans())
    def close_and_open_again(self, both: bool) -> None:
        """With both windows closed, plain TinyDB reads what was on the screen."""
        self.follow()
        earlier = whole(self.library)
        for place in range(1 + both):
            self.windows[place].close()
        if both:
            assert on_disk(self.folder) == earlier
        for place in range(1 + both):
            self.windows[place] = Library(self.folder, self.clock, LIMITS)
        self.library = self.windows[0]
        assert whole(self.library) == earlier

    @invariant()
    def is_as_the_model_has_it(self) -> None:
        """In both windows, what others have done included."""
        self.follow()
        for window in self.windows:
            pieces = self.model.pieces
            assert {*window.search.articles, *window.search.notes} == pieces.keys()
            for id, piece in pieces.items():
                item = window.item(id)
                assert (item.title, item.tags) == (piece.shown, piece.tags)
                assert (item.deleted is not None) == piece.deleted
            for article in window.search.articles.values():
                piece = pieces[article.id]
                assert article.state == piece.state
                assert (article.archived, article.starred) == (piece.archived, piece.starred)
                assert window.text(article.id).startswith(f"What {piece.title}")
            self.agrees_on_sums(window)

    def agrees_on_sums(self, window: Library) -> None:
        """The list and the counts that are kept from change to change are right."""
        assert [article.id for article in window.articles()] == self.model.newest()
        counts = window.tags.counts()
        assert {c.tag: c.count for c in counts if c.count} == self.model.counts(notes=False)
        assert {c.tag: c.notes for c in counts if c.notes} == self.model.counts(notes=True)
        assert list(window.tags.pinned) == self.model.pins
        kept = [id for id, p in self.model.pieces.items() if not p.deleted and not p.is_note]
        assert len(window) == len(kept)
        feeds = window.feeds
        assert feeds.keys() == self.model.feeds.keys()
        for id, feed in self.model.feeds.items():
            known = feeds[id]
            assert (known.url, known.tags, known.full) == (feed.url, feed.tags, feed.full)
        assert len(window.db.table("queries")) == self.model.queries

    @rule(other=st.booleans())
    def search(self, other: bool) -> None:
        """The index, in step or not, and what it does not hold yet; the archive as well."""
        self.follow()
        pieces = self.model.pieces.items()
        listed = [id for id, piece in pieces if not (piece.is_note or piece.deleted)]
        found = self.windows[other].articles(parse("what"))
        assert sorted(article.id for article in found) == sorted(listed)


class Copying(Calls):
    """Calls at one of which the folder is copied."""

    def __init__(
        self, folder: Path, refusal: Refusal | None, at: tuple[str, int] | None
    ) -> None:
        super().__init__(folder, refusal)
        self._at = at

    def meet(self, call: str) -> bool:
        self.counts["any"] += 1
        if self._at is not None and self._at in (
            (call, self.counts[call]),
            ("any", self.counts["any"]),
        ):
            self._at = None
            with self.paused():
                shutil.copytree(self._folder, f"{self._folder[: -len('library')]}copy")
        return super().meet(call)


def faults(folder: Path) -> list[str]:
    """What check finds, but for what is left over and does no harm."""
    return [str(each) for each in check(folder) if each.severity is not Severity.NOTE]


LibraryMachine.TestCase.settings = settings(
    max_examples=examples(20),
    report_multiple_bugs=False,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_any_sequence_of_changes = LibraryMachine.TestCase
