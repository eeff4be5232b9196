"""What docstrings and CONTRIBUTING name of the code, between backticks, is there."""

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.docs.test_contributing import ROOT, TEXT
from tests.house import House

MODULES = House().all
_LAST: dict[str, list[str]] = {}
for _module in MODULES:
    _LAST.setdefault(_module.rpartition(".")[2], []).append(_module)
PACKAGES = [name for name, module in MODULES.items() if module.is_package]
GRAMMAR = "octavo.query"
"""Its docstring quotes queries."""

FILES = (".json", ".html", ".h", ".toml", ".md", ".example", ".org")
"""Ends of what has a dot in it and is no name of the code."""

_FOREIGN = """
App.set_keymap Archive Bookmarks CreationDate Mon Organization Person Saved SoftwareApplication
Starred Title Unread Unsorted
"""
FOREIGN = frozenset(_FOREIGN.split())
"""What other programs, formats and people call something."""
LIBRARIES = ("contextlib.", "os.", "tinydb.", "click.")

_QUOTED = re.compile(r"`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)`")
_IN_FILE = re.compile(r"`([A-Za-z_]\w*)` (?:in|of) `([\w/]+\.py)`")


@pytest.mark.parametrize("package", sorted({*PACKAGES} - {GRAMMAR}))
def test_what_a_package_names_is_there(package: str) -> None:
    """Modules and names are told from the package itself, or from one that it is in."""
    said = ast.get_docstring(MODULES[package].tree) or ""
    assert [name for name in _quoted(said) if not _is_there(name, package)] == []


def test_classes_and_modules_that_a_docstring_names_are_there() -> None:
    dead = {
        (module, name)
        for module in MODULES.keys() - {GRAMMAR}
        for name in _quoted("\n".join(_docstrings(module)))
        if re.search(r"\.|^[A-Z][a-z]{2}", name) and not _is_known(name)
    }
    assert dead == set()


@pytest.mark.parametrize(("name", "path"), _IN_FILE.findall(TEXT))
def test_what_contributing_finds_in_a_file_is_there(name: str, path: str) -> None:
    module = f"octavo.{path[:-3].replace('/', '.')}"
    tests = ROOT / path
    assert name in (_defined(module) if module in MODULES else tests.read_text("utf-8"))


def test_classes_and_tables_that_contributing_names_are_there() -> None:
    text = _IN_FILE.sub("", TEXT)
    named = [name for name in _quoted(text) if name[0].isupper()]
    assert [name for name in named if not _is_known(name)] == []


def _quoted(text: str) -> Iterator[str]:
    """The names between backticks that are of no file, library or other program."""
    names = (match[1] for match in _QUOTED.finditer(text))
    known = (n for n in names if not n.endswith(FILES) and not n.startswith(LIBRARIES))
    return (name for name in known if name not in FOREIGN)


def _is_there(name: str, package: str) -> bool:
    """Whether a name leads somewhere from a package, or from one above it, or is in it."""
    above = package.split(".")
    places = [".".join([*above[:count], name]) for count in range(len(above) + 1)]
    inside = (module for module in MODULES if module.startswith(f"{package}."))
    named = any(map(_leads_somewhere, places)) or any(name in _defined(each) for each in inside)
    return named or any((ROOT / "tests").rglob(f"{name}.py"))


def _leads_somewhere(path: str) -> bool:
    module, _, name = path.rpartition(".")
    return path in MODULES or (module in MODULES and name in _defined(module))


def _is_known(name: str) -> bool:
    """Whether a name is one of the code, with its module before it, or with its class."""
    first, *_ = parts = name.split(".")
    of_class = first[0].isupper() and all(part in _all_defined() for part in parts)
    if of_class or hasattr(builtins, first):
        return True
    modules = _LAST.get(first, [])
    named = any(_leads_somewhere(each + name[len(first) :]) for each in modules)
    return named or (not modules and all(part in _all_defined() for part in parts))


@cache
def _all_defined() -> frozenset[str]:
    return frozenset[str]().union(*map(_defined, MODULES))


def _defined(module: str) -> frozenset[str]:
    """The names that a module gives to classes, functions, values and attributes."""
    return _read(module)[0]


def _docstrings(module: str) -> frozenset[str]:
    return _read(module)[1]


@cache
def _read(module: str) -> tuple[frozenset[str], frozenset[str]]:
    names, docstrings = set[str](), set[str]()
    for node in ast.walk(MODULES[module].tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                names.add(node.name)
            case ast.Name(name, ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                names.add(name)
            case ast.arg(name) | ast.alias(name, None) | ast.alias(_, str(name)):
                names.add(name)
            case ast.Expr(ast.Constant(str(text))):
                docstrings.add(text)
    return frozenset(names), frozenset(docstrings)
