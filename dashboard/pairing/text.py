"""Words, letters and names of a text: what pairing compares.

Scripts without spaces (Chinese, Japanese, Thai …) are cut into pairs of characters, so that two
sentences share words there too. Everything is a pure function of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_LINKS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
_CHAPTER = re.compile(r"^\s*\(?\d{1,2}(?::\d{2}){1,2}\)?\s*[-–—]?\s*", re.MULTILINE)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_INSIDE = ".&-"
"""Stand inside of figures and names (3.5, AT&T, Al-Bab) without parting them."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?:»”|\n])\s+|\s[-–—|•]\s")
_THOUSANDS = re.compile("(?<=\\d)[.,'’\u00a0\u202f](?=\\d{3}(?!\\d))")
_TITLE_CASE_SHARE = 0.65
GRAM_SIZES = (3, 4, 5)
GRAM_BITS = 32


class _Separated(dict[int, str | int]):
    """A translation table that turns all but letters, digits and their marks into spaces.

    Apostrophes vanish, and what is in ``kept`` stays.
    """

    def __init__(self, kept: str = "") -> None:
        super().__init__({ord("'"): "", ord("’"): ""} | {ord(c): c for c in kept})

    def __missing__(self, code: int) -> int | str:
        kept = unicodedata.category(chr(code))[0] in "LNM"
        self[code] = code if kept else " "
        return self[code]


_SEPARATED = _Separated()
_TOKENS = _Separated(kept=_INSIDE)


def plain(text: str) -> str:
    """Letters and digits in one case, single spaces between; accents of Latin letters dropped."""
    folded = unicodedata.normalize("NFKC", _THOUSANDS.sub("", text)).casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in folded if not "\u0300" <= c <= "\u036f")
        folded = unicodedata.normalize("NFC", folded)
    return " ".join(folded.translate(_SEPARATED).split())


def words(text: str) -> list[str]:
    """The words of a text, in order, in their plain form."""
    found: list[str] = []
    for token in plain(text).split():
        if not token.isascii() and _UNSPACED.search(token):
            found += _pairs(token)
        else:
            found.append(token)
    return found


def prose(text: str, limit: int) -> str:
    """The first ``limit`` characters of a text without links, addresses and chapter times."""
    kept = _CHAPTER.sub(" ", text[: limit * 3])
    if "@" in kept or "://" in kept or "www." in kept:  # far cheaper than the expression
        kept = _LINKS.sub(" ", kept)
    return kept[:limit]


def grams(text: str) -> NDArray[np.int64]:
    """Hashed character sequences (3 to 5) of the padded plain text, repeated as they occur."""
    codes = np.frombuffer(f" {plain(text)} ".encode("utf-32-le"), dtype=np.uint32)
    rows = []
    for size in GRAM_SIZES:
        if len(codes) < size:
            continue
        mixed = np.full(len(codes) - size + 1, size * 0x9E3779B1, dtype=np.uint64)
        for offset in range(size):
            mixed = (mixed ^ codes[offset : len(codes) - size + 1 + offset]) * np.uint64(
                0x100000001B3
            )
        rows.append((mixed ^ (mixed >> np.uint64(29))) & np.uint64((1 << GRAM_BITS) - 1))
    return np.concatenate(rows).astype(np.int64) if rows else np.empty(0, dtype=np.int64)


@lru_cache(maxsize=200_000)
def word_id(word: str) -> int:
    """A word's hashed id, the same in every process."""
    return crc32(word.encode())


@dataclass(frozen=True, slots=True)
class Names:
    """What a text calls by name: people, places, bodies (``proper``) and figures (``numbers``)."""

    proper: frozenset[str] = field(default_factory=frozenset)
    numbers: frozenset[str] = field(default_factory=frozenset)


def names(text: str) -> Names:
    """The names and figures of a text, in plain form, word by word.

    A capital at the beginning of a sentence proves nothing, nor do capitals where nearly every
    word has one; languages without capitals give figures only.
    """
    proper: set[str] = set()
    numbers: set[str] = set()
    whole = unicodedata.normalize("NFKC", _THOUSANDS.sub("", text))
    for sentence in _SENTENCE_ENDS.split(whole):
        found = [t for raw in sentence.translate(_TOKENS).split() if (t := raw.strip(_INSIDE))]
        letters = [t for t in found if t[0].isalpha()]
        capitals = [t for t in letters if t[0].isupper()]
        titled = len(letters) > 3 and len(capitals) > _TITLE_CASE_SHARE * len(letters)
        for place, token in enumerate(found):
            if not token.isalpha() and any(c.isdigit() for c in token):
                numbers.add(plain(token))
            elif token[0].isupper() and not titled and (place > 0 or token.isupper()):
                proper.update(w for w in plain(token).split() if len(w) > 1)
    return Names(frozenset(proper), frozenset(n for n in numbers if n))


def _pairs(token: str) -> list[str]:
    """Overlapping pairs of characters of an unspaced run; other parts stay whole."""
    found: list[str] = []
    last = 0
    for run in _UNSPACED.finditer(token):
        if before := token[last : run.start()]:
            found.append(before)
        body = run.group()
        found += [body[i : i + 2] for i in range(max(1, len(body) - 1))]
        last = run.end()
    if rest := token[last:]:
        found.append(rest)
    return found
