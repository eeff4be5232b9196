"""Pages come in by their addresses, and are asked for again."""

import pytest

from octavo.library.about import written_fields
from octavo.library.library import Library
from octavo.model.article import Source
from octavo.model.draft import Draft, DraftNote, Record, Result
from octavo.model.errors import DraftRejected
from octavo.model.tag import TagEdit
from octavo.services.fetch import fetch, pages
from tests.making import draft
from tests.services.making import QUICK, page
from tests.web.server import Web

TYPED = Source(kind="page", private=True)
"""Of what is on this machine, and was added by its address."""


def add(library: Library, *urls: str) -> dict[str, Result]:
    """What became of each address."""
    asked: list[str] = []

    def pieces() -> list[Draft | DraftRejected]:
        found = list(pages(library, urls, QUICK, typed=True))
        asked.extend(url for url, _ in found)
        return [piece for _, piece in found if not isinstance(piece, Record)]

    ledger = list(library.intake.take_in(pieces()))
    return dict(zip(asked, (entry.result for entry in ledger), strict=True))


def test_a_page_is_kept_with_where_it_came_from(library: Library, web: Web) -> None:
    there = web.page("/clock", page("The tide clock"))
    asked = web.redirects("/c", "/clock?utm_source=x")
    assert add(library, asked) == {asked: Result.ADDED}
    [article] = library.articles()
    assert (article.title, article.url, article.language) == ("The tide clock", there, "en")
    assert library.text(article.id).startswith("The clock above the harbour stopped in March.")
    source = article.source
    assert (source.kind, source.name, source.reached) == (
        "page",
        asked,
        f"{there}?utm_source=x",
    )
    assert (source.content_type, len(source.hash)) == ("text/html; charset=utf-8", 64)
    assert source.fetched is not None
    assert source.error == ""


def test_a_page_that_is_here_is_not_asked_for_again(library: Library, web: Web) -> None:
    url = web.page("/clock", page("The tide clock"))
    add(library, url)
    assert add(library, f"{url}#top", url) == {
        f"{url}#top": Result.UNCHANGED,
        url: Result.UNCHANGED,
    }
    assert web.times_asked("/clock") == 1


def test_to_type_an_address_lets_it_lead_into_a_private_network(
    library: Library, web: Web
) -> None:
    """Also that of an article which is here, with the address from elsewhere."""
    there = web.page("/clock", page("The tide clock"))
    other = web.page("/bell", page("The bell"))
    library.add(
        [draft("The clock", "An older text.", url=there), draft("Bell", "x", url=other)]
    )
    assert [each.error != "" for each in fetch(library, [1, 2], QUICK)] == [True, True]
    with_leave = {there: Result.MERGED}
    assert add(library, there) == with_leave
    assert add(library, there) == {there: Result.UNCHANGED}
    library.correct([2], {"url": other})

    assert [each.error for each in fetch(library, [1, 2], QUICK)] == ["", ""]
    assert library.text(1).startswith("The clock above the harbour")

    library.correct([2], {"url": ""})
    assert not library.article(2).source.private


def test_the_same_text_at_a_typed_address_gives_no_leave_to_another(
    library: Library, web: Web
) -> None:
    there = web.page("/clock", page("The tide clock"))
    add(library, there)
    text, far = library.text(1), "http://10.0.0.1/clock"
    library.correct([1], {"url": ""})
    library.intake.rewrite(1, "Other words.")
    library.add([draft("The tide clock", text, url=far)])

    add(library, there)

    assert not library.article(2).source.private


def test_a_page_that_cannot_be_had_stays_as_a_link(library: Library, web: Web) -> None:
    url = web.fails("/clock", "503 Service Unavailable")
    assert add(library, url) == {url: Result.ADDED}
    [link] = library.articles()
    assert (link.title, link.url) == (url, url)
    assert link.source.error == "the server is overloaded or being mended (503)"
    assert (library.intake.links(), library.intake.links(failed=True)) == ([], [link.id])

    web.page("/clock", page("The tide clock"))
    assert add(library, url) == {url: Result.MERGED}
    mended = library.article(link.id)
    assert (mended.title, mended.source.error) == ("The tide clock", "")
    assert library.intake.links(failed=True) == []


def test_a_password_is_not_kept_with_a_link(library: Library, web: Web) -> None:
    url = web.fails("/clock", "503 Service Unavailable").replace("://", "://ann:secret@")
    add(library, url)
    [link] = library.articles()
    assert "secret" not in f"{link.title} {link.url} {link.source.name}"


def test_what_is_no_page_on_the_web_is_refused(library: Library) -> None:
    for url in ("file:///etc/passwd", "javascript:alert(1)", "ftp://tides.example/", "clock"):
        assert add(library, url) == {url: Result.REJECTED}
    assert library.articles() == []


def test_fetching_again_keeps_notes_and_tags(library: Library, web: Web) -> None:
    url = web.page("/clock", page("The clock runs", "It runs again."))
    notes = (DraftNote(text="Ask the keeper"),)
    library.add(
        [draft("The clock", "It stopped.", url=url, tags="sea", notes=notes, source=TYPED)]
    )
    library.retag([1], TagEdit.parse("+harbour"))
    assert [(each.id, each.error) for each in fetch(library, [1], QUICK)] == [(1, "")]
    article = library.article(1)
    assert article.title == "The clock runs"
    assert library.text(1).startswith("It runs again.")
    assert sorted(article.tags) == ["harbour", "sea"]
    assert [note.text for note in library.notes_on(1)] == ["Ask the keeper"]
    library.history.undo()
    assert library.text(1) == "It stopped."


