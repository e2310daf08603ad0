"""Markup as feeds and pages carry it, turned into plain text and the links that it holds."""

from __future__ import annotations

import html as entities
import json
import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from connectors.items import Link, LinkRel
from connectors.urls import canonical_url, youtube_video_id

_PARAGRAPH, _LINE = "\ue000", "\ue001"
"""Stand in the text for breaks until whitespace is collapsed; private-use, so no letter is lost."""

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "main", "nav", "ol", "p", "pre", "section", "table", "ul",
))
# fmt: on
_LINES = frozenset({"br", "li", "tr"})
_DROPPED = ("script", "style", "template", "noscript", "head", "svg", "iframe", "object", "select")
_PLAYERS = ("lite-youtube", "amp-youtube", "youtube-video")
_EMBEDS = frozenset(
    {"iframe", "embed", "amp-iframe", "video", "audio", "source", "param", *_PLAYERS}
)
_TELLING = _BLOCKS | _LINES | _EMBEDS | {"a", *_DROPPED}
"""Elements that are more than a way of writing their text."""

_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span"
    r"|strike|strong|sub|sup|time|u|wbr)(?:[\s/][^<>]*)?>|<!--(?:(?!<!--).)*?-->",
    re.DOTALL | re.IGNORECASE,
)
"""Markup that finds its way into headlines; other angle brackets are taken for text."""
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\ue000\ue001\ufffe\uffff]")
_C1_CONTROLS = re.compile("[\x80-\x9f]")
_WATCH_URL = re.compile(
    r"https?://[\w.-]*youtu(?:be(?:-nocookie)?\.com|\.be)/[^\s<>\"'()]+", re.IGNORECASE
)

_ONE_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_EMBED_BLOCK = re.compile(
    r"<!-- wp:(?:embed|core-embed/[\w-]+|[\w-]+/(?:youtube|embed)[\w-]*)\s+(\{[^<>]*\})\s*/?-->"
)
_ENDLESS_TAG = re.compile(r"<[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*'){20000,}+>")
"""A tag with thousands of attributes, on which the parser would spend minutes."""
_SURELY_BOUNDED = 50_000

_local = threading.local()


class Content(NamedTuple):
    """What a piece of markup says, and what it embeds or links to."""

    text: str
    links: tuple[Link, ...]


def read_content(html: str, base: str = "") -> Content:
    """Plain text and links of a piece of HTML, in one parse. Links are resolved against ``base``.

    Paragraphs are parted by blank lines, entities decoded, scripts and styles dropped. Links are
    what it embeds, then what it links to, each once and in order: frames, players, WordPress's
    embed blocks, and YouTube addresses written as text (alone on a line they are an embed, as
    content systems read them).
    """
    html = _readable(html)
    blocks = _blocks_embeds(html, base) if "<!-- wp:" in html else []
    if "<" not in html:
        text = _collapsed(entities.unescape(html) if "&" in html else html)
        return Content(text, unique_links(list(_bare_links(text))))
    root = _parsed(html)
    if root is None:
        return Content("", unique_links(blocks))
    embeds, links, tags = _walked(root, base)
    embeds += blocks
    if not tags.isdisjoint(_DROPPED):
        etree.strip_elements(root, *_DROPPED, with_tail=False)
    text = _collapsed(etree.tostring(root, method="text", encoding="unicode"))
    return Content(text, unique_links([*embeds, *links, *_bare_links(text)]))


def plain_text(html: str) -> str:
    """The text of a piece of HTML: paragraphs parted by blank lines, no markup, no scripts."""
    return read_content(html).text


def shortened(text: str, limit: int) -> str:
    """A text as :func:`read_content` tells it, on one line of ``limit`` letters, cut at a word."""
    line = text[: limit * 2].replace("\n\n", " ").replace("\n", " ").strip()
    if len(line) <= limit and len(text) <= limit * 2:
        return line
    cut = line[:limit]
    return f"{cut.rpartition(' ')[0] or cut}…"


def clean_title(title: str) -> str:
    """A headline on one line: without tags and control characters, entities decoded."""
    if "<" in title:
        title = _TAG.sub("", title)
    if "&" in title:
        title = entities.unescape(title)
        if "<" in title:
            title = _TAG.sub("", title)
    return " ".join(_readable(title).split())


def _readable(text: str) -> str:
    """Without control characters; what Windows-1252 has in their place is read as such."""
    # The first question is several times quicker than the second, and nearly always enough.
    if text.replace("\n", "").isprintable() or _UNREADABLE.search(text) is None:
        return text
    text = _C1_CONTROLS.sub(
        lambda control: control[0].encode("latin-1").decode("cp1252", "ignore"), text
    )
    return _UNREADABLE.sub("", text)


def without_endless_tags(html: str) -> str:
    """The markup without tags of thousands of attributes: no person wrote them."""
    return html if len(html) < _SURELY_BOUNDED else _ENDLESS_TAG.sub("", html)


