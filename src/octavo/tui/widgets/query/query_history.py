"""The queries of the past, to go back to."""

from collections.abc import Iterable

from octavo.settings.state import QUERIES


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
