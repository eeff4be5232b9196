"""Private names of Textual stand in one folder, and Textual still has all of them."""

import ast
import asyncio
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pytest
from rich.console import Console
from rich.style import Style
from textual import _callback, _compositor, _parser, _xterm_parser
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

import octavo.tui

FOLDER = "octavo.tui.terminal"
OF_NAMED_TUPLES = {"_replace", "_asdict", "_fields", "_make"}

PINNED = {
    (Screen, "_compositor"): "painting",
    (Screen, "_compositor_refresh"): "painting",
    (Screen, "_on_idle"): "painting",
    (Screen, "_on_timer_update"): "painting",
    (Screen, "_screen_resized"): "painting",
    (Screen, "_dirty_widgets"): "painting",
    (Screen, "_layout_required"): "painting",
    (Screen, "_scroll_required"): "painting",
    (App, "_batch_count"): "painting",
    (Widget, "_repaint_required"): "painting",
    (Widget, "_refresh_styles_required"): "painting",
    (Widget, "_recompose_required"): "painting",
    (MessagePump, "_thread_id"): "painting",
    (Console, "_color_system"): "painting",
    (Style, "_ansi"): "painting",
    (MessagePump, "_message_queue"): "input",
    (asyncio.Event, "_waiters"): "input",
    (_compositor.Compositor, "_dirty_regions"): "painting",
    (_compositor.Compositor, "_full_map"): "painting",
    (_compositor.Compositor, "_full_map_invalidated"): "painting",
    (DOMNode, "_get_component_classes"): "painting",
    (DOMNode, "_component_styles"): "painting",
    (MessagePump, "_attach"): "painting",
    (Strip, "_segments"): "painting",
    (Strip, "_cell_length"): "painting",
    (Strip, "_cell_count"): "painting",
    (Strip, "_link_ids"): "painting",
    (Strip, "_render_cache"): "painting",
    (App, "_notifications"): "app",
    (App, "_driver"): "app",
    (Driver, "_loop"): "app",
    (linux_driver.LinuxDriver, "_sigcont_application"): "app",
    (linux_driver.LinuxDriver, "_sigtstp_application"): "app",
    (_parser.Parser, "_timeout_time"): "input",
    (Input, "_suggestion"): "input",
    (_xterm_parser.XTermParser, "_sequence_to_key_events"): "input",
}
"""The private names of Textual's classes that octavo uses, and in which module."""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(octavo.tui.__path__, "octavo.tui."):
        yield importlib.import_module(found.name)


def is_private(name: str) -> bool:
    return len(name) > 1 and name[0] == "_" != name[1]


def own_names(kind: type) -> frozenset[str]:
    """The private names that a class itself defines, or sets on `self`."""
    return names_by_class(kind.__module__).get(kind.__name__, frozenset())


@cache
def names_by_class(module: str) -> dict[str, frozenset[str]]:
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    return {
        node.name: frozenset(filter(is_private, defined(node)))
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }


def defined(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
                yield name


def private_uses(module: ModuleType) -> Iterator[str]:
    """What a module takes of Textual that is private to it."""
    for kind in vars(module).values():
        if inspect.isclass(kind) and kind.__module__ == module.__name__:
            bases = [base for base in kind.__mro__ if base.__module__.startswith("textual")]
            theirs = {name for base in bases for name in own_names(base)}
            yield from own_names(kind) & theirs
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(name)) if name.startswith("textual"):
                yield from filter(is_private, name.split("."))
                yield from filter(is_private, (alias.name for alias in node.names))
            case ast.Attribute(attr=name) if is_private(name) and name not in octavos():
                yield name


@cache
def octavos() -> frozenset[str]:
    """The private names that octavo itself gives."""
    trees = (ast.parse(inspect.getsource(module)) for module in modules())
    ours = frozenset(name for tree in trees for name in defined(tree))
    return ours - {name for _, name in PINNED} | OF_NAMED_TUPLES


def test_no_other_folder_uses_a_private_name_of_textual() -> None:
    elsewhere = (module for module in modules() if not module.__name__.startswith(FOLDER))
    used = {module.__name__: sorted(private_uses(module)) for module in elsewhere}
    assert {name: names for name, names in used.items() if names} == {}


def test_all_private_names_in_the_folder_are_pinned() -> None:
    used = {
        (name, module.__name__.rpartition(".")[2])
        for module in modules()
        if module.__name__.startswith(FOLDER)
        for name in private_uses(module)
    }
    whole_modules = {("_compositor", "painting"), ("_xterm_parser", "input")}
    whole_modules.add(("_callback", "input"))
    assert used - whole_modules == {(name, where) for (_, name), where in PINNED.items()} - {
        ("_compositor", "painting")
    }


@pytest.mark.parametrize(("kind", "name"), PINNED)
def test_textual_still_has_the_name(kind: type, name: str) -> None:
    assert name in own_names(kind)


def test_textual_still_has_the_modules_that_are_private() -> None:
    assert "self._file = " in inspect.getsource(linux_driver)
    assert issubclass(_compositor.ChopsUpdate, _compositor.CompositorUpdate)
    assert "_count_parameters(func.func)" in inspect.getsource(_callback.count_parameters)
    assert "self._dirty_regions.clear()" in inspect.getsource(
        _compositor.Compositor.render_partial_update
    )
    assert "self.render_partial_update()" in inspect.getsource(
        _compositor.Compositor.render_update
    )
    assert "self._compositor.render_update(" in inspect.getsource(Screen)
    assert "_get_component_classes()" in inspect.getsource(Widget) + inspect.getsource(
        importlib.import_module("textual.css.stylesheet")
    )
