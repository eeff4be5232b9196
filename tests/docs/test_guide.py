"""What the guide must be, so that it can be read, tagged and searched."""

import ast
import re

import pytest

from octavo.markdown.layout.layout import lay_out
from octavo.model.errors import QueryError
from octavo.model.tag import Tag
from octavo.query.parser import parse
from tests.docs.guide import ARTICLES, NOTES, PIECES, Piece, queries

STUMBLES = "added:never"
"""What *Asking the library* shows as a query that cannot be read."""

each_piece = pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
each_article = pytest.mark.parametrize("piece", ARTICLES, ids=lambda piece: piece.name)


def test_is_a_handful_of_articles_and_a_few_notes() -> None:
    assert 8 <= len(ARTICLES) <= 15
    assert len(NOTES) == 3, "Notes and highlights says three"


def test_has_something_to_tag() -> None:
    assert sum(not piece.front.tags for piece in ARTICLES) == 2, "Tagging says two"


def test_has_tags_with_other_tags_below_them() -> None:
    tags = {Tag(tag) for piece in PIECES for tag in piece.front.tags}
    assert {tag.split("/")[0] for tag in tags if "/" in tag} == {"guide", "craft", "language"}


@each_article
def test_an_article_says_who_wrote_it_and_when(piece: Piece) -> None:
    assert piece.front.title
    assert piece.front.authors
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", piece.front.published)
    assert piece.front.language in ("en", "ko", "ja", "ar")


@each_article
def test_an_article_is_short(piece: Piece) -> None:
    assert len(piece.text.split()) <= 850


TEXT_AT_120 = 71
"""Cells of a line of text on a screen of 120 columns, beside the list."""


@each_piece
def test_no_line_of_its_code_is_broken_on_a_usual_screen(piece: Piece) -> None:
    assert not [line.text for line in lay_out(piece.text, TEXT_AT_120) if "↪" in line.text]


@each_article
def test_an_article_does_not_repeat_its_title(piece: Piece) -> None:
    assert not piece.text.startswith("#")


@each_piece
def test_every_tag_is_a_tag(piece: Piece) -> None:
    written = [*piece.front.tags, *(tag for note in piece.front.notes for tag in note.tags)]
    assert [str(Tag(tag)) for tag in written] == written


@each_piece
def test_every_quotation_stands_in_the_text_once(piece: Piece) -> None:
    quoted = [note.quote for note in piece.front.notes if note.quote]
    assert [piece.text.count(quote) for quote in quoted] == [1] * len(quoted)


@each_piece
def test_every_footnote_is_there(piece: Piece) -> None:
    called = set(re.findall(r"\[\^(\w+)\](?!:)", piece.text))
    assert called == set(re.findall(r"^\[\^(\w+)\]:", piece.text, re.MULTILINE))


@each_piece
def test_its_queries_can_be_asked(piece: Piece) -> None:
    shown = [query for query in queries(piece.text) if query != STUMBLES]
    for query in shown:
        parse(query)


def test_the_query_that_stumbles_does() -> None:
    assert any(STUMBLES in queries(piece.text) for piece in ARTICLES)
    with pytest.raises(QueryError):
        parse(STUMBLES)


@each_piece
def test_python_in_it_is_python(piece: Piece) -> None:
    for code in re.findall(r"```python\n(.*?)```", piece.text, re.DOTALL):
        ast.parse(code)


def test_the_sheet_is_printed_as_the_table_says() -> None:
    """The rule in *Eight leaves* gives the pages of the table beside it."""
    [piece] = [piece for piece in ARTICLES if piece.front.title == "Eight leaves"]
    [code] = re.findall(r"```python\n(.*?)```", piece.text, re.DOTALL)
    scope: dict[str, object] = {}
    exec(compile(f"{code}\nouter, inner = sides()", piece.name, "exec"), scope)
    assert scope["outer"] == sorted(_pages_in_the_table(piece.text))


def _pages_in_the_table(text: str) -> list[int]:
    rows = re.findall(r"^\| \d+ \| \d+ \| \d+ \| \d+ \|$", text, re.MULTILINE)
    return [int(page) for page in re.findall(r"\d+", " ".join(rows))]
