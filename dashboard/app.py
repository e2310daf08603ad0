"""The web process: the pages, and beside them the routes of the JSON API."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit.web.bootstrap import load_config_options

from dashboard.publish import api, push
from dashboard.store import is_passing
from dashboard.views import assets, away, data, warm

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
    middleware=[Middleware(assets.Assets)],
    on_script_error=told,
)


def serve(host: str, port: int, options: Mapping[str, Any]) -> None:
    """Serve until told to stop; ``options`` are Streamlit's, by their dotted names.

    Streamlit's own runner binds the port in a way that leaves Nagle's algorithm on: each script and
    each message of a page then waits up to 40 ms for the one before to be acknowledged.
    """
    load_config_options({**options, "server.address": host, "server.port": port})
    ping_s = st.get_option("server.websocketPingInterval") or 30
    uvicorn.run(
        app,
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_max_size=int(st.get_option("server.maxMessageSize")) * 1_000_000,
        ws_ping_interval=ping_s,
        ws_ping_timeout=ping_s,
        ws_per_message_deflate=bool(st.get_option("server.enableWebsocketCompression")),
        ssl_certfile=st.get_option("server.sslCertFile"),
        ssl_keyfile=st.get_option("server.sslKeyFile"),
        access_log=False,
    )
