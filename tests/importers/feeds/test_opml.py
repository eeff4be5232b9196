"""Lists of feeds: in, out, and the same again."""

import re
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from octavo.exporters.records import opml_of
from octavo.importers.feeds.discover import (
    Outline,
    OutlineRow,
    collected_outlines,
    is_opml,
    outlines_of,
)
from octavo.importers.text.clean import clean_line
from octavo.model.errors import DraftRejected, InvalidTag
from octavo.model.feed import Feed
from octavo.model.tag import Tag
from tests.importers.feeds.samples import NOW


def rows(inside: str, head: str = "") -> list[OutlineRow]:
    text = (
        f'{head}<opml version="2.0"><head><title>x</title></head><body>{inside}</body></opml>'
    )
    return list(outlines_of(text.encode(), "list.opml"))


def only(inside: str) -> Outline:
    [row] = rows(inside)
    assert isinstance(row.outline, Outline)
    return row.outline


URL = 'xmlUrl="https://tides.example/f"'


@pytest.mark.parametrize(
    ("inside", "tags"),
    [
        pytest.param(f"<outline text='T' {URL}/>", set(), id="no folder"),
        pytest.param(
            f"<outline text='Sea'><outline text='Tides'><outline text='T' {URL}/></outline>"
            "</outline>",
            {"Sea/Tides"},
            id="folders in folders are a path",
        ),
        pytest.param(
            f"<outline text='T' {URL} category='/Sea/Tides, charts'/>",
            {"Sea/Tides", "charts"},
            id="categories are paths by comma",
        ),
        pytest.param(
            f"<outline title='Sea, air'><outline text='T' {URL}/></outline>",
            {"Sea air"},
            id="what no tag may hold goes",
        ),
        pytest.param(
            f"<outline text='T' {URL} category='sea'/>".join(
                ["<outline text='Sea'>", "</outline>"]
            ),
            {"Sea"},
            id="a folder and a category of one name",
        ),
    ],
)
def test_folders_and_categories_are_tags(inside: str, tags: set[str]) -> None:
    assert only(inside).tags == {Tag(tag) for tag in tags}


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        pytest.param("text='Tides'", "Tides", id="only a text, as OPML 1.0 has it"),
        pytest.param("title='Tides' text='x'", "Tides", id="the title stands over the text"),
        pytest.param("text='Fish & chips'", "Fish & chips", id="a loose ampersand"),
        pytest.param("text='Caf&eacute; &amp; bar'", "Café & bar", id="an entity of HTML"),
        pytest.param("text='1 &#60; 2'", "1 < 2", id="a number"),
        pytest.param("", "", id="none at all"),
    ],
)
def test_titles(attributes: str, title: str) -> None:
    assert only(f"<outline {attributes} {URL}/>").title == title


def test_what_octavo_does_not_know_is_kept() -> None:
    outline = only(f"<outline text='x' title='T' type='atom' version='RSS2' {URL}/>")

    assert outline.attributes == {"text": "x", "type": "atom", "version": "RSS2"}


def test_names_in_any_case() -> None:
    assert only("<outline TEXT='T' XMLURL='feed://tides.example/f'/>").url == (
        "http://tides.example/f"
    )


def test_a_broken_outline_does_not_stop_the_others() -> None:
    found = rows(
        f"<outline text='A' {URL}/><outline text='B' type='rss'/>"
        "<outline text='C' xmlUrl='javascript:alert(1)'/>"
        "<outline text='D' type='link' url='https://d.example/'/>"
        f"<outline text='an empty folder'/><outline text='E' {URL}/>"
    )
    reasons = [r.outline.reason if isinstance(r.outline, DraftRejected) else "" for r in found]

    assert [row.place for row in found] == [f"outline {n}" for n in range(1, 6)]
    assert reasons == [
        "",
        "it has no address of a feed",
        "javascript:alert(1) is no web address",
        "it is a link to a page, not a feed",
        "",
    ]


def test_a_list_that_breaks_off_gives_what_it_has() -> None:
    text = f"<opml><body><outline text='Sea'><outline text='A' {URL}/><outline text='B"

    first, end = outlines_of(text.encode(), "list.opml")
    assert isinstance(first.outline, Outline)
    assert str(end.outline) == "list.opml: it breaks off; more may be missing"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_any_encoding(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><opml><body>'
        f"<outline text='Müller und Söhne an der Küste' {URL}/></body></opml>"
    )
    [row] = outlines_of(text.encode(encoding), "list.opml")

    assert isinstance(row.outline, Outline)
    assert row.outline.title == "Müller und Söhne an der Küste"


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        pytest.param("<!DOCTYPE opml>", "DTD", id="a document type"),
        pytest.param('<!DOCTYPE o [<!ENTITY a "b">]>', "entities", id="entities"),
    ],
)
def test_entities_and_document_types_are_refused(head: str, reason: str) -> None:
    with pytest.raises(DraftRejected, match=reason):
        rows(f"<outline text='&a;' {URL}/>", head)


