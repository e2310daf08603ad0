"""The web process: the pages, and beside them the routes of the JSON API."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from dashboard.publish import api, push
from dashboard.store import is_passing
from dashboard.views import away, data, warm

log = logging.getLogger("rundown.web")


def told(error: Exception) -> bool:
    """Say in words that a page failed; the log keeps the rest. True: Streamlit shows no more."""
    if is_passing(error):
        log.warning("A page could not be built: the database does not answer.")
        away.until_it_is_back()
        return True
    log.error("A page could not be built.", exc_info=error)
    st.warning(  # not st.error: red is kept for what is live
        "This page could not be built. Nothing that is stored was touched. "
        "Reload it; if that does not help, `rundown doctor` and the server's log say why.",
        icon=":material/error:",
    )
    return True


app = st.App(
    Path(__file__).parent / "views" / "shell.py",
    lifespan=warm.lifespan,
    routes=[*api.routes(data.get_store), *push.routes(data.get_store, data.get_settings)],
    on_script_error=told,
)
