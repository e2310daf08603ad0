"""From a home page to an outlet's sources."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from urllib.parse import unquote, urlsplit

from connectors.contract import ConnectorError, NeedsPerson, NotThisKind, RetryLater, SourceSpec
from connectors.discovery.embedded import channel_of
from connectors.discovery.feeds import Candidate, candidate, fewest, guessed_feed, linked_feeds
from connectors.discovery.followed import still_fed, superfluous
from connectors.discovery.found import Discovery, Found
from connectors.discovery.page import NO_PAGE, HomePage, read_home_page
from connectors.discovery.sections import section_feeds
from connectors.discovery.sitemaps import beside_feeds, given_sitemap, is_of_site
from connectors.environment import Environment
from connectors.newsletter.address import is_mailbox
from connectors.pages.addresses import same_site
from connectors.urls import canonical_url
from connectors.web import Fetched
from connectors.wordpress.address import root_of, site_of
from connectors.wordpress.discovering import Interface, interface_of, read_interface, told_of
from connectors.youtube.address import ChannelAddress, channel_address

_BRINGS_ARTICLES = frozenset({"feed", "sitemap", "wordpress"})
PAGE_BYTES = 16 * 2**20
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"

Followed = Callable[[str], Sequence[SourceSpec]]
"""The sources that an earlier discovery chose from a home page (its URL), and that are followed."""


def discover(home_url: str, env: Environment, followed: Followed = lambda _: ()) -> Discovery:
    """The sources of the outlet at a domain or URL: its feeds, and the channel that it links to.

    An address that is itself a feed, a sitemap or a channel gives that alone. Where the feeds do
    not give the archive, a sitemap does; where their entries are thin, the articles' pages.

    Raises:
        RetryLater: the page cannot be reached now.
        NeedsPerson: the page refuses access or is not there.
        NotThisKind: it can be read but leads to nothing that could be followed.
    """
    if is_mailbox(home_url):
        raise NotThisKind(
            "That is a mailbox, not a site.",
            advice="Begin with your site’s address, then add the mailbox with “rundown add”.",
        )
    if address := channel_address(home_url):
        found = channel_found(address, env, "you named it", make_sure=True)
        return Discovery(address.value, address.url, "", "", (found,))
    if root := root_of(home_url):
        return _of_interface(read_interface(root, "you named it", env))
    asked, fetched = _home(home_url, env)
    if itself := candidate(fetched, env.clock(), "you named it"):
        return _of_feed(itself)
    if sitemap := given_sitemap(fetched, env):
        host = urlsplit(fetched.url).netloc
        return Discovery(host, f"{urlsplit(fetched.url).scheme}://{host}/", "", "", (sitemap,))
    return _of_page(fetched, asked, env, followed)


def channel_found(
    address: ChannelAddress, env: Environment, why: str, *, make_sure: bool = False
) -> Found:
    """A channel as a source: through the Data API where there is a key, else through its feed.

    With ``make_sure`` YouTube is asked for it; where that fails for now, it is taken as it is.

    Raises:
        NeedsPerson: YouTube knows no such channel, or does not accept the key.
    """
    name = "" if address.naming == "id" else address.value
    if make_sure:
        name = _channel_name(address, env) or name
    if env.youtube.api_key:
        gives = "all uploads, with durations, live states and figures"
        return Found("youtube", address.url, name, why, gives)
    gives = "the newest 15 videos, with views"
    return Found("youtube-feed", address.url, name, why, gives)


def _channel_name(address: ChannelAddress, env: Environment) -> str:
    """What a channel calls itself, "" where that cannot be found out now."""
    from connectors.youtube.lookup import channel_name  # imported late: only a channel needs it

    try:
        return channel_name(address, env)
    except RetryLater:
        return ""


def _of_feed(feed: Candidate) -> Discovery:
    host = urlsplit(feed.url).netloc
    home = f"{urlsplit(feed.url).scheme}://{host}/"
    return Discovery(feed.title or host, home, "", "", (feed.found,))


def _of_interface(interface: Interface) -> Discovery:
    home = site_of(interface.root)
    name = interface.name or urlsplit(home).netloc
    return Discovery(name, home, "", interface.timezone, tuple(interface.sources))


def _of_page(fetched: Fetched, asked: str, env: Environment, followed: Followed) -> Discovery:
    page = read_home_page(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
    home = fetched.permanent_url or fetched.url
    detour = ""
    if _is_detour(asked, fetched.url):
        detour = f"The home page leads to {urlsplit(fetched.url).netloc} first, which was not read."
        home, page = asked, NO_PAGE
        fetched = replace(fetched, url=asked, headers={}, body=b"", permanent_url="")
    feeds, warnings = linked_feeds(page.feeds, env)
    warnings += [detour] if detour else []
    if not feeds and (guessed := guessed_feed(fetched.url, env)):
        feeds = [guessed]
    before = followed(home)
    named = len(feeds)
    feeds += still_fed(before, feeds, env)
    interface, feeds_left, told = _with_interface(fetched, page, feeds, env)
    warnings += told
    sources = interface.sources if interface else []
    if not interface and named < 2:
        feeds_left = feeds = feeds + section_feeds(page, {feed.url for feed in feeds}, env)
    sources += [one.found for one in fewest(feeds_left)]
    sources.extend(_archive(feeds, fetched.url, sources, env))
    unneeded = superfluous(before, feeds, sources)
    if page.channels:
        sources.append(channel_found(page.channels[0], env, "the home page links to it"))
    elif channel := channel_of(chain(page.videos, *(feed.videos for feed in feeds)), env):
        sources.append(channel_found(channel, env, "its videos are embedded in the articles"))
    if len(page.channels) > 1:
        others = ", ".join(other.value for other in page.channels[1:4])
        warnings.append(f"The page also links to other YouTube channels, not added: {others}.")
    if not sources:
        raise NotThisKind(
            f"{urlsplit(home).netloc} names no feed and links to no YouTube channel.",
            advice="Add the address of a feed, or of the channel, with “rundown add”.",
        )
    if not any(source.kind in _BRINGS_ARTICLES for source in sources):
        warnings.append("No feed was found: articles will be missing until you add one.")
    return Discovery(
        outlet_name=page.name or urlsplit(home).hostname or "",
        home_url=home,
        language=page.language,
        timezone_hint=interface.timezone if interface else _timezone(page, home, env),
        sources=tuple(sources),
        warnings=tuple(warnings),
        superfluous=unneeded,
    )


def _is_detour(asked: str, url: str) -> bool:
    """Whether another site stands before the page, such as one that asks for consent.

    It is told where to lead on to: the address that was asked for, or its host.
    """
    onward = unquote(urlsplit(url).query)
    host = urlsplit(asked).hostname or asked
    return not same_site(asked, url) and host.removeprefix("www.") in onward


def _with_interface(
    fetched: Fetched, page: HomePage, feeds: list[Candidate], env: Environment
) -> tuple[Interface | None, list[Candidate], list[str]]:
    """The site's WordPress interface, and the feeds that tell what it does not.

    Where it keeps the names of authors to itself, the main feed stays: it has them.
    """
    try:
        home = fetched.permanent_url or fetched.url
        interface = interface_of(fetched, page.api_root, home, env)
        if interface is None:
            return None, feeds, []
        told = told_of(interface, (entry for feed in feeds for entry in feed.entries), env)
    except ConnectorError as error:
        return None, feeds, [f"The site's REST interface was left out: {error.sentence}"]
    left = [feed for feed in feeds if not feed.entries <= told]
    if not interface.tells_authors and feeds and feeds[0] not in left:
        left.insert(0, feeds[0])
    return interface, left, []


def _archive(
    feeds: list[Candidate], home_url: str, sources: list[Found], env: Environment
) -> list[Found]:
    """What gives the articles that the feeds do not, or not whole: sitemaps, else their pages."""
    if any(source.kind == "wordpress" for source in sources):
        return []
    known = (entry for feed in feeds for entry in feed.entries)
    if sitemaps := beside_feeds(home_url, known, env):
        return sitemaps
    if any(not feed.full and is_of_site(feed.entries, home_url) for feed in feeds):
        gives = "text, time and picture of the articles that the feed names"
        return [Found("pages", home_url, "", "the feed carries little of its articles", gives)]
    return []


def _home(home_url: str, env: Environment) -> tuple[str, Fetched]:
    """The address that was asked, and the page there; without a scheme, https, then http."""
    given = home_url.strip()
    if "://" in given:
        return _got(_usable(given), env)
    host = given.partition("/")[0]
    if not re.search(r"[.:]|^localhost$", host):
        raise _no_address(given)
    secure = _usable(f"https://{given}")
    try:
        return _got(secure, env)
    except ConnectorError as error:
        try:
            return _got(_usable(f"http://{given}"), env)
        except ConnectorError:
            raise error from None


def _got(url: str, env: Environment) -> tuple[str, Fetched]:
    return url, env.http.get(url, accept=_ACCEPT, max_bytes=PAGE_BYTES)


def _usable(url: str) -> str:
    canonical = canonical_url(url)
    if not canonical:
        raise _no_address(url)
    return canonical


def _no_address(text: str) -> NeedsPerson:
    return NeedsPerson(
        f"“{text}” is not a web address.",
        advice="Give the address of a home page, such as https://news.example.",
    )


def _timezone(page: HomePage, home: str, env: Environment) -> str:
    """The site's own time zone, which WordPress states at the root of its REST interface."""
    url = canonical_url(page.api_root, home) if page.api_root else ""
    if not url:
        return ""
    try:
        stated = json.loads(env.http.get(url, accept="application/json").body)
    except (ConnectorError, ValueError):
        return ""  # only a hint: without it the outlet's zone is asked of its settings
    zone = stated.get("timezone_string") if isinstance(stated, dict) else ""
    return zone if isinstance(zone, str) else ""
