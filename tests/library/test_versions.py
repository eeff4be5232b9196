"""Versions: all texts that an article has had, kept whatever happens to it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from octavo.library.ingest.dedup import digest_of
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.library.versions import VERSIONS, NoSuchVersion, current, followed
from octavo.markdown.aligned_text import highlight_of
from octavo.model.operation import OperationGroup
from octavo.storage.snapshot.backups import Backups
from octavo.storage.store import Limits
from tests.making import Clock, MakeArticle, draft, examples

FIRST = "The gate rose at one, and the keeper went home."
SECOND = "The gate rose at two, and the keeper went home."
THIRD = "The gate rose at two, and the keeper stayed."
OWN = "The gate rose at ONE, and the keeper went home."


def fetch(library: Library, text: str, group: OperationGroup | None = None) -> None:
    """Have article 1 come again with a text."""
    library.intake.renew({1: draft("Locks", text)}, label="fetch {}", group=group)


def texts(library: Library) -> list[str]:
    """All versions of article 1, read from the files."""
    count = len(library.article(1).texts)
    return [library.versions.text(1, number) for number in range(1, count + 1)]


@pytest.fixture
def locks(make_article: MakeArticle) -> None:
    """Article 1."""
    make_article("Locks", FIRST)


@pytest.mark.usefixtures("locks")
def test_what_comes_again_is_a_version(library: Library, clock: Clock) -> None:
    fetch(library, FIRST)
    assert library.article(1).versions == ()
    clock.advance(days=2)
    fetch(library, SECOND)
    fetch(library, SECOND.replace(" ", "  "))
    assert texts(library) == [FIRST, SECOND]
    assert library.text(1) == SECOND
    assert [(v.added, v.words) for v in library.article(1).versions][1] == (clock(), 10)
    made = library.versions.difference(1, 2)
    assert made
    assert (made.added, made.removed, made.against) == (1, 1, 1)
    assert library.versions.difference(1, 1) is None
    with pytest.raises(NoSuchVersion, match="its last one is 2"):
        library.versions.text(1, 3)


@pytest.mark.usefixtures("locks")
def test_a_text_of_the_readers_stays_and_what_comes_lies_beside(library: Library) -> None:
    library.intake.rewrite(1, OWN)
    fetch(library, FIRST)
    assert texts(library) == [FIRST, OWN]
    fetch(library, SECOND)
    fetch(library, SECOND)
    fetch(library, OWN)
    assert library.text(1) == OWN
    assert texts(library) == [FIRST, OWN, SECOND]
    assert [v.edited for v in library.article(1).texts] == [False, True, False]
    assert current(library.article(1)) == 2
    assert followed(library.article(1).texts, 3) == 1


@pytest.mark.usefixtures("locks")
def test_a_text_that_is_kept_as_it_was_makes_no_version(library: Library) -> None:
    assert library.intake.rewrite(1, FIRST) is None
    assert library.article(1).corrected == ()


@pytest.mark.usefixtures("locks")
def test_two_who_edit_one_text_both_keep_it(
    library: Library, folder: Path, clock: Clock
) -> None:
    with Library(folder, clock) as other:
        other.intake.rewrite(1, SECOND)
        library.intake.rewrite(1, OWN)
    assert texts(library) == [FIRST, SECOND, OWN]


@pytest.mark.usefixtures("locks")
def test_undo_takes_a_version_back_and_redo_brings_it(library: Library) -> None:
    fetch(library, SECOND)
    library.intake.rewrite(1, OWN)
    library.history.undo()
    assert (library.text(1), texts(library)) == (SECOND, [FIRST, SECOND])
    library.history.undo()
    assert (library.text(1), library.article(1).versions) == (FIRST, ())
    library.history.redo()
    library.history.redo()
    assert (library.text(1), texts(library)) == (OWN, [FIRST, SECOND, OWN])


@pytest.mark.usefixtures("locks")
def test_undo_keeps_the_versions_that_others_made_meanwhile(library: Library) -> None:
    group = OperationGroup()
    fetch(library, SECOND, group)
    library.intake.rewrite(1, OWN)
    library.intake.renew({1: draft("Locks!", OWN)}, label="fetch {}", group=group)
    library.history.undo()
    assert library.text(1) == FIRST
    assert texts(library) == [FIRST, OWN]
    assert current(library.article(1)) == 1


@pytest.mark.usefixtures("locks")
def test_a_highlight_knows_its_version(library: Library) -> None:
    library.notes.add("", articles=[1], highlight=highlight_of(FIRST, 4, 8))
    fetch(library, SECOND)
    library.notes.add("", articles=[1], highlight=highlight_of(SECOND, 4, 8))
    library.notes.add("On all of it.", articles=[1])
    assert [n.version for n in library.notes_on(1)] == [digest_of(FIRST), digest_of(SECOND), ""]
    library.notes.reanchor(2, highlight_of(SECOND, 4, 13))
    assert library.item(2) == next(n for n in library.notes_on(1) if n.id == 2)
    assert next(n for n in library.notes_on(1) if n.id == 2).version == digest_of(SECOND)


@pytest.mark.usefixtures("locks")
def test_a_highlight_is_followed_from_version_to_version(library: Library) -> None:
    library.notes.add("", articles=[1], highlight=highlight_of(FIRST, 0, 20))
    for text in (
        "The lock gate rose at one, and the keeper went home.",
        "The old lock gate rose at one o'clock, and the keeper went home.",
        "The old lock gate rose at about one o'clock, and its keeper had gone.",
        "The old lock's gate rose at about one or two o'clock; its keeper had gone.",
    ):
        fetch(library, text)
        [note] = library.notes_on(1)
        places = library.versions.places(1, [note], text)
        assert "gate rose at" in text[slice(*places[note.id])]
    assert note.highlight == highlight_of(FIRST, 0, 20)
    fetch(library, "Nothing of this is left here, and nobody came to see the lamps.")
    assert not library.versions.places(1, [note], library.text(1))


def test_a_link_without_a_text_has_no_versions_to_compare(library: Library) -> None:
    [entry] = library.add([draft("A link", "", url="https://tides.example/")])
    assert entry.id
    assert library.versions.differences(entry.id) == []


@pytest.mark.usefixtures("locks")
def test_in_plain_tinydb_versions_are_simple(library: Library, folder: Path) -> None:
    fetch(library, SECOND)
    library.close()
    with TinyDB(folder / "library.json") as db:
        [document] = db.table("articles").all()
    assert [each["volume"] for each in document["versions"]] == [1, 2]
    assert set(document["versions"][0]) == {
        *("digest", "volume", "added", "words", "edited", "title")
    }
    with TinyDB(folder / "texts/0001.json") as db:
        [kept] = db.table("texts").all()
    assert kept["text"] == FIRST


@pytest.mark.usefixtures("locks")
def test_a_library_from_before_there_were_versions_opens(
    library: Library, folder: Path, clock: Clock
) -> None:
    library.close()
    path = folder / "library.json"
    tables = json.loads(path.read_text())
    del tables["articles"]["1"]["versions"]
    path.write_text(json.dumps(tables))
    with Library(folder, clock) as library:
        fetch(library, SECOND)
        assert texts(library) == [FIRST, SECOND]
    assert check(folder) == []


@pytest.mark.usefixtures("locks")
def test_versions_outlive_the_history(library: Library, folder: Path, clock: Clock) -> None:
    fetch(library, SECOND)
    fetch(library, THIRD)
    library.close()
    with Library(folder, clock, Limits(journal_bytes=2_000)) as library:
        for number in range(40):
            library.star([1], number % 2 == 0)
        shutil.rmtree(folder / "backups")
        library._compactor.compact()
    with Library(folder, clock) as library:
        assert "fetch Locks" not in library.history.labels()
        assert texts(library) == [FIRST, SECOND, THIRD]
    assert check(folder) == []
    assert repair(folder) == []


def volume_gone(number: int) -> Callable[[Path], None]:
    return lambda folder: (folder / f"texts/{number:04}.json").unlink()


@pytest.mark.usefixtures("locks")
@pytest.mark.parametrize(
    ("lost", "found", "told", "mended", "left"),
    [
        pytest.param(
            1,
            "error: an earlier text of article 1 is missing: “Locks”",
            "an earlier text of article 1 is lost; all else is kept",
            SECOND,
            [SECOND],
            id="one of before",
        ),
        pytest.param(
            2,
            "error: the text of article 1 is missing: “Locks”",
            "an earlier text of article 1 takes its place",
            FIRST,
            [FIRST],
            id="that of the article",
        ),
    ],
)
def test_a_lost_version_is_told_and_no_other_goes_with_it(
    library: Library,
    folder: Path,
    lost: int,
    found: str,
    told: str,
    mended: str,
    left: list[str],
) -> None:
    fetch(library, SECOND)
    library.close()
    volume_gone(lost)(folder)
    assert [str(finding) for finding in check(folder)] == [found]
    assert told in repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert (library.text(1), texts(library)) == (mended, left)


@pytest.mark.usefixtures("locks")
def test_a_lost_version_is_found_again_in_a_copy(library: Library, folder: Path) -> None:
    fetch(library, SECOND)
    library.close()
    shutil.move(folder / "texts/0001.json", folder / "texts/0001 (copy).json")
    assert "an earlier text of article 1 was lost and is found again" in repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert texts(library) == [FIRST, SECOND]


@pytest.mark.usefixtures("locks")
def test_a_version_that_a_script_altered_is_kept_so(library: Library, folder: Path) -> None:
    fetch(library, SECOND)
    library.close()
    with TinyDB(folder / "texts/0001.json") as db:
        db.table("texts").update({"text": THIRD})
    [*_, told] = sorted(str(finding) for finding in check(folder))
    assert told.startswith(
        "warning: an earlier text of article 1 is not the one that was saved"
    )
    assert "an earlier text of article 1 is another by now and is kept so" in repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert texts(library) == [THIRD, SECOND]


@pytest.mark.usefixtures("locks")
def test_going_back_to_a_backup_goes_back_to_its_versions(
    library: Library, folder: Path, clock: Clock
) -> None:
    fetch(library, SECOND)
    library.close()
    Backups(folder / "backups").keep(folder / "library.json", always=True)
    with Library(folder, clock) as library:
        fetch(library, THIRD)
        library.go_back(1)
        assert (library.text(1), texts(library)) == (SECOND, [FIRST, SECOND])
        library.history.undo()
        assert texts(library) == [FIRST, SECOND, THIRD]


@pytest.mark.usefixtures("locks")
def test_a_page_that_is_fetched_often_lists_no_more_than_the_newest(
    library: Library, folder: Path
) -> None:
    """Those of its reader and those with highlights stay listed; a line has a bound."""
    library.intake.rewrite(1, OWN)
    library.versions.use(1, 1)
    fetch(library, "The gate fell.")
    library.notes.add("", articles=[1], highlight=highlight_of("The gate fell.", 4, 8))
    lines, journal = [], folder / "journal.jsonl"
    for number in range(3 * VERSIONS):
        size = journal.stat().st_size
        fetch(library, f"The gate rose {number + 100} times.")
        lines.append(journal.stat().st_size - size)
    newest = [f"The gate rose {3 * VERSIONS + 100 - n} times." for n in range(VERSIONS, 0, -1)]
    assert texts(library) == [OWN, "The gate fell.", *newest]
    assert max(lines[2 * VERSIONS :]) - max(lines[VERSIONS : 2 * VERSIONS]) < 100
    seen = set(texts(library))
    for _ in range(2 * VERSIONS):
        library.history.undo()
        seen |= set(texts(library))
    assert {f"The gate rose {number + 100} times." for number in range(3 * VERSIONS)} <= seen
    library.close()
    assert check(folder) == []


@pytest.mark.usefixtures("locks")
def test_a_page_that_changes_to_and_fro_lists_a_highlighted_text_once(
    library: Library,
) -> None:
    library.notes.add("", articles=[1], highlight=highlight_of(FIRST, 4, 8))
    for _ in range(VERSIONS):
        fetch(library, SECOND)
        fetch(library, FIRST)
    assert len(library.article(1).texts) == VERSIONS
    for number in range(VERSIONS):
        fetch(library, f"The gate rose {number + 100} times.")
    assert texts(library).count(FIRST) == 1
    assert len(library.article(1).texts) == VERSIONS + 1


@pytest.mark.usefixtures("locks")
def test_an_earlier_text_is_used_again_and_what_comes_lies_beside(library: Library) -> None:
    """On the newest that was fetched, the text follows its page again."""
    fetch(library, SECOND)
    assert library.versions.use(1, 2) is None
    library.versions.use(1, 1)
    assert (library.text(1), texts(library)) == (FIRST, [FIRST, SECOND])
    assert current(library.article(1)) == 1
    assert library.versions.use(1, 1) is None
    fetch(library, SECOND)
    fetch(library, THIRD)
    assert (library.text(1), texts(library)) == (FIRST, [FIRST, SECOND, THIRD])
    library.versions.use(1, 3)
    fetch(library, OWN)
    assert (library.text(1), texts(library)) == (OWN, [FIRST, SECOND, THIRD, OWN])
    library.history.undo()
    library.history.undo()
    assert (library.text(1), library.article(1).corrected) == (FIRST, ("text",))
    with pytest.raises(NoSuchVersion):
        library.versions.use(1, 9)


@pytest.mark.usefixtures("locks")
def test_the_place_goes_along_to_the_text_that_is_used(library: Library) -> None:
    more = "Some words stand before it. "
    fetch(library, more + FIRST)
    library.keep_place(1, len(more) + FIRST.index("and"), 0.5)
    library.versions.use(1, 1)
    assert library.article(1).position == FIRST.index("and")
    library.history.undo()
    assert library.article(1).position == len(more) + FIRST.index("and")


TEXTS = (FIRST, SECOND, THIRD, OWN)


@settings(max_examples=examples(30), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["fetch", "edit", "use", "undo", "reopen"]), st.sampled_from(TEXTS)
        ),
        max_size=8,
    )
)
def test_whatever_was_seen_is_there_until_it_is_undone(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any") / "library"
    library = Library.create(folder)
    library.add([draft("Locks", FIRST)])
    states = [(FIRST, {FIRST})]
    for step, text in steps:
        _, seen = states[-1]
        before = library.sequence
        match step:
            case "fetch":
                fetch(library, text)
            case "edit":
                library.intake.rewrite(1, text)
            case "use":
                library.versions.use(1, 1 + TEXTS.index(text) % len(texts(library)))
            case "undo" if len(states) > 1:
                library.history.undo()
                states.pop()
            case "reopen":
                library.close()
                library = Library(folder)
        if step in ("fetch", "edit", "use") and library.sequence > before:
            states.append((library.text(1), seen | ({text} if step != "use" else set())))
        assert set(texts(library)) == states[-1][1]
        assert library.text(1) == states[-1][0]
    library.close()
    assert check(folder) == []


@pytest.mark.usefixtures("locks")
def test_reading_goes_on_at_the_same_words_of_what_comes_again(library: Library) -> None:
    library.keep_place(1, FIRST.index("and the keeper"), 0.5)
    fetch(library, f"A word before.\n\n{FIRST}")
    assert library.text(1)[library.article(1).position :].startswith("and the keeper")
    library.history.undo()
    assert FIRST[library.article(1).position :].startswith("and the keeper")
