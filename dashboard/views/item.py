"""One item with all that is known of it."""

from __future__ import annotations

import streamlit as st


def page() -> None:
    """Item page."""


def dialog_if_asked() -> None:
    """Dialog."""


def ask_for(item_id: str) -> None:
    """Ask."""
