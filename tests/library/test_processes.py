"""Several processes on one library: nothing is lost, and each sees what the others do."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.tag import Tag, TagEdit
from octavo.storage.errors import LibraryOpen
from octavo.storage.journal.reader import JournalReader
from octavo.storage.store import Limits
from tests.library.seeing import on_disk, whole
from tests.making import Clock, MakeArticle, draft

ROOT = Path(__file__).parents[2]

TRIMMING = Limits(journal_bytes=20_000)
"""So low that the journal is trimmed whenever the library is compacted."""


@contextmanager
def another(folder: Path, code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another process with the library open; it writes a line when it is."""
    opened = (
        "import sys\nfrom pathlib import Path\nfrom octavo.library.library import Library\n"
        "from octavo.model.tag import TagEdit\nfrom tests.making import draft\n"
        "with Library(Path(sys.argv[1])) as library:\n    print(flush=True)\n"
    )
    indented = "".join(f"    {line}\n" for line in code.splitlines())
    command = [sys.executable, "-c", opened + indented, str(folder), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.communicate("\n")
    assert process.returncode == 0


def forget_backups(folder: Path) -> None:
    """Take away what the journal must reach back for."""
    shutil.rmtree(folder / "backups", ignore_errors=True)


def first_in_journal(folder: Path) -> int:
    """The oldest operation that is not forgotten."""
    return JournalReader(folder / "journal.jsonl").headers()[0].sequence


def do(folder: Path, code: str) -> None:
    """Something that another process does, from its start to its end."""
    with another(folder, code):
        pass


def test_what_another_process_did_is_seen(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    first = make_article("First")
    do(folder, f"library.retag([{first.id}], TagEdit.parse('+ai'))")

    assert library.follow() == {first.id}
    assert library.article(first.id).tags == {Tag("ai")}


def test_what_another_process_has_acknowledged_is_there_at_the_next_look(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    first = make_article("First")
    code = "input()\nlibrary.retag([1], TagEdit.parse('+ai'))\nprint('done', flush=True)"
    with another(folder, code) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        print(file=process.stdin, flush=True)
        process.stdout.readline()
        library.follow()
        assert library.article(first.id).tags == {Tag("ai")}


def test_a_tag_is_spelt_as_another_process_has_just_written_it(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    """Before the news of it was taken in here."""
    first, second = make_article("First"), make_article("Second")
    with Library(folder) as another:
        another.retag([first.id], TagEdit.parse("+Korea"))
        library.retag([second.id], TagEdit.parse("+korea"))

    assert [str(count.tag) for count in library.tags.counts()] == ["Korea"]
    assert check(folder) == []


def test_two_processes_that_write_at_once_lose_nothing(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    """Both tag one article and add others, as fast as they can."""
    make_article("First")
    code = (
        "for n in range(60):\n"
        "    library.retag([1], TagEdit.parse(f'+there/{n}'))\n"
        "    library.add([draft(f'There {n}')])"
    )
    with another(folder, code):
        for n in range(60):
            library.retag([1], TagEdit.parse(f"+here/{n}"))
            library.add([draft(f"Here {n}")])

    library.follow()
    tags = {f"{place}/{n}" for place in ("here", "there") for n in range(60)}
    titles = {f"{place} {n}" for place in ("Here", "There") for n in range(60)}
    assert library.article(1).tags == tags
    assert {article.title for article in library.articles()} == {"First", *titles}
    assert all(library.text(article.id) for article in library.articles())
    library.close()
    assert check(folder) == []
    assert len(on_disk(folder)["articles"]) == 121


def test_undo_takes_back_what_another_process_did(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    make_article("First", tags="essay")
    before = whole(library)
    do(folder, "library.tags.delete(next(iter(library.article(1).tags)))")

    assert library.history.undo().label == "undo: delete tag essay"
    assert whole(library) == before


def test_another_process_takes_back_what_was_done_here(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    first = make_article("First")
    library.history.labels()
    library.archive([first.id])
    do(folder, "library.history.undo()")
    library.follow()

    assert not library.article(first.id).archived
    assert library.history.redo().label == "archive ‘First’"
    assert library.article(first.id).archived


def test_the_last_one_out_binds(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    """A script that ends while the app is open leaves writing the big file to it."""
    make_article("First")
    before = (folder / "library.json").stat().st_ino
    do(folder, "library.add([draft('Second')])")
    assert (folder / "library.json").stat().st_ino == before

    library.close()
    assert len(on_disk(folder)["articles"]) == 2


def test_the_last_one_out_binds_what_only_others_did(
    library: Library, make_article: MakeArticle, folder: Path, clock: Clock
) -> None:
    """Which it has not looked at, and what is remembered of the list follows."""
    first, second = make_article("First"), make_article("Second")
    library.settle()
    library.close()
    with Library(folder, clock) as last:
        assert len(last.articles()) == 2
        with Library(folder, clock) as other:
            other.add([draft("Third")])
            other.archive([first.id])
            other.put_off([second.id], clock.now + timedelta(days=1))
    assert len(on_disk(folder)["articles"]) == 3
    with Library(folder, clock) as again:
        assert [article.title for article in again.articles()] == ["Third"]
        clock.advance(days=2)
        assert {article.title for article in again.articles()} == {"Third", "Second"}


def test_a_reader_follows_while_the_journal_is_trimmed(folder: Path, clock: Clock) -> None:
    """Also when what it has missed is forgotten, and it has to look at library.json."""
    with Library.create(folder, clock, TRIMMING) as writer:
        writer.add([draft("First", tags="essay"), draft("Second")])
        with Library(folder, clock) as reader:
            reader.tags.counts()
            reader.history.labels()
            for pace in (1, 3, 40):
                for n in range(pace):
                    writer.retag([1, 2], TagEdit.parse(f"+{'long' * 20}/{pace}/{n}"))
                    forget_backups(folder)
                    writer._compactor.compact()
                assert (pace < 40) == (first_in_journal(folder) <= reader.sequence + 1)
                reader.follow()

                assert whole(reader) == whole(writer)
                assert reader.sequence == writer.sequence
                assert reader.tags.counts() == writer.tags.counts()
                assert reader.history.labels()[0] == writer.history.labels()[0]
            reader.history.undo()
            writer.follow()
            assert whole(reader) == whole(writer)


def test_a_library_json_restored_from_a_backup_while_open_changes_nothing(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    """The journal has all that came after it."""
    make_article("First")
    library._compactor.compact()
    older = (folder / "library.json").read_bytes()
    make_article("Second")
    library._compactor.compact()
    make_article("Third")
    (folder / "library.json").write_bytes(older)
    before = whole(library)
    library.close()

    assert on_disk(folder) == before
    assert check(folder) == []


def test_a_journal_deleted_while_open_loses_nothing(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    make_article("First")
    make_article("Second")
    (folder / "journal.jsonl").unlink()
    make_article("Third")
    before = whole(library)
    library.close()

    assert on_disk(folder) == before
    assert check(folder) == []
    with Library(folder) as library:
        assert whole(library) == before


def test_repair_waits_for_the_library_to_be_closed(library: Library, folder: Path) -> None:
    with pytest.raises(LibraryOpen, match="is open in another octavo"):
        repair(folder, patience=0.05)


def test_an_older_library_under_a_newer_index_is_indexed_anew(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    """Somebody has put yesterday's files back, and left today's index."""
    make_article("Yesterday")
    library.close()
    kept = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with Library(folder) as library:
        library.add([draft("Today")])
        library.settle()
    for path, content in kept.items():
        path.write_bytes(content)

    with Library(folder) as library:
        library.settle()
        assert library.search.pending == frozenset()
    assert [finding.problem for finding in check(folder)] == [
        "operation 2 is missing from journal.jsonl",
        "nothing refers any more to texts that belonged to article 2",
    ]
