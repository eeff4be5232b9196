"""Changes a library as fast as it can until it is killed, and looks at what is left.

`python -m tests.library.hammering FOLDER SECONDS SEED` forks one child after another. Each
opens the library and changes it at random, writing what it was told is done; it is killed
at some instant. Another child then opens the library and compares. Only children open the
library, so that each starts as a process of its own does, without the time of an import.
"""

import os
import random
import shutil
import signal
import sys
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import msgspec

from octavo.library.library import Library
from octavo.library.repair.backups import NoSuchBackup
from octavo.library.repair.check import Severity, check
from octavo.library.tags import TagNotFound
from octavo.model.article import Article, State
from octavo.model.note import Highlight, Note
from octavo.model.tag import Tag, TagEdit
from octavo.storage.errors import NothingToUndo
from octavo.storage.store import Limits
from tests.library.seeing import whole
from tests.making import draft

LIMITS = Limits(
    compact_at=2_000,
    pending_at_most=4_000,
    journal_bytes=60_000,
    pieces_at_once=3,
    reversed_at_once=1,
)
"""So low that the library is compacted and the journal trimmed all the time."""

LEAST = 10
"""Rounds that are worth the name, however slow the machine."""

TAGS = ["ai", "korea", "essay", "policy/industry", "to read"]


def main(folder: Path, seconds: float, seed: int) -> None:
    """Kill and look, again and again; ends with a message and code 1 at the first loss."""
    chance = random.Random(seed)
    Library.create(folder, limits=LIMITS).close()
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end or rounds < LEAST:
        told = killed(lambda: hammer(folder, chance.random()), chance.expovariate(1 / 0.15))
        if problem := lost(folder, told):
            sys.exit(problem)
        rounds += 1


def killed(work: Callable[[], object], after: float) -> bytes:
    """Do some work in a child, kill it after a while, and return what it wrote until then."""
    return spoken(work, after)


def spoken(work: Callable[[], object], kill_after: float | None = None) -> bytes:
    """What some work in a child writes, until its end or until it is killed, in seconds."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 1)
        in_child(work)
    os.close(writer)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told


def lost(folder: Path, told: bytes) -> str:
    """What is wrong after a kill, as a child of its own sees it; nothing if all is there."""
    problem = failure_of(lambda: compare(folder, told))
    return f"after {told.splitlines()[-1:]}: {problem}" if problem else ""


def failure_of(work: Callable[[], object]) -> str:
    """Do some work in a child; what it says of a failure, nothing if all went well."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 2)
        in_child(work)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return said or str(status) if status else ""


def in_child(work: Callable[[], object]) -> None:
    """Do some work and end, without anything that belongs to the parent."""
    code = 1
    try:
        work()
        code = 0
    finally:
        if code:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(code)


def compare(folder: Path, told: bytes) -> None:
    """The library opens, holds what was acknowledged last, and has no fault."""
    acknowledged = [line.split() for line in told.splitlines(keepends=True) if b"\n" in line]
    with Library(folder, limits=LIMITS) as library:
        if acknowledged:
            sequence, digest = map(int, acknowledged[-1])
            assert library.sequence >= sequence, f"{library.sequence} < {sequence}"
            if library.sequence == sequence:
                assert digest_of(library) == digest, f"another state at {sequence}"
        for id in library.search.articles:
            library.text(id)
        assert [article.id for article in library.articles()] == newest(library)
        counts = {count.tag: count.count + count.notes for count in library.tags.counts()}
        assert counts == counted(library)
        assert_sound(folder)
    assert_sound(folder)


def newest(library: Library) -> list[int]:
    """What the list should show, told by looking at everything."""
    articles = library.search.articles.values()
    listed = [(a.added, a.id) for a in articles if not a.archived and a.deleted is None]
    return [id for _, id in sorted(listed, reverse=True)]


def counted(library: Library) -> Counter[Tag]:
    """What the tags count, told by looking at everything."""
    articles = (item for item in library.search.articles.values() if item.deleted is None)
    notes = (item for item in library.search.notes.values() if item.deleted is None)
    return Counter(tag for item in chain[Article | Note](articles, notes) for tag in item.tags)


def assert_sound(folder: Path) -> None:
    """All files of the library fit together; forgotten history may leave texts behind."""
    findings = [finding for finding in check(folder) if finding.severity is not Severity.NOTE]
    assert not findings, findings


def hammer(folder: Path, seed: float) -> None:
    """Change the library at random for ever, and write every number that was acknowledged."""
    chance = random.Random(seed)
    with Library(folder, limits=LIMITS) as library:
        while True:
            before = library.sequence
            change(library, chance)
            if library.sequence > before:
                os.write(1, b"%d %d\n" % (library.sequence, digest_of(library)))


def digest_of(library: Library) -> int:
    """A number that tells one state of a library from another."""
    return zlib.crc32(msgspec.json.encode(whole(library), order="deterministic"))


def change(library: Library, chance: random.Random) -> None:
    """Do one thing that a reader might do."""
    ids = list(library.search.articles)
    some = chance.sample(ids, min(len(ids), chance.choice([1, 1, 2, 20])))
    tag = Tag(chance.choice(TAGS))
    edit = TagEdit(add=frozenset({tag}), remove=frozenset({Tag(chance.choice(TAGS))}))
    things: list[Callable[[], object]] = [
        lambda: library.retag(some, edit),
        lambda: library.retag(some, edit),
        lambda: library.archive(some, chance.random() < 0.5),
        lambda: library.star(some, chance.random() < 0.5),
        lambda: library.mark(some, chance.choice(list(State))),
        lambda: library.delete(some),
        lambda: library.restore(some),
        lambda: library.notes.add(f"Note {tag}", articles=some, tags=[tag]),
        lambda: [library.notes.edit(note.id, "Edited") for note in library.notes.all()[:2]],
        lambda: library.delete([note.id for note in library.notes.all()[:1]]),
        lambda: library.notes.add("", articles=some, highlight=Highlight(exact="What")),
        lambda: [library.notes.reanchor(note.id, None) for note in library.notes.all()[:1]],
        lambda: library.go_back(chance.choice([1, 2])),
        lambda: library.tags.rename(tag, Tag(chance.choice(TAGS))),
        lambda: library.tags.pin([tag]),
        library.history.undo,
        library.history.redo,
        library.settle,
        lambda: shutil.rmtree(library.folder / "backups", ignore_errors=True),
    ]
    if len(ids) < 60 or chance.random() < 0.02:
        things += [lambda: add(library, chance)] * 4
    else:
        things += [library.empty_trash, lambda: library.delete(ids[:30])]
    try:
        chance.choice(things)()
    except (NoSuchBackup, NothingToUndo, TagNotFound):
        return


def add(library: Library, chance: random.Random) -> None:
    """Add a few pieces, now and then one that fills a volume by itself."""
    drafts = []
    for _ in range(chance.choice([1, 1, 3, 8])):
        number = chance.getrandbits(60)
        length = chance.choice([5, 50, 500, 90_000])
        drafts.append(draft(f"Piece {number}", f"{number} word " * length, tags="essay"))
    library.add(drafts) if len(drafts) < 8 else list(library.intake.take_in(drafts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
