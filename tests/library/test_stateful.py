"""Any sequence of changes leaves the library as a simple model has it, and on disk as well."""

import shutil
import tempfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec import Struct

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.tags.tags import TagNotFound
from octavo.model.article import State
from octavo.model.draft import DraftNote
from octavo.model.errors import ArticleNotFound
from octavo.model.operation import Operation
from octavo.model.tag import Tag, TagEdit
from octavo.storage.errors import NothingToUndo
from octavo.storage.limits import Limits
from tests.library.model import Model
from tests.library.seeing import Whole, on_disk, whole
from tests.making import Clock, draft

TAGS = st.sampled_from(["ai", "AI", "korea", "policy", "policy/industry", "to read"]).map(Tag)
IDS = st.lists(st.integers(1, 10), unique=True, max_size=4)
TITLES = st.sampled_from(["Alpha", "Beta", "Gamma", "Ärger 한국", "[red]x[/]"])
BY_TWO = Limits(pieces_at_once=2)
EDITS = st.builds(TagEdit, st.frozensets(TAGS, max_size=2), st.frozensets(TAGS, max_size=1))


class Moment(Struct):
    """The library and the model at one time."""

    whole: Whole
    model: Model


class LibraryMachine(RuleBasedStateMachine):
    """Two windows on one library, used in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = tempfile.mkdtemp(prefix="octavo-")
        self.folder = Path(self.outer) / "library"
        self.clock = Clock()
        self.model = Model()
        self.before: list[tuple[Moment, Moment]] = []
        self.after: list[tuple[Moment, Moment]] = []
        self.windows = [Library.create(self.folder, self.clock, BY_TWO) for _ in range(2)]
        self.library = self.windows[0]

    def teardown(self) -> None:
        for window in self.windows:
            window.close()
        assert on_disk(self.folder) == whole(self.library)
        assert check(self.folder) == []
        shutil.rmtree(self.outer)

    def change(
        self, how: Callable[[], Operation | object | None], model: Callable[[], object]
    ) -> None:
        """Do something to the library and the same to the model, and remember both before."""
        self.windows[0].follow()
        self.windows[1].follow()
        earlier, sequence = self.moment(), self.library.sequence
        how()
        model()
        if self.library.sequence > sequence:
            self.before.append((earlier, self.moment()))
            self.after.clear()
        else:
            assert whole(self.library) == earlier.whole

    def moment(self) -> Moment:
        return Moment(whole(self.library), deepcopy(self.model))

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

    def on(
        self, ids: list[int], how: Callable[[], object], model: Callable[[], object]
    ) -> None:
        """Change some items, or none if one of them is missing."""
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

    @rule()
    def undo(self) -> None:
        """The library is again what it was before, to the last field."""
        self.library.follow()
        if not self.before:
            with pytest.raises(NothingToUndo):
                self.library.history.undo()
            return
        earlier, later = self.before.pop()
        self.after.append((earlier, later))
        self.library.history.undo()
        self.return_to(earlier)

    @rule()
    def redo(self) -> None:
        """The library is again what it was before that was undone."""
        self.library.follow()
        if not self.after:
            with pytest.raises(NothingToUndo):
                self.library.history.redo()
            return
        earlier, later = self.after.pop()
        self.before.append((earlier, later))
        self.library.history.redo()
        self.return_to(later)

    def return_to(self, moment: Moment) -> None:
        next_id = self.model.next_id
        self.model = deepcopy(moment.model)
        self.model.next_id = next_id
        assert whole(self.library) == moment.whole

    @rule()
    def compact(self) -> None:
        self.library._compactor.compact()

    @rule(both=st.booleans())
    def close_and_open_again(self, both: bool) -> None:
        """With both windows closed, plain TinyDB reads what was on the screen."""
        for window in self.windows:
            window.follow()
        earlier = whole(self.library)
        for place in range(1 + both):
            self.windows[place].close()
        if both:
            assert on_disk(self.folder) == earlier
        for place in range(1 + both):
            self.windows[place] = Library(self.folder, self.clock)
        self.library = self.windows[0]
        assert whole(self.library) == earlier

    @invariant()
    def is_as_the_model_has_it(self) -> None:
        """In both windows, what others have done included."""
        for window in self.windows:
            window.follow()
            pieces = self.model.pieces
            assert {*window.search.articles, *window.search.notes} == pieces.keys()
            for id, piece in pieces.items():
                item = window.item(id)
                assert (item.title, item.tags) == (piece.title, piece.tags)
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
        kept = [p for p in self.model.pieces.values() if not p.deleted and not p.is_note]
        assert len(window) == len(kept)


LibraryMachine.TestCase.settings = settings(
    max_examples=60,
    report_multiple_bugs=False,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_any_sequence_of_changes = LibraryMachine.TestCase
