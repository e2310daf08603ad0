"""What a sitemap adds to an article's page, and what it tells alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from connectors.feeds.dates import moment
from connectors.items import Article, TimeBasis
from connectors.pages.memory import PageMemory
from connectors.pages.reading import under_ref
from connectors.sitemap.reading import Entry
from connectors.urls import canonical_url

WATCHED_FOR = timedelta(days=3)


def note_read(memory: PageMemory, entry: Entry, now: datetime) -> None:
    """Remember that a page was read, where its ``lastmod`` could make us read it again."""
    at = moment(entry.lastmod, now).at if entry.lastmod else None
    if at is not None and now - at <= WATCHED_FOR:
        memory.read(entry.url, now.timestamp())


def needs_nothing(article: Article) -> bool:
    """Whether a page says by itself all that its sitemap could add."""
    by_looks = article.time_basis in {TimeBasis.PAGE, TimeBasis.INFERRED}
    return not by_looks and bool(article.labels) and bool(article.language)


def completed(article: Article, entry: Entry, now: datetime) -> Article:
    """A page's article with the entry's address as its ref, and what only the sitemap says."""
    article = under_ref(article, entry.url)
    known_well = article.published_at and article.time_basis is not TimeBasis.PAGE
    if entry.news_date and not known_well:
        stated = moment(entry.news_date, now)
        if stated.at is not None:
            article = replace(article, published_at=stated.at, time_basis=stated.basis)
    if article.published_at is None and entry.lastmod:
        # Nothing says when it appeared: better when it last changed than when we first saw it.
        at = moment(entry.lastmod, now).at
        if at is not None:
            article = replace(article, published_at=at, time_basis=TimeBasis.PAGE)
    return replace(
        article,
        labels=article.labels or _keywords(entry),
        language=article.language or entry.language,
    )


def of_news(entry: Entry, now: datetime) -> Article:
    """What a news sitemap alone tells of an article whose page may not be read."""
    stated = moment(entry.news_date, now)
    return Article(
        ref=entry.url,
        url=canonical_url(entry.url),
        title=entry.news_title,
        published_at=stated.at,
        time_basis=stated.basis,
        raw_time="" if stated.at else entry.news_date[:200],
        labels=_keywords(entry),
        language=entry.language,
    )


def _keywords(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in entry.keywords.split(",") if part.strip()))
