"""Which video belongs to which article: facts, evidence, scores. Decisions are the store's."""

from __future__ import annotations

from dashboard.pairing.work import VERSION, bring_up_to_date, top_candidates, waits

__all__ = [
    "VERSION",
    "bring_up_to_date",
    "top_candidates",
    "waits",
]
