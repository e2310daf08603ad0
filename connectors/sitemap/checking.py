"""A slow look at the pages that are known: what changed unsaid, what is gone."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import SourceSpec
from connectors.environment import Environment
from connectors.items import Article
from connectors.pages.reading import Outcome, PageReader, State, under_ref
from connectors.sitemap.completing import needs_nothing
from connectors.sitemap.state import State as Standing

PAGES = 10
EVERY_S = 15 * 60.0
SURE_AFTER_S = 3_600.0
"""A page that was not there is looked for again after so long, before it counts as gone."""
TOO_MANY = 4
"""If as many, and most of those looked for, are not there at once, the site has a fault."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look brought: articles as they are now, refs that are gone, sentences."""

    items: tuple[Article, ...] = ()
    gone: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def look(spec: SourceSpec, env: Environment, state: Standing, reader: PageReader) -> Checked:
    """Look at a few known pages, those that were missing before among them, if it is time."""
    now_s = env.clock().timestamp()
    state.checked_at = state.checked_at or now_s  # what was read just now need not be looked at
    if now_s - state.checked_at < EVERY_S:
        return Checked()
    state.checked_at = now_s
    doubtful = [ref for ref, at in state.missing.items() if now_s - at >= SURE_AFTER_S][:PAGES]
    following = env.known.refs_after(spec, state.cursor, PAGES)
    refs = list(dict.fromkeys([*doubtful, *(r for r in following if r not in state.missing)]))
    if not refs:
        state.cursor = ""
        return Checked()
    outcomes = [o for o in reader.read(refs) if o.state is not State.LATER]
    seen = {outcome.url for outcome in outcomes}
    passed = [ref for ref in following if ref in seen or ref in state.missing]
    state.cursor = "" if len(following) < PAGES else max(passed, default=state.cursor)
    absent = [outcome.url for outcome in outcomes if outcome.state is State.GONE]
    if len(absent) >= TOO_MANY and len(absent) * 2 > len(outcomes):
        sentence = f"{len(absent)} of {len(outcomes)} known pages are not there all at once; "
        return Checked(warnings=(f"{sentence}that looks like a fault of the site's.",))
    return _judged(outcomes, absent, state, now_s)


def _judged(outcomes: list[Outcome], absent: list[str], state: Standing, now_s: float) -> Checked:
    gone = tuple(ref for ref in absent if ref in state.missing)
    for outcome in outcomes:
        if outcome.state in {State.ARTICLE, State.OTHER} or outcome.url in gone:
            state.missing.pop(outcome.url, None)
        elif outcome.state is State.GONE:
            state.missing.setdefault(outcome.url, now_s)
    items = tuple(
        under_ref(o.article, o.url)
        for o in outcomes
        if o.article is not None and needs_nothing(o.article)
    )
    return Checked(items, gone)
