"""Drafts on their way in: what UTF-8 can hold of them, and what they add to an article.

JSON, mail and the names of files may hold one half of a surrogate pair.
"""

from datetime import datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.article import Article, Source, State
from octavo.model.draft import Draft
from octavo.model.provenance import Provenance
from octavo.model.tag import Tag
from octavo.storage.codec import in_utc

Shape = TypeVar("Shape", bound=Struct)

_FURTHER = {State.UNREAD: 0, State.READING: 1, State.READ: 2}


def merged(article: Article, draft: Draft, tags: frozenset[Tag]) -> Article:
    """An article with all that a draft knows beyond it, except for the text.

    The earlier of the two dates counts; it is archived, starred or read if either is. What
    the article says of itself already stays.
    """
    more = replace(
        article,
        authors=article.authors or draft.authors,
        site=article.site or draft.site,
        published=article.published or draft.published,
        language=article.language or draft.language,
        excerpt=article.excerpt or draft.excerpt,
        tags=tags,
        added=min(article.added, draft.added) if draft.added else article.added,
        archived=article.archived or draft.archived,
        starred=article.starred or draft.starred,
        state=max(article.state, draft.state, key=_FURTHER.__getitem__),
        progress=max(article.progress, draft.progress),
    )
    return as_corrected(article, more)


def renewed(article: Article, draft: Draft) -> Article:
    """An article as its source has it now, except for the text; the reader's own data stay."""
    has_text = bool(draft.text) and "text" not in article.corrected
    now = replace(
        article,
        title=draft.title or article.title,
        authors=draft.authors or article.authors,
        site=draft.site or article.site,
        published=draft.published or article.published,
        language=draft.language or article.language,
        excerpt=draft.excerpt if has_text else article.excerpt,
        source=refetched(article.source, draft.source),
        provenance=_declared_now(article, draft),
    )
    return as_corrected(article, now)


def _declared_now(article: Article, draft: Draft) -> Provenance | None:
    """What the page declares now; the sources are those of the text, if that stays."""
    if not draft.text or "text" not in article.corrected:
        return draft.provenance if draft.text else article.provenance
    sources = article.provenance.sources if article.provenance else None
    if draft.provenance is None and sources is None:
        return None
    return replace(draft.provenance or Provenance(), sources=sources)


def as_corrected(article: Article, now: Article) -> Article:
    """What an article became, but for the fields that the reader corrected."""
    names = [name for name in article.corrected if name in article.__struct_fields__]
    return replace(now, **{name: getattr(article, name) for name in names})


def refetched(source: Source, now: Source) -> Source:
    """How an article came in, with what is known of the last time that it was asked for.

    Where that failed, the rest stays true of the text that is here.
    """
    if now.error:
        return replace(source, fetched=now.fetched, error=now.error)
    return replace(
        source,
        reached=now.reached,
        fetched=now.fetched,
        content_type=now.content_type,
        hash=now.hash,
        error=now.error,
        private=source.private or now.private,
    )


def storable(value: Shape) -> Shape:
    r"""A value as the library can keep it: all its times in UTC, all its words in UTF-8.

    Half a surrogate pair becomes something like `\udc80`.
    """
    kept = {name: _storable(getattr(value, name)) for name in value.__struct_fields__}
    return replace(value, **kept)


def _storable(value: object) -> object:
    match value:
        case str():
            return _writable(value)
        case datetime():
            return in_utc(value)
        case tuple():
            return tuple(map(_storable, value))
        case Struct():
            return storable(value)
        case _:
            return value


def _writable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text
