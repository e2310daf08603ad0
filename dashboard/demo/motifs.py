"""What the pictures show: calm shapes in two tones, drawn in a frame of 160 by 107 units.

Each motif is a function of a random source and returns SVG elements. ``INK`` and ``WASH`` are
CSS classes of the picture; depth comes from opacity alone. The horizon stands near 72, and what
matters stays between 12 and 96, so that a 16:9 crop loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from random import Random

Motif = Callable[[Random], str]
HORIZON = 72.0


def rect(  # noqa: PLR0917 — as SVG orders them
    x: float, y: float, w: float, h: float, opacity: float = 1.0, extra: str = ""
) -> str:
    """A filled rectangle in ink."""
    box = f'x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}"'
    return f'<rect {box} opacity="{opacity:.2f}" {extra}/>'


def circle(x: float, y: float, r: float, opacity: float = 1.0, extra: str = "") -> str:
    """A filled circle in ink."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" opacity="{opacity:.2f}" {extra}/>'


def shape(points: Iterable[tuple[float, float]], opacity: float = 1.0) -> str:
    """A filled polygon in ink."""
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{text}" opacity="{opacity:.2f}"/>'


def line(d: str, width: float = 0.8, opacity: float = 1.0) -> str:
    """A stroked path in ink."""
    return f'<path d="{d}" class="l" stroke-width="{width}" opacity="{opacity:.2f}"/>'


def swell(rng: Random, y: float, depth: float, opacity: float) -> str:
    """A band that is filled from a wavy line at ``y`` to the foot of the picture."""
    phase, length = rng.uniform(0, 6.28), rng.uniform(28, 60)
    top = [(x, y + depth * math.sin(phase + x / length * 6.28)) for x in range(0, 161, 4)]
    return shape([*top, (160, 107), (0, 107)], opacity)


def disc(rng: Random) -> str:
    """A pale sun or moon."""
    return circle(rng.uniform(28, 132), rng.uniform(22, 36), rng.uniform(7, 12), 0.9, 'class="p"')


def skyline(rng: Random) -> str:
    """Rows of houses and towers before a pale sun."""
    parts = [disc(rng)]
    for opacity, low, high in ((0.22, 26, 46), (0.5, 16, 34), (0.95, 8, 22)):
        x = -rng.uniform(0, 6)
        while x < 160:
            width, height = rng.uniform(6, 15), rng.uniform(low, high)
            parts.append(rect(x, 82 - height, width, height + 30, opacity))
            if rng.random() < 0.2:
                parts.append(rect(x + width / 2, 76 - height, 0.7, 7, opacity))
            x += width + rng.uniform(-0.2, 1.6)
    return "".join(parts)


def harbour(rng: Random) -> str:
    """Quay cranes over stacked containers and water."""
    parts = [disc(rng), rect(0, 66, 160, 3, 0.25)]
    for n in range(3):
        x, size = 18 + n * 48 + rng.uniform(-6, 6), rng.uniform(0.85, 1.15)
        shade = (0.35, 0.6, 0.95)[n]
        top = 74 - 40 * size
        parts += [
            rect(x, top, 1.6, 74 - top, shade), rect(x + 13, top, 1.6, 74 - top, shade),
            rect(x - 20 * size, top, 46 * size, 1.8, shade),
            line(f"M{x - 18:.1f} {top:.1f}l25 -9l17 9", 0.7, shade),
            rect(x + 6, top - 9, 1.5, 9, shade),
            line(f"M{x - 12 * size:.1f} {top}v{rng.uniform(9, 22):.1f}", 0.5, shade),
        ]  # fmt: skip
    for row in range(2):
        parts += [
            rect(6 + k * 13, 69 - row * 5, 12, 4.4, rng.uniform(0.3, 0.85))
            for k in range(12)
            if row == 0 or rng.random() < 0.6
        ]
    return "".join([*parts, rect(0, 74, 160, 34, 0.9), swell(rng, 84, 1.2, 0.5)])


def waves(rng: Random) -> str:
    """Open water under a wide sky."""
    bands = [swell(rng, 52 + n * 11, 1.5 + n * 0.9, 0.18 + n * 0.17) for n in range(5)]
    return "".join([disc(rng), *bands])


