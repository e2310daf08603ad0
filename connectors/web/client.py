"""One polite HTTP client for all connectors.

Conditional requests, few connections per host that are kept alive, a User-Agent that names us,
limits on time, size and decompression, and no way into private networks.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import SplitResult, urlencode, urlunsplit

import httpcore2
import httpx2
import stamina

from connectors.contract import ConnectorError, RetryLater
from connectors.web import bodies, errors, targets
from connectors.web.fetched import Fetched
from connectors.web.freshness import fresh_for_s
from connectors.web.network import (
    BlockedAddressError,
    Deadline,
    GuardedBackend,
    UnknownHostError,
)

MIB = 2**20
MAX_REDIRECTS = 8
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_MOMENTARY_STATUSES = frozenset({502, 503, 504})
_NETWORK_ERRORS = (
    BlockedAddressError,
    UnknownHostError,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
)


class _Momentary(Exception):
    """Worth asking once more at once: a dropped connection, a gateway's hiccup."""

    def __init__(self, error: ConnectorError) -> None:
        super().__init__(error.sentence)
        self.error = error


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx2.Headers
    body: bytes


class Http:
    """Fetches over HTTP(S) for all connectors; one instance is shared by all threads.

    ``contact`` is a URL or address that the User-Agent shows to site owners. Times are in
    seconds (``total_s`` for one whole response, redirects apart), sizes in bytes.
    ``requests`` counts what went over the wire, redirects and retries included.
    """

    def __init__(
        self,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        connections_per_host: int = 4,
        contact: str = "",
        connect_s: float = 10.0,
        read_s: float = 20.0,
        total_s: float = 60.0,
        max_bytes: int = 32 * MIB,
        attempts: int = 2,
    ) -> None:
        self._deadline = Deadline()
        self._backend = GuardedBackend(
            frozenset(host.strip("[]").lower() for host in allow_hosts), self._deadline
        )
        self._timeouts = {"connect": connect_s, "read": read_s, "write": read_s, "pool": total_s}
        self._total_s = total_s
        self._max_bytes = max_bytes
        self._attempts = attempts
        about = f"news timeline; +{contact}" if contact else "news timeline"
        self._user_agent = f"Rundown/0.1 ({about})".encode("ascii", "ignore")
        self._lock = threading.Lock()
        self._pools: dict[str, httpcore2.ConnectionPool] = {}
        self._per_host: defaultdict[str, threading.Semaphore] = defaultdict(
            lambda: threading.Semaphore(connections_per_host)
        )
        self.requests = 0

    def close(self) -> None:
        """Close the connections that are kept alive; the client may be used again."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def count_request(self) -> None:
        """Count a request that had to go out by another library's client."""
        with self._lock:
            self.requests += 1

    def get(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = "",
        max_bytes: int | None = None,
    ) -> Fetched:
        """GET a URL, conditionally when validators are given, and follow its redirects.

        Raises:
            RetryLater: unreachable, too slow, 429 or 5xx; ``after_s`` from ``Retry-After``.
            NeedsPerson: 401, 403, 404, 410 and other refusals; too large; a private address.
        """
        wanted = _headers(self._user_agent, etag, last_modified, accept)
        limit = self._max_bytes if max_bytes is None else max_bytes
        here, permanent, moved_to = url, True, ""
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._ask(here, wanted, limit)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return _fetched(here, answer, moved_to)
            here = targets.redirected(here, answer.headers["location"])
            permanent = permanent and answer.status in _PERMANENT
            if permanent:
                moved_to = here
        raise errors.too_many_redirects(url)

    def post_form(self, url: str, fields: Mapping[str, str]) -> Fetched:
        """POST a form, once; a redirect is not followed.

        Raises:
            ConnectorError: as for ``get``.
        """
        headers = _headers(self._user_agent, "", "", "")
        headers.append((b"Content-Type", b"application/x-www-form-urlencoded"))
        form = urlencode(fields).encode()
        try:
            answer = self._ask_once(url, headers, self._max_bytes, form)
        except _Momentary as momentary:
            raise momentary.error from momentary.__cause__
        return _fetched(url, answer, "")

    def location(self, url: str, *, max_bytes: int | None = None) -> str:
        """Where a URL redirects to, without going there; "" when it answers for itself.

        Raises:
            ConnectorError: as :meth:`get` does.
        """
        wanted = _headers(self._user_agent, "", "", "")
        answer = self._ask(url, wanted, self._max_bytes if max_bytes is None else max_bytes)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return ""
        return targets.redirected(url, answer.headers["location"])

    def _ask(self, url: str, headers: list[tuple[bytes, bytes]], limit: int) -> _Answer:
        """One hop; what is momentary is asked again, few times and soon."""
        try:
            for attempt in stamina.retry_context(
                on=_Momentary, attempts=self._attempts, wait_initial=0.2, wait_max=1.0
            ):
                with attempt:
                    return self._ask_once(url, headers, limit)
        except _Momentary as momentary:
            raise momentary.error from momentary.__cause__
        raise AssertionError("an attempt returns or raises")

    def _ask_once(
        self, url: str, headers: list[tuple[bytes, bytes]], limit: int, form: bytes | None = None
    ) -> _Answer:
        target = targets.target(url)
        host = target.hostname or ""
        with self._turn(f"{host}:{target.port}"):
            self._deadline.at = time.monotonic() + self._total_s
            with self._lock:
                self.requests += 1
            try:
                answer = self._exchange(url, target, headers, limit, form)
            except _NETWORK_ERRORS as error:
                told = errors.of_network(error, url)
                if isinstance(error, (httpcore2.NetworkError, httpcore2.RemoteProtocolError)):
                    raise _Momentary(told) from error
                raise told from error
        if answer.status >= 400:
            told = errors.of_status(answer.status, answer.headers, url)
            asked_to_wait = isinstance(told, RetryLater) and told.after_s is not None
            if answer.status in _MOMENTARY_STATUSES and not asked_to_wait:
                raise _Momentary(told)
            raise told
        return answer

    def _turn(self, host: str) -> threading.Semaphore:
        with self._lock:  # two threads that are the first must not get two of them
            return self._per_host[host]

    def _exchange(
        self,
        url: str,
        target: SplitResult,
        headers: list[tuple[bytes, bytes]],
        limit: int,
        form: bytes | None,
    ) -> _Answer:
        if form is not None:
            headers = [*headers, (b"Content-Length", str(len(form)).encode())]
        request = httpcore2.Request(
            b"GET" if form is None else b"POST",
            urlunsplit(target._replace(netloc=targets.netloc(target), fragment="")),
            headers=[
                (b"Host", targets.netloc(target).encode("ascii")),
                *headers,
                *targets.credentials(target),
            ],
            content=form,
            extensions={"timeout": self._timeouts},
        )
        response = self._pool(target.scheme).handle_request(request)
        with closing(response):
            answered = httpx2.Headers(response.headers)
            if 200 <= response.status < 300:
                body = bodies.read(url, response, answered, limit)
            else:
                body = b""
                bodies.drain(response)
            return _Answer(response.status, answered, body)

    def _pool(self, scheme: str) -> httpcore2.ConnectionPool:
        with self._lock:
            if scheme not in self._pools:
                self._pools[scheme] = httpcore2.ConnectionPool(
                    ssl_context=httpcore2.default_ssl_context() if scheme == "https" else None,
                    max_connections=None,
                    max_keepalive_connections=32,
                    keepalive_expiry=20.0,
                    network_backend=self._backend,
                )
            return self._pools[scheme]


def _headers(
    user_agent: bytes, etag: str, last_modified: str, accept: str
) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"User-Agent", user_agent),
        (b"Accept", (accept or "*/*").encode("latin-1", "replace")),
        (b"Accept-Encoding", b"gzip, deflate"),
    ]
    if etag:
        headers.append((b"If-None-Match", etag.encode("latin-1", "replace")))
    if last_modified:
        headers.append((b"If-Modified-Since", last_modified.encode("latin-1", "replace")))
    return headers


def _fetched(url: str, answer: _Answer, moved_to: str) -> Fetched:
    headers = answer.headers
    if answer.status >= 300 and answer.status != 304:
        raise errors.of_status(answer.status, headers, url)
    return Fetched(
        url=url,
        status=answer.status,
        headers=headers,
        body=answer.body,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        not_modified=answer.status == 304,
        permanent_url=moved_to,
        fresh_for_s=fresh_for_s(headers),
    )
