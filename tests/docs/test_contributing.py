"""What CONTRIBUTING says of the code is where it says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "octavo"

NAMED = sorted(set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py)?)`", TEXT)))


@pytest.mark.parametrize("path", [path for path in NAMED if "/" in path or ".py" in path])
def test_what_is_named_is_there(path: str) -> None:
    places = [SOURCE / path, ROOT / path, *SOURCE.rglob(f"*/{path}")]
    assert any(place.exists() for place in places)


def test_every_package_of_the_source_is_told() -> None:
    packages = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert packages == set(re.findall(r"^  ([a-z]+)/ ", TEXT, re.MULTILINE))
