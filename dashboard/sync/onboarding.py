"""From what a person types (a home page, a feed, a handle) to sources in the store."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal import get_localzone_name

from connectors.contract import NothingKnown, SourceSpec
from connectors.discovery import Found, classify, discover, read_opml
from connectors.urls import identity_key
from dashboard.config import Settings
from dashboard.store import Outlet, Store
from dashboard.store.model import Source, SourceState
from dashboard.sync.environment import make_environment

_BRING_ARTICLES = frozenset({"feed", "sitemap", "wordpress"})


@dataclass(frozen=True, slots=True)
class Added:
    """A source as it was added, and what was found: how, and what it gives."""

    source: Source
    found: Found


@dataclass(frozen=True, slots=True)
class Onboarded:
    """An outlet and the sources that its home page led to.

    ``replaced`` are those that an earlier look at the page had chosen: the others make up for them.
    """

    outlet: Outlet
    added: list[Added]
    warnings: tuple[str, ...]
    replaced: list[Source]


def init_outlet(store: Store, settings: Settings, home_url: str) -> Onboarded:
    """Discover an outlet's sources from its home page and add them.

    What an earlier look at the page had chosen and is needed no more is removed; its items stay,
    and so does what people added themselves.

    Raises:
        ConnectorError: the page cannot be reached, or nothing was found that could be followed.
    """
    env = make_environment(settings, NothingKnown(), store.quotas)
    with closing(env.http):
        found = discover(home_url, env, lambda home: [_spec(s) for s in _chosen(store, home)])
    store.set_outlet(
        name=found.outlet_name,
        home_url=found.home_url,
        language=found.language,
        timezone=settings.timezone or _zone(found.timezone_hint) or _machine_zone(),
    )
    added = [_add(store, entry, found.home_url) for entry in found.sources]
    replaced = _replace(store, found.home_url, found.superfluous, added)
    return Onboarded(store.outlet, added, found.warnings, replaced)


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


def _add(store: Store, found: Found, home: str = "") -> Added:
    source = store.sources.add(SourceSpec(found.kind, found.url, found.name), found_from=home)
    if home and source.state is SourceState.BROKEN and (kept := _readable_again(store, source)):
        source = kept
    return Added(source, found)


def _readable_again(store: Store, source: Source) -> Source | None:
    """It was read just now, to be found: nobody has to wait for its next turn."""
    store.sources.resume(source.id)
    return store.sources.get(source.id)


def _chosen(store: Store, home: str) -> list[Source]:
    """The sources that were chosen from a home page; what people named or paused is theirs."""
    key = identity_key(home)
    return [
        source
        for source in store.sources.list()
        if source.found_from
        and identity_key(source.found_from) == key
        and source.state is not SourceState.PAUSED
    ]


def _replace(
    store: Store, home: str, superfluous: Sequence[SourceSpec], added: Sequence[Added]
) -> list[Source]:
    """Remove what is superfluous, unless something that makes up for it is not read."""
    for one in added:
        if one.source.kind in _BRING_ARTICLES and one.source.state is not SourceState.ACTIVE:
            return []
    unneeded = {(spec.kind, spec.url) for spec in superfluous}
    replaced = [one for one in _chosen(store, home) if (one.kind, one.url) in unneeded]
    for source in replaced:
        store.sources.remove(source.id)
    return replaced


def _spec(source: Source) -> SourceSpec:
    return SourceSpec(source.kind, source.url, source.name)


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
