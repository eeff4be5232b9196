"""Markdown files, with or without front matter."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from octavo.importers.formats.markdown import draft_of_markdown, tags_in_text
from octavo.importers.text.clean import clean
from octavo.model.article import Source, State
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag


def read(text: str, name: str = "notes/a-file.md") -> Draft:
    return draft_of_markdown(text, Source(kind="file", name=name))


def test_front_matter_says_what_a_piece_is() -> None:
    draft = read(
        """---
title: "Herons & other neighbours"
date: 2026-03-04 09:30:00 +0900
authors: [Ann Lee, Bo Ek]
tags: [birds, city/rivers]
lang: en_GB
canonical_url: https://Herons.example/post/?utm_source=feed
description: What stands in the canal.
starred: true
state: read
---

They stand in the canal.
"""
    )
    assert draft.title == "Herons & other neighbours"
    assert draft.text == "They stand in the canal."
    assert draft.published == datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
    assert draft.authors == ("Ann Lee", "Bo Ek")
    assert draft.tags == {Tag("birds"), Tag("city/rivers")}
    assert draft.language == "en-GB"
    assert draft.url == "https://herons.example/post/"
    assert draft.site == "herons.example"
    assert draft.excerpt == "What stands in the canal."
    assert draft.starred
    bare = read("---\ntitle: Herons\nexcerpt: What stands in the canal.\n---\n")
    assert (bare.text, bare.excerpt) == ("", draft.excerpt)
    assert draft.state is State.READ


def test_a_clipping_came_in_when_its_file_was_made() -> None:
    page = "title: Paper\nsource: https://a.example/paper\npublished: 2024-03-01\n"
    clipped = read(f"---\n{page}created: 2024-03-04\n---\nFold it.\n")
    assert (clipped.published, clipped.added) == (
        datetime(2024, 3, 1, tzinfo=UTC),
        datetime(2024, 3, 4, tzinfo=UTC),
    )
    own = read("---\ntitle: Mine\ncreated: 2024-03-04\n---\nFold it.\n")
    assert (own.published, own.added) == (datetime(2024, 3, 4, tzinfo=UTC), None)


def test_toml_tags_of_other_types_are_as_they_are_written() -> None:
    draft = read("+++\ntags = [true, 2026, 2026-03-04, 1.5]\n+++\nText")
    assert draft.tags == {Tag("true"), Tag("2026"), Tag("2026-03-04"), Tag("1.5")}


def test_toml_front_matter() -> None:
    draft = read(
        '+++\ntitle = "Tides"\ndate = 2026-03-04T09:30:00+09:00\n'
        '[taxonomies]\ntags = ["sea", "moon"]\n+++\nTwice a day.'
    )
    assert draft.title == "Tides"
    assert draft.published == datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
    assert draft.tags == {Tag("sea"), Tag("moon")}
    assert draft.text == "Twice a day."


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        pytest.param("tags: [a, b c]", {"a", "b c"}, id="a list"),
        pytest.param("tags:\n  - a\n  - b c", {"a", "b c"}, id="a list on lines"),
        pytest.param("tags: a, b c", {"a", "b c"}, id="by comma"),
        pytest.param("tags: a b", {"a", "b"}, id="by space"),
        pytest.param("tags: '#a #b'", {"a", "b"}, id="with hashes"),
        pytest.param("tags: a; b c", {"a", "b c"}, id="by semicolon"),
        pytest.param("tags: [[a, b], [c]]", {"a", "b", "c"}, id="lists in a list"),
        pytest.param("tags: {policy: [industry]}", {"policy/industry"}, id="below another"),
        pytest.param("tags: [{name: a, slug: x}]", {"a"}, id="objects with names"),
        pytest.param("tags: [2024, true]", {"2024", "true"}, id="numbers"),
        pytest.param("categories: [x]\ntopics: [y]", {"x", "y"}, id="other names"),
        pytest.param("category: Data Science", {"Data Science"}, id="one category"),
        pytest.param("keywords: a b, c", {"a b", "c"}, id="keywords"),
        pytest.param(
            "tags: ['+a', '-b', 'c\"d', 'e,f']", {"a", "b", "c d", "e f"}, id="illegal"
        ),
        pytest.param(
            "tags: [emo👨\u200d👩\u200d👦, می\u200cخواهم]",
            {"emo👨\u200d👩\u200d👦", "می\u200cخواهم"},
            id="joiners",
        ),
        pytest.param("tags: ['\u200ca\u200d', '\u200d']", {"a"}, id="joiners at the ends"),
        pytest.param("tags: ['a//b/', '/', '']", {"a/b"}, id="empty steps"),
        pytest.param("tags: [Rivers, rivers]", {"rivers"}, id="one tag in two cases"),
        pytest.param("tags:", set(), id="none"),
        pytest.param("tags: null", set(), id="nothing"),
        pytest.param("tags: [null, ~, a]", {"a"}, id="nothing in a list"),
        pytest.param("tags:\n  - ~\n  -\n  - a", {"a"}, id="nothing on a line"),
        pytest.param("tags: ~", set(), id="nothing, as a sign"),
        pytest.param("tags: true", {"true"}, id="a word that YAML reads otherwise"),
        pytest.param(
            "tags: [no, 1.50, 2026-03-04]", {"no", "1.50", "2026-03-04"}, id="figures"
        ),
    ],
)
def test_tags_in_every_shape(lines: str, tags: set[str]) -> None:
    assert read(f"---\n{lines}\n---\nText").tags == {Tag(name) for name in tags}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("author: Ann Lee", ("Ann Lee",), id="one"),
        pytest.param("author: Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek"), id="and"),
        pytest.param(
            "author: Ann Lee, Bo Ek & Cy Fox", ("Ann Lee", "Bo Ek", "Cy Fox"), id="three"
        ),
        pytest.param("author: Lee, Ann", ("Lee, Ann",), id="the last name first"),
        pytest.param("author: Ann Lee <ann@a.example>", ("Ann Lee",), id="with an address"),
        pytest.param("authors:\n  - name: Ann Lee\n    url: x", ("Ann Lee",), id="an object"),
        pytest.param("byline: Ann Lee", ("Ann Lee",), id="a byline"),
        pytest.param("author:", (), id="none"),
    ],
)
def test_authors_in_every_shape(line: str, names: tuple[str, ...]) -> None:
    assert read(f"---\n{line}\n---\nText").authors == names


@pytest.mark.parametrize(
    ("date", "day"),
    [
        pytest.param("2026-03-04", (2026, 3, 4), id="a day"),
        pytest.param("2026-03-04T23:30:00-05:00", (2026, 3, 5), id="with a zone"),
        pytest.param("2026-03-04 1:02:03 -0400", (2026, 3, 4), id="a short hour"),
        pytest.param("March 4, 2026", (2026, 3, 4), id="in words"),
        pytest.param("4. März 2026", (2026, 3, 4), id="in German"),
        pytest.param("Wed, 04 Mar 2026 10:00:00 GMT", (2026, 3, 4), id="as mails have it"),
        pytest.param("2026年3月4日", (2026, 3, 4), id="in Japanese"),
        pytest.param("2026년 3월 4일", (2026, 3, 4), id="in Korean"),
        pytest.param("'1772604000'", (2026, 3, 4), id="in seconds"),
        pytest.param("2026-02-31", None, id="no such day"),
        pytest.param("someday", None, id="no date"),
    ],
)
def test_dates_in_every_shape(date: str, day: tuple[int, int, int] | None) -> None:
    draft = read(f"---\ndate: {date}\n---\nText")
    published = draft.published
    assert (published and (published.year, published.month, published.day)) == day
    assert bool(draft.doubt) == (day is None)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        pytest.param("# Tides\n\nIn and out.", "Tides", "In and out.", id="a first heading"),
        pytest.param("Tides\n=====\nIn.", "Tides", "In.", id="an underlined heading"),
        pytest.param("## Tides ##\nIn.", "Tides", "In.", id="a closed heading"),
        pytest.param("# The *old* `sea` [x](y)\nIn.", "The old sea x", "In.", id="marks in it"),
        pytest.param("# Tides[^1]\nIn.", "Tides", "In.", id="a note on it"),
        pytest.param("**Tides**\n\nIn.", "Tides", "In.", id="a bold line"),
        pytest.param("---\ntitle: The *old* `a`\n---\nIn.", "The old a", "In.", id="fields"),
        pytest.param("---\ntitle: __init__\n---\nIn.", "__init__", "In.", id="a name there"),
        pytest.param("# Tides {#tides}\nIn.", "Tides", "In.", id="an anchor in it"),
        pytest.param(
            "---\ntitle: Tides\n---\n# TIDES!\n\nIn.",
            "Tides",
            "In.",
            id="said twice, taken once",
        ),
        pytest.param(
            "---\ntitle: Tides\n---\n# In\n\nOut.",
            "Tides",
            "# In\n\nOut.",
            id="another heading",
        ),
        pytest.param(
            "In.\n\n# Tides\n\nOut.", "Tides", "In.\n\n\nOut.", id="below a paragraph"
        ),
        pytest.param(
            "In.\n\n## Out\n\nOut.", "A file", "In.\n\n## Out\n\nOut.", id="a section"
        ),
        pytest.param("```\n# x\n```", "A file", "```\n# x\n```", id="a comment in code"),
        pytest.param("- a\n---\nb", "A file", "- a\n---\nb", id="a rule below a list"),
        pytest.param("Only words.", "A file", "Only words.", id="no heading at all"),
        pytest.param("    code\n\nx", "A file", "    code\n\nx", id="code at the beginning"),
    ],
)
def test_the_title_is_taken_once(text: str, title: str, rest: str) -> None:
    draft = read(text)
    assert (draft.title, draft.text) == (title, rest)


def test_without_a_name_the_opening_is_the_title() -> None:
    draft = read("Only a few words, without any heading.", name="")
    assert draft.title == "Only a few words, without any heading."


def test_a_file_may_be_dated_by_its_name() -> None:
    draft = read("Text", name="posts/2026-03-04-the_tides.md")
    assert draft.title == "The tides"
    assert draft.published == datetime(2026, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        pytest.param("---\ntitle: A: b\ntags:\n- x\n---\nText", "A: b", "Text", id="a colon"),
        pytest.param('---\ntitle: "Open\n---\nText', '"Open', "Text", id="an open quote"),
        pytest.param("---\ntitle: @me\n---\nText", "@me", "Text", id="a reserved mark"),
        pytest.param(
            "---\njust words\n\n---\nText",
            "A file",
            "---\njust words\n\n---\nText",
            id="no fields",
        ),
        pytest.param("---\ntitle: x\nText", "A file", "---\ntitle: x\nText", id="never closed"),
        pytest.param("+++\nx = \n+++\nText", "A file", "+++\nx = \n+++\nText", id="bad TOML"),
        pytest.param(
            f"+++\ndate = 0x{'f' * 5000}\n+++\nText",
            "A file",
            "Text",
            id="a number without end",
        ),
        pytest.param("---\n---\nText", "A file", "Text", id="an empty block"),
        pytest.param("---\r\ntitle: X\r\n---\r\nText", "X", "Text", id="Windows"),
        pytest.param("---\ntitle: X\n...\nText", "X", "Text", id="closed by dots"),
        pytest.param("---\na: &a [*a]\ntitle: X\n---\nText", "X", "Text", id="a loop"),
        pytest.param(
            "---\nNot: yaml: really\n\nWords.\n---\n\nMore.",
            "A file",
            "---\nNot: yaml: really\n\nWords.\n---\n\nMore.",
            id="words between two rules",
        ),
        pytest.param(
            "---\nMonday: I went home.\n---\n\nMore.",
            "A file",
            "---\nMonday: I went home.\n---\n\nMore.",
            id="fields of no known name",
        ),
        pytest.param(
            "rating:: five\nmood:: fair\n\n- More.",
            "A file",
            "rating:: five\nmood:: fair\n\n- More.",
            id="properties of no known name",
        ),
        pytest.param(
            "---\nlayout: post\ntitle: X\nid: 12\n---\nText",
            "X",
            "Text",
            id="one name is known",
        ),
    ],
)
def test_broken_front_matter_loses_nothing(text: str, title: str, rest: str) -> None:
    draft = read(text)
    assert (draft.title, draft.text) == (title, rest)


def test_deep_front_matter_is_read_in_bounded_depth() -> None:
    assert read(f"---\ntags: {'[' * 5000}\n---\nText").text == "Text"


def test_aliases_of_aliases_are_not_written_out() -> None:
    rows = (f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    draft = read(f"---\ntitle: X\na0: &a0 [x, y]\n{''.join(rows)}---\nText")
    assert (draft.title, draft.text[:4]) == ("X", "Text")
    shared = read("---\ntags: &t [a, b]\nkeywords: *t\n---\nText")
    assert shared.tags == {Tag("a"), Tag("b")}


def test_shortcodes_stay_text() -> None:
    text = '{{< img src="a.jpg" >}} and {% raw %}x{% endraw %}'
    assert read(text).text == text


def test_no_escape_sequence_gets_in() -> None:
    draft = read('---\ntitle: "a\\x1b[31m &#27;[2J b"\n---\n\x1b[1mbold\x1b[0m \u202etext')
    assert draft.text == "bold text"
    assert "\x1b" not in draft.title


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(DraftRejected, match="empty"):
        read(" \n")


@given(st.text(), st.text())
def test_front_matter_never_loses_a_body(block: str, body: str) -> None:
    """Whatever stands between the lines, the words below them are in the text or the title."""
    draft = read(f"---\n{block}\n---\nfirst {body!r} last\n")
    assert f"first {body!r} last" in draft.text


@given(st.text())
def test_any_text_is_a_draft_or_refused(text: str) -> None:
    try:
        assert read(text).title
    except DraftRejected:
        assert not clean(text).strip()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("[[Ana Roe]]", "Ana Roe"),
        ("[[People/Ana Roe]]", "Ana Roe"),
        ("[[People/ana|Ana Roe]]", "Ana Roe"),
        ("[[Ana Roe#Books]]", "Ana Roe"),
    ],
)
def test_a_wiki_link_in_a_property_is_what_it_shows(said: str, name: str) -> None:
    text = f'---\ntitle: A lamp\nauthor:\n  - "{said}"\ntags: ["{said}"]\n---\nIt burned.\n'
    draft = draft_of_markdown(text, Source())
    assert draft.authors == (name,)
    assert draft.tags == {Tag(name)}


def test_a_link_in_a_property_is_its_words_or_where_it_leads() -> None:
    draft = draft_of_markdown(
        '---\nauthor: "[Ana Roe](https://ana.example)"\nsource: "[A](https://a.example/1)"\n---\nB',
        Source(),
    )
    assert (draft.authors, draft.url) == (("Ana Roe",), "https://a.example/1")


def test_properties_of_logseq_stand_before_all_else() -> None:
    draft = read(
        "title:: A lamp\ntags:: [[light]], long night\nauthor:: Ida Lund\n\n- It burned.\n"
    )
    assert (draft.title, draft.text) == ("A lamp", "- It burned.")
    assert draft.tags == {Tag("light"), Tag("long night")}
    assert draft.authors == ("Ida Lund",)
    assert read("Of std:: vector and std:: map\n").text == "Of std:: vector and std:: map"


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        pytest.param(
            "CHANGELOG.md",
            "# Release v1.55.6\n\n- mended\n\n# Release v1.55.5\n\n- new",
            "CHANGELOG",
            id="the newest of several releases",
        ),
        pytest.param(
            "CHANGELOG.md",
            "Release v1.55.6\n===\n\n- mended\n\nRelease v1.55.5\n===\n\n- new",
            "CHANGELOG",
            id="the newest of several releases that are underlined",
        ),
        pytest.param(
            "lamp-report.md",
            "## Expected\n\nIt burns.\n\n## Actual\n\nIt does not.",
            "Lamp report",
            id="the first of several sections",
        ),
        pytest.param("lamps.md", "# Page 1\n\nIt burns.", "Lamps", id="the number of a page"),
        pytest.param(
            "a.md",
            "# Release 2.0\n\nIt burns.\n\n## News\n\nNone.",
            "Release 2.0",
            id="one release",
        ),
        pytest.param(
            "", "# Release 2\n\nNew.\n\n# Release 1\n\nOld.", "Release 2", id="nothing better"
        ),
    ],
)
def test_a_heading_among_its_like_is_no_title(name: str, text: str, title: str) -> None:
    draft = draft_of_markdown(text, Source(name=name))

    assert draft.title == title
    assert name == "" or len(draft.text) >= len(text) - len("# Release 2.0\n\n")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        pytest.param(
            "#craft at the start (and #craft/tools)", {"craft", "craft/tools"}, id="two"
        ),
        pytest.param("#[[two words]] of Logseq", {"two words"}, id="with a blank"),
        pytest.param("# Heading\n\n## Other", set(), id="headings"),
        pytest.param("Issue #12, C#, a#b, https://a.example/#c", set(), id="no tags"),
        pytest.param("`#code` and\n\n```\n#more\n```\n\n[a](b #c)", set(), id="in code"),
        pytest.param(
            "#größe #日本 #y2024 #2024", {"größe", "日本", "y2024"}, id="other letters"
        ),
        pytest.param("*#stressed* and **#strong**.", {"stressed", "strong"}, id="emphasis"),
    ],
)
def test_tags_in_a_text(text: str, tags: set[str]) -> None:
    assert tags_in_text(text) == set(map(Tag, tags))


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        pytest.param('<a name="x"></a>Of lamps', "Of lamps", id="an anchor"),
        pytest.param("Of <b>oil</b> lamps", "Of oil lamps", id="emphasis"),
        pytest.param("A Vec<T> of lamps", "A Vec<T> of lamps", id="no tag"),
        pytest.param("The `<b>` tag", "The <b> tag", id="a tag that is spoken of"),
    ],
)
def test_a_title_is_plain_text(heading: str, title: str) -> None:
    assert draft_of_markdown(f"# {heading}\n\nIt burns.\n", Source()).title == title


def test_a_title_that_breaks_off_gives_way_to_the_heading() -> None:
    broken = "---\ntitle: [unclosed\n---\n# Of lamps\n\nThey burn.\n"
    assert draft_of_markdown(broken, Source()).title == "Of lamps"


@given(
    st.sampled_from(("added", "later", "progress", "position", "state")), st.text(max_size=9)
)
@example("progress", "1.2.3")
@example("progress", "1e999")
@example("position", "٣")
@example("later", "2026-99-99")
def test_whatever_a_person_writes_above_an_exported_text_it_comes_in(
    name: str, said: str
) -> None:
    draft = read(f"---\noctavo: 1\ntitle: T\n{name}: {said}\n---\n\nText.")
    assert "Text." in draft.text
    assert 0 <= draft.progress <= 1
    assert draft.position >= 0


def test_tags_with_spaces_come_back_beside_their_like_with_hyphens() -> None:
    tags = "tags:\n  - how-we-work\n  - a-b\n  - c-d\n  - new\noctavo_tags:\n"
    listed = "  - how we work\n  - a-b\n  - a b\n  - gone since\n"
    draft = read(f"---\noctavo: 1\ntitle: T\n{tags}{listed}---\n\nText.")
    assert set(map(str, draft.tags)) == {"how we work", "a-b", "a b", "c-d", "new"}
