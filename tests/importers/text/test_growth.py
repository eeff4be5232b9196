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
DEEP = 25_000
"""Of what is read level by level, so that each character takes 55 microseconds."""


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
    ("run", "most"),
    [
        pytest.param(" ", SIZE, id="blanks"),
        pytest.param("7", SIZE, id="digits"),
        pytest.param("<!---->", SIZE, id="comments"),
        pytest.param("<!--", SIZE, id="comments without an end"),
        pytest.param("<?xml ", SIZE, id="declarations without an end"),
        pytest.param("<meta content='", SIZE, id="tags without an end"),
        pytest.param("<noscript", SIZE, id="fallbacks without an end"),
        pytest.param("<xmp>", SIZE, id="texts without an end"),
        pytest.param("<a><svg>", SIZE, id="drawings without an end"),
        pytest.param("a(", SIZE, id="calls"),
        pytest.param("<a@", SIZE, id="addresses of mails"),
        pytest.param(">", DEEP, id="quotes in quotes"),
        pytest.param("# ", SIZE, id="headings in headings"),
    ],
)
def test_a_long_run_takes_time_in_proportion(run: str, most: int) -> None:
    assert grows_in_proportion(lambda size: read_all(run * (size // len(run)) + "x"), most)
