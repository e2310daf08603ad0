"""Two versions of a text as one: what went struck out, what came marked, the rest as it is."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import escape
from typing import NamedTuple


class Difference(NamedTuple):
    """A difference as HTML: in one, and as each version alone; how many words came and went."""

    html: str
    before: str
    after: str
    added: int
    removed: int


def difference(old: str, new: str) -> Difference:
    """Word by word. Whitespace alone is no difference; everything is escaped."""
    was, now = (re.findall(r"\S+|\n\s*\n", text) for text in (old, new))
    parts: list[str] = []
    before: list[str] = []
    after: list[str] = []
    added = removed = 0
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            for side in (parts, before, after):
                side.append(_words(was[a:b]))
            continue
        removed += sum(not word.isspace() for word in was[a:b])
        added += sum(not word.isspace() for word in now[c:d])
        if gone := _words(was[a:b]):
            parts.append(f"<del>{gone}</del>")
            before.append(parts[-1])
        if come := _words(now[c:d]):
            parts.append(f"<ins>{come}</ins>")
            after.append(parts[-1])
    return Difference(" ".join(parts), " ".join(before), " ".join(after), added, removed)


def _words(words: list[str]) -> str:
    return " ".join("<br>" if word.isspace() else escape(word) for word in words)
