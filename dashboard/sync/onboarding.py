"""From what a person types (a home page, a feed, a handle) to sources in the store."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal import get_localzone_name

from connectors.contract import NothingKnown, SourceSpec
from connectors.discovery import Found, classify, discover, read_opml
from dashboard.config import Settings
from dashboard.store import Outlet, Store
from dashboard.store.model import Source
from dashboard.sync.environment import make_environment


@dataclass(frozen=True, slots=True)
class Added:
    """A source as it was added, and what was found: how, and what it gives."""

    source: Source
    found: Found


@dataclass(frozen=True, slots=True)
class Onboarded:
    """An outlet and the sources that its home page led to."""

    outlet: Outlet
    added: list[Added]
    warnings: tuple[str, ...]


def init_outlet(store: Store, settings: Settings, home_url: str) -> Onboarded:
    """Discover an outlet's sources from its home page and add them.

    Raises:
        ConnectorError: the page cannot be reached, or nothing was found that could be followed.
    """
    env = make_environment(settings, NothingKnown(), store.quotas)
    with closing(env.http):
        found = discover(home_url, env)
    store.set_outlet(
        name=found.outlet_name,
        home_url=found.home_url,
        language=found.language,
        timezone=settings.timezone or _zone(found.timezone_hint) or _machine_zone(),
    )
    added = [_add(store, entry) for entry in found.sources]
    return Onboarded(store.outlet, added, found.warnings)


def add_sources(store: Store, settings: Settings, what: str) -> list[Added]:
    """Add whatever ``what`` names: a feed, a site, a YouTube channel.

    Raises:
        ConnectorError: it leads to nothing that could be followed.
    """
    env = make_environment(settings, NothingKnown(), store.quotas)
    with closing(env.http):
        found = classify(what, env)
    return [_add(store, entry) for entry in found]


def add_opml(store: Store, document: bytes) -> list[Added]:
    """Add the feeds of an OPML file, without looking at them first.

    Raises:
        ConnectorError: it is no OPML.
    """
    return [_add(store, entry) for entry in read_opml(document)]


def _add(store: Store, found: Found) -> Added:
    return Added(store.sources.add(SourceSpec(found.kind, found.url, found.name)), found)


def _machine_zone() -> str | None:
    """The zone of this machine, where it says so."""
    try:
        return _zone(get_localzone_name())
    except ZoneInfoNotFoundError:
        return None


def _zone(hint: str) -> str | None:
    try:
        return str(ZoneInfo(hint)) if hint else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
