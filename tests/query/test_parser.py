"""What queries mean, and what is said of those that mean nothing."""

from datetime import date, timedelta

import pytest

from octavo.model.errors import QueryError
from octavo.model.tag import Tag
from octavo.query import Query, parse
from octavo.query.ast import (
    Ago,
    And,
    Days,
    FieldTerm,
    Flag,
    Node,
    Not,
    Numbers,
    Or,
    Phrase,
    Scope,
    Sort,
    SortField,
    TagName,
    Today,
    Where,
    Word,
)
from tests.growth import calls

A, B, C, D = map(Word, "abcd")
AI = FieldTerm("tag", TagName(Tag("ai")))


def case(id: str, text: str, *expected: object) -> object:
    """A case by what it shows."""
    return pytest.param(text, *expected, id=id)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        case("a word", "korea", Word("korea")),
        case("words are all wanted", "a b", And((A, B))),
        case("a phrase", '"side by side"', Phrase("side by side")),
        case(
            "a phrase keeps no stretches of blanks",
            '" side \t by\nside "',
            Phrase("side by side"),
        ),
        case("a phrase of one word", '"Paris"', Phrase("Paris")),
        case("letter by letter", '="É"', Phrase("É", exact=True)),
        case("a beginning", "nego*", Word("nego", prefix=True)),
        case("a minus leaves out", "-draft", Not(Word("draft"))),
        case("NOT leaves out", "NOT draft", Not(Word("draft"))),
        case("a minus leaves out a phrase", '-"a b"', Not(Phrase("a b"))),
        case("a minus leaves out a group", "-(a b)", Not(And((A, B)))),
        case("left out twice is wanted", "-(-a)", A),
        case("a minus in a word is part of it", "well-known", Word("well-known")),
        case("either", "a OR b", Or((A, B))),
        case("any of several", "a OR b OR c", Or((A, B, C))),
        case("OR joins its neighbours only", "a b OR c d", And((A, Or((B, C)), D))),
        case("parentheses join more", "(a b) OR (c d)", Or((And((A, B)), And((C, D))))),
        case("small letters are words", "a or b", And((A, Word("or"), B))),
        case("AND changes nothing", "a AND b", And((A, B))),
        case("AND with OR in parentheses", "a AND (b OR c)", And((A, Or((B, C))))),
        case("parentheses in parentheses are one", "((a) (b (c)))", And((A, B, C))),
        case("a quote ends a word", 'a"b"c', And((A, Phrase("b"), C))),
        case("a parenthesis ends a word", "a(b)c", And((A, B, C))),
    ],
)
def test_words(text: str, node: Node) -> None:
    assert parse(text) == Query(node)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        case("in the title", "title:a", Word("a", where=Where.TITLE)),
        case(
            "a beginning in the title",
            "title:a*",
            Word("a", prefix=True, where=Where.TITLE),
        ),
        case("a phrase in a note", 'note:"a b"', Phrase("a b", where=Where.NOTE)),
        case("exactly in the title", 'title:="É"', Phrase("É", exact=True, where=Where.TITLE)),
        case("a tag", "tag:ai", AI),
        case(
            "a tag with a space",
            'tag:"machine learning"',
            FieldTerm("tag", TagName(Tag("machine learning"))),
        ),
        case(
            "a tag below another",
            "tag:policy/industry",
            FieldTerm("tag", TagName(Tag("policy/industry"))),
        ),
        case(
            "the beginning of a tag",
            "tag:ai*",
            FieldTerm("tag", TagName(Tag("ai"), prefix=True)),
        ),
        case(
            "the beginning of a quoted tag",
            'tag:"a i"*',
            FieldTerm("tag", TagName(Tag("a i"), prefix=True)),
        ),
        case(
            "a star in a quoted tag is a star", 'tag:"a*"', FieldTerm("tag", TagName(Tag("a*")))
        ),
        case("not a tag", "-tag:ai", Not(AI)),
        case("an author", 'author:"Han Mi-rae"', FieldTerm("author", "Han Mi-rae")),
        case("a site", "site:example.org", FieldTerm("site", "example.org")),
        case("a language", "lang:ko", FieldTerm("lang", "ko")),
        case("a country for its language", "lang:jp", FieldTerm("lang", "ja")),
        case("a language by its name", "lang:Korean", FieldTerm("lang", "ko")),
        case("a language as it is often written", "lang:zh_Hant", FieldTerm("lang", "zh-hant")),
        case("a flag", "is:unread", FieldTerm("is", Flag.UNREAD)),
        case("a flag in capitals", "Is:UNREAD", FieldTerm("is", Flag.UNREAD)),
        case("a place", "in:trash", FieldTerm("in", Scope.TRASH)),
        case("not a place", "-in:archive", Not(FieldTerm("in", Scope.ARCHIVE))),
        case(
            "a field for several",
            "tag:(ai OR x)",
            Or((AI, FieldTerm("tag", TagName(Tag("x"))))),
        ),
        case(
            "a field for some and not others",
            "tag:(ai -x)",
            And((AI, Not(FieldTerm("tag", TagName(Tag("x")))))),
        ),
        case(
            "a field for several, left out",
            "-title:(a b)",
            Not(And((Word("a", where=Where.TITLE), Word("b", where=Where.TITLE)))),
        ),
        case(
            "an operator as a field's value is a word",
            "title:OR",
            Word("OR", where=Where.TITLE),
        ),
    ],
)
def test_fields(text: str, node: Node) -> None:
    assert parse(text) == Query(node)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        case("exactly", "2000", 2000, 2000),
        case("more", ">2000", 2001, None),
        case("at least", ">=2000", 2000, None),
        case("fewer", "<5", None, 4),
        case("at most", "<=5", None, 5),
        case("between, both included", "100..200", 100, 200),
        case("from", "100..", 100, None),
        case("up to", "..200", None, 200),
        case("full-width digits and signs", "＞２０００", 2001, None),
    ],
)
def test_numbers(value: str, low: int | None, high: int | None) -> None:
    assert parse(f"words:{value}").where == FieldTerm("words", Numbers(low, high))


