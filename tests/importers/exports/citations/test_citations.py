"""Citations in CSL JSON, BibTeX and RIS."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from octavo.importers.exports.citations.bibtex import address_of_latex, text_of_latex
from octavo.importers.exports.citations.citation import day_of, in_order
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import Row
from octavo.importers.exports.registry import format_named, format_of
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.importers.exports.bookmarks.bookmark_samples import BIBTEX, CSL, RIS
from tests.importers.exports.samples import ZOTERO_RDF, tagged

SAMPLES = {"csl-json": CSL, "bibtex": BIBTEX, "ris": RIS}


def rows_in(text: str, name: str) -> list[Row]:
    """The rows of a file of citations."""
    format = format_named(name)
    assert format
    return list(format.rows(part_of(text.encode(), "c"), ()))


def drafts_in(text: str, name: str) -> list[Draft]:
    """The drafts among its rows."""
    return [row.draft for row in rows_in(text, name) if isinstance(row.draft, Draft)]


def reasons_in(text: str, name: str) -> list[str]:
    """The reasons among its rows."""
    drafts = [row.draft for row in rows_in(text, name)]
    return [draft.reason for draft in drafts if isinstance(draft, DraftRejected)]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_that_is_cited(name: str) -> None:
    lamp = drafts_in(SAMPLES[name], name)[0]

    assert lamp.url == "https://lamp.example/window"
    assert lamp.text == "It burned all night."
    assert lamp.tags == tagged("light", "long words")
    assert [note.text for note in lamp.notes] == ["Mine."]
    assert lamp.published
    assert (lamp.published.year, lamp.published.month) == (2019, 5)
    assert lamp.source.kind == "zotero"
    assert lamp.source.key.startswith("lund2019")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_book_has_no_address_but_a_key(name: str) -> None:
    book = drafts_in(SAMPLES[name], name)[1]

    assert book.url == ""
    assert book.title.startswith("Bread")
    assert book.published == datetime(2001, 1, 1, tzinfo=UTC)
    assert book.source.key


def test_two_works_with_one_key_stay_two() -> None:
    text = "@book{lund, title = {A lamp}} @book{lund, title = {Bread}}"

    assert len({draft.source.key for draft in drafts_in(text, "bibtex")}) == 2


def test_an_id_that_is_an_address_is_the_key() -> None:
    id = "http://zotero.example/users/1/items/ABCD"
    [draft] = drafts_in(json.dumps([{"id": id, "title": "A", "type": "book"}]), "csl-json")

    assert draft.source.key == id


def test_people_and_organisations_are_named_as_they_sign() -> None:
    assert drafts_in(CSL, "csl-json")[0].authors == ("Ida Lund", "The Lamp Society")
    assert drafts_in(RIS, "ris")[0].authors == ("Ida Lund", "The Lamp Society")
    assert drafts_in(BIBTEX, "bibtex")[0].authors == (
        "Ida Lund",
        "Jörg Müller",
        "Light and Sons",
    )


def test_latex_and_macros_are_read_as_text() -> None:
    lamp = drafts_in(BIBTEX, "bibtex")[0]

    assert lamp.title == "A Lamp & more — in the “café”"
    assert lamp.site == "Windows of night"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"M{\"u}ller", "Müller"),
        (r"M\"uller", "Müller"),
        (r"{\'E}t{\'e} \`a l'{\^\i}le", "Été à l'île"),
        (r"\c{c}a, \v{s}koda, \H{o}, \k a", "ça, škoda, ő, ą"),
        (r"Stra{\ss}e, \O re, \L{}odz, {\aa}", "Straße, Øre, Łodz, å"),
        (r"\emph{Tides} \textbf{of} {NASA}", "Tides of NASA"),
        (r"10\,000 \% \& \# \_ \$", "10 000 % & # _ $"),
        ("100% of Q&A #3", "100% of Q&A #3"),
        (r"$x^2$ for {\pounds}5 or $5", r"$x^2$ for £5 or $5"),
        (r"H$_2$O \copyright{} 2001", "H_2O © 2001"),
        (r"\href{https://a.example}{there}", r"\href{https://a.example}{there}"),
        (r"open { brace and close } brace", "open  brace and close  brace"),
        pytest.param("{" * 5_000 + "deep", "{" * 5_000 + "deep", id="too deep"),
        (r"a -- b --- c ``d'' 'e'", "a – b — c “d” 'e'"),
        (r"\textquoteright\ldots", "’…"),
        ("2020-09-13", "2020-09-13"),
        ("\\", ""),
        (r"\unknown{word}", "word"),
    ],
)
def test_what_latex_means(latex: str, text: str) -> None:
    assert text_of_latex(latex).rstrip("\\") == text


@pytest.mark.parametrize(
    ("latex", "address"),
    [
        (r"https://a.example/b\_c\%20d\&e\#f", "https://a.example/b_c%20d&e#f"),
        (r"\url{https://a.example/\~{}ida}", "https://a.example/~ida"),
        ("{https://a.example/--x~y}", "https://a.example/--x~y"),
    ],
)
def test_an_address_is_read_as_it_is(latex: str, address: str) -> None:
    assert address_of_latex(latex) == address


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ("doi = {10.1000/abc}", "https://doi.org/10.1000/abc"),
        ("doi = {https://doi.org/10.1000/abc}", "https://doi.org/10.1000/abc"),
        ("url = {file:///etc/passwd}", ""),
        (r"howpublished = {\url{https://a.example/x}}", "https://a.example/x"),
        ("eprint = {2001.01234}, archivePrefix = {arXiv}", "https://arxiv.org/abs/2001.01234"),
    ],
)
def test_an_address_is_made_from_what_names_it(fields: str, url: str) -> None:
    [draft] = drafts_in(f"@misc{{a, title = {{A}}, {fields}}}", "bibtex")

    assert draft.url == url


def test_an_entry_that_is_never_closed_takes_no_other_along() -> None:
    text = "@misc{a, title = {A},\n year = 2001\n@misc{b, title = {B}}\n@misc{c, title = {C}}"

    assert reasons_in(text, "bibtex") == ["it is never closed"]
    assert [draft.title for draft in drafts_in(text, "bibtex")] == ["B", "C"]


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("@MISC{a,TITLE={A}}", id="in capitals on one line"),
        pytest.param('@misc(a, title = "A")', id="in round brackets"),
        pytest.param("@misc{a, title = {A}, }", id="with a comma at its end"),
        pytest.param("@misc{, title = {A}}", id="without a key"),
        pytest.param("Some words. @misc{a, title = {A}} More words.", id="between other words"),
    ],
)
def test_an_entry_may_be_written_in_many_ways(entry: str) -> None:
    assert [draft.title for draft in drafts_in(entry, "bibtex")] == ["A"]


def test_an_entry_at_fault_costs_only_itself() -> None:
    text = "@misc{a, title = {A}}\n@misc{b, title {B}}\n@misc{c, title = {C}}"
    faulty = rows_in(text, "bibtex")[1]

    assert [draft.title for draft in drafts_in(text, "bibtex")] == ["A", "C"]
    assert faulty.place == "c, line 2"
    assert faulty.raw.startswith("@misc{b, title {B}")
    [reason] = reasons_in(text, "bibtex")
    assert reason.startswith("it is not written as BibTeX asks: expected a `=`")


def test_a_long_file_is_read_in_pieces() -> None:
    """Lines are counted, and macros hold, from one piece to the next."""
    note = "A word about it. " * 60
    entries = (f"@misc{{k{n}, title = river,\r\n note = {{{note}}}}}\r\n" for n in range(900))
    rows = rows_in('@string{river = "The river"}\n' + "".join(entries), "bibtex")

    assert [row.place for row in rows] == [f"c, line {2 + 2 * n}" for n in range(900)]
    assert {row.draft.title for row in rows if isinstance(row.draft, Draft)} == {"The river"}


def test_macros_are_joined_with_what_stands_beside_them() -> None:
    text = """@string{win = "Windows"} @string{two = win # { of # night}}
    @misc{a, title = two # " {and} " # win, note = {C# # in depth}}"""
    [draft] = drafts_in(text, "bibtex")

    assert draft.title == "Windows of # night and Windows"
    assert [note.text for note in draft.notes] == ["C# # in depth"]


def test_a_citation_that_is_too_long_is_a_reason_and_not_cut() -> None:
    text = "TY  - BOOK\nTI  - Long\n" + "N1  - A word about it.\n" * 60_000 + "ER  - \n" + RIS

    assert reasons_in(text, "ris") == ["it is longer than a megabyte"]
    assert len(rows_in(text, "ris")) == len(rows_in(RIS, "ris")) + 1


def test_a_citation_without_its_end_is_read() -> None:
    text = "TY  - BOOK\nTI  - A\nTY  - BOOK\nTI  - B\n"

    assert [draft.title for draft in drafts_in(text, "ris")] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("TY  - BOOK\nER  -\n", "ris"), ("@book{a}", "bibtex"), ('[{"id": "a"}]', "csl-json")],
)
def test_a_citation_of_nothing_is_a_reason(text: str, name: str) -> None:
    assert reasons_in(text, name) == ["it has neither a title nor an address"]


