"""What check finds and what repair does about it, for each kind of damage."""

from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.operation import Operation
from octavo.model.tag import TagEdit
from octavo.storage.errors import LibraryBroken
from octavo.storage.journal.records import line_of
from tests.library.repair.damage import (
    Damage,
    by_octavo,
    cut_off,
    gone,
    in_json,
    made,
    replaced,
    to_lines,
    written,
)
from tests.library.seeing import whole
from tests.making import MORNING


@pytest.fixture
def closed(folder: Path) -> Path:
    return made(folder)


SECOND_NOTE: dict[str, object] = {
    "id": 3,
    "text": "Another thought",
    "added": "2026-03-04T08:00:00Z",
}


BY_SCRIPT = "note: library.json was changed by another program on "
TEXTS_BY_SCRIPT = "note: texts/0001.json was written by another program"


OTHER = Operation(2, MORNING, "star an article", ())


def flipped(lines: list[bytes]) -> None:
    lines[1] = lines[1].replace(b"Third", b"Thyrd")


DAMAGES = [
    pytest.param(
        cut_off("library.json", 300),
        ["error: library.json is broken (Input data was truncated); the backup of 2"],
        ["library.json was broken (Input data was truncated); the backup of 2"],
        id="library.json is cut off",
    ),
    pytest.param(
        gone("library.json"),
        ["error: library.json is broken (it is gone); the backup of 2"],
        ["library.json was broken (it is gone); the backup of 2"],
        id="library.json is gone",
    ),
    pytest.param(
        in_json("library.json", lambda t: t["articles"]["3"].update(words="many")),
        ["error: articles 3 is broken (Expected `int`, got `str` - at `$.words`)", BY_SCRIPT],
        ["articles 3 was broken (Expected `int`, got `str` - at `$.words`) and is again what"],
        id="a field is of no use",
    ),
    pytest.param(
        in_json("library.json", lambda t: t["articles"]["3"].update(tags=["a", "b,c"])),
        [
            "error: articles 3 is broken ('b,c' is not a tag: a tag cannot hold a comma",
            BY_SCRIPT,
        ],
        ["articles 3 was broken ("],
        id="a tag is none",
    ),
    pytest.param(
        by_octavo(lambda t: t["articles"]["3"].update(id=30)),
        ["error: articles 3 has another id inside"],
        ["articles 3 now has the id 3"],
        id="an id does not match",
    ),
    pytest.param(
        by_octavo(lambda t: t["notes"].update({"3": SECOND_NOTE})),
        ["error: an article and a note share the id 3"],
        ["notes 3 now has the id 5"],
        id="an id is there twice",
    ),
    pytest.param(
        by_octavo(lambda t: t["meta"]["1"].update(next_id=2)),
        ["warning: the next id would be 2, and there is an id 4"],
        ["the next id was said to be 2, which is taken"],
        id="the next id is taken",
    ),
    pytest.param(
        in_json("library.json", lambda t: t["notes"]["2"].update(article=99)),
        ["warning: note 2 is on an article that is gone", BY_SCRIPT],
        ["note 2 now stands on its own: the article is gone"],
        id="a note is on nothing",
    ),
    pytest.param(
        in_json("library.json", lambda t: t["articles"]["4"].update(tags=["Essay"])),
        ["warning: a tag is spelt in more ways than one: essay (2), Essay (1)", BY_SCRIPT],
        ["the tag essay is now spelt so everywhere"],
        id="a tag is spelt in two ways",
    ),
    pytest.param(
        replaced("library.json", b'"queries":{}', b'"queries":{"1":[1,2]}'),
        ["error: queries 1 is broken (Expected `object`, got `array`)", BY_SCRIPT],
        ["queries 1 was broken (Expected `object`, got `array`) and is put aside"],
        id="another document is broken",
    ),
    pytest.param(
        to_lines(flipped),
        [
            "error: line 2 of journal.jsonl is not what was written",
            "warning: operation 2 is missing from journal.jsonl",
        ],
        ["1 line was broken in the journal", "operations are missing from the journal"],
        id="a line of the journal has a flipped byte",
    ),
    pytest.param(
        to_lines(lambda lines: lines.pop(1)),
        [
            (
                "warning: operation 2 is missing from journal.jsonl; nothing is lost of what "
                "library.json has by now, but undo does not reach behind that"
            )
        ],
        ["operations are missing from the journal; all that are there are applied"],
        id="a line of the journal is gone",
    ),
    pytest.param(
        to_lines(lambda lines: lines.pop()),
        ["warning: operation 3 is missing from journal.jsonl"],
        ["operations are missing from the journal"],
        id="the last line of the journal is gone",
    ),
    pytest.param(
        to_lines(lambda lines: lines.append(lines[0])),
        [
            "warning: journal.jsonl has operation 1 more than once",
        ],
        ["the lines of journal.jsonl are in order again, each once"],
        id="a line of the journal was appended again",
    ),
    pytest.param(
        to_lines(lambda lines: lines.reverse()),
        ["warning: the lines of journal.jsonl are not in their order"],
        ["the lines of journal.jsonl are in order again, each once"],
        id="the lines of the journal are in another order",
    ),
    pytest.param(
        to_lines(lambda lines: lines.append(line_of(OTHER))),
        [
            "error: operation 2, “star an article”, stands in journal.jsonl, and so does anoth",
        ],
        ["the lines of journal.jsonl are in order again, each once"],
        id="an operation of another copy was put into the journal",
    ),
    pytest.param(
        to_lines(lambda lines: lines.append(lines.pop().replace(b"\n", b"\x0b"))),
        [
            "warning: the last line of journal.jsonl has lost its end",
            "warning: operation 3 is missing from journal.jsonl",
        ],
        ["a flipped bit of journal.jsonl is put right"],
        id="the last line of the journal has lost its end",
    ),
    pytest.param(
        written("backups/library-20200101T000000.000000Z.json", '{"meta":{"1":{"format":1}}}'),
        ["warning: backups/library-20200101T000000.000000Z.json is not what was written"],
        ["backups/library-20200101T000000.000000Z.json is put aside"],
        id="a backup has no checksum",
    ),
    pytest.param(
        gone("texts/0001.json"),
        ["error: the text of articles 1, 3, 4 is missing"],
        ["the text of articles 1, 3, 4 is lost; all else is kept"],
        id="a volume is gone",
    ),
    pytest.param(
        in_json("texts/0001.json", lambda t: t["texts"].pop("3")),
        ["error: the text of article 3 is missing", TEXTS_BY_SCRIPT],
        ["the text of article 3 is lost; all else is kept"],
        id="a text is gone",
    ),
    pytest.param(
        cut_off("texts/0001.json", 140),
        [
            "error: texts/0001.json cannot be read (Input data was truncated)",
            "error: the text of articles 1, 3, 4 is missing",
        ],
        [
            "the text of articles 1, 3 was lost and is found again",
            "the text of article 4 is damaged; it is kept as far as it can be read",
            "texts/0001.json could not be read and is put aside",
        ],
        id="a volume is cut off",
    ),
    pytest.param(
        in_json("texts/0001.json", lambda t: t["texts"]["3"].update(text="Other words")),
        ["warning: the text of article 3 is not the one that was saved", TEXTS_BY_SCRIPT],
        ["the text of article 3 is another by now and is kept so"],
        id="a text is another",
    ),
    pytest.param(
        in_json("texts/0001.json", lambda t: t["texts"].update({"77": {"text": "Whose?"}})),
        [
            TEXTS_BY_SCRIPT,
            "note: nothing refers any more to texts that belonged to article 77",
        ],
        [
            "texts/0001.json was written by another program; it has its checksum again",
            "texts that belonged to article 77 and that nothing refers to are put aside",
        ],
        id="a text belongs to nothing",
    ),
    pytest.param(
        written("backups/library-20200101T000000.000000Z.json", "{"),
        ["warning: backups/library-20200101T000000.000000Z.json cannot be read"],
        ["backups/library-20200101T000000.000000Z.json is put aside"],
        id="a backup is broken",
    ),
    pytest.param(
        written("texts/.0001.json.99-0.new", "{"),
        ["note: texts/.0001.json.99-0.new is left from an interrupted write"],
        ["texts/.0001.json.99-0.new is put aside"],
        id="a file is left half written",
    ),
]


