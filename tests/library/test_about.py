"""Where an article came from, as findings in the words of its page, and what is corrected."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from octavo.importers.formats.html.draft import draft_of_html
from octavo.library.about import (
    NOT_LOOKED_AT,
    NOTHING_DECLARED,
    InvalidCorrection,
    corrected,
    declared_spans,
    findings_on,
    written_fields,
)
from octavo.library.library import Library
from octavo.model.article import Article, Source
from octavo.model.draft import Draft
from octavo.model.operation import OperationGroup
from octavo.model.provenance import Author, Declaration, Provenance, Sources
from tests.making import MORNING, draft

URL = "https://ledger.example/locks"
BEFORE = "The old locks would be opened to boats again after a pause of forty years."
MADE = "Boats may pass from June on, if the weather and all of the towns allow it."
AFTER = "It remains to be seen whether the boats come back to this river at all."
PAGE = (
    "<html><head><title>Locks</title></head><body><article><h1>Locks</h1>"
    f'<p>{BEFORE}</p><p ai-disclosure="ai-generated">{MADE}</p><p>{AFTER}</p>'
    "</article></body></html>"
)


def an_article(**fields: object) -> Article:
    return replace(Article(id=1, title="Locks", added=MORNING), **fields)


def found(article: Article, text: str = "") -> dict[str, str]:
    return {each.label: each.value for each in findings_on(article, text)}


def page(html: str = PAGE) -> Draft:
    return draft_of_html(html, Source(kind="page", name=URL), URL)


def test_nothing_declared_is_said_as_that() -> None:
    assert found(an_article())["About AI"] == NOT_LOOKED_AT
    looked_at = an_article(provenance=Provenance(looked_at=True))
    assert found(looked_at)["About AI"] == NOTHING_DECLARED


def test_a_part_is_found_at_its_place(library: Library) -> None:
    [entry] = library.add([page()])
    article, text = library.article(entry.id or 0), library.text(entry.id or 0)
    [finding] = [each for each in findings_on(article, text) if each.label == "ai-disclosure"]
    assert finding.value == f"ai-generated (<p>: “{MADE}”)"
    assert finding.place == text.index(MADE)
    assert declared_spans(article.provenance, text) == [(finding.place, text.index(AFTER) - 2)]


def test_a_part_stays_with_its_words_in_another_text() -> None:
    known = page().provenance
    text = f"A new line above it.\n\n{BEFORE}\n\n> **{MADE}**\n\n{AFTER}"
    [(start, end)] = declared_spans(known, text)
    assert text[start:end] == MADE


def test_a_part_that_is_gone_is_still_told() -> None:
    article = an_article(provenance=page().provenance)
    [finding] = [each for each in findings_on(article, AFTER) if each.label == "ai-disclosure"]
    assert finding.place is None
    assert "not in this text" in finding.value


def test_a_manifest_is_not_called_verified() -> None:
    mark = Declaration("c2pa-manifest", "https://ledger.example/m", "link")
    article = an_article(provenance=Provenance((mark,)))
    assert found(article)["C2PA"].startswith("signed manifest present, not verified")


@pytest.mark.parametrize(
    ("author", "said"),
    [
        (Author("Ann"), "Ann, a bare name"),
        (Author("Ann", "Person", "https://a.example"), "a person, a page of their own"),
        (Author("DraftBot", "SoftwareApplication"), "DraftBot, SoftwareApplication, a bare"),
    ],
)
def test_an_author_is_told_with_their_page(author: Author, said: str) -> None:
    article = an_article(authors=(author.name,), provenance=Provenance(author=(author,)))
    assert said in found(article)["Author"]


def test_what_a_text_says_of_itself_is_quoted() -> None:
    text = "*Updated on 4 March.*\n\nOne.\n\nThis article was written with the help of AI.\n"
    said = [each for each in findings_on(an_article(), text) if each.label == "The text says"]
    assert [each.value for each in said] == [
        "“Updated on 4 March.”",
        "“This article was written with the help of AI.”",
    ]
    assert [text[each.place or 0 :][:4] for each in said] == ["Upda", "This"]


CORRECTION = {
    "title": "The locks",
    "authors": "Ann Lee; Han Mi-rae",
    "site": "Ledger",
    "published": "2026-03-04",
    "language": "ko",
    "url": "https://ledger.example/other",
}


def test_a_correction_is_one_step_back(library: Library) -> None:
    [entry] = library.add([page()])
    id = entry.id or 0
    before = library.article(id)
    assert library.correct([id], CORRECTION)
    article = library.article(id)
    assert dict(written_fields(article)) == CORRECTION
    assert article.authors == ("Ann Lee", "Han Mi-rae")
    assert article.published == datetime(2026, 3, 4, tzinfo=UTC)
    library.history.undo()
    assert library.article(id) == before


@pytest.mark.parametrize("name", list(CORRECTION))
def test_what_comes_anew_leaves_what_was_corrected_alone(library: Library, name: str) -> None:
    [entry] = library.add([draft("Locks", BEFORE, url=URL)])
    id = entry.id or 0
    library.correct([id], {name: CORRECTION[name]})
    renewed = Draft(
        title="Their title",
        text=AFTER,
        authors=("Them",),
        site="Their site",
        published=MORNING,
        language="fr",
        url=URL,
    )
    library.intake.renew({id: renewed}, label="fetch {}", group=OperationGroup())
    article = library.article(id)
    assert written_fields(article)[name] == CORRECTION[name]
    assert library.text(id) == AFTER
    assert article.title == ("The locks" if name == "title" else "Their title")
    library.add([replace(renewed, url=article.url)])
    assert written_fields(library.article(id))[name] == CORRECTION[name]


def test_a_text_that_was_edited_is_kept(library: Library) -> None:
    [entry] = library.add([draft("Locks", BEFORE, url=URL)])
    id = entry.id or 0
    library.intake.rewrite(id, f"{BEFORE}\n\nAs [1, 2] show.")
    library.intake.renew({id: draft("Locks", AFTER, url=URL)}, label="fetch {}")
    assert library.text(id) == f"{BEFORE}\n\nAs [1, 2] show."
    assert library.article(id).provenance == Provenance(sources=Sources(2, 0))


def test_an_edit_of_blanks_alone_is_kept(library: Library) -> None:
    [entry] = library.add([draft("Locks", "One. Two.")])
    library.intake.rewrite(entry.id or 0, "One.\n\nTwo.")
    assert library.text(entry.id or 0) == "One.\n\nTwo."
    library.history.undo()
    assert library.text(entry.id or 0) == "One. Two."


def test_what_was_taken_away_stays_away(library: Library) -> None:
    [entry] = library.add([replace(draft("Locks", BEFORE, url=URL), published=MORNING)])
    id = entry.id or 0
    library.correct([id], {"published": "", "authors": ""})
    library.add([Draft(title="Locks", url=URL, published=MORNING, authors=("Them",))])
    article = library.article(id)
    assert (article.published, article.authors) == (None, ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", " "),
        ("published", "soon"),
        ("published", "2026-13"),
        ("language", "Korean?"),
        ("language", "xx-nonsense"),
        ("language", "de_AT"),
        ("url", "ledger"),
    ],
)
def test_a_value_that_cannot_be_changes_nothing(
    library: Library, name: str, value: str
) -> None:
    [entry] = library.add([draft("Locks", BEFORE)])
    before = library.article(entry.id or 0)
    with pytest.raises(InvalidCorrection, match=name):
        library.correct([before.id], {"site": "Other", name: value})
    assert library.article(before.id) == before


@given(st.sampled_from(["title", "authors", "site"]), st.text(max_size=60))
def test_any_text_in_a_field_is_one_line_of_text(name: str, typed: str) -> None:
    """And what is read back from the form is the same again."""
    try:
        once = corrected(an_article(), {name: typed})
    except InvalidCorrection:
        return
    written = written_fields(once)[name]
    assert all(sign.isprintable() or ord(sign) > 127 for sign in written)
    assert written.encode().decode() == written
    assert corrected(once, {name: written}) == once


@given(st.text(max_size=200), st.text(max_size=60))
def test_findings_are_made_of_any_text(text: str, value: str) -> None:
    mark = Declaration(value, value, value)
    known = Provenance((mark,), (Author(value),))
    assert findings_on(an_article(provenance=known, title=value), text)