def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(DraftRejected, match="not OPML"):
        list(outlines_of(b"<rss/>", "list.opml"))


def _is_tag(name: str) -> bool:
    try:
        return bool(Tag(name))
    except InvalidTag:
        return False


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20
).map(clean_line)
TAGS = (
    st.lists(WORDS.filter(bool), min_size=1, max_size=3).map("/".join).filter(_is_tag).map(Tag)
)
NAMES = st.from_regex(re.compile(r"[a-z][a-zA-Z0-9_.-]{0,9}"), fullmatch=True).filter(
    lambda name: (
        name.lower() not in ("text", "title", "type", "xmlurl", "htmlurl", "category")
        and not name.startswith("xml")
    )
)
FEEDS = st.builds(
    Feed,
    id=st.just(1),
    added=st.just(NOW),
    url=st.integers(1, 9).map("https://tides.example/{}?a=1&b=2".format),
    title=WORDS,
    page=st.sampled_from(["", "https://tides.example/a%20b"]),
    tags=st.frozensets(TAGS, max_size=4),
    outline=st.dictionaries(NAMES, WORDS, max_size=3),
)


@given(st.lists(FEEDS, max_size=5))
def test_what_is_written_reads_back(feeds: list[Feed]) -> None:
    rows_read = outlines_of(opml_of(feeds).encode(), "octavo.opml")
    read = [row.outline for row in rows_read if isinstance(row.outline, Outline)]
    wanted = [
        Outline(url=f.url, title=f.title, page=f.page, tags=f.tags, attributes=f.outline)
        for f in feeds
    ]

    assert sorted(read, key=_order) == sorted(wanted, key=_order)


def _order(outline: Outline) -> tuple[str, str, str, list[Tag], list[tuple[str, str]]]:
    """A settled order for feeds that a list may hold in any."""
    attributes = sorted(outline.attributes.items())
    return outline.url, outline.title, outline.page, sorted(outline.tags), attributes


def test_tags_are_folders_for_other_readers() -> None:
    feed = Feed(
        id=1,
        added=NOW,
        url="https://tides.example/f",
        title="Tides",
        tags=frozenset((Tag("sea/tides"), Tag("weather"))),
    )

    assert opml_of([feed], made=NOW) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n  <head>\n    <title>octavo</title>\n'
        "    <dateCreated>Wed, 04 Mar 2026 08:00:00 +0000</dateCreated>\n  </head>\n  <body>\n"
        '    <outline text="sea">\n      <outline text="tides">\n'
        '        <outline text="Tides" title="Tides" type="rss" '
        'xmlUrl="https://tides.example/f" category="/sea/tides,weather"/>\n'
        "      </outline>\n    </outline>\n  </body>\n</opml>\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("<opml version='2.0'>", True, id="the root"),
        pytest.param("\ufeff<?xml version='1.0'?>\n<OPML>", True, id="a declaration before it"),
        pytest.param("<!-- a --><!-- b > --><opml>", True, id="comments before it"),
        pytest.param("<!DOCTYPE opml [<!ENTITY a 'b'>]><opml>", True, id="entities before it"),
        pytest.param(
            "A list begins with <opml version='2.0'>.", False, id="a text about lists"
        ),
        pytest.param("<html><pre><opml ></pre>", False, id="a page about lists"),
        pytest.param("<!-- a --> " * 400 + "<html>", False, id="many comments"),
    ],
)
def test_a_list_is_told_by_its_root(text: str, told: bool) -> None:
    assert is_opml(text) is told


def test_a_rejected_outline_is_kept_to_be_mended() -> None:
    inside = (
        "<outline text='Sea &amp; air'><outline text='“T”' type='rss' x='&lt;1'/></outline>"
    )
    [row] = rows(inside)
    assert isinstance(row.outline, DraftRejected)
    [again] = outlines_of(collected_outlines([row.raw]).encode(), "list.rejected.opml")
    assert (again.raw, again.place) == (row.raw, row.place)
    mended = row.raw.replace('type="rss"', URL)
    [whole] = outlines_of(collected_outlines([mended]).encode(), "list.rejected.opml")
    assert isinstance(whole.outline, Outline)
    assert whole.outline.title == "“T”"
    assert whole.outline.tags == {Tag("Sea & air")}


