"""The pairing desk: two queues, one case at a time, and what was settled already."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from dashboard.pairing import top_candidates
from dashboard.store.model import ItemRow, Pair
from dashboard.views import data, pairing_filters, pairing_settled
from dashboard.views.address import begin, current_view
from dashboard.views.components import desk as component
from dashboard.views.pairing_address import FRAGMENT, current_case, current_queue, show
from dashboard.views.pairing_case import case_data
from dashboard.views.pairing_queue import Desk, after, read_desk
from dashboard.views.view import query_of
from dashboard.views.words import counted

FURTHER = 10
"""How many candidates "Look further" shows, whatever their score."""


def page() -> None:
    """The desk."""
    begin()
    st.html(f"<style>{_stylesheet()}</style>")
    st.html('<h2 class="rd-hidden">Pairing</h2>')
    _desk()


@cache
def _stylesheet() -> str:
    return (Path(__file__).parent / "pairing.css").read_text(encoding="utf-8")


@st.fragment(key=FRAGMENT)
def _desk() -> None:
    found = _read()
    queue = current_queue()
    pairing_filters.row(found, queue)
    if queue == "linked":
        pairing_settled.linked(found)
    elif queue == "decided":
        pairing_settled.decided(found)
    else:
        _case(found, found.videos if queue == "videos" else found.articles)


def _read() -> Desk:
    store = data.get_store()
    query = query_of(current_view(), store.timezone, store.clock())
    return data.cached("desk", lambda store: read_desk(store, query), query)


def _case(found: Desk, rows: tuple[ItemRow, ...]) -> None:
    if not rows:
        _nothing(found)
        return
    wanted = current_case()
    subject = next((row for row in rows if row.id == wanted), rows[0])
    further = st.session_state.get("rd-further") == subject.id
    pairs = _further(subject) if further else list(found.proposals.get(subject.id, ()))
    others = [p.article_id if subject.kind == "video" else p.video_id for p in pairs]
    store, ids = data.get_store(), (subject.id, *others)
    known = data.cached("rows", lambda store: store.timeline.rows(ids), ids)
    texts = data.cached("bodies", lambda store: store.timeline.bodies(ids), ids)
    place = next(n for n, row in enumerate(rows, 1) if row.id == subject.id)
    component.show(
        case_data(
            subject,
            pairs,
            {row.id: row for row in known},
            texts,
            zone=store.timezone,
            embed=data.get_settings().youtube_embed_endpoint,
            place=f"{place:,} of {len(rows):,}",
            undo=_undo_words(found),
            can_look_further=subject.kind == "video" and not further,
        ),
        on_decided=_decided,
        on_moved=_moved,
        on_undone=_undone,
        on_more=lambda: _look_further(subject.id),
    )


def _further(video: ItemRow) -> list[Pair]:
    """The best candidates whatever their score, without those that were decided."""
    found = data.cached("top", lambda store: top_candidates(store, video.id, FURTHER), video.id)
    return [pair for pair in found if pair.state == "proposed"]


def _nothing(found: Desk) -> None:
    if found.decided or found.linked:
        heading = "All done"
        text = (
            f"Nothing waits for a decision here: {counted(len(found.linked), 'pair')} linked by "
            f"your newsroom, {len(found.decided):,} decided. New proposals appear as items come."
        )
    elif not found.published:
        heading = "No video here yet"
        text = (
            "Pairs appear when both articles and videos have come. Add your channel on the "
            "Sources page, or widen the filters."
        )
    else:
        heading = "Nothing proposed"
        text = (
            f"{counted(found.published, 'video')} in view, and no article comes close to any of "
            "them."
        )
    st.html(f'<div class="rd-state"><h2>{escape(heading)}</h2><p>{escape(text)}</p></div>')


def _undo_words(found: Desk) -> str:
    last = pairing_settled.last_decision(found)
    if last is None:
        return ""
    return "Undo accept" if last.state == "accepted" else "Undo reject"


def _decided() -> None:
    told = component.told("decided")
    if not told:
        return
    before = _read()
    queue = current_queue()
    rows = before.videos if queue == "videos" else before.articles
    article, film = str(told["article"]), str(told["film"])
    subject = film if queue == "videos" else article
    pairing_settled.decide(article, film, str(told["verdict"]))
    left = [
        p
        for p in before.proposals.get(subject, ())
        if (p.article_id, p.video_id) != (article, film)
    ]
    stays = told["verdict"] == "reject" and (
        bool(left) or st.session_state.get("rd-further") == subject
    )
    following = after(rows, subject, 1)
    show(case=subject if stays else "" if following == subject else following)


def _moved() -> None:
    if told := component.told("moved"):
        found = _read()
        rows = found.videos if current_queue() == "videos" else found.articles
        here = current_case() or (rows[0].id if rows else "")
        show(case=after(rows, here, int(told["by"])))


def _undone() -> None:
    last = pairing_settled.last_decision(_read())
    if component.told("undone") and last:
        pairing_settled.undo(last)
        show(case=last.video_id if current_queue() == "videos" else last.article_id)


def _look_further(item_id: str) -> None:
    if component.told("more"):
        st.session_state["rd-further"] = item_id
        st.rerun(FRAGMENT)
