"""A home page that is looked at again, when the site gives more than it did at first."""

from __future__ import annotations

import pytest

from connectors.contract import SourceSpec
from dashboard.config import Settings
from dashboard.store import Store, TimelineQuery
from dashboard.store.model import SourceState
from dashboard.sync import Syncer
from dashboard.sync.onboarding import Onboarded, add_sources, init_outlet
from tests.loopback import LoopbackSite
from tests.wordpress_lookalike import WordPressLookalike

FEED = '<link rel="alternate" type="application/rss+xml" href="{}">'
STATED = '<link rel="https://api.w.org/" href="/wp-json/">'
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


def feed(site: LoopbackSite, *slugs: str) -> str:
    entries = "".join(
        f"<item><title>{slug}</title><link>{site.url(f'/{slug}/')}</link></item>" for slug in slugs
    )
    return f'<rss version="2.0"><channel><title>Feed</title>{entries}</channel></rss>'


@pytest.fixture
def wordpress(site: LoopbackSite) -> WordPressLookalike:
    """A site of 40 posts with a feed, a section's feed and a sitemap; its interface is closed."""
    made = WordPressLookalike(site, count=40)
    head = FEED.format("/feed/") + FEED.format("/arts/feed/") + STATED
    locs = "".join(f"<url><loc>{site.url(f'/post-{n}/')}</loc></url>" for n in range(1, 41))
    page = "<html><title>Page</title><p>Long enough a text to be read, as pages have it.</p></html>"
    site.pages |= {
        "/": f"<html><head>{head}</head><body></body></html>",
        "/feed/": feed(site, "post-40", "post-39"),
        "/arts/feed/": feed(site, "post-3", "post-2"),
        "/sitemap.xml": SITEMAP.format(locs),
        **{f"/post-{n}/": page for n in range(1, 41)},
    }
    made.closed.add("posts")
    return made


def look(store: Store, settings: Settings, site: LoopbackSite) -> Onboarded:
    return init_outlet(store, settings, site.url("/"))


def followed(store: Store, site: LoopbackSite) -> set[tuple[str, str]]:
    return {(s.kind, s.url.removeprefix(site.url(""))) for s in store.sources.list()}


def addresses(store: Store) -> set[str]:
    return {row.url for row in store.timeline.page(TimelineQuery(), limit=500).items}


WORDPRESS = ("wordpress", "/wp-json/")
WITHOUT = {("feed", "/feed/"), ("feed", "/arts/feed/"), ("sitemap", "/sitemap.xml")}


def test_what_an_interface_that_opens_makes_up_for_is_replaced_and_no_item_is_lost(
    store: Store,
    settings: Settings,
    syncer: Syncer,
    site: LoopbackSite,
    wordpress: WordPressLookalike,
) -> None:
    assert look(store, settings, site).replaced == []
    assert followed(store, site) == WITHOUT
    syncer.once()
    before = addresses(store)
    wordpress.closed.clear()
    again = look(store, settings, site)
    assert {(s.kind, s.url) for s in again.replaced} == {
        (kind, site.url(path)) for kind, path in WITHOUT
    }
    assert followed(store, site) == {WORDPRESS}
    syncer.once(everything=True)
    assert addresses(store) >= before
    assert len(addresses(store)) == 40


def test_a_feed_that_has_more_or_cannot_be_read_stays(
    store: Store, settings: Settings, site: LoopbackSite, wordpress: WordPressLookalike
) -> None:
    look(store, settings, site)
    wordpress.closed.clear()
    site.pages["/feed/"] = feed(site, "post-40", "podcast-1")
    del site.pages["/arts/feed/"]
    look(store, settings, site)
    assert followed(store, site) == {WORDPRESS, ("feed", "/feed/"), ("feed", "/arts/feed/")}


def test_a_feed_that_the_page_names_no_more_is_looked_at_too(
    store: Store, settings: Settings, site: LoopbackSite, wordpress: WordPressLookalike
) -> None:
    look(store, settings, site)
    wordpress.closed.clear()
    site.pages["/"] = f"<html><head>{STATED}</head></html>"
    site.pages["/arts/feed/"] = feed(site, "post-3", "a-guide-of-its-own")
    look(store, settings, site)
    assert followed(store, site) == {WORDPRESS, ("feed", "/arts/feed/")}


def test_what_people_added_or_paused_stays(
    store: Store, settings: Settings, site: LoopbackSite, wordpress: WordPressLookalike
) -> None:
    look(store, settings, site)
    add_sources(store, settings, site.url("/feed/"))
    [paused] = [s for s in store.sources.list() if s.kind == "sitemap"]
    store.sources.pause(paused.id)
    wordpress.closed.clear()
    look(store, settings, site)
    assert followed(store, site) == {WORDPRESS, ("feed", "/feed/"), ("sitemap", "/sitemap.xml")}


def test_an_interface_that_is_paused_replaces_nothing_and_a_broken_one_is_read_at_once(
    store: Store, settings: Settings, site: LoopbackSite, wordpress: WordPressLookalike
) -> None:
    look(store, settings, site)
    interface = store.sources.add(SourceSpec("wordpress", site.url("/wp-json/")))
    wordpress.closed.clear()
    store.sources.pause(interface.id)
    assert look(store, settings, site).replaced == []
    store.sources.resume(interface.id)
    store.sources.failed(
        interface.id,
        error="Closed.",
        advice="Open it.",
        next_due_at=settings.clock(),
        needs_person=True,
    )
    assert len(look(store, settings, site).replaced) == 3
    found = store.sources.get(interface.id)
    assert found is not None
    assert (found.state, found.next_due_at) == (SourceState.ACTIVE, None)


def test_a_feed_that_is_quiet_today_is_no_reason_to_drop_it(
    store: Store, settings: Settings, site: LoopbackSite
) -> None:
    head = FEED.format("/feed/") + FEED.format("/arts/feed/")
    site.pages |= {
        "/": f"<html><head>{head}</head></html>",
        "/feed/": feed(site, "a", "b"),
        "/arts/feed/": feed(site, "c"),
    }
    look(store, settings, site)
    site.pages["/arts/feed/"] = feed(site, "a")
    assert look(store, settings, site).replaced == []
    assert followed(store, site) >= {("feed", "/feed/"), ("feed", "/arts/feed/")}
