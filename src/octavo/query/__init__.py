"""The query language: words and fields that narrow the library, which is not known here.

`lexer` and `parser` read it into an `ast`; `fields` and `predicates` are what it can ask.

    query  = { item [ "AND" ] } ;
    item   = union | sort ;
    union  = factor { "OR" factor } ;
    factor = [ "-" | "NOT" ] , unit ;
    unit   = [ field ":" ] , ( "(" query ")" | value ) | "@" , value ;
    sort   = "sort:" , [ "-" ] , ( "relevance" | "added" | "published" | "title" | "words"
           | "progress" ) ;
    value  = [ "=" ] quoted [ "*" ] | run [ "*" ] ;
    quoted = '"' text '"' | "“" text "”" | "„" text "“" | "«" text "»" | "「" text "」" | … ;
    run    = characters up to a blank, a parenthesis or a quote ;
    field  = "title" | "note" | "tag" | "author" | "site" | "feed" | "lang" | "is" | "in"
           | "words" | "minutes" | "added" | "published" | "read" | "later" ;

What the rules leave open:

*   All items must match. `OR`, `AND` and `NOT` are operators in capitals only; `or` is a
    word. OR joins its two neighbours, as in the search of mail and of the web: `korea
    north OR south` is korea and either. `AND` changes nothing, but where it meets an OR
    there must be parentheses to say which comes first.
*   A field before parentheses goes for each value in them: `tag:(ai OR korea)`.
*   A minus stands right before what it leaves out, and inside a word it is part of it.
    Two in a row, and one by itself, are errors.
*   A star ends a word, or the value of `tag:`; elsewhere it is an error, or in quotes
    just a star. `=` stands before quotes and asks for them letter by letter.
*   A name before a colon is a field, whatever its case; one that is none is an error where
    it looks like a field (`tagg:ai`) and part of a word where it does not: `http://x`,
    `12:30`, `std::io`, `Korea: a history`, and before a full-width colon.
*   Parentheses in pairs are part of an address that begins with `http://`, `https://` or
    `www.`; one that closes nothing behind it was copied with it, and is passed over.
*   A mark by itself (`&`, `–`, `:`) is passed over like a blank, as are control characters;
    a query of nothing else is an error.
*   `in:` and `sort:` are for the whole query: not in parentheses, not beside OR; `sort:`
    once and without a minus before it. `in:` may be given more than once, all then hold.
*   `feed:ledger` are the articles of the feeds whose name or address has that in it; those of
    one alone where it is the whole of that.
*   `@korea` and `@"Korea AI"` stand for what the saved query of that name says, as if it
    stood there in parentheses. Its `in:` and `sort:` count for the whole query, which may
    say another order. In parentheses after a field, `@` is a character like others.
*   Full-width colons, parentheses, digits and signs, all double quotes and the blanks of
    every script count as the plain ones.
*   Numbers: `2000`, `>2000`, `>=2000`, `<5`, `<=5`, `100..200`, `100..`, `..200`.
*   Dates: `2026`, `2026-03`, `2026-3-4`, each with the same signs and ranges: `>2026-03`
    begins after that March, `2026-03..2026-04` ends with April. `today`, `yesterday`
    and `tomorrow` stand alone. Days are the reader's own.
*   Ages: `<7d` is younger, `>1y` older; `h d w m y`, months of 30 and years of 365 days.
    Of `later:`, which is a time to come, `<7d` is sooner than in seven days.
*   At most 50 parentheses in one another and 1024 terms of up to 2000 characters each.

While the end is being typed (`typing=True`):

*   A word, a phrase's last word or a tag that ends at the cursor counts as a beginning,
    unless it is left out by a minus, where the beginning would leave out too much.
*   What only lacks its rest is read as what is there: an open quote or parenthesis, an
    operator or a minus without what follows, a field without a value, a number, date or
    language that is half written, and the first letters of an `is:`, `in:` or `sort:`,
    which count as soon as they can mean only one.
*   The first letters of a saved query's name count as soon as they can mean only one.
*   So each beginning of a query that can be read can be read; all else stays an error,
    and so do marks without a letter, which would list everything.
"""

from typing import TYPE_CHECKING

from octavo.query.ast import Query, sort_of, without_each, words_of

if TYPE_CHECKING:
    from octavo.query.parser import Saved

__all__ = ["Query", "sort_of", "without_each", "words_of"]

# What reads and writes queries is imported when there is the first one: not to launch.


def parse(text: str, *, typing: bool = False, saved: "Saved | None" = None) -> Query:
    """Read a query; `typing` reads one whose end is still being typed.

    `saved` knows what saved queries say; without it there are none.

    Raises:
        QueryError: If it cannot be read, and where.
    """
    if not text:
        return Query()
    from octavo.query.parser import parse

    return parse(text, typing=typing, saved=saved)


def str_of(query: Query) -> str:
    """The shortest text that reads as this query, its order last."""
    from octavo.query.parser import str_of

    return str_of(query)
