"""Who is who: the keys by which two sightings are the same item, ids, and places in time.

An article is known by its address (scheme, ``www.``, AMP and tracking aside), by its source's own
ids and by the number that its content system puts at the end of an address; a video by its YouTube
id, whoever reports it. Titles never identify anything. A key once known is never forgotten, so an
old permalink still leads to its article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from connectors.items import Item, Link, Newsletter, Video
from connectors.urls import identity_key

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
POSITION_ID_BITS = 20
_ID_MASK = (1 << POSITION_ID_BITS) - 1
_FARTHEST = (1 << 63) - 1


def keys_of(item: Item, source_id: str) -> tuple[str, ...]:
    """The identity keys of a sighting, the strongest first."""
    if isinstance(item, Video):
        return (f"video:{item.video_id}",)
    # A front page is an id of no entry, however many name it as theirs.
    others = (ref for ref in item.other_ids if not ref.startswith("http") or key_of_page(ref))
    own = tuple(f"ref:{source_id}:{ref}" for ref in (item.ref, *others) if ref)
    if isinstance(item, Newsletter):
        # A Message-ID names the issue, in whichever mailbox or file it is found.
        return (f"mail:{item.ref}", *own) if item.ref.startswith("<") else own
    # An id that is an address (a permalink of old) is one under which other sources know it too.
    refs = (ref for ref in (item.ref, *item.other_ids) if ref.startswith("http"))
    named = dict.fromkeys((item.url, *refs))
    pages = [key for url in named for key in _page_keys(url, item)]
    numbers = [key for url in named if (key := _number_key(url))]
    return tuple(dict.fromkeys((*pages[:1], *own, *pages[1:], *numbers)))


_POST = re.compile(r"https?://([^/?#]+)/(?:[^?#]*/)?(?:index\.php)?\?p=[0-9]+", re.IGNORECASE)
"""The GUID that WordPress gives a post."""


def _page_keys(url: str, item: Item) -> Iterator[str]:
    """The keys of one of an item's addresses.

    Copies of a WordPress site keep the GUIDs of the first and then give the same ones to different
    articles; so a GUID of another host counts only together with the time.
    """
    key = key_of_page(url)
    found = _POST.fullmatch(url) if key and "?p=" in url else None
    if key and not (found and item.url and urlsplit(item.url).netloc != found[1]):
        yield key
    if found and item.published_at is not None:
        yield f"{key}@{to_ms(item.published_at) // 1000}"


def post_keys(item: Item) -> frozenset[str]:
    """The keys of the numbers by which a WordPress site knows a post of its own."""
    named = [url for url in (item.url, item.ref, *item.other_ids) if "?p=" in url]
    if not named:
        return frozenset()
    host = urlsplit(item.url).netloc
    found = ((url, _POST.fullmatch(url)) for url in named)
    return frozenset(key_of_page(url) for url, post in found if post and post[1] == host)


_NUMBERED = re.compile(
    r"(?:(?<![0-9])(?P<number>[0-9]{7,19})"
    r"|(?<![0-9a-f])(?P<uuid>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}))(?:\.html?)?/?$"
)
_LONGEST = len("00000000-0000-0000-0000-000000000000.html/") + 1
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]*")

NUMBER = "number:"
"""How the keys begin that only ever help a new sighting find its item (see :func:`_number_key`)."""


def _number_key(url: str) -> str:
    """The key of a content system's number at the end of an address, "" where there is none.

    Many sites put the headline before it and change both together
    (``/world/old-headline-a-71455123``), and only the number stays. A number counts within its
    section, a UUID anywhere on the host; what may be a date does not count.
    """
    found = None if "?" in url else _NUMBERED.search(url, max(0, len(url) - _LONGEST))
    if found is None:
        return ""
    host, _, path = identity_key(url).partition("/")
    if found["uuid"]:
        return f"{NUMBER}{host}:{found['uuid']}"
    if _DATE.fullmatch(found["number"]):
        return ""
    section = path.partition("/")[0] if "/" in path else ""
    return f"{NUMBER}{host}/{section}:{found['number']}"


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are one article's, as far as addresses tell."""
    number = _number_key(one)
    return identity_key(one) == identity_key(other) or (
        bool(number) and number == _number_key(other)
    )


def keys_pointed_at(item: Item) -> tuple[str, ...]:
    """The keys of the other half that an item names: videos for an article, pages for a video.

    What a newsletter carried is named apart (see :func:`carried_key`), for it proves no pair.
    """
    if isinstance(item, Newsletter):
        named = (carried_key(key) for link in item.links if (key := key_of_link(link)))
    elif isinstance(item, Video):
        pages = (identity_key(link.url) for link in item.links if not link.video_id)
        named = (f"url:{page}" for page in pages if page and not page.startswith("youtube.com"))
    else:
        named = (f"video:{link.video_id}" for link in item.links if link.video_id)
    return tuple(dict.fromkeys(named))


def key_of_link(link: Link) -> str:
    """The identity key of what a link leads to, "" where that is unknown or a front page."""
    if link.video_id:
        return f"video:{link.video_id}"
    return "" if link.opaque else key_of_page(link.url)


@lru_cache(maxsize=16_384)
def key_of_page(url: str) -> str:
    """The identity key of a page; "" for a front page and for what is no address."""
    address = identity_key(url) if url else ""
    # A front page is what feeds name when an entry has no address of its own.
    return f"url:{address}" if "/" in address.rstrip("/") or "?" in address else ""


def carried_key(key: str) -> str:
    """Under which key a newsletter points at what it carried."""
    return f"carried:{key}"


def new_id(key: str) -> int:
    """The id of an item that is founded on ``key``: 63 bits, the same in every store."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


CAPTIONS = "captions:"
"""How the ref of a file of captions begins: it tells of a video what is said in it, and no more."""

GIVEN = "id:"
"""How the ref of an imported item begins that brought an id of its own."""


def given_id(ref: str) -> str:
    """The id that an imported item brought, ``""`` if it brought none."""
    return ref.removeprefix(GIVEN) if ref.startswith(GIVEN) else ""


def show_id(number: int) -> str:
    """An item's id as text."""
    return format(number, "016x")


def read_id(text: str) -> int | None:
    """The number behind an id's text, ``None`` if it cannot be one."""
    try:
        number = int(text, 16)
    except ValueError:
        return None
    return number if 0 <= number < 1 << 63 else None


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970 of an aware time."""
    return (moment - EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """The aware UTC time of ``ms`` milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=ms)


def position(published_ms: int, item_id: int) -> int:
    """The item's place on the timeline: time first, then id."""
    return (published_ms << POSITION_ID_BITS) | (item_id & _ID_MASK)


def position_at(published_ms: int) -> int:
    """The lowest position at a time: a bound for ranges, however far away the time is."""
    return max(-_FARTHEST, min(published_ms << POSITION_ID_BITS, _FARTHEST))


def ms_of(place: int) -> int:
    """The publication time (ms) that a position holds."""
    return place >> POSITION_ID_BITS
