"""Texts as PostgreSQL's full-text search holds them, and searches as it is asked.

Texts are taken apart here, by the rules of the tokenizer that SQLite uses (FTS5's ``unicode61``
with letters, numbers and marks; SQLite's FTS5 documentation, section 4.3.1), so that both engines
find the same and nothing has to be installed on the server. Formats: PostgreSQL's documentation,
"Text Search Types".

GIN knows which items have a word, and nothing of where it stands. So that it need not look into
each of the thousands of items that share common words, a vector holds more than words, all of it
told from words by a sign that no word has:

- ``=tflood``: the word of a title, as ``=a`` of authors and ``=l`` of labels;
- ``~1f03c``: two words that follow each other, as a number that few other pairs have;
- ``@2026-11-24``, ``@2026-11``, ``@2026``: when the item was published, so that the newest hits
  come first without sorting all; see :func:`dashboard.store.search_postgres.spans`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, normalize
from zlib import crc32

from dashboard.store.identity import from_ms, ms_of

if TYPE_CHECKING:
    from dashboard.store.search import Document, Term

FIELDS = {"title": "=t", "author": "=a", "label": "=l"}
LAST_POSITION = 16_383
POSITIONS_A_WORD = 255
WORD_CHARACTERS = 200
VECTOR_BYTES = 1_000_000
"""What PostgreSQL takes at most is 1 MiB of words and places, and longer words are cut."""
APART = 10
"""Places between two parts of an item, so that no phrase reaches from one into the other."""

_DAYS_BY_DAY, _DAYS_BY_MONTH = 10, 500


class _Folding(dict[int, str]):
    """What becomes of each character: itself in lower case without accents, or a gap."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold(chr(code))
        return found


_DROPPED = frozenset(chr(0x300 + n) for n in range(50) if (0x000361F8 << 32 | 0x08029FDF) >> n & 1)
"""Accents on their own that ``unicode61`` leaves out (``sqlite3Fts5UnicodeIsdiacritic``)."""


def _fold(char: str) -> str:
    if char in _DROPPED:
        return ""
    kind = category(char)
    if kind[0] not in "LN" and kind not in ("Co", "Mn", "Mc"):
        return " "
    lower = char.lower() if len(char.lower()) == 1 else char
    base, *marks = list(normalize("NFD", lower))
    # Accents go from Latin letters only: elsewhere a mark makes another letter (й, か, ا).
    return base.lower() if marks and base.isascii() else lower


_folding = _Folding()


def words_of(text: str) -> list[str]:
    """The words of a text in order, folded."""
    return text.translate(_folding).split()


def vector(place: int, document: Document) -> str:
    """The ``tsvector`` of an item at a position, in PostgreSQL's text form."""
    title, summary, body, author, label = document
    gathered = _Gathered()
    for text, field in ((title, "=t"), (author, "=a"), (label, "=l"), (summary, ""), (body, "")):
        gathered.add(words_of(text), field)
    day = day_of(place)
    return gathered.said([_by_day(day), _by_month(day), _by_year(day)])


class _Gathered:
    """The words of an item and their places, as many as a vector holds."""

    def __init__(self) -> None:
        self._places: dict[str, list[int]] = {}
        self._pairs: set[str] = set()
        self._at = 0
        self._left = VECTOR_BYTES

    def add(self, words: Sequence[str], field: str) -> None:
        """The words of one part of the item, and those of its field."""
        before = ""
        for long in words:
            if self._left <= 0:
                break
            self._at += 1
            word = long[:WORD_CHARACTERS]
            self._put(word)
            if field:
                self._put(field + word)
            if before:
                pair = _pair(before, word)
                self._left -= 0 if pair in self._pairs else 10
                self._pairs.add(pair)
            before = word
        self._at += APART

    def _put(self, word: str) -> None:
        places = self._places.get(word)
        if places is None:
            self._places[word] = [min(self._at, LAST_POSITION)]
            self._left -= len(word.encode()) + 10
        elif self._at <= LAST_POSITION and len(places) < POSITIONS_A_WORD:
            places.append(self._at)
            self._left -= 2

    def said(self, marks: Iterable[str]) -> str:
        """All of it, and marks, as PostgreSQL reads it."""
        found = [f"'{word}':{','.join(map(str, places))}" for word, places in self._places.items()]
        return " ".join([*found, *(f"'{mark}'" for mark in (*self._pairs, *marks))])


def _pair(one: str, next_one: str) -> str:
    return f"~{crc32(f'{one} {next_one}'.encode('utf-8', 'surrogatepass')) & 0xFFFFF:x}"


class Query(NamedTuple):
    """A search as two ``tsquery``s: what the index is asked, and what must hold besides.

    The index is asked for the pairs of words of a phrase and not for the phrase, since it would go
    through all places of common words. ``exactly`` is empty where the index knows the answer.
    """

    indexed: str
    exactly: str

    def within(self, marks: Sequence[str]) -> str:
        """What the index is asked for items that have one of these marks; none: for all."""
        if not marks:
            return self.indexed
        listed = " | ".join([f"'{mark}'" for mark in marks])
        return f"({self.indexed}) & ({listed})"


def query_of(terms: Sequence[Term]) -> Query:
    """The queries of terms that must occur and terms that must not; empty: nothing matches.

    Of only unwanted terms it is what any of them says: that has to be turned around.
    """
    said = [(term.negated, found) for term in terms if (found := _said(term))]
    unwanted = [found.exactly or found.indexed for negated, found in said if negated]
    wanted = [found for negated, found in said if not negated]
    if not wanted:
        return Query(" | ".join([f"({one})" for one in unwanted]), "")
    indexed = [found.indexed for found in wanted]
    if not unwanted and not any(found.exactly for found in wanted):
        return Query(" & ".join(indexed), "")
    exactly = [found.exactly or found.indexed for found in wanted]
    return Query(" & ".join(indexed), " & ".join([*exactly, *(f"!({one})" for one in unwanted)]))


def _said(term: Term) -> Query | None:
    from dashboard.store.search import spaced  # imported late: it imports this module

    words = [word[:WORD_CHARACTERS] for word in words_of(spaced(term.text))]
    if not words:
        return None
    field = FIELDS.get(term.field, "")
    quoted = [f"'{field}{word}'" for word in words]
    quoted[-1] += ":*" if term.prefix else ""
    if len(words) == 1:
        return Query(quoted[0], "")
    pairs = [f"'{_pair(*two)}'" for two in pairwise(words[:-1] if term.prefix else words)]
    last = quoted[-1:] if term.prefix else []
    return Query(" & ".join([*pairs, *last]), f"({' <-> '.join(quoted)})")


def marks_of(first: date, last: date) -> tuple[str, ...]:
    """The fewest of the words for days that cover those from ``first`` to ``last``."""
    count = (last - first).days + 1
    mark = _by_day if count <= _DAYS_BY_DAY else _by_month if count <= _DAYS_BY_MONTH else _by_year
    days = (first + timedelta(days=n) for n in range(count))
    return tuple(dict.fromkeys(mark(day) for day in days))


def day_of(place: int) -> date:
    """The day (UTC) of a position."""
    return from_ms(ms_of(place)).date()


def _by_day(day: date) -> str:
    return f"@{day.isoformat()}"


def _by_month(day: date) -> str:
    return f"@{day.isoformat()[:7]}"


def _by_year(day: date) -> str:
    return f"@{day.year:04}"
