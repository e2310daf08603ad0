"""``items``, ``pairs``, ``decide``, ``topics``, ``engagement``, ``understand``: what pages show."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from dashboard.commands.common import (
    By,
    CommandError,
    Db,
    Json,
    console,
    print_json,
    print_lines,
    print_table,
    settings_for,
    store_for,
)
from dashboard.publish import pairs as pair_lists
from dashboard.publish.filters import query_from
from dashboard.publish.rows import row_json
from dashboard.store import Store, TimelineQuery
from dashboard.store.model import ItemRow

Many = list[str] | None
Since = Annotated[str | None, typer.Option(help="Date, time, today, or a span such as 7d.")]
Until = Annotated[str | None, typer.Option(help="Date (included) or time (excluded).")]
PAGE = 500


def items(
    kind: Annotated[Many, typer.Option(help="article, video or newsletter.")] = None,
    topic: Annotated[Many, typer.Option(help="Topic, by id or name.")] = None,
    label: Annotated[Many, typer.Option(help="The outlet's own category or tag.")] = None,
    author: Annotated[Many, typer.Option(help="Byline.")] = None,
    source: Annotated[Many, typer.Option(help="Source, by id or name.")] = None,
    status: Annotated[Many, typer.Option(help="public, unlisted, private or removed.")] = None,
    since: Since = None,
    until: Until = None,
    query: Annotated[str, typer.Option(help='Words, "phrases", -not, author:, label:.')] = "",
    sort: Annotated[str, typer.Option(help="newest, or relevance: the best answers.")] = "newest",
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    after: Annotated[str | None, typer.Option(help="Go on after this cursor.")] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show the timeline, newest first."""
    store = store_for(settings_for(db))
    filters = {
        "kind": kind or [],
        "topic": topic or [],
        "label": label or [],
        "author": author or [],
        "source": source or [],
        "status": status or [],
        "since": [since or ""],
        "until": [until or ""],
        "q": [query],
        "sort": [sort],
    }
    wanted = query_from(filters, zone=store.timezone, now=store.clock())
    rows = walk(store, wanted, limit, after)
    if json:
        print_lines(row_json(row) for row in rows)
        return
    print_table(
        ("time", "kind", "title", "id"),
        (
            (
                f"{row.published_at.astimezone(store.timezone):%Y-%m-%d %H:%M}",
                row.kind,
                row.title,
                row.public_id,
            )
            for row in rows
        ),
    )


def walk(store: Store, query: TimelineQuery, limit: int, after: str | None) -> Any:
    """Up to ``limit`` items of a view, page by page."""
    while limit > 0:
        page = store.timeline.page(query, limit=min(limit, PAGE), after=after)
        yield from page.items
        limit -= len(page.items)
        if page.next is None:
            return
        after = page.next


def pairs(
    state: Annotated[str | None, typer.Option(help="linked, accepted, rejected, proposed.")] = None,
    min_score: Annotated[float, typer.Option(min=0, max=1)] = 0.0,
    video: Annotated[str | None, typer.Option(help="Of this video (id, address).")] = None,
    article: Annotated[str | None, typer.Option(help="Of this article (id, address).")] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="The best candidates of each video, any score.")
    ] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show which articles and videos belong together."""
    from dashboard.pairing import top_candidates  # imported late: most commands do no arithmetic

    store = store_for(settings_for(db))
    if top:
        videos = [_item(store, video)] if video else store.timeline.scan(kind="video")
        best = (pair for row in videos for pair in top_candidates(store, row.id, top))
        half = _item(store, article).id if article else None
        found = [
            p
            for p in best
            if p.score >= min_score and state in (None, p.state) and half in (None, p.article_id)
        ]
    else:
        found = pair_lists.listed(
            store, state=state, min_score=min_score, article=article, video=video
        )
    lines = pair_lists.as_json(store, found)
    if json:
        print_lines(lines)
        return
    print_table(
        ("state", "score", "article", "video"),
        (
            (p["state"], f"{p['score']:.2f}", p["article_title"] or "", p["video_title"] or "")
            for p in lines
        ),
    )


def decide(
    verdict: Annotated[str, typer.Argument(help="accept, reject or undo.")],
    article: Annotated[str, typer.Argument(help="The article: id or address.")],
    video: Annotated[str, typer.Argument(help="The video: id, address or YouTube id.")],
    by: By,
    why: Annotated[str, typer.Option(help="Why, for colleagues.")] = "",
    db: Db = None,
    json: Json = False,
) -> None:
    """Accept or reject a pair, or take that back."""
    if verdict not in ("accept", "reject", "undo"):
        raise typer.BadParameter("The first word is accept, reject or undo.")
    store = store_for(settings_for(db))
    one, other = _item(store, article), _item(store, video)
    if verdict == "undo":
        pair = store.pairs.undo(one.id, other.id, by)
    else:
        pair = store.pairs.decide(one.id, other.id, verdict, by, why)
    line = (
        pair_lists.as_json(store, [pair])[0]
        if pair
        else {"article": one.public_id, "video": other.public_id, "state": None}
    )
    if json:
        print_json(line)
    else:
        console.print(f"{line['state'] or 'undone'}: {one.title} + {other.title}")


def topics(since: Since = None, until: Until = None, db: Db = None, json: Json = False) -> None:
    """Count items by topic."""
    store = store_for(settings_for(db))
    filters = {"since": [since or ""], "until": [until or ""]}
    query = query_from(filters, zone=store.timezone, now=store.clock())
    counts: dict[tuple[str, str], int] = {}
    for count in store.charts.topics(query):
        key = (count.topic, count.name)
        counts[key] = counts.get(key, 0) + count.items
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    if json:
        print_json([{"id": i, "name": name, "items": n} for (i, name), n in ranked])
        return
    print_table(("topic", "items"), ((name, str(n)) for (_, name), n in ranked))


def engagement(db: Db = None, json: Json = False) -> None:
    """Show what works: top and rising videos, by topic and hour."""
    from dashboard.engagement.summary import summary  # imported late, as above

    store = store_for(settings_for(db))
    found = summary(store, store.clock())
    if json:
        print_json(found)
        return
    for name in ("top", "rising"):
        console.print(f"[bold]{name.capitalize()}[/bold]")
        print_table(
            ("views", "title"),
            ((f"{entry['views']:,.0f}", entry["title"]) for entry in found[name]),
        )


def understand(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Everything anew.")] = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Bring topics and pairs up to date (sync does so by itself)."""
    from dashboard.understand import bring_up_to_date  # imported late, as above

    done = bring_up_to_date(store_for(settings_for(db)), rebuild=rebuild)
    counts = {"topics": done.topics, "pairs": done.pairs, "seconds": round(done.seconds, 3)}
    if json:
        print_json(counts)
    else:
        console.print(f"{done.topics} items got topics, {done.pairs} pairs; {done.seconds:.1f} s")


def _item(store: Store, what: str) -> ItemRow:
    row = store.timeline.find(what)
    if row is None:
        raise CommandError(f"There is no item {what!r}: name it by id, address or YouTube id.")
    return row
