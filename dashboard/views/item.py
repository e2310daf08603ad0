"""One item with all that is known of it: over the timeline, and on a page of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from connectors.items import Link
from dashboard.store.model import ItemDetail, ItemRow
from dashboard.views import data, item_newsletters, item_people, item_video
from dashboard.views import item_history as history
from dashboard.views.address import ITEM, LIST, hold
from dashboard.views.components import player
from dashboard.views.palette import KIND_NAMES
from dashboard.views.words import duration, plain


def page() -> None:
    """The item that ``?id=`` names."""
    found = _detail(st.query_params.get("id", ""))
    if found is None:
        _missing()
        return
    st.html(f'<h2 class="rd-headline" dir="auto">{escape(found.row.title)}</h2>')
    item_view(found, on_open=_go_to, on_moved=_go_to)


@st.fragment(key=ITEM)
def dialog_if_asked() -> None:
    """Over the timeline: the item that ``?item=`` names, if any."""
    asked = st.query_params.get("item")
    if not asked:
        return
    found = _detail(asked)
    title = plain(found.row.title) if found else "No such item"

    @st.dialog(title or "Untitled", width="large", on_dismiss=_closed)
    def show() -> None:
        if found is None:
            _missing()
        else:
            item_view(found, on_open=ask_for, on_moved=_show_anew)

    show()


def ask_for(item_id: str) -> None:
    """Open an item over the timeline; for callbacks."""
    st.query_params["item"] = item_id
    st.rerun(ITEM)


def _show_anew(item_id: str) -> None:
    st.query_params["item"] = item_id
    st.session_state["rd-reloads"] = st.session_state.get("rd-reloads", 0) + 1
    st.rerun([LIST, ITEM])


def item_view(
    found: ItemDetail, *, on_open: Callable[[str], None], on_moved: Callable[[str], None]
) -> None:
    """The item: what readers get on the left, what we know about it on the right.

    ``on_open`` is called with the id of a partner that the reader presses, ``on_moved`` with the
    id to show once the reader has merged or split the item.
    """
    zone = data.get_store().timezone
    reading, facts = st.columns([62, 38], gap="large")
    with reading:
        st.html(_head(found.row, zone))
        _media(found.row)
        st.html(_body(found))
    with facts:
        if found.row.url:
            st.link_button(
                "Open original", found.row.url, icon=":material/open_in_new:", type="secondary"
            )
        _partners(found.row, on_open)
        inside = item_newsletters.carried(found) if found.row.kind == "newsletter" else ""
        st.html(
            inside
            + item_video.about(found.video, zone)
            + history.changes(found.changes, zone)
            + item_newsletters.carried_by(found.row, zone)
            + _topics(found.row)
            + ("" if inside else _links(found.row.links))
            + history.sightings(found.sightings, zone)
        )
        item_people.controls(found, on_moved)


def _head(row: ItemRow, zone: ZoneInfo) -> str:
    facts = [
        KIND_NAMES.get(row.kind, row.kind),
        *history.time_facts(row, zone),
        ", ".join(row.sources),
        ", ".join(row.authors),
        duration(row.duration_s) if row.duration_s else "",
        "no longer public" if row.status == "removed" else "",
    ]
    said = " · ".join(escape(fact) for fact in facts if fact)
    return f'<p class="rd-note">{said}</p>'


def _media(row: ItemRow) -> None:
    if row.video_id and row.status != "removed":
        player.show(
            video=row.video_id,
            title=row.title,
            image=row.image.url if row.image else "",
            embed=data.get_settings().youtube_embed_endpoint,
            note="Plays from YouTube",
            key=f"rd-player-{row.id}",
        )


_BARRED = {
    "paywall": "Behind a paywall: what is public may be only a part of the text.",
    "protected": "Behind a password: its text is not public.",
}


def _body(found: ItemDetail) -> str:
    text = found.body or found.row.summary
    if not text.strip():
        why = _BARRED.get(found.access, "The source carries no text of it.")
        return f'<p class="rd-note">{why}</p>'
    paragraphs = "".join(
        f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n\s*\n|\n", text) if part.strip()
    )
    language = f' lang="{escape(found.row.language)}"' if found.row.language else ""
    note = f'<p class="rd-note">{_BARRED[found.access]}</p>' if found.access in _BARRED else ""
    return f'{note}<div class="rd-reading" dir="auto"{language}>{paragraphs}</div>'


def _partners(row: ItemRow, on_open: Callable[[str], None]) -> None:
    for partner in row.partners:
        word = "Its film" if partner.kind == "video" else "Its article"
        st.html(f'<h3 class="rd-section">{word} <small>{escape(partner.state)}</small></h3>')
        st.button(
            plain(partner.title) or "Untitled",
            key=f"rd-partner-{row.id}-{partner.id}",
            icon=":material/movie:" if partner.kind == "video" else ":material/article:",
            on_click=on_open,
            args=(partner.id,),
        )


def _topics(row: ItemRow) -> str:
    names = dict.fromkeys([topic.name for topic in row.topics] + list(row.labels))
    if not names:
        return ""
    chips = "".join(f"<li>{escape(name)}</li>" for name in names)
    return f'<h3 class="rd-section">Topics and labels</h3><ul class="rd-chips">{chips}</ul>'


def _links(links: Iterable[Link]) -> str:
    rows = [
        f"<li><span>{'Embeds' if link.rel == 'embed' else 'Links to'}</span> "
        f"{history.outside(link.url, link.url)}</li>"
        for link in links
    ]
    return history.section("What it embeds and links to", rows)


def _detail(item_id: str) -> ItemDetail | None:
    return data.cached("item", lambda store: store.timeline.detail(item_id), item_id)


def _missing() -> None:
    st.html(
        '<p class="rd-note">There is no such item. The link may be of another outlet, or cut '
        "short.</p>"
    )


def _closed() -> None:
    hold()
    st.query_params.pop("item", None)
    st.rerun(ITEM)


def _go_to(item_id: str) -> None:
    st.query_params["id"] = item_id
