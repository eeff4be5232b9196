"""The backups of a library: what differs from each by now, and going back to one."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from octavo.library.ingest.dedup import digest_of
from octavo.library.repair.inspect import DECODERS
from octavo.library.repair.inventory import files_in, read_files
from octavo.model.article import Article, Version
from octavo.model.errors import OctavoError
from octavo.model.feed import Feed
from octavo.model.note import Note
from octavo.model.operation import Change, Operation, Table
from octavo.storage.codec import AnyDocument, change_between
from octavo.storage.db import LAST_FEED
from octavo.storage.errors import UNDECODABLE, TextMissing
from octavo.storage.files import is_sound, read_file
from octavo.storage.snapshot.backups import Backups, made_at, problem_in
from octavo.storage.snapshot.raw_tables import FORMAT, HEAD, Slices, head_of, split
from octavo.storage.store import Store
from octavo.storage.texts import Texts

_NUMBERS = (HEAD, LAST_FEED)
"""The documents of the table `meta` that count upwards, whatever is taken back."""


class Since(Struct):
    """What came of the documents of a backup by now, by their titles."""

    added: list[str] = []
    """What the backup does not have."""
    changed: list[str] = []
    gone: list[str] = []
    """What only the backup has."""

    @property
    def kinds(self) -> list[tuple[str, list[str]]]:
        """All of it by what came of it."""
        return [("added", self.added), ("changed", self.changed), ("gone", self.gone)]


class Generation(Struct, frozen=True):
    """One of the backups."""

    path: Path
    made: datetime
    articles: int = 0
    notes: int = 0
    feeds: int = 0
    since: Since | None = None
    """None if it is of no use, or if `library.json` cannot be read."""
    fault: str = ""
    """Why it is of no use."""


class NoSuchBackup(OctavoError):
    """There is no backup of this number, or it is of no use."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(f"there is no going back to backup {number}: {problem}")


def generations(folder: Path) -> Iterator[Generation]:
    """The backups of a library, newest first; it need not be one that can be opened.

    Raises:
        LibraryError: If there is no library, or the system refuses.
    """
    files = read_files(folder)
    today = None if files.slices is None else files.tables
    for path in files.backups.all():
        made = datetime.fromtimestamp(made_at(path), UTC)
        try:
            then = _content(path)
        except OSError as error:
            yield Generation(path, made, fault=f"cannot be read ({problem_in(error)})")
            continue
        except UNDECODABLE as error:
            yield Generation(path, made, fault=problem_in(error))
            continue
        articles, notes, feeds = (len(then.get(t, {})) for t in ("articles", "notes", "feeds"))
        since = None if today is None else _since(today, then)
        yield Generation(path, made, articles, notes, feeds, since)


def fault_of_all(folder: Path) -> str:
    """Why no backups of a library can be read or made; nothing if they can."""
    return Backups(folder / "backups").fault()


def go_back(store: Store, number: int) -> Operation | None:
    """Become what a backup has, as one step that undo takes back; None if nothing differs.

    They are numbered from 1, the newest. An article whose text of then is not there any more
    keeps the one that it has.

    Raises:
        NoSuchBackup: If it is not there, or is of no use.
        LibraryError: If it cannot be written.
    """
    backups = store.storage.backups
    with store.compacting.held(), store.exclusive():
        try:
            path = backups.all()[number - 1]
            then = _content(path)
        except IndexError:
            raise NoSuchBackup(number, _held(len(backups.all()))) from None
        except (OSError, *UNDECODABLE) as error:
            raise NoSuchBackup(number, problem_in(error)) from error
        changes = [*_changes(_today(store), then, Texts(store.folder / "texts"))]
        with suppress(OSError):  # undo takes it back, too
            if changes:
                backups.keep(store.storage.path, always=True)
        return store.commit(f"go back to {backups.told(path)}", lambda: changes)


def _content(path: Path) -> Slices:
    """The tables of a backup.

    Raises:
        OSError: If it cannot be read.
        UNDECODABLE: If it is not what was written, or of another format.
    """
    content = read_file(path)
    slices = split(content, sound=False)
    if not is_sound(content):
        raise msgspec.DecodeError("it is not what was written")
    if (found := head_of(slices).format) != FORMAT:
        raise msgspec.DecodeError(f"it has format {found}, not {FORMAT}")
    return slices


def _today(store: Store) -> Slices:
    """All tables as they are, by the files."""
    files = files_in(store.folder)
    if files.slices is None:
        raise store.storage.broken(files.problem, files.content)
    return files.tables


def _since(today: Slices, then: Slices) -> Since:
    since = Since()
    for table, _, now, was in _pairs(today, then):
        if now is None:
            since.gone.append(_title(table, was))
        elif was is None:
            since.added.append(_title(table, now))
        else:
            since.changed.append(_title(table, now))
    return since


def _changes(today: Slices, then: Slices, texts: Texts) -> Iterator[Change]:
    """What leads from the documents of today to those of a backup."""
    for table, id, now, was in _pairs(today, then):
        if isinstance(was, Article):
            was = _with_text(was, now if isinstance(now, Article) else None, texts)
            was = replace(
                was, versions=tuple(v for v in was.versions if _is_there(was, v, texts))
            )
        if change := change_between(table, id, now, was):
            yield change


def changes_between(old: Slices, new: Slices) -> Iterator[Change]:
    """What leads from some tables to others; nothing to a document that is broken."""
    for table, id, was, now in _pairs(old, new):
        if change := change_between(table, id, was, now):
            yield change


def _pairs(
    today: Slices, then: Slices
) -> Iterator[tuple[Table, int, AnyDocument | None, AnyDocument | None]]:
    """The documents that differ, each as it is today and as it was.

    One that was broken then has nothing to go back to.
    """
    for table in get_args(Table):
        now, was = today.get(table, {}), then.get(table, {})
        for id in {**was, **now}:
            if now.get(id) == was.get(id) or (table == "meta" and id in _NUMBERS):
                continue
            pair = _document(table, now.get(id)), _document(table, was.get(id))
            is_whole = (id in was) == (pair[1] is not None)
            if is_whole and change_between(table, id, *pair):
                yield table, id, *pair


def _document(table: Table, raw: Raw | None) -> AnyDocument | None:
    """A document; None if there is none, or it is broken."""
    with suppress(*UNDECODABLE):
        return None if raw is None else DECODERS[table].decode(raw)
    return None


def _with_text(was: Article, now: Article | None, texts: Texts) -> Article:
    """An article as it was, with the text that it has now where its own is not there."""
    if not was.volume or (now and (now.volume, now.digest) == (was.volume, was.digest)):
        return was
    if _is_there(was, was, texts):
        return was
    if now is None:
        return replace(was, volume=0, digest="")
    return replace(was, volume=now.volume, digest=now.digest, words=now.words)


def _is_there(article: Article, version: Article | Version, texts: Texts) -> bool:
    """Whether a text of an article is where it was."""
    with suppress(TextMissing):
        return digest_of(texts.text(article.id, version.volume)) == version.digest
    return False


def _held(count: int) -> str:
    return "there is only 1" if count == 1 else f"there are {count or 'none'}"


def _title(table: Table, document: AnyDocument | None) -> str:
    match document:
        case Article(title=title) | Note(title=title) | Feed(title=title) if title:
            return title
        case Feed(url=url):
            return url
        case {"name": str(name)}:
            return name
        case _:
            return "pinned tags" if table == "meta" else table
