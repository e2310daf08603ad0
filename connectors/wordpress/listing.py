"""Reading a list of posts to its end, a page at a time and some pages ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from connectors.contract import ConnectorError, RetryLater
from connectors.environment import Environment
from connectors.items import Article
from connectors.wordpress.api import Api, Listed
from connectors.wordpress.names import NAMINGS, Named, Names, ids_in
from connectors.wordpress.posts import FIELDS, articles_of, is_public_post, modified_gmt
from connectors.wordpress.state import Listing, State

SIZES = (100, 50, 20, 10)
"""Posts to a page, as many as WordPress grants; less where a site refuses, or breaks down."""
AHEAD = 3
"""Pages that are asked for while others are worked on."""
_TOO_MUCH = frozenset({None, 413, 500, 502, 504})
"""What a site answers (``None``: nothing, in time) when a page is more than it can make."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: the articles on it, and where it stood."""

    articles: tuple[Article, ...]
    oldest_change: str
    records: int
    listed: Listed


class Reader:
    """Makes articles of the posts of one site, for one pull."""

    def __init__(self, api: Api, state: State, site: str, env: Environment) -> None:
        self._api = api
        self._state = state
        self._site = site
        self._clock, self._apart = env.clock, env.apart
        self.names = Names(api, state.closed)
        self._missed = set() if state.embed else set(state.closed)

    def page(self, listing: Listing, number: int) -> Page:
        """One page of a list."""
        asked: dict[str, object] = {"page": number, "per_page": listing.size, "order": "desc"}
        if listing.since:
            asked |= {"orderby": "modified", "modified_after": f"{listing.since}Z"}
        else:
            asked |= {"orderby": "date"}
        return self._read(asked)

    def by_ids(self, numbers: list[int]) -> tuple[Article, ...]:
        """The articles with these ids, as far as they are public; at most a hundred."""
        asked = {"include": ",".join(map(str, numbers)), "per_page": len(numbers)}
        wanted = set(numbers)
        found = self._read(asked).articles
        return tuple(one for one in found if int(one.ref) in wanted)

    def _read(self, asked: dict[str, object]) -> Page:
        listed = self._posts(asked)
        named = self._named(asked, listed)
        now = self._clock()
        posts = [post for post in listed.records if is_public_post(post, self._api.route)]
        changes = [change for post in listed.records if (change := modified_gmt(post))]
        return Page(
            self._apart(articles_of, posts, named, self._site, now),
            min(changes, default=""),
            len(listed.records),
            listed,
        )

    def _named(self, asked: dict[str, object], listed: Listed) -> Named:
        """What the posts name; lists may be closed and yet it comes along with the posts."""
        named = self.names.named_by(listed.records)
        missing = {
            field
            for field in self.names.closed - self._missed
            if any(ids_in(post, field) for post in listed.records)
        }
        if not missing or self._state.embed:
            return named
        named = self.names.named_by(self._posts({**asked, **_embedding()}).records)
        if missing & self.names.told:
            self._state.embed = True
        else:
            self._missed |= missing
        return named

    def _posts(self, asked: dict[str, object]) -> Listed:
        embedding = _embedding() if self._state.embed else {}
        return self._api.listed(self._api.route, {"_fields": FIELDS, **asked, **embedding})

    def to_end(self, listing: Listing) -> Generator[Page, None, None]:
        """The pages of a list from where it was left; ``listing`` moves on with each."""
        shrunk = False
        while True:
            try:
                yield from self._pages(listing)
                return
            except ConnectorError as error:
                smaller = next((size for size in SIZES if size < listing.size), None)
                refused = error.status == 400 and listing.page == 1
                broke = error.status in _TOO_MUCH and not shrunk and _may_be_size(error)
                if smaller is None or not (refused or broke):
                    raise
                shrunk = shrunk or broke
                listing.page = (listing.page - 1) * listing.size // smaller + 1
                listing.size = smaller
                if refused:
                    self._state.size = smaller

    def _pages(self, listing: Listing) -> Generator[Page, None, None]:
        waiting: deque[Future[Page | None]] = deque()
        last, following = listing.page, listing.page
        with ThreadPoolExecutor(AHEAD, thread_name_prefix="posts") as pool:
            try:
                while True:
                    while following <= last and len(waiting) < AHEAD:
                        waiting.append(pool.submit(self._page_or_end, listing, following))
                        following += 1
                    page = waiting.popleft().result()
                    if page is None:
                        return
                    stated = page.listed.pages
                    listing.page += 1
                    # A site that does not say how many pages there are is asked for one more.
                    last = max(last, stated) if stated else listing.page
                    yield page
                    if listing.page > last:
                        return
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _page_or_end(self, listing: Listing, number: int) -> Page | None:
        """A page; ``None`` behind the end, which WordPress answers with 400, or with nothing."""
        try:
            page = self.page(listing, number)
        except ConnectorError as error:
            if error.status == 400 and number > 1:
                return None
            raise
        return page if page.records else None


def _may_be_size(error: ConnectorError) -> bool:
    return not isinstance(error, RetryLater) or error.after_s is None


def _embedding() -> dict[str, object]:
    return {
        "_embed": ",".join(dict.fromkeys(naming.rel for naming in NAMINGS)),
        "_fields": f"{FIELDS},_links,_embedded",
    }
