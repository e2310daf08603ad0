"""URLs as identities: one spelling for what is the same page, and YouTube's many spellings."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|y|d|tw|tt)clid|msclkid|wbraid|gbraid|gclsrc|igshid?|li_fat_id|mc_[ce]id"
    r"|mkt_tok|_hs\w+|__hs\w+|hsCtaTracking|icid|ito|cmpid|wt_mc|at_(?:medium|campaign|custom\d?)"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)|(?:pk|mtm)_\w+|_ga|_gl|vero_\w+|s_cid|smid"
    r"|ref_src|ref_url|__twitter_impression|amp_js_v|usqp",
    re.IGNORECASE,
)
"""Query parameters that say where a reader came from, never which page it is."""

_SITE_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)|^/amp(?=/.)", re.IGNORECASE)
_UNESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~",
)
_NOTHING_TO_QUOTE = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=~._-]*")
_PLAIN_PORT = r":(?!80/|443/)(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3})(?=/)"
_PLAIN_ORIGIN = rf"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:{_PLAIN_PORT})?"
_CANONICAL_ALREADY = re.compile(
    _PLAIN_ORIGIN + r"/[A-Za-z0-9/:@!$&'()*+,;=~._-]*(?:\?([A-Za-z0-9/:@!$&'()*+,;=~._-]+))?"
)
"""An address in which nothing is left to tidy, unless its query (the group) has tracking in it."""
_ORIGIN = re.compile(_PLAIN_ORIGIN + "(?=/)")
_ROOTED = re.compile(r"(?:/(?!\.)[A-Za-z0-9:@!$&'()*+,=~._-]+)+/?")
"""A path from the root without dot segments, which joins a base by standing behind its origin."""
_SPACES = re.compile(r"[\t\r\n]+")

_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_HOST = re.compile(r"(?:(?:www|m|music|gaming)\.)?youtube(?:-nocookie|kids)?\.com")
_VIDEO_PATH = re.compile(r"/(?:embed|shorts|live|v|vi|e|watch)/([A-Za-z0-9_-]{11})(?=$|[/?&#;])")
_CHANNEL_PATH = re.compile(r"/(?:(@[^/]+)|channel/(UC[A-Za-z0-9_-]{22})|(?:user|c)/([^/]+))(?=/|$)")


@lru_cache(maxsize=16_384)
def canonical_url(url: str, base: str = "") -> str:
    """The URL in one spelling: absolute, ``http(s)``, lower-case host, no fragment, no tracking.

    Returns "" when it is, resolved against ``base``, no ``http(s)`` URL. Path case, ``www``, the
    scheme and the order of parameters are kept: they may matter to the server.
    """
    if base and _ROOTED.fullmatch(url) and (origin := _ORIGIN.match(base)):
        url = origin[0] + url
    # Nearly every address is canonical as it comes, and seeing so is ten times quicker.
    found = _CANONICAL_ALREADY.fullmatch(url)
    if found and (found[1] is None or not _has_tracking(found[1])):
        return url
    return canonical_by_parts(url, base)


def canonical_by_parts(url: str, base: str) -> str:
    """The same as :func:`canonical_url`, without its short cuts."""
    parts = _parts(url, base)
    if parts is None:
        return ""
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not _is_tracking(pair.split("=", 1)[0])
    )
    path = _tidy(parts.path, safe="/%:@!$&'()*+,;=~") or "/"
    return urlunsplit(
        (parts.scheme, parts.netloc, path, _tidy(query, safe="/%:@!$&'()*+,;=?~"), "")
    )


@lru_cache(maxsize=16_384)
def identity_key(url: str) -> str:
    """What every spelling of one page has in common; "" when ``url`` is no ``http(s)`` URL.

    Ignores the scheme, ``www.``, ``m.`` and ``amp.`` before the host, ``/amp``, a closing slash,
    ``index.html``, tracking parameters and the order of the others. To be compared, not opened.
    A YouTube video is its id, whichever way it is linked.
    """
    canonical = canonical_url(url)
    if not canonical:
        return ""
    if video_id := youtube_video_id(canonical):
        return f"youtube.com/watch?v={video_id}"
    netloc, _, rest = canonical.partition("://")[2].partition("/")
    path, _, query = rest.partition("?")
    host = _bare_host(netloc.rpartition("@")[2])
    path = _bare_path(f"/{path}")
    if not query:
        return f"{host}{path}"
    kept = sorted(
        pair
        for pair in query.split("&")
        if pair and pair.lower() not in {"amp", "amp=1", "amp=true", "outputtype=amp"}
    )
    return f"{host}{path}" + (f"?{'&'.join(kept)}" if kept else "")


def youtube_video_id(url: str) -> str | None:
    """The id of the video that a URL shows, in any of YouTube's spellings, or ``None``."""
    if "youtu" not in url.lower():
        return None
    parts = _parts(url, "")
    if parts is None:
        return None
    host = (parts.hostname or "").removesuffix(".")
    if host in {"youtu.be", "www.youtu.be"}:
        return _exact_id(parts.path.strip("/").split("/")[0])
    if not _YOUTUBE_HOST.fullmatch(host):
        return None
    return _video_in_path(parts.path) or _video_in_query(parts)


