"""The outlet's pictures: SVG drawn here, in the two tones of the desk, the same for one story.

An article's picture is 3:2 and its film's 16:9: the same drawing, cropped.
"""

from __future__ import annotations

from functools import lru_cache

from dashboard.demo.drafting import seeded
from dashboard.demo.motifs_index import MOTIFS
from dashboard.demo.newsroom import DESKS

ARTICLE_SIZE = (1200, 800)
FILM_SIZE = (1280, 720)


def picture(story: str, motif: str, desk: str, *, film: bool = False) -> str:
    """The picture of ``story`` as an SVG document; ``film`` for the 16:9 crop.

    Raises:
        KeyError: there is no such motif or desk.
    """
    return _picture(story.removeprefix("again-"), motif, desk, film)


@lru_cache(maxsize=2048)
def _picture(story: str, motif: str, desk: str, film: bool) -> str:
    colours = DESKS[desk]
    width, height = FILM_SIZE if film else ARTICLE_SIZE
    box = "0 10 160 90" if film else "0 0 160 106.67"
    rng = seeded(1, "picture", story)
    tilt = rng.choice((0, 25, -25))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="{box}"><defs><linearGradient id="s" x2="0" y2="1" '
        f'gradientTransform="rotate({tilt} .5 .5)">'
        f'<stop offset="0" stop-color="{colours.wash}"/>'
        f'<stop offset="1" stop-color="{_mixed(colours.wash, colours.ink, 0.28)}"/>'
        "</linearGradient></defs><style>"
        f".l{{fill:none;stroke:{colours.ink};stroke-linecap:round;stroke-linejoin:round}}"
        f".w{{fill:none;stroke:{colours.wash}}}.p{{fill:{_mixed(colours.wash, '#FFFFFF', 0.6)}}}"
        '</style><rect width="160" height="107" fill="url(#s)"/>'
        f'<g fill="{colours.ink}">{MOTIFS[motif](rng)}</g></svg>'
    )


def _mixed(one: str, other: str, share: float) -> str:
    """The colour that lies ``share`` of the way from ``one`` to ``other``."""
    pairs = ((int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
