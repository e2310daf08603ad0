"""What the reader looks at on the engagement page, as it stands in the page's address.

``?kind=short&topic=medtop:15000000&since=30d&video=dQw4w9WgXcQ&by=multiple``. Parameters may be
repeated; what makes no sense restricts nothing, so that an old or mistyped link still opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.engagement.baselines import KIND_WORDS
from dashboard.engagement.ranking import Standing
from dashboard.publish.filters import FilterError, moment
from dashboard.views import data

Order = Literal["rising", "views", "multiple"]
ORDERS: Mapping[Order, str] = {
    "rising": "Rising now",
    "views": "Most viewed",
    "multiple": "Above usual",
}
PARAMETERS = ("kind", "topic", "since", "until", "video", "by")
FRAGMENT = "engagement"
"""Key of the page's fragment, for ``st.rerun`` in callbacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementView:
    """The filters; empty fields do not restrict. ``since`` and ``until`` are as written.

    ``kinds`` are kinds of video, ``videos`` YouTube's ids of those drawn over their age.
    """

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    videos: tuple[str, ...] = ()
    by: Order = "rising"

    def parameters(self) -> dict[str, list[str]]:
        """The view as parameters of an address; what is the default is left out."""
        every: dict[str, list[str]] = {
            "kind": list(self.kinds),
            "topic": list(self.topics),
            "since": [self.since] if self.since else [],
            "until": [self.until] if self.until else [],
            "video": list(self.videos),
            "by": [self.by] if self.by != "rising" else [],
        }
        return {name: values for name, values in every.items() if values}

    def span(self, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, datetime | None]:
        """Since (inclusive) and until (exclusive), ``None`` where open."""
        return (
            moment("since", self.since, zone=zone, now=now),
            moment("until", self.until, zone=zone, now=now),
        )

    def holds(self, standing: Standing, group: str) -> bool:
        """Whether a video of the comparable kind ``group`` passes the kind and topic filters."""
        return (not self.kinds or group in self.kinds) and self.holds_topic(standing)

    def holds_topic(self, standing: Standing) -> bool:
        """Whether an item passes the topic filter alone."""
        topics = {topic.id for topic in standing.item.topics}
        return not self.topics or not topics.isdisjoint(self.topics)


def view_of(
    parameters: Mapping[str, Iterable[str]], zone: ZoneInfo, now: datetime
) -> EngagementView:
    """Read a view from the parameters of an address."""

    def all_of(name: str) -> tuple[str, ...]:
        stated = (value.strip() for value in parameters.get(name, ()))
        return tuple(dict.fromkeys(value for value in stated if value))

    def bound(name: str) -> str:
        value = next(iter(all_of(name)), "")
        try:
            moment(name, value, zone=zone, now=now)
        except FilterError:
            return ""
        return value

    by: Order = next((order for order in ORDERS if order in all_of("by")), "rising")
    return EngagementView(
        kinds=tuple(kind for kind in all_of("kind") if kind in KIND_WORDS),
        topics=all_of("topic"),
        since=bound("since"),
        until=bound("until"),
        videos=all_of("video"),
        by=by,
    )


def current_view() -> EngagementView:
    """The view that the page's address describes."""
    store = data.get_store()
    asked = {name: st.query_params.get_all(name) for name in PARAMETERS}
    return view_of(asked, store.timezone, store.clock())


def show_view(**changes: object) -> None:
    """Change fields of the view in the address; for callbacks of widgets in the fragment."""
    wanted = replace(current_view(), **changes).parameters()  # type: ignore[arg-type]
    for name in PARAMETERS:
        if st.query_params.get_all(name) == wanted.get(name, []):
            continue
        if name in wanted:
            st.query_params[name] = wanted[name]
        else:
            del st.query_params[name]
