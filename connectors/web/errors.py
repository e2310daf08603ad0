"""The boundary at which the network's errors become the connectors' (their cause is kept).

Sentences name a host and path but never a query or credentials, which may hold secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import httpcore2

from connectors.contract import ConnectorError, NeedsPerson, RetryLater
from connectors.web.freshness import retry_after_s
from connectors.web.network import BlockedAddressError, UnknownHostError

_PASSING = {
    408: "did not answer in time",
    425: "asks to be asked again",
    429: "asks us to slow down",
}
"""Statuses below 500 that mend by themselves."""


def shown(url: str) -> str:
    """A URL as a sentence may show it: without query, fragment and credentials."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "This"
    return f"{parts.hostname or ''}{parts.path if parts.path != '/' else ''}"


def of_network(error: Exception, url: str) -> ConnectorError:
    """What an error of the network library means for the person."""
    host = urlsplit(url).hostname or url
    match error:
        case BlockedAddressError():
            return NeedsPerson(
                f"{host} is at {error.address}, which is not a public address.",
                advice=f"If it is yours and meant, add {host} to RUNDOWN_ALLOW_HOSTS.",
            )
        case UnknownHostError():
            return RetryLater(f"{host} cannot be found: the name system knows no such host.")
        case httpcore2.TimeoutException():
            return RetryLater(f"{host} did not answer in time.")
        case httpcore2.ConnectError():
            return RetryLater(f"{host} could not be reached: {_plain(error)}.")
        case _:
            return RetryLater(f"{host} broke off the answer: {_plain(error)}.")


def of_status(status: int, headers: Mapping[str, str], url: str) -> ConnectorError:
    """What an HTTP status other than success means for the person."""
    told = _told_of(status, headers, url)
    told.status = status
    return told


def _told_of(status: int, headers: Mapping[str, str], url: str) -> ConnectorError:
    where = shown(url)
    told = f"{status} {_phrase(status)}".rstrip()
    after_s = retry_after_s(headers, datetime.now(UTC))
    match status:
        case 401 | 403:
            return NeedsPerson(
                f"{where} refuses access ({told}).",
                advice="Check whether the address needs a login, or ask the site to let us in.",
            )
        case 404:
            return NeedsPerson(
                f"There is nothing at {where} ({told}).", advice="Check the address."
            )
        case 410:
            return NeedsPerson(
                f"{where} is gone for good ({told}).",
                advice="Remove the source, or give its new address. Its items stay.",
            )
        case _ if status in _PASSING or status >= 500:
            what = _PASSING.get(status, "has a fault of its own")
            return RetryLater(f"{where} {what} ({told}).", after_s=after_s)
        case _:
            return NeedsPerson(f"{where} answered {told}.", advice="Check the address.")


def too_large(url: str, limit: int) -> NeedsPerson:
    """The body, or what it unpacks to, is larger than ``limit`` bytes."""
    return NeedsPerson(
        f"{shown(url)} sends more than {limit / 2**20:.0f} MiB; reading was stopped.",
        advice="Check the address: a feed or page is rarely that large.",
    )


def undecodable(url: str) -> RetryLater:
    """The body is not what its Content-Encoding says."""
    return RetryLater(f"{shown(url)} sent an answer that cannot be unpacked.")


def unusable_url(url: str) -> NeedsPerson:
    """Not an address that can be asked over HTTP."""
    return NeedsPerson(
        f"{shown(url) or 'This'} is not a web address that can be read.",
        advice="Give an address that begins with https:// or http://.",
    )


def too_many_redirects(url: str) -> NeedsPerson:
    """A loop, or a longer chain than any honest site has."""
    return NeedsPerson(
        f"{shown(url)} redirects again and again.", advice="Check the address in a browser."
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _plain(error: Exception) -> str:
    return str(error).partition("]")[2].strip() or str(error) or "the connection was lost"
