"""What a feed says of itself as a whole: how often to come, when not to, where older entries are.

Formats: RSS 2.0 (``ttl``, ``skipHours``, ``skipDays``; rssboard.org/rss-specification), the
syndication module (``sy:``; web.resource.org/rss/1.0/modules/syndication), RFC 5005 (paged and
archived feeds).
"""

from __future__ import annotations

from collections.abc import Iterable

from connectors.feeds.fields import Fields, fields_of, joined, text_in

_PERIODS_S = {
    "hourly": 3600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OLDER_RELS = ("prev-archive", "next")
"""Archives before pages: a feed that has both tells all of its history by the former."""


def wait_s(ttl: str, period: str, frequency: str) -> float | None:
    """The longest wait in seconds that a feed asks for; ``None`` where it asks for none.

    ``ttl`` is in minutes; a ``frequency`` is how many times it changes in its ``period``.
    """
    waits = []
    if ttl.isdecimal() and len(ttl) < 8:
        waits.append(float(ttl) * 60)
    if span := _PERIODS_S.get(period.strip().lower()):
        often = frequency.strip()
        times = int(often) if often.isascii() and often.isdecimal() and len(often) < 6 else 1
        waits.append(span / max(times, 1))
    return max(waits, default=None)


def wait_in(head: Fields) -> float | None:
    """The wait that a channel's elements ask for, in seconds."""
    return wait_s(
        text_in(head, "ttl"), text_in(head, "sy:updateperiod"), text_in(head, "sy:updatefrequency")
    )


def quiet_hours(texts: Iterable[str]) -> frozenset[int]:
    """Hours of the day from their numbers; some count to 24."""
    found = (text.strip() for text in texts)
    numbers = {int(text) % 24 for text in found if text.isascii() and text.isdecimal()}
    return frozenset(numbers) if len(numbers) < 24 else frozenset()


def quiet_days(texts: Iterable[str]) -> frozenset[int]:
    """Days of the week from their English names."""
    named = {text.strip().lower() for text in texts}
    days = frozenset(number for number, name in enumerate(_DAYS) if name in named)
    return days if len(days) < 7 else frozenset()


def named_in(head: Fields, outer: str, inner: str) -> list[str]:
    """The texts of the ``inner`` elements of an ``outer`` one."""
    return [
        str(element.text or "")
        for holder in head.get(outer, ())
        for element in fields_of(holder).get(inner, ())
    ]


def older_in(head: Fields, base: str) -> str:
    """The address of the page with older entries, "" if there is none."""
    stated = {link.get("rel", ""): link.get("href", "") for link in head.get("atom:link", ())}
    return next((joined(base, stated[rel]) for rel in OLDER_RELS if stated.get(rel)), "")
