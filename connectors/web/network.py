"""Sockets that connect to public addresses only, and to none for longer than agreed.

The check is made on the address that is connected to, after name resolution and for every
connection, so neither a redirect nor a name server's second answer leads into a private network.
TLS still verifies the host's name, since only the socket below it is made here.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable

from httpcore2 import (
    SOCKET_OPTION,
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadTimeout,
    SyncBackend,
)

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: IPv4 addresses as a translator presents them."""


class BlockedAddressError(Exception):
    """A host is, or resolves to, an address that is not on the public internet."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} is at {address}")
        self.host = host
        self.address = address


class UnknownHostError(Exception):
    """The name system knows no address for a host."""


def is_public(address: str) -> bool:
    """Whether an IP address is reachable by anyone, as against private, loopback or reserved.

    IPv4 addresses inside IPv6 ones (mapped, 6to4, Teredo, NAT64) are judged as IPv4.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = [ip]
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            inner = [ip.ipv4_mapped]
        elif ip.sixtofour:
            inner = [ip.sixtofour]
        elif ip.teredo:
            inner = list(ip.teredo)
        elif ip in _NAT64:
            inner = [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    return all(part.is_global and not part.is_multicast and not part.is_reserved for part in inner)


def allowed_addresses(host: str, port: int, allow_hosts: frozenset[str]) -> list[str]:
    """The addresses of a host that may be connected to; ``allow_hosts`` may be private.

    Raises:
        BlockedAddressError: there are only such as are not public.
        UnknownHostError: the name system knows none.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise UnknownHostError(host) from error
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if host.lower() in allow_hosts:
        return addresses
    allowed = [address for address in addresses if is_public(address)]
    if addresses and not allowed:
        raise BlockedAddressError(host, addresses[0])
    return allowed


class Deadline(threading.local):
    """The moment (monotonic seconds) by which the running thread's response must be complete."""

    at: float = float("inf")

    def cap(self, timeout: float | None) -> float:
        """``timeout`` in seconds, shortened to what is left.

        Raises:
            ReadTimeout: nothing is left.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise ReadTimeout("the whole response took too long")
        return left if timeout is None else min(timeout, left)


class GuardedBackend(NetworkBackend):
    """Resolves names itself, refuses addresses that are not public, and keeps the deadline.

    ``allow_hosts`` are the hosts (as URLs name them, lower case) that may be private.
    """

    def __init__(self, allow_hosts: frozenset[str], deadline: Deadline) -> None:
        self._allow_hosts = allow_hosts
        self._deadline = deadline
        self._sockets = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        failure: Exception | None = None
        for address in allowed_addresses(host, port, self._allow_hosts):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.cap(timeout), local_address, socket_options
                )
            except (ConnectError, ConnectTimeout) as error:
                failure = error
                continue
            return _TimedStream(stream, self._deadline)
        raise failure or UnknownHostError(host)


class _TimedStream(NetworkStream):
    """A stream whose reads and writes end with the running thread's deadline."""

    def __init__(self, stream: NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cap(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
