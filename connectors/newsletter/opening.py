"""Opaque links resolved with leave: their service is asked where they lead, and no further.

Only the address that the service answers with is looked at; the page behind it is not fetched.
To the service it is a click by the mailbox's owner, which is why nobody is asked without leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

from connectors.contract import ConnectorError
from connectors.items import Link, Newsletter
from connectors.newsletter.boilerplate import is_boilerplate_url
from connectors.newsletter.tracking import destination
from connectors.urls import identity_key, youtube_video_id
from connectors.web import Http

REMEMBERED = 1000
"""Answers that a checkpoint keeps, the latest."""
MAX_HOPS = 4
ANSWER_BYTES = 256 * 2**10


class Opener:
    """Resolves opaque links. ``known`` are answers of before, by :func:`_name`; "" for none."""

    def __init__(self, http: Http, known: Mapping[str, str], *, may_ask: bool) -> None:
        self._http = http
        self._may_ask = may_ask
        self.known = dict(known)

    def opened(self, issue: Newsletter) -> Newsletter:
        """The issue with the destinations of its opaque links, as far as they are known."""
        if not any(link.opaque for link in issue.links):
            return issue
        found: dict[str, Link] = {}
        for link in issue.links:
            resolved = self._resolved(link) if link.opaque else link
            if not is_boilerplate_url(resolved.url):
                key = resolved.url if resolved.opaque else identity_key(resolved.url)
                found.setdefault(key, resolved)
        return replace(issue, links=tuple(found.values()))

    def _resolved(self, link: Link) -> Link:
        name = _name(link.url)
        url = self.known.get(name)
        if url is None and self._may_ask:
            url = self._asked(link.url)
            self._remember(name, url)
        if not url:
            return link
        return Link(url, link.rel, youtube_video_id(url), link.text)

    def _asked(self, url: str) -> str:
        here = url
        for _ in range(MAX_HOPS):
            try:
                answer = self._http.location(here, max_bytes=ANSWER_BYTES)
            except ConnectorError:
                return ""  # the link stays as it is, which its mark says
            found = destination(answer)
            if not found.opaque:
                return found.url
            here = found.url
        return ""

    def _remember(self, name: str, url: str) -> None:
        self.known[name] = url
        while len(self.known) > REMEMBERED:
            del self.known[next(iter(self.known))]


def _name(url: str) -> str:
    return blake2b(url.encode(), digest_size=9).hexdigest()
