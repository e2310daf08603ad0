"""More motifs; see :mod:`dashboard.demo.motifs` for the frame and the rules."""

from __future__ import annotations

import math
from random import Random

from dashboard.demo.motifs import circle, disc, line, rect, shape, swell


def council(rng: Random) -> str:
    """A chamber: seats in half circles around a desk."""
    parts = [rect(0, 88, 160, 20, 0.2), rect(70, 80, 20, 9, 0.95), circle(80, 74, 3.4)]
    for ring in range(4):
        radius, seats = 24 + ring * 13, 9 + ring * 4
        for n in range(seats):
            angle = math.pi * (n + 0.5) / seats
            shade = 0.95 if rng.random() < 0.55 else 0.4
            x, y = 80 - radius * math.cos(angle), 86 - radius * math.sin(angle)
            parts.append(circle(x, y, 2.7, shade))
    return "".join(parts)


def boat(rng: Random) -> str:
    """A vessel on a long swell."""
    x, size = rng.uniform(48, 82), rng.uniform(0.9, 1.25)
    hull = [(-22, 0), (26, -2), (19, 10), (-17, 10)]
    house = [(-8, -1), (-8, -11), (9, -11), (9, -2)]
    drawn = [
        shape([(x + a * size, 66 + b * size) for a, b in part], 0.95) for part in (hull, house)
    ]
    mast = rect(x + 1, 66 - 28 * size, 1.1, 28 * size, 0.9)
    top = 66 - 27 * size
    ropes = f"M{x - 20 * size:.1f} 65L{x + 1.5:.1f} {top:.1f}L{x + 24 * size:.1f} 64"
    stays = line(ropes, 0.4, 0.7)
    sea = [swell(rng, 72 + n * 9, 1.6, 0.45 + n * 0.2) for n in range(3)]
    return "".join([disc(rng), swell(rng, 62, 0.5, 0.2), *drawn, mast, stays, *sea])


def lab(rng: Random) -> str:
    """Orbits, or flasks on a bench."""
    if rng.random() < 0.5:
        turn = rng.uniform(0, 60)
        orbits = "".join(
            f'<ellipse cx="80" cy="54" rx="44" ry="15" class="l" stroke-width="1.2" '
            f'transform="rotate({turn + n * 60:.0f} 80 54)"/>'
            for n in range(3)
        )
        dots = [circle(80 + 44 * math.cos(a), 54 + 30 * math.sin(a), 2.6) for a in (0.4, 2.5, 4.4)]
        return "".join([circle(80, 54, 44, 0.1), orbits, circle(80, 54, 6), *dots])
    parts = [rect(0, 84, 160, 24, 0.85)]
    for n in range(4):
        x, h = 32 + n * 32, rng.uniform(24, 38)
        foot = [
            (x - 3, 84 - h),
            (x + 3, 84 - h),
            (x + 3, 66),
            (x + 11, 84),
            (x - 11, 84),
            (x - 3, 66),
        ]
        parts += [
            shape(foot, 0.35),
            shape([(x - 7, 75), (x + 7, 75), (x + 11, 84), (x - 11, 84)], 0.8),
        ]
        parts.append(rect(x - 4, 82 - h, 8, 2, 0.8))
    return "".join(parts)


def clinic(rng: Random) -> str:
    """A hospital block, or a pulse line over a cross."""
    if rng.random() < 0.55:
        windows = [
            rect(34 + c * 10.4, 40 + r * 10, 6, 5.6, 1, 'class="p"')
            for r in range(4)
            for c in range(9)
            if rng.random() < 0.85
        ]
        sign = (
            rect(74, 16, 12, 16, 0.9)
            + '<path d="M80 19v10M75 24h10" class="w" stroke-width="2.4"/>'
        )
        return "".join([rect(28, 32, 104, 60, 0.85), *windows, sign, rect(0, 90, 160, 18, 0.4)])
    beat = "M6 58H48l5-9 6 26 9-52 8 46 5-11H154"
    cross = rect(68, 20, 24, 72, 0.16) + rect(44, 44, 72, 24, 0.16)
    return cross + line(beat, 2.2)


def street(rng: Random) -> str:
    """Gabled houses along a street."""
    parts, x = [disc(rng)], -3.0
    while x < 160:
        w, h, shade = rng.uniform(15, 22), rng.uniform(26, 42), rng.uniform(0.45, 0.95)
        top = 84 - h
        parts += [
            rect(x, top, w, h, shade),
            shape([(x, top), (x + w / 2, top - 10), (x + w, top)], shade),
        ]
        parts += [
            rect(x + w * (0.18 + 0.4 * c), top + 5 + 10 * r, w * 0.22, 5.4, 0.85, 'class="p"')
            for r in range(int(h / 12))
            for c in range(2)
            if rng.random() < 0.8
        ]
        x += w
    return "".join([*parts, rect(0, 84, 160, 24, 0.9), rect(0, 90, 160, 0.8, 0.8, 'class="p"')])


def tram(rng: Random) -> str:
    """A tram on its rails, under the wire."""
    x = rng.uniform(26, 46)
    car = rect(x, 42, 86, 34, 0.95, 'rx="5"')
    windows = [rect(x + 6 + n * 15.5, 48, 11.5, 12, 1, 'class="p" rx="1"') for n in range(5)]
    wheels = [circle(x + n, 78, 3.4) for n in (14, 26, 60, 72)]
    pole = line(f"M{x + 40} 42l8-12M6 30H156", 0.8)
    posts = rect(14, 26, 1.4, 56, 0.5) + rect(146, 26, 1.4, 56, 0.5)
    backs = [rect(n * 20, rng.uniform(34, 52), 18, 48, 0.16) for n in range(8)]
    ground = rect(0, 81, 160, 27, 0.4) + rect(0, 82, 160, 1.2) + rect(0, 91, 160, 1.4)
    return "".join([*backs, posts, pole, ground, car, *windows, *wheels])


