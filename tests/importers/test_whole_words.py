"""What comes in by any way has its words in the article: what it has against what that gets.

Left out on purpose, and so in none of these: menus, forms, lists of related pages, and text
at the ends of an article of which half or more is links; what is hidden; adverts in frames;
links for leaving a newsletter; tables of contents, covers
and page numbers of books; scripts and styles in any of them.
"""

from collections.abc import Callable
from quopri import encodestring

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from octavo.importers.dispatch import draft_of_bytes
from octavo.model.article import Source
from tests.importers.feeds.samples import only, rss
from tests.importers.formats.epub.binding import epub
from tests.importers.formats.epub.binding import page as page_of_book
from tests.importers.words import lost, words_shown
from tests.making import examples

_WORDS = "tide clock ferry rope mill gate storm door night water lamp bread stone".split()  # noqa: SIM905
_SENTENCE = st.lists(st.sampled_from(_WORDS), min_size=5, max_size=24).map(
    lambda words: f"The {' '.join(words)} it was."
)
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=4).map(" ".join)
_WRAPPED = _PARAGRAPH.flatmap(
    lambda text: st.sampled_from(
        (
            f"<p>{text}</p>",
            f"<div><div><span>{text}</span></div></div>",
            f"<blockquote><p>{text}</p></blockquote>",
            f"<p><b>{text}</b> <a href='/a'>{text[:12]}</a></p>",
            f"<figure><figcaption>{text}</figcaption></figure><p>{text}</p>",
            f"<p>{text}<embed src='a'>{text}</p>",
            f"<p>{text}<p>{text}",
            f"<details open><summary>{text}</summary><p>{text}</p></details>",
            f"<h2>{text[:40]}</h2><p>{text}</p>",
        )
    )
)
_LISTED = st.tuples(
    st.sampled_from(("ul", "ol", "ol reversed")), st.lists(_SENTENCE, min_size=2)
).map(lambda each: f"<{each[0]}>{''.join(f'<li>{text}' for text in each[1])}</{each[0][:2]}>")
_ROWS = st.tuples(_SENTENCE, _SENTENCE).map(
    lambda row: f"<tr><th>{row[0]}</th><td>{row[1]}<ul><li>{row[0]}<li>{row[1]}</ul></td>"
)
_TABLES = st.lists(_ROWS, min_size=2, max_size=5).map(
    lambda rows: f"<table>{''.join(rows)}</table>"
)
MARKUP = st.lists(st.one_of(_WRAPPED, _WRAPPED, _LISTED, _TABLES), min_size=1, max_size=8).map(
    "".join
)
SOURCE = Source(kind="file", name="a")
HEAD = "Subject: Lamps\nFrom: Ann Lee <ann@quay.example>\nMIME-Version: 1.0\n"


def _page(markup: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Lamps</title></head><body>{markup}</body></html>"


def _printable(markup: str) -> bytes:
    head = (
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    )
    return f"{head}\n".encode() + encodestring(_page(markup).encode()) + b"\n"


def _article(markup: str) -> bytes:
    return _page(f"<article>{markup}</article>").encode()


def _mail(markup: str) -> bytes:
    return HEAD.encode() + _printable(markup)


def _saved(markup: str) -> bytes:
    head = f"From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/\n{HEAD}"
    kind = 'Content-Type: multipart/related; type="text/html"; boundary="b"\n'
    body = _printable(f"<article>{markup}</article>")
    return f"{head}{kind}\n--b\n".encode() + body + b"--b--\n"


def _book(markup: str) -> bytes:
    return epub({"a.xhtml": page_of_book(markup), "b.xhtml": page_of_book(markup)})


@pytest.mark.parametrize("written", [_article, _mail, _saved, _book])
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=examples(12))
@given(markup=MARKUP)
def test_a_document_gives_all_its_words(written: Callable[[str], bytes], markup: str) -> None:
    draft = draft_of_bytes(written(markup), SOURCE)
    times = 2 if written is _book else 1
    assert lost(words_shown(markup) * times, f"{draft.title}\n\n{draft.text}") == []


@settings(max_examples=examples(30))
@given(markup=MARKUP)
def test_an_entry_of_a_feed_gives_all_its_words(markup: str) -> None:
    entry = only(
        rss(
            f"<guid>1</guid><title>Lamps</title><description><![CDATA[{markup}]]></description>"
        )
    )
    assert lost(words_shown(markup), f"{entry.title}\n\n{entry.text}") == []


_MARKS = (
    "",
    "# ",
    "- ",
    "1. ",
    "> ",
    "    ",
    "[^1]: ",
    "| ",
    "**",
    "***",
    "<b>",
    "\t",
    "```\n",
)


@settings(max_examples=examples(40))
@example([("# ", "The tide " * 50)])
@given(
    st.lists(
        st.tuples(st.sampled_from(_MARKS), _PARAGRAPH),
        min_size=1,
        max_size=8,
        unique_by=lambda line: line[1],
    )
)
def test_a_text_gives_all_its_words(lines: list[tuple[str, str]]) -> None:
    """In Markdown and in plain text, whatever its marks; a title said twice counts once."""
    text = "\n\n".join(mark + line for mark, line in lines)
    for name in ("a.md", "a.txt"):
        draft = draft_of_bytes(text.encode(), Source(kind="file", name=name))
        assert lost(" ".join(line for _, line in lines), f"{draft.title}\n\n{draft.text}") == []
