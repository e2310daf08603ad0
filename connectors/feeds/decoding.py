"""From bytes to a clean document, before any parser looks at them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>\s*")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_SURROGATES = re.compile("[\ud800-\udfff]")
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""U+FFFE and U+FFFF in UTF-8, which XML forbids as it does controls."""
_SEVEN_BIT = frozenset({"iso2022_jp", "iso2022_kr", "hz", "utf-7"})
"""Encodings whose bytes are all ASCII, so that they pass for UTF-8."""
PIECE_BYTES = 2**18
_HEAD_BYTES = 2**14


@dataclass(frozen=True, slots=True)
class Document:
    """A document in UTF-8, without XML declaration and without characters that XML forbids.

    ``head`` is how it begins, as text; "" where there is nothing in it. What came in clean UTF-8
    is not copied, however large it is.
    """

    head: str
    _utf8: bytes = field(repr=False)
    _start: int

    def __len__(self) -> int:
        """Its size in bytes."""
        return len(self._utf8) - self._start

    def holds(self, part: bytes) -> bool:
        """Whether it has ``part`` anywhere in it."""
        return self._utf8.find(part, self._start) >= 0

    def whole(self) -> bytes:
        """All of it, in UTF-8."""
        return self._utf8[self._start :] if self._start else self._utf8

    def pieces(self) -> Iterator[bytes]:
        """All of it, in UTF-8, piece by piece."""
        for at in range(self._start, len(self._utf8), PIECE_BYTES):
            yield self._utf8[at : at + PIECE_BYTES]

    def text(self) -> str:
        """All of it, as text."""
        return self.whole().decode()


def document(body: bytes, content_type: str = "") -> Document:
    """The document in a body.

    The byte order mark decides, then whether it is valid UTF-8, then the charset of the
    ``Content-Type``, then that of the XML declaration (RFC 7303, softened by what servers do).
    Bytes that fit no stated encoding are replaced by U+FFFD.
    """
    utf8 = _allowed(_as_utf8(body, content_type))
    head, start = _beginning(utf8[:_HEAD_BYTES])
    if not head:  # nothing but space, so far
        head, start = _beginning(utf8)
    return Document(head, utf8, start)


def _beginning(utf8: bytes) -> tuple[str, int]:
    """The text behind declaration and space, and at which byte it begins."""
    text = utf8.decode("utf-8", "ignore")  # it may be cut within a character
    head = _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    return head, len(text[: len(text) - len(head)].encode())


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of the document in a body; see :func:`document`."""
    return document(body, content_type).text()


def _allowed(utf8: bytes) -> bytes:
    """The same without what XML forbids; itself where there is nothing of it."""
    pieces = (utf8[at : at + PIECE_BYTES] for at in range(0, len(utf8), PIECE_BYTES))
    if any(len(piece.translate(None, _CONTROLS)) != len(piece) for piece in pieces):
        utf8 = utf8.translate(None, _CONTROLS)
    if b"\xef" in utf8:  # seeing so takes no time; looking for three bytes in a row does
        for character in _NO_CHARACTERS:
            utf8 = utf8.replace(character, b"")
    return utf8


def _as_utf8(body: bytes, content_type: str) -> bytes:
    """A body in UTF-8; itself where it is."""
    marked = next((codec for mark, codec in _BOMS if body.startswith(mark)), "")
    tried = [marked, marked] if marked else _tried(body, content_type)
    if tried[0].startswith("utf-8") and _is_utf8(body):
        return body
    return _SURROGATES.sub("", _as_text(body, tried)).encode()


def _is_utf8(body: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), PIECE_BYTES):
            decoder.decode(body[at : at + PIECE_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _as_text(body: bytes, tried: list[str]) -> str:
    for name in tried:
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    return body.decode(tried[1] if len(tried) > 1 else "utf-8", "replace")


def _tried(body: bytes, content_type: str) -> list[str]:
    """The encodings that a body without a mark may be in, the likeliest first."""
    stated = _stated(body, content_type)
    if body.startswith((b"<\x00", b"\x00<")) and not any("16" in name for name in stated):
        stated.insert(0, "utf-16-le" if body.startswith(b"<") else "utf-16-be")
    if not any(name in _SEVEN_BIT or "16" in name or "32" in name for name in stated):
        stated.insert(0, "utf-8")
    return stated


def _stated(body: bytes, content_type: str) -> list[str]:
    """The encodings that the document's transport and declaration name, as codecs."""
    named = [found[1] for found in [_CHARSET.search(content_type)] if found]
    named += [found[1].decode("ascii") for found in [_PROLOG.match(body[:400])] if found]
    codec_names = []
    for name in named:
        try:
            codec = codecs.lookup(name).name
            b"a".decode(codec, "replace")  # some codecs are none of text
        except (LookupError, UnicodeError):
            continue
        # As browsers do: what calls itself Latin-1 is Windows-1252.
        codec_names.append("cp1252" if codec in {"iso8859-1", "ascii"} else codec)
    return codec_names
