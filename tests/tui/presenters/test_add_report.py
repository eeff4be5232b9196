"""What is told of something that was added: a few lines, whatever came of it."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from octavo.model.draft import LedgerEntry, Result
from octavo.services.add import Added, Addition
from octavo.settings.keymap import Keymap
from octavo.tui.presenters.add_report import AddReport, said_of


@dataclass
class Imported:
    """What an act of adding tells of its exports."""

    formats: list[str] = field(default_factory=list)
    rows: Counter[Result] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    followed: int = 0


def added(
    name: str, id: int | None = 1, result: Result = Result.ADDED, why: str = "", error: str = ""
) -> Added:
    entry = LedgerEntry(input=name, result=result, id=id, reason=why)
    return Added(input=name, entry=entry, error=error)


def told(
    *parts: Added, of: Imported | None = None, stopped: bool = False
) -> list[tuple[str, bool]]:
    report = AddReport(cast("Addition", of or Imported()))
    for part in parts:
        report.count(part)
    return [(each.text, each.is_problem) for each in said_of(report, Keymap(), stopped=stopped)]


def test_articles_are_counted_and_feeds_are_not() -> None:
    assert told(added("a"), added("b", 2), added("feed", None)) == [
        ("Added 2 articles.", False)
    ]


def test_of_many_that_could_not_come_in_a_few_are_named() -> None:
    refused = [added(f"f{n}", None, Result.REJECTED, "it is empty") for n in range(5)]
    (text, is_problem), *rest = told(*refused)
    assert is_problem
    assert text.splitlines() == [
        *(f"f{n}: it is empty" for n in range(3)),
        "And 2 more could not be added.",
    ]
    assert not rest


def test_a_page_that_could_not_be_had_is_no_article_that_was_added() -> None:
    [(text, is_problem)] = told(added("https://a.example", error="the host is away"))
    assert is_problem
    assert text == "https://a.example: the host is away. It is kept as a link; r tries again."


def test_the_rows_of_an_export_add_up_in_one_line() -> None:
    rows = Counter({Result.ADDED: 1200, Result.UNCHANGED: 3})
    of = Imported(["Pocket"], rows)
    assert told(of=of) == [("1 203 rows of Pocket: 1 200 added, 3 unchanged.", False)]


def test_what_was_stopped_says_that_it_stays() -> None:
    assert told(added("a"), stopped=True) == [
        ("Stopped; what was in stays. Added 1 article.", False)
    ]


def test_rejected_rows_are_where_it_says() -> None:
    report = AddReport(cast("Addition", Imported(["CSV"], Counter({Result.REJECTED: 2}))))
    report.rejects = [Path("rejected/a.csv")]
    *_, last = said_of(report, Keymap(), stopped=False)
    assert last.text == "The rejected rows are in rejected/a.csv: mend them, and add that."
