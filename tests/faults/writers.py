"""Several processes that change one library at the same time, some of which are killed."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tinydb import TinyDB, where

from octavo.library.library import Library
from octavo.library.repair.check import Severity, check
from octavo.model.tag import Tag, TagEdit
from octavo.query import parse
from octavo.storage.store import Limits
from tests.faults.kind import Kind, Outcome, Trial
from tests.library.hammering import failure_of, in_child
from tests.making import draft

LIMITS = Limits(
    patience=20,
    compact_at=4_000,
    journal_bytes=80_000,
    pieces_at_once=3,
    left_at_close=0.5,
    small=0,
)
"""So low that the library is compacted and the journal trimmed all the time."""

SECONDS = 0.8
"""How long they go on, those that are killed aside."""

Told = Callable[[str], None]
"""Says that something is done: a tag that an article has from now on, or a title."""


class Writers(Kind):
    """Programs, app-like sessions and scripts at once, then scripts on the closed files."""

    name = "writers"

    def case(self, number: int) -> Iterator[Trial]:
        dice, folder = self.dice(number), self.room / "library"
        shutil.rmtree(folder, ignore_errors=True)
        failure_of(lambda: _begin(folder))
        ways = [_program, _program, _session, _tinydb_script]
        written: list[str] = []
        for turn in range(2):
            written += at_once(folder, ways, dice, f"{turn}")
            failure_of(lambda turn=turn: _by_plain_tinydb(folder, turn))  # type: ignore[misc]
            written.append(f"tag:plain/{turn}")
        problem = failure_of(lambda: _see(folder, written))
        outcome = Outcome.LOST if problem else Outcome.KEPT
        yield Trial(
            "processes at once, one of three killed", outcome, problem, times=len(ways) * 2
        )
        yield Trial("changes that they acknowledged", outcome, problem, times=len(written))


def at_once(folder: Path, ways: Sequence["Way"], dice: random.Random, turn: str) -> list[str]:
    """What some ways of writing say is done, while they all go on at once."""
    running: list[tuple[int, int]] = []
    for place, way in enumerate(ways):
        reader, writer = os.pipe()
        seed, name = dice.random(), f"{turn}/{place}"
        child = os.fork()
        if child == 0:
            os.close(reader)
            tell = partial(_tell, writer)
            in_child(partial(way, folder, name, random.Random(seed), tell))
        os.close(writer)
        running.append((child, reader))
    doomed = dice.sample(running, len(running) // 3)
    time.sleep(dice.uniform(0.3, SECONDS))
    for child, _ in doomed:
        os.kill(child, signal.SIGKILL)
    written: list[str] = []
    for child, reader in running:
        with os.fdopen(reader) as pipe:
            lines = pipe.read().splitlines(keepends=True)
        _, status = os.waitpid(child, 0)
        assert status == 0 or child in {process for process, _ in doomed}, "it has crashed"
        written += [line.rstrip("\n") for line in lines if line.endswith("\n")]
    return written


Way = Callable[[Path, str, random.Random, Told], None]


def _tell(writer: int, said: str) -> None:
    os.write(writer, f"{said}\n".encode())


def _program(folder: Path, name: str, dice: random.Random, tell: Told) -> None:
    """Short runs, as of a command: open, change, close."""
    end, turn = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        with Library(folder, limits=LIMITS) as library:
            for _ in range(dice.randint(1, 4)):
                turn += 1
                if dice.random() < 0.4:
                    title = f"Piece {name}/{turn}"
                    library.add([draft(title, f"{title} word " * dice.choice([5, 20_000]))])
                    tell(f"title:{title}")
                else:
                    library.retag([1], TagEdit.parse(f"+t/{name}/{turn}"))
                    tell(f"tag:t/{name}/{turn}")


def _session(folder: Path, name: str, dice: random.Random, tell: Told) -> None:
    """The app: open all the time, follows what others do, searches, settles, undoes."""
    end, turn = time.monotonic() + SECONDS, 0
    with Library(folder, limits=LIMITS) as library:
        while time.monotonic() < end:
            turn += 1
            library.follow()
            library.articles(parse("word"))
            library.retag([2], TagEdit.parse(f"+s/{name}/{turn}"))
            tell(f"tag:s/{name}/{turn}")
            if dice.random() < 0.3:
                library.settle()
            time.sleep(dice.uniform(0, 0.02))


def _tinydb_script(folder: Path, name: str, dice: random.Random, tell: Told) -> None:
    """A script that uses the library's own TinyDB beside the open app."""
    end, turn = time.monotonic() + SECONDS, 0
    with Library(folder, limits=LIMITS) as library:
        table = library.db.table("articles")
        while time.monotonic() < end:
            turn += 1
            tag = f"d/{name}/{turn}"

            def tagged(document: MutableMapping[str, Any], tag: str = tag) -> None:
                document["tags"] = [*document["tags"], tag]

            table.update(tagged, where("title") == "Third")
            tell(f"tag:{tag}")
            time.sleep(dice.uniform(0, 0.02))


def _by_plain_tinydb(folder: Path, turn: int) -> None:
    """Anybody's script, while the library is closed everywhere."""
    Library(folder).close()  # a kill or a command may have left something in the journal
    with TinyDB(folder / "library.json") as db:
        table = db.table("articles")
        tags = table.get(doc_id=2)["tags"]
        table.update({"tags": [*tags, f"plain/{turn}"]}, doc_ids=[2])


def _begin(folder: Path) -> None:
    with Library.create(folder, limits=LIMITS) as library:
        library.add([draft("First"), draft("Second"), draft("Third")])


def _see(folder: Path, written: list[str]) -> None:
    with Library(folder, limits=LIMITS) as library:
        articles = library.search.articles.values()
        tags = {tag for article in articles for tag in article.tags}
        titles = {article.title for article in articles}
        for said in written:
            kind, _, name = said.partition(":")
            assert (Tag(name) in tags) if kind == "tag" else (name in titles), said
        for article in articles:
            assert library.text(article.id)
        assert library.search.find(parse("word")).total
    findings = [each for each in check(folder) if each.severity is not Severity.NOTE]
    assert not findings, findings
