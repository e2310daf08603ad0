"""What the timeline shows when there is no list to show, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.store.model import Source, SourceState
from dashboard.views import data
from dashboard.views.address import show_view
from dashboard.views.filters import topic_names
from dashboard.views.pages import page
from dashboard.views.palette import KIND_PLURALS
from dashboard.views.view import PRESETS, View
from dashboard.views.words import counted

LOOK_AGAIN = "2s"


def nothing_yet() -> bool:
    """Whether the store has no item; if so the page says why and looks again by itself."""
    if data.cached("total", lambda store: store.timeline.total()):
        return False
    _until_there_is_something()
    return True


@st.fragment(run_every=LOOK_AGAIN)
def _until_there_is_something() -> None:
    store = data.get_store()
    if store.timeline.total():
        st.rerun()
    sources = [s for s in store.sources.list() if s.state is not SourceState.REMOVED]
    if not sources:
        _say(
            "No source yet",
            "Add your site: Rundown finds its feeds and its YouTube channel, and the timeline "
            "fills within a minute.",
        )
        st.page_link(page("sources"), label="Add a source", icon=":material/add:")
    elif any(source.error for source in sources) and not _waiting(sources):
        failed = next(source for source in sources if source.error)
        _say("Nothing could be read yet", f"{failed.name or failed.url}: {failed.error}")
        st.page_link(page("sources"), label="See all sources", icon=":material/arrow_forward:")
    else:
        read = len(sources) - len(_waiting(sources))
        st.html(
            '<div class="rd-state"><h2>Reading your sources for the first time</h2>'
            f"<p>{read} of {counted(len(sources), 'source')} read, no item so far. "
            "Items appear here as they come.</p>"
            f'<progress value="{read}" max="{len(sources)}" aria-label="Sources read"></progress>'
            "</div>"
        )


def first_sync_line() -> None:
    """While sources are read for the first time: a quiet line of progress above the list."""
    if _waiting(data.get_store().sources.list()):
        _progress()


@st.fragment(run_every=LOOK_AGAIN)
def _progress() -> None:
    store = data.get_store()
    sources = [s for s in store.sources.list() if s.state is not SourceState.REMOVED]
    waiting = _waiting(sources)
    if not waiting:
        st.rerun()
    read, items = len(sources) - len(waiting), store.timeline.total()
    st.html(
        '<p class="rd-note rd-progress" role="status">First sync: '
        f"{read} of {counted(len(sources), 'source')} read, {counted(items, 'item')} so far "
        f'<progress value="{read}" max="{len(sources)}" aria-hidden="true"></progress></p>'
    )


def no_result(view: View) -> None:
    """Nothing matches: which filters are on, and the way back."""
    if not view.filtered:
        return
    said = "".join(f"<li>{escape(text)}</li>" for text in in_words(view))
    st.html(
        f'<div class="rd-state"><h2>Nothing matches</h2><p>Only what is:</p><ul>{said}</ul></div>'
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.button("Show everything", key="rd-all", on_click=show_view, args=(View(),))
        if view.dated:
            st.button("Any date", key="rd-undated", on_click=show_view, args=(view.undated(),))


def in_words(view: View) -> list[str]:
    """The filters of a view, each as a reader would say it."""
    said: list[str] = []
    if view.kinds:
        said.append(" or ".join(KIND_PLURALS[kind] for kind in view.kinds))
    if view.topics:
        names = topic_names()
        said.append("about " + " or ".join(names.get(topic, topic) for topic in view.topics))
    if view.sources:
        said.append("from " + " or ".join(view.sources))
    if view.since in PRESETS and not view.until:
        said.append(f"of {PRESETS[view.since].lower()}")
    elif view.dated:
        said.append(" ".join(filter(None, [
            f"since {view.since}" if view.since else "", f"until {view.until}" if view.until else ""
        ])))  # fmt: skip
    if view.text:
        said.append(f"found by {view.text}")
    return said


def _waiting(sources: Sequence[Source]) -> list[Source]:
    """Active sources that were never read to their end."""
    return [
        source
        for source in sources
        if source.state is SourceState.ACTIVE and not source.last_success_at and not source.error
    ]


def _say(heading: str, text: str) -> None:
    st.html(f'<div class="rd-state"><h2>{escape(heading)}</h2><p>{escape(text)}</p></div>')
