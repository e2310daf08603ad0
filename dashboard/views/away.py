"""What a page shows while its database does not answer, and how it comes back by itself."""

from __future__ import annotations

import streamlit as st

LOOK_AGAIN = "5s"
_TOLD = "away-told"


def until_it_is_back() -> None:
    """Say what is going on, and build the page anew again and again."""
    st.session_state[_TOLD] = False
    _look_again()


@st.fragment(run_every=LOOK_AGAIN)
def _look_again() -> None:
    if st.session_state.get(_TOLD):
        st.rerun()
    st.session_state[_TOLD] = True
    st.warning(  # not st.error: red is kept for what is live
        "The database does not answer. Nothing that is stored was lost, and this page comes back "
        "by itself.",
        icon=":material/cloud_off:",
    )
