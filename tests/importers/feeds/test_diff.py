"""What is new in a feed: each entry once, whatever the feed does with ids and dates."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from octavo.importers.feeds.content import FeedContent, digest_of, news, told_apart
from octavo.model.feed import Entry, Feed
from tests.importers.feeds.samples import NOW

FEED = Feed(id=1, url="https://harbour.example/feed.xml", added=NOW)


def entry(number: int, **fields: str) -> Entry:
    """An entry of its own: id, address, title and text are named after its number."""
    return Entry(
        key=fields.get("key", f"id-{number}"),
        url=fields.get("url", f"https://harbour.example/{number}"),
        title=f"Title {number}",
        text=fields.get("text", f"What there is to say of {number}."),
        published=NOW,
    )


def content(*entries: Entry) -> FeedContent:
    return FeedContent(entries=told_apart(entries))


def after(*entries: Entry) -> Feed:
    """The feed when it has been read once with these entries."""
    return replace(FEED, seen=news(FEED, content(*entries)).seen)


NUMBERS = st.lists(st.integers(1, 99), unique=True, min_size=1, max_size=12)


def test_all_is_new_at_first() -> None:
    found = news(FEED, content(entry(1), entry(2)))

    assert [each.title for each in found.new] == ["Title 1", "Title 2"]
    assert not found.edited


@given(NUMBERS)
def test_the_same_content_brings_nothing_new(numbers: list[int]) -> None:
    entries = [entry(number) for number in numbers]
    again = news(after(*entries), content(*entries))

    assert not again.new
    assert not again.edited
    assert again.seen == after(*entries).seen


@given(st.data(), NUMBERS, st.sampled_from(["guid-{}", "{}", ""]))
def test_other_ids_order_and_dates_bring_nothing_new(
    data: st.DataObject, numbers: list[int], shape: str
) -> None:
    before = [entry(number, key=shape.format(place)) for place, number in enumerate(numbers)]
    moved = data.draw(st.permutations(before))
    later = [
        replace(each, key=shape.format(place), published=NOW + timedelta(days=place))
        for place, each in enumerate(moved)
    ]
    found = news(after(*before), content(*later))

    assert not found.new
    assert not found.edited


@given(NUMBERS, st.data())
def test_an_edited_text_is_an_edit_under_the_first_key(
    numbers: list[int], data: st.DataObject
) -> None:
    entries = [entry(number) for number in numbers]
    chosen = data.draw(st.sampled_from(entries))
    edited = replace(chosen, key="another id", text="All of it was wrong.")
    found = news(after(*entries), content(*(edited if e is chosen else e for e in entries)))

    assert not found.new
    [known] = found.edited
    assert (known.key, known.text) == (chosen.key, edited.text)


def test_an_article_that_moves_keeps_its_key() -> None:
    feed = after(entry(1), entry(2))
    moved = entry(1, url="https://harbour.example/moved", text="And corrected.")
    found = news(feed, content(moved, entry(2)))

    assert [each.key for each in found.edited] == ["id-1"]


def test_a_new_entry_on_top_of_numbered_ones_is_the_only_new_one() -> None:
    feed = after(entry(1, key="1"), entry(2, key="2"))
    found = news(feed, content(entry(3, key="1"), entry(1, key="2"), entry(2, key="3")))

    assert [each.title for each in found.new] == ["Title 3"]
    assert found.new[0].key not in feed.seen
    assert not found.edited


def test_a_number_is_not_believed_when_all_else_differs() -> None:
    found = news(after(entry(1, key="1")), content(entry(2, key="1")))

    assert [each.title for each in found.new] == ["Title 2"]
    assert not found.edited


def test_the_front_page_is_the_address_of_no_entry() -> None:
    front = "https://harbour.example/"
    feed = after(entry(1, url=front))
    found = news(feed, content(entry(2, url=front)))

    assert [each.title for each in found.new] == ["Title 2"]


def test_a_page_that_many_entries_share_tells_none_of_them() -> None:
    page = "https://harbour.example/log"
    feed = after(entry(1, url=page), entry(2, url=page))
    found = news(feed, content(entry(3, url=page), entry(2, url=page)))

    assert [each.title for each in found.new] == ["Title 3"]
    assert not found.edited


def test_entries_that_share_one_id_are_told_apart() -> None:
    keys = [e.key for e in told_apart([entry(1, key="x"), entry(2, key="x"), entry(3)])]

    assert len(set(keys)) == 3
    assert keys[2] == "id-3"


def test_an_entry_that_is_listed_twice_is_one() -> None:
    assert len(told_apart([entry(1), entry(1)])) == 1


def test_links_that_are_signed_anew_are_no_edit() -> None:
    one = entry(1, text="See ![chart](https://cdn.example/c.png?sig=1) and [b](/b).")
    other = entry(1, text="See  ![chart](https://cdn.example/c.png?sig=2) and\n[b](/b).")

    assert digest_of(one) == digest_of(other)


def test_marks_of_markdown_are_no_edit() -> None:
    one = entry(1, text="- *See* the chart")
    other = entry(1, text="* _See_ the\n  chart")

    assert digest_of(one) == digest_of(other)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 3))))
def test_keys_are_unique_whatever_the_feed_says(said: list[tuple[str, int, int]]) -> None:
    entries = [
        entry(text, key=key.replace("c", ""), url=f"https://harbour.example/{place}")
        for key, place, text in said
    ]
    keys = [each.key for each in told_apart(entries)]

    assert all(keys)
    assert len(set(keys)) == len(keys)


def test_what_is_remembered_stays_bounded() -> None:
    feed = FEED
    for batch in range(0, 6_000, 1_000):
        found = news(feed, content(*(entry(n) for n in range(batch, batch + 1_000))))
        feed = replace(feed, seen=found.seen)

    assert len(feed.seen) == 3_000
    assert not news(feed, content(*(entry(n) for n in range(4_000, 6_000)))).new


def test_an_empty_document_forgets_nothing() -> None:
    feed = after(entry(1))

    assert news(feed, content()).seen == feed.seen
