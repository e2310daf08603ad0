"""The engine on a real store: proposals, silence, decisions that stay, and odd items."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.pairing import bring_up_to_date, top_candidates
from dashboard.pairing.engine import MOST_PROPOSALS
from dashboard.store.model import Pair
from tests.pairing.making import article, empty_store, id_of, put, states, video

REPORTS = (
    article("dam", "Reservoir dam near Kursk holds after ten thousand leave their homes", hours=1),
    article("vote", "Parliament passes the winter budget by three votes", hours=-3),
    article("cup", "Rovers win the harbour cup after extra time", hours=-20),
    article("piano", "Public piano locked after complaints about one song", hours=-50),
    article("bread", "Bread prices fall for the first time in two years", hours=-60),
)


def test_the_article_on_the_same_event_is_proposed_first_with_its_reasons(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, *REPORTS, video("damfilm1111", "Ten thousand leave as Kursk reservoir dam holds"))
    bring_up_to_date(store)
    pair = store.pairs.list()[0]
    assert (pair.article_id, pair.video_id) == (id_of(store, "dam"), id_of(store, "damfilm1111"))
    assert 0.8 < pair.score <= 1
    said = {reason.kind: reason.detail for reason in pair.evidence}
    assert "“Kursk”" in said["names"]
    assert said["time"] == "the article came 60 minutes later"
    assert all(reason.detail for reason in pair.evidence)
    seen = {word for reason in pair.evidence for word in reason.terms}
    assert {"Kursk", "dam"} <= seen
    titles = f"{REPORTS[0].title} Ten thousand leave as Kursk reservoir dam holds".casefold()
    assert all(word.casefold() in titles for word in seen)


def test_silence_where_nothing_fits(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, *REPORTS, video("whalefilm11", "Humpbacks sing a new tune off the southern cape"))
    bring_up_to_date(store)
    assert states(store) == {}


def test_a_family_that_differs_only_in_place_is_kept_apart(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    places = ("Norhaven", "Eastwick", "Tessany", "Velsund")
    put(store, *(
        article(place, f"Flood warning for {place} after a night of rain", hours=n,
                body=f"The river at {place} rose by a metre. Sandbags stand in {place}.")
        for n, place in enumerate(places)))  # fmt: skip
    put(store, video("floodfilm01", "Flood warning for Eastwick after a night of rain"))
    put(store, video("floodfilm02", "Flood warning for Marisco after a night of rain"))
    bring_up_to_date(store)
    best = store.pairs.of(id_of(store, "floodfilm01"))[0]
    assert best.article_id == id_of(store, "Eastwick")
    others = [p for p in store.pairs.list() if p.article_id != best.article_id]
    assert all(pair.score < 0.5 for pair in others)
    top = top_candidates(store, id_of(store, "floodfilm02"), 3)
    [conflict] = [reason for reason in top[0].evidence if reason.kind == "conflict"]
    assert conflict.weight < 0
    assert "Marisco" in conflict.terms


def test_a_rebuild_never_loses_a_decision(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, *REPORTS, video("damfilm1111", "Ten thousand leave as Kursk reservoir dam holds"))
    put(store, video("pianofilm11", "Seven o'clock, platform two, Schubert"))
    bring_up_to_date(store)
    store.pairs.decide(id_of(store, "piano"), id_of(store, "pianofilm11"), "accept", by="Ada")
    store.pairs.decide(id_of(store, "dam"), id_of(store, "damfilm1111"), "reject", by="Ada")
    wanted = {("piano", "pianofilm11"): "accepted", ("dam", "damfilm1111"): "rejected"}
    for rebuild in (False, True, True):
        put(store, article("dam", "Reservoir dam near Kursk holds, for now", hours=1))
        bring_up_to_date(store, rebuild=rebuild)
        assert wanted.items() <= states(store).items()
    store.pairs.undo(id_of(store, "dam"), id_of(store, "damfilm1111"), by="Ada")
    assert states(store)["dam", "damfilm1111"] == "proposed"


def test_an_item_that_came_later_is_considered_for_what_was_there(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(
        store, *REPORTS[1:], video("damfilm1111", "Ten thousand leave as Kursk reservoir dam holds")
    )
    bring_up_to_date(store)
    assert states(store) == {}
    put(store, REPORTS[0])
    assert bring_up_to_date(store) == 1
    assert states(store) == {("dam", "damfilm1111"): "proposed"}


def test_step_by_step_ends_where_a_rebuild_does(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    for item in (
        *REPORTS,
        video("damfilm1111", "Kursk dam holds"),
        video("cupfilm1111", "The cup"),
    ):
        put(store, item)
        bring_up_to_date(store)
    before = {key for key, state in states(store).items() if state == "linked"}
    bring_up_to_date(store, rebuild=True)
    once = store.pairs.list()
    bring_up_to_date(store, rebuild=True)
    assert store.pairs.list() == once
    assert before <= states(store).keys()


def test_five_uploads_of_one_film_all_find_its_article(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    films = [f"damfilm{n}111" for n in range(5)]
    put(store, *REPORTS)
    put(store, *(video(f, "Ten thousand leave as Kursk reservoir dam holds") for f in films))
    bring_up_to_date(store)
    assert {("dam", film) for film in films} == set(states(store))


def test_odd_videos_are_handled(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, *REPORTS, article("ru", "Плотина под Курском выдержала", hours=0))
    odd = (
        "LIVE",
        "",
        "!!!",
        "2026",
        "🔴🔴🔴",
        "курск плотина выдержала",
        "クルスクのダム",
        "a" * 5000,
    )
    put(store, *(video(f"oddfilm{n:04}", title) for n, title in enumerate(odd)))
    bring_up_to_date(store)
    assert states(store) == {("ru", "oddfilm0005"): "proposed"}


def test_top_candidates_have_what_is_linked_and_what_is_unlikely(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    put(store, *REPORTS, article("film", "See for yourself", embeds=["damfilm1111"]))
    put(store, video("damfilm1111", "Ten thousand leave as Kursk reservoir dam holds"))
    bring_up_to_date(store)
    found = top_candidates(store, id_of(store, "damfilm1111"), 4)
    assert [found[0].state, found[0].article_id] == ["linked", id_of(store, "film")]
    assert id_of(store, "dam") in {pair.article_id for pair in found[1:]}
    assert [pair.score for pair in found] == sorted((p.score for p in found), reverse=True)
    assert top_candidates(store, id_of(store, "dam"), 4) == []
    assert top_candidates(store, "nothing", 4) == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    titles=st.lists(st.text(max_size=60), min_size=1, max_size=6),
    films=st.lists(st.text(max_size=60), min_size=1, max_size=4),
    hours=st.floats(-2000, 2000),
    name=st.uuids(),
)
def test_any_titles_give_scores_between_0_and_1(
    tmp_path: Path, titles: list[str], films: list[str], hours: float, name: object
) -> None:
    store = empty_store(tmp_path, f"{name}.db")
    put(store, *(article(f"a{n}", title, hours=n * hours) for n, title in enumerate(titles)))
    put(store, *(video(f"film{n:07}", title) for n, title in enumerate(films)))
    bring_up_to_date(store)
    pairs: list[Pair] = store.pairs.list()
    for n in range(len(films)):
        mine = store.pairs.of(id_of(store, f"film{n:07}"))
        assert len(mine) <= MOST_PROPOSALS
        pairs += top_candidates(store, id_of(store, f"film{n:07}"), 10)
    assert all(0 <= pair.score <= 1 for pair in pairs)
    store.close()
