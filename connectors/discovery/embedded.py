"""The outlet's channel, where the site links to none: the one whose videos its articles embed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlencode, urljoin

from connectors.contract import ConnectorError
from connectors.environment import Environment
from connectors.youtube.address import ChannelAddress, channel_address

MOST_ASKED = 6
"""Videos of which YouTube is asked whose they are, those that are embedded most."""
FEWEST_ALIKE = 2
_ANSWER_BYTES = 2**18


def channel_of(videos: Iterable[str], env: Environment) -> ChannelAddress | None:
    """The channel that made most of these videos (ids, repeated as they occur), if one did.

    Outlets embed other people's videos too, so one video proves nothing and half are too few.
    """
    asked = [video_id for video_id, _ in Counter(videos).most_common(MOST_ASKED)]
    makers = Counter(maker for video_id in asked if (maker := _maker(video_id, env)))
    if not makers:
        return None
    channel, count = makers.most_common(1)[0]
    return channel if count >= FEWEST_ALIKE and count * 2 > makers.total() else None


def _maker(video_id: str, env: Environment) -> ChannelAddress | None:
    """Who published a video, from YouTube's oEmbed answer (https://oembed.com), which needs no key.

    ``None`` where it is not told: of a private video, say.
    """
    watch = f"https://www.youtube.com/watch?v={video_id}"
    question = urlencode({"url": watch, "format": "json"})
    # It is where the feeds are, so that one setting moves both.
    url = urljoin(env.youtube.feed_endpoint, f"/oembed?{question}")
    try:
        answer = env.http.get(url, accept="application/json", max_bytes=_ANSWER_BYTES)
        told = json.loads(answer.body)
    except (ConnectorError, ValueError):
        return None  # only a hint: the channel can be added by hand
    author = told.get("author_url") if isinstance(told, dict) else None
    return channel_address(author) if isinstance(author, str) and "/" in author else None
