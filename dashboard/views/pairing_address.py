"""What the producer looks at on the desk, as it stands in the page's address.

``?queue=articles&case=…&topic=medtop:15000000&since=7d``; the filters are the timeline's.
"""

from __future__ import annotations

import streamlit as st

QUEUES = {
    "videos": "Videos to pair",
    "articles": "Articles to pair",
    "linked": "Linked",
    "decided": "Decided",
}
FRAGMENT = "pairing-desk"
"""Key of the page's fragment, for ``st.rerun`` in callbacks."""


def current_queue() -> str:
    """The queue that the address names."""
    asked = st.query_params.get("queue", "")
    return asked if asked in QUEUES else next(iter(QUEUES))


def current_case() -> str:
    """The id of the case that the address names, "" if none."""
    return st.query_params.get("case", "")


def show(*, queue: str | None = None, case: str | None = None) -> None:
    """Write queue and case into the address; for callbacks: the desk runs again, nothing else."""
    for name, value in (("queue", queue), ("case", case)):
        if value:
            st.query_params[name] = value
        elif value is not None:
            st.query_params.pop(name, None)
    st.rerun(FRAGMENT)
