"""A real IMAP server on 127.0.0.1 for tests: pymap, over TLS, with one mailbox in memory."""

from __future__ import annotations

import asyncio
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote
from uuid import uuid4

import trustme
from imapclient import IMAPClient
from proxyprotocol.result import ProxyResultLocal
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash

USER, PASSWORD = "desk@news.example", "correct horse"
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


@cache
def authority() -> trustme.CA:
    """A certificate authority that nobody trusts by default."""
    return trustme.CA()


def ca_file(directory: Path) -> str:
    """A file with the certificate of the authority that vouches for these servers."""
    path = directory / "ca.pem"
    authority().cert_pem.write_to_path(str(path))
    return str(path)


@dataclass
class Mailserver:
    """Used as a context manager. The mailbox is filled and emptied over IMAP, as by any client."""

    host: str = "127.0.0.1"
    certified_for: str = "127.0.0.1"
    port: int = 0
    _ready: threading.Event = field(default_factory=threading.Event)
    _end: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, folder: str = "INBOX", **narrowed: str) -> str:
        """The address of a folder; ``list`` and ``from_`` narrow it."""
        query = "&".join(f"{k.rstrip('_')}={quote(v)}" for k, v in narrowed.items())
        where = f"imaps://{quote(USER, safe='')}@{self.host}:{self.port}/{quote(folder)}"
        return f"{where}?{query}" if query else where

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """A mail program that is logged in and may change the mailbox."""
        context = ssl.create_default_context()
        authority().configure_trust(context)
        with IMAPClient(self.host, self.port, ssl_context=context) as client:
            client.login(USER, PASSWORD)
            yield client

    def deliver(self, *messages: bytes, folder: str = "INBOX", at: datetime = NOON) -> None:
        """Put messages into a folder, which is made if it is not there."""
        with self.client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            if messages:
                client.multiappend(folder, [{"msg": m, "date": at} for m in messages])

    def expunge(self, uid: int, folder: str = "INBOX") -> None:
        """Delete a message for good."""
        with self.client() as client:
            client.select_folder(folder)
            client.delete_messages([uid])
            client.expunge()

    def renumber(self, *messages: bytes, folder: str) -> None:
        """Make the folder anew, with another UIDVALIDITY and these messages in it."""
        with self.client() as client:
            client.delete_folder(folder)
        self.deliver(*messages, folder=folder)

    def seen(self, folder: str = "INBOX") -> int:
        """How many messages of a folder are marked as read."""
        with self.client() as client:
            client.select_folder(folder, readonly=True)
            return len(client.search("SEEN"))

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(30), "the mail server does not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _run(self) -> None:
        options = Namespace(
            host=None, port=0, debug=False, cert=None, key=None, tls=False, passlib_cfg=None,
            proxy_protocol=None, inherited_sockets=None, demo_data=False, demo_user=USER,
            demo_password=PASSWORD,
        )  # fmt: skip
        backend, config = await DictBackend.init(options, **_overrides())
        config.apply_context()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority().issue_cert(self.certified_for).configure_cert(context)
        async with AsyncExitStack() as stack:
            await backend.start(stack)
            serve = IMAPServer(backend.login, config)
            talking = set[Any]()

            async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                # The loop holds its tasks weakly: without this one may be lost in the middle.
                talking.add(asyncio.current_task())
                try:
                    about = SocketInfo.get(writer, ProxyResultLocal(), unique_id=uuid4().bytes)
                    await serve(reader, writer, about)
                finally:
                    talking.discard(asyncio.current_task())
                    writer.close()

            server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
            await stack.enter_async_context(server)
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._end.wait()
            await _let_go()


def _overrides() -> dict[str, Any]:
    quick = BuiltinHash(rounds=1)
    return {"secure_auth": False, "invalid_user_sleep": 0.0, "hash_context": quick}


async def _let_go() -> None:
    """End what still talks to clients that have not hung up."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
