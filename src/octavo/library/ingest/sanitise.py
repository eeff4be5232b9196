"""Words that UTF-8 cannot hold, on their way into the library.

JSON, mail and the names of files may hold one half of a surrogate pair.
"""

from msgspec.structs import replace

from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.note import Highlight
from octavo.storage.codec import in_utc


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
