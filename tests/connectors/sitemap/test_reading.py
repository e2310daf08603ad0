"""Sitemap files as bytes."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sitemap.reading import MOST_ENTRIES, Entry, NotASitemap, read_sitemap
from tests.connectors.sitemap.documents import NS, index, news, urlset

SITE = "https://courier.example/sitemap.xml"
A, B = "https://courier.example/a", "https://courier.example/b?x=1&amp;y=2"


def urls(body: bytes | str) -> list[str]:
    body = body.encode() if isinstance(body, str) else body
    return [entry.url for entry in read_sitemap(body, SITE).entries]


def test_addresses_and_when_they_changed() -> None:
    found = read_sitemap(urlset([(A, "2025-05-14"), B]).encode(), SITE)
    assert found.entries == [
        Entry(A, "2025-05-14"),
        Entry("https://courier.example/b?x=1&y=2"),
    ]
    assert (found.is_index, found.cut, found.is_news) == (False, False, False)


def test_an_index() -> None:
    found = read_sitemap(index([(A, "2025-05-14")]).encode(), SITE)
    assert found.is_index
    assert found.entries == [Entry(A, "2025-05-14")]


def test_the_news_extension_beside_that_for_pictures() -> None:
    found = read_sitemap(news([(A, "2025-05-14T06:00+02:00", "Quay &amp; sea")]).encode(), SITE)
    assert found.entries == [
        Entry(A, "", "Quay & sea", "2025-05-14T06:00+02:00", "Harbour, Quay", "en")
    ]
    assert found.is_news


@pytest.mark.parametrize(
    "body",
    [
        urlset([A]).encode(),
        gzip.compress(urlset([A]).encode()),
        gzip.compress(gzip.compress(urlset([A]).encode())),
        b"\xef\xbb\xbf\n  " + urlset([A]).encode(),
        urlset([A]).replace("UTF-8", "UTF-16").encode("utf-16"),
        urlset([f"\n   {A}\n"]).encode(),
        urlset(["/a"]).encode(),
        urlset([A]).replace(NS, "").encode(),
        urlset([A]).replace("</urlset>", "").encode(),
        urlset([A, "ftp://courier.example/b", "javascript:alert(1)", ""]).encode(),
        f"<sm:urlset xmlns:sm='http://www.google.com/schemas/sitemap/0.84'><sm:url><sm:loc>{A}"
        f"</sm:loc></sm:url></sm:urlset>".encode(),
        f"{A}\n\n".encode(),
        f"<rss><channel><item><link>{A}</link><pubDate>x</pubDate></item></channel></rss>".encode(),
        f"<feed><entry><link href='{A}'/></entry></feed>".encode(),
    ],
)  # fmt: skip
def test_however_it_comes(body: bytes) -> None:
    assert urls(body) == [A]


def test_an_empty_one_is_one() -> None:
    assert urls(news([])) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><html><body>No</body></html>",
        b'{"a": 1}',
        b"\x1f\x8bnot packed",
        b"<svg/>",
        b"Just some words\nand more",
    ],
)
def test_what_is_none(body: bytes) -> None:
    with pytest.raises(NotASitemap):
        read_sitemap(body, SITE)


def test_entities_are_neither_expanded_nor_loaded() -> None:
    body = (
        '<!DOCTYPE urlset [<!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY lol "ha">'
        + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "&lol;" * 10}">' for n in range(9))
        + f"]><urlset {NS}><url><loc>{A}</loc></url><url><loc>{A}?x=&secret;</loc></url>"
        + f"<url><loc>{A}/&l8;</loc></url></urlset>"
    )
    found = urls(body)
    assert A in found
    assert not any("root:" in url or "haha" in url for url in found)


def test_a_bomb_is_cut_off() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (80 * 2**20))
    found = read_sitemap(bomb, SITE)
    assert (found.entries, found.cut) == ([], True)


def test_more_entries_than_allowed_are_cut_off() -> None:
    body = urlset(f"{A}/{number}" for number in range(MOST_ENTRIES + 5))
    found = read_sitemap(body.encode(), SITE)
    assert (len(found.entries), found.cut) == (MOST_ENTRIES, True)


WHOLE = news([(A, "2025-05-14T06:00+02:00", "Quay"), (A + "2", "2025-05-15", "Sea")]).encode()


@given(st.integers(0, len(WHOLE)), st.binary(max_size=12), st.integers(0, 40))
def test_damage_never_makes_it_fail(at: int, junk: bytes, missing: int) -> None:
    try:
        found = read_sitemap(WHOLE[:at] + junk + WHOLE[at + missing :], SITE)
    except NotASitemap:
        return
    assert all(entry.url.startswith(("http://", "https://")) for entry in found.entries)
