"""A date counts only if all of it was understood."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from octavo.importers.text.dates import _MONTH, date_in, date_of_line, doubt, moment, time

MOMENTS = st.datetimes(
    datetime(1990, 1, 1), datetime(2049, 12, 31), timezones=st.just(UTC)
).map(lambda when: when.replace(microsecond=0))
SHAPES = (
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.000",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y년 %m월 %d일 %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S",
    "%A, %B %d, %Y %H:%M:%S",
    "%a, %d %b %y %H:%M:%S",
    "%d-%b-%Y %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
)
ZONES = st.sampled_from([*range(-11, 14)])


@given(MOMENTS, st.sampled_from(SHAPES), ZONES)
def test_a_written_moment_is_read_as_it_was_meant(
    when: datetime, shape: str, hours: int
) -> None:
    there = when + timedelta(hours=hours)
    for zone in (f"{hours:+03}:00", f" {hours:+03}00", f" UTC{hours:+03}00", f" GMT{hours:+}"):
        assert moment(there.strftime(shape) + zone) == when


def test_a_day_that_there_is_not_is_no_month() -> None:
    assert date_in("29 Feb 2019") is None
    assert date_in("29. Februar 2019") is None
    assert (date_in("Feb 2019") or [None])[0] == datetime(2019, 2, 1, tzinfo=UTC)


@given(MOMENTS)
def test_the_hours_of_the_morning_and_the_afternoon(when: datetime) -> None:
    assert moment(when.strftime("%m/%d/%Y %I:%M:%S %p")) == when
    assert moment(when.strftime("%B %d, %Y %I:%M:%S %p")) == when
    half = "午後" if when.hour >= 12 else "午前"
    shown = when.strftime(f"%Y年%m月%d日 {half}%I時%M分")
    assert moment(shown) == when.replace(second=0)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("Fri, 15 Nov 2019 10:00:00 CEST", (8, 0), id="summer in Middle Europe"),
        pytest.param("Fri, 15 Nov 2019 10:00:00 PDT", (17, 0), id="summer in California"),
        pytest.param("Fri, 15 Nov 2019 10:00:00 +0200 (EET)", (8, 0), id="a zone and its name"),
        pytest.param("2019-11-15 10:00:00.5 +0530 IST", (4, 30), id="a number tells the zone"),
        pytest.param("Fri Nov 15 10:00:00 CET 2019", (9, 0), id="as Unix prints it"),
        pytest.param("November 15, 2019 10:00 am ET", (15, 0), id="Eastern Time, in winter"),
        pytest.param("15. November 2019 um 10:00 Uhr (MEZ)", (9, 0), id="a zone in brackets"),
        pytest.param("2019-11-15T10:00:00[Europe/Paris]", (9, 0), id="a zone of a place"),
        pytest.param("Fri Nov 15 10:00:00 2019", (10, 0), id="as C prints it"),
        pytest.param(
            "Fri Nov 15 2019 10:00:00 GMT+0100 (Central European Standard Time)",
            (9, 0),
            id="as browsers print it",
        ),
        pytest.param("15/11/2019 10:00", (10, 0), id="a day that can be no month"),
        pytest.param("11/15/2019 10:00", (10, 0), id="the other order"),
        pytest.param("2019-319", (0, 0), id="the number of a day"),
    ],
)
def test_zones_and_orders(text: str, meant: tuple[int, int]) -> None:
    assert moment(text) == datetime(2019, 11, 15, *meant, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    """15 Nov 2019;15 novembre 2019;15. November 2019;15 de noviembre de 2019;15 ноября 2019 г.
15 листопада 2019 р.;15 ноември 2019;15 listopada 2019;15. listopadu 2019;2019. november 15.
15. marraskuuta 2019;15 Kasım 2019;15 noiembrie 2019;15 Νοεμβρίου 2019;15 tháng 11, 2019
15 พฤศจิกายน 2562;15 नवंबर 2019;15 نوفمبر 2019;15 בנובמבר 2019;令和元年11月15日;11/15/19
民國108年11月15日;20191115000000;1573776000;1573776000.0;15 nov 2019 00:00 Uhr
ven., 15 nov. 2019 00:00;Пт, 15 ноя 2019;Fr, 15 Nov 2019 01:00 MEZ;15 Kas 2019
15 nov. 2019 kl. 00.00;le 15 novembre 2019 à 00h00;2019年11月15日午前0時0分
vendredi 15 novembre 2019;vrijdag 15 november 2019;sexta-feira, 15 de novembro de 2019
пятница, 15 ноября 2019 г., 00:00;2019. november 15., péntek
ven. 15 nov. 2019;Pt 15 Kasım 2019;pá 15.11.2019;pe 15. marraskuuta 2019;15 নভেম্বর 2019
15 Kasım 2019 Cuma;15 lapkričio 2019;Παρ, 15 Νοέ 2019
2019年11月15日 星期五;2019年11月15日(金) 00:00;2019년 11월 15일 금요일 오전 00:00:00
15 نوامبر 2019;15 ное 2019;15 нов 2019;15. novembra 2019
２０１９年１１月１５日;١٥ نوفمبر ٢٠١٩;१५ नवंबर २०१९;二〇一九年十一月十五日;الجمعة، 15 نوفمبر 2019
\u200e15/\u200e11/\u200e2019;2019–11–15;\ufeff2019-11-15;15-11-2019;11-15-2019;15/11/2562
2562-11-15;2562/11/15""".replace("\n", ";").split(";"),
)
def test_a_day_in_many_languages(text: str) -> None:
    assert moment(text) == datetime(2019, 11, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    """22:20, 15 November 2019 (UTC);10:20 PM · Nov 15, 2019;15.11.2019 22.20
