"""Connector items as JSON bytes and back: how a sighting is kept exactly as it came."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson

from connectors.items import (
    KINDS,
    Access,
    AnyItem,
    Chapter,
    Image,
    Item,
    Link,
    LinkRel,
    LiveState,
    Status,
    TimeBasis,
    Video,
    VideoKind,
    kind_of,
)

_TYPES: dict[str, type[Any]] = {name: kind for kind, name in KINDS.items()}
_FIELDS = {kind: tuple((f.name, f.default) for f in fields(kind)) for kind in KINDS}
_TIMES = ("published_at", "updated_at", "scheduled_at", "uploaded_at")
_ENUMS: dict[str, type[Any]] = {
    "access": Access,
    "time_basis": TimeBasis,
    "status": Status,
    "video_kind": VideoKind,
    "live_state": LiveState,
}
_TUPLES = ("authors", "labels", "other_ids")


def encode(item: AnyItem) -> bytes:
    """The item as JSON: its kind, and the fields that differ from their defaults."""
    found: dict[str, Any] = {"kind": kind_of(item)}
    for name, default in _FIELDS[type(item)]:
        value = getattr(item, name)
        if value != default:
            found[name] = links_json(value) if name == "links" else value
    return orjson.dumps(found)


def digest(payload: bytes) -> bytes:
    """A short hash of a payload, by which an unchanged sighting is known."""
    return blake2b(payload, digest_size=12).digest()


def decode(payload: bytes) -> AnyItem:
    """The item that :func:`encode` wrote."""
    found = orjson.loads(payload)
    kind = _TYPES[found.pop("kind")]
    for name in _TIMES:
        if name in found:
            found[name] = datetime.fromisoformat(found[name])
    for name, enum in _ENUMS.items():
        if name in found:
            found[name] = enum(found[name])
    for name in _TUPLES:
        if name in found:
            found[name] = tuple(found[name])
    if "image" in found:
        found["image"] = image_from(found["image"])
    if "chapters" in found:
        found["chapters"] = tuple(Chapter(**value) for value in found["chapters"])
    if "links" in found:
        found["links"] = links_from(found["links"])
    item: AnyItem = kind(**found)
    return item


def image_from(value: Any) -> Image | None:
    """A picture from its JSON."""
    return Image(**value) if value else None


def links_from(value: Any) -> tuple[Link, ...]:
    """Links from their JSON."""
    return tuple(
        Link(
            v["url"],
            LinkRel(v["rel"]),
            v["video_id"],
            v.get("text", ""),
            v.get("opaque", False),
            v.get("heading", ""),
        )
        for v in value
    )


def image_json(image: Image | None) -> dict[str, Any] | None:
    """A picture as JSON-ready values."""
    if image is None:
        return None
    return {"url": image.url, "width": image.width, "height": image.height, "alt": image.alt}


def links_json(links: tuple[Link, ...]) -> list[dict[str, Any]]:
    """Links as JSON-ready values; a link's text, mark and heading only where it has them."""
    return [_link_json(link) for link in links]


def _link_json(link: Link) -> dict[str, Any]:
    found: dict[str, Any] = {"url": link.url, "rel": str(link.rel), "video_id": link.video_id}
    if link.text:
        found["text"] = link.text
    if link.opaque:
        found["opaque"] = True
    if link.heading:
        found["heading"] = link.heading
    return found


def text_of(item: Item) -> str:
    """An article's text; a video's description, and what is said in it where that is known."""
    if isinstance(item, Video) and item.captions:
        return f"{item.body}\n\n{item.captions}".strip()
    return item.body


def plain(item: Item) -> str:
    """Title, summary and body in one text: what understanding reads."""
    return "\n\n".join(part for part in (item.title, item.summary, text_of(item)) if part)
