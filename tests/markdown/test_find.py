"""Finding words in a text as its reader sees it."""

import pytest

from octavo.markdown.plain_text import find


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        pytest.param("One one ONE", "one", ["One", "one", "ONE"], id="case does not count"),
        pytest.param("One one ONE", "One", ["One"], id="unless there is a capital"),
        pytest.param("**strong** *words*", "strong words", ["strong** *words"], id="marks"),
        pytest.param("over the\n> line", "the line", ["the\n> line"], id="line ends"),
        pytest.param("un*real*ity", "unreality", ["un*real*ity"], id="in a word"),
        pytest.param("**重要**な点", "重要な点", ["重要**な点"], id="between characters"),
        pytest.param("吾輩は\n猫", "は猫", ["は\n猫"], id="Japanese over a line end"),
        pytest.param("A &amp; B", "a & b", ["A &amp; B"], id="entities"),
        pytest.param("2 \\* 3", "2 * 3", ["2 \\* 3"], id="escapes"),
        pytest.param("[here](http://where.x)", "where", [], id="not where links lead"),
        pytest.param("[here][where]", "where", [], id="not their labels"),
        pytest.param("[here]: http://where.x", "where", [], id="not definitions"),
        pytest.param('<a href="where">x</a>', "where", [], id="not in tags"),
        pytest.param("<http://where.x>", "where", ["where"], id="but in addresses that show"),
        pytest.param("[^1]: where", "where", ["where"], id="and in footnotes"),
        pytest.param("a.c abc", "a.c", ["a.c"], id="signs are signs"),
        pytest.param("anything", "  ", [], id="nothing finds nothing"),
    ],
)
def test_what_is_found(text: str, pattern: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find(text, pattern)] == found
