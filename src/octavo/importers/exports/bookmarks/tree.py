"""Trees of bookmarks in JSON, gone through without recursion, whole or in pieces."""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from octavo.importers.exports.bookmarks.folders import DEEPEST
from octavo.importers.exports.files.decoding import text_of
from octavo.importers.exports.files.json_items import document
from octavo.importers.exports.files.json_window import LARGEST_ITEM, decoder
from octavo.importers.exports.format import Part
from octavo.model.errors import DraftRejected

_STRING = r'"(?:[^"\\]|\\.)*+"'
_LEAF = rf"\{{[^{{}}\"]*+(?:{_STRING}[^{{}}\"]*+)*+\}}"
_PIECE = re.compile(rf"\{{[^{{}}\"]*+(?:(?:{_STRING}|{_LEAF})[^{{}}\"]*+)*+\}}", re.DOTALL)
"""An object that holds no others, or only such as hold none."""

Node = Mapping[str, object]


class Found(Struct, frozen=True):
    """A bookmark in a tree."""

    node: Node
    path: tuple[str, ...]
    """The folders that it is in, the outermost first."""


def bookmarks_in(
    top: object, is_bookmark: Callable[[Node], bool], name: Callable[[Node], str]
) -> Iterator[Found]:
    """The bookmarks below a node, in the order of the tree.

    `name` is that of a folder, or empty for one that nobody made.
    """
    waiting: list[tuple[object, tuple[str, ...]]] = [(top, ())]
    while waiting:
        node, path = waiting.pop()
        if not isinstance(node, dict):
            continue
        if is_bookmark(node):
            yield Found(node, path)
        children = node.get("children")
        if isinstance(children, list):
            inside = name(node)
            path = (*path, inside) if inside and len(path) < DEEPEST else path
            waiting += ((child, path) for child in reversed(children))


def trees_in(part: Part) -> Iterator[object]:
    """The tree that a part is; of one that is broken, the pieces of it that are whole.

    Raises:
        DraftRejected: If it is broken; after all its pieces.
    """
    try:
        yield document(part)
    except DraftRejected:
        with text_of(part) as file:
            text = file.read(LARGEST_ITEM)
        for piece in _PIECE.finditer(text):
            try:
                yield decoder.decode(piece[0])
            except ValueError:
                continue
        raise


def raw_of(found: Found, folder: Callable[[str, Node], Node]) -> str:
    """A bookmark inside its folders as JSON; `folder` makes one, of its name and its child."""
    alone = {name: value for name, value in found.node.items() if name != "children"}
    try:
        return _inside(alone, found.path, folder)
    except RecursionError:
        plain = {name: value for name, value in alone.items() if isinstance(value, str | int)}
        return _inside(plain, found.path, folder)


def _inside(node: Node, path: tuple[str, ...], folder: Callable[[str, Node], Node]) -> str:
    for name in reversed(path):
        node = folder(name, node)
    return json.dumps(node, ensure_ascii=False)
