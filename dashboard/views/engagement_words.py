"""How ages, multiples and doubts are written on the engagement page."""

from __future__ import annotations

from dashboard.engagement.baselines import ENOUGH
from dashboard.views.words import counted


def age_words(hours: float) -> str:
    """``40 minutes``, ``14 hours``, ``12 days``."""
    if hours < 1:
        return counted(round(hours * 60), "minute")
    return counted(round(hours), "hour") if hours < 48 else counted(round(hours / 24), "day")


def multiple_words(times: float) -> str:
    """``8.1 times``, ``0.45 times``, ``26 times``."""
    return f"{times:,.0f} times" if times >= 10 else f"{times:.2g} times"


def too_few(n: int, words: str) -> str:
    """Why there is no usual: how many could be compared, of how many needed."""
    return f"no usual yet, only {n} of {ENOUGH} comparable {words} were read at that age"


def short(name: str, length: int = 42) -> str:
    """A headline cut at a word, to stand in a label."""
    if len(name) <= length:
        return name
    cut = name[:length].rsplit(" ", 1)[0]
    return f"{cut or name[:length]}…"
