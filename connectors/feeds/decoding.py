"""From bytes to text, before any parser looks at them."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SEVEN_BIT = frozenset({"iso2022_jp", "iso2022_kr", "hz", "utf-7"})
"""Encodings whose bytes are all ASCII, so that they pass for UTF-8."""


def decoded(body: bytes, content_type: str = "") -> str:
    """The document's text, without XML declaration and without characters that XML forbids.

    The byte order mark decides, then whether it is valid UTF-8, then the charset of the
    ``Content-Type``, then that of the XML declaration (RFC 7303, softened by what servers do).
    Bytes that fit no stated encoding are replaced by U+FFFD.
    """
    text = _DECLARATION.sub("", _as_text(body, content_type), count=1)
    return _FORBIDDEN.sub("", text).lstrip("\ufeff \t\r\n")


def _as_text(body: bytes, content_type: str) -> str:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace")
    stated = _stated(body, content_type)
    if body.startswith((b"<\x00", b"\x00<")) and not any("16" in name for name in stated):
        stated.insert(0, "utf-16-le" if body.startswith(b"<") else "utf-16-be")
    if not any(name in _SEVEN_BIT or "16" in name or "32" in name for name in stated):
        stated.insert(0, "utf-8")
    for name in stated:
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    return body.decode(stated[1] if len(stated) > 1 else "utf-8", "replace")


def _stated(body: bytes, content_type: str) -> list[str]:
    """The encodings that the document's transport and declaration name, as codecs."""
    named = [found[1] for found in [_CHARSET.search(content_type)] if found]
    named += [found[1].decode("ascii") for found in [_PROLOG.match(body[:400])] if found]
    codec_names = []
    for name in named:
        try:
            codec = codecs.lookup(name).name
        except LookupError:
            continue
        # As browsers do: what calls itself Latin-1 is Windows-1252.
        codec_names.append("cp1252" if codec in {"iso8859-1", "ascii"} else codec)
    return codec_names
