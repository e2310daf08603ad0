"""Sitemaps as a source, over real HTTP."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from connectors.contract import NotThisKind, RetryLater
from connectors.items import Access, TimeBasis
from connectors.pages.reading import PageReader, State
from connectors.sitemap import connector, walk
from connectors.web.robots import Robots
from tests.connectors.sitemap.conftest import Reader
from tests.connectors.sitemap.documents import index, news, story, urlset
from tests.loopback import Asked, LoopbackSite, Reply

DAY = "2025-05-{:02}T08:00:00Z"


def test_each_page_once_the_newest_first(site: LoopbackSite, reader: Reader) -> None:
    urls = reader.publish(1, 2, 3)
    dated = [(url, DAY.format(day)) for url, day in zip(urls, (2, 30, 9), strict=True)]
    site.pages["/sitemap.xml"] = urlset([*dated, site.url("/"), site.url("/tag/harbour/")])
    (portion, last) = reader.pull()
    assert [item.title for item in portion.items] == [
        "Story number 2",
        "Story number 3",
        "Story number 1",
    ]
    first = portion.items[0]
    assert (first.ref, first.url) == (urls[1], urls[1])
    assert first.published_at == datetime(2025, 5, 14, 4, 30, tzinfo=UTC)
    assert not last.unfinished
    assert sorted(reader.asked()) == sorted(
        ["/sitemap.xml", "/news/story-1", "/news/story-2", "/news/story-3"]
    )
    (again,) = reader.pull()
    assert again.items == ()
    assert reader.asked() == ["/sitemap.xml"]


def test_news_before_the_archive_in_portions(
    site: LoopbackSite, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "PAGES_A_PULL", 20)
    urls = reader.publish(*range(1, 46))
    site.pages["/sitemap.xml"] = index(
        [site.url("/sitemap-1.xml"), site.url("/sitemap-2.xml.gz"), site.url("/sitemap-news.xml")]
    )
    site.pages["/sitemap-1.xml"] = urlset(urls[:20])
    site.pages["/sitemap-2.xml.gz"] = gzip.compress(urlset(urls[20:44]).encode())
    site.pages["/sitemap-news.xml"] = news([(urls[44], "2025-06-01T10:00:00Z", "Story number 45")])
    first = reader.pull()
    assert first[0].items[0].title == "Story number 45"
    assert first[-1].unfinished
    assert len(reader.articles) == 20
    assert reader.pull()[-1].unfinished
    assert not reader.pull()[-1].unfinished
    assert len(reader.articles) == 45
    asked = reader.asked()
    assert all(asked.count(f"/news/story-{number}") == 1 for number in range(1, 46))


def test_a_pull_that_is_killed_is_completed_by_the_next(site: LoopbackSite, reader: Reader) -> None:
    site.pages["/sitemap.xml"] = index([site.url("/s1.xml"), site.url("/s2.xml")])
    site.pages["/s1.xml"] = urlset(reader.publish(*range(1, 31)))
    site.pages["/s2.xml"] = urlset(reader.publish(*range(31, 61)))
    reader.pull(stop_after=1)
    assert len(reader.articles) == 20
    reader.asked()
    reader.pull()
    assert len(reader.articles) == 60
    assert len([path for path in reader.asked() if path.startswith("/news/")]) == 40


def test_circles_and_depths_end(site: LoopbackSite, reader: Reader) -> None:
    here = [site.url(f"/level{n}.xml") for n in range(8)]
    site.pages["/sitemap.xml"] = index([site.url("/sitemap.xml"), here[0]])
    for n in range(7):
        site.pages[f"/level{n}.xml"] = index([here[n + 1], here[n], site.url("/sitemap.xml")])
    site.pages["/level2.xml"] = index([here[3], site.url("/leaf.xml"), here[0]])
    site.pages["/leaf.xml"] = urlset(reader.publish(1))
    reader.pull()
    assert any("too deep" in warning for warning in reader.warnings)
    assert len(reader.asked()) < 10


def test_sitemaps_of_tags_and_authors_are_passed_over(site: LoopbackSite, reader: Reader) -> None:
    others = ("post_tag-sitemap.xml", "category-sitemap2.xml", "wp-sitemap-users-1.xml")
    site.pages["/sitemap.xml"] = index(
        [*(site.url(f"/{name}") for name in others), site.url("/post-sitemap.xml")]
    )
    site.pages["/post-sitemap.xml"] = urlset(reader.publish(1))
    reader.pull()
    assert reader.asked() == ["/sitemap.xml", "/post-sitemap.xml", "/news/story-1"]


def test_addresses_of_other_sites_are_not_read(site: LoopbackSite, reader: Reader) -> None:
    site.pages["/sitemap.xml"] = urlset(["https://elsewhere.example/a", *reader.publish(1)])
    reader.pull()
    assert len(reader.articles) == 1
    assert reader.warnings == []


def test_pages_that_are_no_articles_are_not_read_again(site: LoopbackSite, reader: Reader) -> None:
    site.pages["/guide"] = "<!doctype html><html><body><h1>Guide</h1><p>Short.</p></body></html>"
    site.pages["/sitemap.xml"] = urlset([site.url("/guide"), *reader.publish(1)])
    reader.pull()
    assert "/guide" in reader.asked()
    site.pages["/sitemap.xml"] = urlset([site.url("/guide"), *reader.publish(1, 2)])
    reader.pull()
    assert reader.asked() == ["/sitemap.xml", "/news/story-2"]


def test_a_page_that_fails_is_tried_again_and_stops_nothing(
    site: LoopbackSite, reader: Reader
) -> None:
    urls = reader.publish(1, 2)
    site.pages["/news/story-1"] = Reply(b"", 500)
    site.pages["/sitemap.xml"] = urlset(urls)
    *_, last = reader.pull()
    assert reader.titles == ["Story number 2"]
    assert [("story-1" in warning) for warning in last.warnings] == [True]
    assert not last.unfinished
    reader.asked()
    reader.pull()
    assert reader.asked() == ["/sitemap.xml"]
    reader.publish(1)
    reader.later(minutes=16)
    reader.pull()
    assert sorted(reader.titles) == ["Story number 1", "Story number 2"]


def test_a_page_that_failed_is_tried_again_though_the_sitemap_stays_the_same(
    site: LoopbackSite, reader: Reader
) -> None:
    urls = reader.publish(1, 2, 3)

    def sitemap(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"1"':
            return Reply(status=304)
        return Reply(urlset(urls).encode(), headers={"ETag": '"1"'})

    site.pages["/sitemap.xml"] = sitemap
    site.pages["/news/story-1"] = site.pages["/news/story-2"] = Reply(b"", 500)
    reader.pull()
    reader.later(minutes=16)
    reader.publish(1)
    reader.pull()
    assert sorted(reader.titles) == ["Story number 1", "Story number 3"]
    reader.later(minutes=30)
    reader.pull()
    reader.publish(2)
    reader.later(minutes=31)
    reader.pull()
    assert sorted(reader.titles) == [f"Story number {number}" for number in (1, 2, 3)]


def test_pages_that_are_no_articles_do_not_stop_the_archive(
    site: LoopbackSite, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "PAGES_A_PULL", 20)
    others = [f"/guide-{number}" for number in range(25)]
    site.pages |= dict.fromkeys(others, "<html><body><p>A list.</p></body></html>")
    newest = [(site.url(path), DAY.format(28)) for path in others]
    site.pages["/sitemap.xml"] = urlset([*newest, (reader.publish(1)[0], DAY.format(1))])
    assert reader.pull()[-1].unfinished
    assert not reader.pull()[-1].unfinished
    assert reader.titles == ["Story number 1"]


def test_where_no_page_tells_its_date_the_newest_sitemap_comes_first(
    site: LoopbackSite, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "PAGES_A_PULL", 2)
    urls = reader.publish(1, 2, 3, 4)
    site.pages["/posts-1.xml"], site.pages["/posts-2.xml"] = urlset(urls[:2]), urlset(urls[2:])
    site.pages["/sitemap.xml"] = index([site.url("/posts-1.xml"), site.url("/posts-2.xml")])
    reader.pull()
    assert sorted(reader.titles) == ["Story number 3", "Story number 4"]


def test_of_very_many_sitemaps_the_newest_are_read(
    site: LoopbackSite, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "MOST_CHILDREN", 5)
    urls = reader.publish(*range(1, 9))
    for number, url in enumerate(urls, 1):
        site.pages[f"/posts-{number}.xml"] = urlset([url])
    named = [(site.url(f"/posts-{n}.xml"), DAY.format(n)) for n in range(1, 9)]
    site.pages["/sitemap.xml"] = index(named[:7])
    *_, last = reader.pull()
    assert sorted(reader.titles) == [f"Story number {number}" for number in (4, 5, 6, 7)]
    assert [("the oldest are left out" in warning) for warning in last.warnings] == [True]
    site.pages["/sitemap.xml"] = index(named)
    reader.asked()
    reader.pull()
    assert reader.asked() == ["/sitemap.xml", "/posts-8.xml", "/news/story-8"]


def test_dead_addresses_are_no_hurry_and_are_asked_for_once(
    site: LoopbackSite, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "PAGES_A_PULL", 20)
    site.pages["/sitemap.xml"] = urlset((site.url(f"/dead/{n}"), DAY.format(1)) for n in range(40))
    assert not reader.pull()[-1].unfinished
    assert not reader.pull()[-1].unfinished
    reader.later(days=1)
    reader.pull()
    asked = [path for path in reader.asked() if path.startswith("/dead/")]
    assert sorted(asked) == sorted(f"/dead/{n}" for n in range(40))


def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone(
    site: LoopbackSite, reader: Reader
) -> None:
    site.pages["/robots.txt"] = Reply(b"", 503, {"Retry-After": "60"})
    site.pages["/sitemap.xml"] = urlset(reader.publish(*range(1, 41)))
    *_, last = reader.pull()
    assert (last.next_due_s, last.unfinished) == (900.0, False)
    assert len(last.checkpoint["memory"]["failed"]) < 10
    assert reader.asked() == ["/sitemap.xml"]
    del site.pages["/robots.txt"]
    reader.later(minutes=31)
    reader.pull()
    assert len(reader.articles) == 40


def test_a_site_in_trouble_is_left_alone(site: LoopbackSite, reader: Reader) -> None:
    urls = reader.publish(*range(1, 41))
    for number in range(1, 41):
        site.pages[f"/news/story-{number}"] = Reply(b"", 429, {"Retry-After": "7200"})
    site.pages["/sitemap.xml"] = urlset(urls)
    *_, last = reader.pull()
    assert last.next_due_s == 7200.0
    assert not last.unfinished
    assert len([path for path in reader.asked() if path.startswith("/news/")]) <= 2
    reader.publish(*range(1, 41))
    reader.later(hours=2)
    reader.pull()
    assert len(reader.articles) == 40


def test_robots_txt_is_kept_and_told(site: LoopbackSite, reader: Reader) -> None:
    urls = reader.publish(1, 2)
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /news/story-1"
    site.pages["/sitemap.xml"] = news(
        [(urls[0], "2025-05-31T06:00:00+02:00", "Kept by its title"), (urls[1], "2025-05-30", "B")]
    )
    reader.pull()
    assert "/news/story-1" not in reader.asked()
    assert any("robots.txt" in warning for warning in reader.warnings)
    alone = reader.articles[urls[0]]
    assert (alone.title, alone.body, alone.labels) == ("Kept by its title", "", ("Harbour", "Quay"))
    assert alone.published_at == datetime(2025, 5, 31, 4, 0, tzinfo=UTC)
    assert alone.access is Access.OPEN


def test_a_crawl_delay_is_waited_for(site: LoopbackSite, reader: Reader) -> None:
    waited: list[float] = []
    site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 7"
    robots = Robots(reader.env.http, reader.env.clock, lambda: sum(waited))
    object.__setattr__(reader.env, "robots", robots)
    outcomes = PageReader(reader.env, pause=waited.append).read(reader.publish(1, 2, 3))
    assert [outcome.state for outcome in outcomes] == [State.ARTICLE] * 3
    assert [wait for wait in waited if wait] == [7.0] * 2


def test_times_from_the_sitemap_where_the_page_states_none(
    site: LoopbackSite, reader: Reader
) -> None:
    paths = {f"/news/timeless-{n}": story(n, at="") for n in (1, 2)}
    site.pages |= paths
    one, two = (site.url(path) for path in paths)
    site.pages["/sitemap.xml"] = index([site.url("/news.xml"), site.url("/all.xml")])
    site.pages["/news.xml"] = news([(one, "2025-05-31T06:00:00+02:00", "One")])
    site.pages["/all.xml"] = urlset([(two, "2021-03-04T10:00:00Z")])
    reader.pull()
    assert reader.articles[one].published_at == datetime(2025, 5, 31, 4, 0, tzinfo=UTC)
    assert reader.articles[one].time_basis is TimeBasis.STATED
    assert reader.articles[two].published_at == datetime(2021, 3, 4, 10, 0, tzinfo=UTC)
    assert reader.articles[two].time_basis is TimeBasis.PAGE


def test_what_is_no_sitemap(site: LoopbackSite, reader: Reader) -> None:
    site.pages["/sitemap.xml"] = "<!doctype html><html><body>Hello</body></html>"
    with pytest.raises(NotThisKind, match="not with a sitemap"):
        reader.pull()


def test_a_page_where_a_sitemap_was_passes(site: LoopbackSite, reader: Reader) -> None:
    site.pages["/sitemap.xml"] = urlset(reader.publish(1))
    reader.pull()
    site.pages["/sitemap.xml"] = "<!doctype html><html><body>Maintenance</body></html>"
    with pytest.raises(RetryLater, match="something else") as told:
        reader.pull()
    assert "is kept" in told.value.advice


def test_a_broken_child_stops_no_other(site: LoopbackSite, reader: Reader) -> None:
    site.pages["/sitemap.xml"] = index([site.url("/b.xml"), site.url("/a.xml"), site.url("/c.xml")])
    site.pages["/a.xml"] = urlset(reader.publish(1))
    site.pages["/b.xml"] = "<html><body>oops</body></html>"
    site.pages["/c.xml"] = Reply(b"", 500)
    *_, last = reader.pull()
    assert reader.titles == ["Story number 1"]
    assert len(last.warnings) == 2
    assert not last.unfinished
    site.pages["/c.xml"] = urlset(reader.publish(2))
    reader.later(hours=2)
    reader.pull()
    assert len(reader.articles) == 2


def test_the_checkpoint_stays_small(site: LoopbackSite, reader: Reader) -> None:
    many = [site.url(f"/tag/t{n}/") for n in range(30_000)]
    site.pages["/sitemap.xml"] = urlset([*many, *reader.publish(1, 2)])
    reader.pull()
    assert len(reader.articles) == 2
    assert len(str(reader.checkpoint)) < 2_000
