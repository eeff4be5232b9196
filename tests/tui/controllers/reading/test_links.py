"""Links: followed, added, copied and listed."""

from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.services.imports import Import
from tests.making import MakeArticle, draft, never
from tests.services.making import page
from tests.tui.controllers.conftest import Desk
from tests.web.fixtures import wide_web
from tests.web.server import Web

__all__ = ["wide_web"]

TEXT = (
    "[a](https://kept.example/page/?utm_source=x) [b](https://far.example/) [c](/near) "
    "[d](mailto:a@b.example) [e](file:///etc/passwd) [f](#Part) [g](#fn:1)\n\n# Part\n"
)


@pytest.fixture
def linked(library: Library, desk: Desk) -> Desk:
    """A text with links is read; what the first one leads to is in the library."""
    library.add([draft("Kept", "It is kept.", url="https://kept.example/page")])
    library.add([draft("Linked", TEXT, url="https://site.example/essay/one")])
    desk.start()
    desk.of.reading.read()
    return desk


def hint(desk: Desk, letters: str) -> None:
    """Type `f` and some letters."""
    desk.of.links.hint()
    for letter in letters:
        if letter == "y":
            desk.of.links.copy_next()
        else:
            desk.panes.hint_keys.typed(letter)


def test_links_get_letters_and_the_footer_says_what_these_do(linked: Desk) -> None:
    linked.of.links.hint()
    assert "".join(linked.text.labels.values()) == "asdfghj"
    assert linked.footer.asks == "a–z opens · A–Z adds · y copies · Esc leaves"
    linked.panes.hint_keys.left()
    assert (linked.text.labels, linked.footer.asks) == ({}, "")
    assert not linked.panes.hint_keys.is_open


def test_a_link_to_what_is_kept_opens_here(linked: Desk) -> None:
    hint(linked, "a")
    assert (linked.reads(), linked.screen.opened) == ("Kept", [])
    assert linked.panes.in_text


@pytest.mark.parametrize(
    ("letter", "address"),
    [
        ("s", "https://far.example/"),
        ("d", "https://site.example/near"),
        ("f", "mailto:a@b.example"),
    ],
)
def test_other_links_open_outside(linked: Desk, letter: str, address: str) -> None:
    hint(linked, letter)
    assert (linked.reads(), linked.screen.opened) == ("Linked", [address])


def test_what_is_no_address_of_web_or_mail_is_not_opened(linked: Desk) -> None:
    hint(linked, "g")
    assert linked.screen.opened == []
    assert "not file:///etc/passwd" in linked.screen.errors[0]


def test_a_link_within_the_text_goes_there(linked: Desk) -> None:
    hint(linked, "h")
    assert linked.text.position == TEXT.index("# Part")
    assert linked.panes.in_text


def test_shift_adds_what_is_not_kept_and_the_reading_goes_on(
    library: Library, desk: Desk, wide_web: Web
) -> None:
    wide_web.page("/far", page("Far away"))
    url = "http://far.example/far"
    library.add([draft("Kept", "It is kept.", url="https://kept.example/page")])
    text = f"[a](https://kept.example/page) [b]({url}) [c](mailto:a@b.example)"
    library.add([draft("Linked", text)])
    desk.start()
    desk.of.reading.read()
    hint(desk, "A")
    hint(desk, "D")
    assert desk.screen.said == ["Already in the library: Kept"]
    assert desk.screen.errors == ["Only pages can be added, not mailto:a@b.example"]
    hint(desk, "S")
    assert desk.screen.said[1] == f"Adding {url}"
    assert (desk.reads(), desk.titles()) == ("Linked", ["Linked", "Kept"])
    assert desk.footer.news.startswith("1 new article")


def test_a_link_in_a_text_leads_into_no_private_network(
    library: Library, desk: Desk, web: Web
) -> None:
    url = web.page("/far", page("Far away"))
    library.add([draft("Linked", f"[a]({url})")])
    desk.start()
    desk.of.reading.read()
    hint(desk, "A")
    assert web.asked == []
    assert "private network" in desk.screen.errors[0]


def test_a_letter_after_y_copies(linked: Desk) -> None:
    hint(linked, "yd")
    assert linked.screen.copied == "https://site.example/near"
    assert linked.screen.said == ["Copied https://site.example/near"]
    assert linked.screen.opened == []


def test_a_letter_that_no_link_has_changes_nothing(linked: Desk) -> None:
    hint(linked, "m")
    assert linked.panes.hint_keys.is_open
    linked.panes.hint_keys.typed("s")
    assert linked.screen.opened == ["https://far.example/"]


