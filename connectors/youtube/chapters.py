"""Chapters, as makers write them into descriptions: a line with a time for each.

YouTube Help, "Video chapters": the first stands at 0:00, there are at least three, in ascending
order, and each is ten seconds long at least; otherwise there are none at all.
"""

from __future__ import annotations

import re

from connectors.items import Chapter

FEWEST = 3
SHORTEST_S = 10

_TIME = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})"
_MARKS = r"[\s\-–—|•*·:.,)\](\[]"
_TIME_FIRST = re.compile(rf"^{_MARKS}*{_TIME}(?!\d|:\d){_MARKS}*(?P<title>\S.*)$", re.ASCII)
_TIME_LAST = re.compile(rf"^(?P<title>.*?\S){_MARKS}+{_TIME}[\s)\]]*$", re.ASCII)


def chapters_of(description: str, duration_s: int | None = None) -> tuple[Chapter, ...]:
    """The chapters that a description makes; ``duration_s`` is the video's length if known."""
    found = [chapter for line in description.splitlines() if (chapter := _chapter(line))]
    starts = [chapter.start_s for chapter in found]
    ends = [*starts[1:], *([duration_s] if duration_s else ())]
    long_enough = all(end - start >= SHORTEST_S for start, end in zip(starts, ends, strict=False))
    if len(found) < FEWEST or starts[0] != 0 or not long_enough:
        return ()
    return tuple(found)


def _chapter(line: str) -> Chapter | None:
    for form in (_TIME_FIRST, _TIME_LAST):
        if (match := form.match(line.strip())) and (title := " ".join(match["title"].split())):
            hours, minutes, seconds = match[1], match[2], match[3]
            if form is _TIME_LAST:
                hours, minutes, seconds = match[2], match[3], match[4]
            if int(seconds) < 60:
                start = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
                return Chapter(start, title)
    return None
