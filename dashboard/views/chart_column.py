"""The charts beside the list."""

from __future__ import annotations

import streamlit as st

KEY = "charts"


@st.fragment(key=KEY)
def show() -> None:
    """Charts."""
    with st.container(key="rd-charts"):
        st.write("charts")
