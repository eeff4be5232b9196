"""The feeds of a library: followed, given up, and what is known of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import heappush, heappushpop

from msgspec import Struct, field
from msgspec.structs import replace

from octavo.model.article import Article, ArticleId, State
from octavo.model.errors import OctavoError
from octavo.model.feed import Feed, FeedId
from octavo.model.operation import Change, Operation, OperationGroup
from octavo.model.tag import TagEdit
from octavo.model.url import canonical, identity
from octavo.storage.codec import change_between, changed, removed
from octavo.storage.db import LAST_FEED
from octavo.storage.store import Store
from octavo.text import grouped, natural


class FeedNotFound(OctavoError):
    """No feed of the library has this number."""

    def __init__(self, id: FeedId) -> None:
        super().__init__(f"no feed has the number {id}")


NEWEST = 50
"""Articles of a feed that are shown beside it."""


class FeedContents(Struct):
    """What came of a feed: how much waits to be read, and the newest of it."""

    unread: int = 0
    kept: list[tuple[datetime, ArticleId, Article]] = field(default_factory=list)
    """A heap with the oldest on top."""

    def take_in(self, article: Article, now: datetime) -> None:
        """Count an article, and keep it if it is among the newest."""
        self.unread += _waits(article, now)
        push = heappush if len(self.kept) < NEWEST else heappushpop
        push(self.kept, (article.published or article.added, article.id, article))

    @property
    def newest(self) -> list[Article]:
        """The newest articles first, by their own dates."""
        return [article for *_, article in sorted(self.kept, reverse=True)]


class Feeds(Mapping[FeedId, Feed]):
    """All feeds by their numbers, in the order in which they were added."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._feeds = store.db.feeds

    def __getitem__(self, id: FeedId) -> Feed:
        """A feed.

        Raises:
            FeedNotFound: If there is none with this number.
            DocumentBroken: If it does not have the fields that it should.
        """
        try:
            return self._feeds[id]
        except KeyError:
            raise FeedNotFound(id) from None

    def __contains__(self, id: object) -> bool:
        return id in self._feeds

    def __iter__(self) -> Iterator[FeedId]:
        return iter(sorted(self._feeds.ids()))

    def __len__(self) -> int:
        return len(self._feeds.by_id)

    def at(self, url: str) -> Feed | None:
        """The feed with this address, however it is spelt."""
        same = (feed for feed in self.values() if identity(feed.url) == identity(url))
        return next(same, None)

    def due(self, now: datetime) -> list[FeedId]:
        """The feeds that may be asked again."""
        return [id for id, feed in self.items() if _is_due(feed, now)]

    def contents(self) -> dict[FeedId, FeedContents]:
        """What came of each feed and is not in the trash; looks at all articles for that."""
        now = self._store.clock()
        all: defaultdict[FeedId, FeedContents] = defaultdict(FeedContents)
        for article in self._store.articles.documents():
            if article.source.kind == "feed" and article.deleted is None:
                number = article.source.feed
                all[natural(number) or 0].take_in(article, now)
        return all

    def follow(
        self, feeds: Iterable[Feed], label: str = "", group: OperationGroup | None = None
    ) -> list[Feed]:
        """Add feeds, numbering them anew; one that is here already gets the tags.

        It brings full pages from now on if they are asked for, and may be in a private network
        if that is said. Returns the feeds as they are in the library then, in the same order.
        """
        wanted = list(feeds)
        followed: list[Feed] = []

        def plan() -> list[Change | None]:
            known = {identity(feed.url): feed for feed in self.values()}
            before, last = dict(known), self._feeds.unused.next - 1
            for feed in wanted:
                page = identity(feed.url)
                here = known.get(page) or self._numbered(feed)
                tags, full = here.tags | feed.tags, here.full or feed.full
                if feed.private:
                    here = replace(here, url=canonical(feed.url), private=True)
                known[page] = replace(here, tags=tags, full=full)
            followed.extend(known[identity(feed.url)] for feed in wanted)
            pairs = [(before.get(page), feed) for page, feed in known.items()]
            changes = [change_between("feeds", new.id, old, new) for old, new in pairs]
            return [*changes, *self._noted(last)]

        self._store.commit(label or f"follow {_named(wanted)}", plan, group=group)
        return followed

    def drop(self, ids: Iterable[FeedId]) -> Operation | None:
        """Follow some feeds no longer; what came from them stays.

        Raises:
            FeedNotFound: If one of them is missing; then none is dropped.
        """
        dropped = list(dict.fromkeys(ids))
        return self._store.commit(
            f"stop following {_named([self[id] for id in dropped])}",
            lambda: [removed(self[id]) for id in dropped],
        )

    def retag(self, ids: Iterable[FeedId], edit: TagEdit) -> Operation | None:
        """Apply one edit to the tags that the articles of some feeds will get.

        Raises:
            FeedNotFound: If one of them is missing; then none is changed.
        """
        tagged = list(ids)
        label = f"tag {_named([self[id] for id in tagged])} {edit}"

        def retagged(feed: Feed) -> Feed:
            tags = edit.apply(feed.tags)
            return replace(feed, tags=tags, untagged=feed.untagged and bool(tags))

        return self.change(tagged, retagged, label)

    def fill(self, ids: Iterable[FeedId], full: bool = True) -> Operation | None:
        """Get the page of each new entry of some feeds from now on, or no longer.

        Raises:
            FeedNotFound: If one of them is missing; then none is changed.
        """
        filled = list(ids)
        what = "get whole pages of" if full else "get no pages of"
        label = f"{what} {_named([self[id] for id in filled])}"
        return self.change(filled, lambda feed: replace(feed, full=full), label)

    def change(
        self,
        ids: Iterable[FeedId],
        how: Callable[[Feed], Feed],
        label: str,
        *,
        quiet: bool = False,
        group: OperationGroup | None = None,
    ) -> Operation | None:
        """Change some feeds alike; one that is gone meanwhile is passed over.

        `how` is given each as it is when nobody else can change it. With the same `group` as
        other changes it is one step with them for undo.
        """
        wanted = list(ids)

        def plan() -> list[Change | None]:
            return [changed(self[id], how(self[id])) for id in wanted if id in self]

        return self._store.commit(label, plan, quiet=quiet, group=group)

    def _numbered(self, feed: Feed) -> Feed:
        """A new feed, with a number that none has had."""
        return replace(feed, id=self._feeds.unused.draw(), url=canonical(feed.url))

    def _noted(self, before: FeedId) -> list[Change]:
        """Note the highest number if it is another than before, so that none is given twice."""
        last, old = self._feeds.unused.next - 1, self._store.db.meta.find(LAST_FEED)
        return [Change("meta", LAST_FEED, old, {"last_feed": last})] if last > before else []


def _is_due(feed: Feed, now: datetime) -> bool:
    """Whether a feed may be asked; what a clock that was ahead has said does not count."""
    return feed.due is None or feed.due <= now or (feed.checked or now) > now


def _waits(article: Article, now: datetime) -> bool:
    """Whether an article that is not in the trash is still to be read, and not put off."""
    is_later = article.later is not None and article.later > now
    return article.state is State.UNREAD and not article.archived and not is_later


def _named(feeds: Sequence[Feed]) -> str:
    match feeds:
        case [feed]:
            return feed.name
        case _:
            return f"{grouped(len(feeds))} feeds"
