"""On a narrow screen the charts fold into one strip; pressing it opens and closes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

HTML = (
    '<button type="button" class="rd-strip" aria-expanded="false">'
    '<span></span><b aria-hidden="true">Charts</b></button>'
)
JS = """
export default function ({ data, parentElement }) {
  const page = document.documentElement;
  const strip = parentElement.querySelector(".rd-strip");
  strip.querySelector("span").textContent = data.answer;
  strip.setAttribute("aria-expanded", String(page.dataset.rdCharts === "open"));
  strip.onclick = () => {
    const open = page.dataset.rdCharts !== "open";
    page.dataset.rdCharts = open ? "open" : "";
    strip.setAttribute("aria-expanded", String(open));
    window.dispatchEvent(new Event("resize")); // charts take the width that they now have
  };
}
"""


@cache
def _component() -> Callable[..., Any]:
    mount: Callable[..., Any] = st.components.v2.component(
        "rundown_strip", html=HTML, js=JS, isolate_styles=False
    )
    return mount


def show(answer: str) -> None:
    """The strip; ``answer`` is what the first chart says."""
    _component()(key="rd-strip", data={"answer": answer})
