"""`octavo export`: files and streams, and what is said of them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.services.export import FORMATS
from tests.cli.conftest import Octavo, Shell
from tests.library.obstacles import disk, make_read_only
from tests.making import Clock, MakeArticle


def test_everything_goes_but_the_trash(
    octavo: Octavo, library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    make_article("Tides", archived=True)
    library.delete([make_article("Weirs").id])
    place = tmp_path / "all.jsonl"

    done = octavo("export", "--to", "jsonl", "-o", str(place))

    assert done.stderr == f"exported 1 article to {place}\n"
    records = [json.loads(line) for line in place.read_text().splitlines()]
    assert [r["article"]["title"] for r in records if "article" in r] == ["Tides"]


def test_a_stream_is_data_alone(shell: Shell, make_article: MakeArticle) -> None:
    make_article("Tides", tags="sea")
    make_article("Weirs")

    done = shell("export", "tag:sea", "--to", "jsonl", "-o", "-")

    assert [*json.loads(done.stdout.splitlines()[1])] == ["article", "text"]
    assert done.stderr == b"exported 1 article\n"


def test_words_of_a_query_may_look_like_short_options(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Tides")
    done = octavo("export", "-is:noted", "--to", "jsonl", "-o", "-")
    assert "exported 1 article" in done.stderr


def test_the_help_names_every_format(octavo: Octavo) -> None:
    said = octavo("export", "--help").stdout
    assert [each.name for each in FORMATS if f"\n      {each.name} " not in said] == []


def test_an_unknown_format_is_told_by_those_that_there_are(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Tides")
    done = octavo("export", "--to", "scroll", "-o", "x")
    assert (done.exit_code, "jsonl" in done.stderr) == (2, True)


def test_since_last_is_since_the_place_was_written(
    octavo: Octavo, library: Library, make_article: MakeArticle, clock: Clock, tmp_path: Path
) -> None:
    first = make_article("Tides")
    place = str(tmp_path / "vault")
    export = ("export", "--since", "LAST", "--to", "markdown", "-o", place)
    assert "exported 1 article " in octavo(*export).stderr
    assert "exported nothing" in octavo(*export).stderr
    later = datetime.now(UTC) + timedelta(minutes=1)
    library.db.articles.update({"added": f"{later:%Y-%m-%dT%H:%M:%SZ}"}, doc_ids=[first.id])
    assert "exported 1 article " in octavo(*export).stderr


@pytest.mark.parametrize("said", ["yesterday", "2026-13-01", "99999y"])
def test_a_time_that_is_none_is_said(octavo: Octavo, library: Library, said: str) -> None:
    done = octavo("export", "--since", said, "--to", "jsonl", "-o", "-")
    assert (done.exit_code, "2026-03-01" in done.stderr) == (2, True)


def test_a_folder_is_no_file(octavo: Octavo, make_article: MakeArticle, tmp_path: Path) -> None:
    make_article("Tides")
    done = octavo("export", "--to", "jsonl", "-o", str(tmp_path))
    assert done.exit_code == 1
    assert str(tmp_path) in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("name", ["jsonl", "epub", "markdown"])
@pytest.mark.parametrize("place", ["/dev/full", "disk/out", "read-only/out"])
def test_what_cannot_be_written_is_named_as_it_was_given(
    octavo: Octavo, make_article: MakeArticle, place: str, name: str
) -> None:
    """Not as it is called while it is written; and what to do is said."""
    make_article("Tides")
    with disk("16k") as small:
        (small / "ballast").write_bytes(b"." * 16_384)
        if place.startswith("read-only"):
            make_read_only(small)
        named = place if place.startswith("/") else str(small / "out")
        done = octavo("export", "--to", name, "-o", named)
        assert done.exit_code == 1
        assert f"({named})" in done.stderr
        assert [path.name for path in small.iterdir()] == ["ballast"]
