"""The input of the query line, which shows how the query is read."""

import re
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual.reactive import reactive

from octavo.model.errors import QueryError
from octavo.tui.widgets.base.line_input import Complete, LineInput

_FIELD = re.compile(r"(?<![^\s(])-?[a-z]+:")


class QueryInput(LineInput):
    """Sets off the names of fields, and underlines what could not be read."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"query-input--field", "query-input--fault"}

    DEFAULT_CSS = """
    QueryInput {
        & > .query-input--field { color: $text-secondary; }
        & > .query-input--fault { color: $text-error; text-style: underline; }
    }
    """

    fault: reactive[QueryError | None] = reactive(None)

    def __init__(self, complete: Complete | None = None, *, placeholder: str = "") -> None:
        super().__init__(complete, placeholder=placeholder)
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
