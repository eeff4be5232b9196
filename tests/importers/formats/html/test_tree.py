"""A page is parsed once, whatever is asked of it."""

from datetime import UTC, datetime
from email.message import EmailMessage

import lxml.etree
import pytest

from octavo.importers.dispatch import draft_of_bytes
from octavo.importers.formats.html.draft import draft_of_html, markdown_of_fragment
from octavo.importers.web.page_drafts import draft_of_fetched, full_version, sent_on_to
from octavo.importers.web.responses import Fetched
from octavo.model.article import Source

PARAGRAPH = f"<p>{'The clock above the door had stopped long before the keeper left. ' * 3}</p>"
SHORT_PAGE = f"<html><head><title>The clock</title></head><body>{PARAGRAPH}</body></html>"
LONG_PAGE = f"<html amp><title>The clock</title><article>{PARAGRAPH * 40}</article>"
"""For which the extractor is asked once; for a short page it is asked in two modes."""

URL = "https://harbour.example/clock"


class Parses:
    """How often a page was parsed."""

    def __init__(self) -> None:
        self.times = 0


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> Parses:
    """Counts each call of the parser of HTML, octavo's own and those of the extractor."""
    counted = Parses()
    parse = lxml.etree.fromstring

    def fromstring(
        text: bytes | str, parser: lxml.etree.HTMLParser | None = None
    ) -> lxml.etree._Element:
        counted.times += isinstance(parser, lxml.etree.HTMLParser)
        return parse(text, parser)

    monkeypatch.setattr(lxml.etree, "fromstring", fromstring)
    return counted


@pytest.mark.parametrize("page", [SHORT_PAGE, LONG_PAGE], ids=["short", "long"])
def test_a_page_is_parsed_once(page: str, parses: Parses) -> None:
    assert "The clock above" in draft_of_html(page, Source(), URL).text
    assert parses.times == 1


@pytest.mark.parametrize("page", [SHORT_PAGE, LONG_PAGE], ids=["short", "long"])
def test_a_fetched_page_is_parsed_once(page: str, parses: Parses) -> None:
    data = page.replace("<title>", "<meta http-equiv=refresh content='900'><title>").encode()
    assert not sent_on_to(data, URL)
    assert not full_version(data, URL)
    fetched = Fetched(
        asked=URL, reached=URL, status=200, content_type="text/html", data=data,
        at=datetime.now(UTC),
    )  # fmt: skip
    assert draft_of_fetched(fetched).title == "The clock"
    assert parses.times == 1


def test_a_mail_is_parsed_once(parses: Parses) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "ann@a.example", "bo@b.example", "<1@a>"
    mail["Subject"] = "The clock"
    mail.set_content(SHORT_PAGE, subtype="html")
    assert "The clock above" in draft_of_bytes(mail.as_bytes(), Source(name="a.eml")).text
    assert parses.times == 1


def test_a_fragment_is_parsed_once(parses: Parses) -> None:
    assert markdown_of_fragment("<p>It <b>stopped</b>.") == "It **stopped**."
    assert parses.times == 1