def test_a_page_that_is_gone_leaves_what_is_here(library: Library, web: Web) -> None:
    url = web.fails("/clock", "410 Gone")
    library.add([draft("The clock", "It stopped.", url=url, source=TYPED)])
    [fetched] = fetch(library, [1], QUICK)
    assert fetched.error == "the page is gone for good (410)"
    article = library.article(1)
    assert (article.title, library.text(1)) == ("The clock", "It stopped.")
    assert article.source.error == fetched.error
    assert library.history.labels() == ["add The clock"]


def test_many_pages_are_one_step(library: Library, web: Web) -> None:
    urls = [web.page(f"/{n}", page(f"Page {n}", f"Page {n} says so.")) for n in range(5)]
    library.add([draft(f"Link {n}", "", url=url, source=TYPED) for n, url in enumerate(urls)])
    assert library.intake.links() == [1, 2, 3, 4, 5]
    assert len(list(fetch(library, library.intake.links(), QUICK))) == 5
    assert library.intake.links() == []
    library.history.undo()
    assert [article.title for article in library.articles()][::-1] == [
        f"Link {n}" for n in range(5)
    ]


def test_what_goes_while_pages_are_asked_for_is_passed_over(library: Library, web: Web) -> None:
    urls = [web.page(f"/{n}", page(f"Page {n}", f"Page {n} says so.")) for n in range(3)]
    library.add([draft(f"Link {n}", "", url=url, source=TYPED) for n, url in enumerate(urls)])
    fetching = fetch(library, [1, 2, 3, 4], QUICK)
    done = next(fetching).id
    gone = 1 if done != 1 else 2
    library.delete([gone])
    library.empty_trash()

    assert {each.id for each in fetching} == {1, 2, 3} - {done, gone}
    assert library.intake.links() == []


def test_each_article_is_accounted_for_if_two_have_one_address(
    library: Library, web: Web
) -> None:
    url = web.page("/clock", page("The clock runs", "It runs again."))
    library.add([draft("The clock", url=url, source=TYPED), draft("Typed"), draft("Typed too")])
    fetched = {each.id: bool(each.error) for each in fetch(library, [1, 2, 3, 1], QUICK)}
    assert fetched == {1: False, 2: True, 3: True}
    assert web.times_asked("/clock") == 1
    assert all(library.article(id).source.error for id in (2, 3))


def test_to_stop_is_to_keep_what_is_in(library: Library, web: Web) -> None:
    quick = web.page("/quick", page("Quick"))
    slow = web.slow("/slow")
    library.add(
        [
            draft("Quick?", "", url=quick, source=TYPED),
            draft("Slow?", "", url=slow, source=TYPED),
        ]
    )
    fetching = fetch(library, [1, 2], QUICK)
    assert next(fetching).id == 1
    fetching.close()
    assert [article.title for article in library.articles()] == ["Slow?", "Quick"]
    assert library.intake.links() == [2]


LATER = (
    "<html lang='de'><head><title>Later</title><meta name='author' content='Bo Later'>"
    "<meta property='og:site_name' content='Later Site'>"
    "<meta property='article:published_time' content='2030-01-01'>"
    "<link rel='canonical' href='{url}'></head><body><article><h1>Later</h1>{text}</article>"
    "</body></html>"
)
OTHER_WORDS = "".join(f"<p>Other words stand here now, in sentence {n}.</p>" for n in range(9))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", "Mine"),
        ("authors", "Ann Mine; Cy"),
        ("authors", ""),
        ("site", "My Site"),
        ("site", ""),
        ("published", "1999-01-02"),
        ("published", ""),
        ("language", "ko"),
        ("language", ""),
        ("url", "{url}"),
    ],
)
def test_what_the_reader_corrected_stays_when_the_page_comes_again(
    library: Library, web: Web, field: str, typed: str
) -> None:
    url = web.page("/clock", page("The tide clock"))
    add(library, url)
    [article] = library.articles()
    moved = web.page("/moved", LATER.format(url=url, text=OTHER_WORDS))
    library.correct([article.id], {field: typed.format(url=moved)})
    mine = written_fields(library.article(article.id))[field]
    web.page("/clock", LATER.format(url=url, text=OTHER_WORDS))

    assert [found.error for found in fetch(library, [article.id], QUICK)] == [""]

    now = library.article(article.id)
    assert written_fields(now)[field] == mine
    assert library.text(now.id).startswith("Other words stand here now")
    others = {"title": "Later", "authors": "Bo Later", "language": "de"}
    others.pop(field, None)
    assert {name: written_fields(now)[name] for name in others} == others


def test_a_text_edited_by_hand_stays_when_the_page_comes_again(
    library: Library, web: Web
) -> None:
    """And what the page says now is a version beside it, each once."""
    url = web.page("/clock", page("The tide clock"))
    add(library, url)
    [article] = library.articles()
    fetched = library.text(article.id)
    library.intake.rewrite(article.id, "Mine.")
    web.page("/clock", LATER.format(url=url, text=OTHER_WORDS))
    for is_beside in (True, False):
        [found] = fetch(library, [article.id], QUICK)
        assert (found.error, found.is_beside) == ("", is_beside)

    assert library.text(article.id) == "Mine."
    now = library.article(article.id)
    assert (now.title, now.words, now.excerpt) == ("Later", 1, article.excerpt)
    assert library.versions.text(article.id, 1) == fetched
    assert library.versions.text(article.id, 3).startswith("Other words stand here now")
    assert len(now.versions) == 3
    for label in library.history.labels():
        if label.startswith("fetch "):
            library.history.undo()
    assert len(library.article(article.id).versions) == 2
