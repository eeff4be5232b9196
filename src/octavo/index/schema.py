"""How documents lie in the index.

The words of the title, the notes and the text stand together in `words`, and those of the
title and the notes once more by themselves, so that one term tells whether an article has
a word at all and two more where. Tokens are kept as they are, not stemmed: half the work
and half the size of a second, stemmed field. The inflections of a word are told by
documents of a kind of their own, which hold tokens such as `negoti:negotiations` and stay
when articles go, since a word that nothing holds any more does no harm.
"""

from functools import cache

from tantivy import (
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from octavo.query.ast import Where

LAYOUT = "2"
"""Changes with anything here or in `analysis` that makes old indexes wrong."""

TOKENS = "tokens"
WORDS, TITLE, NOTES = "words", "title", "notes"
SIGNS, KIND, FAMILY = "signs", "kind", "family"
ID, SEQUENCE, MARK = "id", "sequence", "mark"

ARTICLE, NOTE, STATE, VOCABULARY = "article", "note", "state", "vocabulary"
"""The kinds of documents: two are what can be found, one tells how far it is, some words."""

FIELDS = {Where.ANYWHERE: WORDS, Where.TITLE: TITLE, Where.NOTE: NOTES}

_SIGN_MARKS = {Where.ANYWHERE: "", Where.TITLE: "t", Where.NOTE: "n"}


def marked_sign(where: Where, sign: str) -> str:
    """The token that says that a sign stands somewhere."""
    return f"{_SIGN_MARKS[where]}{sign}"


def in_family(stem: str, word: str = "") -> str:
    """The token that says that a word is an inflection of a stem."""
    return f"{stem}:{word}"


@cache
def schema() -> Schema:
    """The fields of a document."""
    builder = SchemaBuilder()
    builder.add_unsigned_field(ID, indexed=True, fast=True)
    builder.add_unsigned_field(SEQUENCE, fast=True)
    builder.add_unsigned_field(MARK, fast=True)
    for name in (WORDS, TITLE, NOTES):
        builder.add_text_field(name, tokenizer_name=TOKENS, index_option="position")
    for name in (SIGNS, KIND, FAMILY):
        builder.add_text_field(name, tokenizer_name=TOKENS, index_option="basic")
    return builder.build()


@cache
def tokenizer() -> TextAnalyzer:
    """Takes apart what `analysis` has put blanks into."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()
