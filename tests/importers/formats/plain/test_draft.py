"""Plain text becomes the Markdown of what a person sees in it."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from octavo.importers.formats.html.draft import draft_of_html
from octavo.importers.formats.plain.draft import draft_of_plain
from octavo.importers.formats.plain.lines import said_in_cues, without_running_lines
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.text.clean import clean
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag
from tests.growth import grows_in_proportion

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def read(text: str, name: str = "a-file.txt") -> Draft:
    return draft_of_plain(text, Source(kind="file", name=name))


def body(text: str) -> str:
    return body_markdown(text.split("\n"))


def shown(markdown: str) -> str:
    """What a reader sees of Markdown, with the numbers of lists."""
    return "".join(_shown(markdown))


def _shown(markdown: str) -> Iterator[str]:
    for token in READER.parse(markdown):
        if token.type == "list_item_open" and token.info:
            yield token.info + token.markup
        elif token.type == "inline":
            yield from (
                "\n" if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or []
            )
            yield "\n"
        elif token.content:
            yield token.content


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param("The tide clock\n\n", id="said once"),
        pytest.param("The tide clock\n\nThe tide clock\n\n", id="said twice"),
        pytest.param("The tide clock\nTHE TIDE CLOCK!\n", id="in capitals below"),
        pytest.param("THE TIDE CLOCK\n\nThe tide clock\n", id="in capitals above"),
        pytest.param("The tide clock\n==============\n\n", id="underlined"),
        pytest.param(
            "The tide clock\n\nThe Tide Clock\n--------------\n", id="underlined below"
        ),
        pytest.param("\n\n  The tide clock  \n\n\n", id="between blank lines"),
        pytest.param("The tide clock | Harbour News\n\nThe tide clock\n", id="with the site"),
        pytest.param("Title: The tide clock\n\nThe Tide Clock\n\n", id="as a field"),
    ],
)
def test_the_title_is_taken_once(opening: str) -> None:
    draft = read(f"{opening}It hangs above the door, and nobody winds it.\n")
    assert draft.title.casefold() == "the tide clock"
    assert draft.text == "It hangs above the door, and nobody winds it."


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("By Ann Lee", ("Ann Lee",), id="by"),
        pytest.param("By Dr. Ann L., March 4, 2026", ("Dr. Ann L.",), id="an initial last"),
        pytest.param("Written by Ann Lee", ("Ann Lee",), id="written by"),
        pytest.param("BY ANN LEE AND BO EK", ("ANN LEE", "BO EK"), id="capitals"),
        pytest.param(
            "By Ann Lee, Bo Ek and Cy van Fox", ("Ann Lee", "Bo Ek", "Cy van Fox"), id="3"
        ),
        pytest.param("By Ann Lee, Staff Writer", ("Ann Lee",), id="with her work"),
        pytest.param("By Ann Lee | 4 March 2026", ("Ann Lee",), id="with the date"),
        pytest.param("Written by\n\nAnn Lee", ("Ann Lee",), id="on two lines"),
        pytest.param("文：山田 花子", ("山田 花子",), id="Japanese"),
        pytest.param("文・山田花子", ("山田花子",), id="Japanese with a dot"),
        pytest.param(
            "Por María José Núñez de la Torre",
            ("María José Núñez de la Torre",),
            id="a long name in Spanish",
        ),
        pytest.param("김하나 기자", ("김하나",), id="Korean"),
        pytest.param("Text and photographs: Ann Lee", ("Ann Lee",), id="with pictures"),
        pytest.param("Words and pictures by Ann Lee", ("Ann Lee",), id="with pictures, by"),
        pytest.param("Text und Fotos: Ann Lee", ("Ann Lee",), id="with pictures in German"),
    ],
)
def test_a_credit_names_the_authors_and_stays(line: str, names: tuple[str, ...]) -> None:
    for text in (
        f"The tide clock\n\n{line}\n\nIt hangs above the door.",
        f"The tide clock\n\nIt hangs above the door.\n\n{line}\n",
        f"The tide clock\n\nIt hangs above the door.\n\n{line}\n\nShe lives by the sea.\n",
    ):
        draft = read(text)
        assert draft.authors == names
        assert shown(draft.text).split() == text.removeprefix("The tide clock").split()
        assert "#" not in draft.text


@pytest.mark.parametrize(
    "line", ["Photograph by Ann Lee", "Translated by Bo Ek", "Photographs: Ann Lee"]
)
def test_a_credit_for_less_than_the_text_stays_a_line(line: str) -> None:
    draft = read(f"The tide clock\n\nIt hangs there.\n\n{line}\n\nIt ticks, and it does so.")
    assert (draft.authors, "#" in draft.text) == ((), False)
    assert line in draft.text


def test_a_credit_inside_the_text_names_nobody() -> None:
    body = "It hangs above the door.\n\n" * 5
    draft = read(f"The tide clock\n\n{body}By Ann Lee\n\n{body}{body}")
    assert draft.authors == ()


def test_a_quotation_at_the_end_is_by_nobody() -> None:
    draft = read("The tide clock\n\nIt hangs there.\n\nTime waits.\n\n— Benjamin Franklin\n")
    assert draft.authors == ()
    assert draft.text.endswith("— Benjamin Franklin")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("By the time we came, it had stopped", id="the time"),
        pytest.param("By Monday", id="a day"),
        pytest.param("By 1986", id="a year"),
        pytest.param("By Candle Light", id="a light"),
        pytest.param("By The River", id="a river"),
        pytest.param("By My Window", id="a window"),
    ],
)
def test_not_every_by_is_a_byline(line: str) -> None:
    assert read(f"The tide clock\n\n{line}\n\nIt hangs above the door.").authors == ()
    assert read(f"The tide clock\n\nIt hangs there.\n\n{line}\n\nIt ticks.").authors == ()


def test_what_the_text_has_in_small_letters_is_nobody() -> None:
    text = "The tide clock\n\nBy Quiet Waters\n\nWhere waters are quiet, it is slow."
    assert read(text).authors == ()
    assert read(text.replace("quiet, ", "deep, ")).authors == ("Quiet Waters",)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(
            "Дождь\n\nКапает с крыши,\nкапает с клёна,\nтише и тише\nв саду зелёном.",
            "тише и тише\\\nв саду",
            id="few lines of a verse",
        ),
        pytest.param(
            "ana@desk:~$ ls the shelf\nbook.txt notes.md\nana@desk:~$ exit\nScript done",
            "notes.md\\\nana@desk",
            id="names are no words that go on",
        ),
        pytest.param(
            "The kettle\nWhat to look for\n"
            + "It holds its heat for an hour, and has a lid that comes off with one hand. " * 2
            + "\nAnd it is green.",
            "What to look for\n\nIt holds",
            id="a preposition above a paragraph",
        ),
        pytest.param(
            "============ tests begin ============\ncollected 3 items",
            "collected 3",
            id="marks around a title",
        ),
    ],
)
def test_short_lines_stay_lines(text: str, kept: str) -> None:
    draft = read(text)
    assert kept in draft.text
    assert "=" not in draft.title


def test_a_day_to_come_is_not_when_a_text_was_published() -> None:
    assert read("Call for papers\n\n1 September 2199\n\nIt is open to all.").published is None


def test_two_lines_that_end_with_a_comma_are_no_letter() -> None:
    text = (
        "On Tea\nThe Cook\n\nFirst of all,\n\nit is hot.\n\n"
        "Second,\n\nit is tea.\n\nIt ends.\n\nThere.\n\nSo it is.\n"
    )
    assert read(text).title == "On Tea"


@pytest.mark.parametrize("below", ["\n", "\n\n"])
def test_fields_below_the_title_are_read_and_stay(below: str) -> None:
    draft = read(
        f"The tide clock{below}Author: Ann Lee\nDate: 4 March 2026\nTags: clocks, tides\n\n"
        "It hangs above the door."
    )
    assert (draft.title, draft.authors) == ("The tide clock", ("Ann Lee",))
    assert draft.published == datetime(2026, 3, 4, tzinfo=UTC)
    assert draft.tags == {Tag("clocks"), Tag("tides")}
    assert draft.text == (
        "Author: Ann Lee\\\nDate: 4 March 2026\\\nTags: clocks, tides\n\n"
        "It hangs above the door."
    )


def test_a_field_that_octavo_has_no_place_for_stays() -> None:
    draft = read("The tide clock\nDate: in the spring\n\nIt hangs above the door.")
    assert draft.published is None
    assert "Date: in the spring" in draft.text


def test_a_date_is_no_heading() -> None:
    draft = read("The tide clock\n\nWednesday, March 4, 2026 at 10:05 am\n\nIt hangs there.")
    assert draft.text == "Wednesday, March 4, 2026 at 10:05 am\n\nIt hangs there."


def test_an_address_below_the_title() -> None:
    draft = read(
        "The tide clock\nhttps://harbour.example/clock?utm_source=x\n\nIt hangs there."
    )
    assert (draft.title, draft.url) == ("The tide clock", "https://harbour.example/clock")
    assert draft.text.endswith("\n\nIt hangs there.")
    assert "<https://harbour.example/clock?utm_source=x>" in draft.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The keeper wound it every evening before the harbour lamps\n"
            "were lit, and the boats set out by it.",
            "The keeper wound it every evening before the harbour lamps were lit, and the "
            "boats set out by it.",
            id="wrapped lines",
        ),
        pytest.param(
            "It was mended in the spring by the clockmaker and his son\n"
            "Tom Harrow on the day of the fair.",
            "It was mended in the spring by the clockmaker and his son Tom Harrow on the day "
            "of the fair.",
            id="broken before a name",
        ),
        pytest.param(
            "The plan was announced by\nTom Harrow on Monday, and everyone in the harbour "
            "agreed that it was time for a new clock above the door.",
            "The plan was announced by Tom Harrow on Monday, and everyone in the harbour "
            "agreed that it was time for a new clock above the door.",
            id="a short line broken before a name",
        ),
        pytest.param(
            "The yard that built the clock and all of its wheels, the firm of the harbour,\n"
            "Tom Harrow\nand his sons, told us that it had stopped.",
            "The yard that built the clock and all of its wheels, the firm of the harbour, "
            "Tom Harrow and his sons, told us that it had stopped.",
            id="a long line that ends no sentence",
        ),
        pytest.param(
            "The story first ran in\nThe Harbour News\n, which still has it.",
            "The story first ran in The Harbour News, which still has it.",
            id="a name on its own line",
        ),
        pytest.param(
            "The clockmaker came twice a year for the main-\ntenance, and his mainten-\nance "
            "book lists every maintenance of a well-\nknown clock of the seven-\nteenth "
            "century.",
            "The clockmaker came twice a year for the maintenance, and his maintenance book "
            "lists every maintenance of a well-known clock of the seventeenth century.",
            id="divided words",
        ),
        pytest.param(
            "読者たちは昨日もいつもの図書館に\n集まりました。そして本について話し\n合いました。",
            "読者たちは昨日もいつもの図書館に集まりました。そして本について話し合いました。",
            id="Japanese has no spaces",
        ),
        pytest.param(
            "독자들은 어제도 늘 가던 도서관에 모여서\n책에 대해 이야기를 나누었습니다.",
            "독자들은 어제도 늘 가던 도서관에 모여서 책에 대해 이야기를 나누었습니다.",
            id="Korean has spaces",
        ),
        pytest.param(
            "ผู้อ่านพบกันอีกครั้งในห้องสมุดเมื่อวานนี้และ\nพูดคุยเรื่องหนังสือเล่มใหม่",
            "ผู้อ่านพบกันอีกครั้งในห้องสมุดเมื่อวานนี้และพูดคุยเรื่องหนังสือเล่มใหม่",
            id="Thai has none",
        ),
    ],
)
def test_wrapped_lines_are_one_paragraph(text: str, expected: str) -> None:
    assert body(text) == expected


LINES = [
    pytest.param("milk\neggs\ntwo lemons\ncoffee for Ann", id="a shopping list"),
    pytest.param("Ann Lee\n12 Quay Street\n4021 Skagen\nDenmark", id="an address"),
    pytest.param(
        "The lamp is lit, the boats are in,\nThe harbour sleeps at last,\n"
        "And nobody will ask again\nWhat happened in the past.",
        id="a rhyme",
    ),
    pytest.param(
        "in the drawer below the clock\na key that opens nothing\nand two old stamps",
        id="verse without capitals",
    ),
    pytest.param("[Chorus]\nHaul away, boys\nHaul away home", id="a song"),
    pytest.param("Lamps of oil\nLamps of gas\nHow to trim a wick", id="a list of chapters"),
    pytest.param("[10:02] Ann: Now?\n[10:03] Bo: not before ten", id="a chat"),
    pytest.param(
        "Q: Why did it stop after so many years, and why did nobody say a word about it then?\n"
        "A: The salt.",
        id="a question and its answer, however long",
    ),
    pytest.param("To: Bo Ek\nRe: The clock\nRoom: 12", id="fields"),
    pytest.param("Monday 9:00\nTuesday no ferry\nFriday 9:00 and 17:00", id="a timetable"),
    pytest.param("海の上の灯\n砂の上の舟\n冬の夜に\n歌う人\n帰り道", id="Japanese verse"),
    pytest.param(
        "~/clock/config.ini\n~/clock/data/tides-of-the-last-hundred-years.db", id="paths"
    ),
]


@pytest.mark.parametrize("text", LINES)
def test_lines_that_were_not_wrapped_stay_lines(text: str) -> None:
    assert shown(body(text)).strip() == text
    prose = (
        "The keeper wound it every evening before the harbour lamps were\n"
        "lit, and the boats set out by it, and nobody in the town had ever\n"
        "asked who had built it or when.\n"
    )
    assert shown(body(f"{prose}\n{text}\n\n{prose}")).count(text) == 1


def test_prose_in_short_lines_is_joined_among_lists() -> None:
    text = body(
        "Milk\nEggs\nRye bread\n\nThe money came from\nHull. The stones came from\n"
        "the quarry.\n\nLamps\nRope\n"
    )
    assert "\n\nThe money came from Hull. The stones came from the quarry.\n\n" in text


def test_addresses_stay_on_their_lines() -> None:
    text = body("Paper\nhttps://a.example/one\nA long read about how it is made by hand")
    assert (
        text == "Paper\\\n<https://a.example/one>\\\nA long read about how it is made by hand"
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        pytest.param("On the train\nTwo to read:\n{}\nBring it.", "", id="among lines"),
        pytest.param("To buy\nmilk\n{}\neggs\nbread", "", id="in a list"),
        pytest.param("On the train\nTwo to read:\n{}", "", id="announced"),
        pytest.param("On the train\nIt is blue.\n{}", "https://a.example/1", id="at the foot"),
        pytest.param(
            "Blue\nBy Ann Lee\n4 March 2026\n{}\nIt is.",
            "https://a.example/1",
            id="at the head",
        ),
    ],
)
def test_only_an_address_apart_is_that_of_the_text(text: str, url: str) -> None:
    draft = read(text.format("https://a.example/1"))
    assert (draft.url, draft.text.count("<https://a.example/1>")) == (url, 1)


@pytest.mark.parametrize("feed", ["\f", "\n\f", "\n\f\n", "\r\n\f\r\n\r\n"])
def test_a_page_may_end_inside_a_sentence(feed: str) -> None:
    said = "It hangs there and it{}ticks for as long as there is a tide.{}Part Two{}It stops."
    draft = read(f"The tide clock\n\n{said.format(feed, feed, feed)}")
    assert "It hangs there and it ticks for as long as there is a tide.\n\n" in draft.text


def test_a_block_below_a_list_stays_whole() -> None:
    text = body("* one\n* another\n\n    set in, line one\n    set in, line two\n\nThe end.")
    assert text == "- one\n- another\n\n  set in, line one\n\n  set in, line two\n\nThe end."


def test_short_paragraphs_of_wide_letters_have_headings_above_them() -> None:
    said = "来的大多是学生，也有退休的老师。他们站着看，看完了再买，老板从来不催。"
    text = body("\n".join([said, "谁来买书", said, "最后一天", said]))
    assert text == "\n\n".join([said, "## 谁来买书", said, "## 最后一天", said])


def test_an_answer_that_was_wrapped_is_one_line() -> None:
    text = body(
        "ANN: When did you come to the harbour, and who was the keeper then?\n"
        "BO: It was in the year of the storm, and the keeper was my uncle Tom,\n"
        "who had come from the north."
    )
    assert text == (
        "ANN: When did you come to the harbour, and who was the keeper then?\n\n"
        "BO: It was in the year of the storm, and the keeper was my uncle Tom, who had come "
        "from the north."
    )


def test_a_mail_says_who_wrote_it_and_what_about() -> None:
    draft = read(
        "From: Ann Lee <ann@a.example>\nTo: Bo Ek\nSubject: The clock\n"
        "Date: Wed, 4 Mar 2026 09:30:00 +0900\n\nHello Bo,\n\nit has stopped again.\n"
    )
    assert (draft.title, draft.authors) == ("The clock", ("Ann Lee",))
    assert draft.published == datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
    lines = "From: Ann Lee \\<ann@a.example>\\\nTo: Bo Ek"
    assert draft.text == f"{lines}\n\nHello Bo,\n\nit has stopped again."


def test_the_greeting_of_a_mail_is_no_heading() -> None:
    draft = read("From: Ann Lee\nSubject: The clock\n\nHello Bo\n\nIt has stopped again.\n")
    assert draft.text == "Hello Bo\n\nIt has stopped again."


def test_a_greeting_is_no_title() -> None:
    draft = read("Dear Ann,\n\nit has stopped again.\n\nTom", "a-letter.txt")
    assert (draft.title, draft.text.split("\n")[0]) == ("A letter", "Dear Ann,")


def test_a_list_of_addresses_has_none_of_its_own() -> None:
    draft = read("Links\n\nhttps://a.example/1\nhttps://b.example/2\n")
    assert (draft.url, draft.text.count("<https:")) == ("", 2)


def test_each_line_may_be_a_paragraph() -> None:
    text = "The first paragraph is one line.\nThe second one is another.\nAnd a third."
    assert body(text) == text.replace("\n", "\n\n")


def test_paragraphs_may_be_told_by_their_indentation() -> None:
    text = (
        "    The keeper wound it every evening before the lamps were lit.\n"
        "    The boats set out by it, and came home by it when there was\n"
        "fog over the harbour.\n"
    )
    first, second = body(text).split("\n\n")
    assert first.endswith("were lit.")
    assert second.endswith("fog over the harbour.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Why it stopped\n\nNobody wound it.",
            "## Why it stopped\n\nNobody wound it.",
            id="apart",
        ),
        pytest.param(
            "Why it stopped\nNobody wound it after the keeper had left, and nobody will again.",
            "## Why it stopped\n\nNobody wound it after the keeper had left, and nobody will "
            "again.",
            id="on the paragraph",
        ),
        pytest.param(
            "Why it stopped\n--------------\nNobody wound it.",
            "### Why it stopped\n\nNobody wound it.",
            id="underlined",
        ),
        pytest.param(
            "WHY IT STOPPED\n\nNobody wound it.",
            "## WHY IT STOPPED\n\nNobody wound it.",
            id="capitals",
        ),
        pytest.param(
            "2.1 Why it stopped\n\nNobody wound it.",
            "### 2.1 Why it stopped\n\nNobody wound it.",
            id="numbered",
        ),
        pytest.param(
            "第二章 時計\n\n誰も巻きませんでした。",
            "## 第二章 時計\n\n誰も巻きませんでした。",
            id="Japanese",
        ),
        pytest.param("He left.\n\nYours truly", "He left.\n\nYours truly", id="not at the end"),
        pytest.param(
            "He left,\n\nNobody knew.", "He left,\n\nNobody knew.", id="not with a comma"
        ),
        pytest.param(
            "“Why?”\n\nNobody knew.", "“Why?”\n\nNobody knew.", id="not what one says"
        ),
    ],
)
def test_headings_stand_above_paragraphs(text: str, expected: str) -> None:
    assert body(text) == expected


def test_chapters_stand_above_other_headings() -> None:
    text = body(
        "CHAPTER 1\nLoomings\n\nIt hung above the door.\n\nThe key\n\nNobody had it, then.\n\n"
        "CHAPTER 2\n\nThe end came late, and nobody wound it again."
    )
    headings = [line for line in text.split("\n") if line.startswith("#")]
    assert headings == ["## CHAPTER 1", "### Loomings", "### The key", "## CHAPTER 2"]


ARTICLE = (
    "Harbour Master Weighs a New Clock\n"
    "By Ann Lee\n"
    "The town council of the harbour is set to meet with\n"
    "Ek and Sons, the makers of the old clock, to talk about a new one above the door, "
    "before the lamps of the harbour are lit again in the autumn[1][2].\n"
    "What Is On the Table\n"
    "These are the questions:\n"
    "- Who winds it\n"
    "- Who pays for it, and when.\n"
    "The Old Clock's Advantage\n"
    "It never stopped in a storm, and the keeper says in his book that it was wound with "
    "one hand by\n"
    "people who had never seen another clock in their lives, and who were gone when it "
    "was mended for the first time in the year of the flood[3].\n"
    "1. The lamp\n"
    "The lamp above it is the brightest in the town 🙂\n"
    "What it costs:\n"
    "It costs nine crowns more than the old one, and it comes with a key.\n"
    "Photo: The lamp at night\n"
)


CAPTION = "Elders at the slip where the last of the old boats was built and launched"


def test_a_caption_takes_in_no_sentence_that_only_begins_large() -> None:
    after = (
        "But the boats are gone, and nobody builds them any more, but for the museum there."
        " It has built one at the yard since the storm, and is proud of it."
    )
    name = "Norrvik, the yard, built the rest of them, and it is still open every day."
    lines = ["The Boats", after, CAPTION, after, CAPTION, name]
    assert read("\n".join(lines)).text.split("\n\n") == lines[1:]


def test_a_long_line_goes_on_at_a_name_where_others_are_torn() -> None:
    """A text that is broken at its links shows that in lines that begin with a small letter."""
    whole = "The boats of the bay were all built at the yard that the family had until"
    torn = [
        "They were",
        "built here",
        "for a hundred years, and some of them are still afloat.",
    ]
    name = "Norrvik, the yard, built the rest of them, and it is still open every day."
    text = read("\n".join(["The Boats", whole, *torn, whole, name])).text
    assert text.split("\n\n")[-1] == f"{whole} {name}"


def test_a_question_with_a_comma_may_be_a_heading() -> None:
    prose = "The clock shows the tide and not the time, as it has done since the storm."
    text = f"The Clock\n\n{prose}\n\nSo, who winds it now?\n\n{prose}"
    assert "\n\n## So, who winds it now?\n\n" in read(text).text


def test_an_article_with_one_block_a_line() -> None:
    draft = read(ARTICLE)
    assert (draft.title, draft.authors) == ("Harbour Master Weighs a New Clock", ("Ann Lee",))
    blocks = draft.text.split("\n\n")
    assert [block for block in blocks if block.startswith("#")] == [
        "## What Is On the Table",
        "## The Old Clock's Advantage",
        "## 1. The lamp",
        "## What it costs:",
    ]
    assert "- Who winds it\n- Who pays for it, and when." in blocks
    assert blocks[1].startswith("The town council of the harbour is set to meet with Ek and")
    assert blocks[1].endswith("in the autumn\\[1]\\[2].")
    assert "one hand by people who" in draft.text
    assert blocks[-1] == "Photo: The lamp at night"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("- one\n* two\n• three", "- one\n- two\n- three", id="bullets"),
        pytest.param(
            "1. It is late.\n\n2. It is dark.\n   And cold.\n\n3. Go.",
            "1. It is late.\n2. It is dark. And cold.\n3. Go.",
            id="numbers with blank lines between",
        ),
        pytest.param("1. one\n2) two", "1. one\n2. two", id="numbers"),
        pytest.param("1. one\n5. five", "1. one\n- 5\\. five", id="numbers that leap"),
        pytest.param("a) one\nb) two", "- a) one\n- b) two", id="letters"),
        pytest.param("- one\n  - in\n- two", "- one\n  - in\n- two", id="nested"),
        pytest.param("1. x\n   a. in\n2. y", "1. x\n   - a. in\n2. y", id="nested letters"),
        pytest.param("- one\n  goes on\n- two", "- one goes on\n- two", id="wrapped"),
        pytest.param("- one\n\n- two", "- one\n- two", id="loose"),
        pytest.param("- one\n\n  more\n\n- two", "- one\n\n  more\n- two", id="two paragraphs"),
        pytest.param("Three things:\n- a\n- b", "Three things:\n\n- a\n- b", id="on a line"),
        pytest.param("- a\n- b\nThe end came.", "- a\n- b\n\nThe end came.", id="text below"),
        pytest.param("1986. A year.", "1986\\. A year.", id="a year is no number"),
        pytest.param("> it is\n> late", "> it is late", id="a quote"),
        pytest.param("> a\n>> b", "> a\n>\n> > b", id="a quote in a quote"),
        pytest.param("One.\n\n* * *\n\nTwo.", "One.\n\n---\n\nTwo.", id="a rule"),
        pytest.param(
            "Lamps on the water,\nBoats on the sand,\nNobody knows",
            "Lamps on the water,\\\nBoats on the sand,\\\nNobody knows",
            id="verse",
        ),
        pytest.param(
            "Name      Age\nAnn       31\nBo        4",
            "```\nName      Age\nAnn       31\nBo        4\n```",
            id="columns",
        ),
        pytest.param(
            "Name\tAge\nAnn\t31", "| Name | Age |\n| --- | --- |\n| Ann | 31 |", id="tabs"
        ),
        pytest.param(
            "| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n| --- | --- |\n| 1 | 2 |", id="pipes"
        ),
        pytest.param(
            "So:\n\n    def f(x):\n\n        return x\n",
            "So:\n\n```\ndef f(x):\n\n    return x\n```",
            id="code",
        ),
    ],
)
def test_what_lines_mean_is_kept(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("*stars* and **more** and _lines_ in snake_case", id="emphasis"),
        pytest.param("# no heading, #tag", id="a hash"),
        pytest.param("`code` and ```fences```", id="backticks"),
        pytest.param("<b>bold</b> & &amp; AT&T &copy;", id="HTML"),
        pytest.param("[x] [a](b) ![c](d) [e]: f [^1]", id="brackets"),
        pytest.param("~~gone~~ and ~ 5", id="tildes"),
        pytest.param("C:\\new\\*dir\\", id="backslashes"),
        pytest.param("1\\. ends with \\", id="a backslash at the end"),
        pytest.param("| a | b |", id="pipes"),
        pytest.param("C #", id="a hash at the end"),
        pytest.param(
            "See https://a.example/x_y_(z)?a=1&b=2, or www.b.example.", id="addresses"
        ),
        pytest.param("It was said [1][3] and [2, 4].", id="marks without sources"),
    ],
)
def test_marks_show_exactly_as_written(text: str) -> None:
    assert shown(body(text)).strip() == text
    assert shown(body(f"A line above.\n\n{text}")).endswith(f"{text}\n")


def test_addresses_stay_links() -> None:
    text = body("See https://a.example/x_y_(z)?a=1&b=2, or www.b.example.")
    assert text == (
        "See <https://a.example/x_y_(z)?a=1&b=2>, or [www.b.example](<https://www.b.example>)."
    )


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param("Sources\n\n[1] Harbour News\n[2] https://b.example/x", id="in brackets"),
        pytest.param("References:\n1. Harbour News\n2. https://b.example/x", id="numbered"),
        pytest.param("[1] Harbour\nNews\n\n[2] https://b.example/x", id="without a heading"),
        pytest.param("Sources\n- Harbour News\n- https://b.example/x", id="in order"),
        pytest.param("出典\n[1]: Harbour News\n[2]: https://b.example/x", id="in Japanese"),
    ],
)
def test_citations_point_to_their_sources(listed: str) -> None:
    draft = read(f"The clock\n\nIt stopped.[1] It was late.[1][2]\n\n{listed}\n")
    assert draft.text.startswith("It stopped.[^1] It was late.[^1][^2]")
    assert "[^1]: Harbour News" in draft.text
    assert "[^2]: <https://b.example/x>" in draft.text


def test_a_number_that_begins_a_line_of_a_source_is_no_source() -> None:
    draft = read(
        "The clock\n\nIt stopped.[1][2]\n\nSources\n[1] A. Lee, Clocks\n    12 (1988), p. 4.\n"
        "[2] B. Ek, Salt\n"
    )
    assert "[^1]: A. Lee, Clocks 12 (1988), p. 4.\n" in draft.text


def test_a_source_that_nobody_cites_stays() -> None:
    draft = read("The clock\n\nIt stopped.[1]\n\nSources\n[1] Ann\n[2] Bo\n")
    assert draft.text == "It stopped.[^1]\n\n## Sources\n\n[^1]: Ann\n\n\\[2] Bo"


def test_a_citation_without_its_source_stays_text() -> None:
    draft = read("The clock\n\nIt stopped.[7]\n\nSources\n[1] Ann\n")
    assert shown(draft.text).startswith("It stopped.[7]")


def test_notes_that_are_no_sources_stay_a_list() -> None:
    draft = read("The clock\n\nIt stopped.[1][7][9]\n\nNotes:\n1) In spring.\n2) At noon.\n")
    assert draft.text.endswith("Notes:\n\n1. In spring.\n2. At noon.")


def test_a_single_line_is_title_and_text() -> None:
    draft = read("Buy a clock")
    assert (draft.title, draft.text) == ("Buy a clock", "Buy a clock")


def test_a_paragraph_is_no_title() -> None:
    text = (
        "It was late when we came, and the clock above the door had stopped hours ago. Nobody"
    )
    draft = read(
        f"{text}\nhad wound it since the keeper left, and nobody would.", "notes/my-clock.txt"
    )
    assert draft.title == "My clock"
    assert draft.text.startswith(text)


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(DraftRejected, match="empty"):
        read("\n \n")


MARKS = """
The a of Ann said. Next *bold* _x_ [1] [1][3] # ## > - + 1. 2) a) • ``` ~~~ ~~s~~ <b> &amp; |
--- === *** http://x.example/a_b 日本 です。 ที่ CHAPTER I By Written the \\ $ ![i](j) [a]:
[^1]: { } ; def return x=1 well- known Yes! Why? , : A. B. I. II. (a) (1) 9:14 AM Dear
"""
words = st.one_of(st.sampled_from(MARKS.split()), st.text(max_size=5))
lines = st.builds(
    lambda margin, gap, run: margin + gap.join(run),
    st.sampled_from(["", "", "", "  ", "    ", "\t", "\u3000\u3000"]),
    st.sampled_from([" ", " ", " ", "      "]),
    st.lists(words, max_size=12),
)


@given(st.lists(lines, max_size=12).map("\n".join))
def test_no_word_is_lost_or_moved(text: str) -> None:
    """Rendered, the Markdown has all letters and digits of the text, in order."""
    text = clean(text)
    seen = [char for char in shown(body(text)) if char.isalnum()]
    assert seen == [char for char in text if char.isalnum()]


LABELS = st.sampled_from(["I.", "A.", "1.", "a.", "(1)", "(a)", "II.", "B.", "i."])
ITEMS = st.builds("{}{} Clay".format, st.sampled_from(["", "   "]), LABELS)


@given(st.lists(st.one_of(ITEMS, st.sampled_from(["", "goes on"])), max_size=9))
def test_no_word_of_an_outline_is_lost_or_moved(items: list[str]) -> None:
    text = "\n".join(items)
    assert re.findall(r"\w+", shown(body(text))) == re.findall(r"\w+", text)


def test_a_greek_question_ends_with_a_semicolon() -> None:
    first = "Η ρόδα του μύλου γυρίζει ξανά ύστερα από έντεκα χρόνια σιωπής, και όλοι ήρθαν."
    then = "Την άνοιξη θα δουλέψει και το πριονιστήριο, αν το επιτρέψει η κοινότητα του χωριού."
    text = read(f"Η ρόδα\n{first}\nΤι ακολουθεί;\n{then}").text
    assert [line.lstrip("# ") for line in text.split("\n\n")] == [first, "Τι ακολουθεί;", then]


def test_two_headings_with_a_colon_are_no_fields() -> None:
    prose = (
        "The keeper of the light has been here for years, and knows each of the ships.\n" * 2
    )
    parts = "Part One: The Sea\n\nChapter One: The Boat\n\n"
    assert read(f"My book\n\n{parts}{prose}").text.startswith(
        "## Part One: The Sea\n\n## Chapter One: The Boat\n"
    )


def test_tags_by_themselves_are_no_heading() -> None:
    said = body("One verse\nand one more\n\n#lied #alt\n- More of it is at the mill.")
    assert said.splitlines()[3] == "#lied #alt"


SPACED = [
    "A lamp",
    "Name\tPrice",
    "Brook    39",
    "    set in",
    "",
    "It hangs there, and swings.",
]


@given(st.lists(st.sampled_from(SPACED), min_size=1, max_size=8).map("\n".join))
def test_what_a_text_says_once_is_kept_once(text: str) -> None:
    assume(text.strip())
    draft = read(text)
    said, kept = (Counter(re.findall(r"\w+", each)) for each in (text, shown(draft.text)))
    assert kept <= said
    assert (said - kept).keys() <= {*re.findall(r"\w+", draft.title)}


@given(st.lists(lines, max_size=12).map("\n".join))
def test_blank_lines_at_the_end_change_nothing(text: str) -> None:
    text = clean(text)
    assert body(text) == body(text.rstrip() + "\n\n\n")


TITLES = st.sampled_from(["The tide clock", "A lamp, a door", "潮の時計", "12 lamps"])
FIELDS = st.sampled_from(["", "Author: Ann Lee\n", "Author: Ann Lee\nDate: 4 March 2026\n"])
HALF_FIELDS = st.sampled_from(
    [
        "Date: 4 March 2026, at the old harbour wall",
        "Updated: 5 March 2026",
        "Title: Another title",
        "Site: Another Ledger",
        "Topic: how we lost the boat, and why nobody ever came back to look for it",
        "Link: the one on the door",
    ]
)


LONG = f"The keeper had wound it each {'cold and windy ' * 5}day that anybody could remember"


def headings(text: str) -> list[str]:
    lines = body(text).replace("\\", "").split("\n")
    return [line.lstrip("# ") for line in lines if line.startswith("#")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"Past[edit]\nTower logo\n{LONG}.\nclock.js[edit]\n{LONG}.\nWork[edit]\n{LONG}.",
            ["Past[edit]", "clock.js[edit]", "Work[edit]"],
            id="those that share a mark",
        ),
        pytest.param(
            f"Share this\n{LONG}.\nThe wheels\n{LONG}.\nShare this\n{LONG}.",
            ["The wheels"],
            id="no button that stands in the text again",
        ),
        pytest.param(
            f"{LONG}.\nIt has:\n- a wheel\n- a spring\n3. The pendulum\n{LONG}.",
            ["3. The pendulum"],
            id="a number below a list with bullets",
        ),
        pytest.param(
            f"By the friends of the tower club\n{LONG}.\nThe wheels\n{LONG}.",
            ["By the friends of the tower club", "The wheels"],
            id="a line that begins as a credit does",
        ),
        pytest.param(f"By tower_club\n{LONG}.", [], id="no credit below the title"),
        pytest.param(
            f"Part One\nThe tower\nThe wheels\n{LONG}.",
            ["Part One", "The tower", "The wheels"],
            id="three above one another",
        ),
        pytest.param(
            f"The wheels\n(Drawn by Bo)\n{LONG} and some.\n{LONG}.",
            ["The wheels"],
            id="a remark below it",
        ),
        pytest.param(f"{LONG}.\nIt was cast in 1890.[4]\n{LONG}.", [], id="no cited sentence"),
        pytest.param(
            f"{LONG}.\nIt was cast. [M1]\n{LONG}.\nIt was hung.†\n{LONG}.",
            [],
            id="no sentence with a mark behind it",
        ),
        pytest.param(
            f"Present: Ann, Bo\nAbsent: Cy\n\nThe wheels\n\n{LONG}.\n\n1 Mill Street\n"
            "Harbour Town\n\nDear Sir,\n\nThe tide is low,\nAnd that is all\nWe need to know.",
            ["The wheels"],
            id="no lines of an address or a verse",
        ),
    ],
)
def test_headings_are(text: str, expected: list[str]) -> None:
    assert headings(text) == expected


def test_lines_that_all_begin_small_are_paragraphs() -> None:
    lines = [f"{LONG.lower()} and so do i", "i find it odd now", LONG.lower()]
    assert body("\n".join(lines)).split("\n\n") == lines


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("How Winter Wreaks Havoc on N.Y.C.", id="ends with initials"),
        pytest.param("Profiling the tower clock (in real\ntime without a stop)", id="brackets"),
        pytest.param("What the wheels of the tower clock are\nmade from", id="a verb"),
    ],
)
def test_a_title_is_whole(title: str) -> None:
    draft = read(f"{title}\n\nBy Ann Lee\n\n{LONG}.")
    assert draft.title == title.replace("\n", " ")


@given(TITLES, FIELDS, st.integers(1, 2), st.lists(lines, min_size=1, max_size=8))
def test_only_the_title_leaves_the_text(
    title: str, fields: str, times: int, rest: list[str]
) -> None:
    """The title is taken, however often it is said; no other word is."""
    text = ["It hangs there, and nobody winds it.", *rest, "", "So it ended that year."]
    tail = clean("\n".join(text)).replace("[", "(")
    draft = read(f"{title}\n\n" * times + fields + "\n" + tail)
    assume(not shown(draft.text).startswith(title))  # it is no prose, and all of it stays
    letters = [char for char in shown(draft.text) if char.isalnum()]
    assert draft.title == title
    assert draft.authors[:1] == (("Ann Lee",) if fields else draft.authors[:1])
    assert sorted(letters) == sorted(char for char in fields + tail if char.isalnum())


@given(HALF_FIELDS)
def test_a_field_that_is_said_before_or_not_understood_stays(line: str) -> None:
    fields = "Title: The tide clock\nSite: The Ledger\nDate: 3 March 2026\n"
    draft = read(f"{fields}{line}\n\nIt hangs there, and nobody winds it.\n")
    assert (draft.title, draft.site) == ("The tide clock", "The Ledger")
    assert draft.published == datetime(2026, 3, 3, tzinfo=UTC)
    assert line in shown(draft.text)


def test_all_who_are_named_are_authors() -> None:
    draft = read("The tide clock\n\nBy: Ann Lee\nBy: Bo Ek\n\nIt hangs there, unwound.\n")
    assert draft.authors == ("Ann Lee", "Bo Ek")


NO_FIELDS = [
    pytest.param("Error: disk full\nTags: none\nsecond line\n", id="no blank line"),
    pytest.param("Status: open\nTags: none\nurgent line\n", id="a line that is none"),
    pytest.param("Date: Monday\nTopic: lunch\nWho: Ann, Bob\n\nWe ate.\n", id="others, too"),
    pytest.param("Date: 4 March 2026\nTags: lunch\n\nWe ate.\n", id="nothing that tells"),
    pytest.param("Author: Ann Lee\n\nWe ate.\n", id="one"),
    pytest.param("Author: Ann Lee\nDate: soon\n\nWe ate.\n", id="a date that is none"),
]


@pytest.mark.parametrize("text", NO_FIELDS)
def test_lines_that_look_like_fields_stay_in_their_order(text: str) -> None:
    draft = read(text, "")
    assert (draft.tags, draft.published, draft.site) == (frozenset(), None, "")
    seen = draft.title.split() + shown(draft.text).split()
    assert seen == text.split() or seen[len(draft.title.split()) :] == text.split()


FIELD_NAMES = "Title Author By Date URL Language Tags Site From To Subject Who"
FIELD_LINES = st.builds(
    "{}: {}".format,
    st.sampled_from(FIELD_NAMES.split()),
    st.sampled_from(
        [
            *("none", "Ann Lee <ann@a.example>", "Bo Ek, Cy Fox", "soon", "en", "Klingon"),
            *("4 March 2026", "https://a.example/b?utm_source=c", "a, b; c", "the lost boat"),
        ]
    ),
)


@given(st.lists(st.one_of(FIELD_LINES, st.sampled_from(["", "A clock stopped"])), max_size=9))
def test_every_word_of_a_text_is_in_its_draft(lines: list[str]) -> None:
    """In its title, its fields or its text."""
    text = "\n".join([*lines, "", "It hangs there, and nobody winds it."])
    draft = read(text, "")
    date = "4 march 2026" if draft.published else ""
    known = (draft.title, *draft.authors, draft.site, draft.url, draft.language, *draft.tags)
    kept = re.findall(r"\w+", " ".join((*known, date, shown(draft.text))).casefold())
    said = [
        re.sub(r"^(Title|Author|By|Date|URL|Language|Tags|Site|From|Subject):", "", line)
        for line in text.split("\n")
    ]
    assert not set(re.findall(r"\w+", " ".join(said).casefold())) - set(kept)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("def f():\n    return 1\n\nclass A:\n        x = 2", id="code"),
        pytest.param(
            "Help on class str:\n\nclass str(object)\n |  str() -> str\n |\n |  Create it.\n"
            " |\n |  Methods:\n |\n |  __add__(self)\n |      Return it.",
            id="help",
        ),
        pytest.param(
            "Ports open:\nssh      22   yes\nhttp     80   no\n\nx    y", id="columns"
        ),
        pytest.param("the sea\n    the sand\n        the salt\nthe sea", id="a set verse"),
    ],
)
def test_what_is_no_prose_stays_as_it_is_set(text: str) -> None:
    assert read(text).text == f"```\n{text}\n```"


@given(st.text())
def test_any_text_is_a_draft_or_refused(text: str) -> None:
    try:
        assert read(text).title
    except DraftRejected:
        assert not clean(text).strip()


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("- a\n", id="items"),
        pytest.param("---\n", id="rules"),
        pytest.param("> a\nb\n", id="quotes"),
        pytest.param("- a\nThe end.\n", id="items and text"),
        pytest.param(
            "Why now\nThe clock had stopped long before the keeper left.\n", id="both"
        ),
        pytest.param("Title\n=====\n", id="headings"),
        pytest.param("- a\n\n", id="loose items"),
        pytest.param("Short\n\n", id="short lines"),
        pytest.param("[1] ", id="one endless line"),
        pytest.param("word-\n", id="divided words"),
        pytest.param(
            "The quick brown fox went on and on in the same old way as\n", id="a paragraph"
        ),
    ],
)
def test_long_texts_take_time_in_proportion(line: str) -> None:
    assert grows_in_proportion(lambda size: read(line * (size // len(line))), 16_000)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("    $ make\n    $ make install", id="set in"),
        pytest.param(
            "    server {\n        listen 80;\n\n        root /srv;\n    }", id="parted"
        ),
        pytest.param("if x:\n    y = load(x)", id="at the edge"),
    ],
)
def test_code_in_a_text_keeps_its_depths(code: str) -> None:
    text = read(
        f"A lock\n\nRun this, and wait until it says so.\n\n{code}\n\nThat is all.\n"
    ).text
    assert f"```\n{textwrap.dedent(code)}\n```" in text


@pytest.mark.parametrize(
    ("text", "title", "kept"),
    [
        pytest.param(
            "Re: Low water\n\nAda wrote:\n> When is it?\n\nAt four, and not later.",
            "Low water",
            "Ada wrote:\n\n> When is it?",
            id="a thread that was pasted",
        ),
        pytest.param(
            "The Clock\n\nContents\n\n1 What it is made of\n1.1 Its float, and\n1.2 Its chain\n"
            "2 How it goes\n\nThe clock stands at the pier.",
            "The Clock",
            "1 What it is made of\\\n1.1 Its float, and\\\n1.2 Its chain\\\n2 How it goes",
            id="a table of contents",
        ),
    ],
)
def test_what_stands_by_itself_is_not_run_together(text: str, title: str, kept: str) -> None:
    draft = read(text)
    assert draft.title == title
    assert kept in draft.text


def pages() -> str:
    """A text as RFCs have it: each page with a foot, and a head from the second on."""
    said = "   The server sends an answer to each question that a client has asked of it"
    text = ["Network Tides", ""]
    for number in range(1, 6):
        text += ["RFC 2616      Tides/1.1      June 1999", "", ""] if number > 1 else []
        for part in range(8):
            text += [f"{said},", f"   part {part} of {number}, and waits for the next.", ""]
        text += [
            "   It goes on",
            "",
            f"Fielding          Standards Track          [Page {number}]",
        ]
        text += ["\f"] if number < 5 else []
    return "\n".join(text)


def test_heads_and_feet_of_pages_leave_a_text() -> None:
    text = draft_of_plain(pages(), Source("file", "rfc.txt")).text
    page = draft_of_html(f"<title>T</title><pre>{pages()}</pre>", Source("page", "a")).text
    parted = pages().replace("\f", "</pre><hr><pre>")
    cut = draft_of_html(f"<title>T</title><pre>{parted}</pre>", Source("page", "a")).text
    for written in (text, page, cut):
        assert "Standards Track" not in written
        assert "June 1999" not in written
        assert written.count("and waits for the next") == 40
    chapters = "\n\n".join(f"Chapter {n}\n\n" + "It rains.\n\n" * (9 + 7 * n) for n in range(5))
    assert draft_of_plain(chapters, Source("file", "a.txt")).text.count("Chapter") >= 4


@pytest.mark.parametrize(
    ("place", "said"),
    [
        pytest.param("   It goes on", "   Hear us, O Lord", id="a refrain above the foot"),
        pytest.param("(?<=\n)RFC .*", "The tide comes in.", id="a sentence below the foot"),
        pytest.param("(?<=\n)RFC .*", "It rains for {} days", id="what differs in its numbers"),
    ],
)
def test_what_is_said_beside_each_foot_stays(place: str, said: str) -> None:
    days = iter(range(5, 15))
    text = re.sub(place, lambda _: said.format(next(days)), pages())
    kept = draft_of_plain(text, Source("file", "a.txt")).text
    assert kept.count(said.partition("{")[0].strip()) >= 4


@pytest.mark.parametrize("sort", ["Sonnet", "Day", "Chapter", "Question"])
def test_headings_of_parts_of_one_length_stay(sort: str) -> None:
    part = "\n\n".join("\n".join(["It rains on the quay,"] * 4) for _ in range(4))
    end = "\n\n* * *" if sort == "Chapter" else ""
    part = f"Answer\n\n{part}" if sort == "Question" else part
    parts = "\n\n".join(f"{sort} {n}\n\n{part}{end}" for n in range(1, 8))
    for before in ("A year at sea\n\n", f"A year at sea\n\n{part}\n\n{part}{end}\n\n"):
        lines = f"{before}{parts}".split("\n")
        assert without_running_lines(lines) == lines


@pytest.mark.parametrize("end", ["the quay,", "of 1999", "the har-"])
def test_a_sentence_goes_on_over_a_page(end: str) -> None:
    names = iter(("Ann", "Bea", "Cem", "Dov", "Eli"))
    text = re.sub(r"   It goes on", lambda _: f"   {next(names)} goes to {end}", pages())
    text = text.replace("The server sends an answer", "and sends an answer")
    kept = "\n".join(without_running_lines(text.replace("\f", "\n").split("\n")))
    assert len(re.findall(rf"{end}\n +and sends", kept)) == 4


VERSE = """The Kiln
by Nora Vale

