"""100 open pages on one server, each changing a filter now and then, while a sync runs.

A page is what a browser keeps open: Streamlit's websocket, a filter every 20 seconds with the
charts that follow, and the page's own look for news every 10. The pages run in a process of their
own beside the server, on the same cores, so their work is in the figures too.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import sys
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from random import Random

import httpx2

from dashboard.bench import archive, feeds
from dashboard.bench.figure import Figure, median, percentile
from dashboard.bench.process import (
    BUILD,
    RUNDOWN,
    environment,
    free_port,
    resident_mb,
    run,
    server,
)  # fmt: skip
from dashboard.bench.reader_session import ReaderSession

PART = "load"
PAGES = 100
EVERY_S, NEWS_S = 20.0, 10.0
ROUNDS = 3
"""How many filters each page changes while the sync runs."""
LATENCY_MS = 3000
"""How long a feed takes to answer, so that the sync of 200 lasts as long as the measurement."""
DAY = 24 * 60 * 60 / EVERY_S
"""Filters that one page changes in a day."""
DAY_PAGES, MOMENTS = 4, 60
WORDS = ("council", "harbour", "election", "budget", "school", "hospital", "storm", "museum")


def measure() -> list[Figure]:
    """Time to the new list at 100 pages, memory of a page, and how memory grows over a day."""
    source, _seconds = archive.make()
    database = BUILD / "bench-load.db"
    for leftover in BUILD.glob(f"{database.name}*"):
        leftover.unlink()
    shutil.copyfile(source, database)
    with ExitStack() as stack:
        pid, port = _serve(stack, database)
        return asyncio.run(_measure(pid, port))


def _serve(stack: ExitStack, database: Path) -> tuple[int, int]:
    feed_port, port = free_port(), free_port()
    base = f"http://127.0.0.1:{feed_port}"
    command = [sys.executable, "-m", "dashboard.bench.feeds", str(feed_port)]
    stack.enter_context(server(command, feed_port, environment()))
    httpx2.get(f"{base}/control", params={"latency_ms": LATENCY_MS}, trust_env=False)
    listing = BUILD / "bench-load.opml"
    listing.write_text(feeds.opml(base), encoding="utf-8")
    env = environment(
        RUNDOWN_DB=str(database), RUNDOWN_TIMEZONE=archive.TIMEZONE, RUNDOWN_ALLOW_HOSTS="127.0.0.1"
    )
    run([RUNDOWN, "add", "--opml", str(listing)], env)
    child = stack.enter_context(server([RUNDOWN, "serve", "--port", str(port)], port, env))
    return child.pid, port


async def _measure(pid: int, port: int) -> list[Figure]:
    async with ReaderSession(port) as first:  # what is loaded once, whoever comes
        await first.open()
        await _change(first, Random(0))
    before = resident_mb(pid)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False))
        pages = [await stack.enter_async_context(ReaderSession(port)) for _ in range(PAGES)]
        news = [asyncio.create_task(_look_for_news(client, port)) for _ in pages]
        times = await asyncio.gather(*map(_read, pages, range(PAGES)))
        for looking in news:
            looking.cancel()
        full = resident_mb(pid)
    opened = [first for first, _ in times]
    changed = [one for _, changes in times for one in changes]
    await asyncio.sleep(3)
    closed = resident_mb(pid)
    memory = await _day(pid, port)
    return [
        median(PART, f"{PAGES} pages: opened", opened, "s"),
        median(PART, f"{PAGES} pages: new list", changed, "s"),
        Figure(
            part=PART, name=f"{PAGES} pages: new list, p95", value=percentile(changed, 0.95),
            unit="s", goal=1, samples=tuple(changed),
        ),
        Figure(
            part=PART, name="memory of a page", value=(full - before) / PAGES, unit="MB", goal=15,
            note=f"the server: {before:.0f} MB, {full:.0f} with all pages, {closed:.0f} after",
        ),
        Figure(
            part=PART, name="memory grown in a day", value=_growth(memory), unit="MB", goal=20,
            samples=tuple(memory),
            note=f"{DAY:,.0f} filters changed; last third less the second",
        ),
    ]  # fmt: skip


async def _read(page: ReaderSession, number: int) -> tuple[float, list[float]]:
    """What one page waits for: its first list, and that after each change of a filter."""
    rng = Random(number)
    await asyncio.sleep(number * EVERY_S / PAGES)
    opened = await page.open()
    changed = []
    for _ in range(ROUNDS):
        await asyncio.sleep(EVERY_S * rng.uniform(0.8, 1.2))
        changed.append(await _change(page, rng))
    return opened, changed


async def _change(page: ReaderSession, rng: Random) -> float:
    if rng.random() < 0.5:
        kinds = [[], ["Articles"], ["Videos"]]
        return await page.pick(rng.choice([k for k in kinds if k != page.kinds]))
    words = " ".join(rng.sample(WORDS, rng.choice((1, 2))))
    return await page.search("" if page.text else words)


async def _look_for_news(client: httpx2.AsyncClient, port: int) -> None:
    newest = ""
    await asyncio.sleep(Random(id(asyncio.current_task())).uniform(0, NEWS_S))
    while True:
        await asyncio.sleep(NEWS_S)
        asked = {"limit": "50"} | ({"before": newest} if newest else {})
        answer = await client.get(f"http://127.0.0.1:{port}/api/items", params=asked)
        newest = answer.raise_for_status().json()["newest"] or newest


async def _day(pid: int, port: int) -> list[float]:
    """The server's memory, MB, at moments of a day that is run through without a pause."""
    memory = []
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(ReaderSession(port)) for _ in range(DAY_PAGES)]
        for page in pages:
            await page.open()
        rngs = [Random(number) for number in range(DAY_PAGES)]
        for _ in range(MOMENTS):
            for _ in range(round(DAY / MOMENTS / DAY_PAGES)):
                await asyncio.gather(*map(_change, pages, rngs))
            memory.append(resident_mb(pid))
    return memory


def _growth(memory: list[float]) -> float:
    """How much more the last third of a day's samples hold than the second, MB (medians).

    The first third is left out, in which caches fill.
    """
    third = len(memory) // 3
    return statistics.median(memory[-third:]) - statistics.median(memory[third:-third])
