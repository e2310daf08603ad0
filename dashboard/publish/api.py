"""The JSON API beside the pages: Starlette routes over an open store.

Every answer is JSON; every error has one shape, ``{"error": sentence}``, and a fitting status.
Handlers are plain functions, so that Starlette runs them in threads and a slow read blocks none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.publish.filters import FilterError, query_from
from dashboard.publish.pairs import pairs_page
from dashboard.publish.rows import detail_json, rfc3339, row_json
from dashboard.store import CursorError, DatabaseError, Store, is_passing
from dashboard.store.model import SourceState

DEFAULT_LIMIT, MAX_LIMIT = 50, 500


class BadRequest(ValueError):
    """A parameter that cannot be understood."""


def routes(get_store: Callable[[], Store]) -> list[Route]:
    """The API's routes; ``get_store`` is called when a request comes."""

    def answering(read: Callable[[Store, Request], Any]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            try:
                found = read(get_store(), request)
            except (FilterError, CursorError, BadRequest) as error:
                return _json({"error": str(error)}, 400)
            except DatabaseError as error:
                if not is_passing(error):
                    raise
                return _json({"error": "The database does not answer; try again soon."}, 503)
            if found is None:
                return _json({"error": "There is no such item."}, 404)
            return _json(found)

        return endpoint

    def metrics(_: Request) -> Response:
        return Response(_metrics(get_store()), media_type="text/plain; version=0.0.4")

    return [
        Route("/healthz", answering(_health)),
        Route("/metrics", metrics),
        Route("/api/items", answering(_items)),
        Route("/api/items/{item_id}", answering(_item)),
        Route("/api/pairs", answering(_pairs)),
    ]


def filters_of(request: Request) -> dict[str, list[str]]:
    """The request's query parameters, each with all its values."""
    return {name: request.query_params.getlist(name) for name in request.query_params}


def _items(store: Store, request: Request) -> dict[str, Any]:
    filters = filters_of(request)
    query = query_from(filters, zone=store.timezone, now=store.clock())
    page = store.timeline.page(
        query,
        limit=_limit(request),
        after=request.query_params.get("after"),
        before=request.query_params.get("before"),
    )
    return {
        "items": [row_json(row) for row in page.items],
        "next": page.next,
        "newest": page.newest,
    }


def _item(store: Store, request: Request) -> dict[str, Any] | None:
    row = store.timeline.find(request.path_params["item_id"])
    detail = store.timeline.detail(row.id) if row else None
    return None if detail is None else detail_json(detail)


def _pairs(store: Store, request: Request) -> dict[str, Any]:
    asked = request.query_params
    try:
        score = float(asked.get("min_score") or 0)
    except ValueError:
        raise BadRequest("min_score is a number from 0 to 1.") from None
    return pairs_page(
        store,
        state=asked.get("state"),
        min_score=score,
        article=asked.get("article") or asked.get("article_url"),
        video=asked.get("video"),
        limit=_limit(request),
        after=asked.get("after"),
    )


def _health(store: Store, _: Request) -> dict[str, Any]:
    sources = store.sources.list()
    broken = [s.id for s in sources if s.state is SourceState.BROKEN or s.error]
    successes = [s.last_success_at for s in sources if s.last_success_at]
    return {
        "status": "ok",
        "version": version("rundown-dashboard"),
        "sources": len(sources),
        "sources_failing": len(broken),
        "last_success_at": rfc3339(max(successes, default=None)),
    }


def _metrics(store: Store) -> bytes:
    registry = CollectorRegistry()
    items = Gauge("rundown_items", "Items on the timeline.", registry=registry)
    items.set(store.timeline.total())
    by_state = Gauge("rundown_sources", "Sources by state.", ["state"], registry=registry)
    failures = Gauge(
        "rundown_source_failures", "Failures in a row.", ["source", "kind"], registry=registry
    )
    age = Gauge(
        "rundown_source_seconds_since_success",
        "Seconds since a source was last read.",
        ["source", "kind"],
        registry=registry,
    )
    for source in store.sources.list():
        by_state.labels(str(source.state)).inc()
        failures.labels(source.id, source.kind).set(source.failures)
        if source.last_success_at:
            seconds = (store.clock() - source.last_success_at).total_seconds()
            age.labels(source.id, source.kind).set(seconds)
    return generate_latest(registry)


def _limit(request: Request) -> int:
    asked = request.query_params.get("limit")
    if asked is None:
        return DEFAULT_LIMIT
    if not asked.isdecimal() or not 1 <= int(asked) <= MAX_LIMIT:
        raise BadRequest(f"limit is a whole number from 1 to {MAX_LIMIT}.")
    return int(asked)


def _json(value: Mapping[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")
