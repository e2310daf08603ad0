"""From one word that a person typed to the sources that it means."""

from __future__ import annotations

from connectors.contract import NotThisKind
from connectors.discovery.discover import channel_found, discover
from connectors.discovery.found import Found
from connectors.discovery.mailbox import mailbox_found
from connectors.environment import Environment
from connectors.newsletter.address import EXAMPLE, is_mailbox
from connectors.urls import youtube_video_id
from connectors.youtube.address import channel_address


def classify(what: str, env: Environment) -> list[Found]:
    """The sources that ``what`` names: a feed, a site, a mailbox, a channel's page or id.

    A feed, a mailbox or a channel (also as ``@handle``) is one source; a site may have several.

    Raises:
        NotThisKind: it is of a kind that cannot be followed, or leads to nothing.
        ConnectorError: it cannot be read.
    """
    what = what.strip()
    if is_mailbox(what):
        return [mailbox_found(what, env)]
    if what.lower().startswith("mailto:"):
        raise NotThisKind(
            "That is an address to write to, not a mailbox to read.",
            advice=f"Give the mailbox in which the newsletter arrives, such as {EXAMPLE}",
        )
    if address := channel_address(what):
        return [channel_found(address, env, "you named it", make_sure=True)]
    if youtube_video_id(what):
        raise NotThisKind(
            "That is one video, not a channel.",
            advice="Give the address of the channel that shows it, or its @handle.",
        )
    return list(discover(what, env).sources)