ANY = st.text(st.characters(exclude_categories=()))
"""Half a surrogate pair, control characters and what is no character included."""
ODD = [
    "a:b",
    "xmlns",
    "xmlns:q",
    "{urn:x}y",
    "{\x01}y",
    '{"}y',
    "{::}y",
    "{%}y",
    "é",
    "1",
    "{}",
    "{",
]
NAMES = ANY | st.sampled_from(ODD)
REFERENCES = st.integers(0, 0x120000).map(lambda code: f"&#{code};&#x{code:x};")


@settings(deadline=None)
@given(st.dictionaries(NAMES, ANY | REFERENCES), ANY | REFERENCES, ANY)
@example({"\U0002ebe1": "<"}, "", "")
def test_any_outline_is_a_row_or_none(
    attributes: dict[str, str], folder: str, between: str
) -> None:
    """And what is rejected can be read again."""
    told = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    inside = f'<outline text="{folder}">{between}<outline type="rss" {told}/></outline>'
    data = collected_outlines([inside]).encode("utf-8", "surrogatepass")
    with suppress(DraftRejected):
        raws = [row.raw for row in outlines_of(data, "any.opml") if row.raw]
        again = outlines_of(collected_outlines(raws).encode(), "any.rejected.opml")
        assert len(list(again)) == len(raws)


@settings(deadline=None)
@given(st.dictionaries(NAMES, ANY), ANY, ANY)
def test_any_feed_can_be_written(outline: dict[str, str], title: str, page: str) -> None:
    feed = Feed(
        id=1,
        url="https://tides.example/f",
        title=title,
        page=page,
        outline=outline,
        added=NOW,
    )
    written = opml_of([feed], title=title).encode()
    [outlined] = etree.fromstring(written).iter("{*}outline")
    assert outlined.get("xmlUrl") == feed.url
    assert len(list(outlines_of(written, "feeds.opml"))) == 1


@pytest.mark.parametrize("quote", ['"', "'"])
def test_quotes_inside_of_a_value_cost_no_feed(quote: str) -> None:
    text = f"The {quote}Two{quote} Paper"
    outlines = "".join(
        f"<outline text={quote}{title}{quote} xmlUrl={quote}https://a.example/{n}.xml{quote}/>"
        for n, title in enumerate(["One", text, "Three & more"])
    )
    rows = list(outlines_of(f"<opml><body>{outlines}</body></opml>".encode(), "list"))
    found = [row.outline for row in rows if isinstance(row.outline, Outline)]
    assert [each.title for each in found] == ["One", text, "Three & more"]
    assert [each.url[-5:] for each in found] == ["0.xml", "1.xml", "2.xml"]


FOAF = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:rss="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<foaf:Group><foaf:name>Planet Quay</foaf:name>
<foaf:homepage>https://planet.example/</foaf:homepage>
<foaf:member><foaf:Agent><foaf:name>Ann Lee</foaf:name>
<foaf:weblog><foaf:Document rdf:about="https://ann.example/">
<dc:title>Ann at sea</dc:title>
<rdfs:seeAlso>
<rss:channel rdf:about="https://ann.example/feed.xml" /></rdfs:seeAlso></foaf:Document>
</foaf:weblog></foaf:Agent></foaf:member>
<foaf:member><foaf:Agent><foaf:name>Bo Ek</foaf:name>
<foaf:weblog><foaf:Document rdf:about="https://bo.example/">
<dc:title></dc:title>
<rdfs:seeAlso><rss:channel rdf:about="https://bo.example/atom" /></rdfs:seeAlso></foaf:Document>
</foaf:weblog></foaf:Agent></foaf:member>
<foaf:member><foaf:Agent><foaf:name>Cy</foaf:name>
<foaf:weblog><foaf:Document rdf:about="https://cy.example/">
<rdfs:seeAlso><rss:channel /></rdfs:seeAlso></foaf:Document>
</foaf:weblog></foaf:Agent></foaf:member>
</foaf:Group></rdf:RDF>"""


def test_a_list_of_weblogs_in_rdf_is_read() -> None:
    ann, bo, none = outlines_of(FOAF, "planet.rdf")
    assert isinstance(ann.outline, Outline)
    assert isinstance(bo.outline, Outline)
    assert (ann.outline.url, ann.outline.title, ann.outline.page) == (
        "https://ann.example/feed.xml",
        "Ann at sea",
        "https://ann.example/",
    )
    assert bo.outline.title == "Bo Ek"
    assert str(none.outline) == "planet.rdf, outline 3: it has no address of a feed"
    assert is_opml(FOAF.decode())
