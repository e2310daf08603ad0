"""What sort of page it is: an article, or one that only leads to articles."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from connectors.pages import jsonld
from connectors.pages.jsonld import Node
from connectors.pages.markup import Markup
from connectors.urls import canonical_url, identity_key

# fmt: off
ARTICLES = frozenset((
    "Article", "AdvertiserContentArticle", "AnalysisNewsArticle", "AskPublicNewsArticle",
    "BackgroundNewsArticle", "BlogPosting", "LiveBlogPosting", "MedicalScholarlyArticle",
    "NewsArticle", "OpinionNewsArticle", "Recipe", "Report", "ReportageNewsArticle", "Review",
    "ReviewNewsArticle", "SatiricalArticle", "ScholarlyArticle", "SocialMediaPosting",
    "TechArticle", "CriticReview",
))
# fmt: on
"""https://schema.org/Article and its family, and what newsrooms publish beside it."""

# fmt: off
_LISTINGS = frozenset((
    "CollectionPage", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage", "FAQPage",
))
# fmt: on
# Classes that content systems give <body>: WordPress, Ghost, Drupal, Blogger.
# fmt: off
_LISTING_CLASSES = frozenset((
    "home", "blog", "archive", "search", "search-results", "search-no-results", "author",
    "category", "tag", "error404", "post-type-archive", "paged", "home-template", "tag-template",
    "author-template", "page-template", "path-frontpage", "path-taxonomy", "path-search",
    "page-search", "path-user",
))
# fmt: on
_ARTICLE_CLASSES = re.compile(
    r"single|single-post|post-template|page-node-type-(?:article|story|news|blog)|node-type-article"
    r"|postid-\d+"
)
_STATIC_CLASSES = re.compile(r"page-id-\d+|page-node-type-page|node-type-page")
_SEARCH_KEYS = frozenset({"s", "q", "query", "search", "searchterm"})
LISTING_PATH = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|authors?|contributors?|profiles?|search|themen?|rubri(?:k|que)s?"
    r"|sections?|autor(?:en)?|auteurs?|kategorie|schlagwort|etiqueta|seccion)(?:/[^/]+){0,2}/?$"
    r"|/page/\d+/?$",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)")
ENOUGH_CHARS = 500
"""Of text, for a page that has a headline but calls itself nothing."""


def article_node(nodes: list[Node], url: str) -> Node | None:
    """The structured data of the article that the page at ``url`` is; ``None`` if it has none.

    A front page carries nodes of many articles, each with its own address; those of the page
    itself say its address, or none. Of several, the one that says most.
    """
    found = [node for node in nodes if jsonld.types(node) & ARTICLES and _says_something(node)]
    own = [node for node in found if not _is_elsewhere(node, url)]
    named = [node for node in own if _addresses(node)]
    if not named and len({jsonld.text(node, "headline", "name") for node in own}) > 3:
        return None  # teasers without addresses
    return max(named or own, key=_weight, default=None)


def listing_reason(url: str, markup: Markup) -> str:
    """Why the page cannot be an article, whatever else it says; "" if nothing speaks against it."""
    parts = urlsplit(url)
    if parts.path.strip("/") == "" and not parts.query:
        return "it is the front page"
    if {key.lower() for key, _ in parse_qsl(parts.query)} & _SEARCH_KEYS:
        return "it is a search"
    classes = markup.body_classes
    if classes & _LISTING_CLASSES and not any(_ARTICLE_CLASSES.fullmatch(c) for c in classes):
        return "it is a list of articles"
    if any(_STATIC_CLASSES.fullmatch(one) for one in classes):
        return "it is a static page"
    return ""


def calls_itself_listing(nodes: list[Node], url: str) -> bool:
    """Whether structured data says that the page is a list, a profile or one about the outlet."""
    return any(jsonld.types(node) & _LISTINGS and _is_about_page(node, url) for node in nodes)


def is_article(url: str, markup: Markup, *, has_node: bool, text: str) -> bool:
    """Whether a page that nothing speaks against is one, by what it says and how it looks."""
    if has_node or _is_marked_article(markup):
        return True
    og_type = markup.first("og:type").lower()
    stated = markup.first("article:published_time", "article:published", "parsely-pub-date")
    if stated and og_type != "website":
        return True
    if LISTING_PATH.search(urlsplit(url).path):
        return False
    if not stated and og_type != "article" and _leads_on(markup):
        return False
    calls_itself_other = og_type in {"website", "profile", "blog"} and not stated
    if calls_itself_other and not _looks_dated(url, markup) and not _named_by_headline(url):
        return False
    headed = bool(markup.root.xpath("//h1 | //h2")) or bool(markup.first("og:title"))
    enough = ENOUGH_CHARS // 2 if og_type == "article" else ENOUGH_CHARS
    return headed and len(text) >= enough


def _is_marked_article(markup: Markup) -> bool:
    """Whether the content system or microdata calls the page an article."""
    if any(_ARTICLE_CLASSES.fullmatch(one) for one in markup.body_classes):
        return True
    marked = markup.root.xpath("//*[@itemtype]")[:9]
    return any("Article" in element.get("itemtype") for element in marked)


def _leads_on(markup: Markup) -> bool:
    """Whether the page looks like a list: several headings in it lead to other pages."""
    inside = "//main//" if markup.root.find(".//main") is not None else "//"
    linked = markup.root.xpath(f"{inside}h2[.//a or parent::a] | {inside}h3[.//a or parent::a]")
    return len(linked) >= 5 and not markup.root.xpath("//h1/following::p[string-length() > 400]")


def _looks_dated(url: str, markup: Markup) -> bool:
    return bool(_DATED.search(urlsplit(url).path)) or bool(
        markup.root.xpath("//article//time | //main//time | //h1/following::time")[:1]
    )


def _named_by_headline(url: str) -> bool:
    """Whether the last part of the path is made of as many words as headlines are."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2].count("-") >= 4


def _says_something(node: Node) -> bool:
    return any(
        jsonld.texts(node.get(name))
        for name in ("headline", "name", "articleBody", "datePublished")
    )


def _weight(node: Node) -> int:
    names = ("headline", "datePublished", "author", "articleBody", "image", "description")
    return sum(1 for name in names if node.get(name))


def _addresses(node: Node) -> list[str]:
    stated = [*jsonld.urls(node.get("url")), *jsonld.urls(node.get("mainEntityOfPage"))]
    if not stated:
        stated = jsonld.urls(node.get("@id"))
    return [one for one in stated if one.startswith(("http", "/"))]


def _is_elsewhere(node: Node, url: str) -> bool:
    """Whether a node names addresses, and none is that of the page.

    Addresses are compared by path, since a page may be served by another host than it names.
    """
    stated = _addresses(node)
    here = _path_of(url)
    return bool(stated) and all(_path_of(canonical_url(one, url)) != here for one in stated)


def _path_of(url: str) -> str:
    key = identity_key(url)
    return key[key.find("/") :] if "/" in key else key


def _is_about_page(node: Node, url: str) -> bool:
    """A node of a page type that says that it is this page, or says of no page that it is it."""
    stated = jsonld.urls(node.get("@id"))[:1] or jsonld.urls(node.get("url"))[:1]
    http = [one for one in stated if one.startswith("http")]
    return not http or _path_of(canonical_url(http[0], url)) == _path_of(url)
