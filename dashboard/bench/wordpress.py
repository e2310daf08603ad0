"""The first sync of a WordPress archive of 10,000 posts, against fetching and decoding its pages.

The comparison asks for the same pages at the same server, one after the other over a connection
that is kept, and decodes them with the standard library; it makes nothing of them.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx2

from connectors.wordpress.posts import FIELDS
from dashboard.bench.figure import CannotMeasureError, Figure, median, ratio
from dashboard.bench.process import BUILD, RUNDOWN, environment, free_port, run_json, server
from dashboard.bench.wordpress_site import PAGE, POSTS

PART = "wordpress"
ROUNDS = 3
GOAL = 3.0
PHASES = {
    f"{POSTS:,} posts made beforehand": 0,
    f"{POSTS:,} posts, 50 ms an answer": 50,
}
"""Milliseconds that the server thinks about each answer. WordPress itself takes longer to make
a page of a hundred posts; made beforehand, fetching costs next to nothing."""


def measure() -> list[Figure]:
    """Median seconds of both and their ratio, and of a sync in which nothing is new."""
    work = BUILD / "bench-wordpress"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    figures = []
    command = [sys.executable, "-m", "dashboard.bench.wordpress_site", str(port)]
    with server(command, port, environment()):
        for phase, latency_ms in PHASES.items():
            figures += _phase(phase, latency_ms, work / str(latency_ms), base)
    shutil.rmtree(work)
    return figures


def _phase(phase: str, latency_ms: int, work: Path, base: str) -> list[Figure]:
    work.mkdir()
    ours, again, theirs = [], [], []
    for number in range(ROUNDS):
        _control(base, latency_ms)
        theirs.append(_fetched(base))
        first, second = _rundown(work / f"{number}.db", base, latency_ms)
        ours.append(first)
        again.append(second)
    return [
        median(PART, f"{phase}, first sync: rundown", ours, "s"),
        median(PART, f"{phase}, first sync: fetching and decoding alone", theirs, "s"),
        ratio(
            PART, f"{phase}, first sync: rundown / fetching and decoding", ours, theirs, goal=GOAL
        ),
        median(PART, f"{phase}, unchanged sync: rundown", again, "s"),
    ]


def _control(base: str, latency_ms: int) -> dict[str, int]:
    answer = httpx2.get(f"{base}/control", params={"latency_ms": latency_ms}, trust_env=False)
    counted: dict[str, int] = answer.raise_for_status().json()
    return counted


def _fetched(base: str) -> float:
    """Seconds for fetching all pages and decoding them."""
    start = perf_counter()
    seen = 0
    with httpx2.Client(trust_env=False) as client:
        for page in range(1, POSTS // PAGE + 1):
            params: dict[str, Any] = {"per_page": PAGE, "page": page, "_fields": FIELDS}
            answer = client.get(f"{base}/wp-json/wp/v2/posts", params=params)
            seen += len(json.loads(answer.raise_for_status().content))
    if seen != POSTS:
        raise CannotMeasureError(f"the server told of {seen} posts instead of {POSTS}")
    return perf_counter() - start


def _rundown(database: Path, base: str, latency_ms: int) -> tuple[float, float]:
    """Seconds that a first sync says it took, and one after it."""
    env = environment(
        RUNDOWN_DB=str(database), RUNDOWN_ALLOW_HOSTS="127.0.0.1", RUNDOWN_TIMEZONE="UTC"
    )
    run_json([RUNDOWN, "add", f"{base}/wp-json/", "--json"], env)
    _control(base, latency_ms)
    first, _ = run_json([RUNDOWN, "sync", "--all", "--json"], env)
    counted = _control(base, latency_ms)
    if first["items_new"] != POSTS or counted["pages"] != POSTS // PAGE:
        raise CannotMeasureError(f"the first sync said {first}, the server {counted}")
    second, _ = run_json([RUNDOWN, "sync", "--all", "--json"], env)
    if (second["requests"], second["unchanged"]) != (1, 1):
        raise CannotMeasureError(f"an unchanged sync said {second}")
    return float(first["seconds"]), float(second["seconds"])
