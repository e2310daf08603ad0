"""Why a pair was proposed, in words; each with what it gave or took, in log odds."""

from __future__ import annotations

import re

from dashboard.pairing.candidates import TIME_FLOOR, Candidate
from dashboard.pairing.documents import Document
from dashboard.pairing.score import FEATURES, VETO, WEIGHTS, conflict, features
from dashboard.pairing.text import plain
from dashboard.store.model import Evidence

SHOWN_WORDS = 4
_WORD = re.compile(r"\d[\d.,'’]*\d|[^\s,.;:!?()\[\]«»\"“”„|]+")


def explain(video: Document, candidate: Candidate, rare_first: list[str]) -> tuple[Evidence, ...]:
    """The evidence for (and against) a candidate, strongest first.

    ``rare_first`` are the words that both have, the rarest first.
    """
    gave = {
        name: value * weight
        for name, value, weight in zip(FEATURES, features(video, candidate), WEIGHTS, strict=True)
    }
    article = candidate.article
    spelled = _spelling(article.title) | _spelling(video.title)
    both_name = (video.title_names.proper & article.all_names.proper) | (
        article.title_names.proper & video.all_names.proper
    )
    named = [spelled.get(w, w) for w in rare_first if w in both_name or w.isdigit()]
    said = [spelled.get(w, w) for w in rare_first if w not in both_name and not w.isdigit()]
    found: list[Evidence] = []

    def say(kind: str, detail: str, weight: float, terms: list[str]) -> None:
        shown = tuple(terms[:SHOWN_WORDS])
        found.append(Evidence(kind=kind, detail=detail, weight=round(weight, 2), terms=shown))

    if named:
        say("names", f"both name {_listed(named)}", gave["same names"] + gave["rarity"], named)
    if said:
        likeness = sum(gave[k] for k in ("letters", "words", "told", "shown"))
        say("words", f"both say {_listed(said)}", likeness, said)
    nearness = (candidate.time - TIME_FLOOR) * WEIGHTS[FEATURES.index("time")]
    say("time", time_apart(article.hours - video.hours), nearness, [])
    if candidate.lead > 0 and candidate.claim > 0:
        ahead = "no other article or video comes as close"
        say("rank", ahead, gave["lead"] + gave["claim"], [])
    elif candidate.claim < 0:
        say("rank", "another video is closer to this article", gave["claim"], [])
    if clash := conflict(video, candidate):
        mine = _strangers(video, article, spelled)
        theirs = _strangers(article, video, spelled)
        names = f"the video's title names {_listed(mine)}, the article's {_listed(theirs)}"
        say("conflict", names, -VETO * clash, mine[: SHOWN_WORDS // 2] + theirs)
    return tuple(sorted(found, key=lambda evidence: -abs(evidence.weight)))


def time_apart(hours: float) -> str:
    """``the article came 40 minutes later``; ``hours`` from video to article."""
    minutes = round(abs(hours) * 60)
    if minutes < 2:
        return "published at the same time"
    if minutes < 100:
        span = f"{minutes} minutes"
    elif minutes < 48 * 60:
        span = f"{round(minutes / 60)} hours"
    else:
        span = f"{round(minutes / 1440)} days"
    return f"the article came {span} {'later' if hours > 0 else 'earlier'}"


def _strangers(one: Document, other: Document, spelled: dict[str, str]) -> list[str]:
    """What the title of one names and the other does not know, as it is written."""
    names, figures = one.title_names.proper, one.title_names.numbers
    strange = (names - other.all_words) or (figures - other.all_words)
    return [spelled.get(word, word) for word in sorted(strange)]


def _spelling(title: str) -> dict[str, str]:
    return {plain(word): word for word in _WORD.findall(title)}


def _listed(words: list[str]) -> str:
    some = [f"“{word}”" for word in words[:SHOWN_WORDS]]
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"
