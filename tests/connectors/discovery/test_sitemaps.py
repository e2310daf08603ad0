"""Sitemaps that discovery finds, and when it takes them."""

from __future__ import annotations

from connectors.discovery import discover
from connectors.environment import Environment
from tests.connectors.sitemap.documents import index, news, urlset
from tests.loopback import LoopbackSite, Reply

FULL = f"<description>{'The board met to hear what the quay would cost. ' * 30}</description>"


def feed(site: LoopbackSite, *paths: str, full: bool = True) -> str:
    said = FULL if full else "<description>A teaser.</description>"
    items = "".join(
        f"<item><title>About {path}</title><link>{site.url(path)}</link>{said}</item>"
        for path in paths
    )
    return f'<rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>'


def home(*, feed: bool = True) -> str:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">' if feed else ""
    return f"<!doctype html><html><head><title>Courier</title>{link}</head><body></body></html>"


def chosen(env: Environment, site: LoopbackSite) -> list[tuple[str, str, str]]:
    return [(f.kind, f.url, f.gives) for f in discover(site.url(), env).sources]


def archive(site: LoopbackSite, count: int = 30) -> list[tuple[str, str]]:
    return [(site.url(f"/{2009 + n % 9}/03/story-{n}"), "2025-01-01") for n in range(count)]


def test_the_archive_comes_by_the_sitemap_that_robots_txt_names(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {
        "/": home(),
        "/feed": feed(site, "/2025/05/a"),
        "/robots.txt": f"Sitemap: {site.url('/maps/all.xml')}\nSitemap: {site.url('/news.xml')}\n",
        "/maps/all.xml": index([site.url("/maps/1.xml"), site.url("/maps/2.xml")]),
        "/maps/1.xml": urlset(archive(site)[:20]),
        "/maps/2.xml": urlset([*archive(site)[20:], site.url("/tag/quay"), site.url("/")]),
        "/news.xml": news([(site.url("/2025/05/a"), "2025-06-01T08:00:00Z", "A")]),
    }
    assert chosen(env, site)[1:] == [
        ("sitemap", site.url("/maps/all.xml"), "30 addresses back to 2009")
    ]
    assert "/sitemap.xml" not in [asked.path for asked in site.asked]


def test_a_sitemap_at_a_usual_place(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {"/": home(), "/feed": feed(site, "/a"), "/sitemap.xml": urlset(archive(site))}
    assert [kind for kind, _, _ in chosen(env, site)] == ["feed", "sitemap"]


def test_what_the_feed_has_whole_needs_no_sitemap(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {
        "/": home(),
        "/feed": feed(site, "/2025/05/a", "/2025/05/b"),
        "/sitemap.xml": urlset([site.url("/2025/05/a"), site.url("/2025/05/b"), site.url("/")]),
    }
    assert [kind for kind, _, _ in chosen(env, site)] == ["feed"]


def test_without_a_feed_news_sitemap_and_archive_are_both_taken(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {
        "/": home(feed=False),
        "/sitemap.xml": urlset(archive(site)),
        "/news-sitemap.xml": news([(site.url("/2025/05/a"), "2025-06-01T08:00:00Z", "A")]),
    }
    found = discover(site.url(), env)
    assert [one.gives for one in found.sources] == [
        "30 addresses back to 2009",
        "the articles of the last two days, with their times",
    ]
    assert not any("No feed" in warning for warning in found.warnings)


def test_a_news_sitemap_is_taken_though_it_is_empty_just_now(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {"/": home(feed=False), "/news-sitemap.xml": news([])}
    assert [(kind, url) for kind, url, _ in chosen(env, site)] == [
        ("sitemap", site.url("/news-sitemap.xml"))
    ]


def test_a_site_of_many_sitemaps_is_not_asked_for_many(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {"/": home(), "/feed": feed(site, "/a")}
    site.pages["/robots.txt"] = "".join(f"Sitemap: {site.url(f'/{n}.xml')}\n" for n in range(20))
    for n in range(20):
        site.pages[f"/{n}.xml"] = index(site.url(f"/posts-{n}-{m}.xml") for m in range(30))
        for m in range(30):
            site.pages[f"/posts-{n}-{m}.xml"] = urlset([site.url(f"/2020/05/story-{n}-{m}")])
    assert [kind for kind, _, _ in chosen(env, site)] == ["feed", *["sitemap"] * 8]
    assert len(site.asked) < 30


def test_long_indexes_are_sampled_at_both_ends(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {
        "/": home(),
        "/feed": feed(site, "/a"),
        "/sitemap.xml": index(site.url(f"/posts-{n}.xml") for n in range(1, 41)),
    }
    for n in range(1, 41):
        site.pages[f"/posts-{n}.xml"] = urlset([site.url(f"/{1995 + n}/05/story")])
    _, (_, _, gives) = chosen(env, site)
    assert gives == "more than 12 addresses back to 1996"
    assert len([asked for asked in site.asked if asked.path.startswith("/posts-")]) == 12


def test_names_for_the_same_sitemap_count_once(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {
        "/": home(),
        "/feed": feed(site, "/a"),
        "/sitemap.xml": urlset(archive(site)),
        "/sitemap_index.xml": Reply(b"", 301, {"Location": "/sitemap.xml"}),
        "/wp-sitemap.xml": urlset(archive(site)),
    }
    assert [kind for kind, _, _ in chosen(env, site)] == ["feed", "sitemap"]


def test_pages_are_read_for_a_thin_feed_without_a_sitemap(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {"/": home(), "/feed": feed(site, "/a", "/b", full=False)}
    assert [(kind, url) for kind, url, _ in chosen(env, site)] == [
        ("feed", site.url("/feed")),
        ("pages", site.url("/")),
    ]
    site.pages["/feed"] = feed(site, "/a", "/b")
    assert [kind for kind, _, _ in chosen(env, site)] == ["feed"]


def test_sitemaps_of_other_sites_or_other_things_are_not_taken(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {
        "/": home(),
        "/feed": feed(site, "/a"),
        "/robots.txt": f"Sitemap: https://elsewhere.example/s.xml\n"
        f"Sitemap: {site.url('/author-sitemap.xml')}\nSitemap: {site.url('/gone.xml')}\n",
        "/author-sitemap.xml": urlset(archive(site)),
    }
    assert [kind for kind, _, _ in chosen(env, site)] == ["feed"]


def test_a_sitemap_that_is_named_is_taken_alone(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {"/maps/all.xml": index([site.url("/maps/1.xml")])}
    site.pages["/maps/1.xml"] = urlset(archive(site))
    (found,) = discover(site.url("/maps/all.xml"), env).sources
    assert (found.kind, found.url) == ("sitemap", site.url("/maps/all.xml"))
    assert (found.why, found.gives) == ("you named it", "30 addresses back to 2009")
