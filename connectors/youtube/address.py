"""The ways in which a channel can be named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from connectors.contract import NotThisKind
from connectors.urls import youtube_channel

_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_HANDLE = re.compile(r"@[\w.\-·]{2,60}")

Naming = Literal["id", "handle", "user", "custom"]


@dataclass(frozen=True, slots=True)
class ChannelAddress:
    """A channel by its id (``UC…``), its handle (``@…``) or an older user or custom name."""

    naming: Naming
    value: str

    @property
    def url(self) -> str:
        """The channel's page."""
        return f"https://www.youtube.com{self.path}"

    @property
    def path(self) -> str:
        """The path of the channel's page."""
        prefix = {"id": "/channel/", "handle": "/", "user": "/user/", "custom": "/c/"}[self.naming]
        return f"{prefix}{self.value}"


def channel_address(text: str) -> ChannelAddress | None:
    """The channel that a URL, a bare channel id or a bare ``@handle`` names, if it names one."""
    text = text.strip()
    if "/" not in text:
        value = text
    else:
        value = youtube_channel(text if "://" in text else f"https://{text}") or ""
        if value and not value.startswith("@") and not _CHANNEL_ID.fullmatch(value):
            return ChannelAddress("custom" if "/c/" in text else "user", value)
    if _CHANNEL_ID.fullmatch(value):
        return ChannelAddress("id", value)
    if _HANDLE.fullmatch(value):
        return ChannelAddress("handle", value)
    return None


def require_address(text: str) -> ChannelAddress:
    """The same, for a source that must be a channel.

    Raises:
        NotThisKind: ``text`` names no channel.
    """
    address = channel_address(text)
    if address is None:
        raise NotThisKind(
            f"“{text}” names no YouTube channel.",
            advice="Give the address of the channel's page, its @handle or its id (UC…).",
        )
    return address
