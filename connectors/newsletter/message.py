"""One message (RFC 5322, MIME) as an issue of a newsletter.

Nothing that a message says is asked of the network: pictures are not loaded, links not opened.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import blake2b
from typing import NamedTuple

from connectors.feeds.dates import Moment, moment
from connectors.items import Newsletter, TimeBasis
from connectors.newsletter import headers
from connectors.newsletter.charsets import decoded
from connectors.newsletter.content import Issue, read_html, read_plain
from connectors.urls import canonical_url

SUMMARY_LENGTH = 300
MAX_TEXT = 2**20
"""Characters of a part that are read; what is longer is no letter."""
MAX_PARTS = 200
_POLICY = policy.default.clone(raise_on_defect=False)


class UnreadableMessage(ValueError):
    """Bytes that are no message, or one that holds nothing to read; the text is a sentence."""


class _Text(NamedTuple):
    """The parts of a message that a person reads."""

    html: str
    plain: str


def parse(data: bytes) -> EmailMessage:
    """A message's structure, however broken.

    Raises:
        UnreadableMessage: there is no header in it.
    """
    message = message_from_bytes(data.lstrip(b"\r\n"), policy=_POLICY)
    assert isinstance(message, EmailMessage), "the policy makes these"
    if not message.keys():
        raise UnreadableMessage("It is no message: it has no header.")
    return message


def read_message(data: bytes, now: datetime, received_at: datetime | None = None) -> Newsletter:
    """The issue that a message is.

    ``received_at`` is when the mailbox got it: its time, where it states none that can be.

    Raises:
        UnreadableMessage: there is nothing to read in it.
    """
    message = _forwarded(parse(data))
    text = _text(message)
    leave_out = headers.web_addresses(message, "List-Unsubscribe")
    issue = read_html(text.html, leave_out) if text.html else read_plain(text.plain, leave_out)
    title = headers.field(message, "Subject")
    if not title and not issue.text and not issue.links:
        raise UnreadableMessage("There is neither a subject nor a text in it.")
    name, _ = headers.sender(message)
    when, raw_time = _time(message, now, received_at)
    archived = next(map(canonical_url, headers.web_addresses(message, "Archived-At")), "")
    return Newsletter(
        ref=headers.message_id(message) or _founded_ref(message, issue),
        url=archived or issue.view_url,
        title=title or headers.list_name(message) or name or "Newsletter without a subject",
        summary=_summary(issue),
        body=issue.text,
        published_at=when.at,
        time_basis=when.basis,
        raw_time=raw_time,
        authors=(name,) if name else (),
        language=_language(message, issue),
        links=issue.links,
        list_id=headers.list_id(message),
    )


def _forwarded(message: EmailMessage) -> EmailMessage:
    """The newsletter that a person's message has attached, else the message itself."""
    if headers.is_bulk(message):
        return message
    for _, part in zip(range(MAX_PARTS), message.walk(), strict=False):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(first, EmailMessage) and headers.is_bulk(first):
                return first
    return message


def _text(message: EmailMessage) -> _Text:
    """What there is to read, the HTML before the plain text where both say the same."""
    html: list[str] = []
    plain: list[str] = []
    for _, part in zip(range(MAX_PARTS), message.walk(), strict=False):
        kind = part.get_content_type()
        if kind not in {"text/html", "text/plain", "text/enriched"}:
            continue
        if part.get_content_disposition() == "attachment" and part is not message:
            continue
        said = _decoded(part)
        if kind == "text/html" or (kind == "text/plain" and _is_html(said)):
            html.append(said)
        else:
            plain.append(said)
    return _Text("\n".join(html), "\n\n".join(plain))


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        charset = str(part.get_param("charset") or "")
    except (ValueError, LookupError, TypeError):
        charset = ""
    return decoded(payload[: 4 * MAX_TEXT], charset)[:MAX_TEXT]


def _is_html(text: str) -> bool:
    start = text[:200].lstrip().lower()
    return start.startswith(("<!doctype html", "<html"))


def _time(message: EmailMessage, now: datetime, received_at: datetime | None) -> tuple[Moment, str]:
    """When it was sent, else when it was received; and what it says of that."""
    raw = headers.raw(message, "Date").strip()
    # A zone is often named twice: "+0100 (CET)".
    stated = moment(raw.partition("(")[0].strip(), now)
    if stated.at is not None:
        return stated, raw
    if received_at is None and (received := headers.field(message, "Received")):
        received_at = moment(received.rpartition(";")[2].partition("(")[0].strip(), now).at
    at = min(received_at, now).astimezone(UTC) if received_at else None
    return Moment(at, TimeBasis.INFERRED), raw


def _summary(issue: Issue) -> str:
    """The preview line that its sender wrote, else how its text begins."""
    said = issue.preview or " ".join(issue.text.split())
    if len(said) <= SUMMARY_LENGTH:
        return said
    return f"{said[:SUMMARY_LENGTH].rpartition(' ')[0] or said[:SUMMARY_LENGTH]}…"


def _language(message: EmailMessage, issue: Issue) -> str:
    stated = headers.field(message, "Content-Language").partition(",")[0].strip()
    language = stated or issue.language
    return language if language.replace("-", "").isalnum() and language.isascii() else ""


def _founded_ref(message: EmailMessage, issue: Issue) -> str:
    """An id for what has none: the same letter has the same, wherever it is found."""
    stated = [headers.field(message, name) for name in ("From", "Date", "Subject")]
    return blake2b("\n".join([*stated, issue.text]).encode(), digest_size=12).hexdigest()
