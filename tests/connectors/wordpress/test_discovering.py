"""What a WordPress site's home page leads to: the interface, and the feeds that add to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.contract import NotThisKind
from connectors.discovery import Discovery, classify, discover
from connectors.environment import Environment
from tests.loopback import LoopbackSite, Reply
from tests.wordpress_lookalike import START, WordPressLookalike

FEED = '<link rel="alternate" type="application/rss+xml" href="{}">'


def feed(site: LoopbackSite, *slugs: str) -> str:
    entries = "".join(
        f"<item><title>{slug}</title><link>{site.url(f'/{slug}/')}</link></item>" for slug in slugs
    )
    return f'<rss version="2.0"><channel><title>Feed</title>{entries}</channel></rss>'


def home(site: LoopbackSite, *feeds: str, root: str = "/wp-json/") -> str:
    links = "".join(FEED.format(path) for path in feeds)
    stated = f'<link rel="https://api.w.org/" href="{site.url(root)}">' if root else ""
    return f"<html lang='en'><head><title>Harbour</title>{links}{stated}</head><body></body></html>"


def kinds(found: Discovery) -> list[tuple[str, str]]:
    return [(source.kind, source.url) for source in found.sources]


def test_feeds_that_tell_nothing_more_are_left_out(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment
) -> None:
    site.pages |= {
        "/": home(site, "/feed/", "/category/old/feed/"),
        "/feed/": feed(site, "post-250", "post-249"),
        "/category/old/feed/": feed(site, "post-3", "post-2"),
    }
    found = discover(site.url("/"), env)
    assert kinds(found) == [("wordpress", site.url("/wp-json/"))]
    assert (found.sources[0].name, found.sources[0].gives) == (
        "The Harbour & Hill",
        "250 articles, the whole archive",
    )
    assert (found.timezone_hint, found.warnings) == ("America/St_Johns", ())


def test_a_feed_that_tells_more_is_kept(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment
) -> None:
    site.pages |= {
        "/": home(site, "/feed/", "/podcast/feed/"),
        "/feed/": feed(site, "post-250"),
        "/podcast/feed/": feed(site, "episode-1"),
    }
    assert kinds(discover(site.url("/"), env)) == [
        ("wordpress", site.url("/wp-json/")),
        ("feed", site.url("/podcast/feed/")),
    ]


def test_the_main_feed_is_kept_for_its_bylines(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment
) -> None:
    wordpress.closed = {"users"}
    site.pages |= {"/": home(site, "/feed/"), "/feed/": feed(site, "post-250")}
    assert [kind for kind, _ in kinds(discover(site.url("/"), env))] == ["wordpress", "feed"]


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_closed_interface_leaves_the_feeds_and_says_so(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment, status: int
) -> None:
    wordpress.before = lambda _: Reply(b"{}", status)
    site.pages |= {"/": home(site, "/feed/"), "/feed/": feed(site, "post-250")}
    found = discover(site.url("/"), env)
    assert kinds(found)[0] == ("feed", site.url("/feed/"))
    assert "wordpress" not in dict(kinds(found))
    assert any("REST interface was left out" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "page",
    [
        '<html><head><meta name="generator" content="WordPress 6.1"></head></html>',
        '<html><body><img src="/wp-content/uploads/a.jpg"></body></html>',
    ],
)
def test_it_is_looked_for_where_a_page_is_wordpress_but_names_none(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment, page: str
) -> None:
    site.pages["/"] = page
    assert kinds(discover(site.url("/"), env)) == [("wordpress", site.url("/wp-json/"))]


def test_a_link_header_names_it_as_well(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment
) -> None:
    link = f'<{site.url("/wp-json/")}>; rel="https://api.w.org/"'
    site.pages["/"] = Reply(b"<html><body>Headless</body></html>", 200, {"Link": link})
    assert kinds(discover(site.url("/"), env)) == [("wordpress", site.url("/wp-json/"))]


@pytest.mark.parametrize("path", ["/wp-json/", "/wp-json/wp/v2/posts?page=3", "/?rest_route=/"])
def test_the_address_of_an_interface_can_be_added(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment, path: str
) -> None:
    [found] = classify(site.url(path), env)
    assert found.kind == "wordpress"
    assert found.url in {site.url("/wp-json/"), site.url("/?rest_route=/")}


def test_an_interface_without_its_index_is_followed_all_the_same(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment
) -> None:
    del site.pages["/wp-json/"]
    [found] = classify(site.url("/wp-json/"), env)
    assert found.gives == "250 articles, the whole archive"


def test_an_address_that_only_looks_like_one_is_told_so(
    site: LoopbackSite, env: Environment
) -> None:
    with pytest.raises(NotThisKind):
        classify(site.url("/wp-json/"), env)


TEXT = "<p>" + "A sentence of an interview, as long as such sentences are. " * 8 + "</p>"


def of_a_type(
    wordpress: WordPressLookalike, slug: str, base: str, *, first: int = 1000, **told: Any
) -> None:
    """A type of six posts on six days, with whole texts."""
    wordpress.add_type(slug, base, **told)
    for number in range(first, first + 6):
        at = START + timedelta(days=number - first)
        wordpress.add(number, kind=slug, content=TEXT, date=at, modified=at)


def test_the_sites_own_types_of_articles_are_sources_too(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment
) -> None:
    of_a_type(wordpress, "interview", "interviews", name="Interviews")
    site.pages |= {"/": home(site, "/feed/"), "/feed/": feed(site, "post-250", "post-1003")}
    found = discover(site.url("/"), env).sources
    assert [(one.kind, one.url, one.name) for one in found] == [
        ("wordpress", site.url("/wp-json/"), "The Harbour & Hill"),
        ("wordpress", site.url("/wp-json/wp/v2/interviews"), "The Harbour & Hill: Interviews"),
    ]
    assert found[1].gives == "6 articles, the whole archive"
    assert "“Interviews”" in found[1].why
    named = classify(site.url("/wp-json/"), env)
    assert [one.url for one in named] == [one.url for one in found]


@pytest.mark.parametrize(
    "told",
    [
        {"slug": "product", "rest_base": "products"},
        {"slug": "wp_template", "rest_base": "templates"},
        {"slug": "elementor_library", "rest_base": "elementor_library"},
        {"slug": "team-member", "rest_base": "team"},
        {"slug": "property", "rest_base": "properties"},
        {"hierarchical": True},
        {"rest_namespace": "shop/v1"},
        {"viewable": False},
        {"rest_base": "../../users"},
        {"rest_base": ""},
    ],
)
def test_types_that_are_no_articles_are_left_out(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment, told: dict[str, Any]
) -> None:
    slug, base = told.get("slug", "guide"), told.get("rest_base", "guides")
    site.pages["/"] = home(site)
    of_a_type(wordpress, slug, base if base.isidentifier() else "guides")
    wordpress.types[slug] |= told
    assert kinds(discover(site.url("/"), env)) == [("wordpress", site.url("/wp-json/"))]


@pytest.mark.parametrize(
    "changed",
    [
        {"content": "<p>Short.</p>"},
        {"date": START},
        {"fields": {"link": "https://elsewhere.example/guide/"}},
        {"fields": {"link": "http://127.0.0.1/?guide=x"}},
        {"status": "private"},
    ],
)
def test_a_type_whose_posts_do_not_look_like_articles_is_left_out(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment, changed: dict[str, Any]
) -> None:
    of_a_type(wordpress, "guide", "guides")
    for number in range(1000, 1006):
        wordpress.edit(number, **changed)
    site.pages["/"] = home(site)
    assert kinds(discover(site.url("/"), env)) == [("wordpress", site.url("/wp-json/"))]


def test_an_interface_with_odd_types_is_read_all_the_same(
    site: LoopbackSite, wordpress: WordPressLookalike, env: Environment
) -> None:
    site.pages["/"] = home(site)
    for odd in ("[]", "nonsense", '{"a": 1, "b": {"slug": 3, "rest_base": null}}'):
        site.pages["/wp-json/wp/v2/types"] = odd
        assert kinds(discover(site.url("/"), env)) == [("wordpress", site.url("/wp-json/"))]
