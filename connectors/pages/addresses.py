"""Under which address an article lives."""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.pages.markup import Markup
from connectors.urls import canonical_url, identity_key


def canonical_of(markup: Markup, url: str) -> str:
    """The page's canonical address: ``rel=canonical`` (RFC 6596), ``og:url``, else where it was.

    An address on another site is not believed (a syndicated text, a template's mistake), nor one
    that names the front page.
    """
    here = canonical_url(url)
    for stated in (markup.link("canonical"), markup.first("og:url"), markup.prop("url")):
        address = canonical_url(stated, url) if stated else ""
        if address and same_site(address, here) and "/" in identity_key(address):
            return address
    return here


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: the same host, or one below the other's.

    ``www.``, ``m.`` and ``amp.`` are ignored; names under a public suffix such as ``co.uk`` or
    of one registrar are not mixed up, since a whole host must be the end of the other.
    """
    a, b = _host(one), _host(other)
    if not a or not b:
        return False
    return a == b or (("." in b) and a.endswith(f".{b}")) or (("." in a) and b.endswith(f".{a}"))


def _host(url: str) -> str:
    key = identity_key(url)
    host = key.partition("/")[0].partition("?")[0]
    return host or (urlsplit(url).hostname or "")
