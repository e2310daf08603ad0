"""A site's sitemaps: found, surveyed, and chosen where nothing else gives the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from connectors.contract import ConnectorError
from connectors.discovery.found import Found
from connectors.environment import Environment
from connectors.pages.addresses import same_site
from connectors.sitemap.addresses import dated_path, holds_articles, may_be_article, order_of
from connectors.sitemap.reading import UNPACKED_BYTES, NotASitemap, Sitemap, read_sitemap
from connectors.sitemap.walk import ACCEPT
from connectors.urls import canonical_url, identity_key
from connectors.web import Fetched

USUAL_PLACES = (
    "/sitemap_index.xml",
    "/sitemap.xml",
    "/wp-sitemap.xml",
    "/sitemap-news.xml",
    "/news-sitemap.xml",
    "/sitemap.xml.gz",
)
"""Where content systems put a sitemap that robots.txt does not name."""
MOST_ROOTS = 8
MOST_SURVEYED = 12
"""Sitemaps of an index that are counted; of a longer one the newest and the oldest."""
MOST_SURVEYED_IN_ALL = 16
"""Shared by the indexes of a site, so that it is not asked for much before it is followed."""
COMPARED = 2_000
"""Addresses that are kept to see whether a feed has them all."""


@dataclass(slots=True)
class Survey:
    """What a sitemap and those below it hold. ``whole`` says that all of them were counted."""

    url: str
    why: str
    addresses: int = 0
    oldest: str = ""
    is_news: bool = True
    whole: bool = True
    named: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)

    @property
    def found(self) -> Found:
        """The sitemap as a source."""
        host = urlsplit(self.url).hostname or ""
        name = f"{'News sitemap' if self.is_news else 'Sitemap'} of {host}"
        return Found("sitemap", self.url, name, self.why, self._gives)

    @property
    def _gives(self) -> str:
        if self.is_news:
            return "the articles of the last two days, with their times"
        count = f"{'' if self.whole else 'more than '}{self.addresses:,} addresses"
        return f"{count} back to {self.oldest}" if self.oldest else count


def find_sitemaps(home_url: str, env: Environment) -> list[Survey]:
    """The sitemaps with articles of the site at ``home_url``, surveyed; archives before news.

    Those that its robots.txt names, else those at the usual places; never raises for one that
    cannot be read.
    """
    named = [canonical_url(url, home_url) for url in env.robots.rules(home_url).sitemaps]
    why = "robots.txt names it"
    places = [url for url in dict.fromkeys(named) if url and same_site(url, home_url)]
    if not places:
        why = "it is at a usual place"
        places = [urljoin(home_url, path) for path in USUAL_PLACES]
    wanted = [url for url in places if holds_articles(url)]
    roots = [read for url in wanted[:MOST_ROOTS] if (read := _read(url, env))]
    indexes = sum(sitemap.is_index for _, sitemap in roots)
    most = min(MOST_SURVEYED, MOST_SURVEYED_IN_ALL // max(indexes, 1))
    surveys = [survey for read in roots if (survey := _survey(read, why, home_url, env, most))]
    below = {url for survey in surveys for url in survey.named}
    kept = [survey for survey in surveys if survey.url not in below and _is_first(survey, surveys)]
    return sorted(kept, key=lambda survey: survey.is_news)


def beside_feeds(home_url: str, entries: Iterable[str], env: Environment) -> list[Found]:
    """The sitemaps that bring what feeds with ``entries`` (identity keys) do not.

    An archive, unless the feeds have it all; a news sitemap only where there is no feed, for what
    it tells a feed tells too.
    """
    fed = frozenset(entries)
    chosen = []
    for survey in find_sitemaps(home_url, env):
        if survey.is_news and fed:
            continue
        if fed and survey.whole and survey.addresses <= COMPARED and survey.entries <= fed:
            continue
        chosen.append(survey.found)
    return chosen


def given_sitemap(fetched: Fetched, env: Environment) -> Found | None:
    """What was fetched as a source, if it is a sitemap that the person named."""
    if not fetched.body[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\x1f\x8b")):
        return None  # a text with addresses may be anything
    try:
        read = fetched.permanent_url or fetched.url, read_sitemap(fetched.body, fetched.url)
    except NotASitemap:
        return None
    survey = _survey(read, "you named it", fetched.url, env)
    return survey.found if survey else None


def is_of_site(entries: Iterable[str], home_url: str) -> bool:
    """Whether some of a feed's entries (identity keys) are pages of the site."""
    return any("/" in entry and same_site(f"http://{entry}", home_url) for entry in entries)


def _is_first(survey: Survey, surveys: list[Survey]) -> bool:
    """Whether no sitemap before it holds the same addresses under another name."""
    for other in surveys:
        if other is survey:
            return True
        if other.addresses == survey.addresses and other.entries == survey.entries:
            return False
    return True


def _survey(
    read: tuple[str, Sitemap], why: str, site: str, env: Environment, most: int = MOST_SURVEYED
) -> Survey | None:
    address, sitemap = read
    survey = Survey(address, why)
    if not sitemap.is_index:
        survey.is_news = sitemap.is_news
        _count(sitemap, survey, site)
        return survey if survey.addresses or survey.is_news or "news" in address else None
    below = [e for e in sitemap.entries if holds_articles(e.url)] or sitemap.entries
    survey.named = {entry.url for entry in below}
    now = env.clock()
    ranked = sorted(below, key=lambda e: order_of(e.url, e.lastmod, now), reverse=True)
    half = most // 2
    looked_at = ranked if len(ranked) <= most else [*ranked[:half], *ranked[-half:]]
    survey.whole = len(looked_at) == len(ranked)
    for entry in looked_at:
        found = _read(entry.url, env)
        if found is None or found[1].is_index:
            survey.whole = False
            survey.is_news = False
        else:
            survey.is_news = survey.is_news and found[1].is_news
            _count(found[1], survey, site)
    return survey if survey.addresses or not survey.whole else None


def _read(url: str, env: Environment) -> tuple[str, Sitemap] | None:
    """A sitemap and where it is, ``None`` where there is none."""
    try:
        fetched = env.http.get(url, accept=ACCEPT, max_bytes=UNPACKED_BYTES)
        return fetched.permanent_url or fetched.url, read_sitemap(fetched.body, fetched.url)
    except (ConnectorError, NotASitemap):
        return None  # nothing was promised there that a person would miss


def _count(sitemap: Sitemap, survey: Survey, site: str) -> None:
    for entry in sitemap.entries:
        if not may_be_article(entry, site):
            continue
        survey.addresses += 1
        if len(survey.entries) <= COMPARED:
            survey.entries.add(identity_key(entry.url))
        year = (entry.news_date or dated_path(entry.url) or entry.lastmod)[:4]
        if year.isdecimal() and len(year) == 4 and year > "1990":
            survey.oldest = min(survey.oldest or year, year)
    survey.whole = survey.whole and not sitemap.cut
