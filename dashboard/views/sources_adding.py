"""Adding sources from the page: what was typed goes to the sync room's service, which looks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from connectors.contract import ConnectorError
from connectors.newsletter.address import EXAMPLE, SECRETS, without_password
from dashboard.sync.onboarding import Added, add_sources, init_outlet
from dashboard.views import data
from dashboard.views.sources_health import KIND_WORDS
from dashboard.views.words import counted

RESULT, SECRET_TYPED = "rd-s-added", "rd-s-secret"
_MAILBOX = (
    '<div class="rd-s-mailbox">'
    f"<p>First put the mailbox’s password into <code>{SECRETS}</code>, under "
    '<code>[rundown.imap]</code>, as <code>"user@host" = "…"</code>, or into the environment as '
    "<code>RUNDOWN_IMAP_PASSWORD</code>. Never into the address: one with a password is refused."
    f"</p><p>Then add the folder: <code>{EXAMPLE}</code>. <code>?list=</code> or "
    "<code>?from=</code> says which newsletter is meant. The mailbox is only read, nothing in it "
    "is changed, and letters between people are left alone.</p></div>"
)


@dataclass(frozen=True, slots=True)
class Result:
    """What adding came to: the sources found and what was odd, or why it failed."""

    what: str
    added: tuple[Added, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str = ""
    advice: str = ""


def first_form() -> None:
    """Nothing is followed yet: one question."""
    st.html(
        '<div class="rd-s-first"><h3>What is your site’s address?</h3>'
        "<p>Rundown finds its feeds and its YouTube channel, and the timeline fills within a "
        "minute. A feed, an <code>@handle</code> or a channel’s address will do too.</p></div>"
    )
    what = _form("Your site’s address", "https://news.example", "Find my sources")
    if what:
        _remember(_first(what))
    _say()


def form() -> None:
    """One more source."""
    what = _form("Add a source", "Address of a site, feed or mailbox, @handle or channel id", "Add")
    with st.expander("A newsletter’s mailbox", icon=":material/mail:"):
        st.html(_MAILBOX)
    if what:
        _remember(_more(what))
    _say()


def _form(label: str, placeholder: str, button: str) -> str:
    """What was typed and sent, else an empty text."""
    if st.session_state.pop(SECRET_TYPED, False):
        st.session_state["rd-s-what"] = ""
    with (
        st.form("rd-s-add", border=False, enter_to_submit=True),
        st.container(key="rd-s-add-row", horizontal=True, vertical_alignment="bottom"),
    ):
        what = st.text_input(
            label, key="rd-s-what", placeholder=placeholder, label_visibility="collapsed"
        )
        sent = st.form_submit_button(button, icon=":material/add:")
    if sent and not what.strip():
        st.html('<p class="rd-note" role="alert">Type an address first.</p>')
    if sent and without_password(what) != what:
        st.session_state[SECRET_TYPED] = True  # it does not stay on the screen
    return what.strip() if sent else ""


def _first(what: str) -> Result:
    shown = without_password(what)
    with st.spinner(f"Looking at {shown} …", show_time=True):
        try:
            found = init_outlet(data.get_store(), data.get_settings(), what)
        except ConnectorError as error:
            return Result(shown, error=error.sentence, advice=error.advice)
    replaced = (f"Removed, for it is needed no more: {one.url}" for one in found.replaced)
    return Result(shown, tuple(found.added), (*found.warnings, *replaced))


def _more(what: str) -> Result:
    shown = without_password(what)
    with st.spinner(f"Looking at {shown} …", show_time=True):
        try:
            found = add_sources(data.get_store(), data.get_settings(), what)
        except ConnectorError as error:
            return Result(shown, error=error.sentence, advice=error.advice)
    return Result(shown, tuple(found))


def _remember(result: Result) -> None:
    st.session_state[RESULT] = result
    st.rerun()


def _say() -> None:
    result: Result | None = st.session_state.get(RESULT)
    if result is None:
        return
    if result.error:
        st.html(
            f'<p class="rd-s-error" role="alert">{escape(result.error)} Nothing was changed. '
            f"<em>{escape(result.advice)}</em></p>"
        )
        return
    found = "".join(
        f"<li>{escape(KIND_WORDS.get(one.source.kind, one.source.kind))}: "
        f"<b>{escape(one.source.name or one.source.url)}</b> "
        f"<small>{escape(_why(one))}</small></li>"
        for one in result.added
    )
    odd = "".join(f"<li>{escape(warning)}</li>" for warning in result.warnings)
    st.html(
        f'<div class="rd-s-found" role="status"><p>Found at {escape(result.what)}: '
        f"{counted(len(result.added), 'source')}. The first sync begins by itself.</p>"
        f"<ul>{found}{odd}</ul></div>"
    )


def _why(one: Added) -> str:
    """What the source gives, how it was found, and where it is."""
    return " · ".join(part for part in (one.found.gives, one.found.why, one.source.url) if part)
