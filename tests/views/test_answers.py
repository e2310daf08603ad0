"""Answers that all sessions share: dropped when something is new, and never too many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.views.data import Answers


def test_an_answer_is_asked_once_until_something_is_new() -> None:
    answers, asked = Answers(), list[int]()

    def ask() -> list[int]:
        asked.append(1)
        return [len(asked)]

    assert [answers.get("one", "key", ask) for _ in range(3)] == [[1]] * 3
    assert answers.get("two", "key", ask) == [2]
    assert answers.get("two", "other", ask) == [3]
    assert answers.get("one", "key", ask) == [4]


class Asking:
    """Asks for lists of known lengths, and counts how often it had to be answered anew."""

    def __init__(self, room: int) -> None:
        self.answers = Answers(room=room)
        self.times = 0

    def ask(self, key: int, size: int) -> bool:
        """Whether the answer was made anew."""

        def make() -> list[int]:
            self.times += 1
            return [key] * size

        before = self.times
        assert self.answers.get("version", key, make) == [key] * size
        return self.times > before


@given(st.lists(st.integers(0, 20), max_size=60), st.lists(st.integers(0, 60), min_size=21))
def test_what_was_used_last_stays_as_long_as_there_is_room(
    keys: list[int], sizes: list[int]
) -> None:
    asking, used = Asking(room=100), list[int]()
    for key in keys:
        anew = asking.ask(key, sizes[key])
        if key not in used:
            assert anew
        else:
            since = used[used.index(key) + 1 :]
            room = sum(sizes[one] + 1 for one in [key, *since])
            assert anew == (room > 100 and bool(since))
            used.remove(key)
        used.append(key)