def test_two_letters_narrow_the_links_down(desk: Desk, make_article: MakeArticle) -> None:
    text = " ".join(f"[{number}](https://a.example/{number})" for number in range(60))
    make_article("Many", text)
    desk.start()
    desk.of.reading.read()
    hint(desk, "s")
    assert set(map(len, desk.text.labels.values())) == {1}
    desk.panes.hint_keys.typed("d")
    assert desk.screen.opened == ["https://a.example/27"]


def test_a_link_to_what_lies_in_the_trash_is_not_opened_here(linked: Desk) -> None:
    linked.library.delete([1])
    hint(linked, "a")
    assert (linked.reads(), len(linked.screen.opened)) == ("Linked", 1)


def test_all_links_are_listed_once_and_what_is_kept_is_marked(linked: Desk) -> None:
    linked.of.links.list()
    assert [(row.text, row.below, row.lit) for row in linked.panes.link_list.rows] == [
        ("a", "https://kept.example/page/?utm_source=x", True),
        ("b", "https://far.example/", False),
        ("c", "https://site.example/near", False),
        ("d", "mailto:a@b.example", False),
        ("e", "file:///etc/passwd", False),
        ("f", "#Part", False),
    ]


def test_links_are_listed_before_it_is_looked_up_what_is_kept(
    linked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked.screen.waits = True
    with monkeypatch.context() as patch:
        patch.setattr(linked.library.intake, "known", never)
        patch.setattr(linked.library.intake, "beside", never)
        linked.of.links.list()
        assert [row.text for row in linked.panes.link_list.rows] == list("abcdef")
    linked.screen.work()
    assert [row.text for row in linked.panes.link_list.rows if row.lit] == ["a"]


def test_a_listed_link_is_opened_or_added(linked: Desk) -> None:
    linked.of.links.list()
    linked.panes.link_list.added(linked.panes.link_list.rows[0])
    assert linked.screen.said == ["Already in the library: Kept"]
    linked.panes.link_list.choose("b")
    assert linked.screen.opened == ["https://far.example/"]
    linked.panes.link_list.choose("a")
    assert linked.reads() == "Kept"


def test_a_text_without_links_says_so(three: Desk) -> None:
    three.of.links.hint()
    three.of.links.list()
    assert three.screen.said == ["There is no link on the screen.", "This text has no links."]


def test_a_footnote_is_shown_in_place_and_gone_to_and_back(
    desk: Desk, make_article: MakeArticle
) -> None:
    text = "Said.[](#fn:1)\n\nMore.\n\n[^1]: It is so."
    make_article("Noted", text)
    desk.start()
    desk.of.reading.read()
    desk.text.position = 3
    hint(desk, "a")
    assert (desk.panes.popup.shown, desk.text.position) == ("It is so.", 3)
    desk.panes.popup.gone_to()
    assert desk.text.position == text.index("[^1]: ")
    desk.of.jumps.back()
    assert desk.text.position == 3


def test_that_no_sources_are_listed_is_said_over_the_text(
    desk: Desk, make_article: MakeArticle
) -> None:
    make_article("Unsourced", "So it is said[1][3][4], and again[1].")
    make_article("Sourced", "So it is said[1].\n\n[1] A book.")
    desk.start()
    assert desk.panes.headline.remark == ""
    desk.of.reading.pass_to(1)
    assert desk.panes.headline.remark == "4 citations, no sources listed"


def test_a_link_to_a_file_that_came_with_that_of_the_article_opens_here(
    library: Library, desk: Desk, tmp_path: Path
) -> None:
    for name, text in {"Mill": "It turns.", "Weir": "See [[Mill]] of [[Gone]]."}.items():
        (tmp_path / f"{name}.md").write_text(text)
    list(Import(library, tmp_path))
    desk.start()
    desk.of.reading.read()
    assert desk.reads() == "Weir"
    hint(desk, "a")
    assert (desk.reads(), desk.screen.opened) == ("Mill", [])


def test_a_link_to_a_heading_of_its_own_file_goes_there(
    library: Library, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "Mill.md").write_text("# Mill\n\nIt turns. [[Weir#below]]\n")
    text = "# Weir\n\nSee [[Weir#below]] and [[Weir]] and [[Mill]].\n\n## below\n\nWater.\n"
    (tmp_path / "Weir.md").write_text(text)
    list(Import(library, tmp_path))
    desk.start("title:weir")
    desk.of.reading.read()
    hint(desk, "a")
    assert desk.text.position == desk.text.text.index("# below")
    desk.text.position = 0
    hint(desk, "s")
    assert desk.screen.said[-1] == "That is what you are reading."
    hint(desk, "d")
    assert desk.reads() == "Mill"
    hint(desk, "a")
    assert desk.reads() == "Weir"
    assert desk.text.position == desk.text.text.index("# below")
