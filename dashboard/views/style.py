"""The one style of all pages, and which theme the reader's browser shows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.views.palette import Palette, Theme, palette


@cache
def stylesheet() -> str:
    """The text of ``style.css``."""
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def use_style() -> None:
    """Put the style on the page; the shell does this once for every page."""
    st.html(f"<style>{stylesheet()}</style>")


def current_theme() -> Theme:
    """The theme that the reader sees (``light`` until the browser has said)."""
    return "dark" if st.context.theme.type == "dark" else "light"


def current_palette() -> Palette:
    """The colours of the theme that the reader sees, for charts."""
    return palette(current_theme())
