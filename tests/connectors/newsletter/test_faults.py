"""A mail server in trouble, played line by line: every fault is a sentence, and loses nothing."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from connectors.contract import Batch, ConnectorError, NeedsPerson, RetryLater, SourceSpec
from connectors.environment import Environment
from connectors.newsletter.connector import Mailbox
from connectors.newsletter.wire import Limits
from tests.connectors.newsletter.conftest import Pull
from tests.connectors.newsletter.letters import letter

GREETING = "* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready"
Answer = Callable[[str, str], list[bytes] | None]
"""From a command's tag and words to what is sent; ``None`` hangs up."""


@contextmanager
def playing(answer: Answer, greeting: str | None = GREETING, *, certificate: Any = None,
            heard: list[str] | None = None) -> Iterator[str]:  # fmt: skip
    """A server that answers as it is told; the address of its only mailbox."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(client: socket.socket) -> None:
        with client, client.makefile("rwb") as wire:
            if greeting is None:
                return
            if greeting:
                wire.write(greeting.encode() + b"\r\n")
            wire.flush()
            while line := wire.readline().decode().strip():
                if heard is not None:
                    heard.append(line)
                tag, _, words = line.partition(" ")
                lines = answer(tag, words)
                if lines is None:
                    return
                wire.write(b"".join(line + b"\r\n" for line in lines))
                wire.flush()

    def run() -> None:
        with suppress(OSError, ValueError):
            while True:
                client, _ = listener.accept()
                with suppress(OSError, ssl.SSLError):
                    serve(
                        certificate.wrap_socket(client, server_side=True) if certificate else client
                    )

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    scheme = "imaps" if certificate else "imap"
    try:
        yield f"{scheme}://desk@127.0.0.1:{listener.getsockname()[1]}/INBOX"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def well(messages: int = 3, *, at: dict[str, list[bytes] | None] | None = None) -> Answer:
    """The answers of a server that is well, except ``at`` commands that begin so."""

    def answer(tag: str, words: str) -> list[bytes] | None:  # noqa: PLR0911  (a case each)
        for start, lines in (at or {}).items():
            if words.upper().startswith(start):
                return lines and [line.replace(b"TAG", tag.encode()) for line in lines]
        done = f"{tag} OK done".encode()
        if words.startswith("EXAMINE"):
            state = f"* {messages} EXISTS", "* OK [UIDVALIDITY 7]", f"* OK [UIDNEXT {messages + 1}]"
            return [*(line.encode() for line in state), done]
        if words.startswith("UID SEARCH"):
            found = " ".join(str(n) for n in range(1, messages + 1))
            return [f"* SEARCH {found}".encode(), done]
        if words.startswith("UID FETCH"):
            uids = re.findall(r"\d+", words.split()[2])
            return [*(fetched(int(uid), "HEADER" in words) for uid in uids), done]
        if words.startswith("LOGOUT"):
            return [b"* BYE", done]
        if words.startswith("CAPABILITY"):
            return [b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2", done]
        return [done]

    return answer


def fetched(uid: int, head: bool) -> bytes:
    text = letter(uid)
    if not head:
        return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)" % (uid, uid, len(text), text)
    top = text.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    return (
        b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "12-Mar-2026 06:30:00 +0100" '
        b"BODY[HEADER.FIELDS (FROM LIST-ID)] {%d}\r\n%s)" % (uid, uid, len(text), len(top), top)
    )


@pytest.fixture
def ask(pull: Pull) -> Pull:
    """Pull with a password for the mailbox that is played."""

    def asked(url: str, *args: Any, **more: Any) -> list[Batch]:
        return pull(url, *args, **({"passwords": {"desk@127.0.0.1": "s3cret"}} | more))

    return asked


def test_a_server_that_is_well_is_read(ask: Pull) -> None:
    with playing(well()) as url:
        assert [item.title for batch in ask(url) for item in batch.items] == [
            "Issue 3",
            "Issue 2",
            "Issue 1",
        ]


@pytest.mark.parametrize(
    ("lines", "error", "said"),
    [
        (
            [b"TAG NO [AUTHENTICATIONFAILED] Invalid credentials"],
            NeedsPerson,
            "Invalid credentials",
        ),
        ([b"TAG NO [ALERT] Application-specific password required"], NeedsPerson, "Application-"),
        ([b"TAG NO [UNAVAILABLE] Temporary failure"], RetryLater, "Temporary failure"),
        ([b"TAG NO [LIMIT] Too many simultaneous connections."], RetryLater, "Too many"),
        ([b"TAG NO Maximum number of connections from user+IP exceeded"], RetryLater, "Maximum"),
        ([b"TAG BAD cannot parse: LOGIN desk s3cret"], NeedsPerson, "LOGIN desk …"),
        ([b"* BYE too many errors", b"TAG NO bye"], RetryLater, "broke off"),
        (None, RetryLater, "broke off"),
    ],
)
def test_a_login_that_fails(
    ask: Pull, lines: list[bytes] | None, error: type[ConnectorError], said: str
) -> None:
    with playing(well(at={"LOGIN": lines})) as url, pytest.raises(error) as told:
        ask(url)
    assert said in told.value.sentence
    assert "s3cret" not in told.value.sentence + told.value.advice


@pytest.mark.parametrize("greeting", ["* BYE [UNAVAILABLE] over quota", "* NO go away", "220 smtp"])
def test_a_server_that_turns_us_away(ask: Pull, greeting: str) -> None:
    with playing(well(), greeting) as url, pytest.raises(RetryLater) as told:
        ask(url)
    assert "127.0.0.1" in told.value.sentence


def test_a_server_that_hangs_up_at_once(ask: Pull) -> None:
    with playing(well(), None) as url, pytest.raises(RetryLater):
        ask(url)


def test_nobody_listens(ask: Pull) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(RetryLater, match="accepts no connections"):
        ask(f"imap://desk@127.0.0.1:{port}/INBOX")


def test_a_host_that_is_not_there(ask: Pull) -> None:
    with pytest.raises(RetryLater, match="cannot be found"):
        ask("imaps://desk@nowhere.invalid/INBOX", password="s3cret")


@pytest.mark.parametrize("command", ["CAPABILITY", "EXAMINE", "UID SEARCH", "UID FETCH"])
@pytest.mark.parametrize("lines", [None, [b"TAG BAD what?"], [b"* BYE shutting down"], [b"?!"]])
def test_a_server_that_breaks_off(ask: Pull, command: str, lines: list[bytes] | None) -> None:
    with playing(well(at={command: lines})) as url, pytest.raises(ConnectorError) as told:
        ask(url)
    assert told.value.sentence


def test_what_came_before_a_fault_is_kept(environment: Environment, ask: Pull) -> None:
    broken = well(60)

    def answer(tag: str, words: str) -> list[bytes] | None:
        return None if words.startswith("UID FETCH 35") else broken(tag, words)

    got: list[Batch] = []
    with playing(answer) as url:
        mail = replace(environment.mail, passwords={"desk@127.0.0.1": "s3cret"})
        env = replace(environment, mail=mail)
        running = Mailbox(SourceSpec("newsletter", url), env).pull({})
        with pytest.raises(RetryLater):
            got.extend(iter(lambda: next(running), None))
    assert [item.title for batch in got for item in batch.items][-1] == "Issue 36"
    assert got[-1].checkpoint == {"uidvalidity": 7, "uid": 60, "left": [[1, 35]]}
    with playing(well(60)) as url:
        rest = [item.title for batch in ask(url, got[-1].checkpoint) for item in batch.items]
    assert rest == [f"Issue {number}" for number in range(35, 0, -1)]


def test_more_than_was_asked_for_is_not_read(ask: Pull) -> None:
    flood = [b"* 1 FETCH (UID 1 BODY[]<0> {999999999}"]
    with playing(well(1, at={"UID FETCH 1 (BODY.PEEK[]": flood})) as url, pytest.raises(RetryLater):
        ask(url)


def test_a_server_that_says_nothing_is_left(ask: Pull) -> None:
    silent = Limits(read_s=0.2)
    with playing(well(at={"EXAMINE": []})) as url, pytest.raises(RetryLater, match="in time"):
        ask(url, limits=silent)


@pytest.mark.parametrize("greeting", [GREETING, ""])
def test_a_server_that_never_ends_is_left(ask: Pull, greeting: str) -> None:
    with (
        playing(well(at={"EXAMINE": [b"* OK still there"] * 3}), greeting) as url,
        pytest.raises(RetryLater, match="in time"),
    ):
        ask(url, limits=Limits(read_s=30, command_s=0.3))


def test_a_password_is_not_sent_in_the_clear_to_another_machine(ask: Pull) -> None:
    with pytest.raises(ConnectorError) as told:
        ask("imap://desk@192.0.2.1/INBOX", limits=Limits(connect_s=0.2))
    assert "s3cret" not in told.value.sentence


def test_a_server_without_tls_where_tls_is_expected(ask: Pull) -> None:
    with playing(well()) as url, pytest.raises(NeedsPerson, match="does not speak TLS"):
        ask(url.replace("imap://", "imaps://"))


def test_an_access_token_is_sent_as_xoauth2(ask: Pull) -> None:
    lines: list[str] = []

    def answer(tag: str, words: str) -> list[bytes] | None:
        if words.startswith("AUTHENTICATE XOAUTH2"):
            return [b"+ "]
        if not words:  # the answer to the challenge; its command's tag stands in the line before
            return [f"{lines[-2].split()[0]} OK in".encode()]
        return well(0)(tag, words)

    with playing(answer, heard=lines) as url:
        ask(url, passwords={}, token_command=f"{sys.executable} -c \"print('ya29.token')\"")
    sent = next(line for line in lines if " " not in line)
    assert base64.b64decode(sent) == b"user=desk\x01auth=Bearer ya29.token\x01\x01"


def test_a_command_that_makes_no_token_needs_a_person(ask: Pull) -> None:
    for command in ("false", "no-such-command-anywhere", "echo two words", "'"):
        with pytest.raises(NeedsPerson, match="failed or printed no token"):
            ask("imaps://desk@127.0.0.1:1/INBOX", passwords={}, token_command=command)
