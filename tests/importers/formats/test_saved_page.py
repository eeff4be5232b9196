"""Pages that a browser saved."""

from datetime import UTC, datetime

import pytest

from octavo.importers.dispatch import draft_of_document
from octavo.importers.formats.html.draft import saved_from
from octavo.model.article import Source
from octavo.model.errors import DraftRejected

PAGE = """<!DOCTYPE html><html><head><title>The tide clock</title></head><body><article>
<h1>The tide clock</h1><p>The clock above the door shows the tide and not the time, as it has
done since the year of the storm, when nobody trusted the sea any more.</p><p>Nobody winds it,
and <a href="keeper">the keeper</a> says that it has never been wrong by more than a few
minutes.</p><img src="cid:clock@mhtml.blink" alt="x"></article></body></html>"""

MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://quay.example/news/clock
Subject: =?utf-8?Q?The=20tide=20clock?=
Date: Wed, 4 Mar 2026 08:30:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----B----"

------B----
Content-Type: text/css
Content-Location: https://quay.example/a.css

p { }
------B----
Content-Type: text/html
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://quay.example/news/clock

%s
------B----
Content-Type: text/html
Content-Location: https://ads.example/frame

<p>An advertisement</p>
------B------
"""


def test_the_page_of_an_mhtml_file() -> None:
    data = (MHTML % PAGE.replace("=", "=3D")).replace("\n", "\r\n").encode()
    draft = draft_of_document(data, Source(kind="file", name="clock.mhtml"))

    assert (draft.title, draft.url) == ("The tide clock", "https://quay.example/news/clock")
    assert draft.source.fetched == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    assert "[the keeper](https://quay.example/news/keeper)" in draft.text
    assert "cid:" not in draft.text
    assert "advertisement" not in draft.text


def test_a_single_file_page_says_where_it_is_from() -> None:
    note = (
        "<!--\n Page saved with SingleFile \n url: https://quay.example/clock?a=1 \n"
        " saved date: Wed Mar 04 2026 09:30:00 GMT+0100 (Central European Standard Time)\n-->"
    )
    data = PAGE.replace("<html>", f"<html>{note}").encode()
    draft = draft_of_document(data, Source(kind="file", name="clock.html"))

    assert draft.url == "https://quay.example/clock?a=1"
    assert draft.source.fetched == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("note", "url"),
    [
        pytest.param(
            "<!-- saved from url=(0026)https://quay.example/clock -->",
            "https://quay.example/clock",
            id="a browser's own note",
        ),
        pytest.param("<!-- saved from url=(0014)about:internet -->", "", id="from nowhere"),
        pytest.param("<!-- saved from url=(0009)file:///x -->", "", id="from a file"),
        pytest.param("<!-- a remark -->", "", id="no note"),
    ],
)
def test_notes_of_browsers(note: str, url: str) -> None:
    assert saved_from(f"<!DOCTYPE html>\n{note}\n<html>")[0] == url


def test_an_mhtml_file_without_a_page_is_told_as_such() -> None:
    data = MHTML.replace("text/html\n", "image/png\n").encode()

    with pytest.raises(DraftRejected, match="no page in it"):
        draft_of_document(data, Source(name="clock.mhtml"))
