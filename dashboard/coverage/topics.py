"""What items are about: an outlet's own categories and tags as IPTC Media Topics.

The vocabulary is ``topics.toml``, written by hand. A label is looked up whole, then by its parts
("Economy & Markets"), then by the phrases in it ("European politics"). A label that means none of
the seventeen top topics becomes a topic under its own name, unless it says nothing of the subject
("News", "Top stories"). Place names and "World" are such labels: where is not what.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from dashboard.store.model import Topic

VERSION = 1
"""Raise it with every change of the vocabulary or the rules: all items are then read again."""

WHOLE, PART, PHRASE, OWN_NAME = 0.9, 0.8, 0.65, 0.5
"""How far a label is trusted, by how it was understood."""
FADE = 0.15
"""Outlets put the main section first: each label counts this share less than the one before."""
MOST_OWN_NAMES = 3
"""Tags can be dozens; as topics of their own only the first few are of use."""
LABEL_LENGTH = 60

_PREFIX = "label:"
_ACCENTS = re.compile("[\u0300-\u036f]")
_SEPARATORS = re.compile(
    r"\s*(?:[,;/|>+·•&]|\s[-–—:]\s)\s*|\s+(?:and|und|et|y|e|ve|oraz|en|та|и|і|और|و)\s+"
)
_ENTITY_AMPERSAND = re.compile(r"&amp;|&#0?38;")
_ARABIC_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What labels mean: normalised phrase to topic id, topic names, and empty phrases."""

    phrases: Mapping[str, str]
    names: Mapping[str, str]
    generic: frozenset[str]


def assign(labels: Sequence[str]) -> list[Topic]:
    """The topics that an item's labels name, best first.

    Scores (0 to 1) grow with the number of labels that agree and with how early they stand.
    A label's own name is a topic when it comes first, or when no label is understood at all.
    """
    words = vocabulary()
    doubt: dict[str, float] = {}
    own: list[tuple[int, str]] = []
    for place, label in enumerate(labels):
        found = dict(_topics_of(label, words))
        for topic, trust in found.items():
            doubt[topic] = doubt.get(topic, 1.0) * (1 - trust * _fading(place))
        if not found and not is_generic(label):
            own.append((place, label))
    topics = [Topic(id_, words.names[id_], round(1 - d, 4)) for id_, d in doubt.items()]
    topics += _own_names(own, only_first=bool(topics))
    return sorted(topics, key=lambda t: (-t.score, t.id))


@lru_cache(maxsize=65_536)
def _assigned(labels: tuple[str, ...]) -> tuple[Topic, ...]:
    return tuple(assign(labels))


def assign_cached(labels: Sequence[str]) -> Sequence[Topic]:
    """The same for very many items, which share their labels."""
    return _assigned(tuple(labels))


def is_generic(label: str) -> bool:
    """Whether a label says nothing of the subject ("News", "Uncategorized", "")."""
    plain = normalised(label)
    words = vocabulary()
    return (
        not plain
        or plain in words.generic
        or all(normalised(word) in words.generic for word in plain.split())
    )


def normalised(label: str) -> str:
    """A label as the vocabulary compares it: no case, accents, punctuation, plural, "and"."""
    plain = unicodedata.normalize("NFKD", _ENTITY_AMPERSAND.sub("&", label).casefold())
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain)).replace("ß", "ss")
    plain = plain.replace("ı", "i").replace("ł", "l").replace("&", " and ")
    spaced = "".join(
        " " if unicodedata.category(c)[0] in "PSZC" and c not in "'’" else c for c in plain
    )
    return " ".join(_singular(word.strip("'’")) for word in spaced.split() if word != "and")


@cache
def vocabulary() -> Vocabulary:
    """The package's vocabulary, read once."""
    text = files("dashboard.coverage").joinpath("topics.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    phrases: dict[str, str] = {}
    names: dict[str, str] = {}
    for topic in data["topic"]:
        names[topic["id"]] = topic["name"]
        phrases.setdefault(normalised(topic["name"]), topic["id"])
    for language in _languages(data["topic"]):
        for topic in data["topic"]:
            for phrase in topic.get(language, ()):
                phrases.setdefault(normalised(phrase), topic["id"])
    return Vocabulary(phrases, names, frozenset(map(normalised, data["generic"])))


def _languages(topics: Sequence[Mapping[str, object]]) -> list[str]:
    """English first: a word of several languages means what it means there."""
    found = dict.fromkeys(key for topic in topics for key in topic if key not in ("id", "name"))
    return sorted(found, key=lambda language: language != "en")


def _topics_of(label: str, words: Vocabulary) -> Iterator[tuple[str, float]]:
    whole = normalised(label)
    if whole in words.generic:
        return
    if whole in words.phrases:
        yield words.phrases[whole], WHOLE
        return
    parts = [p for p in _SEPARATORS.split(_ENTITY_AMPERSAND.sub("&", label).casefold()) if p]
    known = [words.phrases[plain] for p in parts if (plain := normalised(p)) in words.phrases]
    if known:
        yield from ((topic, PART) for topic in known)
        return
    yield from ((topic, PHRASE) for topic in _phrases_in(whole.split(), words))


def _phrases_in(tokens: Sequence[str], words: Vocabulary) -> Iterator[str]:
    """The longest known phrase that ends the label, else the longest that begins it.

    In most languages of the vocabulary the noun stands at one end ("European politics",
    "Política nacional"); a word in the middle of a long tag says little.
    """
    for length in range(min(len(tokens) - 1, 4), 0, -1):
        for some in (tokens[-length:], tokens[:length]):
            phrase = " ".join(some)
            if phrase in words.phrases and len(tokens) <= length + 2:
                yield words.phrases[phrase]
                return


def _own_names(own: Sequence[tuple[int, str]], *, only_first: bool) -> Iterator[Topic]:
    kept: dict[str, Topic] = {}
    for place, label in own:
        if only_first and place > 0:
            continue
        name = " ".join(label.split())[:LABEL_LENGTH].strip()
        trust = round(OWN_NAME * _fading(place), 4)
        kept.setdefault(name.casefold(), Topic(_PREFIX + name.casefold(), name, trust))
    yield from list(kept.values())[:MOST_OWN_NAMES]


def _fading(place: int) -> float:
    return float((1 - FADE) ** place)


def _singular(word: str) -> str:
    if word.startswith(_ARABIC_ARTICLE) and len(word) > 4:
        return word[2:]
    if not word.isascii() or len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    return word.removesuffix("s")
