"""The timeline's list as a Streamlit component: an ARIA feed that loads, polls and takes keys.

Python gives it the newest page and where to ask for more (the JSON API of the same process);
see ``timeline.js`` for the shape of the data and for what it tells back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.publish.rows import rfc3339, row_json
from dashboard.store.model import DayCount, Page

HERE = Path(__file__).parent
KEY = "rd-timeline"
POLL_S = 10
"""How often an open page asks whether something is new, seconds."""


@cache
def _component() -> Callable[..., Any]:
    def text(*names: str) -> str:
        return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)

    mount: Callable[..., Any] = st.components.v2.component(
        "rundown_timeline",
        html=text("timeline.html"),
        css=text("timeline.css"),
        js=text("parts.js", "rows.js", "pages.js", "timeline.js"),
        isolate_styles=False,
    )
    return mount


def show(
    page: Page,
    *,
    view: str,
    parameters: list[list[str]],
    days: Mapping[str, Mapping[str, int]],
    zone: str,
    now: datetime,
    api: str,
    soon: str,
    on_opened: Callable[[], None],
    on_filtered: Callable[[], None],
    on_refreshed: Callable[[], None],
    on_reload: Callable[[], None],
    on_drawn: Callable[[], None],
) -> None:
    """Mount the list.

    ``view`` names what is shown: while it stays equal, rows are merged into what the reader has
    already loaded; when it changes the list starts again. ``parameters`` are the same filters for
    ``api``. ``soon`` is the address of a script that will be needed once the list is drawn.
    ``days`` are counts by kind of days that the first page may show only in part. The
    callbacks read what was told with :func:`told`.
    """
    data = {
        "view": view,
        "rows": [row_json(row) for row in page.items],
        "next": page.next,
        "newest": page.newest,
        "api": api,
        "params": parameters,
        "days": days,
        "zone": zone,
        "now": rfc3339(now),
        "poll": POLL_S,
        "soon": soon,
    }
    _component()(
        key=KEY,
        data=data,
        on_opened_change=on_opened,
        on_filtered_change=on_filtered,
        on_refreshed_change=on_refreshed,
        on_reload_change=on_reload,
        on_drawn_change=on_drawn,
    )


def told(trigger: str) -> Any:
    """What the list told with this trigger, in its callback; ``None`` if nothing."""
    state: Mapping[str, Any] = st.session_state.get(KEY) or {}
    return state.get(trigger)


def by_day(counts: list[DayCount]) -> dict[str, dict[str, int]]:
    """Counts in the shape that the list's day dividers read: ISO date, kind, number."""
    days: dict[date, dict[str, int]] = {}
    for count in counts:
        days.setdefault(count.day, {})[count.kind] = count.items
    return {day.isoformat(): kinds for day, kinds in days.items()}
