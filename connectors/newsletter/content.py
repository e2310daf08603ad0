"""A newsletter's HTML (or plain text) as what a reader gets: text, preview line, links in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from lxml import etree

from connectors.items import Link
from connectors.newsletter import boilerplate, sections
from connectors.newsletter.sections import Above, Heading
from connectors.newsletter.tracking import destination
from connectors.text import clean_title, read_content
from connectors.urls import canonical_url, identity_key, youtube_video_id

MAX_LINKS = 300
"""No issue carries more; what does is a dump, and the timeline is no place for it."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:max-height|max-width|font-size|opacity)\s*:\s*0(?:\.0+)?(?:px|em|%|pt)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_PADDING = re.compile(
    "(?:[\u00ad\u034f\u061c\u115f\u17b4\u17b5\u180e\u200b-\u200f\u2007\u2060\ufeff][ \u00a0]*){2,}"
)
"""Invisible letters with which senders pad the preview line; a single one may belong to a word."""
_INVISIBLE = " \t\u00a0\u034f\u200b\u200c\u200d\u200e\u200f\u2007\u2060\ufeff"
_BARE = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as it stands in the message, with the words that are clicked on."""

    href: str
    text: str
    above: Above = ()


class Issue(NamedTuple):
    """What a newsletter says and carries; ``view_url`` is where it stands on the web."""

    text: str
    preview: str
    links: tuple[Link, ...]
    view_url: str
    language: str = ""


def read_html(html: str, leave_out: Iterable[str] = ()) -> Issue:
    """An issue from its HTML part. ``leave_out`` are addresses that are no publication."""
    root = _tree(html)
    if root is None:
        return read_plain(html, leave_out)
    preview = _without_hidden(root)
    anchors = list(_anchors(root))
    _without_buttons(root)
    for cell in root.iter("td", "th"):
        cell.tail = f" {cell.tail or ''}"
    text = _plain(etree.tostring(root, encoding="unicode", method="html"))
    language = str(root.get("lang") or "")
    return Issue(text, preview, *_carried(anchors, leave_out), language)


def read_plain(text: str, leave_out: Iterable[str] = ()) -> Issue:
    """An issue from its plain text; the words of a link are the line before or around it."""
    anchors, before = [], ""
    above: Above = ()
    lines = text.splitlines()
    headings = sections.of_lines(lines)
    for number, line in enumerate(lines):
        if number in headings:
            above = (Heading(number, headings[number]),)
        words = _BARE.sub(" ", line).strip(" \t<>()[]*-–—:|•")
        for found in _BARE.finditer(line):
            href = found[0].rstrip(".,;:!?)>]")
            anchors.append(Anchor(href, clean_title(words or before), above))
        before = words or before
    return Issue(_plain_lines(text), "", *_carried(anchors, leave_out))


def _tree(html: str) -> Any:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return etree.fromstring(html.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None  # nothing but comments or stray brackets


def _without_hidden(root: Any) -> str:
    """Take out what a mail program does not show; returns the preview line, which is the first."""
    preview = ""
    for element in list(root.iter()):
        style = element.get("style") or ""
        if element.get("hidden") is None and not _HIDDEN.search(style):
            continue
        if element.tag in {"html", "body"} or element.getparent() is None:
            continue
        said = _words(element)
        if not preview and len(said) >= 10 and element.find(".//a") is None:
            preview = said
        _taken_out(element)
    return preview


def _taken_out(element: Any) -> None:
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = f"{before.tail or ''}{element.tail}"
        else:
            parent.text = f"{parent.text or ''}{element.tail}"
    parent.remove(element)


def _anchors(root: Any) -> Iterator[Anchor]:
    for element, above in sections.with_headings(root):
        href = (element.get("href") or "").strip()
        if not href.lower().startswith(("http://", "https://", "//")):
            continue
        words = _words(element)
        if not words:
            pictures = (image.get("alt") or "" for image in element.iter("img"))
            words = clean_title(" ".join(pictures))
        yield Anchor(href, words[:300], above)


def _words(element: Any) -> str:
    """The words in an element, on one line."""
    return clean_title(_PADDING.sub(" ", " ".join(element.itertext()))).strip(_INVISIBLE)


def _without_buttons(root: Any) -> None:
    """Empty the links that are no part of what is said: settings, sharing, the way to the web."""
    for element in list(root.iter("a")):
        words = _words(element)
        if boilerplate.is_browser_view(words) or boilerplate.is_boilerplate_text(words):
            for child in list(element):
                element.remove(child)
            element.text = ""


def _carried(anchors: Iterable[Anchor], leave_out: Iterable[str]) -> tuple[tuple[Link, ...], str]:
    """The publications that links lead to, in order and once each; and where the issue stands."""
    left_out = {canonical_url(url) for url in leave_out}
    carried: dict[str, Link] = {}
    above: dict[str, Above] = {}
    view_url = ""
    for anchor in anchors:
        if boilerplate.is_browser_view(anchor.text):
            view_url = view_url or destination(anchor.href).url
            continue
        link = None if canonical_url(anchor.href) in left_out else _publication(anchor)
        if link is None or len(carried) >= MAX_LINKS:
            continue
        key = link.url if link.opaque else identity_key(link.url)
        before = carried.get(key)
        if before is None:
            carried[key] = link
            above[key] = anchor.above
        elif boilerplate.is_generic(before.text) and link.text:
            carried[key] = replace(before, text=link.text)
    view_key = identity_key(view_url) if view_url else ""
    carried.pop(view_key, None)
    return tuple(_tidy(link) for link in _in_sections(carried, above)), view_url


def _in_sections(carried: Mapping[str, Link], above: Mapping[str, Above]) -> Iterator[Link]:
    """The links with the headings under which they stand."""
    under: dict[int, list[str]] = {}
    for key, link in carried.items():
        if above[key]:
            under.setdefault(above[key][-1].number, []).append(link.text)
    for key, link in carried.items():
        yield replace(link, heading=sections.section(above[key], under))


def _publication(anchor: Anchor) -> Link | None:
    if boilerplate.is_boilerplate_text(anchor.text) or boilerplate.is_sharing(anchor.href):
        return None
    url, opaque = destination(anchor.href)
    if not url or boilerplate.is_boilerplate_url(url):
        return None
    return Link(url, video_id=youtube_video_id(url), text=anchor.text, opaque=bool(opaque))


def _tidy(link: Link) -> Link:
    """Words that say nothing of their own are none."""
    return replace(link, text="") if boilerplate.is_generic(link.text) else link


def _plain(html: str) -> str:
    return _PADDING.sub(" ", read_content(html).text).strip(_INVISIBLE + "\n")


def _plain_lines(text: str) -> str:
    """Plain text in paragraphs, its lines as they were, without trailing blanks."""
    lines = (line.rstrip() for line in _PADDING.sub(" ", text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).replace("\0", "").strip()
