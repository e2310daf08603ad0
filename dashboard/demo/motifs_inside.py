"""Motifs of rooms, paper and night; see :mod:`dashboard.demo.motifs` for the rules."""

from __future__ import annotations

from random import Random

from dashboard.demo.motifs import circle, rect, shape, swell


def stage(rng: Random) -> str:
    """A figure in a pool of light between curtains."""
    x = rng.uniform(62, 98)
    edges = (*range(0, 35, 7), *range(125, 160, 7))
    folds = [
        shape([(e, 0), (e + 7, 0), (e + 5.6, 88), (e + 0.7, 88)], 0.9 if e % 2 else 0.65)
        for e in edges
    ]
    beam = f'<polygon points="{x},4 {x - 24:.1f},88 {x + 24:.1f},88" class="p" opacity="0.7"/>'
    figure = circle(x, 63, 3) + shape([(x - 3.5, 67), (x + 3.5, 67), (x + 5, 88), (x - 5, 88)])
    floor = rect(0, 88, 160, 20, 0.85)
    pool = f'<ellipse cx="{x:.1f}" cy="92" rx="27" ry="3" class="p" opacity="0.8"/>'
    return "".join([rect(0, 0, 160, 88, 0.3), beam, *folds, floor, pool, figure])


def gallery(rng: Random) -> str:
    """Framed pictures and visitors."""
    parts, x = [rect(0, 86, 160, 22, 0.55)], rng.uniform(6, 14)
    while x < 146:
        w, h = rng.uniform(18, 34), rng.uniform(20, 38)
        y = 46 - h / 2
        parts += [rect(x, y, w, h, 0.9), rect(x + 2, y + 2, w - 4, h - 4, 1, 'class="p"')]
        land = y + 2 + (h - 4) * rng.uniform(0.4, 0.7)
        parts.append(rect(x + 2, land, w - 4, y + h - 2 - land, rng.uniform(0.3, 0.7)))
        x += w + rng.uniform(7, 13)
    for _ in range(rng.choice((1, 2))):
        at = rng.uniform(24, 136)
        coat = [(at - 4, 66), (at + 4, 66), (at + 5.5, 92), (at - 5.5, 92)]
        parts += [circle(at, 61, 3.6), shape(coat)]
    return "".join(parts)


def screen(rng: Random) -> str:
    """A bright screen before rows of seats."""
    parts = [rect(0, 0, 160, 107, 0.8), rect(28, 16, 104, 48, 1, 'class="p"')]
    hills = [(28 + n * 13, rng.uniform(38, 56)) for n in range(9)]
    parts.append(shape([*hills, (132, 64), (28, 64)], 0.45))
    for row in range(3):
        y, seat = 76 + row * 9, 11 + row * 2.5
        parts += [
            rect(80 + (n - 7) * seat, y, seat - 1.6, 16, 1, 'rx="3" stroke-width="0.3"')
            + (circle(80 + (n - 6.6) * seat, y - 1, 3) if rng.random() < 0.45 else "")
            for n in range(14)
        ]
    return "".join(parts)


def paper(rng: Random) -> str:
    """Sheets with columns of unreadable lines."""
    tilt, x = rng.uniform(-7, 7), rng.uniform(46, 62)
    lines = [
        rect(x + 5 + column * 28.5, 43 + row * 4.2, rng.uniform(18, 25.5), 1.5, 0.5)
        for column in range(2)
        for row in range(14)
        if column or row > 6 or tilt < 0
    ]
    block = rect(x + 5, 43, 25, 28, 0.3) if tilt >= 0 else ""
    front = [rect(x, 26, 66, 84, 1, 'class="p"'), rect(x + 5, 33, 54, 5, 0.9), block, *lines]
    return "".join(
        [
            f'<g transform="rotate({-2 * tilt:.1f} 80 60)">{rect(x - 14, 20, 66, 84, 0.3)}</g>',
            f'<g transform="rotate({tilt:.1f} 80 60)">{rect(x + 1.5, 27.5, 66, 84, 0.35)}',
            *front,
            "</g>",
        ]
    )


def shelf(rng: Random) -> str:
    """A row of books."""
    parts, x = [rect(0, 84, 160, 4, 0.9), rect(0, 88, 160, 20, 0.35)], 8.0
    while x < 150:
        w, h, shade = rng.uniform(5, 12), rng.uniform(34, 58), rng.uniform(0.4, 0.95)
        parts.append(rect(x, 84 - h, w, h, shade))
        parts.append(rect(x + 1, 84 - h * 0.85, w - 2, 2, 0.9, 'class="p"'))
        x += w + (rng.uniform(6, 16) if rng.random() < 0.12 else 0.5)
    return "".join(parts)


def lamp(rng: Random) -> str:
    """A wet street at night under lamps."""
    parts = [rect(0, 0, 160, 107, 0.72)]
    for n in range(4):
        x = 22 + n * 39 + rng.uniform(-6, 6)
        y = 28 + n % 2 * 7
        parts += [
            circle(x, y, 13, 0.14, 'class="p"'), circle(x, y, 3, 1, 'class="p"'),
            rect(x - 0.6, y, 1.2, 84 - y), rect(x - 1, 86, 2, 18, 0.35, 'class="p"'),
        ]  # fmt: skip
    return "".join([*parts, rect(0, 84, 160, 24, 0.5)])


def stars(rng: Random) -> str:
    """A night sky with one bright streak over hills."""
    sky = rect(0, 0, 160, 107, 0.8)
    dots = [
        circle(rng.uniform(2, 158), rng.uniform(2, 70), rng.uniform(0.3, 1), 0.9, 'class="p"')
        for _ in range(60)
    ]
    x, y, long = rng.uniform(60, 130), rng.uniform(22, 44), rng.uniform(30, 50)
    tail = f"{x:.1f},{y - 1.6:.1f} {x:.1f},{y + 1.6:.1f} {x - long:.1f},{y - long * 0.4:.1f}"
    streak = f'<polygon points="{tail}" class="p" opacity="0.6"/>'
    head = circle(x, y, 1.9, 1, 'class="p"')
    return "".join([sky, *dots, streak, head, swell(rng, 84, 4, 1)])
