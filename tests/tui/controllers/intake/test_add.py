"""Adding, fetching, and what goes on in threads."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.actions import SkipAction

from octavo.library.library import Library
from octavo.model.article import ArticleId, Source
from octavo.model.tag import Tag
from octavo.services.add import Addition
from octavo.tui.controllers.jobs import Job
from octavo.tui.presenters.add_report import AddReport
from tests.library.obstacles import with_files_up_to
from tests.making import draft
from tests.services.making import page
from tests.tui.controllers.conftest import Desk
from tests.web.server import Web


def test_a_path_becomes_an_article_and_gets_the_cursor(three: Desk, tmp_path: Path) -> None:
    path = tmp_path / "fog.md"
    path.write_text("# Fog\n\nIt came over the river.\n")
    three.of.add.add(str(path))
    assert three.titles()[0] == "Fog"
    assert three.reads() == "Fog"
    assert three.text.text.strip() == "It came over the river."
    assert three.footer.last == "added 1 article"
    three.of.history.undo()
    assert len(three.library) == 3


def test_a_text_becomes_an_article(desk: Desk) -> None:
    desk.start()
    desk.of.add.add("Fog\nIt came.")
    assert desk.titles() == ["Fog"]
    assert "Added 1 article." in desk.screen.said


def test_what_cannot_be_added_says_why(desk: Desk, tmp_path: Path) -> None:
    desk.of.add.add(str(tmp_path / "nowhere.md"))
    assert "nowhere.md" in desk.screen.errors[0]
    assert len(desk.library) == 0


async def test_what_could_not_be_added_is_there_to_be_mended(desk: Desk) -> None:
    desk.start()
    with_files_up_to(10, lambda: desk.of.add.add("Fog\nIt came."))
    assert "nothing was changed" in desk.screen.errors[0]
    desk.of.inbox.added(AddReport(Addition(desk.library)), object(), False)
    desk.screen.answers = ["Fog\nIt came."]
    await desk.of.add.ask()
    await desk.of.add.ask()
    assert desk.screen.asked == ["[Fog\nIt came.]", ""]
    assert [each.title for each in desk.library.articles()] == ["Fog"]


async def test_nothing_typed_adds_nothing(desk: Desk) -> None:
    await desk.of.add.ask()
    assert len(desk.library) == 0
    desk.screen.answers = ["Fog\nIt came."]
    await desk.of.add.ask()
    assert len(desk.library) == 1


@pytest.mark.parametrize(
    ("turn", "reads"),
    [
        pytest.param(lambda desk: desk.rows.move(1), "Second", id="another article"),
        pytest.param(lambda desk: setattr(desk.text, "position", 9), "Third", id="further on"),
    ],
)
def test_nothing_is_put_under_the_cursor_of_somebody_who_reads(
    three: Desk, turn: Callable[[Desk], None], reads: str
) -> None:
    three.screen.waits = True
    three.of.add.add("Fog\nIt came.")
    turn(three)
    three.screen.waits = False
    three.screen.work()
    assert three.titles() == ["Third", "Second", "First"]
    assert three.reads() == reads
    assert three.footer.news == "1 new article · F5 shows them"


def test_an_export_is_imported_with_its_ledger(desk: Desk, tmp_path: Path) -> None:
    pocket = tmp_path / "pocket.csv"
    pocket.write_text(
        "title,url,time_added,tags,status\n"
        "Tides,http://tides.example/,1710000000,sea,unread\n"
        "Bad,javascript:alert(1),1710000000,,unread\n"
    )
    desk.start()
    desk.of.add.add(str(pocket))
    assert desk.titles() == ["Tides"]
    assert "2 rows of Pocket, CSV: 1 added, 1 rejected." in desk.screen.said
    assert "pocket.rejected.csv: mend them" in desk.screen.said[-1]
    assert desk.text.placeholder.startswith("Only the link so far")
    desk.of.history.undo()
    assert len(desk.library) == 0


def test_pages_are_fetched_and_a_known_one_is_named(desk: Desk, web: Web) -> None:
    url = web.page("/clock", page("The Tide Clock"))
    desk.start()
    desk.of.add.add(url)
    assert desk.titles() == ["The Tide Clock"]
    desk.of.add.add(url)
    assert "It is article 1 already, “The Tide Clock”." in desk.screen.said
    assert web.times_asked("/clock") == 1


def test_a_page_that_cannot_be_had_says_why_and_is_tried_again(desk: Desk, web: Web) -> None:
    url = web.fails("/clock", "410 Gone")
    desk.start()
    desk.of.add.add(url)
    [problem] = desk.screen.errors
    assert "the page is gone for good (410). It is kept as a link; r tries again." in problem
    assert not any("Added" in said for said in desk.screen.said)
    assert desk.footer.last == "kept 1 link"
    said = desk.text.placeholder
    assert said.startswith("The page could not be had, just now:\nThe page is gone for")
    assert url in said
    assert "r fetches the page again, o opens it" in said
    web.page("/clock", page("The tide clock"))
    desk.of.fetch.fetch()
    assert desk.reads() == "The tide clock"
    assert desk.text.text.startswith("The clock above the harbour")
    assert desk.footer.last == "fetched 1 page"


def test_an_address_of_a_link_that_is_shown_brings_its_text(desk: Desk, web: Web) -> None:
    url = web.fails("/clock", "410 Gone")
    desk.start()
    desk.of.add.add(url)
    web.page("/clock", page("The tide clock"))
    desk.of.add.add(url)
    assert desk.text.text.startswith("The clock above the harbour")
    assert (
        "It is article 1 already, “The tide clock”, and has its text now." in desk.screen.said
    )
    assert desk.footer.last == "added more about 1 article"


def test_fetching_marked_links_keeps_marks_and_tags(
    library: Library, desk: Desk, web: Web
) -> None:
    urls = [web.page(f"/{n}", page(f"Page {n}", f"Page {n} says so.")) for n in range(3)]
    typed = Source(private=True)
    links = [
        draft(f"Link {n}", "", url=url, source=typed, tags="sea") for n, url in enumerate(urls)
    ]
    library.add(links)
    desk.start()
    desk.rows.move(1)
    desk.rows.marks = frozenset[ArticleId]({2, 3})
    desk.of.fetch.fetch()
    assert desk.titles() == ["Page 2", "Page 1", "Link 0"]
    assert desk.rows.marks == {2, 3}
    assert desk.text.text.startswith("Page 1 says so.")
    assert (desk.footer.last, desk.screen.said) == ("fetched 2 pages", [])
    assert library.article(3).tags == {Tag("sea")}
    assert library.intake.links() == [1]


def test_all_links_are_fetched_until_none_is_left(
    library: Library, desk: Desk, web: Web
) -> None:
    url = web.page("/0", page("Page 0"))
    library.add([draft("Link 0", "", url=url, source=Source(private=True)), draft("Read me")])
    desk.start()
    desk.of.fetch.fetch_links()
    assert desk.titles() == ["Read me", "Page 0"]
    desk.of.fetch.fetch_links()
    assert desk.screen.said[-1] == "Every link has its text."


def test_a_page_says_that_it_is_being_fetched(library: Library, desk: Desk, web: Web) -> None:
    library.add([draft("Link", "", url=web.page("/0", page("Page")))])
    desk.start()
    desk.screen.waits = True
    desk.of.fetch.fetch()
    desk.of.fetch.fetch()
    assert desk.text.placeholder.startswith("Its page is being fetched…\n\n^c stops.")
    assert len(desk.of.jobs.running) == 1


def test_what_has_no_address_cannot_be_fetched(three: Desk) -> None:
    three.of.fetch.fetch()
    assert three.screen.said == ["It has no address to fetch."]


def test_work_says_how_far_it_is_and_which_key_stops_it(desk: Desk) -> None:
    told: list[str] = []

    def work(job: Job) -> None:
        job.begin("counting", 3)
        job.done = 1
        desk.screen.tick()
        told.append(desk.footer.working)
        desk.of.jobs.stop()
        assert job.stop.told

    desk.of.jobs.start("adding", work)
    assert told == ["counting 1 of 3  ^c stops"]
    assert desk.footer.working == ""
    assert desk.of.jobs.running == ()


@pytest.mark.parametrize("selected", ["", "a word"])
def test_the_key_that_stops_goes_on_where_there_is_nothing_to_stop(
    desk: Desk, selected: str
) -> None:
    """What is selected is to be copied by it instead."""
    desk.screen.selected = selected
    desk.screen.waits = bool(selected)
    job = desk.of.jobs.start("waiting", lambda _: None)
    with pytest.raises(SkipAction):
        desk.of.jobs.stop()
    assert not job.stop.told


def test_work_that_fails_says_why(desk: Desk) -> None:
    def fail(_: Job) -> None:
        raise OSError("the disk is full")

    desk.of.jobs.start("writing", fail)
    assert desk.screen.errors == ["the disk is full"]
    assert desk.of.jobs.running == ()
