"""The demo outlet's newsletter, read as any other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx2

from connectors.newsletter.message import read_message
from dashboard.demo.newsletters import newsletters
from dashboard.demo.server import DemoSite

OPENING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def test_every_friday_has_an_issue_that_carries_the_week() -> None:
    with DemoSite(lambda: OPENING, opening=OPENING) as site:
        letters = list(newsletters(site.edition, site.site_url))
        issues = [read_message(message, OPENING) for _, message in letters]
        shown = httpx2.get(issues[-1].url)
    assert len(issues) == 8
    assert len({issue.ref for issue in issues}) == 8
    paths = {f"{site.site_url}{article.path}" for article in site.edition.articles}
    films = {film.video_id for film in site.edition.films}
    for (sent, _), issue in zip(letters, issues, strict=True):
        assert (sent.weekday(), issue.published_at) == (4, sent)
        assert OPENING - sent < timedelta(days=60)
        known = [link for link in issue.links if link.url in paths or link.video_id in films]
        assert len(known) == len(issue.links) - 2, "the crossword and the timetable are elsewhere"
        assert [link.text for link in issue.links if link.opaque] == ["This week’s crossword"]
    assert shown.status_code == 200
    assert "The Tide Table" in shown.text
