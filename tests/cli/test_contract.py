"""What scripts rely on: streams, exit codes, UTF-8, and one line for every trouble."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from octavo.library.library import Library
from tests.cli.conftest import Octavo, Shell
from tests.making import MakeArticle, draft


def test_data_goes_out_and_talk_goes_aside(shell: Shell, make_article: MakeArticle) -> None:
    make_article("Weirs")
    done = shell("list")
    assert done.stdout.startswith(b"1\tWeirs\t")
    assert done.stderr == b""
    done = shell("star", "1")
    assert done.stdout == b""
    assert "“Weirs”" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["list"], 0, id="what could be done is 0"),
        pytest.param(["show", "99"], 1, id="what has no such id is 1"),
        pytest.param(["lits"], 2, id="an unknown command is 2"),
        pytest.param(["list", "--jsno"], 2, id="an unknown option is 2"),
        pytest.param(["list", '"open'], 2, id="a query that cannot be read is 2"),
        pytest.param(["tag", "1", "--", "+a,b"], 2, id="what cannot be a tag is 2"),
        pytest.param(["archive", ""], 2, id="an empty query does not say which: 2"),
        pytest.param(["list", "tag:none"], 3, id="nothing listed is 3"),
        pytest.param(["archive", "tag:none"], 3, id="nothing to change is 3"),
    ],
)
def test_the_exit_code_says_how_it_went(
    octavo: Octavo, make_article: MakeArticle, arguments: list[str], code: int
) -> None:
    make_article("Weirs")
    assert octavo(*arguments).exit_code == code


def test_the_place_at_fault_in_a_query_is_marked(octavo: Octavo, library: Library) -> None:
    done = octavo("list", 'tag:ai "open mod')
    assert done.stderr.splitlines()[1:] == ['  tag:ai "open mod', "         ^"]


def test_the_mark_stands_right_below_wide_letters(octavo: Octavo, library: Library) -> None:
    assert octavo("list", "정책 (").stderr.splitlines()[-2:] == ["  정책 (", "       ^"]


def test_output_is_utf_8_whatever_the_locale(shell: Shell, make_article: MakeArticle) -> None:
    make_article("창이 셋 있는 방")
    for locale in ("C", "POSIX", "en_US.ISO-8859-1"):
        done = shell("list", LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        assert "창이 셋 있는 방" in done.stdout.decode("utf-8")


def test_a_closed_pipe_ends_it_quietly(shell: Shell, library: Library) -> None:
    library.add(draft(f"Piece {number}", "x" * number) for number in range(300))
    reader, writer = os.pipe()
    os.close(reader)
    done = shell("list", "--json", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_closed_streams_are_no_trouble(shell: Shell, make_article: MakeArticle) -> None:
    make_article("Weirs")
    for closed, code in ((">&-", 0), ("2>&-", 0), (">&- 2>&-", 0)):
        line = f'exec "{sys.executable}" -m octavo list {closed}'
        done = subprocess.run(
            ("sh", "-c", line), check=False, env=shell.environment, capture_output=True
        )
        assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["list"], ["--help"]])
def test_a_full_disk_is_said_in_a_line(
    shell: Shell, make_article: MakeArticle, arguments: list[str]
) -> None:
    make_article("Weirs")
    with Path("/dev/full").open("wb") as full:
        done = shell(*arguments, stdout=full)
    assert done.returncode == 1
    told = "octavo: the disk is full (standard output); make room and try again"
    assert done.stderr.decode().splitlines() == [told]


def test_control_characters_do_not_reach_the_terminal(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Bell\x07 \x1b[31mred \x9b31m\u202e rtl", "Text")
    for arguments in (["list"], ["list", "--json"], ["star", "1"], ["undo", "--list"]):
        done = octavo(*arguments)
        printed = done.stdout + done.stderr
        assert not set(printed) & set("\x07\x1b\x9b\u202e")


def test_json_of_control_characters_is_still_the_title(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("\x9b31m\u202e and \U0001f4d6")
    [line] = octavo.objects("list")
    assert line["title"] == "\x9b31m\u202e and \U0001f4d6"


class Interrupted(BytesIO):
    """Standard input at which somebody presses ctrl+c."""

    def read(self, size: int | None = -1) -> bytes:
        if size == 0:
            return b""
        raise KeyboardInterrupt


def test_ctrl_c_ends_it_with_130(octavo: Octavo, library: Library) -> None:
    done = octavo("add", "-", input=Interrupted())
    assert (done.exit_code, done.stdout) == (130, "")


def test_a_broken_file_is_said_in_a_line(
    octavo: Octavo, library: Library, folder: Path
) -> None:
    (folder / "library.json").write_text("{")
    done = octavo("list")
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("octavo: ")
    assert "check --repair" in line or "backup" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_said_in_a_line(
    octavo: Octavo, library: Library, folder: Path
) -> None:
    (folder / "library.json").chmod(0)
    done = octavo("list")
    assert done.exit_code == 1
    assert "permission" in done.stderr


def test_commands_work_while_the_library_is_open_elsewhere(
    shell: Shell, library: Library, make_article: MakeArticle
) -> None:
    article = make_article("Weirs")
    assert shell("tag", "1", "+river").returncode == 0
    library.follow()
    assert {str(tag) for tag in library.article(article.id).tags} == {"river"}


def test_many_commands_at_once_lose_nothing(
    shell: Shell, library: Library, make_article: MakeArticle
) -> None:
    for number in range(4):
        make_article(f"Piece {number}")
    commands = [
        subprocess.Popen(
            (sys.executable, "-m", "octavo", "tag", str(id), f"+t{id}"), env=shell.environment
        )
        for id in range(1, 5)
    ]
    assert [command.wait() for command in commands] == [0] * 4
    library.follow()
    assert [len(library.article(id).tags) for id in range(1, 5)] == [1] * 4


def test_json_is_one_object_a_line(shell: Shell, make_article: MakeArticle) -> None:
    make_article("Weirs", "One\n\ntwo\u2028three")
    make_article("Locks")
    lines = shell("show", "--json", "1", "2").stdout.splitlines()
    assert [json.loads(line)["title"] for line in lines] == ["Weirs", "Locks"]
