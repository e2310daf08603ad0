"""What the pages read: the store, and answers shared by all sessions until something is new."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

import streamlit as st

from dashboard.config import Settings, load_settings
from dashboard.store import Store, open_store
from dashboard.store.model import Page

T = TypeVar("T")


def get_settings() -> Settings:
    """The settings of this process."""
    return _settings()


def get_store() -> Store:
    """The one store of this process, opened on first use."""
    settings = get_settings()
    return _open(settings.db, settings.timezone)


def cached(name: str, ask: Callable[[Store], T], *parts: Hashable) -> T:
    """The answer of ``ask``, remembered under ``name`` and ``parts`` for all sessions.

    It is forgotten when anything is written to the store. Answers are shared: do not change them.
    """
    store = get_store()
    return _answers().get(store.version(), (name, *parts), lambda: ask(store))


def through() -> str:
    """Until when what is shown is known: the newest success of any source."""
    store = get_store()
    known = (source.last_success_at for source in store.sources.list())
    newest = max((moment for moment in known if moment), default=None)
    if newest is None:
        return "Nothing read yet"
    local, now = newest.astimezone(store.timezone), store.clock().astimezone(store.timezone)
    day = "" if local.date() == now.date() else f"{local.day} {local:%b}, "
    return f"Data through {day}{local:%H:%M}"


ROOM = 150_000
"""How many rows the kept answers may have together, some 50 MB."""
ITEM_ROWS, ANY_ROWS = 10, 50
"""As how many rows an item of a page counts, and what is no list (a figure)."""


class Answers:
    """The newest answers to equal questions, all of one version of the store."""

    def __init__(self, room: int = ROOM) -> None:
        """Keep answers of at most ``room`` rows, the least lately used go first."""
        self._room = room
        self._used = 0
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, version: Hashable, key: Hashable, ask: Callable[[], T]) -> T:
        """The kept answer for ``key``, else that of ``ask`` (which runs outside the lock)."""
        with self._lock:
            if version != self._version:
                self._kept.clear()
                self._used = 0
                self._version = version
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(T, self._kept[key])
        answer = ask()
        with self._lock:
            if version == self._version and key not in self._kept:
                self._kept[key] = answer
                self._used += _rows(answer)
                while self._used > self._room and len(self._kept) > 1:
                    _, oldest = self._kept.popitem(last=False)
                    self._used -= _rows(oldest)
        return answer


def _rows(answer: object) -> int:
    """How much room an answer takes, counted in rows of a chart."""
    if isinstance(answer, Page):
        return ITEM_ROWS * (len(answer.items) + 1)
    return len(answer) + 1 if isinstance(answer, list | tuple) else ANY_ROWS


@st.cache_resource(show_spinner=False)
def _settings() -> Settings:
    return load_settings()


@st.cache_resource(show_spinner=False)
def _open(db: str, timezone: str) -> Store:
    return open_store(db, timezone=timezone, clock=get_settings().clock)


@st.cache_resource(show_spinner=False)
def _answers() -> Answers:
    return Answers()
