"""Small worlds for tests: drafts by their title, and a clock that stands still."""

from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Protocol, TypedDict, Unpack

from hypothesis import settings

from octavo.model.article import Article, Source, State
from octavo.model.draft import Draft, DraftNote
from octavo.model.tag import TagEdit

MORNING = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
"""When the clock of a test starts, unless it says otherwise."""

USUAL = 25
"""Examples of a property that says no number of its own."""


def examples(usual: int) -> int:
    """How many examples of a property to try: more where the profile has more of all."""
    return usual * settings().max_examples // USUAL


def never(*_: object, **__: object) -> None:
    """Stands in for what must not be asked."""
    raise AssertionError


def passing_folder() -> "TemporaryDirectory[str]":
    """A folder for as long as a test needs it.

    A thread of tantivy may look at an index once more after it was closed, and leaves a lock.
    """
    return TemporaryDirectory(ignore_cleanup_errors=True)


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> None:
        """Let some time pass, as in `clock.advance(days=2)`."""
        self.now += timedelta(**length)


class DraftFields(TypedDict, total=False):
    """What can be said of a draft beside its title, its text and its tags."""

    url: str
    authors: tuple[str, ...]
    site: str
    published: datetime | None
    language: str
    excerpt: str
    notes: tuple[DraftNote, ...]
    added: datetime | None
    state: State
    archived: bool
    starred: bool
    progress: float
    source: Source


def draft(
    title: str, text: str | None = None, *, tags: str = "", **fields: Unpack[DraftFields]
) -> Draft:
    """A piece on its way in; its text speaks of its title unless another is given.

    Tags are written as on the tag prompt: `essay "machine learning"`.
    """
    body = f"What {title} has to say fits into one line." if text is None else text
    return Draft(title=title, text=body, tags=TagEdit.parse(tags).add, **fields)


class MakeArticle(Protocol):
    """Adds an article to the library of a test, a minute after the one before."""

    def __call__(
        self,
        title: str,
        text: str | None = None,
        *,
        tags: str = "",
        **fields: Unpack[DraftFields],
    ) -> Article: ...
