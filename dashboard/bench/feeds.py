"""The loopback server that both feed readers are measured against.

200 feeds, half RSS 2.0 and half Atom, of 50 entries with some 580 characters of HTML each; every
answer has an ETag and asks to be revalidated, so an unchanged feed costs exactly one 304.
``python -m dashboard.bench.feeds PORT`` serves it. ``/control?latency_ms=50`` sets how long each
answer waits, and tells and forgets how many answers of which status were given since.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import escape

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

FEEDS = 200
ENTRIES = 50
NEWEST = datetime(2026, 6, 1, 12, tzinfo=UTC)

WORDS = (
    "council budget harbour bridge election storm market school hospital river strike museum "
    "festival court police minister railway energy housing football climate university farm "
    "port airport library garden theatre tax reform report review plan vote debate"
).split()


def feed(number: int, base: str) -> bytes:
    """The document of one feed, the same on every call."""
    rng = random.Random(number)
    build = _rss if number % 2 == 0 else _atom
    return build(number, base, [_entry(rng, number, place) for place in range(ENTRIES)]).encode()


def urls(base: str) -> list[str]:
    """The addresses of all feeds."""
    return [f"{base}/feeds/{number}.xml" for number in range(FEEDS)]


def opml(base: str) -> str:
    """The list of all feeds, as a reader exports it (OPML 2.0)."""
    outlines = "".join(
        f'<outline type="rss" text="Desk {number}" xmlUrl="{url}"/>'
        for number, url in enumerate(urls(base))
    )
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{outlines}</body></opml>'


def _entry(rng: random.Random, number: int, place: int) -> dict[str, str]:
    words = rng.choices(WORDS, k=70)
    title = " ".join(words[:8]).capitalize()
    html = (
        f'<p>{" ".join(words[8:36])}, said <a href="/people/{rng.randrange(900)}">a speaker</a>.'
        f"</p><p><em>{' '.join(words[36:40])}</em> {' '.join(words[40:])}.</p>"
        f'<img src="/pictures/{number}-{place}.jpg" alt="{words[0]}" width="640" height="360">'
    )
    at = NEWEST - timedelta(minutes=37 * place + number)
    return {
        "slug": f"{number}-{place}",
        "title": title,
        "html": html,
        "at": at.isoformat(),
        "rfc822": at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "label": words[1],
    }


def _rss(number: int, base: str, entries: list[dict[str, str]]) -> str:
    items = "".join(
        f"<item><title>{e['title']}</title><link>{base}/articles/{e['slug']}</link>"
        f'<guid isPermaLink="false">{e["slug"]}</guid><pubDate>{e["rfc822"]}</pubDate>'
        f"<category>{e['label']}</category><description>{escape(e['html'])}</description></item>"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Desk {number}</title><link>{base}/</link><description>News</description>"
        f"{items}</channel></rss>"
    )


def _atom(number: int, base: str, entries: list[dict[str, str]]) -> str:
    items = "".join(
        f"<entry><title>{e['title']}</title><link href='{base}/articles/{e['slug']}'/>"
        f"<id>tag:example.org,2026:{e['slug']}</id><published>{e['at']}</published>"
        f"<updated>{e['at']}</updated><category term='{e['label']}'/>"
        f"<content type='html'>{escape(e['html'])}</content></entry>"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Desk {number}</title><id>tag:example.org,2026:{number}</id>"
        f"<updated>{NEWEST.isoformat()}</updated>{items}</feed>"
    )


def application(base: str) -> Starlette:
    """The server, with all documents made beforehand."""
    documents = [feed(number, base) for number in range(FEEDS)]
    answered: Counter[int] = Counter()
    wait_s = 0.0

    async def serve_feed(request: Request) -> Response:
        if wait_s:
            await asyncio.sleep(wait_s)
        number = request.path_params["number"]
        headers = {"ETag": f'"feed-{number}"', "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            answered[304] += 1
            return Response(status_code=304, headers=headers)
        answered[200] += 1
        return Response(documents[number], media_type="application/xml", headers=headers)

    async def control(request: Request) -> Response:
        nonlocal wait_s
        wait_s = float(request.query_params.get("latency_ms", 0)) / 1000
        counted = {str(status): number for status, number in answered.items()}
        answered.clear()
        return JSONResponse(counted)

    return Starlette(
        routes=[Route("/feeds/{number:int}.xml", serve_feed), Route("/control", control)]
    )


if __name__ == "__main__":
    port = int(sys.argv[1])
    uvicorn.run(application(f"http://127.0.0.1:{port}"), port=port, log_level="error")
