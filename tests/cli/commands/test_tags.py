"""`octavo tags`."""

import json

import pytest

from octavo.library.library import Library
from octavo.model.draft import DraftNote
from octavo.model.tag import Tag
from tests.cli.conftest import Octavo
from tests.making import MakeArticle, draft


def test_tags_are_listed_most_used_first(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", tags="essay river")
    make_article("Two", tags="river")
    expected = ["river\t2\t\t0", "essay\t1\t\t0"]
    assert octavo.prints("tags") == octavo.prints("tags", "list") == expected
    objects = octavo.objects("tags")
    assert objects == octavo.objects("tags", "list")
    before = octavo("tags", "--json", "list")
    assert [json.loads(line) for line in before.stdout.splitlines()] == objects
    assert "[OPTIONS] [COMMAND]" in octavo.prints("tags", "--help")[0]


def test_a_tag_counts_what_a_query_for_it_lists(octavo: Octavo, library: Library) -> None:
    """Notes are not listed unless they are asked for; they are told apart."""
    note = DraftNote(text="A note", tags=frozenset({Tag("river"), Tag("idea")}))
    library.add([draft("One", tags="river", notes=(note,))], [note])
    assert octavo.prints("tags") == ["river\t1\t\t2", "idea\t0\t\t2"]
    assert len(octavo.prints("list", "tag:river")) == 1
    assert octavo.objects("tags")[1] == {"tag": "idea", "count": 0, "key": None, "notes": 2}


def test_without_tags_it_says_so(octavo: Octavo, library: Library) -> None:
    done = octavo("tags")
    assert (done.exit_code, done.stdout) == (3, "")


def test_a_tag_is_renamed_with_all_below_it(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", tags="policy policy/industry politics")
    octavo.prints("tags", "rename", "policy", "state")
    tags = {line.split("\t")[0] for line in octavo.prints("tags")}
    assert tags == {"politics", "state", "state/industry"}
    merged = octavo("tags", "rename", "state/industry", "politics").stderr
    assert merged == "merged 1 article into politics, which is there already\n"
    assert octavo.prints("undo", "--list")[0] == "merge tag state/industry into politics"


def test_a_dry_run_shows_what_would_become_what(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("One", tags="policy/industry")
    make_article("Two", tags="policy/industry policy")
    preview = octavo.prints("tags", "rename", "policy", "state", "--dry-run")
    assert preview == ["policy/industry\tstate/industry\t2", "policy\tstate\t1"]
    assert octavo.prints("tags") == ["policy/industry\t2\t\t0", "policy\t1\t\t0"]


def test_tags_are_merged_into_one(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", tags="ml")
    make_article("Two", tags='"machine learning"')
    make_article("Three", tags="ai")
    octavo.prints("tags", "merge", "ml", "machine learning", "--into", "ai")
    assert octavo.prints("tags") == ["ai\t3\t\t0"]
    octavo.prints("undo")
    assert len(octavo.prints("tags")) == 3


def test_a_tag_is_taken_off_everything(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", tags="draft keep")
    octavo.prints("tags", "delete", "draft")
    assert octavo.prints("tags") == ["keep\t1\t\t0"]


def test_a_tag_that_is_not_there_brings_up_the_nearest(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("One", tags="archive")
    for command in (
        ["rename", "arhcive", "x"],
        ["delete", "arhcive"],
        ["merge", "arhcive", "--into", "x"],
    ):
        done = octavo("tags", *command)
        assert done.exit_code == 1
        assert done.stderr == "octavo: nothing is tagged arhcive; did you mean archive?\n"


def test_tags_are_pinned_and_taken_off_the_keys(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("One", tags="a b c")
    octavo.prints("tags", "pin", "a", "b")
    assert octavo.prints("tags", "pin", "c") == [
        f"{t}\t1\t{n}\t0" for n, t in enumerate("abc", 1)
    ]
    assert octavo.prints("tags", "pin", "--off", "b") == ["a\t1\t1\t0", "c\t1\t2\t0"]
    assert octavo.prints("tags", "pin") == ["a\t1\t1\t0", "c\t1\t2\t0"]
    assert octavo.prints("tags", "pin", "--off") == []


def test_without_pinned_tags_it_says_so(octavo: Octavo, library: Library) -> None:
    done = octavo("tags", "pin")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "octavo tags pin" in done.stderr


def test_a_tag_that_is_on_nothing_is_not_pinned(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Weirs", tags="rivers")
    done = octavo("tags", "pin", "river")
    assert done.exit_code == 1
    assert "nothing is tagged river; did you mean rivers?" in done.stderr
    assert octavo("tags", "pin").exit_code == 3


def test_an_alias_is_told_by_the_tag_that_it_is_taken_for(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Weirs", tags="design")
    make_article("Locks")
    octavo.prints("tags", "alias", "ux", "design")
    assert octavo("tags", "alias", "design", "ux").stderr.endswith(
        "ux is taken for design already\n"
    )
    assert octavo("tag", "2", "+ux").stderr == "tagged “Locks” +design\n"
    assert octavo.prints("undo", "--list")[0] == "tag ‘Locks’ +design"


def test_a_tenth_tag_finds_no_key(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs", tags=" ".join("abcdefghij"))
    octavo.prints("tags", "pin", *"abcdefghi")
    done = octavo("tags", "pin", "j")
    assert done.exit_code == 1
    assert "--off" in done.stderr
    assert len(octavo.prints("tags", "pin")) == 9


def test_tags_that_look_alike_are_told_apart_on_a_terminal(
    octavo: Octavo, make_article: MakeArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("octavo.cli.output.json_schema.on_terminal", lambda: True)
    make_article("Weirs", tags="paypal p\u0430ypal pay\u200dpal pay\ufe0fpal")
    shown = {line.split(maxsplit=1)[1] for line in octavo.prints("tags")}
    assert shown == {
        "paypal",
        "p\u0430ypal [\u0430 is Cyrillic]",
        "pay\ufffdpal [U+200D]",
        "pay\ufffdpal [U+FE0F]",
    }


def test_what_needs_a_look_is_listed_and_told_apart(
    octavo: Octavo, make_article: MakeArticle, library: Library
) -> None:
    make_article("One", tags="open-data weir")
    make_article("Two", tags='"open data" weir')
    make_article("Three", tags='"open data"')
    library.tags.pin([Tag("weir"), Tag("gone")])
    assert octavo.prints("tags", "review") == [
        "merge\topen-data\t1\topen data\t2\thyphen or blank",
        "once\topen-data\t1\t\t\t",
        "unpin\tgone\t0\t\t\t",
    ]
    octavo.prints("tags", "apart", "open data", "open-data")
    assert [line["act"] for line in octavo.objects("tags", "review")] == ["once", "unpin"]


def test_a_tag_is_taken_for_another(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("One", tags="ml")
    octavo.prints("tags", "alias", "ml", "machine-learning")
    assert octavo.prints("tags") == ["machine-learning\t1\t\t0"]
    assert octavo.prints("tags", "alias") == ["ml\tmachine-learning"]
    assert len(octavo.prints("list", "tag:ml")) == 1
    octavo.prints("tags", "alias", "ml", "--off")
    assert octavo("tags", "alias").exit_code == 3
    assert octavo("tags", "alias", "ml").exit_code == 2
    assert octavo("tags", "alias", "ml", "ml/x").exit_code == 1


def test_what_is_in_the_trash_is_counted_apart(
    octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    gone = [make_article(title, tags="rivers").id for title in ("One", "Two", "Three")][-1]
    library.delete([gone])
    library.notes.add("Alone.", tags=[Tag("rivers")])
    done = octavo("tags", "rename", "rivers", "streams")
    assert done.stderr == "changed 2 articles, 1 note and 1 in the trash\n"
