"""The one palette of lists and charts, in both themes; told apart by colour-blind eyes too.

``style.css`` holds the same colours as CSS variables; a test keeps the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]

KIND_NAMES = {"article": "Article", "video": "Video", "newsletter": "Newsletter"}
KIND_PLURALS = {"article": "articles", "video": "videos", "newsletter": "newsletters"}

TOPIC_COLOURS = (
    "#4269D0",
    "#EFB118",
    "#3CA951",
    "#9C6B4E",
    "#A463F2",
    "#6CC5B0",
    "#97BBF5",
)
"""At most seven topics get a colour; all others share ``Palette.other``."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as ``#RRGGBB``."""

    article: str
    video: str
    newsletter: str
    live: str
    """The only red, for what is live now."""
    text: str
    muted: str
    line: str
    background: str
    panel: str
    other: str

    def kind(self, kind: str) -> str:
        """The colour of ``article``, ``video`` or ``newsletter``; of anything else, ``other``."""
        colours = {"article": self.article, "video": self.video, "newsletter": self.newsletter}
        return colours.get(kind, self.other)


LIGHT = Palette(
    article="#2F5D8C",
    video="#C2571A",
    newsletter="#5B7F3B",
    live="#D0021B",
    text="#1B1F24",
    muted="#5F6B7A",
    line="#E3E6EA",
    background="#FFFFFF",
    panel="#F6F7F9",
    other="#B4BBC5",
)
DARK = Palette(
    article="#7FB2E5",
    video="#F0995C",
    newsletter="#A3C77F",
    live="#FF5A5F",
    text="#E8EAED",
    muted="#9AA4B2",
    line="#2C323A",
    background="#14171B",
    panel="#1C2026",
    other="#565F6B",
)


def palette(theme: Theme) -> Palette:
    """The colours of ``light`` or ``dark``."""
    return DARK if theme == "dark" else LIGHT
