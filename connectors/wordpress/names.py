"""What posts name by number only: authors, categories, tags and pictures.

They are asked for a hundred at a time with ``include=``, which costs a site much less than
``_embed`` does: that makes WordPress answer every link of every post as a request of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.contract import ConnectorError
from connectors.items import Image
from connectors.text import clean_title
from connectors.urls import canonical_url
from connectors.wordpress.api import Api, Record

AT_ONCE = 100
REMEMBERED = 20_000
"""Names kept in memory; a site with more tags than that has the rare ones asked for again."""
CLOSED = frozenset({400, 401, 403, 404, 410, 500, 501})
"""Answers after which a list counts as closed: security plugins close that of users above all."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A kind of thing that posts name: the ``field`` that does, the ``path`` that lists it.

    ``rel`` is what ``_embed`` calls it, ``taxonomy`` which of the terms there.
    """

    field: str
    path: str
    fields: str
    rel: str
    read: Callable[[Record], Any]
    taxonomy: str = ""


def ids_in(post: Record, field: str) -> list[int]:
    """The numbers in a field of a post, one or several; zero means none."""
    stated = post.get(field)
    values = stated if isinstance(stated, list) else [stated]
    return [value for value in values if type(value) is int and value > 0]


def _name(record: Record) -> str:
    name = record.get("name")
    return clean_title(name) if isinstance(name, str) else ""


def _image(record: Record) -> Image | None:
    url = record.get("source_url")
    address = canonical_url(url) if isinstance(url, str) else ""
    if not address:
        return None
    details = record.get("media_details")
    size = details if isinstance(details, dict) else {}
    alt = record.get("alt_text")
    return Image(
        address,
        _pixels(size.get("width")),
        _pixels(size.get("height")),
        clean_title(alt) if isinstance(alt, str) else "",
    )


def _pixels(stated: object) -> int | None:
    text = str(stated)
    return int(text) if text.isascii() and text.isdecimal() and int(text[:6]) > 0 else None


AUTHORS = Naming("author", "wp/v2/users", "id,name", "author", _name)
CATEGORIES = Naming("categories", "wp/v2/categories", "id,name", "wp:term", _name, "category")
TAGS = Naming("tags", "wp/v2/tags", "id,name", "wp:term", _name, "post_tag")
TERMS = (CATEGORIES, TAGS)
PICTURES = Naming(
    "featured_media",
    "wp/v2/media",
    "id,source_url,alt_text",  # sizes could only be had with all that is known of a picture
    "wp:featuredmedia",
    _image,
)
NAMINGS = (AUTHORS, *TERMS, PICTURES)


@dataclass(frozen=True, slots=True)
class Named:
    """What the posts of a page name: by field and number."""

    known: dict[str, dict[int, Any]]

    def of(self, naming: Naming, post: Record) -> Iterator[Any]:
        """What a post names, in its order, as far as it is known."""
        known = self.known[naming.field]
        return (known[number] for number in ids_in(post, naming.field) if known.get(number))


class Names:
    """Finds out what posts name; shared by the threads of one pull.

    ``closed`` are the fields whose lists the site keeps to itself, ``told`` those of which it has
    told anything.
    """

    def __init__(self, api: Api, closed: Iterable[str] = ()) -> None:
        self._api = api
        self._remembered: dict[str, dict[int, Any]] = {n.field: {} for n in (AUTHORS, *TERMS)}
        self._lock = threading.Lock()
        self.closed = set(closed)
        self.told: set[str] = set()

    def named_by(self, posts: Sequence[Record]) -> Named:
        """What the posts name; asked for where it did not come along and is not known yet.

        Raises:
            RetryLater: a passing fault; names are not given up for it.
        """
        known = {naming.field: dict(_embedded(naming, posts)) for naming in NAMINGS}
        for naming in NAMINGS:
            self._complete(naming, posts, known[naming.field])
            if any(known[naming.field].values()):
                self.told.add(naming.field)
        return Named(known)

    def _complete(self, naming: Naming, posts: Sequence[Record], known: dict[int, Any]) -> None:
        # Pictures are not remembered: every post has its own.
        remembered = self._remembered.get(naming.field, {})
        wanted = {n for post in posts for n in ids_in(post, naming.field)} - known.keys()
        with self._lock:
            known.update({n: remembered[n] for n in wanted & remembered.keys()})
        found = self._asked(naming, sorted(wanted - known.keys()))
        known.update(found)
        with self._lock:
            if len(remembered) > REMEMBERED:
                remembered.clear()
            remembered.update(found)

    def _asked(self, naming: Naming, numbers: Sequence[int]) -> dict[int, Any]:
        """What the site tells; what it does not tell (of a deleted user) is ``None``."""
        found: dict[int, Any] = {}
        for start in range(0, len(numbers), AT_ONCE):
            if naming.field in self.closed:
                break
            some = numbers[start : start + AT_ONCE]
            asked = {
                "include": ",".join(map(str, some)),
                "per_page": AT_ONCE,
                "_fields": naming.fields,
            }
            try:
                records = self._api.listed(naming.path, asked).records
            except ConnectorError as error:
                if error.status not in CLOSED:
                    raise
                self.closed.add(naming.field)
                break
            found.update(dict.fromkeys(some))
            found.update(_read(naming, records))
        return found


def _read(naming: Naming, records: Iterable[object]) -> Iterator[tuple[int, Any]]:
    for record in records:
        if isinstance(record, dict) and type(record.get("id")) is int:
            yield record["id"], naming.read(record)


def _embedded(naming: Naming, posts: Iterable[Record]) -> Iterator[tuple[int, Any]]:
    """What came along inside of posts, where ``_embed`` was asked for or is always given."""
    for post in posts:
        inside = post.get("_embedded")
        found = inside.get(naming.rel) if isinstance(inside, dict) else None
        if naming.taxonomy:
            yield from _read(naming, _terms(found, naming.taxonomy))
        else:
            yield from _read(naming, found if isinstance(found, list) else ())


def _terms(lists: object, taxonomy: str) -> Iterator[Record]:
    for terms in lists if isinstance(lists, list) else ():
        for term in terms if isinstance(terms, list) else ():
            if isinstance(term, dict) and term.get("taxonomy") == taxonomy:
                yield term
