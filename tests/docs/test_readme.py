"""What the README claims."""

import re
from pathlib import Path

import pytest

from octavo import query
from octavo.cli.program import COMMANDS
from octavo.query.fields import FIELDS
from octavo.query.parser import parse
from octavo.services.export import FORMATS
from octavo.settings.config import read_config
from tests.docs.guide import FOLDER, queries
from tests.docs.keys import README, TABLES, written_tables

ROOT = README.parent
PAGES = (README, ROOT / "CONTRIBUTING.md", *sorted(FOLDER.glob("*.md")))
TEXT = README.read_text(encoding="utf-8")


def test_its_tables_are_what_the_app_has() -> None:
    made = {name: table() for name, (_, table) in TABLES.items()}
    assert written_tables() == made, "run python -m tests.docs.keys"


def test_the_first_command_opens_octavo_and_the_second_runs_the_tests() -> None:
    first, second, *_ = re.findall(r"```sh\n(.*?)\n```", TEXT, re.DOTALL)
    assert first.endswith("&& .venv/bin/octavo")
    assert second.endswith("&& .venv/bin/python -m pytest")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "EXPORTS.md"])
def test_links_lead_to_files_that_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [link for link in re.findall(r"\]\(([^)]+)\)", text) if ":" not in link]
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_its_queries_can_be_asked() -> None:
    shown = queries(TEXT)
    assert len(shown) > 10
    for each in shown:
        parse(each)


@pytest.mark.parametrize("page", ["README.md", "store/guide/05-keys.md"])
def test_the_settings_it_shows_are_understood(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "config.toml").write_text(example, encoding="utf-8")
    assert read_config(tmp_path / "config.toml").keymap.keys_of("archive") == ("Z",)


def test_it_names_every_command() -> None:
    table = TEXT.split("## On the command line")[1].split("\n## ")[0]
    named = set(re.findall(r"`(?:octavo )?([a-z]+)", table))
    assert set(COMMANDS) <= named


def test_it_names_every_format_that_is_written() -> None:
    assert [each.name for each in FORMATS if f"`{each.name}`" not in TEXT] == []


def test_it_and_the_grammar_name_every_field() -> None:
    assert [name for name in FIELDS if f"`{name}:" not in TEXT] == []
    fields = FIELDS.keys() - {"sort"}
    assert [name for name in fields if f'"{name}"' not in (query.__doc__ or "")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_it_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", text, re.DOTALL)
    lines = "\n".join(block or span for block, span in code)
    assert set(re.findall(r"^octavo ([a-z]+)", lines, re.MULTILINE)) <= set(COMMANDS)
