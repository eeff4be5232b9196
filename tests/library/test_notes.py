"""Notes and highlights: written, edited, linked, and kept with what they are on."""

import pytest
from tinydb import TinyDB

from octavo.library import notes as notes_module
from octavo.library.library import Library
from octavo.markdown.aligned_text import highlight_of
from octavo.model.draft import DraftNote, Result
from octavo.model.errors import ArticleNotFound, NoteChanged
from octavo.model.note import Highlight, Note, link_to
from octavo.model.operation import OperationGroup
from octavo.model.search import Scan
from octavo.model.tag import Tag, TagEdit
from octavo.query import parse
from octavo.storage.texts import Texts
from tests.making import Clock, MakeArticle, draft

TEXT = "The gate *rose* at one, and the keeper went home."


@pytest.fixture
def article(make_article: MakeArticle) -> int:
    return make_article("The lock", TEXT).id


def note(library: Library, id: int) -> Note:
    item = library.item(id)
    assert isinstance(item, Note)
    return item


def found(library: Library, query: str) -> list[int]:
    return sorted(library.search.find(parse(query)).ids)


def test_a_note_on_an_article(library: Library, article: int, clock: Clock) -> None:
    library.retag([article], TagEdit.parse("+Essay"))

    done = library.notes.add("# Why?\n\nAt one.  \n", articles=[article], tags=[Tag("essay")])

    assert done is not None
    assert done.label == "add note ‘Why?’"
    assert done.ids == {2}
    [written] = library.notes_on(article)
    assert written == note(library, 2)
    assert (written.text, written.article, written.added) == (
        "# Why?\n\nAt one.",
        article,
        clock(),
    )
    assert list(map(str.__str__, written.tags)) == ["Essay"]
    assert written.changed is None


def test_one_note_on_each_of_several_articles_is_one_step(
    library: Library, make_article: MakeArticle
) -> None:
    ids = [make_article(title).id for title in ("One", "Two", "Three")]

    done = library.notes.add("Compare", articles=[*ids, ids[0]])

    assert done is not None
    assert done.label == "add note ‘Compare’ to 3 articles"
    assert [each.article for each in library.notes.all()] == ids[::-1]
    library.history.undo()
    assert library.notes.all() == []
    library.history.redo()
    assert len(library.notes) == 3


def test_a_note_on_what_is_not_there_is_none_at_all(library: Library, article: int) -> None:
    with pytest.raises(ArticleNotFound):
        library.notes.add("Lost", articles=[article, 99])
    assert library.notes.all() == []


@pytest.mark.parametrize("text", ["", " \n\t"], ids=repr)
def test_nothing_is_no_note(library: Library, article: int, text: str) -> None:
    before = library.sequence
    assert library.notes.add(text, articles=[article]) is None
    assert library.sequence == before


def test_a_highlight_needs_no_words(library: Library, article: int) -> None:
    made = highlight_of(TEXT, 4, 15)

    done = library.notes.add("", articles=[article], highlight=made)

    assert done is not None
    assert done.label == "highlight ‘gate rose’"
    assert library.notes_on(article)[0].highlight == made


def test_an_edit_overwrites_nothing_that_was_written_since(library: Library) -> None:
    library.notes.add("One.")
    [before] = library.notes.all()
    id = before.id
    library.retag([id], TagEdit.parse("+idea"))
    assert library.notes.edit(id, "Two.", since=before)
    with pytest.raises(NoteChanged):
        library.notes.edit(id, "Three.", since=before)
    assert library.notes.edit(id, "Two.", since=before) is None
    assert library.item(id).title == "Two."


def test_an_edited_note_says_when(library: Library, article: int, clock: Clock) -> None:
    library.notes.add("At one?", articles=[article])
    clock.advance(minutes=5)

    done = library.notes.edit(2, "At two.\r\nOr three.")

    assert done is not None
    assert done.label == "edit note ‘At one?’"
    assert note(library, 2).text == "At two.\nOr three."
    assert note(library, 2).changed == clock()
    assert library.notes.edit(2, "At two.\nOr three.") is None
    library.history.undo()
    assert (note(library, 2).text, note(library, 2).changed) == ("At one?", None)


