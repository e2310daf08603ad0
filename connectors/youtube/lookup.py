"""Looking a channel up before it is followed."""

from __future__ import annotations

from contextlib import closing

from connectors.contract import NeedsPerson
from connectors.environment import Environment
from connectors.youtube.address import ChannelAddress
from connectors.youtube.api import Api
from connectors.youtube.errors import field, unknown_channel
from connectors.youtube.resolving import resolve


def channel_name(address: ChannelAddress, env: Environment) -> str:
    """What the channel calls itself; "" where only its existence can be told.

    Raises:
        RetryLater: YouTube cannot be asked now.
        NeedsPerson: there is no such channel, or the key is not accepted.
    """
    if env.youtube.api_key:
        with closing(Api(env)) as api:
            return str(field(api.channel(address), "snippet", "title") or "")
    if address.naming != "id":
        try:
            resolve(address, env)
        except NeedsPerson as error:
            if is_missing(error):
                raise unknown_channel(address.value) from error
    return ""


def is_missing(error: NeedsPerson) -> bool:
    """Whether the channel's page is not there (a page that merely tells no id is no proof)."""
    return "(404 " in error.sentence
