"""The connection below a session: a checked address, verified TLS, and an end to everything."""

from __future__ import annotations

import imaplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient

from connectors.contract import NeedsPerson
from connectors.newsletter import failures
from connectors.newsletter.address import MailboxAddress
from connectors.web.network import UnknownHostError, allowed_addresses

MIB = 2**20
NETWORK_ERRORS = (OSError, ssl.SSLError, imaplib.IMAP4.abort)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes that a server may cost us."""

    connect_s: float = 15.0
    read_s: float = 30.0
    command_s: float = 120.0
    message_bytes: int = 8 * MIB


class Wire(imaplib.IMAP4):
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


class Client(IMAPClient):  # type: ignore[misc]  # the library has no types of its own
    """IMAPClient on a socket of ours."""

    def __init__(self, sock: socket.socket, address: MailboxAddress, limits: Limits) -> None:
        self._wired = (sock, address, limits.message_bytes + MIB)
        super().__init__(address.host, address.port, ssl=False, timeout=limits.read_s)
        # Its log of what goes over the wire would hold what people wrote, and tokens.
        self._imap.debug = 0
        self.normalise_times = False  # aware times, not the machine's own

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  (the library's name)
        return Wire(*self._wired)


def connected(
    address: MailboxAddress, allow_hosts: frozenset[str], limits: Limits
) -> socket.socket:
    """A socket to the first of a host's allowed addresses that answers.

    Raises:
        BlockedAddressError, UnknownHostError, OSError: there is none.
    """
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


def greeted(
    sock: socket.socket, address: MailboxAddress, ca_file: str, limits: Limits
) -> tuple[socket.socket, Client]:
    """TLS, if the address wants it, and the server's greeting.

    Raises:
        ConnectorError: it cannot be trusted, speaks something else or turns us away.
    """
    try:
        if address.secure:
            sock = _trust(ca_file).wrap_socket(sock, server_hostname=address.host)
        return sock, Client(sock, address, limits)
    except OSError as error:
        raise failures.of_socket(error, address) from error
    except imaplib.IMAP4.error as error:
        raise failures.of_greeting(words_of(error), address) from error


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
def ending(sock: socket.socket, seconds: float) -> Iterator[threading.Event]:
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


def words_of(error: Exception) -> str:
    """What the server said, as the library hands it on (often as the text of bytes)."""
    said: Any = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if text.startswith(("b'", 'b"')):
        text = text[2:-1]
    return text
