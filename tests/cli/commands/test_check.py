"""`octavo check`, `octavo stats` and `octavo keys`."""

import json
import shutil
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.draft import DraftNote
from octavo.model.tag import Tag
from octavo.storage.snapshot.backups import Backups
from tests.cli.conftest import Octavo
from tests.making import MakeArticle


def test_all_is_well(octavo: Octavo, library: Library, make_article: MakeArticle) -> None:
    make_article("Weirs")
    done = octavo("check")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "all is well\n"


def test_what_is_wrong_is_said_and_then_mended(
    octavo: Octavo, library: Library, folder: Path, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    library.close()
    (folder / "texts" / "0001.json").unlink()
    found = octavo("check")
    assert found.exit_code == 1
    assert found.stdout.startswith("error: ")
    assert "octavo check --repair" in found.stderr
    [line] = map(json.loads, octavo("check", "--json").stdout.splitlines()[:1])
    assert list(line) == ["severity", "problem", "repairable"]
    assert octavo("check", "--repair").exit_code == 0
    assert octavo("check").stderr == "all is well\n"


def test_stats_are_names_and_figures(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs", tags="river")
    figures = dict(line.split("\t") for line in octavo.prints("stats"))
    assert (figures["articles"], figures["tags"], figures["unread"]) == ("1", "1", "1")


def test_keys_are_those_of_the_config_file(
    octavo: Octavo, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    monkeypatch.setenv("OCTAVO_CONFIG", str(config))
    library.tags.repin(lambda _: [Tag("craft")])
    assert "pinned-1\t1\tcraft\tlist, notes screen, text" in octavo.prints("keys")
    assert {"craft"} <= {each["title"] for each in octavo.objects("keys")}
    assert "pinned-2\t2\tPinned tag 2\tlist, notes screen, text" in octavo.prints("keys")
    assert "archive\te\tArchive\tlist, text, triage" in octavo.prints("keys")
    config.write_text('[keys]\narchive = "Z"\n')
    assert "archive\tZ\tArchive\tlist, text, triage" in octavo.prints("keys")
    assert str(config) in octavo("keys").stderr


def test_a_config_file_that_is_wrong_is_told_with_its_line(
    octavo: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[keys]\narchve = "A"\n')
    monkeypatch.setenv("OCTAVO_CONFIG", str(config))
    done = octavo("keys")
    assert done.exit_code == 1
    assert f"{config}:2: no command is called “archve”" in done.stderr
    config.write_text('theme = "nosuch"\n')
    assert f"{config}:1: no theme is called “nosuch”" in octavo("keys").stderr


def test_the_exit_code_is_0_only_if_all_is_well(
    octavo: Octavo, library: Library, folder: Path, make_article: MakeArticle
) -> None:
    """What does no harm is a finding, too; and so is damage where there are only notes."""
    library.add([], [DraftNote(text="A thought")])
    library.close()
    assert octavo("check").exit_code == 0
    leftover = folder / ".library.json.99-0.new"
    leftover.write_text("{")
    done = octavo("check")
    assert (done.exit_code, done.stdout.partition(":")[0]) == (1, "note")
    leftover.unlink()
    content = (folder / "library.json").read_bytes()
    (folder / "library.json").write_bytes(content.replace(b"thought", b"thxxght"))
    assert octavo("check").exit_code == 1


def test_backups_are_listed_and_gone_back_to(
    octavo: Octavo, library: Library, folder: Path, make_article: MakeArticle
) -> None:
    assert octavo("check", "--backups").exit_code == 3
    make_article("Weirs")
    make_article("Locks")
    library.close()
    shutil.rmtree(folder / "backups")
    Backups(folder / "backups").keep(folder / "library.json", always=True)
    assert octavo.prints("check", "--backups")[0].endswith(
        "\t2 articles, 0 notes, 0 feeds\tas today"
    )
    octavo.prints("star", "1")
    octavo.prints("tag", "2", "--", "+river")
    last, line = octavo.prints("check", "--backups")
    assert last.endswith("\t2 articles, 0 notes, 0 feeds\tsince then 1 changed (Locks)")
    assert line.endswith("\t2 articles, 0 notes, 0 feeds\tsince then 2 changed (Weirs; Locks)")
    _, listed = octavo.objects("check", "--backups")
    assert listed["changed"] == {"count": 2, "titles": ["Weirs", "Locks"]}

    done = octavo("check", "--back-to", "2")
    assert done.stderr.startswith("go back to the backup of ")
    assert done.stderr.endswith(": 2 documents changed; `octavo undo` takes it back\n")
    assert octavo("list", "is:starred").exit_code == 3
    assert octavo.prints("undo", "--list")[0].startswith("go back to the backup of ")
    octavo.prints("undo")
    assert octavo.prints("list", "is:starred")
    octavo.prints("redo")
    lines = octavo.prints("check", "--backups")
    same = next(line for line in lines if line.endswith("as today"))
    assert octavo("check", "--back-to", same.partition("\t")[0]).exit_code == 3


@pytest.mark.parametrize("number", ["0", "9", "-1", "x"])
def test_there_is_no_going_back_to_what_is_not_there(
    octavo: Octavo, library: Library, number: str
) -> None:
    done = octavo("check", "--back-to", number)
    assert done.exit_code in (1, 2)
    assert number in done.stderr


def test_check_does_one_thing_at_a_time(octavo: Octavo, library: Library) -> None:
    assert octavo("check", "--repair", "--backups").exit_code == 2


def test_one_bad_backup_is_no_fault_of_the_library(
    octavo: Octavo, library: Library, folder: Path, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    library.close()
    for backup in (folder / "backups").iterdir():
        backup.write_bytes(b"\xff")
    done = octavo("check", "--backups")
    assert done.exit_code == 1
    assert "library.json" not in done.stderr


def test_what_repair_could_not_save_is_named_and_not_called_well(
    octavo: Octavo, library: Library, folder: Path, make_article: MakeArticle
) -> None:
    make_article("Weirs")
    library.close()
    (folder / "texts" / "0001.json").unlink()
    told = octavo("check", "--repair").stderr.splitlines()
    assert "the text of article 1 is lost; all else is kept: “Weirs”" in told
    assert told[-1] == "all else is well"


def test_backups_that_cannot_be_read_are_not_called_none_yet(
    octavo: Octavo, library: Library, folder: Path
) -> None:
    library.close()
    (folder / "backups").symlink_to(folder / "nowhere")
    done = octavo("check", "--backups")
    assert done.exit_code == 1
    assert done.stderr.endswith("backups leads to nothing\n")
