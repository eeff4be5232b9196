"""Plain text: what a person sees in it, written in Markdown."""

from octavo.importers.formats.plain.body import body_markdown
from octavo.importers.formats.plain.citations import find_sources
from octavo.importers.formats.plain.gutenberg import unpacked
from octavo.importers.formats.plain.head import read_head
from octavo.importers.formats.plain.lines import join
from octavo.importers.formats.plain.tail import read_tail
from octavo.importers.text.clean import clean, clean_line
from octavo.importers.text.escape import escape_line
from octavo.importers.text.language import language_of
from octavo.importers.text.titles import shortened, title_of_name, title_of_text
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.url import site_of

__all__ = ["body_markdown", "draft_of_plain"]


def draft_of_plain(text: str, source: Source) -> Draft:
    """The draft in a plain text; its first line is the title.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    lines = unpacked(clean(text).split("\n"))
    if not any(line.strip() for line in lines):
        raise DraftRejected(source.name, "it is empty")
    head = read_head(lines)
    sources = find_sources(lines[head.end :])
    tail = read_tail(sources.lines, head.authors)
    pieces = [body_markdown(tail.lines, sources.entries)]
    if head.about:
        pieces += ["---", escape_line(join(head.about))]
    pieces.append(sources.markdown)
    body = "\n\n".join(piece for piece in pieces if piece)
    title = clean_line(head.title) or title_of_name(source.name) or title_of_text(text)
    return Draft(
        title=shortened(title),
        text=body or escape_line(title),
        url=head.url,
        authors=tail.authors,
        site=head.site or site_of(head.url),
        published=head.published,
        language=language_of(body or title, head.language),
        tags=head.tags,
        source=source,
    )
