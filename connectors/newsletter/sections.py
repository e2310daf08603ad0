"""Under which heading of an issue something stands.

A heading that is a link is a headline and opens no section; nor does one that nothing but a
button ("Read more") stands under. An only ``h1`` is the newsletter's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from connectors.newsletter import boilerplate
from connectors.text import clean_title

LEVELS = {f"h{level}": level for level in range(1, 7)}
LONGEST = 120
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_LETTERS = re.compile(r"[^\W\d_]")


class Heading(NamedTuple):
    """A heading: its place among all of the issue's, and its words."""

    number: int
    words: str


Above = tuple[Heading, ...]
"""The headings above something, the nearest last."""


def with_headings(root: Any) -> Iterator[tuple[Any, Above]]:
    """The links of a tree in order, and the headings above each."""
    only_one = len(list(root.iter("h1"))) == 1
    above: list[tuple[int, Heading]] = []
    for number, element in enumerate(root.iter("a", "area", *LEVELS)):
        if element.tag not in LEVELS:
            inside = min((LEVELS[one.tag] for one in element.iter(*LEVELS)), default=9)
            above = [one for one in above if one[0] <= inside]
            yield element, tuple(heading for _, heading in above)
            continue
        level = LEVELS[element.tag]
        if element.find(".//a[@href]") is not None or _is_in_link(element):
            above = [one for one in above if one[0] <= level]  # a headline ends what is below it
            continue
        above = [one for one in above if one[0] < level]
        words = clean_title(" ".join(element.itertext()))
        if words and len(words) <= LONGEST and not (level == 1 and only_one):
            above.append((level, Heading(number, words)))


def of_lines(lines: Sequence[str]) -> dict[int, str]:
    """The headings of a plain text by their line's number: underlined, or in capitals alone."""
    return {
        number: clean_title(line)
        for number, line in enumerate(lines)
        if line.strip() and len(line) <= LONGEST and "://" not in line and _opens(lines, number)
    }


def section(above: Above, under: dict[int, list[str]]) -> str:
    """The heading of a link; ``under`` are the words of the links right below each heading."""
    nearest = above[-1] if above else None
    if nearest is None:
        return ""
    texts = under.get(nearest.number, [])
    if len(texts) == 1 and boilerplate.is_generic(texts[0]):
        return above[-2].words if len(above) > 1 else ""
    return nearest.words


def _is_in_link(element: Any) -> bool:
    return any(True for _ in element.iterancestors("a"))


def _opens(lines: Sequence[str], number: int) -> bool:
    line, after = lines[number], lines[number + 1] if number + 1 < len(lines) else ""
    if _UNDERLINE.fullmatch(line):
        return False
    if _UNDERLINE.fullmatch(after):
        return True
    alone = not after.strip() and (number == 0 or not lines[number - 1].strip())
    return alone and line.isupper() and len(_LETTERS.findall(line)) >= 3