def courthouse(rng: Random) -> str:
    """Columns, pediment and steps."""
    left, count = rng.uniform(24, 34), rng.choice((5, 6, 7))
    width = 160 - 2 * left
    gap = width / count
    parts = [
        rect(0, 88, 160, 20, 0.3),
        shape([(left - 5, 40), (80, rng.uniform(19, 24)), (165 - left, 40)], 0.95),
        rect(left - 5, 41.5, width + 10, 4, 0.8),
        *(rect(left + gap * (n + 0.3), 47, gap * 0.42, 34, 0.9) for n in range(count)),
        rect(left, 47, width, 34, 0.22),
    ]
    steps = (rect(left - 5 - n * 4, 81 + n * 3, width + 10 + n * 8, 2.6, 0.85) for n in range(4))
    return "".join([*parts, *steps])


def fields(rng: Random) -> str:
    """Ploughed land that runs to a low horizon."""
    far = [swell(rng, 54 + n * 4, 3, 0.2 + 0.12 * n) for n in range(2)]
    vanishing = rng.uniform(50, 110)
    rows = [
        shape([(vanishing, 64), (x, 107), (x + 9, 107)], 0.8 if n % 2 else 0.45)
        for n, x in enumerate(range(-120, 281, 18))
    ]
    trees = [circle(rng.uniform(5, 155), 60, rng.uniform(1.5, 3.4), 0.8) for _ in range(9)]
    return "".join([disc(rng), *far, *trees, rect(0, 64, 160, 43, 0.35), *rows])


def chart(rng: Random) -> str:
    """A rising or falling line over quiet bars."""
    trend, value = rng.choice((-1.3, 1.3)), rng.uniform(40, 62)
    points, bars = [], []
    for x in range(14, 150, 8):
        value = min(max(value - trend + rng.uniform(-5, 5), 22), 80)
        points.append((x, value))
        bars.append(rect(x - 2.6, value + 7, 5.2, 88 - value - 7, 0.28))
    path = "M" + "L".join(f"{x} {y:.1f}" for x, y in points)
    grid = [line(f"M8 {y}h144", 0.3, 0.3) for y in (28, 43, 58, 73)]
    end = circle(*points[-1], 2.6)
    return "".join([*grid, *bars, rect(8, 88, 144, 0.8), line(path, 1.8), end])


def pitch(rng: Random) -> str:
    """A playing field in perspective, with floodlights."""
    mowing = [
        shape([(far, 48), (far + 15, 48), (near + 48, 107), (near, 107)], shade)
        for far, near, shade in zip(
            range(20, 140, 15), range(-112, 272, 48), (0.75, 0.55) * 4, strict=True
        )
    ]
    lines = (
        '<g class="w" stroke-width="0.8"><path d="M20 48H140M0 78H160"/>'
        '<ellipse cx="80" cy="78" rx="24" ry="9"/><path d="M54 48v5H106v-5"/></g>'
    )
    x = rng.uniform(20, 40)
    masts = [rect(m, 18, 1, 32, 0.8) + rect(m - 5, 15, 11, 5, 0.8) for m in (x, 160 - x)]
    stand = rect(0, 38, 160, 10, 0.3)
    ball = circle(rng.uniform(50, 110), rng.uniform(82, 92), 2.6, 1, 'class="p"')
    return "".join([stand, *masts, *mowing, lines, ball])


def bust(rng: Random) -> str:
    """Head and shoulders, without a face."""
    parts = [circle(rng.uniform(50, 110), 48, 40, 0.12)]
    people = rng.choice((1, 1, 2, 3))
    for n in range(people):
        x = 80 + (n - (people - 1) / 2) * 36 + rng.uniform(-3, 3)
        shade, wide = 0.95 if n == people // 2 else 0.5, rng.uniform(10.5, 12)
        parts += [
            f'<path d="M{x - 25:.1f} 107c0-25 10-34 25-34s25 9 25 34z" opacity="{shade}"/>',
            rect(x - 5.5, 60, 11, 16, shade),
            f'<ellipse cx="{x:.1f}" cy="52" rx="{wide:.1f}" ry="14.5" opacity="{shade}"/>',
            _hair(rng, x, wide, shade),
            f'<path d="M{x - 7:.1f} 74l7 11 7-11z" class="p" opacity="{shade}"/>',
        ]
    return "".join(parts)


def _hair(rng: Random, x: float, wide: float, shade: float) -> str:
    """Short, long, tied up, or next to none."""
    style = rng.randrange(4)
    if style == 0:
        return f'<ellipse cx="{x:.1f}" cy="44" rx="{wide + 1:.1f}" ry="9" opacity="{shade}"/>'
    if style == 1:
        return rect(x - wide - 1.5, 46, 2 * wide + 3, 26, shade, 'rx="9"')
    if style == 2:
        return circle(x, 36, 5.5, shade)
    return ""
