"""Hostile and broken documents: a draft or a reason, in bounded time."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.importers.dispatch import draft_of_document
from octavo.importers.formats.epub.book import draft_of_book
from octavo.importers.formats.html.draft import draft_of_saved_html
from octavo.importers.formats.mail import draft_of_mail, draft_of_mhtml
from octavo.importers.formats.pdf.draft import draft_of_pdf
from octavo.importers.text.clean import clean
from octavo.model.article import Source
from octavo.model.errors import DraftRejected
from tests.importers.formats.epub.binding import epub, page, zipped
from tests.importers.formats.pdf.printing import lines, pdf
from tests.importers.formats.test_mail import HEAD, PARTS
from tests.importers.formats.test_saved_page import MHTML, PAGE

SOURCE = Source(kind="file", name="it")
WHOLE = [
    pdf(lines(["The clock shows the tide.", "It does."]), Title="The tide clock"),
    epub({"a.xhtml": page("<h1>A</h1><p>The clock shows the tide.</p>")}),
    PARTS.encode(),
    (MHTML % PAGE).encode(),
    PAGE.encode(),
]
SPLINTERS = st.sampled_from(
    (
        *(b"--a", b"\n\n", b"=?utf-8?q?=", b"<", b"<p>", b"obj", b"endstream", b"("),
        *(b"Content-Type: multipart/mixed; boundary=a\n", b"charset*=''%", b"PK\x03\x04"),
        *(b"\xff\xfe", b"\x1b[2J", b"/Length 9999", b"/Kids [1 0 R]"),
    )
)


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A valid document from which pieces are cut, and into which others are put."""
    data = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        data = data[:start] + draw(st.one_of(SPLINTERS, st.binary(max_size=6))) + data[end:]
    return data


def check(data: bytes) -> None:
    """Read it as what it is and as all that it may be; no other error may come out."""
    for read in (draft_of_document, draft_of_book, draft_of_mail, draft_of_pdf, draft_of_mhtml):
        with contextlib.suppress(DraftRejected):
            draft = read(data, SOURCE)
            assert draft.title
            assert clean(draft.title + draft.text) == draft.title + draft.text
    with contextlib.suppress(DraftRejected):
        draft_of_saved_html(data.decode("utf-8", "replace"), SOURCE)


@settings(deadline=None)
@given(mutilated())
def test_a_mutilated_document_gives_a_draft_or_a_reason(data: bytes) -> None:
    check(data)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_draft_or_a_reason(data: bytes) -> None:
    check(data)
    check(b"%PDF-1.4\n" + data)
    check(HEAD.encode() + data)


@settings(deadline=None)
@given(st.binary(max_size=120), st.binary(max_size=120))
def test_any_text_in_a_book_gives_a_draft_or_a_reason(text: bytes, package: bytes) -> None:
    check(epub({}, files={"OPS/nav.xhtml": text}))
    check(epub({"a.xhtml": text.decode("latin-1")}))
    check(zipped({"META-INF/container.xml": text, "OPS/book.opf": package}))


CONTROLS = [*range(1, 32), *range(127, 160), 0xAD, 0x202E, 0xFFFE, 0xFFFF, 0x1FFFE]


@settings(deadline=None)
@given(st.sampled_from(CONTROLS), st.sampled_from(["&#{};", "&#x{:x};", "{:c}"]))
def test_a_page_may_have_any_character_in_any_attribute(code: int, form: str) -> None:
    """However it is written; pages put such values into other attributes while being read."""
    odd = form.format(code)
    names = (
        "src data-src srcset data-srcset href id class title alt datetime content start lang"
    )
    values = " ".join(f'{name}="a{odd}b"' for name in names.split())
    tags = "img a video audio source iframe embed object meta time ol li sup td table picture"
    elements = "".join(f"<{tag} {values}>words</{tag}>" for tag in tags.split())
    html = f"<html {values}><body {values}><article><p>The tide.</p>{elements}</article>"
    check(f"{html}<noscript><img {values}></noscript>".encode())


DEEP = "Content-Type: multipart/mixed; boundary={0}\n\n--{0}\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            HEAD.encode() + "".join(DEEP.format(f"b{n}") for n in range(2_000)).encode(),
            id="parts in parts",
        ),
        pytest.param(
            f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n".encode()
            + b"--b\n\nx\n" * 20_000,
            id="parts without end",
        ),
        pytest.param(HEAD.encode() + b"X: y\n" * 50_000 + b"\nText", id="headers without end"),
        pytest.param(
            b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\nText", id="a long subject"
        ),
        pytest.param(
            epub({"a.xhtml": page("<div>" * 20_000 + "x")}), id="a chapter nested deeply"
        ),
        pytest.param(
            epub({f"{n}.xhtml": page("<p>x</p>") for n in range(1_000)}),
            id="a thousand chapters",
        ),
        pytest.param(pdf(*[lines(["x y z"] * 50)] * 60), id="many pages"),
        pytest.param(b"%PDF-1.4\n" + b"1 0 obj\n<<" * 50_000, id="objects in objects"),
        pytest.param(b"<!-- saved from url=(" * 5_000, id="notes that never end"),
    ],
)
def test_hostile_documents_take_bounded_time(data: bytes) -> None:
    started = time.process_time()
    check(data)

    assert time.process_time() - started < 15
