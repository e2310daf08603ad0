"""One connection to a mail server: guarded, encrypted, read-only (RFC 9051).

Nothing here changes a mailbox: the folder is opened with EXAMINE, and messages are read with
BODY.PEEK, which leaves them unread.
"""

from __future__ import annotations

import imaplib
import ipaddress
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from imapclient.exceptions import IMAPClientError, LoginError

from connectors.contract import ConnectorError
from connectors.newsletter import failures
from connectors.newsletter.address import MailboxAddress
from connectors.newsletter.credentials import Credentials
from connectors.newsletter.wire import (
    NETWORK_ERRORS,
    Client,
    Limits,
    connected,
    ending,
    greeted,
    words_of,
)
from connectors.web import errors
from connectors.web.network import BlockedAddressError, UnknownHostError

HEADER_FIELDS = "BODY.PEEK[HEADER.FIELDS (FROM LIST-ID LIST-UNSUBSCRIBE LIST-POST)]"
"""What decides whether a message is meant."""
_NOT_IMAP = (AttributeError, LookupError, TypeError, ValueError)
"""What the library stumbles with over answers that the protocol does not know."""


class Folder(NamedTuple):
    """An opened folder. While ``uidvalidity`` is the same, so are the UIDs (RFC 9051, 2.3.1.1)."""

    uidvalidity: int
    uidnext: int
    messages: int


class Head(NamedTuple):
    """A message before it is read: who sent it, how large it is (bytes)."""

    uid: int
    size: int
    header: bytes
    received_at: datetime | None


class Session:
    """A folder that is open for reading. Used through :func:`open_session`."""

    def __init__(
        self, client: Client, sock: socket.socket, address: MailboxAddress, limits: Limits
    ) -> None:
        self._client = client
        self._socket = sock
        self._address = address
        self._limits = limits
        self._failed = False

    def log_in(self, credentials: Credentials) -> None:
        """Log in, in the way that the credentials ask for.

        Raises:
            ConnectorError: the server does not let us in.
        """
        user, secret = self._address.user, credentials.secret
        with self._asking():
            try:
                if credentials.is_token:
                    self._client.oauth2_login(user, secret)
                elif secret.isascii() or not self._client.has_capability("AUTH=PLAIN"):
                    self._client.login(user, secret)
                else:
                    self._client.plain_login(user, secret)
            except LoginError as error:
                if isinstance(error.__context__, imaplib.IMAP4.abort):
                    raise error.__context__ from None
                raise failures.of_login(words_of(error), self._address, secret) from None

    def examine(self) -> Folder:
        """Open the folder, read-only.

        Raises:
            ConnectorError: there is none of that name, or it cannot be opened.
        """
        with self._asking():
            try:
                found = self._client.select_folder(self._address.folder, readonly=True)
            except imaplib.IMAP4.abort:
                raise
            except IMAPClientError as error:
                raise failures.of_folder(words_of(error), self._address, self._folders()) from error
        return Folder(
            int(found.get(b"UIDVALIDITY", 0)),
            int(found.get(b"UIDNEXT", 0)),
            int(found.get(b"EXISTS", 0)),
        )

    def uids_from(self, first: int) -> list[int]:
        """The UIDs from ``first`` on that the server finds to be meant, ascending."""
        criteria: list[str] = ["UID", f"{first}:*"]
        if self._address.list_id:
            criteria += ["HEADER", "List-Id", self._address.list_id]
        if self._address.sender:
            criteria += ["FROM", self._address.sender.lstrip("@")]
        with self._asking():
            found = self._client.search(criteria)
        # "n:*" names the last message even where n is beyond it (RFC 9051, 9).
        return sorted({int(uid) for uid in found if int(uid) >= first})

    def heads(self, uids: Sequence[int]) -> list[Head]:
        """Of some messages what decides whether they are meant; those gone meanwhile are not."""
        with self._asking():
            found = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE", HEADER_FIELDS])
        heads = []
        for uid in uids:
            data = found.get(uid, {})
            header = next((v for k, v in data.items() if k.startswith(b"BODY[HEADER")), None)
            if header is not None:
                size = int(data.get(b"RFC822.SIZE", 0))
                heads.append(Head(uid, size, bytes(header), _utc(data.get(b"INTERNALDATE"))))
        return heads

    def messages(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Messages by UID, each to its limit; those gone meanwhile are not in it."""
        with self._asking():
            found = self._client.fetch(uids, [f"BODY.PEEK[]<0.{self._limits.message_bytes}>"])
        texts = {
            uid: next((v for k, v in data.items() if k.startswith(b"BODY[]")), None)
            for uid, data in found.items()
        }
        return {uid: bytes(text) for uid, text in texts.items() if text is not None}

    def close(self) -> None:
        """Say goodbye if the server still listens, and hang up."""
        if self._failed:
            self._client.shutdown()
            return
        try:
            self._socket.settimeout(2.0)
            self._client.logout()
        except (*NETWORK_ERRORS, IMAPClientError):
            self._client.shutdown()

    def _folders(self) -> list[str]:
        try:
            return [str(name) for _, _, name in self._client.list_folders()]
        except IMAPClientError:
            return []  # only help for a sentence about something else

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Errors of one command as sentences, and an end to a server that drips."""
        with ending(self._socket, self._limits.command_s) as ended:
            try:
                yield
            except NETWORK_ERRORS as error:
                self._failed = True
                if ended.is_set():
                    raise failures.of_socket(TimeoutError(), self._address) from error
                if isinstance(error, OSError):
                    raise failures.of_socket(error, self._address) from error
                raise failures.of_command(words_of(error), self._address) from error
            except IMAPClientError as error:
                raise failures.of_command(words_of(error), self._address) from error
            except _NOT_IMAP as error:
                raise failures.not_imap(self._address) from error


@contextmanager
def open_session(
    address: MailboxAddress,
    credentials: Credentials,
    *,
    allow_hosts: frozenset[str],
    ca_file: str = "",
    limits: Limits | None = None,
) -> Iterator[Session]:
    """A session in which we are logged in; it is closed in the end.

    Raises:
        ConnectorError: no safe connection, or the login is refused.
    """
    limits = limits or Limits()
    try:
        sock = connected(address, allow_hosts, limits)
    except (BlockedAddressError, UnknownHostError) as error:
        raise errors.of_network(error, address.url) from error
    except OSError as error:
        raise failures.of_socket(error, address) from error
    session: Session | None = None
    try:
        if not address.secure and not ipaddress.ip_address(sock.getpeername()[0]).is_loopback:
            raise failures.not_encrypted(address)
        with ending(sock, limits.command_s) as ended:
            try:
                sock, client = greeted(sock, address, ca_file, limits)
            except ConnectorError as error:
                if ended.is_set():
                    raise failures.of_socket(TimeoutError(), address) from error
                raise
        session = Session(client, sock, address, limits)
        session.log_in(credentials)
        yield session
    finally:
        if session is not None:
            session.close()
        sock.close()


def _utc(moment: Any) -> datetime | None:
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None
