"""Notes and highlights: what the reader writes and what they mark."""

from datetime import datetime

from msgspec import Struct

from octavo.model.tag import Tag


class Highlight(Struct, frozen=True, omit_defaults=True, gc=False):
    """A passage of a text, anchored as a text-quote selector.

    Format: https://www.w3.org/TR/annotation-model/#text-quote-selector
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    offset: int | None = None
    """Where it was last found, in characters from the start of the text."""


class Note(Struct, frozen=True, kw_only=True, gc=False):
    """What the reader writes, in Markdown: on an article, on a passage of it, or on its own."""

    id: int
    """Notes are numbered together with articles."""
    text: str = ""
    """Markdown; empty for a highlight without a remark."""
    article: int | None = None
    """The id of the article that it is on."""
    highlight: Highlight | None = None
    tags: frozenset[Tag] = frozenset()
    added: datetime
    deleted: datetime | None = None

    @property
    def title(self) -> str:
        """The first line, without heading marks, to list it by."""
        quoted = self.highlight.exact if self.highlight else ""
        first, *_ = (self.text.strip() or quoted.strip() or "Empty note").splitlines()
        return first.lstrip("# ").strip() or "Empty note"

    @property
    def words(self) -> str:
        """The passage that it quotes and what it says, in Markdown, a blank line between."""
        quoted = self.highlight.exact if self.highlight else ""
        return "\n\n".join(part for part in (quoted, self.text) if part)
