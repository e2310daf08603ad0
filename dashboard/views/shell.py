"""The script that Streamlit runs for every reader: style, header, and the page asked for."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from dashboard.views import data, style
from dashboard.views.pages import TITLES, page


def main() -> None:
    """Style, header, page."""
    store = data.get_store()
    name = store.outlet.name or "Rundown"
    st.set_page_config(
        page_title=f"{name} · Rundown",
        page_icon=Path(__file__).parent / "static" / "icon.svg",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    style.use_style()
    tabs = {tab: page(tab) for tab in TITLES}
    here = st.navigation([*tabs.values(), page("item")], position="hidden")
    with st.container(key="rd-head", horizontal=True, gap="small", wrap=False):
        hidden = f'<span class="rd-hidden"> {escape(here.title)}</span>'
        st.html(f'<h1 class="rd-outlet">{escape(name)}{hidden}</h1>')
        for tab, target in tabs.items():
            at = "here" if here.title == target.title else "tab"
            with st.container(key=f"rd-{at}-{tab}", width="content"):
                st.page_link(target)
        st.html(f'<p class="rd-through">{escape(data.through())}</p>')
    here.run()


main()
