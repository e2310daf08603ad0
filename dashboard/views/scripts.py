"""Which of Streamlit's own scripts draw what: to have them loaded before they are needed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit

STATIC = Path(streamlit.__file__).parent / "static"


@cache
def script_of(element: str) -> str:
    """Address, relative to the page, of the script that draws an element such as ``PlotlyChart``.

    Streamlit's own build says so (``manifest.json`` of Vite). Empty if it does not know: then the
    browser loads the script when it meets the element, as it does anyway.
    """
    return next((part["file"] for part in _parts(element)), "")


def _parts(element: str) -> Iterable[dict[str, Any]]:
    return (part for part in _manifest().values() if part.get("name") == element and "src" in part)


@cache
def _manifest() -> dict[str, Any]:
    try:
        found = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