def youtube_channel(url: str) -> str | None:
    """The channel that a URL names: its id (``UC…``), its ``@handle`` or its legacy user name."""
    if "youtube" not in url.lower():
        return None
    parts = _parts(url, "")
    if parts is None or not _YOUTUBE_HOST.fullmatch(parts.hostname or ""):
        return None
    if found := _CHANNEL_PATH.match(unquote(parts.path)):
        return found[1] or found[2] or found[3]
    if parts.path == "/feeds/videos.xml":
        asked = dict(parse_qsl(parts.query))
        return asked.get("channel_id") or asked.get("user")
    return None


def _video_in_path(path: str) -> str | None:
    found = _VIDEO_PATH.match(path)
    return found[1] if found and found[1] != "videoseries" else None


def _video_in_query(parts: SplitResult) -> str | None:
    asked = dict(reversed(parse_qsl(parts.query)))
    if parts.path.startswith("/attribution_link"):
        return youtube_video_id(urljoin("https://www.youtube.com/", asked.get("u", "")))
    if parts.path.rstrip("/") in {"/watch", "/watch_popup", "/ytscreeningroom", "/embed"}:
        return _exact_id(asked.get("v", "")) or _exact_id(asked.get("vi", ""))
    return None


def _parts(url: str, base: str) -> SplitResult | None:
    """An absolute ``http(s)`` URL taken apart, host and port tidied; ``None`` when it is none."""
    try:
        given = _SPACES.sub("", url.strip())
        absolute = given.startswith(("https://", "http://"))
        parts = urlsplit(urljoin(base, given) if base and not absolute else given)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in {"http", "https"} or not host or _forbidden(host):
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    if ":" in host:
        host = f"[{host}]"
    default = 443 if scheme == "https" else 80
    netloc = host if port in {None, default} else f"{host}:{port}"
    return parts._replace(scheme=scheme, netloc=netloc)


def _forbidden(host: str) -> bool:
    return any(character <= " " or character in "<>\\^`{|}%\"'" for character in host)


def _has_tracking(query: str) -> bool:
    """Whether something in a query is not kept: parameters of tracking, or empty ones."""
    return any(not pair or _is_tracking(pair.split("=", 1)[0]) for pair in query.split("&"))


def _is_tracking(name: str) -> bool:
    return _TRACKING.fullmatch(unquote(name)) is not None


def _tidy(text: str, *, safe: str) -> str:
    """Percent-encoding as RFC 3986, 6.2.2 wants it: only where needed, in upper case."""
    if _NOTHING_TO_QUOTE.fullmatch(text):
        return text
    if "%" in text:
        text = _UNESCAPED.sub(_decoded_if_unreserved, text)
        text = re.sub(r"%(?![0-9A-F]{2})", "%25", text)
    return quote(text, safe=safe)


def _decoded_if_unreserved(escape: re.Match[str]) -> str:
    value = int(escape[1], 16)
    return chr(value) if value in _UNRESERVED else f"%{escape[1].upper()}"


def _bare_host(host: str) -> str:
    host = host.lower()
    while (shorter := _SITE_PREFIX.sub("", host)) != host:
        host = shorter
    return host


def _bare_path(path: str) -> str:
    """A path without what names the same page: ``/amp``, ``index.html``, slashes at the end."""
    while True:
        shorter = _INDEX_PAGE.sub("/", path).rstrip("/")
        shorter = _AMP_PATH.sub("", shorter)
        if shorter == path:
            return path
        path = shorter


def _exact_id(text: str) -> str | None:
    found = _VIDEO_ID.match(text)
    return found[0] if found and not text[11:12].isalnum() else None
