"""What is settled: pairs that the newsroom made itself, and decisions, each with its undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.store.model import ItemRow, Pair
from dashboard.views import data
from dashboard.views.pairing_address import FRAGMENT
from dashboard.views.pairing_queue import Desk
from dashboard.views.words import short_time

SHOWN = 100
WORDS = {"accepted": "Accepted", "rejected": "Rejected"}


def who() -> str:
    """The name under which decisions are kept: the reader's, if Rundown knows it."""
    name = st.user.get("name") or st.user.get("email")
    return str(name or "").strip() or "the desk"


def decide(article: str, film: str, verdict: str) -> None:
    """Keep a decision at once, and remember that it was taken here."""
    data.get_store().pairs.decide(article, film, verdict, by=who())
    _taken_here().append((article, film))


def last_decision(found: Desk) -> Pair | None:
    """What "undo" takes back: the last decision of this session, else the reader's latest one."""
    decided = {(pair.article_id, pair.video_id): pair for pair in found.decided}
    here = [decided[key] for key in _taken_here() if key in decided]
    mine = [pair for pair in found.decided if pair.decided_by == who()]
    return here[-1] if here else next(iter(mine), None)


def undo(pair: Pair) -> None:
    """Take the decision on a pair back."""
    data.get_store().pairs.undo(pair.article_id, pair.video_id, by=who())
    kept = [key for key in _taken_here() if key != (pair.article_id, pair.video_id)]
    st.session_state["rd-decisions"] = kept


def _taken_here() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = st.session_state.setdefault("rd-decisions", [])
    return found


def linked(found: Desk) -> None:
    """The facts: nothing to decide here."""
    if not found.linked:
        _say("No linked pair yet: no article here embeds a video, no description links an article.")
        return
    pairs = found.linked[:SHOWN]
    rows = _rows(pairs)
    listed = "".join(
        f'<li data-pair="{pair.article_id}">{_halves(pair, rows)}'
        f"<p>{escape('; '.join(reason.detail for reason in pair.evidence[:2]))}</p></li>"
        for pair in pairs
    )
    st.html(f'<ul class="rd-settled">{listed}</ul>{_rest(len(found.linked))}')


def decided(found: Desk) -> None:
    """The decisions, latest first."""
    if not found.decided:
        _say("Nothing decided yet.")
        return
    pairs = found.decided[:SHOWN]
    rows, zone = _rows(pairs), data.get_store().timezone
    for pair in pairs:
        when = short_time(pair.decided_at, zone) if pair.decided_at else ""
        said = f"{WORDS[pair.state]} by {pair.decided_by}, {when}"
        key = f"rd-undo-{pair.article_id}-{pair.video_id}"
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-row"):
            st.html(
                f'<div class="rd-settled" data-state="{pair.state}">{_halves(pair, rows)}'
                f"<p>{escape(said)}</p></div>"
            )
            st.button("Undo", key=key, on_click=_undo_and_show, args=(pair,), width="content")
    if rest := _rest(len(found.decided)):
        st.html(rest)


def _halves(pair: Pair, rows: Mapping[str, ItemRow]) -> str:
    return "".join(
        f'<a href="item?id={escape(half)}" target="_self" dir="auto">'
        f"{escape(rows[half].title or 'Untitled')}</a>"
        for half in (pair.article_id, pair.video_id)
        if half in rows
    )


def _rows(pairs: Sequence[Pair]) -> dict[str, ItemRow]:
    ids = tuple(dict.fromkeys(half for p in pairs for half in (p.article_id, p.video_id)))
    found = data.cached("rows", lambda store: store.timeline.rows(ids), ids)
    return {row.id: row for row in found}


def _undo_and_show(pair: Pair) -> None:
    undo(pair)
    st.rerun(FRAGMENT)


def _rest(number: int) -> str:
    if number <= SHOWN:
        return ""
    return f'<p class="rd-note">{number - SHOWN:,} older ones: set the dates to see them.</p>'


def _say(text: str) -> None:
    st.html(f'<div class="rd-state"><p>{escape(text)}</p></div>')
