"""The query language: words and fields that narrow the library."""

from octavo.model.query.ast import Query
from octavo.model.query.parser import parse
from octavo.model.query.printer import str_of

__all__ = ["Query", "parse", "str_of"]