@pytest.mark.parametrize(
    ("parts", "year"), [([[2019]], 2019), ([["2019", "5"]], 2019), ([[None]], 0), ([], 0)]
)
def test_a_year_is_a_number_or_a_text(parts: Sequence[object], year: int) -> None:
    text = json.dumps([{"id": "a", "title": "A", "issued": {"date-parts": parts}}])
    [draft] = drafts_in(text, "csl-json")

    assert (draft.published.year if draft.published else 0) == year


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024-03-05", (2024, 3, 5)),
        ("2024/03//", (2024, 3, 1)),
        ("2024///", (2024, 1, 1)),
        ("2024", (2024, 1, 1)),
        ("mar 2024", (2024, 3, 1)),
        ("March 5, 2024", (2024, 3, 5)),
    ],
)
def test_a_day_may_lack_its_parts(said: str, day: tuple[int, int, int]) -> None:
    assert day_of(said) == datetime(*day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Lund, Ida", "Ida Lund"),
        ("Ida Lund", "Ida Lund"),
        ("Lund, Jr., Bo", "Bo Lund Jr."),
        ("The Lamp Society", "The Lamp Society"),
    ],
)
def test_a_name_in_the_order_that_it_is_spoken(written: str, name: str) -> None:
    assert in_order(written) == name


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"How to cite the tide clock:\n\n```bibtex\n{BIBTEX}```\n", id="code"),
        pytest.param(f"<entry>\n<pre>\n{BIBTEX}</pre>\n</entry>", id="a page or a feed"),
    ],
)
def test_a_text_that_quotes_an_entry_is_no_bibliography(text: str) -> None:
    assert format_of(part_of(text.encode(), "readme.md")) is None


