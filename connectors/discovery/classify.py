"""From one word that a person typed to the sources that it means."""

from __future__ import annotations

from connectors.contract import NotThisKind
from connectors.discovery.discover import channel_found, discover
from connectors.discovery.found import Found
from connectors.environment import Environment
from connectors.urls import youtube_video_id
from connectors.youtube.address import channel_address


def classify(what: str, env: Environment) -> list[Found]:
    """The sources that ``what`` names: a feed, a site, a channel's page, ``@handle`` or id.

    A feed or a channel is one source; a site may have several.

    Raises:
        NotThisKind: it is of a kind that cannot be followed, or leads to nothing.
        ConnectorError: it cannot be read.
    """
    what = what.strip()
    if what.lower().startswith(("imap://", "imaps://", "mailto:")):
        raise NotThisKind(
            "Mailboxes cannot be followed yet.",
            advice="Add the newsletter's archive page or feed, if it has one.",
        )
    if address := channel_address(what):
        return [channel_found(address, env, "you named it", make_sure=True)]
    if youtube_video_id(what):
        raise NotThisKind(
            "That is one video, not a channel.",
            advice="Give the address of the channel that shows it, or its @handle.",
        )
    return list(discover(what, env).sources)
