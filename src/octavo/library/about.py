"""Where an article came from and who or what made it, as findings, and how that is corrected.

A finding says what stands where, in the words of the page; nothing is weighed or concluded.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from octavo.markdown.anchor import Anchoring
from octavo.model.article import Article
from octavo.model.errors import OctavoError
from octavo.model.language import is_language_tag
from octavo.model.provenance import Author, Declaration, Highlight, Provenance
from octavo.model.url import canonical, is_web
from octavo.text import count_of, day, grouped, minutes, visible

Span = tuple[int, int]
"""A range of a text, as offsets in characters."""


class Finding(Struct, frozen=True):
    """Something that is known of an article."""

    label: str
    value: str
    place: int | None = None
    """Where it stands in the text, as an offset in characters, if it does."""
    version: int | None = None
    """The number of the version that it is about, if it is."""


NOTHING_DECLARED = "nothing declared"
NOT_LOOKED_AT = "not known, as no page was looked at for it"

_LABELS = {
    "dateModified": "Modified",
    "license": "Licence",
    "publisher": "Publisher",
    "editor": "Editor",
    "reviewedBy": "Reviewed by",
    "copyrightHolder": "Copyright",
    "publishingPrinciples": "Principles",
    "ethicsPolicy": "Ethics policy",
    "correctionsPolicy": "Corrections policy",
    "isBasedOn": "Based on",
    "citation": "Cites",
    "generator": "Made with",
    "c2pa-manifest": "C2PA",
}
_KINDS = {"Person": "a person", "Organization": "an organisation"}
_QUOTED = 80
"""Characters of a part that are quoted."""

_REMARKS = re.compile(
    r"^[ \t>*_#-]{0,12}(?P<said>(?:Updated?|Corrections?|Clarification|Editor[’']s note)"
    r"(?::|[*_]{1,3}:|\s(?:on|at|\(|[A-Z]\w{2,9} \d|\d))[^\n]{0,200})"
    r"|(?P<disclosed>\b(?:This|The) (?:article|text|post|page|story|translation|summary) "
    r"(?:was|has been|is) [^\n.]{0,80}?\b(?:with|by) [^\n.]{0,60}?"
    r"(?:\bAI\b|artificial intelligence|language model|ChatGPT|GPT|Claude|Gemini|Copilot)"
    r"[^\n.]{0,120}\.?)",
    re.MULTILINE,
)
"""Notes of a text on itself: that it was changed, or made with the help of a machine."""

_MOST_REMARKS = 12
"""Notes of a text on itself that are shown; those after them are not looked for."""


def findings_on(article: Article, text: str) -> Sequence[Finding]:
    """What is known of an article: whence, by whom or what it was made, how it came in."""
    return [*_origin(article), *_makers(article, text), *_arrival(article)]


def declared_spans(known: Provenance | None, text: str) -> list[Span]:
    """The stretches of a text that are declared made by AI, in order; all of it is none."""
    parts = [each for each in known.declared if each.names_ai and each.span] if known else []
    if not parts:
        return []
    anchoring = Anchoring(text)
    return sorted(filter(None, (span_of(each, anchoring) for each in parts)))


def span_of(declared: Declaration, anchoring: Anchoring) -> Span | None:
    """The stretch of a text that a declaration is about; None where that is all, or gone."""
    first = anchoring.span(declared.span) if declared.span else None
    last = anchoring.span(declared.to) if declared.to else first
    return (first[0], max(first[1], last[1])) if first and last else None


def _origin(article: Article) -> Iterator[Finding]:
    source = article.source
    yield Finding("Address", article.url or "none")
    if is_web(source.name) and source.name != article.url:
        yield Finding("Asked for", source.name)
    if source.reached and source.reached != article.url:
        yield Finding("Reached", source.reached)
    yield Finding("Site", article.site or "not known")
    published = day(article.published) if article.published else "not known"
    yield Finding("Published", published)
    yield Finding("Language", article.language or "not known")
    if article.words:
        yield Finding(
            "Length", f"{grouped(article.words)} words, {minutes(article.minutes)} to read"
        )


def _makers(article: Article, text: str) -> Iterator[Finding]:
    known = article.provenance
    yield from _authors(article, known)
    marks = [each for each in known.declared if each.is_about_ai] if known else []
    others = [each for each in known.declared if not each.is_about_ai] if known else []
    if not marks:
        looked_at = known is not None and known.looked_at
        yield Finding("About AI", NOTHING_DECLARED if looked_at else NOT_LOOKED_AT)
    yield from _declared(marks, text)
    yield from _remarks(text)
    if known and known.sources:
        cited = count_of(known.sources.cited, "citation")
        listed = known.sources.listed
        said = f"{count_of(listed, 'source')} listed" if listed else "no sources listed"
        yield Finding("Sources", f"{cited}, {said}")
    yield from _declared(others, text)


def _arrival(article: Article) -> Iterator[Finding]:
    source = article.source
    kind = f" as {source.kind}" if source.kind else ""
    place = f", from {source.name}" if source.name and not is_web(source.name) else ""
    yield Finding("Came in", f"{_minute(article.added)}{kind}{place}")
    if source.fetched:
        yield Finding("Fetched", _minute(source.fetched))
    if source.error:
        yield Finding("Not fetched", source.error)
    if source.content_type:
        yield Finding("Type", source.content_type)
    if source.hash:
        yield Finding("SHA-256", source.hash)
    if article.corrected:
        yield Finding("Corrected by you", ", ".join(article.corrected))


def _authors(article: Article, known: Provenance | None) -> Iterator[Finding]:
    declared = {each.name.casefold(): each for each in known.author} if known else {}
    if not article.authors and not declared:
        yield Finding("Author", "none named")
    named = {name.casefold(): Author(name) for name in article.authors}
    for key, author in {**named, **declared}.items():
        if key in named or not article.corrected:
            kind = _KINDS.get(author.kind, author.kind)
            page = f"a page of their own: {author.page}" if author.page else "a bare name"
            yield Finding("Author", ", ".join(filter(None, (author.name, kind, page))))


def _declared(marks: Sequence[Declaration], text: str) -> Iterator[Finding]:
    anchoring = Anchoring(text) if any(each.span for each in marks) else None
    told: Highlight | None = None
    for each in marks:
        span = span_of(each, anchoring) if anchoring else None
        label = _LABELS.get(each.what, each.what)
        value = each.value
        if each.what == "c2pa-manifest":
            value = f"signed manifest present, not verified: {value}"
        quoted = f": {_quote(each.span)}" if each.span and each.span != told else ""
        told = each.span
        gone = ", not in this text" if each.span and not span else ""
        where = f" ({each.where}{quoted}{gone})" if each.where else ""
        yield Finding(label, f"{value}{where}", span[0] if span else None)


def _remarks(text: str) -> Iterator[Finding]:
    for count, found in enumerate(_REMARKS.finditer(text)):
        if count == _MOST_REMARKS:
            return
        name = "said" if found["said"] else "disclosed"
        words = found[name].strip(" *_")
        yield Finding("The text says", f"“{words}”", found.start(name))


def _quote(part: Highlight) -> str:
    words = " ".join(part.exact.split())
    return f"“{words[:_QUOTED].rstrip()}{'…' if len(words) > _QUOTED else ''}”"


def _minute(moment: datetime) -> str:
    return f"{day(moment.astimezone())}, {moment.astimezone():%H:%M}"


class InvalidCorrection(OctavoError):
    """A value that a field of an article cannot have, and what it can."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")