def mountain(rng: Random) -> str:
    """Ranges, the nearest darkest."""
    parts = [disc(rng)]
    for shade, base in ((0.2, 40), (0.45, 54), (0.9, 68)):
        ridge = [(x, base + rng.uniform(-11, 11)) for x in range(0, 161, 16)]
        parts.append(shape([*ridge, (160, 107), (0, 107)], shade))
    return "".join(parts)


def globe(rng: Random) -> str:
    """A globe with meridians and a few marked places."""
    rings = "".join(
        f'<ellipse cx="80" cy="54" rx="{r}" ry="38" class="l" stroke-width="0.7"/>'
        for r in (12, 26, 38)
    )
    rows = "".join(line(f"M{80 - w} {y}h{2 * w}", 0.7) for y, w in ((35, 33), (54, 38), (73, 33)))
    places = [
        circle(80 + rng.uniform(-24, 24), 54 + rng.uniform(-24, 24), rng.uniform(1.8, 3))
        for _ in range(5)
    ]
    return "".join([circle(80, 54, 38, 0.22), rings, rows, *places])


def turbines(rng: Random) -> str:
    """Wind turbines over land or water."""
    parts = [disc(rng), swell(rng, 70, 3, 0.3)]
    for n in range(4):
        x, size, turn = 24 + n * 37 + rng.uniform(-7, 7), rng.uniform(0.6, 1.2), rng.uniform(0, 2)
        hub = 76 - 44 * size
        parts.append(shape([(x - 0.6, hub), (x + 0.6, hub), (x + 1.5, 82), (x - 1.5, 82)], 0.9))
        for blade in range(3):
            a = turn + blade * 2.094
            tip = (x + 19 * size * math.sin(a), hub - 19 * size * math.cos(a))
            side = (x + 4 * size * math.sin(a + 0.35), hub - 4 * size * math.cos(a + 0.35))
            parts.append(shape([(x, hub), side, tip], 0.95))
        parts.append(circle(x, hub, 1.5))
    return "".join([*parts, swell(rng, 80, 2, 0.75)])


def bridge(rng: Random) -> str:
    """A suspension bridge over the strait."""
    a, b, deck = rng.uniform(38, 48), rng.uniform(112, 122), 64.0
    sag = rng.uniform(50, 58)
    low, middle = deck - 8, f"{(a + b) / 2:.1f} {2 * sag - 24:.1f}"
    side = f"Q{(160 + b) / 2:.1f} {low} 160 {low}"
    cables = line(f"M0 {low}Q{a / 2:.1f} {low} {a:.1f} 24Q{middle} {b:.1f} 24{side}", 1)
    span = [a + (b - a) * n / 14 for n in range(1, 14)]
    hangers = "".join(
        line(f"M{x:.1f} {deck}V{24 + (sag - 24) * 4 * u * (1 - u):.1f}", 0.4, 0.7)
        for x in span
        for u in ((x - a) / (b - a),)
    )
    towers = rect(a - 1.6, 20, 3.2, 66) + rect(b - 1.6, 20, 3.2, 66)
    sea = swell(rng, 80, 1.2, 0.5) + swell(rng, 90, 1.5, 0.6)
    return "".join(
        [disc(rng), swell(rng, 70, 4, 0.15), cables, hangers, rect(0, deck, 160, 2.4), towers, sea]
    )


def wood(rng: Random) -> str:
    """Trunks and crowns."""
    parts = [disc(rng), swell(rng, 82, 2, 0.4)]
    for _ in range(17):
        x, h = rng.uniform(0, 160), rng.uniform(26, 56)
        shade = rng.choice((0.3, 0.55, 0.9))
        w = h / 4.5
        parts += [
            shape([(x, 88 - h), (x + w, 88 - h * 0.25), (x - w, 88 - h * 0.25)], shade),
            rect(x - 0.9, 88 - h * 0.3, 1.8, h * 0.35, shade),
        ]
    return "".join([*parts, swell(rng, 90, 1.5, 0.9)])


def track(rng: Random) -> str:
    """Lanes of a running track in a bend."""
    x = rng.uniform(20, 60)
    lanes = "".join(
        f'<ellipse cx="{x:.0f}" cy="112" rx="{44 + n * 14}" ry="{26 + n * 9}" class="w"/>'
        for n in range(7)
    )
    ground = f'<ellipse cx="{x:.0f}" cy="112" rx="130" ry="82" opacity="0.75"/>'
    infield = f'<ellipse cx="{x:.0f}" cy="112" rx="42" ry="25" opacity="0.5"/>'
    return "".join([rect(0, 28, 160, 12, 0.22), ground, infield, lanes])


def factory(rng: Random) -> str:
    """Sheds with saw-tooth roofs, stacks and their plumes."""
    parts = [disc(rng)]
    for n in range(3):
        x, top = 100 + n * 17, rng.uniform(24, 36)
        parts += [shape([(x, top), (x + 4, top), (x + 5.5, 84), (x - 1.5, 84)], 0.9)]
        parts += [
            circle(x + 4 + k * 6, top - 4 - k * 3.2, 3 + k * 1.3, 0.5, 'class="p"')
            for k in range(4)
        ]
    roof = [shape([(x, 58), (x, 48), (x + 16, 58)], 0.95) for x in range(6, 94, 16)]
    return "".join([*parts, *roof, rect(6, 58, 148, 28, 0.95), rect(0, 86, 160, 22, 0.5)])