The clay gives in to what we mean,
    a thumb, a turn, a breath,
and comes out neither wet nor clean,
    and harder than its death.

We count the bowls along the wall,
    we lose them to the light;
the last of them is not at all
    what we had thrown that night.
"""


@pytest.mark.parametrize(
    ("text", "title", "authors", "kept"),
    [
        pytest.param(
            VERSE,
            "The Kiln",
            ("Nora Vale",),
            ["and comes out neither wet nor clean,\\\nand harder than its death."],
            id="a verse is in lines, and a credit is no part of its title",
        ),
        pytest.param(
            "2026-03-04 10:01 Nora: is it warm?\n2026-03-04 10:02 Emil: nearly\n",
            "A file",
            (),
            ["\n2026-03-04 10:01 Nora: is it warm?\n"],
            id="what is said first in a chat is no title",
        ),
        pytest.param(
            "The kiln\n\n  1. Clay ..... 2\n  2. Fire ..... 5\n\n1.  Clay\n\n"
            "Clay is what is left of a mountain after some time, as one may see.\n",
            "The kiln",
            (),
            ["2. Fire ..... 5\n\n## 1. Clay"],
            id="a number that comes again begins a part, not an item of the contents",
        ),
        pytest.param(
            "ACT I\n\nNORA. Who keeps the fire tonight?\nEMIL. It keeps us.\n\nThey sit.\n",
            "ACT I",
            (),
            ["\nNORA. Who", "\nEMIL. It"],
            id="who speaks in a play speaks no heading",
        ),
        pytest.param(
            "Fires Act\n\n§ 2. Meaning.\nA kiln is any device in which clay is fired.\n",
            "Fires Act",
            (),
            ["## § 2. Meaning.\n"],
            id="a paragraph of a law is headed",
        ),
        pytest.param(
            "The kilns of the town\n\nThe table below has all of them.\n\n"
            "Name        Year\nEast Kiln   1901\nWest Kiln   1903\n\nAll of them are cold.\n",
            "The kilns of the town",
            (),
            ["them.\n\n```\nName        Year", "\n```\n\nAll of them"],
            id="a table between two sentences is the only thing that is set",
        ),
        pytest.param(
            "The kilns:\n\n+------+------+\n| Name | Year |\n+------+------+\n| East | 01 |\n",
            "The kilns:",
            (),
            ["```\n+------+------+\n| Name"],
            id="the rule above a table stays",
        ),
        pytest.param(
            "الفرن\n\nبقلم: سلمى حداد\n\nفي الصباح يكون الفرن باردًا.\n",
            "الفرن",
            ("سلمى حداد",),
            [],
            id="a credit in Arabic",
        ),
        pytest.param(
            "Clay\n\nIt came.\n\nNora\n\nOn Thu, Emil <e@kiln.example> wrote:\n> Did it?\n",
            "Clay",
            (),
            ["\n\nNora\n"],
            id="the name below a letter is no heading",
        ),
        pytest.param(
            "Clay\n\n== Where it is ==\n\nIt lies below the field, under a foot of sand.\n",
            "Clay",
            (),
            ["## Where it is\n"],
            id="a heading between marks",
        ),
        pytest.param(
            "Network of Kilns                  A. Roe\nCategory: Heat            May 2024\n\n"
            "          The Firing of Clay\n\nAbstract\n\n   It is fired.\n\n1.  Clay\n\n"
            "   It is dug from a pit, and left out in the frost for the whole of a\n"
            "   winter.\n\n2.  Address\n\n   Ada Roe\n   Kiln Lane\n   Port Anne\n\n   "
            "It is the end.\n",
            "The Firing of Clay",
            (),
            ["Roe\\\nCategory: Heat May", "## Abstract\n", "\\\nKiln Lane\\\nPort Anne\n"],
            id="headings stand farther out than the text",
        ),
        pytest.param(
            "KILN(1)        Commands        KILN(1)\n\nNAME\n       kiln - fire clay\n\n"
            "DESCRIPTION\n       It fires the clay that is named, as long as there is wood in\n"
            "       the shed.\n\n       Else it waits.\n\nFILES\n       /dev/kiln\n",
            "KILN(1)",
            (),
            ["## NAME\n\nkiln - fire", "## DESCRIPTION\n", "in the shed.\n\nElse"],
            id="a page of a manual is read, not set",
        ),
        pytest.param(
            "The Gutenberg eBook of Clay\n\nIt is free.\n\nTitle: Clay\n\nAuthor: Nora Vale\n\n"
            "Language: English\n\n*** START OF THE PROJECT GUTENBERG EBOOK CLAY ***\n\n"
            "CHAPTER I.\nA Pit\n\n"
            "It was in the spring of the year that she first spoke of digging for clay.\n",
            "Clay",
            ("Nora Vale",),
            ["\n\nLanguage: English\n", "## CHAPTER I.\n\n### A Pit\n"],
            id="what stands above a book names it and stays",
        ),
        pytest.param(
            "14 Kiln Lane\nPort Anne\n\nThe Potter\nPort Anne\n\nDear Mr Frost,\n\n"
            "I am writing to ask whether the kiln that my father lit until his\n"
            "death can be lit by me.\n\nYours sincerely,\n\nAda Roe\n\nEncl. a jug.\n",
            "A file",
            (),
            ["14 Kiln Lane\\\nPort Anne\n\nThe Potter\\\nPort", "\n\nAda Roe\n"],
            id="neither the address nor the name of a letter is a heading",
        ),
        pytest.param(
            "Plan\n\nI. Clay\nA. Digging\n1. In frost\n2. In rain\nB. Washing\nII. Fire\n",
            "Plan",
            (),
            [
                "- I. Clay\n  - A. Digging\n    1. In frost\n    2. In rain\n  - B. Wash",
                "\n- II.",
            ],
            id="an outline is nested by the kinds of its labels",
        ),
        pytest.param(
            "Ada Roe  9:14 AM\nIs it warm?\nIt was cold.\n\nBo Ek  9:16 AM\nNearly.\n\n"
            "Ada Roe  9:17 AM\nGood.\n",
            "A file",
            (),
            ["Ada Roe 9:14 AM\\\nIs it warm?\\\nIt was cold.\n\nBo"],
            id="who speaks when is neither a title nor a heading",
        ),
    ],
)
def test_texts_of_many_kinds(
    text: str, title: str, authors: tuple[str, ...], kept: list[str]
) -> None:
    draft = read(text)
    assert (draft.title, draft.authors) == (title, authors)
    assert all(each in f"\n{draft.text}\n" for each in kept), draft.text


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        pytest.param("By Ann Lee\n14 March 2019\n\nA text.", 14, id="below who wrote it"),
        pytest.param("14 March 2019\n\nA text of 15 March 2019.", 14, id="alone"),
        pytest.param("14 March 2019\nRain.\n\n15 March 2019\nSun.", None, id="of entries"),
    ],
)
def test_a_line_that_is_a_date_near_the_title_is_that_of_the_text(
    lines: str, day: int | None
) -> None:
    draft = read(f"The Lighthouse\n\n{lines}\n")
    assert draft.published == (day and datetime(2019, 3, day, tzinfo=UTC))


FIRST, SECOND, THIRD = (f"00:00:0{n},000 --> 00:00:0{n + 1},000" for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(
            f"1\n{FIRST}\nOne\n\nbehind a blank.\n\n2\n{SECOND}\nTwo.\n",
            ["One behind a blank. Two."],
            id="a blank line in a cue",
        ),
        pytest.param(f"1\n{FIRST}\nOne\n2\n{SECOND}\ntwo.\n", ["One two."], id="no blank line"),
        pytest.param(
            f"1\n{FIRST}\n- No!\n- No!\n\n2\n{SECOND}\n- No!\n",
            ["- No!", "- No!", "- No!"],
            id="the same said again",
        ),
        pytest.param(
            f"WEBVTT\n\na\n{FIRST}\nOne\n\nb\n{SECOND}\nOne\ntwo\n\n{THIRD}\ntwo\nthree.\n",
            ["One two three."],
            id="cues that roll",
        ),
        pytest.param(
            f"WEBVTT - Of bees\n\nNOTE by\nme\n\n{FIRST}\nOne\n\nNOTE\nno\n\n{SECOND}\ntwo.\n",
            ["Of bees", "One two."],
            id="a title, and notes",
        ),
        pytest.param(f"2021\nAn essay.\n{FIRST}\nHello\n", [], id="another text with a cue"),
    ],
)
def test_all_that_cues_say_is_said(lines: str, said: list[str]) -> None:
    assert [line for line in said_in_cues(lines.splitlines()) if line] == said
