"""What a page declares of who or what made it: word for word, with its part of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.formats.html.draft import draft_of_html
from octavo.importers.formats.html.provenance import declared_by_headers
from octavo.markdown.anchor import anchor
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.provenance import Author, Declaration, Provenance

ADDRESS = "https://ledger.example/locks"
FIRST = "The ministry said that the old locks would be opened to boats again after forty years."
SECOND = (
    "Boats may pass from June on, it repeats, if the weather and the towns allow it at all."
)
THIRD = "It remains to be seen whether the boats come back to a river that has forgotten them."


def read(body: str, head: str = "", html: str = "<html>", name: str = "body") -> Draft:
    page = f"{html}<head><title>Locks</title>{head}</head><{name}>{body}</{name}></html>"
    return draft_of_html(page, Source(name="locks.html"), ADDRESS)


def provenance(body: str = "", head: str = "", html: str = "<html>") -> Provenance:
    article = f"<article><h1>Locks</h1><p>{FIRST}</p>{body}<p>{THIRD}</p></article>"
    found = read(article, head, html).provenance
    assert found is not None
    return found


def said(found: Provenance) -> list[tuple[str, str, str]]:
    return [(each.what, each.value, each.where) for each in found.declared]


def test_a_page_that_declares_nothing_was_looked_at() -> None:
    assert provenance() == Provenance(looked_at=True)


@pytest.mark.parametrize(
    ("head", "declared"),
    [
        pytest.param(
            '<meta name="AI-Disclosure" content="ai-assisted">',
            ("ai-disclosure", "ai-assisted", "meta"),
            id="the default of a page",
        ),
        pytest.param(
            '<meta name="ai-disclosure" content="something-new">',
            ("ai-disclosure", "something-new", "meta"),
            id="a value that nobody knows is kept as it stands",
        ),
        pytest.param(
            '<meta name="generator" content="Press 4.2">',
            ("generator", "Press 4.2", "meta"),
            id="an older habit",
        ),
        pytest.param(
            '<meta name="robots" content="index, noai">',
            ("robots", "index, noai", "meta"),
            id="a wish about training",
        ),
        pytest.param(
            '<link rel="c2pa-manifest" href="/m/1.c2pa">',
            ("c2pa-manifest", "https://ledger.example/m/1.c2pa", "link"),
            id="a signed manifest",
        ),
        pytest.param(
            '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">',
            ("license", "https://creativecommons.org/licenses/by/4.0/", "link"),
            id="a licence",
        ),
        pytest.param(
            '<meta property="article:modified_time" content="2026-05-01T08:00Z">',
            ("dateModified", "2026-05-01T08:00Z", "meta"),
            id="when it was modified",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "digitalSourceType":'
            ' "https://schema.org/TrainedAlgorithmicMediaDigitalSource"}</script>',
            (
                "digitalSourceType",
                "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
                "JSON-LD",
            ),
            id="a source type in JSON-LD",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "image": {"@type":'
            ' "ImageObject", "digitalSourceType": "trainedAlgorithmicMedia"}}</script>',
            ("digitalSourceType of ImageObject", "trainedAlgorithmicMedia", "JSON-LD"),
            id="a source type of a picture",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "Article", "publishingPrinciples":'
            ' {"@id": "https://ledger.example/how"}}</script>',
            ("publishingPrinciples", "https://ledger.example/how", "JSON-LD"),
            id="principles",
        ),
    ],
)
def test_what_the_head_declares_is_kept(head: str, declared: tuple[str, str, str]) -> None:
    assert said(provenance(head=head)) == [declared]


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Article"><link itemprop='
            '"digitalSourceType" href="https://schema.org/DigitalCaptureDigitalSource"></div>',
            (
                "digitalSourceType",
                "https://schema.org/DigitalCaptureDigitalSource",
                "microdata",
            ),
            id="microdata",
        ),
        pytest.param(
            '<div typeof="schema:Article"><span property="schema:license">CC0</span></div>',
            ("license", "CC0", "RDFa"),
            id="RDFa",
        ),
        pytest.param(
            '<p data-ai-written="yes">Short.</p>',
            ("data-ai-written", "yes", "<p>"),
            id="an attribute of nobody's making",
        ),
    ],
)
def test_what_the_body_declares_is_kept(body: str, declared: tuple[str, str, str]) -> None:
    assert said(provenance(body)) == [declared]


def test_what_a_comment_declares_is_not_the_works() -> None:
    comment = '<div itemscope itemtype="https://schema.org/Comment">{}</div>'
    assert said(provenance(comment.format('<b itemprop="license">CC0</b>'))) == []


def test_a_part_is_kept_with_the_words_that_it_covers() -> None:
    marks = 'ai-disclosure="ai-generated" ai-model="Nordlicht 3"'
    section = f"<section {marks}><h2>In short</h2><ul><li>Locks.</li><li>{SECOND}</li></ul>"
    draft = read(f"<article><p>{FIRST}</p>{section}</section><p>{THIRD}</p></article>")
    assert draft.provenance
    mode, model = draft.provenance.declared
    assert (mode.what, mode.value, mode.where) == ("ai-disclosure", "ai-generated", "<section>")
    assert (model.what, model.value) == ("ai-model", "Nordlicht 3")
    assert mode.span
    assert mode.span == model.span
    assert mode.span.exact.split("\n\n") == ["In short", "Locks.", SECOND]
    start, end = anchor(draft.text, mode.span) or (0, 0)
    assert draft.text[:start].strip() == f"{FIRST}\n\n##"
    assert draft.text[end:].strip() == THIRD


def test_the_nearest_ancestor_wins() -> None:
    inner = f'<p ai-disclosure="none">{SECOND}</p>'
    outer = f'<div ai-disclosure="autonomous"><p>{THIRD}</p>{inner}<p>{FIRST[::-1]}</p></div>'
    found = provenance(outer)
    parts = [(each.value, each.span.exact) for each in found.declared if each.span]
    assert parts == [
        ("autonomous", THIRD),
        ("autonomous", FIRST[::-1]),
        ("none", SECOND),
    ]


def test_some_words_of_a_paragraph_may_be_declared() -> None:
    words = "the towns along the river had agreed"
    found = provenance(f'<p>And <b ai-disclosure="ai-assisted">{words}</b> at once.</p>')
    [part] = found.declared
    assert part.span
    assert part.span.exact == words


def test_a_declaration_on_all_of_the_text_is_about_all_of_it() -> None:
    page = f"<main ai-disclosure='autonomous'><h1>Locks</h1><p>{FIRST}</p><p>{THIRD}</p></main>"
    found = read(page).provenance
    assert found
    assert found.declared == (Declaration("ai-disclosure", "autonomous", "<main>"),)


def test_what_is_beside_the_article_is_no_part_of_it() -> None:
    aside = f'<aside class="related" ai-disclosure="ai-generated"><p>{SECOND}</p></aside>'
    found = read(f"<article><h1>Locks</h1><p>{FIRST}</p><p>{THIRD}</p></article>{aside}")
    assert found.provenance == Provenance(looked_at=True)


def test_a_long_part_is_known_by_its_ends() -> None:
    lines = "".join(f"<p>{SECOND} Number {number}.</p>" for number in range(40))
    body = f'<article><p>{FIRST}</p><div ai-disclosure="ai-generated">{lines}</div></article>'
    draft = read(body)
    assert draft.provenance
    [part] = draft.provenance.declared
    assert part.span
    assert part.to
    assert len(part.span.exact) + len(part.to.exact) < 1000
    first, last = anchor(draft.text, part.span), anchor(draft.text, part.to)
    assert first
    assert last
    assert draft.text[first[0] : last[1]].count("Number") == 40


def test_authors_are_kept_with_their_kind_and_page() -> None:
    authors = (
        '[{"@type": "Person", "name": "Han Mi-rae", "url": "/people/han"},'
        ' {"@type": "SoftwareApplication", "name": "DraftBot"}, "Ann Lee"]'
    )
    item = f'{{"@type": "NewsArticle", "author": {authors}}}'
    found = provenance(head=f'<script type="application/ld+json">{item}</script>')
    assert found.author == (
        Author("Han Mi-rae", "Person", "https://ledger.example/people/han"),
        Author("DraftBot", "SoftwareApplication"),
        Author("Ann Lee"),
    )


def test_a_link_to_the_author_is_a_page_of_their_own() -> None:
    found = provenance('<p>By <a rel="author" href="/people/lee">Ann Lee</a></p>')
    assert found.author == (Author("Ann Lee", page="https://ledger.example/people/lee"),)


@pytest.mark.parametrize(
    ("header", "declared"),
    [
        pytest.param(
            'mode=ai-originated, model="Nordlicht \\"3\\"", date=@1700000000',
            [
                ("AI-Disclosure mode", "ai-originated"),
                ("AI-Disclosure model", 'Nordlicht "3"'),
                ("AI-Disclosure date", "@1700000000"),
            ],
            id="a dictionary",
        ),
        pytest.param(
            "mode=none;reviewed=?1",
            [("AI-Disclosure mode", "none;reviewed=?1")],
            id="parameters",
        ),
        pytest.param(
            "machine-generated", [("AI-Disclosure", "machine-generated")], id="a bare word"
        ),
        pytest.param('oh "', [("AI-Disclosure", 'oh "')], id="something else"),
        pytest.param("  ", [], id="nothing"),
    ],
)
def test_the_header_is_kept(header: str, declared: list[tuple[str, str]]) -> None:
    found = declared_by_headers({"ai-disclosure": header})
    assert [(each.what, each.value) for each in found] == declared
    assert all(each.where == "HTTP header" for each in found)


def test_a_manifest_may_be_named_by_a_header() -> None:
    links = '</style.css>; rel=preload, </m.c2pa>; type="x"; rel="c2pa-manifest"'
    [found] = declared_by_headers({"link": links}, ADDRESS)
    assert found == Declaration("c2pa-manifest", "https://ledger.example/m.c2pa", "HTTP header")


@pytest.mark.parametrize(
    ("what", "value", "names_ai"),
    [
        ("ai-disclosure", "none", False),
        ("ai-disclosure", "ai-assisted", True),
        ("ai-disclosure", "mixed", True),
        ("AI-Disclosure mode", "machine-generated", True),
        ("AI-Disclosure model", "Nordlicht", False),
        ("digitalSourceType", "https://schema.org/DigitalCaptureDigitalSource", False),
        ("digitalSourceType", "http://x/compositeWithTrainedAlgorithmicMedia", True),
        ("digitalSourceType of ImageObject", "http://x/trainedAlgorithmicMedia", False),
        ("c2pa-manifest", "https://ledger.example/m", False),
        ("generator", "Press 4.2", False),
        ("robots", "noai", False),
    ],
)
def test_which_declarations_name_ai(what: str, value: str, names_ai: bool) -> None:
    assert Declaration(what, value).names_ai is names_ai


def growth(body: str, sign: str) -> int:
    found = read(f"<article><p>{FIRST}</p>{body}<p>{THIRD}</p></article>").provenance
    assert found
    return sum(sign in each.what for each in found.declared)


def test_no_page_declares_without_an_end() -> None:
    many = "".join(
        f'<p data-ai-x{n}="1" ai-disclosure="a{n}">{SECOND}{n}</p>' for n in range(500)
    )
    assert growth(many, "ai-") <= 60


@given(st.text(max_size=200))
def test_hostile_declarations_stay_text(value: str) -> None:
    """No control character comes through, and no sign means anything."""
    for each in declared_by_headers({"ai-disclosure": value, "link": value}):
        assert each.value == each.value.strip()
        assert each.value.isprintable() or not any(ord(sign) < 32 for sign in each.value)
        assert len(each.value) <= 500
