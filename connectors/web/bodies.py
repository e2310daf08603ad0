"""Reading bodies piece by piece, so that no more than agreed is ever held."""

from __future__ import annotations

import io
from collections.abc import Iterator

import httpcore2
import httpx2

from connectors.web import errors

DRAINED_BYTES = 64 * 1024


class _WireBody(httpx2.SyncByteStream):
    """The body as it comes over the wire, cut off where it exceeds the limit."""

    def __init__(self, url: str, response: httpcore2.Response, limit: int) -> None:
        self._url = url
        self._response = response
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._response.iter_stream():
            size += len(chunk)
            if size > self._limit:
                raise errors.too_large(self._url, self._limit)
            yield chunk


def read(url: str, response: httpcore2.Response, headers: httpx2.Headers, limit: int) -> bytes:
    """The decoded body, piece by piece, so that no more than ``limit`` is ever held."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise errors.too_large(url, limit)
    decoded = httpx2.Response(
        response.status, headers=headers, stream=_WireBody(url, response, limit)
    )
    body = io.BytesIO()  # whose value is handed out without being copied
    try:
        for piece in decoded.iter_bytes():
            if body.tell() + len(piece) > limit:
                raise errors.too_large(url, limit)
            body.write(piece)
    except httpx2.DecodingError as error:
        raise errors.undecodable(url) from error
    return body.getvalue()


def drain(response: httpcore2.Response) -> None:
    """Read a body that nobody needs, if it is short: the connection can then be used again."""
    size = 0
    for chunk in response.iter_stream():
        size += len(chunk)
        if size > DRAINED_BYTES:
            return
