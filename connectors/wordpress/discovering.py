"""Whether a site has a WordPress REST interface that tells of its posts, and what it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

import orjson

from connectors.contract import ConnectorError, NotThisKind
from connectors.discovery.found import Found
from connectors.environment import Environment
from connectors.text import clean_title
from connectors.urls import canonical_url, identity_key
from connectors.web import Fetched
from connectors.wordpress.address import POSTS, endpoint, root_of, site_of, source_of
from connectors.wordpress.api import Api, Record
from connectors.wordpress.names import AUTHORS
from connectors.wordpress.types import PostType, article_types

USUAL_PLACES = ("wp-json/", "?rest_route=/")
LOOKED_AT = 100
_LINK_HEADER = re.compile(r'<([^<>]+)>;\s*rel="https://api\.w\.org/"')
_MADE_BY_WORDPRESS = re.compile(rb"/wp-(?:content|includes)/|content=[\"']WordPress")


@dataclass(frozen=True, slots=True)
class Interface:
    """A REST interface that can be read.

    ``posts`` is how many there are, ``None`` if it does not say. ``timezone`` is an IANA name or
    "". ``tells_authors`` says whether it gives their names: security plugins often keep these.
    ``types`` are the site's own types of posts that are articles too.
    """

    root: str
    name: str
    timezone: str
    posts: int | None
    tells_authors: bool
    why: str
    types: tuple[PostType, ...] = ()

    @property
    def sources(self) -> list[Found]:
        """The interface as a source, and one for each further type of articles."""
        found = [Found("wordpress", self.root, self.name, self.why, _gives(self.posts))]
        for one in self.types:
            url, name = source_of(self.root, one.route), f"{self.name}: {one.name}".strip(": ")
            why = f"the site has articles of a type of its own, “{one.name}”"
            found.append(Found("wordpress", url, name, why, _gives(one.posts)))
        return found

    @property
    def routes(self) -> list[str]:
        """The lists of all its articles."""
        return [POSTS, *(one.route for one in self.types)]


def interface_of(page: Fetched, stated_root: str, home: str, env: Environment) -> Interface | None:
    """The interface of the site whose home page is given.

    It is where the page states it (a ``<link>``, or a ``Link`` header), else at the usual places,
    if the page is WordPress's. ``None`` where none tells of posts to everybody.

    Raises:
        ConnectorError: the page states one, but it cannot be read.
    """
    linked = _LINK_HEADER.search(page.headers.get("link", ""))
    if stated := stated_root or (linked[1] if linked else ""):
        root = root_of(urljoin(home, stated)) or canonical_url(stated, home)
        return read_interface(root, "the home page names its REST interface", env)
    if not _MADE_BY_WORDPRESS.search(page.body):
        return None
    base = home if home.endswith("/") else f"{home}/"
    for place in USUAL_PLACES:
        try:
            return read_interface(urljoin(base, place), "its REST interface is open", env)
        except ConnectorError:
            continue  # nothing was promised there
    return None


def read_interface(root: str, why: str, env: Environment) -> Interface:
    """What the interface at ``root`` gives.

    Raises:
        ConnectorError: it cannot be read, or is none.
    """
    about = _about(root, env)
    api = Api(env.http, root, was_read=False)
    posts = api.listed(POSTS, {"per_page": 1, "_fields": "id,link"})
    if not posts.records and posts.total is None:
        raise NotThisKind("It has no posts.", advice="Add the site's feed, if it has one.")
    name, zone = about.get("name"), about.get("timezone_string")
    root = posts.moved_to or root
    return Interface(
        root=root,
        name=clean_title(name) if isinstance(name, str) else "",
        timezone=zone if isinstance(zone, str) else "",
        posts=posts.total,
        tells_authors=_tells_authors(api),
        why=why,
        types=article_types(env.http, root, site_of(root)),
    )


def told_of(interface: Interface, entries: Iterable[str], env: Environment) -> frozenset[str]:
    """Which entries of feeds (as identity keys) the interface tells of as well."""
    api = Api(env.http, interface.root, was_read=True)
    entries, told = set(entries), set[str]()
    for route in interface.routes:
        asked: dict[str, object] = {"per_page": LOOKED_AT, "_fields": "id,link"}
        told.update(_keys(api.listed(route, {**asked, "orderby": "date"}).records))
        left = sorted(entries - told)
        slugs = dict.fromkeys(slug for entry in left if (slug := _slug(entry)))
        if slugs:
            asked["slug"] = ",".join([*slugs][:LOOKED_AT])
            told.update(_keys(api.listed(route, asked).records))
    return frozenset(told)


def _gives(posts: int | None) -> str:
    count = "all articles" if posts is None else f"{posts:,} articles"
    return f"{count}, the whole archive"


def _about(root: str, env: Environment) -> Record:
    """What the interface says of its site; nothing where only its lists are open."""
    url = endpoint(root, "", {"_fields": "name,timezone_string"})
    try:
        about = orjson.loads(env.http.get(url, accept="application/json").body)
    except (ConnectorError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _tells_authors(api: Api) -> bool:
    try:
        users = api.listed(AUTHORS.path, {"per_page": 1, "_fields": AUTHORS.fields}).records
    except ConnectorError:
        return False
    return any(AUTHORS.read(user) for user in users)


def _keys(posts: Iterable[Record]) -> Iterator[str]:
    for post in posts:
        link = post.get("link")
        if isinstance(link, str) and (key := identity_key(link)):
            yield key


def _slug(entry: str) -> str:
    """The last part of an address, by which WordPress finds a post again."""
    last = entry.partition("?")[0].rpartition("/")[2]
    return unquote(last).removesuffix(".html")
