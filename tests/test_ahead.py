"""Work in processes of its own: in order, with its errors, and never longer than its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import islice

import pytest

from dashboard.ahead import WorkerGoneError, in_order


def doubled(number: int) -> int:
    if number < 0:
        raise ValueError(f"{number} is too little")
    return number * 2


def ended(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def whose(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_results_come_in_the_order_of_tasks(workers: int) -> None:
    assert list(in_order(doubled, range(11), workers)) == [n * 2 for n in range(11)]
    assert list(in_order(doubled, (), workers)) == []


def test_it_is_done_elsewhere() -> None:
    pids = set(in_order(whose, range(8), 2))
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_no_more_tasks_are_taken_than_are_worked_on() -> None:
    taken = []

    def tasks() -> object:
        for number in range(1000):
            taken.append(number)
            yield number

    results = in_order(doubled, tasks(), 1)  # type: ignore[arg-type]
    assert list(islice(results, 3)) == [0, 2, 4]
    results.close()  # type: ignore[attr-defined]
    assert len(taken) < 8


def test_what_the_work_raises_is_raised_here() -> None:
    results = in_order(doubled, [1, -1, 2], 1)
    assert next(results) == 2
    with pytest.raises(ValueError, match="-1 is too little"):
        next(results)


def test_a_worker_that_is_killed_is_said() -> None:
    with pytest.raises(WorkerGoneError):
        list(in_order(ended, range(9), 1))


PARENT = """
from dashboard.ahead import in_order
from tests.test_ahead import whose
if __name__ == "__main__":
    for pid in in_order(whose, iter(int, 1), 2):
        print(pid, flush=True)
"""


def test_workers_end_with_a_parent_that_is_killed() -> None:
    child = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    pids = {int(child.stdout.readline()) for _ in range(4)}
    child.kill()
    child.stdout.close()
    child.wait()
    for _ in range(600):
        if not any(os.path.exists(f"/proc/{pid}") for pid in pids):  # noqa: PTH110
            break
        time.sleep(0.05)
    assert not [pid for pid in pids if os.path.exists(f"/proc/{pid}")]  # noqa: PTH110
