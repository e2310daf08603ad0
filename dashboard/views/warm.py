"""What the web process does before anybody asks, so that the first reader does not wait for it."""

from __future__ import annotations

import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from dashboard.views import assets, chart_column, data, filters
from dashboard.views.newest import newest
from dashboard.views.view import View

log = logging.getLogger("rundown.web")

LATE = ("plotly.graph_objects", "streamlit.elements.plotly_chart", "dashboard.views.item")
"""Modules that pages import only when they need them, and that take long."""


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """While the web process runs; its first seconds are used to get ready, beside serving."""
    threading.Thread(target=get_ready, name="get-ready", daemon=True).start()
    yield {}


def get_ready() -> None:
    """Open the store, ask what the timeline will ask, and import what its charts need.

    What goes wrong here is only logged: the page will meet it too, and says so to its reader.
    """
    try:
        data.cached("total", lambda store: store.timeline.total())
        newest(View())
        filters.topic_names()
        chart_column.ask(View())
        for name in LATE:
            importlib.import_module(name)
        assets.pack()
        gc.collect()
        gc.freeze()  # what is loaded by now stays: no later collection needs to look at it
    except Exception:
        log.warning("The timeline could not be prepared.", exc_info=True)
