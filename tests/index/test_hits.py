"""Where a query hits a text, and the passage that is shown of it."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from octavo.index import hits as hits_module
from octavo.index.hits import hits, snippet
from octavo.index.search.scanner import ScannedText, analyzed
from octavo.index.text.languages import code_of
from octavo.query import parse
from octavo.query.ast import Query, TextTerm, Word
from tests.index.search.test_same_as_scan import languages, pieces, terms, texts


def marked(text: str, query: str, *, typing: bool = False) -> str:
    """A text with its hits in brackets."""
    done, last = "", 0
    for start, end in hits(text, parse(query, typing=typing)):
        done, last = f"{done}{text[last:start]}[{text[start:end]}]", end
    return done + text[last:]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("negotiate", "[Negotiations], a [negotiator]", id="inflections, whole"),
        pytest.param("cafe", "a [café], two CAFETIERES, [CAFE\u0301S]", id="accents and case"),
        pytest.param('"the whale"', "[The Whale] and the whales", id="a phrase as it is"),
        pytest.param(
            "e-mail", "[e-mail] or [E mail], [email]", id="parts side by side, or as one"
        ),
        pytest.param(
            "wifi", "the [Wi-Fi] and [wifi], no wi fi", id="what others write in parts"
        ),
        pytest.param("request", "[Requests] of XMLHttp[Request]", id="a part of an identifier"),
        pytest.param("usa", "the [U.S.A]. and [USA]", id="initials"),
        pytest.param("goose", "[Geese] and a [goose], no gown", id="an irregular plural"),
        pytest.param("1.2", "[v1.2].3 and [1.2].3", id="of a version"),
        pytest.param("10000", "[10,000], [10.000], [10 000]", id="a number in groups"),
        pytest.param("👩‍💻", "a [👩‍💻] b", id="an emoji of several"),
        pytest.param("die", "“[Dying]’ or [died]", id="words in curly quotes"),
        pytest.param("究所", "AI研[究所]の研究", id="inside running text"),
        pytest.param("究", "AI研[究]所の研[究]", id="a single character"),
        pytest.param("2026年", "平成と[2026年]度", id="digits and running text"),
        pytest.param("ガ", "ﾊﾝｶｸ[ｶﾞ]ﾀ", id="two characters that make one"),
        pytest.param("ไทย", "ภาษา[ไทย]ก่อน", id="Thai"),
        pytest.param("도서관에서", "[도서관]의 책, [도서관에서]", id="Korean, other particles"),
        pytest.param('"도서관에서"', "도서관의 책, [도서관에서]", id="in quotes as it is"),
        pytest.param("לספרייה", "[הספריות] של [ספרייה], ספר", id="Hebrew, other prefixes"),
        pytest.param("C++", "[C++], [c++] and C", id="signs that belong to it"),
        pytest.param("🎉", "a[🎉]b [🎉]", id="emoji"),
        pytest.param('="É"', "[É] e é École", id="only these very letters"),
        pytest.param("whale -shark", "the [whale] and the shark", id="not what is left out"),
        pytest.param("title:whale tag:sea", "the [whale] at sea", id="not what fields say"),
        pytest.param("cafe", "“[café]…” [Café]… ½é", id="beside dots and quotes"),
        pytest.param("softhyphen", "a [soft\u00adhyphen]", id="across what is not seen"),
        pytest.param("研究 究所", "[研究所]と[研究]", id="hits that overlap are one"),
    ],
)
def test_hits(query: str, expected: str) -> None:
    assert marked(expected.replace("[", "").replace("]", ""), query) == expected


def test_a_word_that_is_being_typed_is_hit_whole() -> None:
    assert marked("negotiating", "nego", typing=True) == "[negotiating]"


@settings(deadline=None)
@given(terms, texts, languages)
def test_a_text_is_hit_just_where_it_is_found(term: TextTerm, text: str, language: str) -> None:
    asked = analyzed(term)
    assume(not asked.verbatim)
    found = hits(text, Query(term), language=language)
    assert bool(found) == ScannedText(text, code_of(language)).holds(asked)


@settings(deadline=None)
@given(pieces.filter(str.strip), texts, st.integers(0, 80), st.integers(0, 80))
def test_a_part_of_a_text_has_the_hits_that_begin_in_it(
    word: str, text: str, start: int, stop: int
) -> None:
    query = Query(Word(word))
    in_all = [hit for hit in hits(text, query) if start <= hit[0] < stop]
    assert hits(text, query, start, stop) == in_all


TEXT = """\
# The long way

It begins with *nothing* that matters, and goes on about [other things](https://a.example/x).

> A quoted line stands between.

In the end the **negotiators** found an agreement on `memory` chips, as [the ministry][1]
said on Tuesday[^2], and the negotiations closed.

| a table | has | cells |
|---|---|---|
| of | some | use |

[1]: https://b.example
"""


def passage(query: str, width: int = 160) -> str:
    """The snippet of `TEXT` with its hits in brackets."""
    found = snippet(TEXT, parse(query), width)
    done, last = "", 0
    for start, end in found.hits:
        done, last = f"{done}{found.text[last:start]}[{found.text[start:end]}]", end
    return done + found.text[last:]


def test_a_snippet_is_the_passage_with_most_of_the_words() -> None:
    found = passage("negotiation agreement memory nothing")
    assert "[negotiators] found an [agreement] on [memory] chips" in found


def test_a_snippet_is_plain_text() -> None:
    found = passage("ministry", 400)
    assert "on memory chips, as the [ministry] said on Tuesday, and" in found
    assert not set("#>*`|") & set(found)


def test_a_snippet_without_hits_is_the_opening() -> None:
    assert passage("submarine").startswith("The long way It begins with nothing that matters")


@pytest.mark.parametrize("width", [40, 80, 160])
def test_a_snippet_keeps_its_width(width: int) -> None:
    assert len(snippet(TEXT, parse("negotiation"), width).text) <= width
    assert (
        len(snippet("研究所の" * 500 + "東京" + "大学の" * 500, parse("東京"), width).text)
        <= width
    )


@settings(deadline=None)
@given(st.text("ab# *[](`)_|>\n研é", max_size=300), st.integers(20, 200))
def test_any_text_has_a_snippet_that_fits(text: str, width: int) -> None:
    found = snippet(text, parse("ab 研"), width)
    assert len(found.text) <= width
    assert "\n" not in found.text
    assert all(0 <= start < end <= len(found.text) for start, end in found.hits)


@settings(max_examples=30)
@given(terms, texts, languages, st.integers(1, 40))
def test_a_passage_is_the_same_however_much_is_looked_through_at_once(
    term: TextTerm, text: str, language: str, opening: int
) -> None:
    query = Query(where=term)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hits_module, "OPENING", opening)
        passage = snippet(text * 9, query, 20, language)
    assert passage == snippet(text * 9, query, 20, language)
