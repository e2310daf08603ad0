"""Who holds a source: a name that tells whether its process still lives on this machine."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterable


def owner_name() -> str:
    """A name for a new holder of leases: host, process, and a part that is never used twice."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"


def dead(owners: Iterable[str]) -> list[str]:
    """The holders whose process on this machine is no more, so that no one waits for them."""
    return [owner for owner in owners if owner and _is_dead(owner)]


def _is_dead(owner: str) -> bool:
    host, _, rest = owner.rpartition("/")[0].rpartition("/")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
