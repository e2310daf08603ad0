"""What discovery hands back."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import SourceSpec


@dataclass(frozen=True, slots=True)
class Found:
    """A source that can be added.

    ``kind`` and ``url`` make its ``SourceSpec``; ``why`` says in a phrase how it was found, and
    ``gives`` what it brings ("50 articles").
    """

    kind: str
    url: str
    name: str = ""
    why: str = ""
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Discovery:
    """An outlet as its home page presents it, and its sources, the main feed first.

    ``superfluous`` are sources that an earlier discovery of the site chose, and that lose nothing
    when they go.
    ``language`` is a BCP 47 tag and ``timezone_hint`` an IANA name; both are "" when not stated.
    """

    outlet_name: str
    home_url: str
    language: str
    timezone_hint: str
    sources: tuple[Found, ...]
    warnings: tuple[str, ...] = ()
    superfluous: tuple[SourceSpec, ...] = ()