def test_words_before_the_first_entry_are_a_comment() -> None:
    text = f"# Made by a program on 4 March 2026\nEncoding: UTF8\n\n{BIBTEX}"
    assert format_of(part_of(text.encode(), "c.bib")) == format_named("bibtex")


def test_markup_in_an_abstract_is_taken_off() -> None:
    text = json.dumps(
        [{"id": "a", "title": "<i>A</i> &amp; b", "abstract": "<p>It *burned*.</p>"}]
    )
    [draft] = drafts_in(text, "csl-json")

    assert draft.title == "A & b"
    assert draft.text == "It \\*burned\\*."


def test_a_table_of_zotero() -> None:
    table = (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","Url","DOI",'
        '"Abstract Note","Date","Date Added","Extra","Notes","Manual Tags","Automatic Tags"\n'
        '"AB12","webpage","2019","Lund, Ida; Ek, Bo","A lamp","Windows",'
        '"https://lamp.example/window","","It burned.","2019-05-02","2020-09-13 12:26:40","",'
        '"<p>Mine.</p>","light; long night","lamps"\n'
    )
    [draft] = drafts_in(table, "zotero-csv")
    assert (draft.title, draft.url) == ("A lamp", "https://lamp.example/window")
    assert (draft.authors, draft.site) == (("Ida Lund", "Bo Ek"), "Windows")
    assert draft.tags == tagged("light", "long night", "lamps")
    assert [note.text for note in draft.notes] == ["Mine."]
    assert [str(draft.published)[:10], str(draft.added)[:10]] == ["2019-05-02", "2020-09-13"]


def test_a_work_in_zoteros_rdf_has_what_stands_beside_it() -> None:
    lamp, bread = drafts_in(ZOTERO_RDF, "zotero-rdf")

    assert (lamp.authors, lamp.site, lamp.text) == (("Ann Lee",), "Lamps", "It burned.")
    assert {str(tag) for tag in lamp.tags} == {"light", "night"}
    assert [note.text for note in lamp.notes] == ["Mine."]
    assert (bread.title, {str(tag) for tag in bread.tags}) == ("Bread", {"Kitchen"})
