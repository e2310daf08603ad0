"""A page's structured data: JSON-LD (https://www.w3.org/TR/json-ld11/) as sites really write it."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

Node = dict[str, Any]

MOST_NODES = 2_000
_LARGEST_CHARS = 2 * 2**20
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)+")
_WRAPPED = re.compile(r"(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*+;?\s*+$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_DECODER = json.JSONDecoder(strict=False)


def nodes_of(root: Any) -> list[Node]:
    """Every object of a page's JSON-LD, outer before inner, in the page's order; bounded.

    Broken JSON is mended where the fault is a usual one (line breaks in strings, commas too many,
    comments around, entities); what cannot be is passed over, as search engines do.
    """
    found: list[Node] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            data = loaded("".join(script.itertext()))
            found.extend(islice(_nodes(data), MOST_NODES - len(found)))
    return found


def loaded(text: str) -> Any:
    """The value of a JSON text, mended if need be; ``None`` where that is in vain."""
    if len(text) > _LARGEST_CHARS:
        return None
    text = _WRAPPED.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    for attempt in (_as_it_is, _mended, _unescaped):
        try:
            value, _ = _DECODER.raw_decode(attempt(text))
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _as_it_is(text: str) -> str:
    return text


def _mended(text: str) -> str:
    return _BAD_ESCAPE.sub(r"\\\\", _TRAILING_COMMA.sub(r"\1", text))


def _unescaped(text: str) -> str:
    return _mended(entities.unescape(text))


def _nodes(data: Any) -> Iterator[Node]:
    """Objects in lists, graphs and properties, breadth first, so that depth costs no stack."""
    waiting = [data]
    for value in waiting:  # grows while it is walked
        if isinstance(value, dict):
            yield value
            waiting.extend(inner for inner in value.values() if isinstance(inner, (dict, list)))
        elif isinstance(value, list):
            waiting.extend(inner for inner in value if isinstance(inner, (dict, list)))


def types(node: Node) -> frozenset[str]:
    """The names of a node's types, without ``schema:`` or ``https://schema.org/`` before them."""
    stated = node.get("@type")
    named = stated if isinstance(stated, list) else [stated]
    return frozenset(re.split(r"[/#:]", one)[-1] for one in named if isinstance(one, str))


def texts(value: Any) -> list[str]:
    """The texts that a property states: itself, its members, or the names of its nodes."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("@value") or value.get("@list"))
    if isinstance(value, list):
        return [text for one in value[:200] if not isinstance(one, list) for text in texts(one)]
    return []


def text(node: Node, *names: str) -> str:
    """The first text among the named properties, "" if none states one."""
    return next((found for name in names for found in texts(node.get(name))), "").strip()


def urls(value: Any) -> list[str]:
    """The addresses that a property states, bare or as nodes."""
    if isinstance(value, str):
        return [value.strip()]
    if isinstance(value, dict):
        named = (value.get(name) for name in ("url", "contentUrl", "@id"))
        return next(([one.strip()] for one in named if isinstance(one, str) and one.strip()), [])
    if isinstance(value, list):
        return [url for one in value[:200] if not isinstance(one, list) for url in urls(one)]
    return []
