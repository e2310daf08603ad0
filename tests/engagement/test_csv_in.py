from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.engagement.csv_in import CsvError, Figure, Rejected, import_csv, read_csv
from dashboard.store import Store
from tests.engagement.outlet import NOW, article, film, find

HEADER = "item,metric,value,time\n"
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=1
)
TIMES = st.integers(10**9, 2 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))
LINES = st.tuples(WORDS, st.integers(0, 10**12), TIMES)


@given(
    st.lists(LINES, max_size=8), st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig"])
)
def test_what_a_spreadsheet_writes_comes_back(
    lines: list[tuple[str, int, datetime]], separator: str, encoding: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(("item", "metric", "value", "time"))
    writer.writerows((item, "pageviews", value, time.isoformat()) for item, value, time in lines)
    figures, rejected = read_csv(out.getvalue().encode(encoding))
    assert rejected == []
    assert [(f.item, f.value, f.observed_at) for f in figures] == lines
    assert {f.metric for f in figures} <= {"pageviews"}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    refused = ""
    try:
        read_csv(data)
    except CsvError as error:
        refused = str(error)
    assert not refused or "Nothing was stored." in refused


@given(st.text(max_size=300))
def test_any_lines_under_a_header_are_read_or_refused(text: str) -> None:
    figures, rejected, refused = list[Figure](), list[Rejected](), ""
    try:
        figures, rejected = read_csv(HEADER + text)
    except CsvError as error:
        refused = str(error)
    assert not refused or "Nothing was stored." in refused
    assert all(figure.observed_at.tzinfo is UTC for figure in figures)
    assert all(one.line > 1 for one in rejected)


@pytest.mark.parametrize(
    "header",
    [
        "item,metric,value,time",
        "URL,Metric,Value,Date",
        "Item URL;Metric;Count;Observed_At",
        '"id"\t"figure"\t"value"\t"timestamp"',
        "time,extra,url,value,metric",
    ],
)
def test_columns_may_have_other_names_and_another_order(header: str) -> None:
    separator = next(sign for sign in ";\t," if sign in header)
    values = {"url": "u", "value": "7", "time": "2026-11-01"}
    names = header.replace('"', "").casefold().split(separator)
    found = {"item": "u", "item url": "u", "id": "u", "count": "7"}
    line = [
        {**values, **found, "metric": "pageviews", "figure": "pageviews"}.get(name, "2026-11-01")
        for name in names
    ]
    figures, rejected = read_csv(header + "\n" + separator.join(line))
    assert rejected == []
    assert [(f.item, f.metric, f.value) for f in figures] == [("u", "pageviews", 7.0)]


def test_a_time_without_a_zone_is_the_outlets() -> None:
    text = HEADER + "u,pageviews,1,2026-07-01T12:00\nu,pageviews,1,2026-07-01T12:00Z\n"
    (local, utc), _ = read_csv(text, ZoneInfo("Europe/Berlin"))
    assert utc.observed_at - local.observed_at == timedelta(hours=2)


def test_a_date_alone_is_the_end_of_that_day_at_the_outlet(store: Store) -> None:
    text = HEADER + "film0000002,pageviews,5,2026-11-23\nfilm0000002,pageviews,6,2026-11-24\n"
    import_csv(store, text)
    yesterday, today = store.readings.series([find(store, film(2))], "pageviews", "site")
    assert yesterday.observed_at == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert today.observed_at == NOW, "the day is not over yet"


@pytest.mark.parametrize(
    ("written", "value"),
    [("1234", 1234), ("1,234,567", 1234567), ("1 234", 1234), ("1’234.5", 1234.5), ("12.5", 12.5)],
)
def test_numbers_as_people_write_them(written: str, value: float) -> None:
    (figure,), _ = read_csv(f'{HEADER}u,pageviews,"{written}",2026-11-01\n')
    assert figure.value == value


@pytest.mark.parametrize("written", ["", "many", "-1", "nan", "inf", "12,5", "1.234,5"])
def test_what_is_no_count_is_rejected(written: str) -> None:
    figures, (rejected,) = read_csv(f'{HEADER}u,pageviews,"{written}",2026-11-01\n')
    assert figures == []
    assert rejected.line == 2
    assert repr(written) in rejected.error


@pytest.mark.parametrize(
    "written", ["", "yesterday", "31.12.2026", "2026-13-01", "0001-01-01T00:00"]
)
def test_what_is_no_time_is_rejected(written: str) -> None:
    figures, (rejected,) = read_csv(f"{HEADER}u,pageviews,1,{written}\n", ZoneInfo("Asia/Tokyo"))
    assert figures == []
    assert "is no time" in rejected.error


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    text = HEADER + '\n"two\nlines",pageviews,1,2026-11-01\nu,pageviews,x,2026-11-01\n,p,1,2026\n'
    figures, rejected = read_csv(text)
    assert [figure.line for figure in figures] == [3]
    assert [one.line for one in rejected] == [5, 6]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "does not name the column item and value and time"),
        (b"a,b,c\n1,2,3\n", "does not name"),
        (b"item,metric,value,time\n\xff\xfe\xff", "not UTF-8"),
        (b'item,metric,value,time\n"u,pageviews,1,2026', "no table from line 2"),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(CsvError, match=said):
        read_csv(data)


def test_utf16_as_spreadsheets_save_unicode_text() -> None:
    figures, _ = read_csv("url\tvalue\tdate\nü\t3\t2026-11-01\n".encode("utf-16"))
    assert [(f.item, f.metric, f.value) for f in figures] == [("ü", "pageviews", 3.0)]


def test_figures_go_to_their_items_and_the_rest_is_reported(store: Store) -> None:
    known = find(store, article(1))
    text = (
        HEADER
        + "http://127.0.0.1/news/1?utm_source=x,Page Views,120,2026-11-24T08:00Z\n"
        + f"{known},pageviews,150,2026-11-24T09:00Z\n"
        + "film0000002,pageviews,9,2026-11-24\n"
        + "http://127.0.0.1/news/1,pageviews,110,2026-11-24T07:00Z\n"
        + "http://127.0.0.1/elsewhere,pageviews,5,2026-11-24\n"
        + "http://127.0.0.1/news/2,pageviews,5,2030-01-01\n"
        + "http://127.0.0.1/news/2,pageviews,five,2026-11-24\n"
    )
    done = import_csv(store, text)
    assert (done.readings, done.items) == (4, 2)
    assert [(one.line, one.error.split(" ")[0]) for one in done.rejected] == [
        (6, "No"),
        (7, "The"),
        (8, "'five'"),
    ]
    series = store.readings.series([known], "pageviews", "site")
    assert [row.value for row in series] == [110, 120, 150]


def test_site_figures_do_not_reach_youtubes(store: Store) -> None:
    import_csv(store, HEADER + "film0000002,views,9000,2026-11-24\n")
    item = find(store, film(2))
    assert store.readings.series([item], "views", "youtube") == []
    assert [r.value for r in store.readings.series([item], "pageviews", "site")] == [9000]


def test_the_same_file_twice_is_the_file_once(store: Store) -> None:
    text = HEADER + "http://127.0.0.1/news/1,pageviews,120,2026-11-24\n"
    assert import_csv(store, text) == import_csv(store, text)
    item = find(store, article(1))
    assert len(store.readings.series([item], "pageviews", "site")) == 1


def test_a_refused_file_stores_nothing(store: Store) -> None:
    before = store.version()
    with pytest.raises(CsvError):
        import_csv(store, b'item,value,time\nfilm0000002,1,2026-11-24\n"broken')
    assert store.version() == before
