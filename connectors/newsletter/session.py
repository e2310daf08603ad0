"""One connection to a mail server: guarded, encrypted, read-only (RFC 9051).

Nothing here changes a mailbox: the folder is opened with EXAMINE, and messages are read with
BODY.PEEK, which leaves them unread.
"""

from __future__ import annotations

import imaplib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from connectors.contract import ConnectorError, NeedsPerson
from connectors.newsletter import failures
from connectors.newsletter.address import MailboxAddress
from connectors.newsletter.credentials import Credentials
from connectors.web import errors
from connectors.web.network import BlockedAddressError, UnknownHostError, allowed_addresses

MIB = 2**20
HEADER_FIELDS = "BODY.PEEK[HEADER.FIELDS (FROM LIST-ID LIST-UNSUBSCRIBE LIST-POST)]"
"""What decides whether a message is meant."""
_NOT_IMAP = (AttributeError, LookupError, TypeError, ValueError)
"""What the library stumbles with over answers that the protocol does not know."""
_NETWORK_ERRORS = (OSError, ssl.SSLError, imaplib.IMAP4.abort)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes that a server may cost us."""

    connect_s: float = 15.0
    read_s: float = 30.0
    command_s: float = 120.0
    message_bytes: int = 8 * MIB


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


class _Wire(imaplib.IMAP4):
    """The protocol over a socket that was made and checked here; no literal beyond a limit."""

    def __init__(self, sock: socket.socket, address: MailboxAddress, limit: int) -> None:
        self._given = sock
        self._limit = limit
        super().__init__(address.host, address.port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._given

    def read(self, size: int) -> bytes:
        if size > self._limit:
            raise self.abort("more was sent than was asked for")
        return super().read(size)


class _Client(IMAPClient):  # type: ignore[misc]  # the library has no types of its own
    """IMAPClient on a socket of ours."""

    def __init__(self, sock: socket.socket, address: MailboxAddress, limits: Limits) -> None:
        self._wired = (sock, address, limits.message_bytes + MIB)
        super().__init__(address.host, address.port, ssl=False, timeout=limits.read_s)
        # Its log of what goes over the wire would hold what people wrote, and tokens.
        self._imap.debug = 0
        self.normalise_times = False  # aware times, not the machine's own

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  (the library's name)
        return _Wire(*self._wired)


class Session:
    """A folder that is open for reading. Used through :func:`open_folder`."""

    def __init__(
        self, client: _Client, sock: socket.socket, address: MailboxAddress, limits: Limits
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
                raise failures.of_login(_words(error), self._address, secret) from None

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
                raise failures.of_folder(_words(error), self._address, self._folders()) from error
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
        except (*_NETWORK_ERRORS, IMAPClientError):
            self._client.shutdown()

    def _folders(self) -> list[str]:
        try:
            return [str(name) for _, _, name in self._client.list_folders()]
        except IMAPClientError:
            return []  # only help for a sentence about something else

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Errors of one command as sentences, and an end to a server that drips."""
        with _ending(self._socket, self._limits.command_s) as ended:
            try:
                yield
            except _NETWORK_ERRORS as error:
                self._failed = True
                if ended.is_set():
                    raise failures.of_socket(TimeoutError(), self._address) from error
                if isinstance(error, OSError):
                    raise failures.of_socket(error, self._address) from error
                raise failures.of_command(_words(error), self._address) from error
            except IMAPClientError as error:
                raise failures.of_command(_words(error), self._address) from error
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
        sock = _connected(address, allow_hosts, limits)
    except (BlockedAddressError, UnknownHostError) as error:
        raise errors.of_network(error, address.url) from error
    except OSError as error:
        raise failures.of_socket(error, address) from error
    session: Session | None = None
    try:
        if not address.secure and not ipaddress.ip_address(sock.getpeername()[0]).is_loopback:
            raise failures.not_encrypted(address)
        with _ending(sock, limits.command_s) as ended:
            try:
                sock, client = _greeted(sock, address, ca_file, limits)
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


def _connected(
    address: MailboxAddress, allow_hosts: frozenset[str], limits: Limits
) -> socket.socket:
    failure: OSError | None = None
    for ip in allowed_addresses(address.host, address.port, allow_hosts):
        try:
            sock = socket.create_connection((ip, address.port), limits.connect_s)
        except OSError as error:
            failure = error
            continue
        sock.settimeout(limits.read_s)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock
    raise failure or UnknownHostError(address.host)


def _greeted(
    sock: socket.socket, address: MailboxAddress, ca_file: str, limits: Limits
) -> tuple[socket.socket, _Client]:
    try:
        if address.secure:
            sock = _trust(ca_file).wrap_socket(sock, server_hostname=address.host)
        return sock, _Client(sock, address, limits)
    except OSError as error:
        raise failures.of_socket(error, address) from error
    except imaplib.IMAP4.error as error:
        raise failures.of_greeting(_words(error), address) from error


def _trust(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            raise NeedsPerson(
                f"The certificates in {ca_file} cannot be read.",
                advice="RUNDOWN_IMAP_CA_FILE names a PEM file.",
            ) from error
    return context


@contextmanager
def _ending(sock: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Shut a socket down after some time, so that what waits for it wakes; says whether it did."""
    ended = threading.Event()

    def end() -> None:
        ended.set()
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was closed already

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield ended
    finally:
        timer.cancel()


def _words(error: Exception) -> str:
    """What the server said, as the library hands it on (often as the text of bytes)."""
    said: Any = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if text.startswith(("b'", 'b"')):
        text = text[2:-1]
    return text


def _utc(moment: Any) -> datetime | None:
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None