def test_the_first_words_on_a_highlight_are_called_a_note(
    library: Library, article: int
) -> None:
    library.notes.add("", articles=[article], highlight=Highlight("gate"))
    written = library.notes.edit(2, "Which?")
    edited = library.notes.edit(2, "This.")

    assert written
    assert edited
    assert written.report == "wrote a note on ‘gate’"
    assert edited.report == "edited note ‘Which?’"
    taken_back = library.history.undo()
    assert taken_back.report == "took back: edited note ‘Which?’"


def test_a_note_that_is_left_with_nothing_goes_to_the_trash_as_it_was(
    library: Library, article: int
) -> None:
    library.notes.add("At one?", articles=[article])
    library.notes.add("Hm", articles=[article], highlight=Highlight("gate"))

    emptied = library.notes.edit(2, " ")
    library.notes.edit(3, "")
    loosened = library.notes.reanchor(3, None)

    assert emptied is not None
    assert emptied.label == "delete note ‘At one?’"
    assert note(library, 2).text == "At one?"
    assert loosened is not None
    assert loosened.label == "delete note ‘gate’"
    assert library.notes_on(article) == []
    assert library.trashed() == 2


def test_a_note_is_put_on_another_passage(library: Library, article: int) -> None:
    library.notes.add("Hm", articles=[article], highlight=Highlight("no such words"))
    made = highlight_of(TEXT, 4, 15)

    done = library.notes.reanchor(2, made)

    assert done is not None
    assert done.label == "move note ‘Hm’"
    assert note(library, 2).highlight == made
    library.notes.reanchor(2, None)
    assert note(library, 2).highlight is None


@pytest.mark.parametrize("id", [1, 99], ids=["an article", "nothing"])
def test_what_is_no_note_is_not_edited(library: Library, article: int, id: int) -> None:
    with pytest.raises(ArticleNotFound):
        library.notes.edit(id, "x")
    with pytest.raises(ArticleNotFound):
        library.notes.reanchor(id, None)


def test_notes_are_tagged_deleted_and_restored_as_articles_are(
    library: Library, article: int
) -> None:
    library.notes.add("At one?", articles=[article])
    library.notes.add("At two?", articles=[article])

    labels = [
        library.retag([2], TagEdit.parse("+ai")),
        library.delete([2]),
        library.restore([2]),
        library.delete([2, 3]),
        library.restore([1, 2, 3]),
    ]

    assert [each.label for each in labels if each] == [
        "tag note ‘At one?’ +ai",
        "delete note ‘At one?’",
        "restore note ‘At one?’",
        "delete 2 notes",
        "restore 1 article and 2 notes",
    ]
    assert note(library, 2).tags == {Tag("ai")}


def test_notes_are_found_by_their_words_and_tags(library: Library, article: int) -> None:
    library.notes.add("A brass wheel", articles=[article], tags=[Tag("parts")])
    library.notes.add("On its own: wheels", tags=[Tag("loose")])

    assert found(library, "note:wheel") == [article]
    assert found(library, "wheel") == [article]
    assert found(library, "is:noted") == [article]
    assert found(library, "in:notes") == [2, 3]
    assert found(library, "in:notes wheel") == [2, 3]
    assert found(library, "in:notes note:brass") == [2]
    assert found(library, "in:notes tag:loose") == [3]
    library.notes.edit(2, "A copper wheel")
    assert found(library, "note:brass") == []
    assert found(library, "note:copper") == [article]
    library.delete([2])
    assert found(library, "is:noted") == []
    assert found(library, "in:notes in:trash copper") == [2]


