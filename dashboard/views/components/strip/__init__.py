"""The strip above the charts.

On a narrow screen the charts fold into it; pressing it opens and closes them. On any screen it
tells which bar of a chart was pressed: of its own, Streamlit tells either presses or dragged
ranges of a chart, and the charts here take both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

KEY = "rd-strip"
HTML = (
    '<button type="button" class="rd-strip" aria-expanded="false">'
    "<span></span> <b>Charts</b></button>"
)
JS = """
const heard = new WeakSet();
const wide = matchMedia("(min-width: 801px)"); // as in style.css

export default function ({ data, parentElement, setTriggerValue }) {
  const page = document.documentElement;
  const strip = parentElement.querySelector(".rd-strip");
  strip.querySelector("span").textContent = data.answer;
  strip.setAttribute("aria-expanded", String(page.dataset.rdCharts === "open"));
  strip.onclick = () => {
    const open = page.dataset.rdCharts !== "open";
    page.dataset.rdCharts = open ? "open" : "";
    strip.setAttribute("aria-expanded", String(open));
    if (open) setTriggerValue("unfolded", true);
    window.dispatchEvent(new Event("resize")); // charts take the width that they now have
  };
  const hear = (event) => {
    const chart = event.target.closest?.(".st-key-rd-charts-body .js-plotly-plot");
    if (!chart || heard.has(chart)) return;
    heard.add(chart);
    chart.on("plotly_click", ({ points }) => {
      const own = points[0]?.customdata;
      if (own) setTriggerValue("pressed", String(own));
    });
  };
  const widened = ({ matches }) => {
    if (matches) setTriggerValue("unfolded", true);
  };
  document.addEventListener("pointerdown", hear, true);
  wide.addEventListener("change", widened);
  return () => {
    document.removeEventListener("pointerdown", hear, true);
    wide.removeEventListener("change", widened);
  };
}
"""


@cache
def _component() -> Callable[..., Any]:
    mount: Callable[..., Any] = st.components.v2.component(
        "rundown_strip", html=HTML, js=JS, isolate_styles=False
    )
    return mount


def show(answer: str, on_pressed: Callable[[], None], on_unfolded: Callable[[], None]) -> None:
    """The strip; ``answer`` is what the first chart says, ``on_pressed`` calls :func:`pressed`.

    ``on_unfolded`` is called when the charts come to be seen that were folded before.
    """
    _component()(
        key=KEY,
        data={"answer": answer},
        on_pressed_change=on_pressed,
        on_unfolded_change=on_unfolded,
    )


def pressed() -> str:
    """The ``customdata`` of the bar that was pressed."""
    state: Mapping[str, Any] = st.session_state.get(KEY) or {}
    return str(state.get("pressed") or "")
