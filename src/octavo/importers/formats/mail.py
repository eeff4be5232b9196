"""Mails with something to read in them: newsletters, as mail programs save them."""

import re
from email.message import Message
from email.utils import parseaddr

from msgspec.structs import replace

from octavo.importers.formats.html.bylines import authors_of
from octavo.importers.formats.html.draft import article_or_all
from octavo.importers.formats.mime import (
    header,
    is_attachment,
    kind_of_part,
    message_of,
    parts_of,
    text_of_part,
)
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.text.clean import clean, clean_line
from octavo.importers.text.dates import moment
from octavo.importers.text.language import language_of
from octavo.importers.text.titles import shortened, title_of_name, title_of_text
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

_FORWARDED = re.compile(r"^(?:(?:fwd?|wg|tr|rv|re)\s*:\s*)+", re.IGNORECASE)
_SERVICE = re.compile(
    r"""\[[^\[\]]*(?:
      view\ (?:this\ |it\ |the\ |online|in\ |on\ )[^\[\]]*(?:browser|online|web) | view\ online
    | read\ (?:it\ |this\ )?(?:online|in\ (?:your\ )?browser) | open\ in\ (?:app|browser)
    | unsubscribe | manage\ (?:your\ )?(?:subscription|preferences) | update\ your\ preferences
    | im\ browser\ (?:ansehen|anzeigen)
    | vom\ newsletter\ abmelden | se\ désinscrire | darse\ de\ baja
    )[^\[\]]*\]\(""",
    re.VERBOSE | re.IGNORECASE,
)
"""A link at either end of a newsletter that is about the sending, not in it."""

_NEAR = 6
"""Blocks from either end, among which such links stand."""

_LONGEST_SERVICE = 400
"""Characters without addresses; a block of more says more than that."""

_SENDING_HOST = re.compile(r"^(?:e?mail|mailer|news|newsletter|send|bounce|em\d*|mg|list)\.")


def draft_of_mail(data: bytes, source: Source) -> Draft:
    """The draft in a mail: its subject, its sender, and what it says.

    Raises:
        DraftRejected: If there is no text in it.
    """
    message = message_of(data, source.name)
    title = shortened(_FORWARDED.sub("", header(message, "subject")))
    text = _text(message, source.name)
    name, address = parseaddr(header(message, "from"))
    site = _site(message, address)
    key = source.key or header(message, "message-id")[:500]
    return Draft(
        title=title or title_of_name(source.name) or title_of_text(text),
        text=text,
        authors=authors_of([[clean_line(name)]], site),
        site=site,
        published=moment(
            re.sub(r"(?:(?<!\s)\s+)?\([^()]*\)\s*+$", "", header(message, "date"))
        ),
        language=language_of(text, header(message, "content-language")),
        source=replace(source, key=key),
    )


def _text(message: Message, name: str) -> str:
    """What a mail says: its HTML, or else its plain text.

    Raises:
        DraftRejected: If it says nothing.
    """
    bodies = [part for part in parts_of(message) if not is_attachment(part)]
    for kind, written in (("text/html", article_or_all), ("text/plain", _markdown_of_text)):
        texts = [_text_or_nothing(part, name) for part in bodies if kind_of_part(part) == kind]
        said = "\n\n".join(written(text) for text in texts if text.strip())
        markdown = _without_service(said.split("\n\n"))
        if markdown.strip():
            return markdown
    raise DraftRejected(name, "there is no text in this mail")


def _text_or_nothing(part: Message, name: str) -> str:
    try:
        return text_of_part(part, name)
    except DraftRejected:
        return ""


def _markdown_of_text(text: str) -> str:
    lines = clean(text).split("\n")
    signature = next((i for i, line in enumerate(lines) if line.rstrip("\r") == "-- "), None)
    return body_markdown(lines[:signature], is_letter=True)


def _without_service(blocks: list[str]) -> str:
    """The blocks without those at either end that are about the sending."""
    last = len(blocks) - 1
    kept = (
        block
        for place, block in enumerate(blocks)
        if not (min(place, last - place) < _NEAR and _is_service(block))
    )
    return "\n\n".join(kept)


def _is_service(block: str) -> bool:
    words = re.sub(r"\]\([^()]*\)", "](", block)
    return len(words) <= _LONGEST_SERVICE and _SERVICE.search(words) is not None


def _site(message: Message, address: str) -> str:
    """The list that a mail went to by its name, or else the host of the sender."""
    named = clean_line(header(message, "list-id").partition("<")[0].strip(' "'))
    if named and not re.fullmatch(r"(?=[\w.-]*\Z)[\w.-]*?\d{4}.*|[\w-]+(?:\.[\w-]+)+", named):
        return named
    host = address.rpartition("@")[2].lower()
    return _SENDING_HOST.sub("", host) if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host) else ""
