"""What begins a text is looked at in time that grows with its length, whatever it is."""

import pytest

from octavo.importers.dispatch import draft_of_bytes
from octavo.importers.formats.html.tree import tree_of
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.text.file_types import is_feed, is_page
from octavo.importers.text.xml import tree_of_xml
from octavo.importers.web.page_drafts import full_version, sent_on_to
from octavo.model.article import Source
from tests.growth import grows_in_proportion

SIZE = 100_000


def read_all(text: str) -> None:
    """Everything that looks at a text before or while it is read."""
    is_page(text)
    is_feed(text)
    tree_of(text)
    tree_of_xml(text)
    sent_on_to(b"<html amp>" + text.encode(), "https://a.example/")
    full_version(b"<html amp>" + text.encode(), "https://a.example/")
    body_markdown(["    " + text.replace("\n", " ")] * 2)
    draft_of_bytes(b"a" + text.encode(), Source(name="a.txt"))


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(" ", id="blanks"),
        pytest.param("7", id="digits"),
        pytest.param("<!---->", id="comments"),
        pytest.param("<!--", id="comments without an end"),
        pytest.param("<?xml ", id="declarations without an end"),
        pytest.param("<meta content='", id="tags without an end"),
        pytest.param("<noscript", id="fallbacks without an end"),
        pytest.param("<xmp>", id="texts without an end"),
        pytest.param("<a><svg>", id="drawings without an end"),
        pytest.param("a(", id="calls"),
        pytest.param("<a@", id="addresses of mails"),
        pytest.param(">", id="quotes in quotes"),
        pytest.param("# ", id="headings in headings"),
    ],
)
def test_a_long_run_takes_time_in_proportion(run: str) -> None:
    assert grows_in_proportion(lambda size: read_all(run * (size // len(run)) + "x"), SIZE)
