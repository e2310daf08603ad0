"""Facts: what the newsroom put together is linked, in whichever order it arrives."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import Batch
from connectors.items import AnyItem, Gone, Link, LinkRel, Status
from dashboard.pairing import bring_up_to_date
from tests.pairing.making import SITE, article, empty_store, id_of, put, states, video

EMBEDDING = article("bridge", "Bridge reopens after repairs", embeds=["bridgefilm1"])
EMBEDDED = video("bridgefilm1", "Ribbon, scissors, applause", hours=24 * 90)
LINKED = article("harbour", "Harbour dues to rise in spring", hours=-24 * 60)
LINKING = video("harbourfil2", "What it costs to moor here", hours=-2, pages=["harbour"])
LINKS = {("bridge", "bridgefilm1"): "linked", ("harbour", "harbourfil2"): "linked"}
EVERY: tuple[AnyItem, ...] = (EMBEDDING, EMBEDDED, LINKED, LINKING)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_facts_do_not_depend_on_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    store = empty_store(tmp_path)
    for place in order:
        put(store, EVERY[place])
        bring_up_to_date(store)
    assert states(store) == LINKS


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_nor_on_how_they_are_batched(tmp_path: Path, data: st.DataObject) -> None:
    order = data.draw(st.permutations(EVERY))
    cuts = data.draw(st.sets(st.integers(1, 3)))
    name = f"{data.draw(st.uuids())}.db"
    store = empty_store(tmp_path, name)
    for place, item in enumerate(order, 1):
        put(store, item)
        if place in cuts:
            bring_up_to_date(store)
    bring_up_to_date(store)
    assert states(store) == LINKS
    bring_up_to_date(store, rebuild=True)
    assert states(store) == LINKS
    store.close()


def test_an_embed_that_is_taken_out_is_no_fact_any_more(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, *EVERY)
    bring_up_to_date(store)
    put(store, article("bridge", "Bridge reopens after repairs", body="The film is gone."))
    bring_up_to_date(store)
    assert states(store) == {("harbour", "harbourfil2"): "linked"}


def test_the_first_embedded_film_comes_first(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    films = [f"filmnumber{n}" for n in range(5)]
    put(store, *(video(id_, f"Scene {n}") for n, id_ in enumerate(films)))
    put(store, article("gallery", "The evening in five films", embeds=films))
    bring_up_to_date(store)
    pairs = store.pairs.of(id_of(store, "gallery"))
    assert [p.state for p in pairs] == ["linked"] * 5
    assert pairs[0].video_id == id_of(store, films[0])
    assert pairs[0].score > pairs[1].score
    assert "number 1 of 5" in pairs[0].evidence[0].detail


def test_an_embedded_film_of_another_channel_links_nothing(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, article("guest", "A film we did not make", embeds=["nevercomes1"]))
    bring_up_to_date(store)
    assert states(store) == {}


def test_a_removed_film_stays_linked_but_is_not_proposed(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, EMBEDDING, EMBEDDED)
    put(store, video("ferryfilm11", "Ferry strike enters second week"))
    put(store, article("ferry", "Ferry strike enters its second week"))
    for id_ in ("bridgefilm1", "ferryfilm11"):
        store.write.batch("youtube", "youtube", Batch(gone=(Gone(ref=id_, status=Status.REMOVED),)))
    bring_up_to_date(store, rebuild=True)
    assert states(store) == {("bridge", "bridgefilm1"): "linked"}


def test_one_of_thirty_links_is_a_hint_not_a_fact(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    names = [f"page{n}" for n in range(30)]
    put(
        store, *(article(name, f"Something about {name}", hours=-n) for n, name in enumerate(names))
    )
    put(store, video("weeklyfilm1", "The week in pictures", pages=names))
    bring_up_to_date(store)
    found = states(store)
    assert set(found.values()) == {"proposed"}
    pair = store.pairs.of(id_of(store, "page7"))[0]
    assert any("among 30 pages" in reason.detail for reason in pair.evidence)


def test_another_spelling_of_the_address_is_the_same_page(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, LINKED)
    put(store, video("spelledfil3", "Moorings", links=(
        Link(f"{SITE.replace('https', 'http')}/harbour/?utm_source=youtube#top"),)))  # fmt: skip
    bring_up_to_date(store)
    assert states(store) == {("harbour", "spelledfil3"): "linked"}


def test_a_link_in_the_text_is_a_strong_hint(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, video("oldfilm1234", "Archive: the flood of 1962", hours=-9000))
    link = Link("https://youtu.be/oldfilm1234", LinkRel.LINK, "oldfilm1234")
    put(store, article("again", "Could it happen again?", links=(link,)))
    bring_up_to_date(store)
    assert states(store) == {("again", "oldfilm1234"): "proposed"}
    assert store.pairs.list()[0].score >= 0.9
