"""Who is who: the keys by which two sightings are the same item, ids, and places in time.

An article is known by its address (scheme, ``www.``, AMP and tracking aside) and by its source's
own id; a video by its YouTube id, whoever reports it. Titles never identify anything.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from connectors.items import Item, Link, Newsletter, Video
from connectors.urls import identity_key

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
POSITION_ID_BITS = 20
_ID_MASK = (1 << POSITION_ID_BITS) - 1


def keys_of(item: Item, source_id: str) -> tuple[str, ...]:
    """The identity keys of a sighting, the strongest first."""
    if isinstance(item, Video):
        return (f"video:{item.video_id}",)
    own = tuple(f"ref:{source_id}:{ref}" for ref in (item.ref, *item.other_ids) if ref)
    if isinstance(item, Newsletter):
        # A Message-ID names the issue, in whichever mailbox or file it is found.
        return (f"mail:{item.ref}", *own) if item.ref.startswith("<") else own
    # A front page is what feeds name when an entry has no address of its own.
    page = key_of_page(item.url)
    return (page, *own) if page else own


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


def key_of_page(url: str) -> str:
    """The identity key of a page, "" for a front page."""
    address = identity_key(url) if url else ""
    return f"url:{address}" if "/" in address.rstrip("/") or "?" in address else ""


def carried_key(key: str) -> str:
    """Under which key a newsletter points at what it carried."""
    return f"carried:{key}"


def new_id(key: str) -> int:
    """The id of an item that is founded on ``key``: 63 bits, the same in every store."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


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
    return (moment - EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """The aware UTC time of ``ms`` milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=ms)


def position(published_ms: int, item_id: int) -> int:
    """The item's place on the timeline: time first, then id."""
    return (published_ms << POSITION_ID_BITS) | (item_id & _ID_MASK)


def position_at(published_ms: int) -> int:
    """The lowest position at a time: a bound for ranges."""
    return published_ms << POSITION_ID_BITS


def ms_of(place: int) -> int:
    """The publication time (ms) that a position holds."""
    return place >> POSITION_ID_BITS
