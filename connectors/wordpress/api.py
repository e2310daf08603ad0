"""Questions to a WordPress REST interface, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from connectors.contract import ConnectorError, NeedsPerson, NotThisKind, RetryLater
from connectors.web import Fetched, Http
from connectors.web.freshness import http_date
from connectors.wordpress.address import POSTS, endpoint, root_of

Record = dict[str, Any]
"""One object of an answer, such as a post."""

_LIST_STARTS = (b"[{", b"[]")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list. ``total`` and ``pages`` are of the whole list, ``None`` if not told.

    ``moved_to`` is the new root of the interface after a permanent redirect, else "". ``at`` is
    the server's own time of answering, where it says that.
    """

    records: list[Record]
    total: int | None
    pages: int | None
    moved_to: str = ""
    at: datetime | None = None


class Api:
    """Asks one site, at ``root``, for the posts that ``route`` lists.

    ``was_read``: whether it ever answered as WordPress does.
    """

    def __init__(self, http: Http, root: str, *, was_read: bool, route: str = POSTS) -> None:
        self._http = http
        self.root = root
        self.route = route
        self._was_read = was_read

    def listed(self, path: str, params: Mapping[str, object]) -> Listed:
        """A page of a list, such as ``wp/v2/posts``; what is no object in it is left out.

        Raises:
            RetryLater: a passing fault, or no JSON where there was some before.
            NotThisKind: there never was any.
            NeedsPerson: the interface is closed to the public.
        """
        try:
            fetched = self._http.get(endpoint(self.root, path, params), accept="application/json")
        except ConnectorError as error:
            raise self._told(error) from error
        found = read_list(fetched.body)
        if found is None:
            raise self._no_list()
        self._was_read = True
        return Listed(
            records=[record for record in found if isinstance(record, dict)],
            total=_number(fetched, "x-wp-total"),
            pages=_number(fetched, "x-wp-totalpages"),
            moved_to=root_of(fetched.permanent_url) if fetched.permanent_url else "",
            at=http_date(fetched.headers.get("date", "")),
        )

    def _told(self, error: ConnectorError) -> ConnectorError:
        told = error
        if error.status in {401, 403}:
            told = NeedsPerson(
                f"The site keeps its REST interface closed ({error.status}).",
                advice="Open it for reading (a security plugin may close it), "
                "or follow the site's feed instead. What was read before is kept.",
            )
        elif error.status in {404, 410}:
            told = self._no_list()
        told.status = error.status
        return told

    def _no_list(self) -> ConnectorError:
        if self._was_read:
            return RetryLater(
                "Where the site's REST interface was, it now sends something else.",
                advice="It is tried again by itself; if it stays so, check the address. "
                "What was read before is kept.",
            )
        return NotThisKind(
            "The address answers, but not as WordPress's REST interface does.",
            advice="Give the site's home page to “rundown add”, and what it has is looked for.",
        )


def read_list(body: bytes) -> list[Any] | None:
    """A JSON list; ``None`` when there is none. What PHP says before it is passed over."""
    try:
        found = orjson.loads(body)
    except ValueError:
        starts = [at for start in _LIST_STARTS if (at := body.find(start)) > 0]
        if not starts or body.lstrip()[:15].lower().startswith((b"<!doctype", b"<html")):
            return None
        try:
            found = orjson.loads(body[min(starts) :].decode("utf-8", "replace"))
        except ValueError:
            return None
    return found if isinstance(found, list) else None


def _number(fetched: Fetched, header: str) -> int | None:
    stated = fetched.headers.get(header, "").strip()
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 10 else None
