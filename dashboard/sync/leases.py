"""Who holds a source: a name that tells whether its process still lives on this machine."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterable
from pathlib import Path

ENDED = ("Z", "X", "x")
"""States of a process that ended but is still listed (proc(5), ``state``)."""


def owner_name() -> str:
    """A name for a new holder of leases: host, process, and a part that is never used twice."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}.{_started(pid)}/{uuid.uuid4().hex[:8]}"


def dead(owners: Iterable[str]) -> list[str]:
    """The holders whose process on this machine is no more, so that no one waits for them."""
    return [owner for owner in owners if _is_dead(owner)]


def _is_dead(owner: str) -> bool:
    host, _, process = owner.rpartition("/")[0].rpartition("/")
    pid, _, started = process.partition(".")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # somebody else's: it lives
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """When a process began, in the kernel's ticks (proc(5), ``starttime``), ``""`` if unknown.

    Process ids are used again; an id together with its beginning is not. Of a process that ended,
    and whose parent has not taken note of it, it is not known any more.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *numbers = stat.rpartition(")")[2].split()
    return "" if state in ENDED else numbers[18]
