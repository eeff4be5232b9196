"""What the README claims."""

import re

import pytest

from tests.docs.keys import README, keys_table, written_table

ROOT = README.parent
TEXT = README.read_text(encoding="utf-8")


def test_the_key_table_is_what_the_app_has() -> None:
    assert written_table() == keys_table(), "run python -m tests.docs.keys"


def test_the_first_command_opens_octavo_and_the_second_runs_the_tests() -> None:
    first, second, *_ = re.findall(r"```sh\n(.*?)\n```", TEXT, re.DOTALL)
    assert first.endswith("&& .venv/bin/octavo")
    assert second.endswith("&& .venv/bin/python -m pytest")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_to_files_that_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [link for link in re.findall(r"\]\(([^)]+)\)", text) if ":" not in link]
    assert [target for target in targets if not (ROOT / target).exists()] == []
