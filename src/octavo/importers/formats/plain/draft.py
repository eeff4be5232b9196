"""A plain text as a draft."""

from octavo.importers.formats.plain.citations import find_sources
from octavo.importers.formats.plain.head import read_head
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.formats.plain.paragraphs import Layout, blocks_of
from octavo.importers.text.clean import clean, clean_line
from octavo.importers.text.escape import escape_line
from octavo.importers.text.language import language_of
from octavo.importers.text.titles import shortened, title_of_name, title_of_text
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.url import site_of


def draft_of_plain(text: str, source: Source) -> Draft:
    """The draft in a plain text; its first line is the title, if it can be one.

    Raises:
        DraftRejected: If there is nothing in it.
    """
    lines = clean(text).split("\n")
    if not any(line.strip() for line in lines):
        raise DraftRejected(source.name, "it is empty")
    head = read_head(lines, Layout.of([block for _, block in blocks_of(lines)]))
    sources = find_sources(lines[head.end :])
    kept = [*head.kept, ""] if head.kept else []
    pieces = [body_markdown([*kept, *sources.lines], sources.entries), sources.markdown]
    body = "\n\n".join(piece for piece in pieces if piece)
    title = clean_line(head.title) or title_of_name(source.name) or title_of_text(text)
    return Draft(
        title=shortened(title),
        text=body or escape_line(title),
        url=head.url,
        authors=head.authors,
        site=head.site or site_of(head.url),
        published=head.published,
        language=language_of(body or title, head.language),
        tags=head.tags,
        source=source,
    )
