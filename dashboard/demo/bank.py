"""The story bank: what was written by hand, read from ``data/*.toml``.

A file is named for its desk. Each table is a story: ``heads`` (first report, then follow-ups; an
earlier wording stands before ``" || "``), ``facts`` (sentences; fact *n* opens article *n*),
``film`` and ``about`` (a film about it, worded apart from the text), ``tags``, ``art`` (the motif
of its picture), ``seconds`` (the film's length, where its words state it), ``kicker`` (what the
newsroom calls the story; its key by default).

A table with ``rows`` is a family: the same template in different places, persons and figures,
once for each row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from dashboard.demo.newsroom import DESKS, Desk

LOOSE_FILMS = "films.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story of the bank. ``reserve`` keeps it for the hours after the opening."""

    key: str
    desk: Desk
    heads: tuple[str, ...]
    facts: tuple[str, ...]
    tags: tuple[str, ...]
    motif: str
    film: str
    about: str
    seconds: int
    chapters: tuple[str, ...]
    language: str
    kicker: str
    reserve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseFilm:
    """A film that belongs to no article. ``role`` names a special part (``live-now`` …)."""

    title: str
    about: str
    desk: Desk
    motif: str
    tags: tuple[str, ...]
    seconds: int
    kind: str
    role: str


@cache
def stories() -> tuple[Story, ...]:
    """All stories, in the order of the files."""
    found: list[Story] = []
    for entry in sorted(files("dashboard.demo").joinpath("data").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml") and entry.name != LOOSE_FILMS:
            tables = tomllib.loads(entry.read_text(encoding="utf-8"))
            for key, table in tables.items():
                found.extend(_stories(entry.name.removesuffix(".toml"), key, table))
    return tuple(found)


@cache
def loose_films() -> tuple[LooseFilm, ...]:
    """The films that belong to no article."""
    text = files("dashboard.demo").joinpath("data", LOOSE_FILMS).read_text(encoding="utf-8")
    return tuple(
        LooseFilm(
            title=row["title"],
            about=row["about"],
            desk=DESKS[row["desk"]],
            motif=row["art"],
            tags=tuple(row.get("tags", ())),
            seconds=row.get("seconds", 0),
            kind=row.get("kind", "upload"),
            role=row.get("role", ""),
        )
        for row in tomllib.loads(text)["film"]
    )


def _stories(stem: str, key: str, table: dict[str, Any]) -> Iterator[Story]:
    rows: list[dict[str, Any]] = table.get("rows", [])
    if not rows:
        yield _story(stem, key, table)
    for number, row in enumerate(rows, 1):
        yield _story(stem, f"{key}-{number}", _filled(table, row))


def _filled(table: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, str):
            filled[name] = value.format_map(row)
        elif name in {"rows", "seconds"}:
            filled[name] = value
        elif name in {"heads", "facts", "tags", "chapters"}:
            filled[name] = [text.format_map(row) for text in value]
    return filled | {name: row[name] for name in ("art", "reserve") if name in row}


def _story(stem: str, key: str, table: dict[str, Any]) -> Story:
    return Story(
        key=key,
        desk=DESKS[table.get("desk", stem)],
        heads=tuple(table["heads"]),
        facts=tuple(table["facts"]),
        tags=tuple(table.get("tags", ())),
        motif=table["art"],
        film=table.get("film", ""),
        about=table.get("about", ""),
        seconds=table.get("seconds", 0),
        chapters=tuple(table.get("chapters", ())),
        language=table.get("language", "en"),
        kicker=table.get("kicker", "" if "rows" in table else key.replace("-", " ").capitalize()),
        reserve=stem == "reserve" or bool(table.get("reserve", False)),
    )
