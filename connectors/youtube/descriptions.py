"""Descriptions of videos: plain text with bare addresses in it."""

from __future__ import annotations

import re

from connectors.items import Link
from connectors.urls import canonical_url, youtube_video_id

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def links_of(description: str) -> tuple[Link, ...]:
    """What a description links to, in order and each once."""
    found: dict[str, Link] = {}
    for match in _ADDRESS.finditer(description):
        url = canonical_url(_trimmed(match[0]))
        if url:
            video_id = youtube_video_id(url)
            found.setdefault(video_id or url, Link(url, video_id=video_id))
    return tuple(found.values())


def summary_of(description: str) -> str:
    """The first paragraph, on one line."""
    for paragraph in re.split(r"\n\s*\n", description.strip()):
        if text := " ".join(paragraph.split()):
            return text
    return ""


def _trimmed(address: str) -> str:
    """An address without the sentence's punctuation behind it."""
    while address:
        last = address[-1]
        opening = _BRACKETS.get(last)
        if last in ".,;:!?'…’*" or (opening and address.count(last) > address.count(opening)):
            address = address[:-1]
        else:
            break
    return address
