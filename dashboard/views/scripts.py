"""Which of Streamlit's own files draw what: to have them loaded before they are needed."""

from __future__ import annotations

import json
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
    key = _key_of(element)
    return str(_manifest()[key]["file"]) if key else ""


@cache
def scripts_of(*elements: str) -> tuple[str, ...]:
    """The scripts of these elements and all that they import, each once, those of the page apart.

    What ``index.html`` loads by itself is not among them.
    """
    manifest = _manifest()
    seen = _closure("index.html") if "index.html" in manifest else {}
    wanted: dict[str, None] = {}
    for element in elements:
        if key := _key_of(element):
            wanted |= {part: None for part in _closure(key) if part not in seen}
    return tuple(str(manifest[part]["file"]) for part in wanted)


def _closure(key: str) -> dict[str, None]:
    """The part of this key and, after it, all that it imports at once."""
    manifest, found, open_ = _manifest(), {key: None}, [key]
    while open_:
        for part in manifest[open_.pop()].get("imports", ()):
            if part in manifest and part not in found:
                found[part] = None
                open_.append(part)
    return found


def _key_of(element: str) -> str:
    named = (
        key for key, part in _manifest().items() if part.get("name") == element and "src" in part
    )
    return next(named, "")


@cache
def _manifest() -> dict[str, Any]:
    try:
        found = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
