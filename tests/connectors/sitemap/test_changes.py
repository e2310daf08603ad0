"""What changes on a site and what goes, as its sitemap tells it or not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.sitemap import checking, connector
from tests.connectors.sitemap.conftest import Reader
from tests.connectors.sitemap.documents import index, story, urlset
from tests.loopback import LoopbackSite, Reply

DAY = "2025-05-{:02}T08:00:00Z"


@pytest.fixture
def no_slow_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "EVERY_S", float("inf"))


@pytest.mark.usefixtures("no_slow_look")
def test_what_changes_is_read_again_by_its_lastmod(site: LoopbackSite, reader: Reader) -> None:
    urls = reader.publish(1, 2)
    site.pages["/sitemap.xml"] = urlset([(url, DAY.format(1)) for url in urls])
    reader.pull()
    reader.asked()
    reader.later(hours=1)
    site.pages["/news/story-2"] = story(2, title="Story two, corrected")
    site.pages["/sitemap.xml"] = urlset(
        [(urls[0], DAY.format(1)), (urls[1], "2025-06-01T12:30:00Z")]
    )
    reader.pull()
    assert sorted(reader.titles) == ["Story number 1", "Story two, corrected"]
    assert reader.asked() == ["/sitemap.xml", "/news/story-2"]
    reader.pull()
    assert reader.asked() == ["/sitemap.xml"]


@pytest.mark.usefixtures("no_slow_look")
def test_a_change_while_the_first_reading_went_on_is_not_missed(
    site: LoopbackSite, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "PAGES_A_PULL", 1)
    urls = reader.publish(1, 2)
    dated = [(urls[0], "2025-05-31T08:00:00Z"), (urls[1], "2025-05-30T08:00:00Z")]
    site.pages["/sitemap.xml"] = urlset(dated)
    reader.pull()
    assert reader.titles == ["Story number 1"]
    reader.later(hours=1)
    site.pages["/news/story-1"] = story(1, title="Story one, corrected")
    site.pages["/sitemap.xml"] = urlset([(urls[0], "2025-06-01T12:30:00Z"), dated[1]])
    reader.later(hours=1)
    for _ in range(4):
        reader.pull()
    assert sorted(reader.titles) == ["Story number 2", "Story one, corrected"]


@pytest.mark.usefixtures("no_slow_look")
def test_a_day_without_an_hour_counts_when_it_is_over(site: LoopbackSite, reader: Reader) -> None:
    (url,) = reader.publish(1)
    site.pages["/sitemap.xml"] = urlset([(url, "2025-06-01")])
    reader.pull()
    reader.later(hours=2)
    site.pages["/news/story-1"] = story(1, title="Corrected the same day")
    reader.pull()
    assert reader.titles == ["Story number 1"]
    reader.later(hours=20)
    reader.pull()
    assert reader.titles == ["Corrected the same day"]


def test_sitemaps_that_did_not_change_are_not_fetched(site: LoopbackSite, reader: Reader) -> None:
    def index_of(lastmod: str) -> str:
        return index([(site.url("/a.xml"), DAY.format(1)), (site.url("/b.xml"), lastmod)])

    site.pages["/sitemap.xml"] = index_of(DAY.format(2))
    site.pages["/a.xml"] = urlset(reader.publish(1))
    site.pages["/b.xml"] = urlset(reader.publish(2))
    reader.pull()
    reader.asked()
    site.pages["/sitemap.xml"] = index_of(DAY.format(3))
    site.pages["/b.xml"] = urlset(reader.publish(2, 3))
    reader.pull()
    assert reader.asked() == ["/sitemap.xml", "/b.xml", "/news/story-3"]


@pytest.mark.usefixtures("no_slow_look")
def test_without_any_lastmod_children_are_looked_at_ever_more_seldom(
    site: LoopbackSite, reader: Reader
) -> None:
    site.pages["/sitemap.xml"] = index([site.url("/a.xml")])
    site.pages["/a.xml"] = urlset(reader.publish(1))
    fetched = 0
    for _ in range(48):
        reader.pull()
        fetched += reader.asked().count("/a.xml")
        reader.later(minutes=30)
    assert 4 <= fetched <= 10
    site.pages["/a.xml"] = urlset(reader.publish(1, 2))
    reader.later(hours=24)
    reader.pull()
    assert len(reader.articles) == 2


def test_unchanged_sitemaps_cost_a_304(site: LoopbackSite, reader: Reader) -> None:
    body = urlset(reader.publish(1)).encode()
    site.pages["/sitemap.xml"] = lambda asked: (
        Reply(b"", 304)
        if "if-none-match" in asked.headers
        else Reply(body, headers={"ETag": '"1"'})
    )
    reader.pull()
    assert len(reader.articles) == 1
    site.asked.clear()
    (batch,) = reader.pull()
    assert batch.items == ()
    assert [asked.headers.get("if-none-match") for asked in site.asked] == ['"1"']


def test_leaving_the_sitemap_is_not_leaving_the_site(site: LoopbackSite, reader: Reader) -> None:
    reader.publish(1, 2)
    site.pages["/sitemap.xml"] = urlset(reader.publish(1, 2))
    reader.pull()
    site.pages["/sitemap.xml"] = urlset([])
    for _ in range(6):
        reader.later(hours=2)
        reader.pull()
    assert reader.gone == {}


def test_a_page_that_is_twice_not_there_is_gone(site: LoopbackSite, reader: Reader) -> None:
    urls = reader.publish(1, 2, 3)
    site.pages["/sitemap.xml"] = urlset(urls)
    reader.pull()
    del site.pages["/news/story-2"]
    reader.later(minutes=20)
    reader.pull()
    assert reader.gone == {}
    reader.later(minutes=20)
    reader.pull()
    assert reader.gone == {}
    reader.later(minutes=60)
    reader.pull()
    assert list(reader.gone) == [urls[1]]


def test_a_page_that_was_missing_for_a_while_is_not_gone(
    site: LoopbackSite, reader: Reader
) -> None:
    site.pages["/sitemap.xml"] = urlset(reader.publish(1, 2, 3))
    reader.pull()
    del site.pages["/news/story-2"]
    reader.later(minutes=20)
    reader.pull()
    reader.publish(2)
    reader.later(minutes=70)
    reader.pull()
    del site.pages["/news/story-2"]
    reader.later(minutes=20)
    reader.pull()
    assert reader.gone == {}


def test_a_site_that_loses_all_its_pages_at_once_has_a_fault(
    site: LoopbackSite, reader: Reader
) -> None:
    site.pages["/sitemap.xml"] = urlset(reader.publish(*range(1, 9)))
    reader.pull()
    for number in range(1, 9):
        del site.pages[f"/news/story-{number}"]
    for _ in range(5):
        reader.later(hours=2)
        reader.pull()
    assert reader.gone == {}
    assert any("fault of the site" in warning for warning in reader.warnings)


def test_a_far_future_lastmod_is_not_read_for_ever(site: LoopbackSite, reader: Reader) -> None:
    future = (reader.clock() + timedelta(hours=20)).isoformat()
    site.pages["/sitemap.xml"] = urlset([(url, future) for url in reader.publish(1)])
    reader.pull()
    reader.asked()
    reader.pull()
    assert reader.asked() == ["/sitemap.xml"]
