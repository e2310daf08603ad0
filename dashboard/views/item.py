"""One item with all that is known of it: over the timeline, and on a page of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from connectors.items import Link, Video, VideoKind
from dashboard.store.model import Change, ItemDetail, ItemRow, SightingRow
from dashboard.views import data
from dashboard.views.address import ITEM
from dashboard.views.components import player
from dashboard.views.palette import KIND_NAMES
from dashboard.views.words import duration, full_time, short_time

FIELDS = {
    "title": "Headline",
    "status": "Visibility",
    "live_state": "Live state",
    "url": "Address",
    "published_at": "Publication time",
}


def page() -> None:
    """The item that ``?id=`` names."""
    found = _detail(st.query_params.get("id", ""))
    if found is None:
        _missing()
        return
    st.html(f'<h2 class="rd-headline" dir="auto">{escape(found.row.title)}</h2>')
    item_view(found, on_open=_go_to)


@st.fragment(key=ITEM)
def dialog_if_asked() -> None:
    """Over the timeline: the item that ``?item=`` names, if any."""
    asked = st.query_params.get("item")
    if not asked:
        return
    found = _detail(asked)
    title = _plain(found.row.title) if found else "No such item"

    @st.dialog(title or "Untitled", width="large", on_dismiss=_closed)
    def show() -> None:
        if found is None:
            _missing()
        else:
            item_view(found, on_open=ask_for)

    show()


def ask_for(item_id: str) -> None:
    """Open an item over the timeline; for callbacks."""
    st.query_params["item"] = item_id
    st.rerun(ITEM)


def item_view(found: ItemDetail, *, on_open: Callable[[str], None]) -> None:
    """The item: what readers get on the left, what we know about it on the right.

    ``on_open`` is called with the id of a partner that the reader presses.
    """
    zone = data.get_store().timezone
    reading, facts = st.columns([62, 38], gap="large")
    with reading:
        st.html(_head(found.row, zone))
        _media(found.row)
        st.html(_body(found))
    with facts:
        st.link_button(
            "Open original", found.row.url, icon=":material/open_in_new:", type="secondary"
        )
        _partners(found.row, on_open)
        st.html(
            _about_video(found.video, zone)
            + _sightings(found.sightings, zone)
            + _changes(found.changes, zone)
            + _topics(found.row)
            + _links(found.row.links)
        )


def _head(row: ItemRow, zone: ZoneInfo) -> str:
    facts = [
        KIND_NAMES.get(row.kind, row.kind),
        full_time(row.published_at, zone),
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


def _body(found: ItemDetail) -> str:
    text = found.body or found.row.summary
    if not text.strip():
        return '<p class="rd-note">The source carries no text of it.</p>'
    paragraphs = "".join(
        f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n\s*\n|\n", text) if part.strip()
    )
    language = f' lang="{escape(found.row.language)}"' if found.row.language else ""
    return f'<div class="rd-reading" dir="auto"{language}>{paragraphs}</div>'


def _partners(row: ItemRow, on_open: Callable[[str], None]) -> None:
    for partner in row.partners:
        word = "Its film" if partner.kind == "video" else "Its article"
        st.html(f'<h3 class="rd-section">{word} <small>{escape(partner.state)}</small></h3>')
        st.button(
            _plain(partner.title) or "Untitled",
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


def _changes(changes: Iterable[Change], zone: ZoneInfo) -> str:
    rows = [
        f"<li><span>{FIELDS.get(change.field, change.field)}, "
        f"{escape(short_time(change.at, zone))}</span>"
        f"<del>{escape(change.old) or 'nothing'}</del> <ins>{escape(change.new)}</ins></li>"
        for change in changes
    ]
    return _section("What changed", rows)


def _sightings(sightings: Iterable[SightingRow], zone: ZoneInfo) -> str:
    return _section("Where it was seen", [_sighting(sighting, zone) for sighting in sightings])


def _sighting(sighting: SightingRow, zone: ZoneInfo) -> str:
    said = [f"first seen {short_time(sighting.first_seen_at, zone)}"]
    if sighting.last_changed_at > sighting.first_seen_at:
        said.append(f"changed {short_time(sighting.last_changed_at, zone)}")
    if sighting.gone_at:
        said.append(f"gone {short_time(sighting.gone_at, zone)}")
    kind = f" ({sighting.source_kind})" if sighting.source_kind else ""
    return (
        f"<li>{_outside(sighting.url, f'{sighting.source_name}{kind}')}"
        f"<span>{escape(', '.join(said))}</span></li>"
    )


def _links(links: Iterable[Link]) -> str:
    rows = [
        f"<li><span>{'Embeds' if link.rel == 'embed' else 'Links to'}</span> "
        f"{_outside(link.url, link.url)}</li>"
        for link in links
    ]
    return _section("What it embeds and links to", rows)


def _about_video(video: Video | None, zone: ZoneInfo) -> str:
    if video is None:
        return ""
    facts = []
    if video.kind_basis and video.video_kind is not VideoKind.UNKNOWN:
        facts.append(f"{video.video_kind.capitalize()}: {video.kind_basis}")
    if video.uploaded_at:
        facts.append(f"Uploaded {full_time(video.uploaded_at, zone)}, published later")
    chapters = [
        _outside(f"{video.url}&t={chapter.start_s}s", duration(chapter.start_s))
        + f" {escape(chapter.title)}"
        for chapter in video.chapters
    ]
    return _section("About the video", [f"<li>{escape(fact)}</li>" for fact in facts]) + _section(
        "Chapters", [f"<li>{chapter}</li>" for chapter in chapters]
    )


def _section(heading: str, rows: list[str]) -> str:
    if not rows:
        return ""
    return f'<h3 class="rd-section">{heading}</h3><ul class="rd-facts">{"".join(rows)}</ul>'


def _outside(url: str, text: str) -> str:
    if not url.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def _detail(item_id: str) -> ItemDetail | None:
    return data.cached("item", lambda store: store.timeline.detail(item_id), item_id)


def _missing() -> None:
    st.html(
        '<p class="rd-note">There is no such item. The link may be of another outlet, or cut '
        "short.</p>"
    )


def _closed() -> None:
    st.query_params.pop("item", None)
    st.rerun(ITEM)


def _go_to(item_id: str) -> None:
    st.query_params["id"] = item_id


def _plain(text: str) -> str:
    """A title in a place that would read it as Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!~$:<>|])", r"\\\1", text)
