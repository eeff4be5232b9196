"""`octavo check`, `octavo stats` and `octavo keys`."""

import json
from pathlib import Path

import pytest

from octavo.library.library import Library
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
    octavo: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    monkeypatch.setenv("OCTAVO_CONFIG", str(config))
    assert "archive\te\tArchive\tlist, text" in octavo.prints("keys")
    config.write_text('[keys]\narchive = "A"\n')
    assert "archive\tA\tArchive\tlist, text" in octavo.prints("keys")
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
