"""Lists of feeds as feed readers exchange them: OPML (http://opml.org/spec2.opml)."""

from __future__ import annotations

from lxml import etree

from connectors.contract import NotThisKind
from connectors.discovery.found import Found
from connectors.text import clean_title
from connectors.urls import canonical_url
from connectors.youtube.address import channel_address


def read_opml(document: bytes) -> list[Found]:
    """The feeds of an OPML file, in its order and each once. Nothing is fetched.

    Feeds of YouTube channels are recognised as such.

    Raises:
        NotThisKind: it is no OPML, or names no feed.
    """
    # Real files hold stray ampersands, so the parser may recover; entities stay unexpanded.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        raise NotThisKind(
            "The file is no OPML.", advice="Export the list of feeds from your feed reader again."
        )
    found: dict[str, Found] = {}
    for outline in root.iter("outline"):
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        url = canonical_url(attributes.get("xmlurl", ""))
        if url:
            name = clean_title(attributes.get("title") or attributes.get("text") or "")
            found.setdefault(url, _found(url, name))
    if not found:
        raise NotThisKind("The OPML file names no feed.", advice="Check that it is the right file.")
    return list(found.values())


def _found(url: str, name: str) -> Found:
    if address := channel_address(url):
        return Found("youtube-feed", address.url, name or address.value, "listed in the OPML file")
    return Found("feed", url, name, "listed in the OPML file")