@pytest.mark.parametrize(
    ("value", "span"),
    [
        case("a year", "2026", Days(date(2026, 1, 1), date(2026, 12, 31))),
        case("a month", "2026-02", Days(date(2026, 2, 1), date(2026, 2, 28))),
        case("a month of a leap year", "2028-02", Days(date(2028, 2, 1), date(2028, 2, 29))),
        case("a day", "2026-03-04", Days(date(2026, 3, 4), date(2026, 3, 4))),
        case("a day without zeros", "2026-3-4", Days(date(2026, 3, 4), date(2026, 3, 4))),
        case("a range", "2026-03-04..2026-04", Days(date(2026, 3, 4), date(2026, 4, 30))),
        case("after the end of a month", ">2026-03", Days(first=date(2026, 4, 1))),
        case("from the beginning of a month", ">=2026-03", Days(first=date(2026, 3, 1))),
        case("before the beginning of a year", "<2026", Days(last=date(2025, 12, 31))),
        case("up to the end of a year", "<=2026", Days(last=date(2026, 12, 31))),
        case("from a day on", "2026-03-04..", Days(first=date(2026, 3, 4))),
        case("up to a day", "..2026-03-04", Days(last=date(2026, 3, 4))),
        case("younger", "<7d", Ago(timedelta(days=7))),
        case("older", ">7d", Ago(timedelta(days=7), younger=False)),
        case("hours", "<12h", Ago(timedelta(hours=12))),
        case("weeks", "<2w", Ago(timedelta(days=14))),
        case("a month of an age has 30 days", "<1m", Ago(timedelta(days=30))),
        case("a year of an age has 365 days", "<=1y", Ago(timedelta(days=365))),
        case("today", "today", Today()),
        case("yesterday", "Yesterday", Today(1)),
    ],
)
def test_dates(value: str, span: Days | Ago | Today) -> None:
    assert parse(f"added:{value}").where == FieldTerm("added", span)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        case("an address", "http://x.example/a?b=c", Word("http://x.example/a?b=c")),
        case("a time of day", "12:30", Word("12:30")),
        case("a name with two colons", "std::io", Word("std::io")),
        case("a path", r"C:\books", Word(r"C:\books")),
        case("a colon at the end", "Korea: history", And((Word("Korea:"), Word("history")))),
        case("a colon at the beginning", ":smile:", Word(":smile:")),
        case("a colon after other letters", "über:all", Word("über:all")),
        case("a full-width colon after no field", "COVID：影响", Word("COVID：影响")),
        case("a lone colon", "a : b", And((A, B))),
        case("lone marks", "a & b – c …", And((A, B, C))),
        case("a lone mark after a minus in a group", "a (b &)", And((A, B))),
        case("control characters", "a\x00b\x1b", And((A, B))),
        case("a picture", "🎉", Word("🎉")),
        case("apostrophes", "don't 'a'", And((Word("don't"), Word("'a'")))),
    ],
)
def test_marks_that_are_no_syntax(text: str, node: Node) -> None:
    assert parse(text) == Query(node)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        case("a full-width colon", "tag：ai", AI),
        case("a full-width field", "ｔａｇ：ai", AI),
        case("a full-width minus", "－a", Not(A)),
        case("the sign of mathematics", "\u2212a", Not(A)),
        case("a full-width star", "a＊", Word("a", prefix=True)),
        case("a full-width equals sign", "＝「É」", Phrase("É", exact=True)),
        case("full-width parentheses", "（a OR b）c", And((Or((A, B)), C))),
        case("an ideographic space", "a\u3000b", And((A, B))),
        case("corner brackets", "「人工 知能」", Phrase("人工 知能")),
        case("white corner brackets", "『人工 知能』", Phrase("人工 知能")),
        case("curly quotes", "“a b”", Phrase("a b")),
        case("low and high quotes", "„a b“", Phrase("a b")),
        case("two high quotes", "”a b”", Phrase("a b")),
        case("guillemets with blanks", "«\u00a0a b\u00a0»", Phrase("a b")),
        case("guillemets the other way", "»a b«", Phrase("a b")),
        case("a plain quote closed by a curly one", '"a b”', Phrase("a b")),
        case("other quotes within quotes", '«a "b"»', Phrase('a "b"')),
        case("a script without spaces is one word", "人工知能", Word("人工知能")),
        case("Thai is one word", "ภาษาไทย", Word("ภาษาไทย")),
    ],
)
def test_forms_of_other_keyboards(text: str, node: Node) -> None:
    assert parse(text) == Query(node)


