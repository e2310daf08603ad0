"""Header fields as they really come: broken encoded words, raw bytes, twice, or not at all."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import EmailMessage
from email.utils import getaddresses

from connectors.newsletter.charsets import decoded
from connectors.text import clean_title

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_LIST_ID = re.compile(r"<([^<>]+)>")
_WEB = re.compile(r"<\s*(https?://[^<>\s]+)\s*>", re.IGNORECASE)
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, HeaderParseError)
"""What the standard library's header parsers raise at fields that no standard allows."""


def field(message: EmailMessage, name: str) -> str:
    """A field on one line, encoded words decoded (RFC 2047) as well as they can be; "" if none."""
    try:
        value = message.get(name)
    except _BROKEN:
        value = None
    if value is None or _looks_raw(str(value)):
        value = raw(message, name)
    return clean_title(str(value).encode("utf-8", "replace").decode())


def message_id(message: EmailMessage) -> str:
    """The Message-ID in its angle brackets (RFC 5322, 3.6.4), "" if it has none."""
    found = _MESSAGE_ID.search(raw(message, "Message-ID"))
    return found[0] if found else ""


def list_id(message: EmailMessage) -> str:
    """The identifier in List-Id (RFC 2919), in lower case, "" if it has none."""
    stated = field(message, "List-Id")
    found = _LIST_ID.search(stated)
    return (found[1] if found else stated.partition(" ")[0]).strip().lower()


def list_name(message: EmailMessage) -> str:
    """The phrase before the identifier in List-Id, "" if it has none."""
    stated = field(message, "List-Id")
    return stated.partition("<")[0].strip("\"' ") if "<" in stated else ""


def sender(message: EmailMessage) -> tuple[str, str]:
    """Name and address (in lower case) of From; the address stands in for a missing name."""
    stated = field(message, "From")
    try:
        pairs = getaddresses([stated])
    except _BROKEN:
        pairs = []
    name, address = next(((n, a) for n, a in pairs if "@" in a), ("", ""))
    if not address and (found := re.search(r"[^\s<>,;\"']+@[^\s<>,;\"']+", stated)):
        name, address = stated[: found.start()].strip("<>\"' "), found[0]
    return clean_title(name.strip("\"' ")) or address, address.lower()


def web_addresses(message: EmailMessage, name: str) -> list[str]:
    """The web addresses in angle brackets that a field names (RFC 2369, RFC 5064)."""
    return _WEB.findall(raw(message, name))


def is_bulk(message: EmailMessage) -> bool:
    """Whether it was sent to a list: newsletters say so (RFC 2919, RFC 2369, RFC 8058)."""
    return any(message.get_all(name) for name in ("List-Id", "List-Unsubscribe", "List-Post"))


def _looks_raw(value: str) -> bool:
    return "=?" in value or "\ufffd" in value or any("\ud800" <= c <= "\udfff" for c in value)


def raw(message: EmailMessage, name: str) -> str:
    """The first field of that name, decoded without the help of any grammar."""
    wanted = name.lower()
    value = next((value for key, value in message.raw_items() if key.lower() == wanted), "")
    text = re.sub(r"[\r\n]+[ \t]*", " ", str(value))
    text = decoded(text.encode("utf-8", "surrogateescape"), "")
    if "=?" not in text:
        return text
    # Encoded words without blanks between them are common, and are no words to the parser.
    text = re.sub(r"(\?=)(?==\?)", r"\1 ", text)
    try:
        pieces = decode_header(text)
    except _BROKEN:
        return text
    return "".join(
        decoded(piece, charset or "") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )
