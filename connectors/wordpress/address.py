"""Where a site's REST interface is: ``/wp-json/``, or behind ``?rest_route=``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from connectors.urls import canonical_url

_PRETTY = re.compile(r"^(.*/wp-json)(?:/.*)?$")


def root_of(url: str) -> str:
    """The root of the REST interface that an address lies in; "" when it lies in none.

    ``https://news.example/wp-json/wp/v2/posts`` lies in ``https://news.example/wp-json/``.
    """
    canonical = canonical_url(url)
    if not canonical:
        return ""
    parts = urlsplit(canonical)
    if found := _PRETTY.match(parts.path):
        return urlunsplit((parts.scheme, parts.netloc, f"{found[1]}/", "", ""))
    if "rest_route" in dict(parse_qsl(parts.query)):
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "rest_route=/", ""))
    return ""


POSTS = "wp/v2/posts"
_ROUTE = re.compile(r"/?(wp/v2/[A-Za-z0-9_-]+)/?")


def route_of(url: str) -> str:
    """The list of posts that a source's address names; that of all ordinary ones by default."""
    parts = urlsplit(url)
    named = dict(parse_qsl(parts.query)).get("rest_route") or parts.path.partition("/wp-json")[2]
    found = _ROUTE.fullmatch(named)
    return found[1] if found else POSTS


def source_of(root: str, route: str) -> str:
    """The address of a source: the root itself for ordinary posts, else the list's own."""
    return root if route == POSTS else endpoint(root, route, {})


def endpoint(root: str, path: str, params: Mapping[str, object]) -> str:
    """The address of a route below ``root``, such as ``wp/v2/posts``."""
    parts = urlsplit(root)
    asked = {name: value for name, value in params.items() if value != ""}
    route = dict(parse_qsl(parts.query)).get("rest_route")
    if route is None:
        query = _encoded(asked)
        return urlunsplit((parts.scheme, parts.netloc, f"{parts.path}{path}", query, ""))
    query = _encoded({"rest_route": f"{route.rstrip('/')}/{path}", **asked})
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def site_of(root: str) -> str:
    """The site that the REST interface at ``root`` belongs to, as ``https://news.example/``."""
    parts = urlsplit(root)
    path = parts.path.removesuffix("wp-json/").removesuffix("index.php")
    return urlunsplit((parts.scheme, parts.netloc, path or "/", "", ""))


def _encoded(params: Mapping[str, object]) -> str:
    return urlencode(params, safe="/:,")
