"""The newest page of a view: what the list begins with, and what charts fall back to."""

from __future__ import annotations

from dashboard.store import TimelineQuery
from dashboard.store.model import Page
from dashboard.views import data
from dashboard.views.view import View, query_of

PAGE = 50


def newest(view: View) -> tuple[TimelineQuery, Page]:
    """What a view asks the store, and the newest page of the answer."""
    store = data.get_store()
    query = query_of(view, store.timezone, store.clock())
    return query, data.cached("page", lambda store: store.timeline.page(query, limit=PAGE), query)
