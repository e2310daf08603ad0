"""The text of an article, and what stands in it."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from typing import Any

import trafilatura
from lxml import etree

from connectors.items import Link, LinkRel
from connectors.pages import jsonld
from connectors.pages.jsonld import Node
from connectors.text import plain_text, read_content
from connectors.urls import canonical_url, youtube_video_id

# It logs each page in which it finds little, which is not for the person who reads our log.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

MOST_LINKS = 200
MOST_CHARS = 500_000
"""Of text: a long book; beyond it is some other thing."""
_AROUND = (
    "nav",
    "aside",
    "footer",
    "header",
    "form",
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "button",
)
_CONTAINERS = (
    "//*[@itemprop='articleBody']",
    "//article[.//h1]",
    "//main//article",
    "//article",
    "//main",
    "//*[@role='main']",
    "//*[@id='content' or @id='main']",
    "//body",
)
_RELATED = re.compile(
    r"related|recommend|read-?more|most-?(?:read|popular|viewed)|trending|newsletter|sidebar|promo"
    r"|comments?(?:-|$)|footer|breadcrumb|share|social|playlist|more-(?:videos|stories)|teaser"
    r"|outbrain|taboola",
    re.IGNORECASE,
)
_YOUTUBE_URL = re.compile(
    r"(?:https?:)?//[\w.-]*youtu(?:be(?:-nocookie)?\.com|\.be)/[^\s<>\"'()\\&]+", re.IGNORECASE
)
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
# fmt: off
_ID_OF_YOUTUBE = frozenset((
    "data-youtube-id", "data-youtubeid", "data-youtube-video-id", "data-youtube", "data-yt-id",
    "data-ytid", "data-yt", "data-video-youtube", "data-video-youtube-id", "data-youtube-video",
))
# fmt: on
# fmt: off
_ID_OF_VIDEO = frozenset((
    "data-videoid", "videoid", "video-id", "data-video-id", "data-video", "data-id",
    "data-embed-id", "data-key",
))
# fmt: on
_NO_EMBED = frozenset({"a", "img", "link", "meta", "script", "source"})


def text_of(root: Any, node: Node | None) -> str:
    """The article's plain text, paragraphs parted by blank lines; "" where none is found.

    trafilatura's reading of the markup, or the text that structured data carries where the page
    hardly has any (it is drawn by scripts).
    """
    found = trafilatura.bare_extraction(root, include_comments=False, with_metadata=False)
    text = (getattr(found, "text", "") or "").strip()
    stated = jsonld.text(node, "articleBody", "text") if node else ""
    if len(stated) > 2 * len(text):
        text = plain_text(stated) if "<" in stated else stated.strip()
    lines = (line.strip() for line in text[:MOST_CHARS].split("\n"))
    return "\n\n".join(line for line in lines if line)


def links_of(root: Any, base: str, nodes: list[Node], own: str) -> tuple[Link, ...]:
    """What the article embeds, then what it links to, without its link to itself; bounded.

    Looks in the article's own part of the page only: what a sidebar shows belongs to others.
    """
    content = _content(root)
    found = [*_players(content, base), *_structured_videos(nodes)]
    markup = etree.tostring(content, encoding="unicode", method="html")
    found += read_content(markup, base).links
    unique: dict[str, Link] = {}
    for rel in (LinkRel.EMBED, LinkRel.LINK):
        for link in found:
            if link.rel is rel and link.url != own:
                unique.setdefault(link.video_id or link.url, link)
    return tuple(unique.values())[:MOST_LINKS]


def _content(root: Any) -> Any:
    """A copy of the element that holds the article, without what stands around its text."""
    for path in _CONTAINERS:
        if found := root.xpath(path):
            container = max(found[:40], key=lambda element: len(element.xpath(".//p")))
            break
    else:
        container = root
    copy = deepcopy(container)
    copy.tail = None
    etree.strip_elements(copy, *_AROUND, with_tail=False)
    for element in [*copy.iter("div", "section", "ul")]:
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element is not copy and _RELATED.search(named) and element.getparent() is not None:
            element.drop_tree()
    return copy


def _players(content: Any, base: str) -> list[Link]:
    """YouTube players in whatever attribute a lazy loader keeps their address or id."""
    found = []
    for element in content.iter():
        if not isinstance(element.tag, str) or element.tag in _NO_EMBED:
            continue
        for name, value in element.attrib.items():
            if len(value) < 20_000 and (video := _video(element, name, value)):
                url = canonical_url(video, base) if "/" in video else _watch(video)
                found.append(Link(url, LinkRel.EMBED, youtube_video_id(url)))
    return found


def _video(element: Any, name: str, value: str) -> str:
    """The address or id of the video that an attribute names, or ""."""
    if name in _ID_OF_YOUTUBE and _YOUTUBE_ID.fullmatch(value):
        return value
    if name in _ID_OF_VIDEO and _YOUTUBE_ID.fullmatch(value) and _is_of_youtube(element):
        return value
    if "youtu" not in value:
        return ""
    for found in _YOUTUBE_URL.findall(value.replace("\\/", "/")):
        url = found if found.startswith("http") else f"https:{found}"
        if youtube_video_id(url):
            return url
    return ""


def _is_of_youtube(element: Any) -> bool:
    """Whether an element that names some video's id says that it is YouTube's."""
    values = (value for value in element.attrib.values() if not _YOUTUBE_ID.fullmatch(value))
    said = [str(element.tag), *element.attrib.keys(), *values]
    return any("youtube" in one.lower() or one.lower() in {"yt", "yt-player"} for one in said)


def _structured_videos(nodes: list[Node]) -> list[Link]:
    """Videos that structured data says are part of the page (``VideoObject``)."""
    found = []
    for node in nodes:
        if "VideoObject" not in jsonld.types(node):
            continue
        for name in ("embedUrl", "contentUrl", "url", "@id"):
            for url in jsonld.urls(node.get(name)):
                address = canonical_url(url, "https://")
                if video_id := youtube_video_id(address):
                    found.append(Link(address, LinkRel.EMBED, video_id))
    return found


def _watch(video_id: str) -> str:
    return f"https://www.youtube.com/watch?v={video_id}"
