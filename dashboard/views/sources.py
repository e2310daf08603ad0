"""The Sources page: what is followed, how each is doing, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from connectors.youtube.signin import standing
from dashboard.publish.quota import quota_left
from dashboard.store import Store
from dashboard.store.model import Source, SourceState
from dashboard.sync.environment import youtube_settings
from dashboard.sync.health import IMPORTED, nobody_syncs
from dashboard.sync.rhythm import UNKNOWN, Rhythm, rhythms
from dashboard.views import data, sources_adding, sources_rows
from dashboard.views.pages import page as page_of
from dashboard.views.sources_health import in_order, read_once, waiting
from dashboard.views.words import counted

LOOK_AGAIN = "5s"
PAGE = 40
"""Rows at first; more on a button, so that a list of hundreds stays quick."""
SHOWN, REMOVING = "rd-s-shown", "rd-s-removing"


def page() -> None:
    """A box to add a source, progress of the first sync, and a row for each source."""
    st.html(f"<style>{_stylesheet()}</style>")
    st.html('<h2 class="rd-hidden">Sources</h2>')
    with st.container(key="rd-s-page"):
        if data.get_store().sources.list():
            sources_adding.form()
            _followed()
        else:
            sources_adding.first_form()


@st.fragment(run_every=LOOK_AGAIN, key="sources")
def _followed() -> None:
    store = data.get_store()
    now, followed = store.clock(), store.sources.list()
    _progress(store, followed)
    if nobody_syncs(followed, now):
        st.html(
            '<p class="rd-s-error" role="status">Everything is late: no sync worker seems to run. '
            "<em>`rundown serve` starts one beside the pages, `rundown sync --watch` one "
            "alone.</em></p>"
        )
    youtube = youtube_settings(data.get_settings())
    if (signed := standing(youtube, now)) and signed.needs_person:
        st.html(f'<p class="rd-note rd-s-sign-in" role="status">{escape(signed.sentence)}</p>')
    if quota := quota_left(store, youtube):
        st.html(f'<p class="rd-note rd-s-quota">{escape(quota.sentence(store))}</p>')
    limit = st.session_state.get(SHOWN, PAGE)
    known = data.cached("rhythms", rhythms)
    for source in in_order(followed, now, known)[:limit]:
        _row(store, source, known.get(source.id, UNKNOWN), now)
    if len(followed) > limit:
        st.button(
            f"Show {min(PAGE, len(followed) - limit)} more of {len(followed):,}",
            key="rd-s-more",
            on_click=_show_more,
        )


def _progress(store: Store, followed: Sequence[Source]) -> None:
    """While sources are read for the first time: how far it is, and the way to what has come."""
    unread = waiting(followed)
    if not unread:
        return
    read, items = read_once(followed), store.timeline.total()
    of = read + len(unread)
    st.html(
        f'<p class="rd-note rd-progress" role="status">First sync: {read} of '
        f"{counted(of, 'source')} read, {counted(items, 'item')} so far "
        f'<progress value="{read}" max="{of}" aria-hidden="true"></progress></p>'
    )
    if items:
        st.page_link(page_of("timeline"), label="Open the timeline", icon=":material/view_list:")


def _row(store: Store, source: Source, rhythm: Rhythm, now: datetime) -> None:
    with st.container(key=f"rd-s-src-{source.id}"):
        st.html(sources_rows.row(source, rhythm, now, store.timezone))
        if st.session_state.get(REMOVING) == source.id:
            _confirm(source)
        else:
            _actions(source)


def _actions(source: Source) -> None:
    with st.container(key=f"rd-s-act-{source.id}", horizontal=True, gap=None):
        if source.kind != IMPORTED:
            if source.state is SourceState.ACTIVE:
                _button("Sync now", source, _sync_now, ":material/sync:")
                _button("Pause", source, _pause, ":material/pause:")
            else:
                word = "Resume" if source.state is SourceState.PAUSED else "Try again"
                _button(word, source, _resume, ":material/play_arrow:")
        _button("Remove", source, _ask_to_remove, ":material/delete:")


def _confirm(source: Source) -> None:
    pushes = " YouTube’s hub is asked to push no more." if _is_pushed(source) else ""
    with st.container(
        key=f"rd-s-act-{source.id}", horizontal=True, gap="small", vertical_alignment="center"
    ):
        st.html(
            f'<p class="rd-note" role="alert">Stop following this source? Its '
            f"{counted(source.items, 'item')} stay on the timeline.{pushes}</p>",
            width="content",
        )
        _button("Yes, remove", source, _remove, ":material/delete:")
        _button("Keep", source, _keep, "")


def _is_pushed(source: Source) -> bool:
    return data.get_store().pushes.get(source.id) is not None


def _button(word: str, source: Source, act: Callable[[str], None], icon: str) -> None:
    st.button(
        word,
        key=f"rd-s-{word}-{source.id}",
        on_click=act,
        args=(source.id,),
        icon=icon or None,
        type="tertiary",
    )


def _sync_now(source_id: str) -> None:
    data.get_store().sources.sync_now(source_id)


def _pause(source_id: str) -> None:
    data.get_store().sources.pause(source_id)


def _resume(source_id: str) -> None:
    data.get_store().sources.resume(source_id)


def _ask_to_remove(source_id: str) -> None:
    st.session_state[REMOVING] = source_id


def _keep(_: str) -> None:
    st.session_state.pop(REMOVING, None)


def _remove(source_id: str) -> None:
    st.session_state.pop(REMOVING, None)
    data.get_store().sources.remove(source_id)


def _show_more() -> None:
    st.session_state[SHOWN] = st.session_state.get(SHOWN, PAGE) + PAGE


@cache
def _stylesheet() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