@pytest.mark.parametrize(("damage", "found", "done"), DAMAGES)
def test_damage_is_found_and_mended(
    closed: Path, damage: Damage, found: list[str], done: list[str]
) -> None:
    """Said in words, worst first; afterwards all is well, and all is kept that was there."""
    damage(closed)
    kept = {path.read_bytes() for path in closed.glob("*.json*")}

    findings = [str(finding) for finding in check(closed)]
    assert starts(findings, found)
    words = repair(closed)
    assert starts(words[: len(done)], done)
    taken, _, kept_in = words[-1].partition(" back; ")
    assert kept_in.startswith("all that was there before is in set-aside/")
    assert kept <= {path.read_bytes() for path in (closed / "set-aside").rglob("*.json*")}
    assert check(closed) == []
    assert repair(closed) == []
    with Library(closed) as library:
        is_step = library.history.labels()[:1] == ["repair"]
        what = "what this did to articles and notes" if is_step else "none of this"
        assert taken == f"undo takes {what}"
        for id in library.search.articles:
            library.text(id)
        library.retag([1], TagEdit.parse("+after"))
        library.history.undo()


@pytest.mark.parametrize(
    "damage",
    [
        by_octavo(lambda t: t["notes"].update({"3": SECOND_NOTE})),
        by_octavo(lambda t: t["notes"]["2"].update(article=99)),
        by_octavo(lambda t: t["articles"]["4"].update(tags=["Essay"])),
        gone("texts/0001.json"),
        cut_off("texts/0001.json", 140),
    ],
    ids=["an id twice", "a note on nothing", "a tag in two ways", "no texts", "half the texts"],
)
def test_what_repair_does_to_documents_is_a_step_for_undo(closed: Path, damage: Damage) -> None:
    """Taken back and done again, alone, also after others and after a restart."""
    damage(closed)
    with Library(closed) as library:
        before, label = whole(library), library.history.labels()[0]
    repair(closed)
    with Library(closed) as library:
        after = whole(library)
        assert after != before
        assert library.history.labels()[:2] == ["repair", label]
        library.history.undo()
        assert whole(library) == before
    with Library(closed) as library:
        library.history.redo()
        assert whole(library) == after
        library.star([1])
    assert check(closed) == []


