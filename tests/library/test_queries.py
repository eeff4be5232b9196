"""What is near to an article, and why."""

from octavo.library.library import Library
from octavo.model.draft import DraftNote
from tests.making import draft

TIDE = "The tide comes in twice a day and carries the weed of the moonlit bay up the shore."
STORY = " ".join(f"Sentence {number} of the wire story on lanterns." for number in range(40))


def related(library: Library, id: int) -> dict[str, str]:
    library.settle()
    return {library.item(each.id).title: each.reason for each in library.related(id)}


def test_the_nearest_by_words_come_first_with_what_they_share(library: Library) -> None:
    library.add(
        [
            draft("Tides", TIDE, tags="sea moon"),
            draft("Shores", "A long shore with weed that the tide left.", tags="sea"),
            draft("Bays", "A moonlit evening."),
            draft("Hills", "Of high meadows."),
        ]
    )
    found = related(library, 1)
    assert list(found) == ["Shores", "Bays"]
    assert found["Shores"].endswith(" · #sea")
    assert {"weed", "shore"} <= set(found["Shores"].split(" · ")[0].split(", "))
    library.delete([2])
    assert list(related(library, 1)) == ["Bays"]


def test_copies_and_links_come_before_all_else(library: Library) -> None:
    url = "https://a.example/lanterns"
    reprint, excerpt = f"{STORY} So far the wire.", f"{STORY[:1200]} And an end."
    library.add(
        [
            draft("Lanterns", STORY, url=url),
            draft("Wire", reprint, url="https://b.example/wire"),
            draft("Short", excerpt, url="https://c.example/short"),
            draft("Comment", f"On [the wire story on lanterns]({url})."),
            draft("Lantern", "Another wire story on lanterns, and on wire."),
            *(draft(f"Hill {number}", f"Of meadow {number}.") for number in range(9)),
        ]
    )
    found = related(library, 1)
    assert set(list(found)[:2]) == {"Wire", "Short"}
    assert list(found)[2:] == ["Comment", "Lantern"]
    assert found["Wire"].startswith("nearly the same text · ")
    assert found["Short"].startswith("nearly the same text · ")
    assert found["Comment"].startswith("links to it · ")
    assert related(library, 4)["Lanterns"].startswith("is linked from it · ")


def test_notes_are_near_too_and_lead_by_number(library: Library) -> None:
    library.add([draft("Tides", TIDE)], [DraftNote(text="The weed at the shore: [[1]]")])
    [(title, reason)] = related(library, 1).items()
    assert title.startswith("The weed at the shore")
    assert reason.startswith("links to it")


def test_a_note_and_what_it_is_on_are_not_near_to_each_other(library: Library) -> None:
    hills = (draft(f"Hill {number}", f"Of meadow {number}.") for number in range(50))
    library.add([draft("Tides", TIDE), draft("Copy", f"{TIDE} Again."), *hills])
    for _ in range(21):
        library.notes.add(TIDE, articles=[1])
    note = library.notes_on(1)[0].id
    assert list(related(library, 1)) == ["Copy"]
    assert "Tides" not in related(library, note)
    assert {"Tides", library.item(note).title} <= related(library, 2).keys()


def test_nothing_is_near_in_a_library_of_one(library: Library) -> None:
    library.add([draft("Alone", "Alone.")])
    assert related(library, 1) == {}
    assert library.related(99) == []


def test_numbers_addresses_and_tags_of_html_are_no_words_shared(library: Library) -> None:
    texts = [
        f"<details>Weirs</details> 70,000 of 10 [on](http://youtu.example/v) a {word}."
        for word in ("mud", "sea")
    ]
    texts += [f"Of meadow {word}." for word in ("hay", "larks", "stiles", "gates")]
    library.add([draft(text.rpartition(" ")[2], text) for text in texts])
    [reason] = related(library, 1).values()
    assert "weir" in reason
    assert not any(map(str.isdigit, reason))
    assert "details" not in reason
    assert "youtu" not in reason