Nov 15, 2019, 10:20 p.m.
15/Nov/2019:23:20:00 +0100;2019-11-15T22:20:00Z[UTC];2019-11-15T17:20:00−05:00
2019-11-15 22:20 +0000 UTC;15 novembre 2019 à 22 h 20;2019年11月15日 22时20分0秒
20191115222000;20191115222000123;201911152220;/Date(1573856400000)/""".replace("\n", ";").split(
        ";"
    ),
)
def test_a_time_beside_a_day_in_many_ways(text: str) -> None:
    assert moment(text) == datetime(2019, 11, 15, 22, 20, tzinfo=UTC)


@given(MOMENTS)
def test_a_number_counts_what_its_size_tells(when: datetime) -> None:
    seconds = int(when.timestamp())
    counts = [seconds, seconds * 10**3, seconds * 10**6]
    if seconds > 10**9:
        of_windows = seconds + 11_644_473_600
        ticks = (seconds + 62_135_596_800) * 10**7
        counts += [seconds * 10**9, of_windows * 10**6, of_windows * 10**7, ticks]
        counts += [int(when.strftime("%Y%m%d%H%M%S"))]
    for count in counts:
        assert moment(count) == when
        assert moment(str(count)) == (when if count > 10**8 else None)


def test_a_year_or_a_number_of_any_length_counts_no_time() -> None:
    for count in (1066, 2024, 16**5000, -(10**5000), 1e300, float("nan")):
        assert moment(count) is None


def test_every_name_of_a_month_is_read() -> None:
    for name, number in _MONTH.items():
        day = datetime(2024, number, 5, tzinfo=UTC)
        assert moment(f"5 {name} 2024") == moment(f"{name} 5 2024") == day


def test_the_days_of_a_spreadsheet() -> None:
    assert moment(43784) == moment("43784.0") == datetime(2019, 11, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    """0001-01-01T00:00:00Z;1970-01-01T00:00:00Z;19700101T000000Z;19700101000000;0
1970-01-01T01:00:00.001+01:00;11644473600000000;11644473600000001;1 janvier 1970 à 00h00
1398/08/24;۱۳۹۸/۰۸/۲۴""".replace("\n", ";").split(";"),
)
def test_the_zero_of_a_program_and_another_calendar_are_no_date(text: str) -> None:
    assert moment(text) is None


def test_the_first_day_of_1970_is_a_day() -> None:
    for text in ("1970-01-01", "19700101", "1 January 1970"):
        assert moment(text) == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_second_that_is_put_in() -> None:
    assert moment("2016-12-31T23:59:60Z") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_midnight_at_the_end_of_a_day_is_the_next_one() -> None:
    assert moment("2019-11-14T24:00:00Z") == datetime(2019, 11, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "3/4/2019",
        "19/3/15",
        "15. listopada 2019",
        "2019/13/40",
        "2019/03",
        "15 Nov 2019 or so",
        "week 12 of 2019",
        "8/21",
        "15 Nov 2019 31:00",
        "Fri, 15 Nov 2019 10:00:00 +9999",
        "2019-11-15T10:00:00-2400",
        "15 Nov 2019 10:00 MS\u212a",
        "Fri, 15 Nov 2019 10:00:00 IST",
        "2019-400",
    ],
)
def test_what_is_half_understood_is_no_date(text: str) -> None:
    assert moment(text) is None


_PIECES = """1 15 99 0001 1970 2019 2999 9999 Nov november listopada Mär Fri, vendredi T : . ,
- / + 10:00 24:00 00:00:60 +0100 -2400 +9999 +99:99 Z UTC GMT+9 MSK MS\u212a W\u0130B ET a/b
pm 午後 十 年 月 日 時 令和 民國 元 มกราคม /Date( )/ [UTC] Europe/Berlin (MEZ) ١٥ \ud800
\u200e"""


@given(
    st.from_regex(r"(?:(?:19|20)[0-9]{12}|[0-9]{1,17}(?:\.[0-9]{1,9})?)", fullmatch=True)
    | st.lists(st.sampled_from([*_PIECES.split(), " "]), max_size=12).map("".join)
    | st.lists(st.sampled_from(_PIECES.split()), max_size=9).map(" ".join)
    | st.text(max_size=90)
    | st.integers()
    | st.floats()
    | st.datetimes(timezones=st.none() | st.timezones())
    | st.none()
    | st.booleans()
)
@example("20199999999999")
@example("令和999年99月99日")
@example("31 Dec 9999 24:00 -2300")
@example("9999-12-31T23:59:59-23:00")
def test_whatever_is_no_date_is_none(value: object) -> None:
    when = time(value)
    assert when is None or when.utcoffset() == timedelta(0)
    doubt(("its date", value, when))
    if isinstance(value, str):
        found = date_in(value)
        assert found is None or found[0].tzinfo
        date_of_line(value)
