"""What the client hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answered GET, redirects followed and content decoded.

    ``url`` is where the answer came from; ``headers`` look names up in any case. ``body`` is
    empty when ``not_modified``. ``permanent_url`` is the new address when the redirects from the
    start were permanent (301, 308), else "". ``fresh_for_s`` is for how many seconds the answer
    said that it stays fresh (RFC 9111), ``None`` when it did not say.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False
    permanent_url: str = ""
    fresh_for_s: float | None = None