@pytest.mark.parametrize("text", ["", " ", "\u3000\n", "\x00"], ids=repr)
def test_nothing_is_the_empty_query(text: str) -> None:
    assert parse(text) == Query()


@pytest.mark.parametrize("field", SortField)
def test_an_order(field: SortField) -> None:
    assert parse(f"sort:{field} a") == Query(A, Sort(field))
    assert parse(f"a sort:-{field}") == Query(A, Sort(field, reverse=True))


def test_an_order_may_stand_beside_alternatives() -> None:
    assert parse("a OR b sort:title") == Query(Or((A, B)), Sort(SortField.TITLE))


def test_several_places_all_hold() -> None:
    both = And((FieldTerm("in", Scope.NOTES), FieldTerm("in", Scope.TRASH)))
    assert parse("in:notes in:trash") == Query(both)


@pytest.mark.parametrize(
    ("text", "problem", "start", "end"),
    [
        case("a misspelt field", "a tagg:ai", "did you mean tag:?", 2, 7),
        case("another program's field", "label:ai", "did you mean tag:?", 0, 6),
        case("another's that ends in s", "has:note", "did you mean is:?", 0, 4),
        case("an unknown field", "foo:bar", "there are title: note: tag:", 0, 4),
        case("an unknown field with a phrase", 'foo:"b"', "no field is called 'foo'", 0, 4),
        case("a field without a value", "tag:", "needs a value", 0, 4),
        case("a blank after the colon", "tag: ai", "right after its colon", 0, 4),
        case("a field before a closed parenthesis", "(tag:)", "needs a value", 1, 5),
        case("a field within a field's group", "tag:(is:read)", "belong to tag:", 5, 8),
        case("an open quote", 'a "b c', "this quote is never closed", 2, 3),
        case("an open corner bracket", "「a", "this quote is never closed", 0, 1),
        case("nothing between quotes", 'a ""', "nothing between these quotes", 2, 4),
        case("blanks between quotes", '" "', "nothing between these quotes", 0, 3),
        case("marks between quotes", '"…"', "no letter or digit", 0, 3),
        case("an open parenthesis", "a (b", "this parenthesis is never closed", 2, 3),
        case("a parenthesis too many", "a) b", "this parenthesis closes nothing", 1, 2),
        case("nothing between parentheses", "a ()", "nothing between these parentheses", 2, 4),
        case("a mark between parentheses", "(&)", "nothing between these parentheses", 0, 3),
        case("marks alone", "& …", "no letter or digit", 0, 3),
        case("nothing before OR", "OR a", "OR needs something on both sides", 0, 2),
        case("nothing after OR", "a OR", "OR needs something on both sides", 2, 4),
        case("nothing after OR in a group", "(a OR ) b", "OR needs something", 3, 5),
        case("OR twice", "a OR OR b", "OR needs something on both sides", 5, 7),
        case("OR left out", "-OR", "OR needs something on both sides", 1, 3),
        case("nothing before AND", "AND a", "AND needs something on both sides", 0, 3),
        case("nothing after AND", "a AND", "AND needs something on both sides", 2, 5),
        case("AND and OR", "a AND b OR c", "put parentheses around what OR joins", 6, 12),
        case("OR and AND", "a OR b AND c", "put parentheses around what OR joins", 0, 6),
        case("a lone minus", "a - b", "a minus goes right before", 2, 3),
        case("a minus at the end", "a -", "a minus goes right before", 2, 3),
        case(
            "a minus before a parenthesis that closes",
            "(a -)",
            "a minus goes right before",
            3,
            4,
        ),
        case("NOT at the end", "a NOT", "a minus goes right before", 2, 5),
        case("two minuses", "--a", "one minus is enough", 0, 1),
        case("a minus before a mark", "-&", "no letter or digit", 1, 2),
        case("a lone star", "a * b", "a star can only end a word", 2, 3),
        case("a star before a word", "*tion", "a star can only end a word", 0, 5),
        case("a star within a word", "a*b", "a star can only end a word", 0, 3),
        case("a star after a phrase", '"a b"*', "a star can only end a word", 0, 6),
        case("a star for a name", "author:han*", "leave out the star", 7, 11),
        case("a star for every tag", "tag:*", "-is:untagged", 4, 5),
        case("an equals sign without quotes", "=É", "goes before quotes", 0, 2),
        case("an exact tag", 'tag:="ai"', "for words alone", 4, 9),
        case("a minus after the colon", "title:-a", "the minus goes before the field", 6, 8),
        case("a tag that is none", "tag:a,b", "cannot hold a comma", 4, 7),
        case("a tag with an empty step", "tag:a//b", "each step between slashes", 4, 8),
        case("a flag that is none", "is:red", "is none of unread, reading", 3, 6),
        case("a place that is none", "in:bin", "is none of notes, trash", 3, 6),
        case("an order that is none", "sort:size", "is none of relevance", 5, 9),
        case("a language that is none", "lang:martian", "lang:ko", 5, 12),
        case("an order left out", "-sort:words", "write sort:-words", 1, 11),
        case("two orders", "sort:title sort:words", "a query has one order", 11, 21),
        case("an order in parentheses", "(a sort:title)", "out of the parentheses", 3, 13),
        case("an order beside OR", "a OR sort:title", "in parentheses", 5, 15),
        case("a place in parentheses", "(in:trash)", "out of the parentheses", 1, 9),
        case("a place left out in parentheses", "a (-in:trash)", "out of the", 4, 12),
        case("a place in a group left out", "-(a in:trash)", "out of the parentheses", 4, 12),
        case("a place beside OR", "in:trash OR a", "in parentheses", 0, 8),
        case("a place left out beside OR", "a OR -in:trash", "in parentheses", 5, 14),
        case("places for a group", "in:(trash archive)", "out of the parentheses", 4, 9),
        case("without everything", "-in:all", "nothing is left", 0, 7),
        case("a number that is none", "words:many", "write a whole number", 6, 10),
        case("a number with a comma", "words:>2,000", "write a whole number", 6, 12),
        case("a number that is too long", "words:1234567890", "write a whole number", 6, 16),
        case("fewer than none", "words:<0", "nothing is shorter", 6, 8),
        case("a range of numbers back to front", "words:9..1", "the lower number first", 6, 10),
        case("a range without ends", "words:..", "a beginning or an end", 6, 8),
        case("a day that is none", "added:2026-02-30", "not in the calendar", 6, 16),
        case("a month that is none", "added:2026-13", "not in the calendar", 6, 13),
        case("a year that is none", "added:0000", "not in the calendar", 6, 10),
        case("a word for a day", "added:never", "write a date as 2026", 6, 11),
        case("a day with slashes", "added:2026/03/04", "write a date as 2026", 6, 16),
        case("days back to front", "added:2027..2026", "the earlier date first", 6, 16),
        case("after the end of time", "added:>9999", "the calendar ends there", 6, 11),
        case("before the beginning of time", "added:<0001", "the calendar ends there", 6, 11),
        case("an age without a sign", "added:7d", "write <7d for younger", 6, 8),
        case("an age of nothing", "added:<0d", "at least one hour", 6, 9),
        case("a sign before today", "added:>today", "write a date as 2026", 6, 12),
        case("an accent without its letter", "\u0301", "no letter or digit", 0, 1),
        case("a lone backslash", "\\", "no letter or digit", 0, 1),
        case("a word that is too long", "a " + "b" * 5_000, "up to 2000", 2, 5_002),
        case("a broken character", "a \udcff", "broken character", 2, 3),
    ],
)
def test_what_cannot_be_read(text: str, problem: str, start: int, end: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)

    assert problem in caught.value.problem
    assert (caught.value.start, caught.value.end) == (start, end)
    assert str(caught.value).endswith(f"(at character {start + 1})")


