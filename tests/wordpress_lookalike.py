"""A look-alike of WordPress's REST interface, over real HTTP, that can be told to misbehave.

Checked against WordPress 6.1: orders, filters, paging, ``X-WP-Total``, the refusal of pages behind
the end, ``_fields``, ``include``, ``_embed``. Times are GMT; the site's clock is the ``now`` of
its ``Date`` header.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.loopback import Asked, LoopbackSite, Reply

START = datetime(2024, 1, 1, tzinfo=UTC)
ROOT = "/wp-json/"


@dataclass
class Post:
    """A post as its site keeps it."""

    id: int
    title: str
    date: datetime
    modified: datetime
    content: str = "<p>Text.</p>"
    excerpt: str = ""
    slug: str = ""
    status: str = "publish"
    kind: str = "post"
    password: str = ""
    author: int = 1
    categories: tuple[int, ...] = (1,)
    tags: tuple[int, ...] = ()
    picture: int = 0
    fields: dict[str, Any] = field(default_factory=dict)
    """What is told otherwise than usual; ``None`` leaves a field out."""


class WordPressLookalike:
    """The site; ``posts`` and the switches may be changed at any time.

    ``before`` may answer a request in the site's place. ``largest`` is how many posts a page may
    hold, ``honours_fields`` and ``honours_modified_after`` what some sites do not.
    """

    def __init__(self, site: LoopbackSite, *, count: int = 0, root: str = ROOT) -> None:
        self.site = site
        self.root = root
        self.now = START + timedelta(days=300)
        self.posts: dict[int, Post] = {}
        self.users = {1: "Anna Berg", 2: "Bayo Adé"}
        self.terms = {
            "categories": {1: "Politics", 2: "Arts &amp; Books"},
            "tags": {7: "harbour", 8: "strike"},
        }
        self.media: dict[int, str] = {}
        self.types: dict[str, dict[str, Any]] = {}
        self.closed: set[str] = set()
        self.before: Callable[[Asked], Reply | None] = lambda _: None
        self.largest = 100
        self.honours_fields = True
        self.honours_modified_after = True
        self.tells_totals = True
        self.always_embeds = False
        for number in range(1, count + 1):
            self.add(number)
        for path in ("/", "/index.php", ROOT):
            site.pages.setdefault(path, self._index)
        for name in ("posts", "users", "categories", "tags", "media"):
            site.pages[f"{ROOT}wp/v2/{name}"] = self._answer
        site.pages[f"{ROOT}wp/v2/types"] = lambda _: self._json(self.types)
        self.add_type("post", "posts")
        self.add_type("page", "pages", hierarchical=True)

    @property
    def url(self) -> str:
        return self.site.url(self.root)

    def add_type(self, slug: str, base: str, **told: Any) -> None:
        """A type of posts, listed below ``base``."""
        usual = {"name": slug.capitalize(), "slug": slug, "rest_base": base, "hierarchical": False}
        self.types[slug] = usual | {"rest_namespace": "wp/v2"} | told
        self.site.pages[f"{ROOT}wp/v2/{base}"] = self._answer

    def add(self, number: int, title: str = "", **fields: Any) -> Post:
        """A post of the given id, an hour newer than that before it."""
        at = START + timedelta(hours=number)
        made = Post(number, title or f"Post {number}", at, at)
        for name, value in fields.items():
            setattr(made, name, value)
        self.posts[number] = made
        return made

    def edit(self, number: int, **fields: Any) -> None:
        """Change a post, as an editor does."""
        self.now += timedelta(minutes=5)
        for name, value in fields.items():
            setattr(self.posts[number], name, value)
        self.posts[number].modified = self.now - timedelta(seconds=30)

    def lists(self) -> list[Asked]:
        """The questions for posts so far, oldest first; the log then begins anew."""
        asked = [one for one in self.site.asked if self._route(one).endswith("/posts")]
        self.site.asked.clear()
        return asked

    def _index(self, asked: Asked) -> Reply:
        if "rest_route" in asked.query and asked.query["rest_route"] != "/":
            return self._answer(asked)
        if asked.path != ROOT and "rest_route" not in asked.query:
            return Reply(b"<!DOCTYPE html><html><head></head><body>Home</body></html>")
        about = {"name": "The Harbour &amp; Hill", "timezone_string": "America/St_Johns"}
        return self._json(about)

    def _route(self, asked: Asked) -> str:
        return asked.query.get("rest_route") or asked.path.removeprefix(ROOT.rstrip("/"))

    def _answer(self, asked: Asked) -> Reply:
        if instead := self.before(asked):
            return instead
        name = self._route(asked).rpartition("/")[2]
        if name in self.closed:
            return self._refusal(401, "rest_cannot_view")
        kinds = {told["rest_base"]: slug for slug, told in self.types.items()}
        return self._posts(asked, kinds[name]) if name in kinds else self._names(name, asked)

    def _posts(self, asked: Asked, kind: str) -> Reply:
        query = asked.query
        size = int(query.get("per_page", 10))
        if size > self.largest:
            return self._refusal(400, "rest_invalid_param")
        found = self._found(query, kind)
        pages = -(-len(found) // size)
        page = int(query.get("page", 1))
        if page > max(pages, 1):
            return self._refusal(400, "rest_post_invalid_page_number")
        shown = [self._told(p, query) for p in found[(page - 1) * size : page * size]]
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}
        return self._json(shown, headers if self.tells_totals else {})

    def _found(self, query: dict[str, str], kind: str) -> list[Post]:
        found = [p for p in self.posts.values() if p.status == "publish" and p.kind == kind]
        if "include" in query:
            wanted = {int(number) for number in query["include"].split(",")}
            found = [p for p in found if p.id in wanted]
        if "slug" in query:
            found = [p for p in found if _slug(p) in query["slug"].split(",")]
        if "modified_after" in query and self.honours_modified_after:
            since = datetime.fromisoformat(query["modified_after"])
            found = [p for p in found if p.modified > since]
        keys: dict[str, Callable[[Post], Any]] = {
            "id": lambda p: p.id,
            "modified": lambda p: (p.modified, p.id),
            "date": lambda p: (p.date, p.id),
        }
        key = keys[query.get("orderby", "date")]
        return sorted(found, key=key, reverse=query.get("order", "desc") == "desc")

    def _told(self, post: Post, query: dict[str, str]) -> dict[str, Any]:
        hidden = bool(post.password)
        told: dict[str, Any] = {
            "id": post.id,
            "date": _stated(post.date - timedelta(hours=3, minutes=30)),
            "date_gmt": _stated(post.date),
            "modified": _stated(post.modified - timedelta(hours=3, minutes=30)),
            "modified_gmt": _stated(post.modified),
            "guid": {"rendered": self.site.url(f"/?p={post.id}")},
            "link": self.site.url(f"/{_slug(post)}/"),
            "slug": _slug(post),
            "status": post.status,
            "type": post.kind,
            "title": {"rendered": post.title},
            "content": {"rendered": "" if hidden else post.content, "protected": hidden},
            "excerpt": {"rendered": "" if hidden else post.excerpt, "protected": hidden},
            "author": post.author,
            "featured_media": post.picture,
            "categories": list(post.categories),
            "tags": list(post.tags),
            "_links": {},
        }
        if "_embed" in query or self.always_embeds:
            told["_embedded"] = self._embedded(post)
        told |= post.fields
        wanted = query.get("_fields", "").split(",") if self.honours_fields else [""]
        return {
            name: value
            for name, value in told.items()
            if value is not None and (wanted == [""] or name in wanted)
        }

    def _embedded(self, post: Post) -> dict[str, Any]:
        def terms(name: str, taxonomy: str, ids: tuple[int, ...]) -> list[dict[str, Any]]:
            known = self.terms[name]
            return [{"id": n, "name": known[n], "taxonomy": taxonomy} for n in ids if n in known]

        return {
            "author": [{"id": post.author, "name": self.users.get(post.author, "")}],
            "wp:term": [
                terms("categories", "category", post.categories),
                terms("tags", "post_tag", post.tags),
            ],
        }

    def _names(self, name: str, asked: Asked) -> Reply:
        if name == "media":
            known: dict[int, Any] = self.media
            made = [{"id": n, "source_url": url, "alt_text": "Seen"} for n, url in known.items()]
        else:
            known = self.users if name == "users" else self.terms[name]
            made = [{"id": n, "name": told} for n, told in known.items()]
        if "include" in asked.query:
            wanted = {int(number) for number in asked.query["include"].split(",")}
            made = [one for one in made if one["id"] in wanted]
        return self._json(made[: int(asked.query.get("per_page", 10))])

    def _refusal(self, status: int, code: str) -> Reply:
        body = {"code": code, "message": "No.", "data": {"status": status}}
        return Reply(json.dumps(body).encode(), status)

    def _json(self, told: object, headers: dict[str, str] | None = None) -> Reply:
        date = {"Date": format_datetime(self.now, usegmt=True)}
        kind = {"Content-Type": "application/json; charset=UTF-8"}
        return Reply(json.dumps(told).encode(), 200, {**date, **kind, **(headers or {})})


def _slug(post: Post) -> str:
    return post.slug or f"post-{post.id}"


def _stated(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
