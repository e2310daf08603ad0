"""Full-text search: the reader's language, and SQLite's FTS5 behind it.

On PostgreSQL the same language is answered by :mod:`dashboard.store.search_postgres`.

The language: words (all must occur), ``"phrases"``, ``-not``, ``word*`` for beginnings,
``author:name``, ``label:name``, ``title:word``. Case and diacritics do not matter. Scripts that
are written without spaces (Chinese, Japanese, Thai …) and Korean are indexed character by
character and searched as phrases, so that any part of a sentence is found.

FTS5 rows are keyed by an item's position, so hits come newest first without a join or a sort.
The table is contentless: what is in it is a pure function of the item, see
:func:`document`. Format of MATCH expressions: SQLite's FTS5 documentation, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from connectors.items import Item
from dashboard.store import codec, search_postgres
from dashboard.store.upsert import insert_values

COLUMNS = ("title", "summary", "body", "author", "label")

CREATE_TABLE = (
    "CREATE VIRTUAL TABLE item_search USING fts5(title, summary, body, author, label, content='', "
    "tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\")"
)

_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003134f])"
)
_TERM = re.compile(
    r"(?P<minus>-)?(?:(?P<field>author|label|title):)?"
    r"(?:[\"“”„](?P<phrase>[^\"“”„]*)[\"“”„]|(?P<word>[^\s\"“”„]+))",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]", re.UNICODE)

INDEXED_AT_ONCE = (480,)
"""Documents of one statement: each of many rows makes FTS5 write out what it has gathered.

It also does so at each row whose id is lower than the one before (feeds come newest first), so
they are given to it in order: that is a quarter of the work.
"""

Document = tuple[str, str, str, str, str]
"""An item's words by column, in the order of ``COLUMNS``."""


def spaced(value: str) -> str:
    """The text with the characters of unspaced scripts set apart."""
    return _UNSPACED.sub(r" \1 ", value) if not value.isascii() else value


def document(item: Item) -> Document:
    """What of an item can be searched; what is said in a video counts as its text."""
    return (
        spaced(item.title),
        spaced(item.summary),
        spaced(codec.text_of(item)),
        spaced(" \n ".join(item.authors)),
        spaced(" \n ".join(item.labels)),
    )


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a search: a word or phrase, where it is looked for, and whether it must not."""

    text: str
    field: str = ""
    negated: bool = False
    prefix: bool = False


def parse(query: str) -> tuple[Term, ...]:
    """The terms of a search. Never fails: what is not language is words."""
    terms = []
    for found in _TERM.finditer(query):
        words = found["phrase"] if found["phrase"] is not None else found["word"]
        if not _TOKEN.search(words):
            continue
        prefix = found["phrase"] is None and words.endswith("*")
        terms.append(
            Term(
                words.rstrip("*") if prefix else words,
                (found["field"] or "").lower(),
                bool(found["minus"]),
                prefix,
            )
        )
    return tuple(terms)


def match_expression(terms: Iterable[Term]) -> str:
    """The FTS5 MATCH expression of terms that must occur and terms that must not.

    FTS5 has no unary NOT: with only negated terms the caller must turn the search around, see
    :func:`only_negated`.
    """
    wanted = [_fts(t) for t in terms if not t.negated]
    unwanted = [_fts(t) for t in terms if t.negated]
    expression = " AND ".join(wanted) or " OR ".join(unwanted)
    if wanted and unwanted:
        expression = f"({expression}) NOT ({' OR '.join(unwanted)})"
    return expression


def only_negated(terms: Sequence[Term]) -> bool:
    """Whether a search says only what must not occur."""
    return bool(terms) and all(term.negated for term in terms)


def _fts(term: Term) -> str:
    quoted = '"' + spaced(term.text).replace('"', " ").strip() + '"'
    column = f"{term.field} : " if term.field else ""
    return f"{column}{quoted}{' *' if term.prefix else ''}"


def add(connection: Connection, outlet_id: int, documents: Sequence[tuple[int, Document]]) -> None:
    """Put documents into the index at their positions, which must be free."""
    if connection.dialect.name != "sqlite":
        search_postgres.add(connection, outlet_id, documents)
    elif documents:
        rows = [(place, *words) for place, words in sorted(documents)]
        insert_values(connection, _ADD, rows, at_once=INDEXED_AT_ONCE)


def append(connection: Connection, documents: Sequence[tuple[int, Document]]) -> None:
    """The same for very many documents on SQLite, which must be in the order of their positions.

    FTS5 gathers what comes in one transaction and in that order, and writes it out at once.
    """
    if documents:
        rows = [(place, *words) for place, words in documents]
        connection.exec_driver_sql(f"{_ADD} VALUES (?, ?, ?, ?, ?, ?)", rows)


def remove(
    connection: Connection, outlet_id: int, documents: Sequence[tuple[int, Document]]
) -> None:
    """Take documents out; they must be given just as they were put in."""
    if connection.dialect.name != "sqlite":
        search_postgres.remove(connection, outlet_id, documents)
    elif documents:
        rows = [("delete", place, *words) for place, words in sorted(documents)]
        insert_values(connection, _REMOVE, rows, at_once=INDEXED_AT_ONCE)


_NAMES = ", ".join(COLUMNS)
_ADD = f"INSERT INTO item_search(rowid, {_NAMES})"
_REMOVE = f"INSERT INTO item_search(item_search, rowid, {_NAMES})"