def test_a_problem_shows_only_what_a_terminal_may_see() -> None:
    with pytest.raises(QueryError) as caught:
        parse("is:\u202e" + "x" * 1000)

    assert caught.value.problem.isprintable()
    assert len(caught.value.problem) < 200


@pytest.mark.parametrize(
    "text",
    [
        case("open parentheses", "(" * 1_000_000),
        case("parentheses that match", "(" * 10_000 + "a" + ")" * 10_000),
        case("groups of a field", "tag:(" * 10_000),
        case("words", "a " * 500_000),
        case("alternatives", "a OR " * 200_000),
        case("marks", "& " * 500_000),
        case("minuses", "-" * 1_000_000),
        case("an open quote", '"' + "a " * 500_000),
        case("digits", "words:" + "9" * 1_000_000),
        case("a word", "a" * 1_000_000),
        case("a script without spaces", "人" * 1_000_000),
        case("a phrase", '"' + "a " * 500_000 + '"'),
        case("a tag", "tag:" + "a" * 5_000),
    ],
)
@pytest.mark.parametrize("ending", ["", " "], ids=["at the cursor", "done"])
def test_a_huge_text_is_an_error_before_all_of_it_is_read(text: str, ending: str) -> None:
    def refused() -> None:
        with pytest.raises(QueryError):
            parse(text + ending)

    assert calls(refused) < 200_000


@pytest.mark.parametrize(
    "text",
    ["a" * 2_000, "人" * 2_000, '"' + "a " * 1_000 + '"'],
    ids=["a word", "a script without spaces", "a phrase"],
)
def test_a_long_word_is_read(text: str) -> None:
    assert parse(text).where is not None


def test_fifty_parentheses_are_not_too_many() -> None:
    assert parse("(" * 50 + "a" + ")" * 50) == Query(A)


def test_a_thousand_words_are_not_too_many() -> None:
    assert len(str(parse("a " * 1024))) > 1024
    with pytest.raises(QueryError, match="up to 1024 terms"):
        parse("a " * 1025)
