"""What an earlier discovery of a site chose, weighed against what is chosen now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connectors.contract import ConnectorError, SourceSpec
from connectors.discovery.feeds import Candidate, candidate
from connectors.discovery.found import Found
from connectors.environment import Environment
from connectors.feeds.connector import ACCEPT

_MADE_UP_FOR = {"wordpress": {"sitemap", "pages"}, "sitemap": {"pages"}}
"""Which kinds a site needs no more once it is read in a better way."""


def still_fed(
    followed: Sequence[SourceSpec], feeds: Iterable[Candidate], env: Environment
) -> list[Candidate]:
    """The feeds of ``followed`` that are none of ``feeds``, read now.

    One that cannot be read is left out: nothing can be said of what would be lost with it.
    """
    known, read = {feed.url for feed in feeds}, []
    for spec in followed:
        if spec.kind != "feed" or spec.url in known:
            continue
        try:
            fetched = env.http.get(spec.url, accept=ACCEPT)
        except ConnectorError:
            continue
        found = candidate(fetched, env.clock(), "it is followed already", spec.name)
        if found and found.url == spec.url:
            read.append(found)
    return read


def superfluous(
    followed: Sequence[SourceSpec], feeds: Iterable[Candidate], chosen: Sequence[Found]
) -> tuple[SourceSpec, ...]:
    """Those of ``followed`` that lose nothing when they go, now that ``chosen`` is followed.

    A feed that was read and has nothing of its own, once a better source than those of before is
    there; where there is none, it may only be quiet today.
    """
    kinds, addresses = {one.kind for one in chosen}, {(one.kind, one.url) for one in chosen}
    before = {(spec.kind, spec.url) for spec in followed}
    better = "wordpress" in kinds or any(
        kind == "feed" and (kind, url) not in before for kind, url in addresses
    )
    read = {feed.url for feed in feeds} if better else set()
    unneeded = set[str]().union(*(_MADE_UP_FOR.get(kind, ()) for kind in kinds))
    return tuple(
        spec
        for spec in followed
        if (spec.kind, spec.url) not in addresses
        and (spec.kind in unneeded or (spec.kind == "feed" and spec.url in read))
    )