LABELS = {
    "title": "Title",
    "authors": "Authors",
    "site": "Site",
    "published": "Published",
    "language": "Language",
    "url": "Address",
}
"""The fields of an article that its reader can correct, and what a form calls them."""

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def written_fields(article: Article) -> Mapping[str, str]:
    """What can be corrected, as it is typed: authors with `; ` between, dates as 2026-03-04."""
    when = article.published
    return {
        "title": article.title,
        "authors": "; ".join(article.authors),
        "site": article.site,
        "published": f"{when:%Y-%m-%d}" if when else "",
        "language": article.language,
        "url": article.url,
    }


def as_written(value: object) -> str:
    """The same of the value of a field as JSON has it."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    text = str(value or "")
    return text[:10] if _STAMP.match(text) else text


def corrected(article: Article, values: Mapping[str, str]) -> Article:
    """An article with some of its fields as they were typed; an empty value takes one away.

    An address that is typed may lead into a private network.

    Raises:
        InvalidCorrection: If one of them cannot be so.
    """
    fields = {name: read_value(name, value) for name, value in values.items()}
    names = tuple(sorted({*article.corrected, *fields}))
    if "url" in fields:
        fields["source"] = replace(article.source, private=bool(fields["url"]))
    return replace(article, **fields, corrected=names)


def read_value(name: str, typed: str) -> object:
    """What a field becomes by what was typed.

    Raises:
        InvalidCorrection: If it cannot be so.
    """
    value = " ".join(visible(typed).split())
    match name:
        case "title" if not value:
            raise InvalidCorrection(name, "an article needs one")
        case "authors":
            return tuple(dict.fromkeys(filter(None, map(str.strip, value.split(";")))))
        case "published":
            return _date_of(name, value) if value else None
        case "language" if value and not is_language_tag(value):
            raise InvalidCorrection(
                name, f"“{value}” is no code of a language, as ko or pt-BR are"
            )
        case "url" if value and not is_web(value):
            raise InvalidCorrection(name, "an address begins with https:// or http://")
        case "url":
            return canonical(value)
    return value


def problem_of(name: str, typed: str) -> str:
    """Why a field cannot be what was typed, or empty."""
    try:
        read_value(name, typed)
    except InvalidCorrection as error:
        return str(error)
    return ""


def _date_of(name: str, value: str) -> datetime:
    try:
        if day := _DATE.fullmatch(value):
            return datetime(int(day[1]), int(day[2] or 1), int(day[3] or 1), tzinfo=UTC)
        when = datetime.fromisoformat(value)
    except ValueError:
        raise InvalidCorrection(name, "write it as 2026-03-04, 2026-03 or 2026") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
