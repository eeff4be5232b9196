"""How large the parts of the source are, and that no import leads in a circle."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.house import House, report

MODULES = 300
"""At most so many, packages aside."""
IN_A_FOLDER = 18
CHAIN = 16
"""Modules in the longest row of imports."""
LARGE_CLASSES = 0
"""Classes over 15 methods that do not say why."""
LONG_MODULES = 0
"""Modules over 300 lines that do not say why."""


@pytest.fixture(scope="module")
def house() -> House:
    return House()


def test_the_house_is_no_larger_than_it_may_be(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    """What is measured stands at the end of the test run too."""
    measured = report(house)
    record_property("measured", measured)
    assert len(house.modules) <= MODULES, measured
    assert max(house.folders.values()) <= IN_A_FOLDER, measured
    assert len(house.chain) <= CHAIN, measured
    assert len(house.large_classes) <= LARGE_CLASSES, measured
    assert len(house.long_modules) <= LONG_MODULES, measured


def test_no_import_leads_back_to_where_it_stands(house: House) -> None:
    """Not even inside a function, or for types alone."""
    assert house.circles == []


def test_a_folder_tells_modules_of_one_name_apart(house: House) -> None:
    assert house.namesakes == []


SOURCES = {
    "__init__.py": "",
    "a.py": "import toy.b",
    "b.py": "from toy.c import d\ndef f():\n    from toy import a",
    "c/__init__.py": "",
    "c/d.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from toy.c import e",
    "c/e.py": "from toy.c.d import x",
    "long.py": "'''Text.\n\nLong because it is a table.\n'''\n" + "x = 1\n" * 300,
    "longer.py": "'''Because.'''\n" + "x = 1\n" * 300,
    "large.py": "class Large:\n" + "".join(f"    def f{n}(self): ...\n" for n in range(16)),
}


@pytest.fixture
def toy(tmp_path: Path) -> House:
    """A small house with every fault."""
    for name, text in SOURCES.items():
        path = tmp_path / "toy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return House(tmp_path / "toy")


def _names(names: Sequence[str]) -> list[str]:
    return [name.removeprefix("toy.") for name in names]


def test_every_fault_is_found(toy: House) -> None:
    assert len(toy.modules) == 7
    assert _names(toy.chain) == ["a", "b", "c.d"]
    assert [_names(circle) for circle in toy.circles] == [["a", "b"], ["c.d", "c.e"]]
    assert toy.long_modules == ["toy.longer (301)"]
    assert toy.large_classes == ["toy.large.Large (16)"]