def test_what_was_written_or_edited_last_is_listed_first(
    library: Library, article: int, clock: Clock
) -> None:
    for words in ("One", "Two", "Three"):
        clock.advance(minutes=1)
        library.notes.add(words, articles=[article])
    clock.advance(minutes=1)
    library.notes.edit(2, "First")
    library.delete([3])

    assert [each.text for each in library.notes.all()] == ["First", "Three"]
    assert len(library.notes) == 2


def test_a_link_counts_by_its_id_and_shows_the_title_of_today(
    library: Library, article: int
) -> None:
    library.notes.add(f"See {link_to(article, 'The [old] lock')} and [[99]]")

    [linking] = library.notes.linking_to(article)

    assert linking.title == "See The (old) lock and 99"
    assert library.notes.retitled(linking.text) == "See [[1|The lock]] and [[99]]"
    library.notes.edit(2, "No more")
    assert library.notes.linking_to(article) == []
    library.history.undo()
    assert len(library.notes.linking_to(article)) == 1
    library.delete([2])
    assert library.notes.linking_to(article) == []


def test_titles_complete_words(library: Library, make_article: MakeArticle) -> None:
    make_article("Of locks and tides")
    make_article("Locks of the north")
    make_article("A weir")
    library.notes.add("Lockkeepers I met")

    def titles(words: str) -> list[str]:
        return [item.title for item in library.notes.completions(words)]

    assert titles("lock") == ["Locks of the north", "Lockkeepers I met", "Of locks and tides"]
    assert titles("of lo") == ["Of locks and tides", "Locks of the north"]
    assert titles("") == ["A weir", "Locks of the north", "Of locks and tides"]
    assert titles("nothing") == []


def test_a_note_is_kept_when_undo_takes_the_article_that_it_is_on(library: Library) -> None:
    """An import that goes on while somebody writes is undone as the latest step."""
    step = OperationGroup()
    library.intake.add([draft("First", notes=(DraftNote(text="Came with it"),))], group=step)
    library.notes.add("Written since", articles=[1])
    library.intake.add([draft("Second")], group=step)

    library.history.undo()

    [kept] = library.notes.all()
    assert (kept.text, kept.article) == ("Written since", None)
    library.history.redo()
    assert [each.text for each in library.notes_on(1)] == ["Came with it", "Written since"]


def test_an_edited_note_does_not_come_again_with_the_same_export(
    library: Library, clock: Clock
) -> None:
    remark = DraftNote(text="Hm", highlight=Highlight("gate"), added=clock())
    row = draft("The lock", TEXT, url="https://x.org/lock", notes=(remark,))
    library.add([row])
    library.notes.edit(2, "I see now.")

    [entry] = library.add([row])

    assert entry.result is Result.UNCHANGED
    assert [each.text for each in library.notes_on(1)] == ["I see now."]


def test_plain_tinydb_reads_the_notes(library: Library, article: int) -> None:
    library.notes.add("Hm", articles=[article], highlight=highlight_of(TEXT, 4, 15))
    library.close()

    with TinyDB(library.folder / "library.json") as db:
        [document] = db.table("notes").all()
    assert document == {
        "id": 2,
        "text": "Hm",
        "article": 1,
        "highlight": {
            "exact": "gate rose",
            "prefix": "The ",
            "suffix": " at one, and the keeper went hom",
            "offset": 4,
        },
        "tags": [],
        "added": "2026-03-04T08:01:00Z",
        "deleted": None,
        "changed": None,
        "version": library.article(1).digest,
    }


def test_titles_are_completed_among_the_newest_while_the_index_lacks_too_many(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([draft(f"Lock {number}", "Words.") for number in range(40)])
    monkeypatch.setattr(notes_module, "_AT_ONCE", Scan(0, 10))

    def refuse(*_: object) -> str:
        raise AssertionError("a text was read to complete a title")

    with monkeypatch.context() as patch:
        patch.setattr(Texts, "text", refuse)
        assert [i.title for i in library.notes.completions("lock 3")][:1] == ["Lock 39"]
        assert library.notes.completions("lock 12") == []
    library.search.catch_up()
    assert [item.title for item in library.notes.completions("lock 7")] == ["Lock 7"]
