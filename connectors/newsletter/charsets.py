"""The bytes of a message's part as text, whatever its charset is said to be."""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_NOT_OVER_UTF8 = ("iso2022", "hz", "utf_7", "utf_16", "utf_32")
"""Encodings whose bytes may pass for UTF-8, though they mean something else."""


def decoded(body: bytes, charset: str) -> str:
    """Text of ``body``, which is said to be in ``charset``; never fails.

    Valid UTF-8 is taken for that, for no other encoding's text is so by chance; then counts what
    was declared, then the HTML's own ``meta``, then Windows-1252.
    """
    declared = [name for name in (_codec(charset), _codec(_in_meta(body))) if name]
    if not any(name.startswith(_NOT_OVER_UTF8) for name in declared):
        declared.insert(0, "utf_8")
    for name in [*declared, "cp1252"]:
        try:
            return body.decode(name).removeprefix("\ufeff")
        except (UnicodeError, ValueError):
            continue
    return body.decode(declared[-1] if len(declared) > 1 else "cp1252", "replace")


def _in_meta(body: bytes) -> str:
    found = _META.search(body[:4096])
    return found[1].decode("ascii", "replace") if found else ""


def _codec(charset: str) -> str:
    """The codec of a charset's name, as browsers understand it; "" if there is none."""
    wanted = charset.strip("\"' ")
    try:
        b"".decode(wanted)  # codecs between bytes (zip, base64) are none of texts
        name = codecs.lookup(wanted).name.replace("-", "_").lower()
    except (LookupError, ValueError):
        return ""
    return "cp1252" if name in {"iso8859_1", "ascii"} else name
