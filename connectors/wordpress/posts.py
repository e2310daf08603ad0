"""From a post of the REST interface to an article.

https://developer.wordpress.org/rest-api/reference/posts/#schema
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from connectors.feeds.dates import Moment, moment
from connectors.items import Access, Article, Image, TimeBasis
from connectors.text import Content, clean_title, plain_text, read_content, shortened
from connectors.urls import canonical_url
from connectors.wordpress.address import POSTS
from connectors.wordpress.api import Record
from connectors.wordpress.names import AUTHORS, CATEGORIES, PICTURES, TAGS, Named

FIELDS = (
    "id,date,date_gmt,modified,modified_gmt,guid,link,status,type,title,content,excerpt,author,"
    "featured_media,categories,tags,jetpack_featured_media_url"
)
"""What is asked of a post; sites that cannot leave out the rest send all."""

SUMMARY_CHARS = 500
TITLE_CHARS = 90
_UNSET = "0000-00-00"
_CUT_OFF = ("[…]", "[...]", "…", "...")
_ONE_PARAGRAPH = re.compile(r"\s*<p>([^<>]*)</p>\s*")


def is_public_post(post: Record, route: str = POSTS) -> bool:
    """Whether it is a post that everybody may see: no page, draft, private or scheduled one.

    A site that leaves out type and status lists, by default, nothing else; a list of its own type
    (another ``route``) holds that type alone.
    """
    return (
        type(post.get("id")) is int
        and post.get("status", "publish") == "publish"
        and (route != POSTS or post.get("type", "post") == "post")
    )


def articles_of(
    posts: Sequence[Record], named: Named, site: str, now: datetime
) -> tuple[Article, ...]:
    """The articles that the posts of ``site`` are; of a post that is listed twice the first."""
    found = {post["id"]: post for post in reversed(posts)}
    return tuple(article(post, named, site, now) for post in reversed(found.values()))


def article(post: Record, named: Named, site: str, now: datetime) -> Article:
    """The article that a post of ``site`` is; of a protected one its headline only."""
    number: int = post["id"]
    url = canonical_url(_text(post, "link"))
    guid = _rendered(post, "guid").strip()
    short = f"{site}?p={number}"
    published = _moment(post, "date", now)
    modified = _moment(post, "modified", now).at
    protected = _is_protected(post)
    content, summary = (Content("", ()), "") if protected else _content(post, url or site)
    title = clean_title(_rendered(post, "title"))
    ids = dict.fromkeys(one for one in (guid, short) if one and one != url)
    return Article(
        ref=str(number),
        url=url or short,
        title=title or shortened(summary, TITLE_CHARS) or url or short,
        summary=summary,
        body=content.text,
        published_at=published.at,
        updated_at=_later(modified, published.at),
        time_basis=published.basis,
        raw_time="" if published.at else f"{post.get('date_gmt') or post.get('date') or ''}"[:200],
        authors=tuple(dict.fromkeys(named.of(AUTHORS, post))),
        labels=tuple(dict.fromkeys((*named.of(CATEGORIES, post), *named.of(TAGS, post)))),
        image=None if protected else _image(post, named),
        links=tuple(link for link in content.links if link.url != url),
        other_ids=tuple(ids),
        access=Access.PROTECTED if protected else Access.OPEN,
    )


def modified_gmt(post: Record) -> str:
    """When a post was last changed, as its site says, ``2026-11-24T12:00:00``; "" if it does not.

    These texts sort as the times do.
    """
    stated = _text(post, "modified_gmt")
    return "" if stated.startswith(_UNSET) else stated[:19]


def _moment(post: Record, field: str, now: datetime) -> Moment:
    """A time that a post states in GMT; else the local one, which does not state its zone."""
    gmt = _text(post, f"{field}_gmt")
    if gmt and not gmt.startswith(_UNSET):
        found = moment(gmt if gmt.endswith("Z") else f"{gmt[:19]}Z", now)
        if found.at:
            return found
    local = _text(post, field)
    if local.startswith(_UNSET):
        local = ""
    found = moment(local, now)
    return Moment(found.at, TimeBasis.STATED_WITHOUT_ZONE) if found.at else found


def _is_protected(post: Record) -> bool:
    return any(
        isinstance(part := post.get(name), dict) and part.get("protected") is True
        for name in ("content", "excerpt")
    )


def _content(post: Record, base: str) -> tuple[Content, str]:
    """A post's text with its links, and its summary on one line."""
    content = read_content(_rendered(post, "content"), base)
    excerpt = _rendered(post, "excerpt")
    plain = _ONE_PARAGRAPH.fullmatch(excerpt)
    summary = plain_text(plain[1] if plain else excerpt)
    if mark := next(filter(summary.endswith, _CUT_OFF), None):
        summary = f"{summary.removesuffix(mark).rstrip()}…"
    return content, shortened(summary or content.text, SUMMARY_CHARS)


def _image(post: Record, named: Named) -> Image | None:
    if found := next(named.of(PICTURES, post), None):
        picture: Image = found
        return picture
    url = canonical_url(_text(post, "jetpack_featured_media_url"))
    return Image(url) if url else None


def _later(modified: datetime | None, published: datetime | None) -> datetime | None:
    """When it was changed after it came out: a scheduled post was last saved before that."""
    if modified is None or (published is not None and modified <= published):
        return None
    return modified


def _rendered(post: Record, field: str) -> str:
    part = post.get(field)
    text = part.get("rendered") if isinstance(part, dict) else part
    return text if isinstance(text, str) else ""


def _text(post: Record, field: str) -> str:
    value = post.get(field)
    return value if isinstance(value, str) else ""
