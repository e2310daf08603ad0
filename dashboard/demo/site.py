"""The outlet's site: front page, desks, articles, pictures, and its three feeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.demo import newsroom
from dashboard.demo.newsletters import web_page
from dashboard.demo.newsroom import DESKS, Desk, PlannedArticle
from dashboard.demo.pictures import picture
from dashboard.demo.plan import Edition
from dashboard.demo.rendering import Clock, base_url, conditional, player, templates

SVG = "image/svg+xml"
PAGE_SIZE = 50
FRONT_PAGE = 36


class Site:
    """The site of one edition, as it stands when it is asked."""

    def __init__(self, edition: Edition, clock: Clock) -> None:
        self._edition = edition
        self._clock = clock
        self._by_slug = {article.slug: article for article in edition.articles}
        self._films = {film.video_id: film for film in edition.films}
        self._rendered = lru_cache(maxsize=8)(self._render_feed)
        self._text = lru_cache(maxsize=4096)(self._render_text)

    def routes(self) -> list[Route]:
        """Everything a visitor can ask of the site."""
        return [
            Route("/", self.front),
            Route("/style.css", self.style),
            Route("/favicon.svg", self.icon),
            Route("/robots.txt", self.robots),
            Route("/feed/", self.rss),
            Route("/pictures/{slug}.svg", self.article_picture),
            Route("/newsletters/{number:int}", self.newsletter),
            Route("/{desk}/", self.front),
            Route("/{desk}/feed.atom", self.atom),
            Route("/{desk}/feed.json", self.json_feed),
            Route("/{desk}/{slug}", self.article),
        ]

    async def front(self, request: Request) -> Response:
        now, base = self._clock(), base_url(request)
        articles = self._articles(now, _desk(request))
        text = (
            templates()
            .get_template("home.html")
            .render(
                base=base, now=now, articles=articles[:FRONT_PAGE], organisation=_organisation(base)
            )
        )
        return conditional(request, text, "text/html")

    async def style(self, request: Request) -> Response:
        return conditional(request, templates().get_template("style.css").render(), "text/css")

    async def icon(self, request: Request) -> Response:
        return conditional(request, picture("icon", "boat", "city"), SVG)

    async def robots(self, request: Request) -> Response:
        return conditional(request, "User-agent: *\nAllow: /\n", "text/plain")

    async def article(self, request: Request) -> Response:
        now, base = self._clock(), base_url(request)
        article = self._article(request, now)
        text = (
            templates()
            .get_template("article.html")
            .render(
                base=base,
                now=now,
                article=article,
                headline=article.headline_at(now),
                films=self._embedded(article, now),
                player=partial(player, now=now),
                ld=_news_article(article, base, now),
            )
        )
        return conditional(request, text, "text/html", article.updated_at(now))

    async def newsletter(self, request: Request) -> Response:
        number = request.path_params["number"]
        text = web_page(self._edition, number, base_url(request))
        if text is None:
            raise HTTPException(404)
        return conditional(request, text, "text/html")

    async def article_picture(self, request: Request) -> Response:
        article = self._by_slug.get(request.path_params["slug"])
        if article is None:
            raise HTTPException(404)
        drawing = picture(article.story, article.motif, article.desk.slug)
        return conditional(request, drawing, SVG)

    async def rss(self, request: Request) -> Response:
        now = self._clock()
        articles = self._articles(now)
        if "paged" in request.query_params:
            articles = _page(articles, request.query_params["paged"])
        return self._feed(request, "feed.rss", articles, None, now)

    async def atom(self, request: Request) -> Response:
        now, desk = self._clock(), _known_desk(request)
        articles = self._articles(now, desk)[:PAGE_SIZE]
        return self._feed(request, "feed.atom", articles, desk, now)

    async def json_feed(self, request: Request) -> Response:
        now, desk, base = self._clock(), _known_desk(request), base_url(request)
        items = [self._json_item(a, base, now) for a in self._articles(now, desk)[:PAGE_SIZE]]
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"{newsroom.OUTLET}: {desk.name}",
            "home_page_url": f"{base}/{desk.slug}/",
            "feed_url": f"{base}/{desk.slug}/feed.json",
            "items": items,
        }
        text = bytes(JSONResponse(feed).body).decode()
        return conditional(request, text, "application/feed+json")

    def _articles(self, now: datetime, desk: Desk | None = None) -> list[PlannedArticle]:
        return [a for a in self._edition.articles_at(now) if desk is None or a.desk == desk]

    def _article(self, request: Request, now: datetime) -> PlannedArticle:
        article = self._by_slug.get(request.path_params["slug"])
        if article is None or article.published_at > now or article.path != request.url.path:
            raise HTTPException(404)
        return article

    def _embedded(self, article: PlannedArticle, now: datetime) -> list[newsroom.Film]:
        films = (self._films[video_id] for video_id in article.embeds)
        return [film for film in films if film.published_at <= now]

    def _feed(
        self, request: Request, name: str, articles: Sequence[PlannedArticle],
        desk: Desk | None, now: datetime,
    ) -> Response:  # fmt: skip
        """A feed, rendered anew only when something in it changed."""
        shown = tuple((a.slug, a.headline_at(now), len(self._embedded(a, now))) for a in articles)
        changed = max((self._changed(a, now) for a in articles), default=self._edition.opening)
        text = self._rendered(name, base_url(request), shown, desk, changed)
        kind = "application/atom+xml" if name.endswith("atom") else "application/rss+xml"
        return conditional(request, text, kind, changed)

    def _changed(self, article: PlannedArticle, now: datetime) -> datetime:
        embedded = (film.published_at for film in self._embedded(article, now))
        return max((article.updated_at(now), *embedded))

    def _render_feed(
        self, name: str, base: str, shown: tuple[tuple[str, str, int], ...],
        desk: Desk | None, changed: datetime,
    ) -> str:  # fmt: skip
        return (
            templates()
            .get_template(name)
            .render(
                base=base,
                now=changed,
                changed=changed,
                desk=desk,
                articles=[self._by_slug[slug] for slug, _, _ in shown],
                body=partial(self._body, now=changed),
                picture_bytes=lambda a: len(picture(a.story, a.motif, a.desk.slug)),
            )
        )

    def _body(self, article: PlannedArticle, now: datetime) -> str:
        return self._text(article.slug, tuple(self._embedded(article, now)))

    def _render_text(self, slug: str, films: tuple[newsroom.Film, ...]) -> str:
        template = templates().get_template("body.html")
        article = self._by_slug[slug]
        return str(template.render(article=article, films=films, page=False)).strip()

    def _json_item(self, article: PlannedArticle, base: str, now: datetime) -> dict[str, Any]:
        return {
            "id": f"tag:harbourcourier.example,2019:{article.number}",
            "url": base + article.path,
            "title": article.headline_at(now),
            "summary": article.summary,
            "content_html": self._body(article, now),
            "image": f"{base}/pictures/{article.slug}.svg",
            "date_published": article.published_at.isoformat(),
            "date_modified": article.updated_at(now).isoformat(),
            "authors": [{"name": name} for name in article.authors],
            "tags": list(article.labels),
            "language": article.language,
        }


def _desk(request: Request) -> Desk | None:
    return _known_desk(request) if "desk" in request.path_params else None


def _known_desk(request: Request) -> Desk:
    """The desk of the path; one that we do not have is not found."""
    desk = DESKS.get(request.path_params["desk"])
    if desk is None:
        raise HTTPException(404)
    return desk


def _page(articles: list[PlannedArticle], asked: str) -> list[PlannedArticle]:
    """One page of WordPress's ``?paged=N``; a page beyond the end is not found."""
    number = int(asked) if asked.isdecimal() else 0
    page = articles[(number - 1) * PAGE_SIZE : number * PAGE_SIZE] if number else []
    if not page:
        raise HTTPException(404)
    return page


def _organisation(base: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsMediaOrganization",
        "name": newsroom.OUTLET,
        "url": f"{base}/",
        "logo": f"{base}/favicon.svg",
        "sameAs": [f"https://www.youtube.com/channel/{newsroom.CHANNEL_ID}"],
    }


def _news_article(article: PlannedArticle, base: str, now: datetime) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline_at(now),
        "description": article.summary,
        "datePublished": article.published_at.isoformat(),
        "dateModified": article.updated_at(now).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "articleSection": article.desk.name,
        "keywords": list(article.labels[1:]),
        "inLanguage": article.language,
        "image": [f"{base}/pictures/{article.slug}.svg"],
        "mainEntityOfPage": base + article.path,
        "publisher": _organisation(base),
    }
