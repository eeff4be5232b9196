"""The input of the query line, which shows how the query is read, and the queries before it."""

import re
from collections.abc import Callable, Iterable

from rich.highlighter import Highlighter
from rich.text import Text
from textual.reactive import reactive

from octavo.model.errors import QueryError
from octavo.settings.state import QUERIES
from octavo.tui.widgets.base.line_input import Complete, LineInput

_FIELD = re.compile(r"(?<![^\s(])-?[a-z]+:")


class QueryHistory:
    """Queries newest first, and how far back one has gone in them."""

    def __init__(self, queries: Iterable[str] = ()) -> None:
        self.queries = tuple(dict.fromkeys(queries))[:QUERIES]
        self._back = 0
        self._draft = ""

    def keep(self, query: str) -> None:
        """Put a query in front, wherever it stood before; an empty one is not worth it."""
        if query.strip():
            self.queries = tuple(dict.fromkeys((query, *self.queries)))[:QUERIES]
        self.rewind()

    def rewind(self) -> None:
        """Start from the newest again."""
        self._back = 0

    def older(self, shown: str) -> str:
        """The query before the one that is shown, or the same where there is none."""
        if self._back == 0:
            self._draft = shown
            if self.queries[:1] == (shown,):
                self._back = 1
        if self._back < len(self.queries):
            self._back += 1
            return self.queries[self._back - 1]
        return shown

    def newer(self, shown: str) -> str:
        """The query after the one that is shown, or in the end what was typed at first."""
        if self._back == 0:
            return shown
        self._back -= 1
        return self.queries[self._back - 1] if self._back else self._draft


class QueryInput(LineInput):
    """Sets off the names of fields, and underlines what could not be read."""

    DEFAULT_CSS = """
    QueryInput {
        & > .query-input--field { color: $text-secondary; }
        & > .query-input--fault { color: $text-error; text-style: underline; }
    }
    """

    fault: reactive[QueryError | None] = reactive(None)

    def __init__(self, typed: Callable[[str], object], complete: Complete | None) -> None:
        super().__init__(typed, complete, placeholder="words  tag:…  author:…  is:unread")
        self.highlighter = _Reading(self)


class _Reading(Highlighter):
    def __init__(self, line: QueryInput) -> None:
        self.line = line

    def highlight(self, text: Text) -> None:
        line, fault = self.line, self.line.fault
        field = line.get_component_rich_style("query-input--field", partial=True)
        for found in _FIELD.finditer(text.plain):
            text.stylize(field, *found.span())
        if fault and fault.text == text.plain:
            wrong = line.get_component_rich_style("query-input--fault", partial=True)
            text.stylize(wrong, fault.start, max(fault.end, fault.start + 1))
