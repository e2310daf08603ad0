"""A mailbox as a source: it is entered once, so that what is wrong shows when it is added."""

from __future__ import annotations

from connectors.discovery.found import Found
from connectors.environment import Environment
from connectors.newsletter.address import read_address


def mailbox_found(what: str, env: Environment) -> Found:
    """The folder that an address names, as a source.

    Raises:
        ConnectorError: it is no address of a mailbox, has a password in it, or cannot be entered.
    """
    from connectors.newsletter.connector import look_at  # imported late: most outlets need none

    address = read_address(what)
    count = look_at(address, env)
    narrowed = address.list_id or address.sender
    return Found(
        kind="newsletter",
        url=address.url,
        name=f"{narrowed or address.user} ({address.folder})",
        why="you named it",
        gives=f"newsletters among {count} messages",
    )
