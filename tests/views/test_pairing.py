"""The pairing desk as a page: queues, cases, what is settled, and what it says when empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.pairing import bring_up_to_date
from dashboard.store import Store, TimelineQuery
from dashboard.views.pairing_case import case_data, lag, percent
from dashboard.views.pairing_queue import after, read_desk
from tests.pairing.making import NOW, article, empty_store, id_of, put, video

DAM = video("damfilm1111", "Ten thousand leave as Kursk reservoir dam holds", hours=-2)
CUP = video("cupfilm1111", "Rovers win the harbour cup: all the goals", hours=-30)


def _script() -> None:
    from dashboard.views import pairing

    pairing.page()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("RUNDOWN_DB", str(tmp_path / "pairs.db"))
    monkeypatch.setenv("RUNDOWN_NOW", NOW.isoformat())
    st.cache_resource.clear()
    made = empty_store(tmp_path)
    yield made
    made.close()
    st.cache_resource.clear()


@pytest.fixture
def filled(store: Store) -> Store:
    put(store, DAM, CUP)
    put(
        store,
        article("dam", "Reservoir dam near Kursk holds after ten thousand leave", hours=-1),
        article("cup", "Rovers win the harbour cup after extra time", hours=-29),
        article("film", "The evening on film", embeds=["evening1111"]),
        article("bread", "Bread prices fall for the first time in two years", hours=-8),
        video("evening1111", "An evening at the pier"),
    )  # fmt: skip
    bring_up_to_date(store)
    return store


def opened(**query: str) -> AppTest:
    page = AppTest.from_function(_script, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(str(block.proto.body) for block in page.get("html"))


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def decide(store: Store, name: str, film: str, verdict: str) -> None:
    store.pairs.decide(id_of(store, name), id_of(store, film), verdict, by="the desk")


def test_queues_say_how_many_wait(filled: Store) -> None:
    shown = labels(opened())
    assert shown[:4] == ["Videos to pair 2", "Articles to pair 2", "Linked 1", "Decided 0"]
    decide(filled, "dam", "damfilm1111", "accept")
    shown = labels(opened(queue="articles"))
    assert shown[:4] == ["Videos to pair 1", "Articles to pair 1", "Linked 1", "Decided 1"]


def test_queues_are_newest_first_and_wrap_round(filled: Store) -> None:
    desk = read_desk(filled, TimelineQuery())
    ids = [row.id for row in desk.videos]
    assert ids == [id_of(filled, "damfilm1111"), id_of(filled, "cupfilm1111")]
    assert after(desk.videos, ids[0], 1) == ids[1] == after(desk.videos, ids[0], -1)
    assert after((), ids[0], 1) == ""


def test_filters_narrow_the_queues(filled: Store) -> None:
    assert labels(opened(since="today"))[:2] == ["Videos to pair 1", "Articles to pair 1"]


def test_a_rejected_candidate_is_not_offered_again(filled: Store) -> None:
    decide(filled, "dam", "damfilm1111", "reject")
    desk = read_desk(filled, TimelineQuery())
    dam = id_of(filled, "dam")
    assert all(p.article_id != dam for p in desk.proposals.get(id_of(filled, "damfilm1111"), ()))
    assert [pair.state for pair in desk.decided] == ["rejected"]


def test_a_decision_is_undone_from_the_list(filled: Store) -> None:
    decide(filled, "dam", "damfilm1111", "accept")
    page = opened(queue="decided")
    assert "Accepted by the desk" in said(page)
    page.button(key=f"rd-undo-{id_of(filled, 'dam')}-{id_of(filled, 'damfilm1111')}").click().run()
    assert not page.exception
    assert "Nothing decided yet." in said(page)
    pair = filled.pairs.list(article=id_of(filled, "dam"), video=id_of(filled, "damfilm1111"))[0]
    assert pair.state == "proposed"


def test_linked_pairs_are_shown_with_why(filled: Store) -> None:
    text = said(opened(queue="linked"))
    assert "The evening on film" in text
    assert "the article embeds this video" in text


def test_the_case_holds_all_that_is_shown(filled: Store) -> None:
    subject = filled.timeline.find("damfilm1111")
    dam = filled.timeline.find("https://news.example/dam")
    assert subject
    assert dam
    case: dict[str, Any] = case_data(
        subject, filled.pairs.of(subject.id), {dam.id: dam}, {dam.id: "The text."},
        zone=filled.timezone, embed="https://player.example/", place="1 of 2", undo="",
        can_look_further=True,
    )  # fmt: skip
    [candidate] = case["candidates"]
    assert (candidate["id"], candidate["text"], candidate["lag"]) == (
        dam.id,
        "The text.",
        "60 min later",
    )
    assert candidate["score"].endswith("%")
    assert any("Kursk" in reason["detail"] for reason in candidate["evidence"])
    assert lag(dam, subject) == "60 min earlier"
    assert (percent(0.999), percent(1.0), percent(0.204)) == ("99%", "100%", "20%")


def test_markup_in_headlines_stays_text(store: Store) -> None:
    put(store, article("odd", "<script>alert(1)</script>", embeds=["oddfilm1111"]))
    put(store, video("oddfilm1111", "<img src=x onerror=alert(1)>"))
    bring_up_to_date(store)
    text = said(opened(queue="linked"))
    assert "<script>alert" not in text
    assert "&lt;img src=x" in text


def test_an_empty_outlet_is_told_what_to_do(store: Store) -> None:
    assert "No video here yet" in said(opened())


def test_nothing_close_is_said(store: Store) -> None:
    put(
        store,
        DAM,
        article("bread", "Bread prices fall for the first time in two years", hours=-800),
    )
    bring_up_to_date(store)
    assert "1 video in view" in said(opened())


def test_all_done_is_said(filled: Store) -> None:
    decide(filled, "dam", "damfilm1111", "accept")
    decide(filled, "cup", "cupfilm1111", "accept")
    assert "All done" in said(opened())


def test_a_mistyped_address_still_opens(filled: Store) -> None:
    assert labels(opened(queue="nonsense", case="no such item", since="soon"))
