"""Which of a site's own types of posts are articles, as far as its interface shows them.

https://developer.wordpress.org/rest-api/reference/post-types/

Sites and their plugins make types for everything: products, forms, opening hours. Only what clearly
looks like journalism is taken: texts at addresses of their own, dated on different days. In doubt a
type is left out; the site's feed may be added for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from connectors.contract import ConnectorError
from connectors.pages.addresses import same_site
from connectors.text import clean_title, read_content
from connectors.web import Http
from connectors.wordpress.address import endpoint
from connectors.wordpress.api import Api, Record
from connectors.wordpress.posts import is_public_post

LOOKED_AT = 10
FEWEST = 3
TEXT_CHARS = 300
"""At least half of those looked at are so long."""
MOST_TYPES = 6
_BASE = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}", re.IGNORECASE)
_OF_TOOLS = re.compile(r"(?:wp|e|fl|acf|jet|tribe|elementor|et|vc|oceanwp|ct|bricks|feedzy)[_-]")
_NO_ARTICLES = re.compile(
    "post|page|attachment|revision|nav|menu|item|block|template|part|pattern|library|layout|theme|"
    "style|font|product|shop|order|coupon|variation|form|entry|popup|banner|slide|slider|ad|advert|"
    "advertisement|testimonial|faq|team|member|staff|person|people|author|profile|contributor|"
    "partner|sponsor|client|brand|job|vacancy|event|venue|organizer|location|place|store|listing|"
    "property|room|course|lesson|quiz|question|glossary|term|doc|documentation|portfolio|project|"
    "gallery|album|redirect|notification|widget|feedback|reply|topic|forum|changelog|download|file|"
    "service|price|pricing|reservation|booking|opening|hour|newsletter|subscriber|poll|survey|legal|"
    "cookie|section|element"
)
"""Words of a type's name that speak against it, in the singular."""


@dataclass(frozen=True, slots=True)
class PostType:
    """A type of posts that are articles: its name for people, its route, how many there are."""

    name: str
    route: str
    posts: int | None


def article_types(http: Http, root: str, site: str) -> tuple[PostType, ...]:
    """The site's own types that are articles; none where the interface does not list its types."""
    found = (_looked_at(http, root, site, told) for told in _offered(http, root))
    return tuple(one for one in found if one)


def _offered(http: Http, root: str) -> list[Record]:
    """Types that may be articles, by what is told of them."""
    try:
        url = endpoint(root, "wp/v2/types", {})
        types = orjson.loads(http.get(url, accept="application/json").body)
    except (ConnectorError, ValueError):
        return []  # nothing was promised there
    told = types.values() if isinstance(types, dict) else ()
    return [one for one in told if isinstance(one, dict) and _may_be_articles(one)][:MOST_TYPES]


def _may_be_articles(told: Record) -> bool:
    slug, base = str(told.get("slug") or ""), str(told.get("rest_base") or "")
    words = (_singular(word) for word in re.split(r"[-_]", f"{slug}-{base}".lower()))
    return (
        bool(slug)
        and _BASE.fullmatch(base) is not None
        and told.get("rest_namespace", "wp/v2") == "wp/v2"
        and told.get("hierarchical") is False
        and told.get("viewable", True) is True
        and not _OF_TOOLS.match(slug)
        and not any(map(_NO_ARTICLES.fullmatch, words))
    )


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _looked_at(http: Http, root: str, site: str, told: Record) -> PostType | None:
    route = f"wp/v2/{told['rest_base']}"
    api = Api(http, root, was_read=True, route=route)
    fields = "id,date,link,status,type,title,content"
    try:
        listed = api.listed(route, {"per_page": LOOKED_AT, "orderby": "date", "_fields": fields})
    except ConnectorError:
        return None
    shown = [post for post in listed.records if is_public_post(post, route)]
    if len(shown) < FEWEST or not all(_has_a_page(post, site) for post in shown):
        return None
    if 2 * sum(_has_text(post) for post in shown) < len(shown) or len(set(_days(shown))) < 2:
        return None
    name = told.get("name")
    named = clean_title(name) if isinstance(name, str) else ""
    return PostType(named or str(told["slug"]), route, listed.total)


def _has_a_page(post: Record, site: str) -> bool:
    link = post.get("link")
    parts = urlsplit(link) if isinstance(link, str) else urlsplit("")
    return parts.path.strip("/") != "" and not parts.query and same_site(parts.geturl(), site)


def _has_text(post: Record) -> bool:
    title, text = _rendered(post.get("title")), _rendered(post.get("content"))
    return bool(title.strip()) and len(read_content(text).text) >= TEXT_CHARS


def _rendered(part: Any) -> str:
    text = part.get("rendered") if isinstance(part, dict) else ""
    return text if isinstance(text, str) else ""


def _days(posts: list[Record]) -> Iterator[str]:
    return (stated[:10] for post in posts if isinstance(stated := post.get("date"), str))
