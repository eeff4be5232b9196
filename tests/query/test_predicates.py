"""Which articles and notes a field finds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from octavo.model.article import Source, State, minutes_of
from octavo.model.provenance import Declaration, Provenance, Sources
from octavo.model.tag import Tag
from octavo.query.ast import (
    Ago,
    Days,
    FieldTerm,
    Numbers,
    Today,
)
from octavo.query.fields import predicate
from octavo.query.predicates import Moment
from octavo.query.ranges import WEEKDAYS, Unreadable, time_to_come
from tests.query.world import NOON, article, matches, note, term

SEOUL = ZoneInfo("Asia/Seoul")
BERLIN = ZoneInfo("Europe/Berlin")

instants = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("query", "tags", "found"),
    [
        pytest.param("tag:policy", ["policy"], True, id="the tag"),
        pytest.param("tag:POLICY", ["policy"], True, id="the tag in another case"),
        pytest.param("tag:policy", ["ai", "policy/industry"], True, id="a tag below it"),
        pytest.param("tag:grosse", ["Größe"], True, id="without the accents"),
        pytest.param("tag:cafe", ["café/bar"], True, id="without those above it"),
        pytest.param("tag:größe", ["grosse"], False, id="with accents, that is meant"),
        pytest.param("tag:policy", ["policymaker"], False, id="a longer tag"),
        pytest.param("tag:policy/industry", ["policy"], False, id="the tag above it"),
        pytest.param("tag:industry", ["policy/industry"], False, id="a step by itself"),
        pytest.param("tag:pol*", ["policy/industry"], True, id="a beginning"),
        pytest.param("tag:policy*", ["policymaker"], True, id="a beginning of a longer tag"),
        pytest.param("tag:straße", ["STRASSE"], True, id="a folded letter"),
        pytest.param("tag:ai", [], False, id="no tag"),
        pytest.param("is:untagged", [], True, id="untagged without tags"),
        pytest.param("is:untagged", ["ai"], False, id="untagged with a tag"),
    ],
)
def test_tags(query: str, tags: list[str], found: bool) -> None:
    assert matches(query, article(tags=frozenset(map(Tag, tags)))) is found
    assert matches(query, note(*tags)) is found


@pytest.mark.parametrize(
    ("query", "author", "found"),
    [
        pytest.param('author:"han mi"', "Han Mi-rae", True, id="part of the name"),
        pytest.param("author:emile", "Émile Zola", True, id="without its accent"),
        pytest.param("author:ÉMILE", "Emile Zola", True, id="with an accent it lacks"),
        pytest.param("author:lodz", "Łódź Writers", True, id="a letter with a stroke"),
        pytest.param("author:かき", "がぎ", False, id="kana that are voiced are others"),
        pytest.param("author:하", "한강", False, id="a syllable is not in another"),
        pytest.param("author:한", "한강", True, id="a syllable of the name"),
        pytest.param("author:zola", "Han Mi-rae", False, id="another name"),
    ],
)
def test_authors(query: str, author: str, found: bool) -> None:
    assert matches(query, article(authors=("Someone Else", author))) is found


@pytest.mark.parametrize(
    ("query", "site", "url", "found"),
    [
        pytest.param("site:example.org", "", "https://example.org/a", True, id="the host"),
        pytest.param(
            "site:example.org", "", "http://Blog.Example.org:80", True, id="one below"
        ),
        pytest.param(
            "site:example.org", "", "https://notexample.org/", False, id="a longer name"
        ),
        pytest.param(
            "site:example.org", "", "https://my-example.org/", False, id="with a hyphen"
        ),
        pytest.param(
            "site:example.org", "", "https://a.b/example.org", False, id="in the path"
        ),
        pytest.param("site:example.org", "", "https://a@example.org/", True, id="with a user"),
        pytest.param(
            "site:www.example.org", "", "https://example.org/", True, id="asked with www"
        ),
        pytest.param("site:example.org/a?b", "", "https://example.org", True, id="with a path"),
        pytest.param("site:https://example.org", "", "//example.org/", True, id="an address"),
        pytest.param("site:example.org", "blog.example.org", "", True, id="as the name"),
        pytest.param("site:example.org", "notexample.org", "", False, id="in a longer name"),
        pytest.param(
            "site:example.org", "Example.org Daily", "", True, id="in a name of words"
        ),
        pytest.param("site:ledger", "The Ledger", "", True, id="part of the name"),
        pytest.param(
            "site:ledger", "", "https://the-ledger.example/", True, id="part of the host"
        ),
        pytest.param(
            "site:ledger", "", "https://example.org/ledger", False, id="part of the path"
        ),
        pytest.param('site:"the led"', "The Ledger", "", True, id="two words of the name"),
        pytest.param("site:zeit", "Die Zeit", "", True, id="in another case"),
        pytest.param("site:cafe", "Le Café", "", True, id="without its accent"),
        pytest.param("site:新聞", "朝日新聞", "", True, id="in a script without spaces"),
        pytest.param(
            "site:bücher.example", "", "https://xn--bcher-kva.example/", True, id="IDN"
        ),
        pytest.param("site:example.org", "", "", False, id="no site"),
    ],
)
def test_sites(query: str, site: str, url: str, found: bool) -> None:
    assert matches(query, article(site=site, url=url)) is found


@pytest.mark.parametrize(
    ("query", "number", "found"),
    [
        pytest.param("feed:ledger", 1, True, id="part of the name"),
        pytest.param('feed:"the ledger"', 1, True, id="the name"),
        pytest.param('feed:"the ledger"', 2, False, id="the whole name of another"),
        pytest.param("feed:ledger", 2, True, id="part of both names"),
        pytest.param("feed:cafe", 3, True, id="without its accent"),
        pytest.param("feed:https://a.example/feed.xml", 1, True, id="the address"),
        pytest.param("feed:a.example", 1, True, id="part of the address"),
        pytest.param("feed:ledger", 3, False, id="another"),
        pytest.param("feed:ledger", 4, False, id="one that is gone"),
        pytest.param("feed:ledger", None, False, id="no feed"),
    ],
)
def test_feeds(query: str, number: int | None, found: bool) -> None:
    feeds = {
        "1": ("The Ledger", "https://a.example/feed.xml"),
        "2": ("The Ledger Weekly", "https://b.example/feed.xml"),
        "3": ("Café", ""),
    }
    source = Source("feed", key=f"{number} entry") if number else Source("page", key="1 entry")
    test = predicate(term(query), Moment(NOON, feeds=lambda: feeds))

    assert test(article(source=source)) is found


@pytest.mark.parametrize(
    ("query", "language", "found"),
    [
        pytest.param("lang:zh", "zh", True, id="the language"),
        pytest.param("lang:zh", "zh-Hant", True, id="in one of its scripts"),
        pytest.param("lang:zh-hant", "zh-Hant-TW", True, id="a script in one of its regions"),
        pytest.param("lang:zh-hans", "zh-Hant", False, id="another script"),
        pytest.param("lang:zh-hant", "zh", False, id="no script said"),
        pytest.param("lang:en", "eng", False, id="a longer code"),
        pytest.param("lang:en", "", False, id="not known"),
    ],
)
def test_languages(query: str, language: str, found: bool) -> None:
    assert matches(query, article(language=language)) is found


def test_flags() -> None:
    plain = article()
    assert matches("is:unread", plain)
    assert not matches("is:read", plain)
    assert matches("is:reading", article(state=State.READING))
    assert matches("is:read", article(state=State.READ))
    assert matches("is:starred", article(starred=True))
    assert not matches("is:starred", plain)
    assert matches("is:archived", article(archived=True))
    assert not matches("is:archived", plain)


def declared(what: str, value: str) -> Provenance:
    return Provenance((Declaration(what, value),))


@pytest.mark.parametrize(
    ("query", "known", "found"),
    [
        ("is:declared-ai", None, False),
        ("is:declared-ai", declared("ai-disclosure", "ai-generated"), True),
        ("is:declared-ai", declared("ai-disclosure", "none"), False),
        ("is:declared-ai", declared("generator", "Press 4.2"), False),
        ("is:unsourced", None, False),
        ("is:unsourced", Provenance(), False),
        ("is:unsourced", Provenance(sources=Sources(4, 0)), True),
        ("is:unsourced", Provenance(sources=Sources(4, 3)), False),
    ],
)
def test_what_a_page_declares(query: str, known: Provenance | None, found: bool) -> None:
    assert matches(query, article(provenance=known)) is found


def test_anonymous_are_the_articles_that_name_no_author() -> None:
    assert matches("is:anonymous", article())
    assert not matches("is:anonymous", article(authors=("Han Mi-rae",)))


def test_noted_are_the_articles_that_have_notes() -> None:
    assert matches("is:noted", article(id=7), frozenset({7}))
    assert not matches("is:noted", article(id=8), frozenset({7}))


@pytest.mark.parametrize(
    "query",
    [
        "is:unread",
        "is:starred",
        "is:archived",
        "is:noted",
        "is:declared-ai",
        "is:unsourced",
        "is:anonymous",
        "author:a",
        "site:a",
        "feed:a",
        "lang:en",
        "words:>=0",
        "minutes:>=0",
        "published:>0001",
        "read:>0001",
        "in:archive",
    ],
)
def test_a_note_is_never(query: str) -> None:
    assert not matches(query, note("ai"), frozenset({2}))


def test_places() -> None:
    assert matches("in:notes", note())
    assert not matches("in:notes", article())
    assert matches("in:trash", article(deleted=NOON))
    assert matches("in:trash", note(deleted=NOON))
    assert not matches("in:trash", article())
    assert matches("in:archive", article(archived=True))
    assert not matches("in:archive", article())
    assert matches("in:all", article())


@given(st.integers(0, 5000), st.integers(0, 30), st.integers(0, 30))
def test_minutes_are_those_that_an_article_shows(words: int, low: int, high: int) -> None:
    item = article(words=words)
    between = FieldTerm("minutes", Numbers(low, high))

    assert item.minutes == minutes_of(words)
    assert predicate(between, Moment(NOON))(item) is (low <= item.minutes <= high)


@given(st.integers(0, 5000), st.none() | st.integers(0, 5000), st.none() | st.integers(0, 5000))
def test_words(words: int, low: int | None, high: int | None) -> None:
    found = predicate(FieldTerm("words", Numbers(low, high)), Moment(NOON))(
        article(words=words)
    )

    assert found is ((low is None or low <= words) and (high is None or words <= high))


@given(
    instants,
    st.none() | st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    st.none() | st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    st.sampled_from((UTC, SEOUL, BERLIN)),
)
def test_days_are_the_readers_own(
    added: datetime, first: date | None, last: date | None, tz: ZoneInfo
) -> None:
    local = added.astimezone(tz).date()
    found = predicate(FieldTerm("added", Days(first, last)), Moment(NOON, tz=tz))

    assert found(article(added=added)) is (
        (first is None or first <= local) and (last is None or local <= last)
    )


@given(instants, st.sampled_from((0, 1)), st.sampled_from((UTC, SEOUL, BERLIN)))
def test_today_ends_at_the_readers_midnight(added: datetime, before: int, tz: ZoneInfo) -> None:
    for now in (added, added + timedelta(days=1), added + timedelta(hours=5)):
        found = predicate(FieldTerm("added", Today(before)), Moment(now, tz=tz))
        days = now.astimezone(tz).date() - added.astimezone(tz).date()
        assert found(article(added=added)) is (days == timedelta(days=before))


@given(instants, st.timedeltas(timedelta(hours=1), timedelta(days=900)))
def test_an_age_is_younger_or_older(added: datetime, age: timedelta) -> None:
    young, old = (
        predicate(FieldTerm("added", Ago(age, younger)), Moment(NOON))(article(added=added))
        for younger in (True, False)
    )

    assert young is (added >= NOON - age)
    assert old is not young


def test_without_a_zone_days_are_those_of_the_clock() -> None:
    morning = datetime(2026, 3, 4, 0, 0).astimezone()
    found = predicate(term("added:2026-03-04"), Moment(NOON))

    assert found(article(added=morning.astimezone(UTC)))
    assert not found(article(added=(morning - timedelta(seconds=1)).astimezone(UTC)))


@pytest.mark.parametrize(
    "query", ["added:<99999y", "added:>=0001-01-01", "added:<=9999", "added:0001..9999"]
)
@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_all_of_time(query: str, zone: str) -> None:
    assert predicate(term(query), Moment(NOON, tz=ZoneInfo(zone)))(article())


def test_nothing_is_older_than_time() -> None:
    assert not matches("added:>99999y", article())


@pytest.mark.parametrize("query", ["published:<=9999", "published:>0001", "published:<1d"])
def test_what_has_no_date_is_never_found_by_it(query: str) -> None:
    assert not matches(query, article(published=None))
    assert not matches(query.replace("published", "read"), article(read=None))


def test_each_date_is_its_own() -> None:
    item = article(
        added=datetime(2024, 1, 1, tzinfo=UTC),
        published=datetime(2025, 1, 1, tzinfo=UTC),
        read=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert matches("added:2024", item)
    assert matches("published:2025", item)
    assert matches("read:2026", item)
    assert not matches("read:2025", item)


@pytest.mark.parametrize("day", [*WEEKDAYS, "fr", "tomorrow"])
def test_a_day_to_come_is_asked_for_as_it_is_put_off_to(day: str) -> None:
    back = time_to_come(day, NOON)
    assert matches(f"later:{day}", replace(article(), later=back))
    assert not matches(f"later:{day}", replace(article(), later=back - timedelta(minutes=1)))
    assert not matches(f"later:{day}", replace(article(), later=back + timedelta(days=1)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("tomorrow", "2026-03-05T00:00", id="the next day"),
        pytest.param("wed", "2026-03-11T00:00", id="a weekday is never today"),
        pytest.param("thursday", "2026-03-05T00:00", id="the nearest such day"),
        pytest.param("3h", "2026-03-04T11:30", id="hours are exact"),
        pytest.param("7D", "2026-03-11T00:00", id="days begin at midnight"),
        pytest.param("2027-01", "2027-01-01T00:00", id="a month begins with its first day"),
        pytest.param("today", None, id="today has begun"),
        pytest.param("2026-03-04", None, id="so it has as a date"),
        pytest.param("0d", None, id="no time at all"),
        pytest.param("99999y", None, id="beyond the calendar"),
        pytest.param("9999-12-31", "9999-12-31T00:00", id="the last day of the calendar"),
        pytest.param("0001-01-01", None, id="its first day"),
        pytest.param("<7d", None, id="a condition is no time"),
        pytest.param("t", None, id="a letter is too little"),
    ],
)
def test_a_time_to_come(text: str, meant: str | None) -> None:
    now = datetime(2026, 3, 4, 8, 30).astimezone()
    if meant is None:
        with pytest.raises(Unreadable):
            time_to_come(text, now)
    else:
        assert time_to_come(text, now) == datetime.fromisoformat(meant).astimezone()
