"""A WordPress site as a source: its archive to the end, then what changes, comes and goes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import ClassVar

from connectors.contract import Batch, Checkpoint, NotThisKind, SourceSpec
from connectors.environment import Environment
from connectors.items import Article, Gone
from connectors.wordpress.address import root_of, route_of, site_of, source_of
from connectors.wordpress.api import Api
from connectors.wordpress.listing import Reader
from connectors.wordpress.names import AUTHORS
from connectors.wordpress.posts import modified_gmt
from connectors.wordpress.state import Listing, State
from connectors.wordpress.walk import Differences, Shown, Walking

LOOKED_AT = 10
"""Of the posts that changed last, so many are compared to see whether any did."""
OVERLAP = timedelta(hours=3)
"""What changed so long before the latest known change is read again: ``modified_after`` excludes
its bound, counts in seconds, and compares the site's local time, which repeats an hour a year."""
DATED_ANEW = timedelta(hours=1)
"""How often the newest posts are compared: one that was scheduled turns public without a change."""
WALKED_ANEW = timedelta(days=7)
"""How often all ids are compared, for whatever counting does not show."""
MOST_RESTARTS = 3


@dataclass(frozen=True, slots=True)
class _Look:
    """What a list looks like from afar; ``hash`` is "" while it may change without showing it."""

    hash: str
    mark: str


class WordPress:
    """Pulls the posts of a site through its REST interface.

    ``spec.url`` is the root of that, or in it the list of one of the site's own types of posts.

    A first pull reads the whole archive, a hundred posts a batch, newest first. Later pulls begin
    with one small question: how many posts are there, and which changed last? Only if that has
    changed, the changed posts are read and what disappeared is looked for.
    """

    kind: ClassVar[str] = "wordpress"

    def __init__(self, spec: SourceSpec, env: Environment) -> None:
        self._spec = spec
        self._env = env

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield what is new, changed or gone.

        Raises:
            RetryLater: a passing fault; what was yielded stands, and the next pull goes on there.
            NeedsPerson: the interface is closed to the public, or the address is private.
            NotThisKind: there is no such interface.
        """
        root = root_of(self._spec.url)
        if not root:
            raise NotThisKind(
                "That is not the address of a WordPress REST interface.",
                advice="Give the site's home page to “rundown add”, and it is looked for.",
            )
        yield from _Pull(self._spec, self._env, root, State.of(checkpoint, root)).batches()


class _Pull:
    """One pull of one site."""

    def __init__(self, spec: SourceSpec, env: Environment, root: str, state: State) -> None:
        self._env = env
        self._state = state
        self._api = Api(env.http, root, was_read=state.was_read, route=route_of(spec.url))
        self._reader = Reader(self._api, state, site_of(root), env)
        self._shown = Shown(env.known, spec)
        self._warnings: list[str] = []
        self._moved_to = ""

    def batches(self) -> Iterator[Batch]:
        state = self._state
        look = self._look()
        if self._moved_to:
            # What is known of the source is found under its new address once that is stored.
            yield self._batch()
            return
        if state.listing is None:
            if not state.archived:
                state.listing = Listing("", 1, state.size, None, look.mark, look.hash)
            elif look.hash != state.look or not look.hash:
                since = _earlier(state.mark or look.mark, OVERLAP)
                state.listing = Listing(since, 1, state.size, None, look.mark, look.hash)
        now = self._env.clock()
        changed = state.listing is not None
        if state.listing is not None:
            yield from self._read(state.listing)
        dated = changed or state.dated_at is None or now - state.dated_at >= DATED_ANEW
        if dated or state.walk:
            yield from self._compare(now)
        self._note_closed()
        yield self._batch()

    def _look(self) -> _Look:
        """One small question whose answer changes with whatever is edited, added or taken away."""
        asked = {"per_page": LOOKED_AT, "orderby": "modified", "order": "desc"}
        listed = self._api.listed(self._api.route, {**asked, "_fields": "id,modified_gmt"})
        if listed.moved_to:
            self._state.root = listed.moved_to
            self._moved_to = source_of(listed.moved_to, self._api.route)
        told = [(post.get("id"), modified_gmt(post)) for post in listed.records]
        mark = max((change for _, change in told), default="")
        said = f"{listed.total} {told}".encode()
        # Within the second of a change another one may follow that looks the same.
        changes = {change for _, change in told}
        settled = listed.at is None or _wordpress_time(listed.at) not in changes
        return _Look(
            blake2b(said, digest_size=12).hexdigest() if settled else "",
            # What claims to be from the future must not hide what changes until then.
            min(mark, _wordpress_time(self._env.clock())),
        )

    def _read(self, listing: Listing) -> Iterator[Batch]:
        """Read a list of posts to its end, however often it has to be begun anew."""
        state = self._state
        for _ in range(MOST_RESTARTS):
            held_still = yield from self._read_once(listing)
            if held_still:
                break
            # Something was taken out of the list, which drew others over the page's edge.
            listing.page, listing.total = 1, None
        if not listing.since:
            state.archived = True
            state.walked_at = self._env.clock()
        state.mark = max(state.mark, listing.mark)
        state.look = listing.look
        state.listing = None

    def _read_once(self, listing: Listing) -> Generator[Batch, None, bool]:
        """Whether the list held still while it was read (the archive is compared afterwards)."""
        with closing(self._reader.to_end(listing)) as pages:
            for page in pages:
                shrank = _is_less(page.listed.total, listing.total)
                listing.total = page.listed.total
                self._shown.add(page.articles)
                if page.articles:
                    yield self._batch(page.articles)
                if listing.since and shrank:
                    return False
                if listing.since and "" < page.oldest_change < listing.since:
                    break  # a site that does not know ``modified_after`` lists everything
        return True

    def _compare(self, now: datetime) -> Iterator[Batch]:
        """Look for what came without a change, and for what went."""
        state = self._state
        walking = Walking(self._api, self._reader, state, self._shown)
        yield from self._told(walking.newest())
        state.dated_at = now
        full = state.walked_at is None or now - state.walked_at >= WALKED_ANEW
        if full:
            state.closed = []
            self._reader.names.closed.clear()
        if full or state.walk or not walking.is_explained():
            for found in walking.steps(now, full=full):
                yield from self._told(found)

    def _told(self, found: Differences) -> Iterator[Batch]:
        self._warnings += [one for one in found.warnings if one not in self._warnings]
        if found.articles or found.gone or self._state.walk:
            yield self._batch(found.articles, found.gone)

    def _note_closed(self) -> None:
        names = self._reader.names
        if AUTHORS.field in names.closed and AUTHORS.field not in names.told:
            self._warnings.append(
                "The site keeps the names of its authors closed: bylines are missing, unless its "
                "feed is followed too."
            )

    def _batch(self, articles: Sequence[Article] = (), gone: Sequence[Gone] = ()) -> Batch:
        self._state.closed = sorted(self._reader.names.closed)
        return Batch(
            items=tuple(articles),
            gone=tuple(gone),
            warnings=tuple(self._warnings),
            checkpoint=self._state.checkpoint(),
            moved_to=self._moved_to,
            unfinished=bool(self._moved_to),
        )


def _is_less(now: int | None, before: int | None) -> bool:
    return now is not None and before is not None and now < before


def _earlier(stated: str, span: timedelta) -> str:
    """A time of WordPress's less ``span``; the beginning of all where it states none."""
    try:
        moment = datetime.fromisoformat(stated).replace(tzinfo=UTC)
    except ValueError:
        return "1970-01-01T00:00:00"
    return _wordpress_time(moment - span)


def _wordpress_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
