"""Messages from files: one in an ``.eml`` (RFC 5322), many in an ``mbox`` (RFC 4155)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO

from connectors.items import Newsletter
from connectors.newsletter.message import UnreadableMessage, read_message

MAX_MESSAGE = 8 * 2**20
"""Bytes of one message that are read; what follows are attachments."""
_FROM_LINE = re.compile(rb"From .*\d\d:\d\d.*\d{4}|From \S+\s*$|From - ")
_QUOTED_FROM = re.compile(rb">+From ")


@dataclass(frozen=True, slots=True)
class BadMessage:
    """A message that was not taken: its number in the file, from 1, and why."""

    number: int
    error: str


def is_mail_file(suffix: str) -> bool:
    """Whether a file's name says that it holds messages."""
    return suffix.lower() in {".eml", ".mbox", ".mbx"}


def read_mail_file(file: IO[bytes], now: datetime, bad: list[BadMessage]) -> Iterator[Newsletter]:
    """The issues in a file, one after the other; what cannot be read is added to ``bad``."""
    for number, data in enumerate(_messages(file), 1):
        try:
            yield read_message(data, now)
        except UnreadableMessage as error:
            bad.append(BadMessage(number, str(error)))


def in_batches(issues: Iterator[Newsletter], size: int) -> Iterator[tuple[Newsletter, ...]]:
    """The issues in groups of ``size``, the last one smaller."""
    while some := tuple(islice(issues, size)):
        yield some


def _messages(file: IO[bytes]) -> Iterator[bytes]:
    """The messages of a file as bytes: an mbox if it begins as one, else a single message."""
    first = file.readline(MAX_MESSAGE)
    if not first.startswith(b"From "):
        yield first + file.read(MAX_MESSAGE - len(first))
        return
    held: list[bytes] = []
    size, after_blank = 0, False
    while line := file.readline(MAX_MESSAGE):
        if after_blank and _FROM_LINE.match(line):
            yield b"".join(held)
            held, size, after_blank = [], 0, False
            continue
        after_blank = line in {b"\n", b"\r\n"}
        if size < MAX_MESSAGE:
            held.append(line[1:] if _QUOTED_FROM.match(line) else line)
            size += len(line)
    yield b"".join(held)
