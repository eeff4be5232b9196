"""The shape of the source: how large its parts are, and who imports whom.

`python -m tests.house` prints it. Told from the syntax alone, so nothing is imported.
"""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "octavo"
REASONS = ("Large because", "Long because")
"""How a line of a docstring begins that says why a class or a module is as large as it is."""

Graph = Mapping[str, frozenset[str]]
"""The modules that each module imports."""


@dataclass(frozen=True)
class Module:
    """A module or a package, by its syntax tree."""

    name: str
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def lines(self) -> int:
        return self.text.count("\n")


class House:
    """All modules of octavo."""

    def __init__(self, source: Path = SOURCE) -> None:
        found = (_module(path, source.parent) for path in sorted(source.rglob("*.py")))
        self.all = {module.name: module for module in found}

    @cached_property
    def modules(self) -> list[Module]:
        """Those that are no packages."""
        return [module for module in self.all.values() if not module.is_package]

    @cached_property
    def folders(self) -> Counter[Path]:
        """How many modules stand in each folder."""
        return Counter(module.path.parent for module in self.modules)

    @cached_property
    def chain(self) -> list[str]:
        """The longest row of modules each of which imports the next when it is imported."""
        graph = {name: self._imports(module.tree.body) for name, module in self.all.items()}
        longest: dict[str, list[str]] = {}

        def from_(name: str, above: frozenset[str]) -> list[str]:
            if name in above:
                return []
            if name not in longest:
                below = (from_(each, above | {name}) for each in sorted(graph[name] - {name}))
                longest[name] = [name, *max(below, key=len, default=[])]
            return longest[name]

        return max((from_(name, frozenset()) for name in graph), key=len)

    @cached_property
    def circles(self) -> list[list[str]]:
        """Modules that lead back to one another, by any import: lazy ones, and for types."""
        graph = {
            name: self._imports(ast.walk(module.tree)) - {name}
            for name, module in self.all.items()
        }
        reach = {name: _reachable(name, graph) for name in graph}
        circles = {
            tuple(sorted(each for each in reach[name] if name in reach[each]))
            for name in graph
            if name in reach[name]
        }
        return [list(circle) for circle in sorted(circles)]

    @cached_property
    def large_classes(self) -> list[str]:
        """Classes with more than 15 methods that do not say why."""
        return [
            f"{module.name}.{each.name} ({methods})"
            for module in self.modules
            for each in ast.walk(module.tree)
            if isinstance(each, ast.ClassDef)
            and (methods := sum(map(_is_method, each.body))) > 15
            and not _has_reason(ast.get_docstring(each))
        ]

    @cached_property
    def long_modules(self) -> list[str]:
        """Modules of more than 300 lines that do not say why."""
        return [
            f"{module.name} ({module.lines})"
            for module in self.all.values()
            if module.lines > 300 and not _has_reason(ast.get_docstring(module.tree))
        ]

    @cached_property
    def namesakes(self) -> list[str]:
        """Modules whose name and folder's name another one has too."""
        named: dict[tuple[str, str], list[str]] = defaultdict(list)
        for module in self.modules:
            named[module.path.parent.name, module.path.stem].append(module.name)
        return [" = ".join(names) for names in named.values() if len(names) > 1]

    def _imports(self, nodes: Iterable[ast.AST]) -> frozenset[str]:
        """The modules that some statements import."""
        names = (name for node in nodes for name in self._imported_by(node))
        return frozenset(name for name in names if name in self.all)

    def _imported_by(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Import(names):
                yield from (self._nearest(alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (self._nearest(f"{module}.{alias.name}") for alias in names)

    def _nearest(self, name: str) -> str:
        """The module that an imported name is, or is in."""
        while name and name not in self.all:
            name = name.rpartition(".")[0]
        return name


def report(house: House) -> str:
    """What is measured, a line each."""
    folder, files = house.folders.most_common(1)[0]
    return "\n".join(
        (
            f"{len(house.modules)} modules of {sum(m.lines for m in house.all.values())} lines",
            f"{files} modules in the fullest folder, {folder.relative_to(SOURCE)}",
            f"{len(house.chain)} modules in the longest chain: {_short(house.chain)}",
            *_listed("circles of imports", map(_short, house.circles)),
            *_listed("classes over 15 methods without a reason", house.large_classes),
            *_listed("modules over 300 lines without a reason", house.long_modules),
            *_listed("modules that their folders do not tell apart", house.namesakes),
        )
    )


def _listed(what: str, found: Iterable[str]) -> list[str]:
    lines = [f"  {each}" for each in found]
    return [f"{len(lines)} {what}", *lines]


def _short(names: Sequence[str]) -> str:
    return " > ".join(name.removeprefix("octavo.") for name in names)


def _module(path: Path, root: Path) -> Module:
    name = ".".join(path.relative_to(root).with_suffix("").parts)
    return Module(name.removesuffix(".__init__"), path, path.read_text(encoding="utf-8"))


def _reachable(start: str, graph: Graph) -> set[str]:
    """What some imports lead to, the start only if they lead back."""
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        if (name := waiting.pop()) not in seen:
            seen.add(name)
            waiting += graph[name]
    return seen


def _is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _has_reason(docstring: str | None) -> bool:
    return any(line.strip().startswith(REASONS) for line in (docstring or "").splitlines())


if __name__ == "__main__":
    print(report(House()))  # noqa: T201 - that is its purpose
