"""The site's own figures: a CSV file in, its top articles out. YouTube's are not among them."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.engagement.audience import NAMES, read_audience
from dashboard.engagement.csv_in import CsvError, Imported, import_csv
from dashboard.engagement.ranking import standings, top_by_views
from dashboard.views import data, engagement_list
from dashboard.views.engagement_view import EngagementView
from dashboard.views.words import counted, short_time

TOP = 10
SHOWN_REJECTED = 200
MAX_MB = 50
READ, RESULT = "rd-e-read-file", "rd-e-imported"
"""Which uploaded file was read, so that a rerun does not read it again; what came of it."""


def section(view: EngagementView) -> None:
    """Top articles by pageviews, and the way to bring figures in."""
    st.html('<h2 class="rd-e-head">Site</h2>')
    left, right = st.columns([62, 38], gap="medium")
    with left:
        _top(view)
    with right:
        _upload()


def _top(view: EngagementView) -> None:
    store = data.get_store()
    now = store.clock().replace(second=0, microsecond=0)
    since, until = view.span(store.timezone, now)
    audience = data.cached(
        "site", lambda s: read_audience(s, "site", now, since=since, until=until), now, since, until
    )
    if audience.through is None:
        st.html(
            '<div class="rd-e-empty"><p>No figures of the site yet. Upload a CSV file that your '
            "analytics tool exports, with the columns <code>item, metric, value, time</code>: "
            "the address of an article, <code>pageviews</code>, how many so far, and when that "
            "was counted.</p></div>"
        )
        return
    st.html(
        f'<p class="rd-note">{NAMES["site"]}, read through '
        f"{escape(short_time(audience.through, store.timezone))}. Not part of the YouTube views "
        "above.</p>"
    )
    wanted = [one for one in standings(audience) if view.holds_topic(one)]
    if not wanted:
        st.html('<p class="rd-note">Nothing of the site matches these filters.</p>')
    top = top_by_views(wanted, TOP)
    st.html(engagement_list.rows(top, "pageviews", store.timezone))


def _upload() -> None:
    file = st.file_uploader(
        "Site figures, CSV",
        type=["csv", "tsv", "txt"],
        key="rd-e-upload",
        max_upload_size=MAX_MB,
        help="Columns: item (address or id), metric, value, time. The same file twice is the "
        "file once.",
    )
    if file is None:
        return
    if st.session_state.get(READ) != file.file_id:
        st.session_state[READ] = file.file_id
        st.session_state[RESULT] = _imported(file.getvalue())
        st.rerun()  # so that the list beside shows what has come
    result: Imported | str = st.session_state[RESULT]
    if isinstance(result, str):
        st.error(result, icon=":material/error:")
    else:
        _say(result)


def _imported(file: bytes) -> Imported | str:
    try:
        with st.spinner("Reading the file and finding its items…"):
            return import_csv(data.get_store(), file)
    except CsvError as error:
        return str(error)


def _say(result: Imported) -> None:
    left_out = len(result.rejected)
    missing = f", {counted(left_out, 'line')} left out" if left_out else ""
    stored = f"{counted(result.readings, 'figure')} of {counted(result.items, 'item')} stored"
    said = f"{stored}{missing}."
    if not left_out:
        st.success(said, icon=":material/check:")
        return
    st.warning(said, icon=":material/warning:")
    st.dataframe(
        {
            "Line": [one.line for one in result.rejected[:SHOWN_REJECTED]],
            "Why": [one.error for one in result.rejected[:SHOWN_REJECTED]],
        },
        hide_index=True,
        height=min(38 + 35 * left_out, 240),
        alt="Lines of the file that were left out, and why.",
    )
