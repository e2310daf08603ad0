"""How destinations are packed into tracking links: one function for each way.

Each takes the parts of a URL and returns the destination as it stands there, "" if there is none.
None of them raises, whatever the link holds.
"""

from __future__ import annotations

import base64
import binascii
import re
import string
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

import orjson

_WEB = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)
_QUOTED_WEB = re.compile(r"https?(?:%3A|:)%2F%2F", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_=-]{12,}")
_DESTINATION_NAMES = ("e", "url", "href", "u", "l", "link", "target", "redirect", "p")
"""Under which names services keep the destination in what they pack, the likeliest first."""
LONGEST = 16_384
"""Characters of a packed destination that are looked at."""

_RUN_LENGTHS = {
    letter: length
    for length, letter in enumerate(
        string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_", 2
    )
}
_REPLACED = re.compile(r"\*(\*.)?")


def nothing(_parts: SplitResult) -> str:
    """The destination is known to the service alone."""
    return ""


def parameter(*names: str) -> Callable[[SplitResult], str]:
    """The destination is a parameter's value: whole, or in base64, or in packed JSON."""

    def unwrap(parts: SplitResult) -> str:
        asked = _query(parts)
        found = (_read(value) for name in names for value in asked.get(name, ()))
        return next((url for url in found if url), "")

    return unwrap


def quoted_in_path(parts: SplitResult) -> str:
    """The destination is percent-encoded in the path (Amazon SES, Cisco)."""
    found = _QUOTED_WEB.search(parts.path)
    if not found:
        return ""
    segment = parts.path[found.start() :].partition("/")[0]
    return _web(unquote(segment))


def packed_in_path(parts: SplitResult) -> str:
    """The destination is a segment of the path in base64: as it is, in JSON, or in a token."""
    for segment in reversed(parts.path.split("/")):
        if len(segment) >= 12 and (url := _read(unquote(segment))):
            return url
    return ""


def proofpoint_1(parts: SplitResult) -> str:
    """Version 1 percent-encodes the destination in ``u``."""
    return _web(next(iter(_query(parts).get("u", ())), ""))


def proofpoint_2(parts: SplitResult) -> str:
    """Version 2 writes ``-`` for ``%`` and ``_`` for ``/`` in ``u``."""
    packed = next(iter(_query(parts).get("u", ())), "")
    return _web(unquote(packed.replace("-", "%").replace("_", "/")))


def proofpoint_3(parts: SplitResult) -> str:
    """Version 3 writes ``*`` for characters that stand in base64 behind the destination.

    ``https://urldefense.com/v3/__DESTINATION__;BASE64!!…$``: a ``*`` is one of them, ``**`` and a
    letter a run of them.
    """
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    found = re.search(r"/v3/__(.+?)__;([\w+/=-]*)(?:!|$)", whole)
    if not found:
        return ""
    # Paths are often tidied on their way, which leaves one slash of two.
    address = re.sub(r"^([a-z]+:/)(?=[^/])", r"\1/", unquote(found[1]), flags=re.IGNORECASE)
    replaced = iter(_decoded_base64(found[2]))

    def put_back(mark: re.Match[str]) -> str:
        length = _RUN_LENGTHS.get(mark[1][1], 1) if mark[1] else 1
        return "".join(islice(replaced, length))

    return _web(_REPLACED.sub(put_back, address))


def substack_open(parts: SplitResult) -> str:
    """``open.substack.com/pub/NAME/p/SLUG`` is a post of ``NAME.substack.com``."""
    found = re.match(r"/pub/([a-z0-9-]+)/p/([\w-]+)", parts.path)
    return f"https://{found[1]}.substack.com/p/{found[2]}" if found else ""


def _query(parts: SplitResult) -> dict[str, list[str]]:
    try:
        return parse_qs(parts.query, max_num_fields=200)
    except ValueError:
        return {}


def _read(value: str) -> str:
    """The address that a value is, or that it holds in base64, JSON or a signed token."""
    if url := _web(value):
        return url
    if len(value) > LONGEST:
        return ""
    # A token (JWT) is three parts with dots between; a signature may follow anything.
    for piece in value.split(".")[:2]:
        if not _BASE64.fullmatch(piece):
            continue
        text = _decoded_base64(piece).strip("\0 \r\n\t")
        if url := _web(text) or _in_json(text):
            return url
    return _in_json(value)


def _in_json(text: str) -> str:
    if not text.startswith("{"):
        return ""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return ""
    return next((url for url in map(_web, _likely(value)) if url), "")


def _likely(value: Any) -> Iterator[str]:
    """Texts in what was packed, those under the names of destinations first; JSON inside, too."""
    if not isinstance(value, dict):
        return
    for name in _DESTINATION_NAMES:
        found = value.get(name)
        if isinstance(found, str):
            yield _in_json(found) if found.startswith("{") else found


def _decoded_base64(packed: str) -> str:
    """Text from base64 in either alphabet, with or without its padding; "" if it is none."""
    plain = packed.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


def _web(text: str) -> str:
    return text if _WEB.match(text) else ""
