"""Any order of arrivals and interruptions: each message is looked at once, newest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.newsletter.place import Place

ROUNDS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), max_size=8)


@given(ROUNDS)
def test_each_message_is_looked_at_once(rounds: list[tuple[int, int]]) -> None:
    place, newest, seen = Place(), 0, list[int]()
    for arrived, read in [*rounds, (1, 10_000)]:
        newest += arrived
        found = range(place.first, newest + 1)
        place = place.up_to(max(found, default=0))
        wanted = [uid for uid in reversed(found) if place.has_left(uid)]
        for uid in wanted[:read]:
            seen.append(uid)
            place = place.down_to(uid)
    assert sorted(seen) == list(range(1, newest + 1))
    assert place == Place(newest)
