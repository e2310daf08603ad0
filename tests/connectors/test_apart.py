"""Reading in a process of its own: a real one, given real functions."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from connectors.apart import Apart, ReadingEnded
from connectors.text import clean_title


@pytest.fixture
def apart() -> Iterator[Apart]:
    process = Apart()
    process.start(["connectors.text"])
    yield process
    process.close()


def test_a_function_answers_as_it_does_here(apart: Apart) -> None:
    said = "<b>Harbour &amp; bridge</b>"
    assert apart(clean_title, said) == Apart()(clean_title, said) == "Harbour & bridge"
    assert apart(os.getppid) == os.getpid()


def test_what_a_function_raises_is_raised_for_who_asked(apart: Apart) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        apart(int, "x")
    assert apart(int, "7") == 7


def test_what_cannot_be_handed_over_keeps_nobody_waiting(apart: Apart) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        apart(lambda: 1)
    assert apart(int, "7") == 7


def test_a_signal_that_is_meant_for_all_does_not_end_it_before_its_parent(apart: Apart) -> None:
    os.kill(apart(os.getpid), signal.SIGTERM)
    assert apart(os.getppid) == os.getpid()


def test_many_threads_each_get_their_own_answer(apart: Apart) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda n: apart(str, n), range(200))) == [str(n) for n in range(200)]


def test_after_the_process_was_killed_one_document_fails_and_the_others_are_read_here(
    apart: Apart,
) -> None:
    with pytest.raises(ReadingEnded):
        apart(signal.raise_signal, signal.SIGKILL)
    assert apart(os.getpid) == os.getpid()


def test_after_closing_documents_are_read_here(apart: Apart) -> None:
    apart.close()
    apart.close()
    assert apart(os.getpid) == os.getpid()


def test_it_is_started_once_and_can_be_started_again(apart: Apart) -> None:
    first = apart(os.getpid)
    apart.start()
    assert apart(os.getpid) == first
    apart.close()
    apart.start()
    assert apart(os.getpid) not in (first, os.getpid())


def test_it_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, signal\n"
        "from connectors.apart import Apart\n"
        "apart = Apart()\n"
        "apart.start()\n"
        "print(apart(os.getpid), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    started = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    stat = Path(f"/proc/{int(started.stdout)}/stat")
    while not _has_ended(stat):
        time.sleep(0.01)  # where it does not end, the run's own time limit ends this


def _has_ended(stat: Path) -> bool:
    try:
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
