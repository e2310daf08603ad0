"""Syncing 200 feeds, against the feed-reader library ``reader`` on the same server.

Both are run as a user runs them, a process for each sync. Compared is what each says its sync
took; whole processes stand beside it. Both have eight workers, and eight connections to the host;
where answers come late, ours has the 32 workers of its default (and as many connections), and
``reader`` its eight still: its default is one.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx2

from dashboard.bench import feeds
from dashboard.bench.figure import CannotMeasureError, Figure, median, ratio
from dashboard.bench.process import BUILD, RUNDOWN, environment, free_port, run, run_json, server

PART = "sync"
READER = "reader==3.26"
ROUNDS = 3
WORKERS = "8"


class Phase(NamedTuple):
    """What the server does in a sync, and how many of our workers meet it.

    ``expected`` is the status that every feed must be answered with; the goal is a ratio.
    """

    latency_ms: int
    expected: str
    goal: float
    our_workers: str = WORKERS


PHASES = {
    "first sync": Phase(0, "200", 0.25),
    "unchanged sync": Phase(0, "304", 0.33),
    "unchanged sync, 50 ms of latency, ours with 32 workers": Phase(50, "304", 0.5, "32"),
}

Syncer = Callable[[Phase], tuple[Any, float]]


def measure() -> list[Figure]:
    """Median seconds of each phase for both, and the ratios."""
    work = BUILD / "bench-sync"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    listing = work / "feeds.opml"
    listing.write_text(feeds.opml(base), encoding="utf-8")
    urls = listing.with_suffix(".txt")
    urls.write_text("\n".join(feeds.urls(base)), encoding="utf-8")
    command = [sys.executable, "-m", "dashboard.bench.feeds", str(port)]
    with server(command, port, environment()):
        ours = _rounds(base, lambda number: _rundown(work / f"ours-{number}.db", listing))
        try:
            python = reader_python()
            theirs = _rounds(base, lambda number: _reader(python, work, number, urls))
        except CannotMeasureError as error:
            return [*_figures(ours, {}), Figure(part=PART, name=READER, error=str(error))]
    shutil.rmtree(work)
    return _figures(ours, theirs)


Times = dict[str, list[tuple[float, float]]]
"""Of each phase and round: the seconds it says it took, and those of the whole process."""


def _rounds(base: str, start: Callable[[int], Syncer]) -> Times:
    times: Times = {phase: [] for phase in PHASES}
    for number in range(ROUNDS):
        sync = start(number)
        for name, phase in PHASES.items():
            _control(base, phase.latency_ms)
            said, seconds = sync(phase)
            _check(name, phase.expected, _control(base, 0), said)
            times[name].append((float(said["seconds"]), seconds))
    return times


def _control(base: str, latency_ms: int) -> dict[str, int]:
    answer = httpx2.get(f"{base}/control", params={"latency_ms": latency_ms}, trust_env=False)
    counted: dict[str, int] = answer.raise_for_status().json()
    return counted


def _check(phase: str, expected: str, counted: dict[str, int], said: Any) -> None:
    """A sync that asks less, or more, than one question a feed is not the one to compare."""
    if counted != {expected: feeds.FEEDS}:
        raise CannotMeasureError(f"{phase}: the server answered {counted}, and was told {said}")
    entries = said.get("entries", said.get("items_new"))
    whole = feeds.FEEDS * feeds.ENTRIES
    if phase == "first sync" and entries != whole:
        raise CannotMeasureError(f"{phase}: {entries} of {whole} entries arrived")


def _rundown(database: Path, listing: Path) -> Syncer:
    env = environment(
        RUNDOWN_DB=str(database), RUNDOWN_ALLOW_HOSTS="127.0.0.1", RUNDOWN_TIMEZONE="UTC"
    )
    run([RUNDOWN, "add", "--opml", str(listing)], env)

    def sync(phase: Phase) -> tuple[Any, float]:
        names = ("RUNDOWN_CONNECTIONS_PER_HOST", "RUNDOWN_SYNC_WORKERS")
        workers = dict.fromkeys(names, phase.our_workers)
        return run_json([RUNDOWN, "sync", "--all", "--json"], env | workers)

    return sync


def _reader(python: str, work: Path, number: int, urls: Path) -> Syncer:
    script = str(Path(__file__).with_name("reader_run.py"))
    database = str(work / f"reader-{number}.db")
    run([python, script, database, "add", str(urls)], environment())
    return lambda _: run_json([python, script, database, "update", WORKERS], environment())


def reader_python() -> str:
    """The Python of an environment that has ``reader``, made on first use.

    Raises:
        CannotMeasureError: it cannot be installed here.
    """
    folder = BUILD / "reader-venv"
    python = str(folder / "bin" / "python")
    if not (folder / "ready").exists():
        run([sys.executable, "-m", "venv", "--clear", str(folder)], environment())
        quiet = ["--quiet", "--disable-pip-version-check"]
        install = [python, "-m", "pip", "install", *quiet, READER, "sgmllib3k"]
        run(install, environment())
        (folder / "ready").touch()
    return python


def _figures(ours: Times, theirs: Times) -> list[Figure]:
    figures = []
    for phase, (_latency, _status, goal, _workers) in PHASES.items():
        said = [inner for inner, _whole in ours[phase]]
        figures.append(median(PART, f"{phase}: rundown", said, "s"))
        whole = [seconds for _inner, seconds in ours[phase]]
        figures.append(median(PART, f"{phase}: rundown, whole process", whole, "s"))
        if phase not in theirs:
            continue
        reader = [inner for inner, _whole in theirs[phase]]
        figures.append(median(PART, f"{phase}: {READER}", reader, "s"))
        reader_whole = [seconds for _inner, seconds in theirs[phase]]
        figures.append(median(PART, f"{phase}: {READER}, whole process", reader_whole, "s"))
        figures.append(ratio(PART, f"{phase}: rundown / reader", said, reader, goal=goal))
        figures.append(
            ratio(PART, f"{phase}: the same, whole processes", whole, reader_whole, goal=None)
        )
    return figures
