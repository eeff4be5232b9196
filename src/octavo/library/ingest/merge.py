"""Meeting: what becomes of an article when a draft turns out to be the same piece."""

from msgspec.structs import replace

from octavo.model.article import Article, Source, State
from octavo.model.draft import Draft
from octavo.model.tag import Tag
from octavo.storage.codec import in_utc

_FURTHER = {State.UNREAD: 0, State.READING: 1, State.READ: 2}


def met(article: Article, draft: Draft, tags: frozenset[Tag]) -> Article:
    """An article with all that a draft knows beyond it, except for the text.

    The earlier of the two dates counts; it is archived, starred or read if either is. What
    the article says of itself already stays.
    """
    added = in_utc(draft.added)
    return replace(
        article,
        authors=article.authors or draft.authors,
        site=article.site or draft.site,
        published=article.published or in_utc(draft.published),
        language=article.language or draft.language,
        excerpt=article.excerpt or draft.excerpt,
        tags=tags,
        added=min(article.added, added) if added else article.added,
        archived=article.archived or draft.archived,
        starred=article.starred or draft.starred,
        state=max(article.state, draft.state, key=_FURTHER.__getitem__),
        progress=max(article.progress, draft.progress),
    )


def renewed(article: Article, draft: Draft) -> Article:
    """An article as its source has it now, except for the text; the reader's own data stay."""
    return replace(
        article,
        title=draft.title or article.title,
        authors=draft.authors or article.authors,
        site=draft.site or article.site,
        published=in_utc(draft.published) or article.published,
        language=draft.language or article.language,
        excerpt=draft.excerpt if draft.text else article.excerpt,
        source=had_from(article.source, draft.source),
    )


def had_from(source: Source, now: Source) -> Source:
    """How an article came in, with what is known of the last time that it was asked for.

    Where that failed, the rest stays true of the text that is here.
    """
    if now.error:
        return replace(source, fetched=in_utc(now.fetched), error=now.error)
    return replace(
        source,
        reached=now.reached,
        fetched=in_utc(now.fetched),
        content_type=now.content_type,
        hash=now.hash,
        error=now.error,
    )
