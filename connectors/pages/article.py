"""An article from its page: a pure function of the page's bytes and address.

Read in this order, field by field: JSON-LD (https://schema.org/NewsArticle and its family), the
meta elements of the Open Graph protocol (https://ogp.me) and its like, microdata, the markup, and
trafilatura for the text.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from connectors.feeds.articles import SUMMARY_CHARS, TITLE_CHARS
from connectors.items import Access, Article, Image
from connectors.pages import jsonld
from connectors.pages.addresses import canonical_of
from connectors.pages.bodies import links_of, text_of
from connectors.pages.bylines import authors_of
from connectors.pages.jsonld import Node
from connectors.pages.markup import Markup
from connectors.pages.sorts import (
    article_node,
    calls_itself_listing,
    is_article,
    listing_reason,
)
from connectors.pages.times import times_of
from connectors.pages.tree import page_tree
from connectors.text import clean_title, plain_text, shortened
from connectors.urls import canonical_url

MOST_LABELS = 30
_LONGEST_LABEL = 80
_SEPARATORS = (" | ", " – ", " — ", " · ", " • ", " :: ", " - ")
_FALSE = frozenset({"false", "no", "0"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def read_article(body: bytes, url: str, content_type: str, now: datetime) -> Article | None:
    """The article that the page at ``url`` is; ``None`` for a page that is no article.

    ``url`` is where the page came from, ``content_type`` its header, ``now`` aware and in UTC.
    Front pages, sections, searches, tags, profiles and static pages are no articles. The ``ref``
    is the canonical address. Never raises for what a page holds, and takes bounded time.
    """
    root = page_tree(body, content_type)
    if root is None:
        return None
    markup, nodes = Markup(root), jsonld.nodes_of(root)
    base = canonical_url(str(next(iter(root.xpath("//base/@href")), "")), url) or url
    own = canonical_of(markup, url)
    if listing_reason(url, markup) or listing_reason(own, markup):
        return None
    node = article_node(nodes, own) or article_node(nodes, url)
    if node is None and calls_itself_listing(nodes, own):
        return None
    text = text_of(root, node)
    if not is_article(own, markup, has_node=node is not None, text=text):
        return None
    title = _title(node, markup) or shortened(" ".join(text.split()), TITLE_CHARS)
    if not title:
        return None
    times = times_of(node, markup, own, now)
    return Article(
        ref=own,
        url=own,
        title=title,
        summary=_summary(node, markup, text),
        body=text,
        published_at=times.published.at,
        updated_at=times.updated,
        time_basis=times.published.basis,
        raw_time=times.raw,
        authors=authors_of(node, nodes, markup),
        labels=_labels(node, markup),
        language=_language(node, markup),
        image=_image(node, markup, base),
        links=links_of(root, base, nodes, own),
        access=_access(node, markup),
    )


def _title(node: Node | None, markup: Markup) -> str:
    """The headline: structured data, unless it is cut short, then Open Graph, ``h1``, the title."""
    headings = [clean_title(text) for text in markup.texts("//h1", 5)]
    stated = clean_title(jsonld.text(node, "headline", "name")) if node else ""
    stated = stated or clean_title(markup.first("og:title", "twitter:title"))
    stated = stated or clean_title(markup.prop("headline"))
    if not stated:
        page_title = next(markup.texts("//title", 1), "")
        stated = headings[0] if headings else clean_title(page_title)
    begun = stated.rstrip("… .")
    for heading in headings:
        if len(heading) > len(begun) > 20 and heading.startswith(begun):
            return heading
    return _without_site(stated, headings, markup)


def _without_site(title: str, headings: list[str], markup: Markup) -> str:
    """The title without the site's name behind it."""
    site = clean_title(markup.first("og:site_name", "application-name")).casefold()
    for separator in _SEPARATORS:
        before, found, after = title.rpartition(separator)
        if found and (before in headings or (site and after.casefold() == site)):
            return before.strip()
    return title


