"""What Google says its answers look like, from the discovery document that its client brings.

https://developers.google.com/discovery/v1/reference/apis
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
from hypothesis import strategies as st

_DOCUMENT = "discovery_cache/documents/youtube.v3.json"
_WHOLE = {"uint64", "int64", "uint32", "int32"}


@cache
def document() -> dict[str, Any]:
    """The description of YouTube's Data API."""
    where = Path(googleapiclient.__file__).parent / _DOCUMENT
    found: dict[str, Any] = json.loads(where.read_text(encoding="utf-8"))
    return found


def complaints(schema: str, value: object) -> list[str]:
    """Where an answer differs from what Google says of it, each as ``path: what``."""
    return list(_complaints({"$ref": schema}, value, schema))


def _complaints(shape: dict[str, Any], value: object, path: str) -> Iterator[str]:
    if "$ref" in shape:
        shape = document()["schemas"][shape["$ref"]]
    if not _fits(shape, value):
        yield f"{path}: {value!r} is no {shape['type']} {shape.get('format', '')}".rstrip()
    elif isinstance(value, dict):
        known, others = shape.get("properties", {}), shape.get("additionalProperties")
        for name, part in value.items():
            if name not in known and others is None:
                yield f"{path}.{name}: there is no such field"
            else:
                yield from _complaints(known.get(name, others), part, f"{path}.{name}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _complaints(shape["items"], part, f"{path}[{number}]")


_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
}


def _fits(shape: dict[str, Any], value: object) -> bool:
    if not isinstance(value, _TYPES[shape["type"]]) or value not in shape.get("enum", [value]):
        return False
    if isinstance(value, bool):
        return bool(shape["type"] == "boolean")
    return str(value).isdecimal() or shape.get("format") not in _WHOLE


def answers(schema: str) -> st.SearchStrategy[Any]:
    """Whatever Google may answer where it says ``schema``: any of its fields, and none."""
    return _answers({"$ref": schema}, 4)


def _answers(shape: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    if "$ref" in shape:
        shape = document()["schemas"][shape["$ref"]]
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    match shape["type"]:
        case "object":
            fields = shape.get("properties", {}) if depth > 0 else {}
            parts = {name: _answers(part, depth - 1) for name, part in fields.items()}
            return st.fixed_dictionaries({}, optional=parts)
        case "array":
            return st.lists(_answers(shape["items"], depth - 1), max_size=2)
        case "string":
            return _texts(shape.get("format", ""))
    numbers = {"integer": st.integers(0, 2**31 - 1), "boolean": st.booleans()}
    return numbers.get(shape["type"], st.floats(allow_nan=False, allow_infinity=False))


def _texts(kind: str) -> st.SearchStrategy[str]:
    if kind in _WHOLE:
        return st.integers(0, 2**63 - 1).map(str)
    if kind == "date-time":
        return st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='seconds')}Z")
    # Descriptions come with addresses and chapters, and a duration is just a text to Google.
    said = (
        "PT4M10S",
        "P0D",
        "P1DT2H",
        "00:00 Start\n01:10 Harbour\n02:00 End",
        "https://a.example/b",
    )
    return st.one_of(st.text(max_size=40), st.sampled_from(said))
