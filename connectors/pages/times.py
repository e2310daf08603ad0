"""When a page says that it was published and changed, and how that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from connectors.feeds.dates import NO_MOMENT, Moment, moment
from connectors.items import TimeBasis
from connectors.pages import jsonld
from connectors.pages.jsonld import Node
from connectors.pages.markup import Markup

# fmt: off
_PUBLISHED = (
    "article:published_time", "article:published", "og:published_time",
    "og:article:published_time", "parsely-pub-date", "sailthru.date", "datepublished",
    "date.published", "datecreated", "publish-date", "publishdate", "publish_date",
    "publication_date", "originalpublicationdate", "pubdate", "cxenseparse:recs:publishtime",
    "cse_publishdate", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "rnews:datepublished", "displaydate", "ptime", "article:create_at",
    "weibo:article:create_at", "date", "created", "timestamp",
)
_UPDATED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time",
    "datemodified", "dc.date.modified", "dcterms.modified", "lastmod", "last-modified",
    "lastmodified", "updated-date", "date.modified", "utime", "revised",
    "weibo:article:update_at",
)
# fmt: on
_SHOWN_AS_PUBLISHED = " or ".join(
    f"contains(@class, '{name}')" for name in ("publish", "entry-date", "posted")
)
_TIME_ELEMENTS = (
    "//time[@itemprop='datePublished'][@datetime] | //time[@pubdate][@datetime]",
    f"//time[{_SHOWN_AS_PUBLISHED}][@datetime]",
    "//article//time[@datetime] | //main//time[@datetime] | //h1/following::time[@datetime]",
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_-]|$)")
_SAME = timedelta(hours=36)
_EPOCH_S = re.compile(r"1\d{9}(?:\d{3})?")


class Times(NamedTuple):
    """``raw`` is what was stated where no usable time came of it."""

    published: Moment
    updated: datetime | None
    raw: str


def times_of(node: Node | None, markup: Markup, url: str, now: datetime) -> Times:
    """A page's times: as its structured data, meta elements or microdata state them, else by looks.

    A statement that has no zone, or only a day, gives way to one for the same day that has more.
    """
    node = node or {}
    stated = [
        *jsonld.texts(node.get("datePublished")),
        *markup.every(*_PUBLISHED),
        *markup.props.get("datePublished", ()),
        *jsonld.texts(node.get("dateCreated") or node.get("uploadDate")),
        *markup.props.get("dateCreated", ()),
    ]
    changed = [
        *jsonld.texts(node.get("dateModified")),
        *markup.every(*_UPDATED),
        *markup.props.get("dateModified", ()),
    ]
    published = _best(stated, now)
    if published is NO_MOMENT:
        published = _seen(markup, url, now)
    updated = _best(changed, now).at
    if updated and published.at and updated < published.at:
        updated = None  # a change before publication was no change for readers
    raw = next(iter(stated), "") if published is NO_MOMENT else ""
    return Times(published, updated, raw[:200])


def _best(stated: Iterable[str], now: datetime) -> Moment:
    found = [one for raw in stated if (one := _moment(raw, now)).at is not None]
    if not found:
        return NO_MOMENT
    first = found[0].at
    assert first is not None
    same = [one for one in found if one.at is not None and abs(one.at - first) <= _SAME]
    return min(same, key=_vagueness)


def _vagueness(one: Moment) -> tuple[bool, bool]:
    """A time without zone is vaguer than one with, a bare day vaguer still."""
    assert one.at is not None
    at_midnight = (one.at.hour, one.at.minute, one.at.second) == (0, 0, 0)
    return one.basis is not TimeBasis.STATED, at_midnight


def _moment(raw: str, now: datetime) -> Moment:
    if _EPOCH_S.fullmatch(raw):
        at = datetime.fromtimestamp(int(raw[:10]), UTC)
        return moment(at.isoformat(), now)
    return moment(raw, now)


def _seen(markup: Markup, url: str, now: datetime) -> Moment:
    """The time that the page shows: in a ``<time>``, else in its address."""
    for path in _TIME_ELEMENTS:
        for element in markup.root.xpath(path)[:3]:
            if (found := _moment(element.get("datetime").strip(), now)).at is not None:
                return Moment(found.at, TimeBasis.PAGE)
    dated = _IN_PATH.search(urlsplit(url).path)
    if dated and (found := moment("-".join(dated.groups()), now)).at is not None:
        return Moment(found.at, TimeBasis.PAGE)
    return _guessed(markup, now)


def _guessed(markup: Markup, now: datetime) -> Moment:
    """The day that stands in the page's text, as far as htmldate can tell it."""
    from htmldate import find_date

    day = find_date(
        markup.root,
        original_date=True,
        extensive_search=False,
        max_date=now.date().isoformat(),
        min_date="1995-01-01",
    )
    found = moment(day, now) if day else NO_MOMENT
    return found if found.at is None else Moment(found.at, TimeBasis.PAGE)
