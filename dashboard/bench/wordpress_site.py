"""A loopback look-alike of a WordPress site with 10,000 posts, as its REST interface tells them.

A post has some 3,000 characters of HTML, an author, a category, two tags and a picture.
``python -m dashboard.bench.wordpress_site PORT`` serves it; pages are made beforehand, so that
what is measured is the asking. ``/control?latency_ms=50`` sets how long each answer is thought
about, and tells and forgets how many pages of posts, and what else, was asked for since.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.bench.feeds import NEWEST, WORDS

POSTS = 10_000
PAGE = 100
AUTHORS, CATEGORIES, TAGS = 40, 12, 800


def post(number: int, base: str) -> dict[str, Any]:
    """The post with an id, the same on every call; higher ids are newer."""
    rng = random.Random(number)
    words = rng.choices(WORDS, k=420)
    at = (NEWEST - timedelta(minutes=41 * (POSTS - number))).strftime("%Y-%m-%dT%H:%M:%S")
    paragraphs = "".join(
        f"<p>{' '.join(words[start : start + 90]).capitalize()}, said <a "
        f'href="{base}/people/{rng.randrange(900)}/">a speaker</a> &#8217;for now&#8217;.</p>\n'
        for start in range(20, 420, 90)
    )
    film = f"{number:011d}"
    block = (
        '<figure class="wp-block-embed is-provider-youtube"><div class="wp-block-embed__wrapper">'
        f'<iframe width="640" height="360" src="https://www.youtube.com/embed/{film}?feature='
        'oembed" allowfullscreen></iframe></div></figure>\n'
    )
    slug = f"{'-'.join(words[:4])}-{number}"
    return {
        "id": number,
        "date": at,
        "date_gmt": at,
        "guid": {"rendered": f"{base}/?p={number}"},
        "modified": at,
        "modified_gmt": at,
        "status": "publish",
        "type": "post",
        "link": f"{base}/{at[:4]}/{at[5:7]}/{slug}/",
        "title": {"rendered": f"{' '.join(words[:9]).capitalize()} &#8211; {number}"},
        "content": {
            "rendered": paragraphs + (block if number % 5 == 0 else ""),
            "protected": False,
        },
        "excerpt": {
            "rendered": f"<p>{' '.join(words[9:40]).capitalize()} [&hellip;]</p>\n",
            "protected": False,
        },
        "author": number % AUTHORS + 1,
        "featured_media": number + 1_000_000,
        "categories": [number % CATEGORIES + 1],
        "tags": [rng.randrange(TAGS) + 100, rng.randrange(TAGS) + 1000],
    }


def application(base: str) -> Starlette:
    """The server, with all pages made beforehand."""
    numbers = range(POSTS, 0, -1)
    made = [orjson.dumps(post(number, base)) for number in numbers]
    pages = [b"[" + b",".join(made[start : start + PAGE]) + b"]" for start in range(0, POSTS, PAGE)]
    asked: Counter[str] = Counter()
    wait_s = 0.0

    def headers(total: int, size: int) -> dict[str, str]:
        return {"X-WP-Total": str(total), "X-WP-TotalPages": str(-(-total // size))}

    async def posts(request: Request) -> Response:
        await asyncio.sleep(wait_s)
        query = request.query_params
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        total = 0 if "modified_after" in query else POSTS
        if "content" in query.get("_fields", "content") and size == PAGE and total:
            asked["pages"] += 1
            body = pages[page - 1]
        else:
            asked["looks"] += 1
            told = [orjson.loads(one) for one in made[(page - 1) * size : page * size] if total]
            names = ("id", "modified_gmt", "status", "type")
            body = orjson.dumps([{name: one[name] for name in names} for one in told])
        return Response(body, media_type="application/json", headers=headers(total, size))

    def named(make: Callable[[int], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            await asyncio.sleep(wait_s)
            asked["names"] += 1
            ids = [int(number) for number in request.query_params["include"].split(",")]
            return JSONResponse([make(n) for n in ids], headers=headers(len(ids), PAGE))

        return answer

    async def control(request: Request) -> Response:
        nonlocal wait_s
        wait_s = float(request.query_params.get("latency_ms", 0)) / 1000
        counted = dict(asked)
        asked.clear()
        return JSONResponse(counted)

    name = named(lambda number: {"id": number, "name": f"Name {number}"})
    picture = named(lambda n: {"id": n, "source_url": f"{base}/files/{n}.jpg", "alt_text": "Seen"})
    root = "/wp-json/wp/v2"
    return Starlette(
        routes=[
            Route(f"{root}/posts", posts),
            Route(f"{root}/media", picture),
            *(Route(f"{root}/{path}", name) for path in ("users", "categories", "tags")),
            Route("/control", control),
        ]
    )


if __name__ == "__main__":
    port = int(sys.argv[1])
    uvicorn.run(application(f"http://127.0.0.1:{port}"), port=port, log_level="error")