def _summary(node: Node | None, markup: Markup, text: str) -> str:
    stated = jsonld.text(node, "description", "alternativeHeadline") if node else ""
    stated = stated or markup.first("og:description", "description", "twitter:description")
    return shortened(plain_text(stated) or " ".join(text.split()), SUMMARY_CHARS)


def _labels(node: Node | None, markup: Markup) -> tuple[str, ...]:
    """The section, then what the outlet calls its keywords or tags."""
    node = node or {}
    stated = [*jsonld.texts(node.get("articleSection")), *markup.every("article:section")]
    stated += [markup.prop("articleSection")]
    tags = [*_keywords(jsonld.texts(node.get("keywords"))), *markup.every("article:tag")]
    tags = tags or _keywords(markup.every("news_keywords", "parsely-tags", "sailthru.tags"))
    tags = (
        tags or _keywords(markup.props.get("keywords", [])) or _keywords(markup.every("keywords"))
    )
    found: dict[str, str] = {}
    for label in (clean_title(one) for one in (*stated, *tags)):
        if label and len(label) <= _LONGEST_LABEL:
            found.setdefault(label.casefold(), label)
    return tuple(found.values())[:MOST_LABELS]


def _keywords(stated: list[str]) -> list[str]:
    """Single keywords; lists in one text are parted at commas or semicolons."""
    return [part.strip() for one in stated for part in re.split(r"[,;،、]", one) if part.strip()]


def _language(node: Node | None, markup: Markup) -> str:
    stated = [
        jsonld.text(node, "inLanguage") if node else "",
        str(markup.root.get("lang") or markup.root.get("xml:lang") or ""),
        markup.first("og:locale", "content-language", "language", "dc.language"),
    ]
    found = (match[0] for one in stated if (match := _LANGUAGE.match(one.strip())))
    return next(found, "").replace("_", "-")


def _image(node: Node | None, markup: Markup, base: str) -> Image | None:
    """The lead picture: what is stated for sharing, then structured data, then microdata."""
    shared = markup.first("og:image", "og:image:url", "og:image:secure_url")
    if url := canonical_url(shared, base) if shared else "":
        return Image(
            url,
            _pixels(markup.first("og:image:width")),
            _pixels(markup.first("og:image:height")),
            clean_title(markup.first("og:image:alt")),
        )
    for stated in ((node or {}).get("image"), (node or {}).get("thumbnailUrl")):
        first: Any = stated[0] if isinstance(stated, list) and stated else stated
        for address in jsonld.urls(first):
            if url := canonical_url(address, base):
                sized = first if isinstance(first, dict) else {}
                return Image(url, _pixels(sized.get("width")), _pixels(sized.get("height")))
    other = markup.first("twitter:image", "twitter:image:src", "thumbnail") or markup.prop("image")
    url = canonical_url(other, base) if other else ""
    return Image(url) if url else None


def _pixels(stated: Any) -> int | None:
    digits = str(stated.get("value") if isinstance(stated, dict) else stated)
    digits = digits.strip().removesuffix("px").strip().removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else None


def _access(node: Node | None, markup: Markup) -> Access:
    """Whether the page says that not everybody may read all of it.

    By https://schema.org/isAccessibleForFree, of the article or a part of it, or by
    ``article:content_tier``.
    """
    parts = (node or {}).get("hasPart")
    asked = [node or {}, *(parts if isinstance(parts, list) else [parts])]
    stated = [
        one["isAccessibleForFree"]
        for one in asked
        if isinstance(one, dict) and "isAccessibleForFree" in one
    ]
    stated += [markup.prop("isAccessibleForFree")]
    locked = markup.first("article:content_tier", "og:article:content_tier").lower() == "locked"
    return Access.PAYWALL if locked or any(_is_false(one) for one in stated) else Access.OPEN


def _is_false(stated: Any) -> bool:
    if isinstance(stated, str):
        return stated.strip().lower().rpartition("/")[2] in _FALSE
    return stated is False or (isinstance(stated, int) and stated == 0)
