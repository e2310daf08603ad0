"""A video behind its own picture: nothing of the video service is loaded until it is pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

HTML = '<div class="rd-player"></div>'
CSS = """
.rd-player { position: relative; aspect-ratio: 16 / 9; width: 100%; max-width: 720px;
  background: #000; border-radius: 6px; overflow: hidden; }
.rd-player button { all: unset; position: absolute; inset: 0; cursor: pointer; display: grid;
  place-items: center; }
.rd-player button:focus-visible { outline: 3px solid var(--rd-article); outline-offset: -3px; }
.rd-player img, .rd-player iframe { position: absolute; inset: 0; width: 100%; height: 100%;
  object-fit: cover; border: 0; }
.rd-player i { position: relative; width: 64px; height: 44px; border-radius: 10px;
  background: rgb(0 0 0 / .72); }
.rd-player i::after { content: ""; position: absolute; left: 25px; top: 11px;
  border: 11px solid transparent; border-left: 18px solid #fff; border-right: 0; }
.rd-player small { position: absolute; left: 10px; bottom: 8px; color: #fff; font-size: 12px;
  background: rgb(0 0 0 / .72); padding: 2px 8px; border-radius: 4px; }
"""
JS = """
const web = (url) => /^https?:\\/\\//i.test(url ?? "");

export default function ({ data, parentElement }) {
  const box = parentElement.querySelector(".rd-player");
  if (box.dataset.video === data.video) return;
  box.dataset.video = data.video;
  const facade = document.createElement("button");
  facade.type = "button";
  facade.setAttribute("aria-label", `Play: ${data.title}`);
  if (web(data.image)) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.referrerPolicy = "no-referrer";
    picture.src = data.image;
    facade.append(picture);
  }
  const note = document.createElement("small");
  note.textContent = data.note;
  facade.append(document.createElement("i"), note);
  facade.onclick = () => {
    if (!web(data.embed)) return;
    const frame = document.createElement("iframe");
    frame.src = `${data.embed}${encodeURIComponent(data.video)}?autoplay=1&rel=0`;
    frame.title = data.title;
    frame.allow = "autoplay; encrypted-media; picture-in-picture; fullscreen";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    box.replaceChildren(frame);
    frame.focus();
  };
  box.replaceChildren(facade);
}
"""


@cache
def _component() -> Callable[..., Any]:
    mount: Callable[..., Any] = st.components.v2.component(
        "rundown_player", html=HTML, css=CSS, js=JS, isolate_styles=False
    )
    return mount


def show(*, video: str, title: str, image: str, embed: str, key: str, note: str = "") -> None:
    """The player of YouTube video ``video``; ``embed`` is the address that ids are put behind."""
    _component()(
        key=key,
        data={"video": video, "title": title, "image": image, "embed": embed, "note": note},
    )
