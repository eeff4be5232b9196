"""Undo and redo, across restarts and processes: the journal read as two stacks.

Long because what is told of it elsewhere stands here, too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import ExitStack
from datetime import datetime
from functools import cache, partial
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.note import Note
from octavo.model.operation import UNDONE, Change, Fields, Operation, OperationGroup, Table
from octavo.storage.codec import AnyDocument, change_between, changed, fields_of, some_fields_of
from octavo.storage.db import OF_TAGS, Parts, parts
from octavo.storage.errors import NothingToUndo, OperationsMissing
from octavo.storage.journal.records import Header, Line
from octavo.storage.lazy_table import LazyTable, gc_paused
from octavo.storage.store import Store

_KEPT = "; what others have changed since is kept"

_TEXT = frozenset(("volume", "digest", "words", "versions"))
"""Fields of an article that say which text it has; another that came since stays a version."""

Values = dict[tuple[str, int, str], object]
"""By table, id and field."""

MANY = 25
"""Operations of one step that take a moment to reverse, as each is of hundreds of articles."""

GoesOn = Callable[[int, int], bool]
"""Told how many pieces of a step are done, and of how many; says whether to go on."""


def to_the_end(_done: int, _total: int) -> bool:
    """Go on, whatever is done by now."""
    return True


class Step(Struct):
    """What one undo takes back: an operation, or all that belong together."""

    label: str
    """That of the last operation, which speaks for all before it."""
    sequences: list[int]
    part_of: int | None = None

    @classmethod
    def of(cls, done: Header | Operation) -> Self:
        """The step that begins with an operation."""
        return cls(done.label, [done.sequence], done.part_of)

    @property
    def last(self) -> int:
        """The number by which an operation that takes the step back knows it."""
        return self.sequences[-1]

    def taken_back(self, done: Header | Operation) -> list[int]:
        """What of it an operation takes back: all by its last number, or a piece of the end.

        What takes back a piece is one of several that belong together, and names its first.
        """
        if done.part_of is None:
            return self.sequences if done.reverses == self.last else []
        known = done.reverses in self.sequences
        return self.sequences[self.sequences.index(done.reverses or 0) :] if known else []


def _put(done: Header | Operation, way: list[Step]) -> None:
    """Have what reverses a step, or a piece of one, be what is reversed next."""
    if way and done.part_of is not None and way[-1].part_of == done.part_of:
        way[-1].sequences.append(done.sequence)
        way[-1].label = done.label
    else:
        way.append(Step.of(done))


class UndoStacks:
    """The steps to take back and those to do again, the next one last."""

    def __init__(self, operations: Iterable[Header]) -> None:
        self.undoable: list[Step] = []
        self.redoable: list[Step] = []
        self._first: int | None = None
        """The oldest operation that is remembered."""
        self.is_halfway = False
        """Whether the latest operation took back a piece of a step, and more of it is left."""
        for operation in operations:
            self.push(operation)

    def push(self, done: Header | Operation) -> None:
        """Take account of the next operation.

        What reverses something that is forgotten can itself be reversed as ever.
        """
        if self._first is None:
            self._first = done.sequence
        if done.quiet:
            return
        for way, back in ((self.undoable, self.redoable), (self.redoable, self.undoable)):
            if way and (taken := way[-1].taken_back(done)):
                way[-1].sequences = way[-1].sequences[: -len(taken)]
                self.is_halfway = bool(way[-1].sequences)
                if not self.is_halfway:
                    way.pop()
                _put(done, back)
                return
        self.is_halfway = False
        if done.reverses is not None:
            _put(done, self.redoable if done.label.startswith(UNDONE) else self.undoable)
            return
        self.redoable.clear()
        self._put_on_top(done)

    def top(self, way: str) -> Step | None:
        """The next step to `undo` or to `redo`."""
        return next(reversed(self.undoable if way == "undo" else self.redoable), None)

    def group(self, way: str, pieces: int) -> OperationGroup | None:
        """What the operations that reverse the next step have in common; None if it is one."""
        begun = self.top("redo" if way == "undo" else "undo")
        if begun and self.is_halfway:
            return OperationGroup(begun.part_of)
        return OperationGroup() if pieces > 1 else None

    def _put_on_top(self, done: Header | Operation) -> None:
        """Begin a step, or go on with one, which then is the latest.

        A step of which the beginning is forgotten could only be taken back by half, so it
        is forgotten as a whole.
        """
        if done.part_of is None:
            self.undoable.append(Step.of(done))
        elif step := self._begun(done.part_of):
            self.undoable.remove(step)
            step.sequences.append(done.sequence)
            step.label = done.label
            self.undoable.append(step)
        elif self._first is not None and done.part_of >= self._first:
            self.undoable.append(Step.of(done))

    def _begun(self, part_of: int) -> Step | None:
        """The step that an operation belongs to, unless it was taken back meanwhile."""
        steps = reversed(self.undoable)
        return next((step for step in steps if step.part_of == part_of), None)


class History:
    """What was done to a library, and the way back."""

    def __init__(self, store: Store, compact: Callable[[], None] = lambda: None) -> None:
        """What was done to a store; after each piece of a long step `compact` is called."""
        self._store = store
        self._compact = compact
        self._stacks: UndoStacks | None = None
        self._through = store.sequence
        store.listen(self._follow)

    def labels(self) -> list[str]:
        """What could be undone, a label for each step, the latest first."""
        with self._store.still():
            return [step.label for step in reversed(self._read().undoable)]

    def touched_since(self, time: datetime) -> frozenset[int]:
        """The articles and notes that were changed since a time, as far as is remembered.

        Reading positions are no changes.
        """
        touched: set[int] = set()
        with self._store.still():
            for operation in self._store.journal.each_since(0):
                if operation.time >= time and not operation.quiet:
                    touched |= operation.ids
        return frozenset(touched)

    def of(self, sent: Mapping[int, Set[str]]) -> Iterator[Operation]:
        """What was done to some articles and notes, and to what goes with all of them.

        Of each document as far back as what is done from there leads to what it is now, and as
        all texts are there whose digests are named; without the volumes that these are in.
        """
        with self._store.still():
            done = self._store.journal.since(0)
            states: dict[tuple[Table, int], Fields | None] = {}
            led = [self._leading(operation, sent, states) for operation in reversed(done)]
        yield from filter(None, reversed(led))

    def _leading(
        self,
        operation: Operation,
        sent: Mapping[int, Set[str]],
        states: dict[tuple[Table, int], Fields | None],
    ) -> Operation | None:
        """An operation as far as it led to the states of documents, which become those before.

        Of a document that came to its state otherwise nothing earlier is told.
        """
        changes = []
        for change in reversed(operation.changes):
            place = change.table, change.id
            if place not in states:
                item = self._store.db.document(*place)
                states[place] = None if item is None else fields_of(item)
            state, is_told = states[place], change.table not in ("meta", "feeds")
            if change.table == "meta":
                is_told = change.id in OF_TAGS
            if change.table in ("articles", "notes"):
                is_told = change.id in sent and _digests(change) <= sent[change.id] | {""}
            elif change.table == "feeds":
                is_told = self._store.db.document(*place) is not None
            if not is_told or not _leads_to(change, state):
                states[place] = {"": "told no further"}
                continue
            whole = change.before if change.after is None or state is None else None
            before = None if change.before is None else {**(state or {}), **change.before}
            states[place] = whole or before
            changes.append(change)
        if not changes:
            return None
        return replace(operation, changes=tuple(map(_without_volumes, reversed(changes))))

    def long_step(self, way: str) -> int | None:
        """The last operation of the next step to `undo` or to `redo`, if that is of many."""
        with self._store.still():
            step = self._read().top(way)
        return step.last if step and len(step.sequences) > MANY else None

    def undo(self, goes_on: GoesOn = to_the_end, only: int | None = None) -> Operation:
        """Take back the latest step that is not undone; returns the operation that did it.

        Of what was done meanwhile to the same articles only what the step itself had set is
        set back, and where others have set that to something else since, it stays, and the
        label says so; of tags, only those that the step put on or took off change. An article
        that it brought in goes as it is now. Notes that were written on it meanwhile stay, and
        stand on their own.

        A long step that was journalled in several operations is taken back so, the latest
        first, and other threads may read between two of them. After a kill in the midst of it,
        or where it is not to go on, what is left is the next step, and `redo` does again what
        was taken back. Of the changes that are returned then only the ids are told, and what
        came or went.

        Raises:
            NothingToUndo: If there is none, or its last operation is not the `only` one meant.
        """
        return self._reverse("undo", goes_on, only)

    def redo(self, goes_on: GoesOn = to_the_end, only: int | None = None) -> Operation:
        """Do again what was undone last, unless something else was done since.

        Raises:
            NothingToUndo: If there is none.
        """
        return self._reverse("redo", goes_on, only)

    def _read(self) -> UndoStacks:
        """The stacks; the journal is read for them once, and followed from then on."""
        if self._stacks is None:
            headers = self._store.journal.headers()
            self._stacks = UndoStacks(_leading_to(self._store.sequence, headers))
        return self._stacks

    def _follow(self, operation: Operation) -> None:
        """Push an operation; after a leap the journal is read again."""
        if operation.sequence != self._through + 1:
            self._stacks = None
        if self._stacks is not None:
            self._stacks.push(operation)
        self._through = operation.sequence

    def _reverse(self, way: str, goes_on: GoesOn, only: int | None) -> Operation:
        """Journal the opposite of the step on top of a stack, nobody writing between."""
        store, told, done = self._store, list[Change](), None
        with ExitStack() as locks:
            is_long = self.long_step(way) is not None
            if is_long:  # it is compacted meanwhile, and that lock comes before the other
                locks.enter_context(store.compacting.held())
                locks.enter_context(store.kept(f"{way} in this window"))
            else:
                locks.enter_context(store.exclusive())
            step = self._read().top(way)
            pieces, quiet = self._divided(step) if step else ([], {})
            if step is None or not pieces or (only and step.last != only):
                raise NothingToUndo(f"there is nothing to {way}")
            group = self._read().group(way, len(pieces))
            label = step.label.removesuffix(_KEPT)
            label = label.removeprefix(UNDONE) if way == "redo" else UNDONE + label
            noted = cache(partial(_noted, store.notes))
            store.journal.keeps_all = is_long
            locks.callback(setattr, store.journal, "keeps_all", False)
            for number, piece in enumerate(reversed(pieces), 1):
                with store.exclusive(), gc_paused():
                    changes, has_kept = self._inverse(piece, quiet)
                    changes = _with_notes(changes, store.notes, noted)
                    label = label.removesuffix(_KEPT) + _KEPT if has_kept else label
                    reverses = piece[0] if group else step.last
                    plan = partial(iter, changes)
                    done = store.commit(label, plan, reverses=reverses, group=group)
                told += map(_brief, done.changes) if group and done else ()
                if is_long:
                    self._compact()
                if not goes_on(number, len(pieces)):
                    break
        assert done is not None, "what reverses something is journalled in any case"
        return replace(done, changes=tuple(told)) if group else done

    def _divided(self, step: Step) -> tuple[list[list[int]], Values]:
        """The operations of a step in pieces, and what was set by what undo passes over.

        There are none if the journal has forgotten some of it.
        """
        left, pieces, quiet, size = {*step.sequences}, list[list[int]](), Values(), 0
        first, journal = step.sequences[0], self._store.journal
        for line in journal.lines_since(first - 1):
            if line.sequence in left:
                left.remove(line.sequence)
                if not pieces or size > self._store.limits.reversed_at_once:
                    pieces.append([])
                    size = 0
                pieces[-1].append(line.sequence)
                size += len(line.body or b"")
            is_later = line.sequence > first
            if is_later and (quiet or journal.read_line(line, Line.header).quiet):
                _note_quiet(journal.read_line(line, Line.operation), quiet)
        return ([] if left else pieces), quiet

    def _inverse(self, piece: list[int], quiet: Values) -> tuple[list[Change], bool]:
        """What takes some operations back, and whether it keeps what others have set since."""
        inverses, left = list[Change](), {*piece}
        for operation in self._store.journal.each_since(piece[0] - 1):
            if operation.sequence in left:
                left.remove(operation.sequence)
                inverses += map(_inverse_of, operation.changes)
            if not left:
                break
        if left:
            raise OperationsMissing(self._store.folder, min(left), max(left))
        wanted = _composed(reversed(inverses))
        del inverses
        partly = [
            c for c in wanted if c.table in ("articles", "notes") and c.before and c.after
        ]
        fields = {name for change in partly for name in change.after or ()}
        found = parts(self._store.db, [change.id for change in partly], fields)
        changes = [self._as_of_now(change, quiet, found) for change in wanted]
        has_kept = any(
            None not in (whole.after, whole.before) and change and change.after != whole.after
            for whole, change in zip(wanted, changes, strict=True)
        )
        return [*filter(None, changes)], has_kept

    def _as_of_now(self, change: Change, quiet: Values, known: Parts) -> Change | None:
        """A change with what it finds, and none to what is gone: others were there since."""
        item: AnyDocument | None
        table, item = known.get(change.id, (None, None))
        if table != change.table:
            item = self._store.db.document(change.table, change.id, keep=False)
        if item is None:
            return change if change.before is None else None
        if change.after is None:
            return change_between(change.table, change.id, item, None)
        now = some_fields_of(item, change.after)
        after = _with_later(change, now)
        for name in _set_by_others(change, now, quiet):
            if name == "tags":
                after[name] = _retagged(change, now)
            else:
                del after[name]
        before = {name: now[name] for name in after if name in now}
        return Change(change.table, change.id, before, after)


def _noted(notes: LazyTable[Note]) -> dict[int, list[int]]:
    """The notes on each article."""
    noted = dict[int, list[int]]()
    for id, note in notes.partly({"article"}):
        if note.article is not None:
            noted.setdefault(note.article, []).append(id)
    return noted


def _with_notes(
    changes: list[Change], notes: LazyTable[Note], noted: Callable[[], Mapping[int, list[int]]]
) -> list[Change]:
    """Some changes; notes that others wrote on articles that go stand on their own then."""
    gone = [c.id for c in changes if c.table == "articles" and c.after is None]
    if not gone:
        return changes
    known = {change.id for change in changes}
    left = (id for article in gone for id in noted().get(article, ()) if id not in known)
    found = (notes.find(id, keep=False) for id in left)
    freed = (changed(n, replace(n, article=None)) for n in found if n)
    return [*changes, *filter(None, freed)]


def _leads_to(change: Change, state: Fields | None) -> bool:
    """Whether a change leaves a document as it is in a state."""
    if change.after is None or state is None:
        return change.after is None and state is None
    return all(name in state and state[name] == said for name, said in change.after.items())


def _digests(change: Change) -> set[str]:
    """The texts that a change names."""
    found = set()
    for fields in filter(None, (change.before, change.after)):
        versions = fields.get("versions")
        named = [fields, *(versions if isinstance(versions, list) else [])]
        found |= {str(each["digest"]) for each in named if "digest" in each}
    return found


def _without_volumes(change: Change) -> Change:
    """A change without what only says where in its library the texts are."""
    if change.table != "articles":
        return change

    def bare(fields: Fields | None) -> Fields | None:
        if fields is None:
            return None
        kept = {name: value for name, value in fields.items() if name != "volume"}
        if isinstance(versions := kept.get("versions"), list):
            kept["versions"] = [{**version, "volume": 0} for version in versions]
        return kept

    return Change(change.table, change.id, bare(change.before), bare(change.after))


def _with_later(change: Change, now: Fields) -> Fields:
    """What a change sets, with the versions of a text that came after what it takes back."""
    after, was = dict(change.after or {}), change.before or {}
    kept, known, here = after.get("versions"), was.get("versions"), now.get("versions")
    if isinstance(kept, list) and isinstance(known, list) and isinstance(here, list):
        later = [version for version in here if version not in known and version not in kept]
        if later:  # where there was only the first, nothing is listed
            after["versions"] = [*(kept or known[:1]), *later]
    return after


def _set_by_others(change: Change, now: Fields, quiet: Values) -> list[str]:
    """The fields that do not say any more what the step has set that a change takes back.

    What undo passes over, such as a reading position, is nobody else's.
    """
    was, place = change.before or {}, (change.table, change.id)
    return [
        name
        for name, value in now.items()
        if name not in _TEXT and value not in (was.get(name), quiet.get((*place, name), was))
    ]


def _note_quiet(operation: Operation, quiet: Values) -> None:
    """Take account, in what undo passes over of what was set last, of the next operation."""
    for change in operation.changes:
        for name, value in (change.after or {}).items():
            place = (change.table, change.id, name)
            if operation.quiet:
                quiet[place] = value
            else:
                quiet.pop(place, None)


_SOME: Fields = {}
"""Stands for the fields of a document that is there."""


def _brief(change: Change) -> Change:
    """A change without what it sets: whether its document came or went is still told."""
    before, after = (fields and _SOME for fields in (change.before, change.after))
    return Change(change.table, change.id, before, after)


def _inverse_of(change: Change) -> Change:
    """What takes a change back; what came in goes as it is now, whatever it was."""
    if change.before is None:
        return replace(change, before={}, after=None)
    return change.inverse()


def _retagged(change: Change, now: Fields) -> list[object]:
    """The tags of now, without those that a step put on and with those that it took off."""
    said = (fields.get("tags") for fields in (change.before or {}, change.after or {}, now))
    was, before, here = (tags if isinstance(tags, list) else [] for tags in said)
    kept = [tag for tag in here if tag not in was or tag in before]
    return kept + [tag for tag in before if tag not in was and tag not in kept]


def _leading_to(sequence: int, headers: Iterable[Header]) -> list[Header]:
    """The last operations up to one, as far back as there is none missing."""
    by_number = {header.sequence: header for header in headers}
    last: list[Header] = []
    while header := by_number.get(sequence - len(last)):
        last.append(header)
    return last[::-1]


def _composed(changes: Iterable[Change]) -> list[Change]:
    """One change of each document, which does what all changes of it do in their order."""
    composed: dict[tuple[str, int], Change] = {}
    for change in changes:
        place = (change.table, change.id)
        if earlier := composed.get(place):
            after = None if change.after is None else {**(earlier.after or {}), **change.after}
            was = earlier.before and {**(change.before or {}), **earlier.before}
            change = Change(change.table, change.id, was, after)
        composed[place] = change
    return list(composed.values())
