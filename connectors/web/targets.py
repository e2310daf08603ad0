"""Addresses, as they go into a request."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import httpx2

from connectors.web import errors

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_PLAIN = re.compile(
    rf"https?://(?:(?!xn--|[^/]*\.xn--)(?:{_LABEL}\.)+[a-z]{{2,63}}|{_BYTE}(?:\.{_BYTE}){{3}})"
    r"(?::(?!80/|443/)[1-9][0-9]{0,3})?(?:/(?!\.)[A-Za-z0-9._~-]*)+(?:\?[A-Za-z0-9._~=&-]+)?"
)
"""An address in which nothing is left to do, which most feeds' are."""


@lru_cache(maxsize=4096)
def target(url: str) -> SplitResult:
    """The parts of a URL, its host in ASCII and its path quoted, so that it can be asked for."""
    return urlsplit(url) if _PLAIN.fullmatch(url) else target_by_parts(url)


def target_by_parts(url: str) -> SplitResult:
    """The same as :func:`target`, without its short cut."""
    try:
        given = urlsplit(url)
        asked = httpx2.URL(url)
        usable = given.scheme.lower() in {"http", "https"} and bool(asked.host)
    except (ValueError, httpx2.InvalidURL) as error:
        raise errors.unusable_url(url) from error
    if not usable:
        raise errors.unusable_url(url)
    parts = urlsplit(str(asked))
    return parts if parts.path else parts._replace(path="/")


def redirected(url: str, location: str) -> str:
    """Where a ``Location`` leads from ``url``.

    Raises:
        NeedsPerson: it is no address.
    """
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise errors.unusable_url(location) from error


def netloc(target: SplitResult) -> str:
    """Host and port as the ``Host`` header wants them, without credentials."""
    return target.netloc.rpartition("@")[2]


def credentials(target: SplitResult) -> list[tuple[bytes, bytes]]:
    """Basic credentials that the address itself carries (``https://user:pass@host/``)."""
    if target.username is None:
        return []
    pair = f"{unquote(target.username)}:{unquote(target.password or '')}".encode()
    return [(b"Authorization", b"Basic " + base64.b64encode(pair))]
