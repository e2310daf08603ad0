"""From a thin feed and from a sitemap to whole articles in the store."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.contract import Batch, SourceSpec
from connectors.items import Article
from dashboard.store import Store, TimelineQuery
from dashboard.store.known_pages import MOST_LOOKED_AT
from dashboard.sync import Syncer
from tests.connectors.sitemap.documents import index, story, urlset
from tests.loopback import LoopbackSite, Reply


def feed(site: LoopbackSite, *numbers: int, teaser: str = "A teaser.") -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>n{n}</guid><title>Story number {n}</title>"
        f"<link>{site.url(f'/news/story-{n}')}</link><description>{teaser}</description></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>'


def asked(site: LoopbackSite) -> list[str]:
    """The pages of articles that were asked for since the last call."""
    found = [asked.path for asked in site.asked if asked.path.startswith("/news/")]
    site.asked.clear()
    return sorted(found)


def follow(store: Store, site: LoopbackSite, kind: str, path: str) -> str:
    return store.sources.add(SourceSpec(kind, site.url(path))).id


def test_a_thin_feed_is_filled_from_the_pages(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages |= {f"/news/story-{n}": story(n) for n in (1, 2)}
    site.pages["/feed"] = feed(site, 1, 2)
    follow(store, site, "feed", "/feed")
    syncer.once()
    (before, _) = store.timeline.page(TimelineQuery(), limit=9).items
    assert before.date_basis == "inferred"
    pages = follow(store, site, "pages", "/")
    result = syncer.once(only=pages)
    assert (result.items_new, result.items_changed, result.failed) == (0, 2, [])
    assert asked(site) == ["/news/story-1", "/news/story-2"]
    items = store.timeline.page(TimelineQuery(), limit=9).items
    assert [item.published_at for item in items] == [datetime(2025, 5, 14, 4, 30, tzinfo=UTC)] * 2
    assert {item.date_basis for item in items} == {"stated"}
    syncer.once(everything=True)
    assert asked(site) == []


def test_a_page_is_read_again_after_its_feed_says_something_new(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages |= {f"/news/story-{n}": story(n) for n in (1, 2)}
    site.pages["/feed"] = feed(site, 1, 2)
    follow(store, site, "feed", "/feed")
    syncer.once()
    pages = follow(store, site, "pages", "/")
    syncer.once(only=pages)
    asked(site)
    site.pages["/feed"] = feed(site, 1, teaser="It was corrected.")
    syncer.once(everything=True)
    syncer.once(only=pages)
    assert asked(site) == ["/news/story-1"]
    syncer.once(only=pages)  # the page says what it said: that is remembered too
    assert asked(site) == []


def test_single_pages_never_fail_the_source(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages |= {
        "/feed": feed(site, 1, 2, 3),
        "/robots.txt": "User-agent: *\nDisallow: /news/story-3",
        "/news/story-1": story(1),
        "/news/story-2": Reply(b"", 503),
    }
    follow(store, site, "feed", "/feed")
    syncer.once()
    pages = follow(store, site, "pages", "/")
    result = syncer.once(only=pages)
    assert (result.items_changed, result.failed) == (1, [])
    told = " ".join(warning["warning"] for warning in result.warnings)
    assert "story-2" in told
    assert "robots.txt asks us not to" in told
    assert set(asked(site)) == {"/news/story-1", "/news/story-2"}
    syncer.once(only=pages)
    assert asked(site) == []


def test_pages_of_other_sites_are_left_alone(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages["/feed"] = feed(site, 1).replace(site.url(""), "https://elsewhere.example/")
    follow(store, site, "feed", "/feed")
    syncer.once()
    result = syncer.once(only=follow(store, site, "pages", "/"))
    assert (result.requests, result.failed) == (0, [])


def test_thin_articles_of_another_site_hide_none(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    many = MOST_LOOKED_AT + 200
    source = store.sources.add(SourceSpec("feed", "https://elsewhere.example/feed"))
    now = store.clock()
    items = tuple(
        Article(ref=f"n{n}", url=f"https://elsewhere.example/{n}", title=f"N {n}", published_at=now)
        for n in range(many)
    )
    store.write.batch(source.id, "feed", Batch(items=items))
    store.sources.pause(source.id)
    site.pages |= {"/news/story-1": story(1)}
    when = "<pubDate>Wed, 14 May 2025 06:30:00 +0200</pubDate>"
    site.pages["/feed"] = feed(site, 1).replace("</item>", f"{when}</item>")
    follow(store, site, "feed", "/feed")
    follow(store, site, "pages", "/")
    result = syncer.once()
    assert (asked(site), result.failed) == (["/news/story-1"], [])
    of_subdomain = store.sources.thin_articles("https://news.elsewhere.example/", 9)
    assert len(list(of_subdomain)) == 9, "one site"
    assert list(store.sources.thin_articles("https://where.example/", 9)) == []


def test_a_feed_with_everything_is_not_thin(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    rich = "<content:encoded>" + "Whole text of the story. " * 40 + "</content:encoded>"
    picture = '<enclosure url="https://courier.example/a.jpg" type="image/jpeg"/>'
    when = "<pubDate>Wed, 14 May 2025 06:30:00 +0200</pubDate>"
    site.pages["/feed"] = (
        feed(site, 1)
        .replace("</item>", f"{rich}{picture}{when}</item>")
        .replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
    )
    follow(store, site, "feed", "/feed")
    syncer.once()
    assert list(store.sources.thin_articles(site.url("/"), 9)) == []


def test_feed_and_sitemap_tell_of_one_article(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages |= {f"/news/story-{n}": story(n) for n in range(1, 5)}
    site.pages["/feed"] = feed(site, 3, 4)
    site.pages["/sitemap.xml"] = urlset(site.url(f"/news/story-{n}") for n in range(1, 5))
    follow(store, site, "feed", "/feed")
    sitemap = follow(store, site, "sitemap", "/sitemap.xml")
    syncer.once()
    items = store.timeline.page(TimelineQuery(), limit=9).items
    assert sorted(item.title for item in items) == [f"Story number {n}" for n in range(1, 5)]
    spec = SourceSpec("sitemap", site.url("/sitemap.xml"))
    refs = [site.url(f"/news/story-{n}") for n in range(1, 5)]
    assert store.sources.refs_known(spec, [*refs, "https://x.example/"]) == set(refs)
    assert store.sources.refs_after(spec, refs[0], 2) == refs[1:3]
    assert list(store.sources.thin_articles(site.url("/"), 9)) == []
    asked(site)
    syncer.once(only=sitemap)
    assert asked(site) == []


def test_a_paywalled_page_marks_the_item(site: LoopbackSite, store: Store, syncer: Syncer) -> None:
    locked = '<meta property="article:content_tier" content="locked"></head>'
    site.pages |= {
        "/news/story-1": story(1).replace("</head>", locked),
        "/news/story-2": story(2),
    }
    site.pages["/sitemap.xml"] = urlset(site.url(f"/news/story-{n}") for n in (1, 2))
    follow(store, site, "sitemap", "/sitemap.xml")
    syncer.once()
    items = store.timeline.page(TimelineQuery(), limit=9).items
    details = [store.timeline.detail(item.id) for item in items]
    assert {d.row.title: d.access for d in details if d} == {
        "Story number 1": "paywall",
        "Story number 2": "open",
    }


def test_one_sync_brings_the_whole_archive(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    count, parts = 900, 3  # more than two pulls read; all parts are read on in each of them
    site.pages |= {f"/news/story-{n}": story(n) for n in range(count)}
    site.pages["/sitemap.xml"] = index(site.url(f"/part-{part}.xml") for part in range(parts))
    for part in range(parts):
        urls = [site.url(f"/news/story-{n}") for n in range(part, count, parts)]
        site.pages[f"/part-{part}.xml"] = urlset(urls)
    source = follow(store, site, "sitemap", "/sitemap.xml")
    so_far: list[int] = []
    result = syncer.once(progress=lambda result: so_far.append(result.items_new))
    assert (result.sources, result.items_new, result.items_changed) == (1, count, 0)
    assert so_far == [400, 800]
    found = store.sources.get(source)
    assert found is not None
    assert (found.items, found.error) == (count, "")
    again = syncer.once(everything=True)
    assert (again.items_new, again.items_changed, again.unchanged) == (0, 0, 1)


def test_one_sync_fills_in_what_a_thin_feed_brings(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages |= {f"/news/story-{n}": story(n) for n in (1, 2)}
    site.pages["/feed"] = feed(site, 1, 2)
    follow(store, site, "feed", "/feed")
    follow(store, site, "pages", "/")
    result = syncer.once()
    assert (result.sources, result.items_new) == (2, 2)
    assert asked(site) == ["/news/story-1", "/news/story-2"]
    again = syncer.once(everything=True)
    assert (again.items_new, again.items_changed) == (0, 0)