def _parsed(html: str) -> Any:
    parser = getattr(_local, "parser", None)
    if parser is None:
        # One for each thread: lxml makes threads wait for a parser that they share.
        parser = _local.parser = etree.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
        )
    try:
        return etree.fromstring(without_endless_tags(html).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None  # nothing but comments or stray brackets


def _walked(root: Any, base: str) -> tuple[list[Link], list[Link], set[str]]:
    """What a tree embeds, what it links to, and the telling tags in it.

    On the way its text is marked up with breaks.
    """
    embeds, links, tags = [], [], set()
    for element in root.iter():
        tag = element.tag
        if tag not in _TELLING:
            continue
        tags.add(tag)
        if tag in _BLOCKS:
            if tag == "div" and (found := _link(_boxed_url(element), base, LinkRel.EMBED)):
                embeds.append(found)
            element.text = _PARAGRAPH + (element.text or "")
            element.tail = _PARAGRAPH + (element.tail or "")
        elif tag in _LINES:
            if tag == "li":
                element.text = _LINE + (element.text or "")
            element.tail = _LINE + (element.tail or "")
        elif tag == "a":
            if found := _linked(element, base):
                links.append(found)
        elif tag in _EMBEDS and (found := _link(_framed_url(element), base, LinkRel.EMBED)):
            embeds.append(found)
    return embeds, links, tags


def _collapsed(text: str) -> str:
    """Whitespace as one space, breaks of lines and paragraphs as one and two line feeds."""
    paragraphs = [_lines(part) for part in text.split(_PARAGRAPH) if part]
    return "\n\n".join([paragraph for paragraph in paragraphs if paragraph])


def _lines(paragraph: str) -> str:
    if _LINE not in paragraph:
        return _spaced(paragraph)
    lines = [_spaced(line) for line in paragraph.split(_LINE)]
    return "\n".join([line for line in lines if line])


def _spaced(line: str) -> str:
    line = line.replace("\n", " ")
    # Of all whitespace only the space itself is printable. To ask is quicker than to take apart.
    if "  " not in line and line.isprintable():
        return line.strip()
    return " ".join(line.split())


def _framed_url(element: Any) -> str:
    """What a frame or player shows; lazy loaders keep the address under other names."""
    get = element.get
    if element.tag in _PLAYERS:
        video_id = get("videoid") or get("data-videoid") or ""
        return f"https://www.youtube.com/watch?v={video_id}" if video_id else get("src") or ""
    if element.tag == "param":
        return get("value") or "" if get("name") == "movie" else ""
    for name in ("src", "data-src", "data-lazy-src", "data-litespeed-src"):
        if (value := get(name)) and not value.startswith("about:"):
            return str(value)
    return ""


def _boxed_url(box: Any) -> str:
    """What a box of WordPress's stands for: an embed that could not be made, a player to come."""
    looks = box.get("class")
    if not looks:
        return ""
    if "wp-block-embed__wrapper" in looks:
        inside = (box.text or "").strip()
        return inside if _ONE_URL.fullmatch(inside) else ""
    return box.get("data-src") or "" if "rll-youtube-player" in looks else ""


def _blocks_embeds(html: str, base: str) -> list[Link]:
    """What WordPress's blocks embed, where their source reached us: a comment holds the address.

    https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/
    """
    found = []
    for block in _EMBED_BLOCK.finditer(html):
        try:
            stated = json.loads(block[1])
        except (ValueError, RecursionError):
            continue  # a comment that only looks like a block
        url = stated.get("url") if isinstance(stated, dict) else None
        if isinstance(url, str) and (link := _link(url, base, LinkRel.EMBED)):
            found.append(link)
    return found


def _linked(anchor: Any, base: str) -> Link | None:
    href = anchor.get("href")
    return _link(href, base, LinkRel.LINK) if href and not href.startswith("#") else None


def _bare_links(text: str) -> Iterator[Link]:
    """YouTube addresses written out in the text."""
    if "youtu" not in text:
        return
    for line in text.splitlines():
        for found in _WATCH_URL.finditer(line):
            url = found[0].rstrip(".,;:!?")
            rel = LinkRel.EMBED if url == line.strip() else LinkRel.LINK
            if (link := _link(url, "", rel)) and link.video_id:
                yield link


def _link(url: str, base: str, rel: LinkRel) -> Link | None:
    # What is absolute goes without a base: an outlet's articles link to the same addresses.
    alone = url.startswith(("https://", "http://"))
    absolute = canonical_url(url, "" if alone else base or "https://") if url else ""
    return _link_to(absolute, rel) if absolute else None


@lru_cache(maxsize=4096)
def _link_to(absolute: str, rel: LinkRel) -> Link:
    return Link(absolute, rel, youtube_video_id(absolute))


def unique_links(links: list[Link]) -> tuple[Link, ...]:
    """Embeds before links; a video counts once, however often and in whatever spelling."""
    if len(links) < 2:
        return tuple(links)
    seen: dict[str, Link] = {}
    for wanted in (LinkRel.EMBED, LinkRel.LINK):
        for link in links:
            if link.rel is wanted:
                seen.setdefault(link.video_id or link.url, link)
    return tuple(seen.values())
