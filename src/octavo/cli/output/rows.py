"""Items as lines of text: in columns for a person, with tabs between for a script."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from octavo.cli.output.streams import in_order, on_terminal, put, put_fields, styled
from octavo.cli.shared.options import as_json
from octavo.model.article import Article, State
from octavo.model.tag import sorted_names
from octavo.text import age, label, minutes, truncated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo.cli.output.json_schema import Item

FIELDS = ("id", "title", "tags", "state", "added", "url")
"""What a line of `list` holds in a pipe. New ones come last."""

_MARKS = {State.UNREAD: "●", State.READING: "◐", State.READ: " "}
_TAGS_SHARE = 3
"""Tags get up to a third of what is left beside the figures."""
_NARROW, _WIDE = 60, 80
"""From how many cells on there are figures, and tags."""


class Columns(Struct, frozen=True):
    """Widths in cells."""

    id: int
    title: int
    tags: int
    length: int = 9
    age: int = 12


def put_items(items: "Iterable[Item]") -> None:
    """Print items, each on a line."""
    if as_json():
        from octavo.cli.output.json_schema import item_shape, put_json  # its many shapes

        for item in items:
            put_json(item_shape(item))
    elif on_terminal():
        _put_columns(list(items))
    else:
        for item in items:
            put_fields(_fields(item))


def mark_of(item: "Item") -> str:
    """Two cells: read or not, starred or not."""
    if not isinstance(item, Article):
        return "¶ "
    return _MARKS[item.state] + ("★" if item.starred else " ")


def _fields(item: "Item") -> tuple[object, ...]:
    state, url = (item.state, item.url) if isinstance(item, Article) else ("", "")
    day = item.added.astimezone().date()
    return item.id, label(item.title), ",".join(sorted_names(item.tags)), state, day, url


def _put_columns(items: "list[Item]") -> None:
    columns = _columns(items)
    now = datetime.now(UTC)
    with in_order(" ".join(item.title for item in items)):
        for item in items:
            put(_line(item, columns, now))


def _columns(items: "list[Item]") -> Columns:
    from shutil import get_terminal_size  # with compression and all that, not for a pipe

    width = get_terminal_size().columns
    id = max((len(str(item.id)) for item in items), default=1)
    if width < _NARROW:
        return Columns(id, max(10, width - id - 5), 0, 0, 0)
    fixed = Columns(id, 0, 0)
    rest = width - id - fixed.age - fixed.length - 5
    longest = max(len(_tags(item)) for item in items) + 1
    tags = min(rest // _TAGS_SHARE, longest) if width >= _WIDE and longest > 1 else 0
    return Columns(id, rest - tags, tags)


def _line(item: "Item", columns: Columns, now: datetime) -> str:
    title = _cell(label(item.title), columns.title)
    line = f"{styled(str(item.id).rjust(columns.id), dim=True)} {mark_of(item)} "
    if not columns.age:
        return f"{line}{title.rstrip()}"
    length = minutes(item.minutes) if isinstance(item, Article) else "note"
    about = f"{length:>{columns.length}}{_ago(item, now):>{columns.age}}"
    tags = _cell(_tags(item), columns.tags)
    return f"{line}{title}{styled(tags, fg='cyan')}{styled(about, dim=True)}"


def _ago(item: "Item", now: datetime) -> str:
    passed = age(item.added, now)
    return passed if passed == "now" else f"{passed} ago"


def _cell(text: str, width: int) -> str:
    """A text of so many cells, the last of which is blank."""
    from rich.cells import set_cell_size

    from octavo.markdown.layout import bidi

    return set_cell_size(bidi.seen(truncated(text, width - 1)), width) if width else ""


def _tags(item: "Item") -> str:
    return " ".join(map(label, sorted_names(item.tags)))
