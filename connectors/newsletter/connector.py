"""A mailbox folder as a source: the issues of an outlet's newsletters, by UID (RFC 9051)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, ClassVar

from connectors.contract import Batch, Checkpoint, SourceSpec
from connectors.environment import Environment
from connectors.items import Newsletter
from connectors.newsletter import headers
from connectors.newsletter.address import MailboxAddress, read_address
from connectors.newsletter.credentials import credentials_for
from connectors.newsletter.message import UnreadableMessage, parse, read_message
from connectors.newsletter.opening import Opener
from connectors.newsletter.place import Place
from connectors.newsletter.session import Folder, Head, Session, open_session
from connectors.newsletter.wire import MIB, Limits

SCANNED, READ = 200, 25
"""Messages whose headers, and that themselves, are fetched at once."""
READ_BYTES = 16 * MIB
"""Messages that are together larger than this are fetched one after the other."""
MAX_WARNINGS = 10


class Mailbox:
    """Pulls one folder, newest message first, in small batches.

    The checkpoint holds ``uidvalidity`` and ``uid``, the newest message that was looked at, and
    while older ones are not, ``left``: the spans of UIDs in which they are, newest first. When
    the server renumbers a folder (another UIDVALIDITY) it is read again from its beginning:
    issues are known by their Message-ID, so none comes twice. ``opened`` are the destinations of
    tracking links that were asked for, where the settings give leave to ask. What is deleted from
    a mailbox stays on the timeline, for it was published all the same.
    """

    kind: ClassVar[str] = "newsletter"

    def __init__(self, spec: SourceSpec, env: Environment, limits: Limits | None = None) -> None:
        self._spec = spec
        self._env = env
        self._limits = limits or Limits()
        self._opener = Opener(env.http, {}, may_ask=False)

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield the issues that came since ``checkpoint``.

        Raises:
            NeedsPerson: no password, a refused login, no such folder, no certificate to trust.
            RetryLater: the server is not there, is busy, or broke off.
        """
        address = read_address(self._spec.url)
        self._opener = Opener(
            self._env.http,
            checkpoint.get("opened", {}),
            may_ask=self._env.mail.open_tracking_links,
        )
        with _session(address, self._env, self._limits) as session:
            folder = session.examine()
            place = _place(checkpoint, folder)
            found = session.uids_from(place.first) if _may_have_news(folder, place) else []
            place = place.up_to(max(found, default=0))
            wanted = [uid for uid in reversed(found) if place.has_left(uid)]
            for at in range(0, len(wanted), SCANNED):
                heads = session.heads(wanted[at : at + SCANNED])
                meant = [head for head in heads if is_meant(head.header, address)]
                yield from self._read(session, folder, place, meant)
                place = place.down_to(wanted[at : at + SCANNED][-1])
                if at + SCANNED < len(wanted):
                    yield Batch(checkpoint=self._checkpoint(folder, place))
            yield Batch(checkpoint=self._checkpoint(folder, place.down_to(0)))

    def _read(
        self, session: Session, folder: Folder, place: Place, meant: Sequence[Head]
    ) -> Iterator[Batch]:
        for heads in _portions(meant, self._limits.message_bytes):
            texts = session.messages([head.uid for head in heads])
            items: list[Newsletter] = []
            warnings: list[str] = []
            for head in heads:
                if head.uid in texts:
                    self._add(head, texts[head.uid], items, warnings)
            yield Batch(
                items=tuple(items),
                warnings=tuple(warnings[:MAX_WARNINGS]),
                checkpoint=self._checkpoint(folder, place.down_to(heads[-1].uid)),
            )

    def _add(self, head: Head, text: bytes, items: list[Newsletter], warnings: list[str]) -> None:
        now = self._env.clock()
        try:
            issue = read_message(text, now, head.received_at)
        except UnreadableMessage as error:
            warnings.append(f"Message {head.uid}{_received(head.received_at)}: {error}")
            return
        if head.size > self._limits.message_bytes:
            warnings.append(
                f"“{issue.title[:80]}” has {head.size / MIB:.0f} MiB; "
                f"only the first {self._limits.message_bytes / MIB:.0f} MiB were read."
            )
        items.append(self._opener.opened(issue))

    def _checkpoint(self, folder: Folder, place: Place) -> dict[str, Any]:
        kept: dict[str, Any] = {"uidvalidity": folder.uidvalidity, "uid": place.last}
        if place.left:
            kept["left"] = [list(span) for span in place.left]
        return kept | ({"opened": dict(self._opener.known)} if self._opener.known else {})


def look_at(address: MailboxAddress, env: Environment, limits: Limits | None = None) -> int:
    """Log in and open the folder, to see whether that works; how many messages may be meant.

    Raises:
        ConnectorError: it does not.
    """
    with _session(address, env, limits or Limits()) as session:
        folder = session.examine()
        return len(session.uids_from(1)) if folder.messages else 0


def is_meant(header: bytes, address: MailboxAddress) -> bool:
    """Whether a message is to be read: what the address asks for, else whatever was sent to a list.

    A letter from a person to a person is never read, unless its sender is asked for by name.
    """
    try:
        message = parse(header)
    except UnreadableMessage:
        return False
    if address.list_id and headers.list_id(message) != address.list_id:
        return False
    if address.sender:
        _, sender = headers.sender(message)
        return _is_from(sender, address.sender)
    return headers.is_bulk(message)


def _is_from(sender: str, wanted: str) -> bool:
    if "@" in wanted.lstrip("@"):
        return sender == wanted
    domain = sender.rpartition("@")[2]
    return domain == wanted.lstrip("@") or domain.endswith(f".{wanted.lstrip('@')}")


def _session(
    address: MailboxAddress, env: Environment, limits: Limits
) -> AbstractContextManager[Session]:
    return open_session(
        address,
        credentials_for(address, env.mail),
        allow_hosts=env.mail.allow_hosts,
        ca_file=env.mail.ca_file,
        limits=limits,
    )


def _place(checkpoint: Checkpoint, folder: Folder) -> Place:
    if checkpoint.get("uidvalidity") != folder.uidvalidity:
        return Place()
    left = tuple((int(low), int(high)) for low, high in checkpoint.get("left", ()))
    return Place(int(checkpoint.get("uid", 0)), left)


def _may_have_news(folder: Folder, place: Place) -> bool:
    """UIDNEXT is beyond every message there is; a server need not say it."""
    has_new = folder.uidnext == 0 or folder.uidnext > place.last + 1
    return folder.messages > 0 and (has_new or bool(place.left))


def _portions(heads: Sequence[Head], message_bytes: int) -> Iterator[list[Head]]:
    """Heads in portions that are small in number and in bytes."""
    held: list[Head] = []
    size = 0
    for head in heads:
        costs = min(head.size, message_bytes)
        if held and (len(held) >= READ or size + costs > READ_BYTES):
            yield held
            held, size = [], 0
        held.append(head)
        size += costs
    if held:
        yield held


def _received(moment: datetime | None) -> str:
    return f" (received {moment:%Y-%m-%d})" if moment else ""
