"""One case of the pairing desk as a Streamlit component: an item, its candidates, and the keys.

See ``desk.js`` for what it tells back. Titles and texts come from outside: they are only ever
set as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
KEY = "rd-desk"


@cache
def _component() -> Callable[..., Any]:
    def text(ending: str) -> str:
        return (HERE / f"desk.{ending}").read_text(encoding="utf-8")

    mount: Callable[..., Any] = st.components.v2.component(
        "rundown_desk", html=text("html"), css=text("css"), js=text("js"), isolate_styles=False
    )
    return mount


def show(
    data: Mapping[str, Any],
    *,
    on_decided: Callable[[], None],
    on_moved: Callable[[], None],
    on_undone: Callable[[], None],
    on_more: Callable[[], None],
) -> None:
    """Mount a case (its shape is made by ``pairing_case``); callbacks read :func:`told`."""
    _component()(
        key=KEY,
        data=data,
        on_decided_change=on_decided,
        on_moved_change=on_moved,
        on_undone_change=on_undone,
        on_more_change=on_more,
    )


def told(trigger: str) -> Any:
    """What the desk told with this trigger, in its callback; ``None`` if nothing."""
    state: Mapping[str, Any] = st.session_state.get(KEY) or {}
    return state.get(trigger)
