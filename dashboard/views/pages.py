"""Which pages there are, and where."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, cast

import streamlit as st

TITLES = {
    "timeline": "Timeline",
    "pairing": "Pairing",
    "engagement": "Engagement",
    "sources": "Sources",
}
"""Module in this package and title of each page with a tab, in the order of the tabs."""


def page(name: str) -> Any:
    """The page that the module ``name`` of this package holds, for navigation and links."""
    if name == "item":
        return st.Page(_lazily(name), title="Item", url_path=name, visibility="hidden")
    return st.Page(
        _lazily(name), title=TITLES[name], url_path=name, default=name == next(iter(TITLES))
    )


def _lazily(name: str) -> Callable[[], None]:
    """The page's function; its module is imported when it is opened, so that others start fast."""

    def show() -> None:
        module = importlib.import_module(f"dashboard.views.{name}")
        cast("Callable[[], None]", module.page)()

    show.__name__ = name
    return show
