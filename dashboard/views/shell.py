"""The script that Streamlit runs for every reader: style, header, and the page asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from html import escape
from typing import cast

import streamlit as st

from dashboard.views import data, style
from dashboard.views.words import clock_time


def lazily(module: str) -> Callable[[], None]:
    """A page that is imported when it is first opened, so that the timeline starts quickly."""

    def page() -> None:
        found = importlib.import_module(f"dashboard.views.{module}")
        cast("Callable[[], None]", found.page)()

    page.__name__ = module
    return page


def main() -> None:
    """Style, header, page."""
    store = data.get_store()
    name = store.outlet.name or "Rundown"
    st.set_page_config(
        page_title=f"{name} · Rundown",
        page_icon=":material/view_timeline:",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    style.use_style()
    tabs = [
        st.Page(lazily("timeline"), title="Timeline", url_path="timeline", default=True),
        st.Page(lazily("pairing"), title="Pairing", url_path="pairing"),
        st.Page(lazily("engagement"), title="Engagement", url_path="engagement"),
        st.Page(lazily("sources"), title="Sources", url_path="sources"),
    ]
    item = st.Page(lazily("item"), title="Item", url_path="item", visibility="hidden")
    here = st.navigation([*tabs, item], position="hidden")
    with st.container(key="rd-head", horizontal=True, gap="small"):
        st.html(f'<h1 class="rd-outlet">{escape(name)}</h1>')
        for tab in tabs:
            with st.container(key=f"rd-tab-{tab.url_path or 'timeline'}", width="content"):
                st.page_link(tab)
        through = clock_time(store.clock(), store.timezone)
        st.html(f'<p class="rd-through">Data through {through}</p>')
    here.run()


main()