def test_a_repair_of_documents_and_of_texts_is_one_step(closed: Path) -> None:
    by_octavo(lambda t: t["articles"]["4"].update(tags=["Essay"]))(closed)
    gone("texts/0001.json")(closed)
    with Library(closed) as library:
        before = whole(library)
    repair(closed)
    with Library(closed) as library:
        assert library.history.labels().count("repair") == 1
        library.history.undo()
        assert whole(library) == before


def starts(said: list[str], expected: list[str]) -> bool:
    """Whether some lines begin as they should, each of them."""
    pairs = zip(said, expected, strict=True)
    assert all(line.startswith(begin) for line, begin in pairs), said
    return True


@pytest.mark.parametrize("bytes_left", [0, 1, 40])
def test_a_journal_that_is_cut_off_within_its_first_line_is_found(
    closed: Path, bytes_left: int
) -> None:
    """Its operations are in library.json, and are not to be undone any more."""
    cut_off("journal.jsonl", bytes_left)(closed)
    [finding] = check(closed)
    assert finding.problem.startswith("journal.jsonl has no whole line")

    assert "the journal had no whole line, and begins anew" in repair(closed)
    assert check(closed) == []


def test_a_torn_last_line_is_not_called_a_flipped_bit(closed: Path) -> None:
    with (closed / "journal.jsonl").open("ab") as file:
        file.write(b'{"crc":"00000000","op":{"sequence":4,')

    assert repair(closed) == []


@pytest.mark.parametrize("is_there", [True, False], ids=["exchanged", "one over the other"])
@pytest.mark.parametrize("name", ["library.json", "journal.jsonl"])
def test_files_that_have_each_others_name_get_their_own_again(
    closed: Path, name: str, *, is_there: bool
) -> None:
    with Library(closed) as library:
        before = whole(library)
    library_file, journal = closed / "library.json", closed / "journal.jsonl"
    own, other = library_file.read_bytes(), journal.read_bytes()
    library_file.write_bytes(other)
    journal.write_bytes(own)
    if not is_there:
        (closed / name).unlink()

    with pytest.raises(LibraryBroken, match=r"each other's name; .*--repair"):
        Library(closed)
    [finding] = check(closed)
    assert finding.problem == "library.json and journal.jsonl have each other's name"
    assert "library.json and journal.jsonl had each other's name" in repair(closed)[0]
    assert check(closed) == []
    with Library(closed) as library:
        assert whole(library) == before
    if is_there:
        assert library_file.read_bytes() == own
        assert journal.read_bytes() == other
