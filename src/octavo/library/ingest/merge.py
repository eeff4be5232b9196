"""Drafts on their way in: what UTF-8 can hold of them, and what they add to an article.

JSON, mail and the names of files may hold one half of a surrogate pair.
"""

from msgspec.structs import replace

from octavo.model.article import Article, Source, State
from octavo.model.draft import Draft
from octavo.model.note import Highlight
from octavo.model.tag import Tag
from octavo.storage.codec import in_utc

_FURTHER = {State.UNREAD: 0, State.READING: 1, State.READ: 2}


def merged(article: Article, draft: Draft, tags: frozenset[Tag]) -> Article:
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
        source=refetched(article.source, draft.source),
    )


def refetched(source: Source, now: Source) -> Source:
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


def writable(text: str) -> str:
    r"""A text as UTF-8 can hold it; half a surrogate pair becomes something like `\udc80`."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text


def writable_draft(draft: Draft) -> Draft:
    """A draft whose words, but for the text and the notes, UTF-8 can hold."""
    return replace(
        draft,
        title=writable(draft.title),
        authors=tuple(map(writable, draft.authors)),
        site=writable(draft.site),
        language=writable(draft.language),
        excerpt=writable(draft.excerpt),
        source=_writable_source(draft.source),
    )


def writable_quote(quote: Highlight) -> Highlight:
    """A passage whose words UTF-8 can hold."""
    return replace(
        quote,
        exact=writable(quote.exact),
        prefix=writable(quote.prefix),
        suffix=writable(quote.suffix),
    )


def _writable_source(source: Source) -> Source:
    return replace(
        source,
        name=writable(source.name),
        key=writable(source.key),
        reached=writable(source.reached),
        content_type=writable(source.content_type),
        error=writable(source.error),
        fetched=in_utc(source.fetched),
    )
